"""Measurements from Odoo's own manufacturing: a work order that is done counts."""

from decimal import Decimal

from odoo import SUPERUSER_ID, fields, models

SOURCE = "odoo_mrp"
SMALLEST = Decimal("0.000001")


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def write(self, vals):
        """Record what was produced when the order is done."""
        finishing = self._entering(vals.get("state")) if vals.get("state") == "done" else self[:0]
        result = super().write(vals)
        finishing._record_measurement()
        return result

    def _record_measurement(self):
        """Record, or correct, the measurement of orders that are done.

        produced = quantity produced + scrapped of the finished product; good is the rest after
        scrapped and reworked. The day is that on which the work began, in the work center's zone.
        An order that several people worked on counts for its operation, not for a person.
        """
        records = [
            order._measurement_record() for order in self.sudo() if order.quality_operation_id
        ]
        if records:
            outcome = self.env["hr.quality.measurement"].sudo()._record_batch(SOURCE, records)
            self._tell_rejected(outcome["rejected"])

    def _tell_rejected(self, rejected):
        """Say in the manufacturing order what could not be counted, and why."""
        orders = {order._measurement_key(): order for order in self}
        for record in rejected:
            orders[record["key"]].production_id.sudo().message_post(
                body=self.env._(
                    "The quantities of %(order)s were not recorded as a measurement: %(reason)s",
                    order=orders[record["key"]].display_name,
                    reason=record["reason"],
                )
            )

    def _measurement_key(self):
        return f"workorder/{self.id}"

    def _next_revision(self):
        last = self.env["hr.quality.measurement"].search(
            [("source_id.code", "=", SOURCE), ("source_key", "=", self._measurement_key())],
            order="revision desc",
            limit=1,
        )
        return last.revision + 1

    def _measurement_record(self):
        self.ensure_one()
        scrapped = self._scrapped_qty()
        kept = self._own_unit(self.qty_produced, self.product_uom_id)
        reworked = min(self._own_unit(self.reworked_qty, self.product_uom_id), kept)
        operator, lots = self._only_operator(), self.production_id.lot_producing_ids
        tracking, only = self.product_id.tracking, lots.name if len(lots) == 1 else None
        return {
            "key": self._measurement_key(),
            "revision": self._next_revision(),
            "day": fields.Date.to_string(self._work_day()),
            "operation": self.quality_operation_id.code,
            "work_center": self.workcenter_id.code or self.workcenter_id.name,
            "employee": self._operator_code(operator) if operator else None,
            "material": self.product_id.default_code or self.product_id.name,
            "lot": only if tracking == "lot" else None,
            "order": self.production_id.name,
            "serial": only if tracking == "serial" else None,
            "produced": str(kept + scrapped),
            "good": str(kept - reworked),
            "scrapped": str(scrapped),
            "reworked": str(reworked),
            "unit": self.quality_operation_id.unit,
        }

    def _scrapped_qty(self):
        """The finished product scrapped on this order."""
        done = self.scrap_ids.filtered(
            lambda scrap: scrap.state == "done" and scrap.product_id == self.product_id
        )
        return sum(
            (self._own_unit(scrap.scrap_qty, scrap.product_uom_id) for scrap in done), Decimal(0)
        )

    def _own_unit(self, quantity, unit):
        """A quantity in the product's own unit of measure, exact to six decimals."""
        converted = unit._compute_quantity(quantity, self.product_id.uom_id, round=False)
        return Decimal(repr(converted)).quantize(SMALLEST)

    def _only_operator(self):
        """The one person who worked on the order; nobody where there were several."""
        people = self.permit_ids.employee_id | self.operator_id
        return people if len(people) == 1 else people.browse()

    def _work_day(self):
        zone = self.workcenter_id.resource_calendar_id.tz or self.company_id.partner_id.tz
        moment = self.date_start or fields.Datetime.now()
        return fields.Datetime.context_timestamp(self.with_context(tz=zone or "UTC"), moment).date()

    def _operator_code(self, operator):
        """The badge; where there is none, a code of ours that is tied to the person."""
        if operator.barcode:
            return operator.barcode
        code = f"employee/{operator.id}"
        source = self.env["hr.quality.source"]._of_delivery(SOURCE)
        # A person may not tie his own code; that this one is his is no decision of anybody.
        aliases = self.env["hr.quality.alias"].with_user(SUPERUSER_ID)
        known = [("source_id", "=", source.id), ("kind", "=", "employee"), ("code", "=", code)]
        if not aliases.search_count(known, limit=1):
            aliases.create(
                {
                    "source_id": source.id,
                    "kind": "employee",
                    "code": code,
                    "employee_id": operator.id,
                }
            )
        return code
