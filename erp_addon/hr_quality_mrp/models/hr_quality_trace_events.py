"""What a trace tells of Odoo Manufacturing: work orders, working time, the gate, material."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.addons.hr_quality.tools.trace import HIGH, NOTE
from odoo.tools import SQL, format_date, format_datetime

MATERIAL_NAME = "COALESCE(t.name->>%(lang)s, t.name->>'en_US')"
UNIT_NAME = "COALESCE(u.name->>%(lang)s, u.name->>'en_US')"
# Lots that the orders used and made: one row for each lot and order.
MATERIAL = """
    SELECT 'material', max(s.date), NULL::date, NULL::int, NULL::int, 'stock.lot', l.id,
           jsonb_build_object(
               'role', CASE WHEN m.production_id IS NULL THEN 'used' ELSE 'made' END,
               'lot', l.name, 'product', {product}, 'order', p.name, 'unit', {unit},
               'quantity', sum(s.quantity_product_uom))
      FROM mrp_production p
      JOIN stock_move m ON p.id IN (m.raw_material_production_id, m.production_id)
      JOIN stock_move_line s ON s.move_id = m.id
      JOIN stock_lot l ON l.id = s.lot_id
      JOIN product_product v ON v.id = l.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
      JOIN uom_uom u ON u.id = t.uom_id
     WHERE p.id IN (%(orders)s) AND p.company_id = ANY(%(companies)s) AND s.state = 'done'
  GROUP BY m.production_id IS NULL, m.production_id, l.id, p.id, t.id, u.id
"""
# Orders that went on with the lot as their material.
USED_IN = """
    SELECT 'material', max(s.date), NULL, NULL, NULL, 'stock.lot', l.id,
           jsonb_build_object(
               'role', 'went', 'lot', l.name, 'product', {product}, 'order', p.name,
               'unit', {unit}, 'quantity', sum(s.quantity_product_uom),
               'into', (SELECT string_agg(x.name, ', ' ORDER BY x.name)
                          FROM mrp_production_stock_lot_rel r
                          JOIN stock_lot x ON x.id = r.stock_lot_id
                         WHERE r.mrp_production_id = p.id))
      FROM (%(lots)s) lot
      JOIN stock_lot l ON l.id = lot.id
      JOIN stock_move_line s ON s.product_id = lot.product_id AND s.lot_id = lot.id
      JOIN stock_move m ON m.id = s.move_id
      JOIN mrp_production p ON p.id = m.raw_material_production_id
      JOIN product_product v ON v.id = l.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
      JOIN uom_uom u ON u.id = t.uom_id
     WHERE p.company_id = ANY(%(companies)s) AND s.state = 'done'
  GROUP BY l.id, p.id, t.id, u.id
"""


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    @api.model
    def _trace_kinds(self):
        return {
            "workorder": (self.env._("Work orders"), "fa-wrench"),
            "worktime": (self.env._("Working time"), "fa-clock-o"),
            "permit": (self.env._("Gate"), "fa-id-badge"),
            "material": (self.env._("Material"), "fa-cubes"),
            **super()._trace_kinds(),
        }

    @api.model
    def _trace_common_kinds(self):
        return super()._trace_common_kinds() | {"material"}

    @api.model
    def _trace_selects(self, scope):
        selects = super()._trace_selects(scope)
        if scope.kind == "employee":
            return selects
        words = {
            "orders": self._trace_orders(scope),
            "companies": self._trace_companies(),
            "lang": self.env.lang or "en_US",
        }
        names = {"product": MATERIAL_NAME, "unit": UNIT_NAME}
        selects.append(SQL(MATERIAL.format(**names), **words))
        if scope.kind != "order":
            words["lots"] = self._trace_lots(scope)
            selects.append(SQL(USED_IN.format(**names), **words))
        return selects

    # ------------------------------------------------------------------------------- events

    @api.model
    def _trace_events(self, scope):
        return [
            *super()._trace_events(scope),
            *map(self._trace_permit, filter(_is_told, scope.found["permit"])),
            *map(self._trace_workorder, scope.found["workorder"]),
            *map(self._trace_worktime, _by_day(scope.found["worktime"])),
            *map(self._trace_material, scope.found["material"]),
        ]

    @api.model
    def _trace_workorder(self, row):
        data = row["data"]
        state = self._trace_label(self.env["mrp.workorder"], "state", data["state"])
        is_skipped = data["state"] == "cancel"
        quantities = [
            (self.env._("produced"), data["produced"]),
            (self.env._("reworked"), data["reworked"]),
        ]
        parts = [
            data["center"],
            self._trace_until(row) if data["state"] == "done" else "",
            *(
                f"{label} {self._trace_number(quantity)} {data['unit']}"
                for label, quantity in quantities
                if quantity and not is_skipped
            ),
            data["lots"] and self.env._("lot %s", data["lots"]),
            is_skipped and self.env._("The order was finished without this step."),
        ]
        return self._trace_event(
            {**row, "res_model": "mrp.workorder"},
            kind="workorder",
            title=f"{self._trace_order_step(row)}: {state}",
            text=" · ".join(filter(None, parts)),
            tone="bad" if is_skipped else "",
        )

    @api.model
    def _trace_worktime(self, row):
        minutes = row["data"]["minutes"]
        return self._trace_event(
            {**row, "res_model": "mrp.workorder"},
            kind="worktime",
            title=self.env._("Worked %s min", self._trace_number(round(minutes, 1)))
            if row["data"]["until"]
            else self.env._("At work"),
            text=" · ".join(filter(None, [self._trace_order_step(row), self._trace_until(row)])),
        )

    @api.model
    def _trace_permit(self, row):
        data, permits = row["data"], self.env["hr.quality.work.permit"]
        statuses = dict(
            self.env["mrp.workorder"]
            ._fields["qualification_status"]
            ._description_selection(self.env)
        )
        supervisor = data["supervisor"] and self.env._(
            "under the supervision of %s", data["supervisor"]
        )
        return self._trace_event(
            {**row, "res_model": "hr.quality.work.permit"},
            kind="permit",
            title=self.env._(
                "%(event)s: %(decision)s",
                event=self._trace_label(permits, "event", data["event"]),
                decision=self._trace_label(permits, "decision", data["decision"]).lower(),
            ),
            text=f"{self._trace_order_step(row)} · {statuses.get(data['status'], data['status'])}",
            detail=supervisor or "",
            who=data["who"],
            tone="bad" if data["decision"] == "warned" else "",
            personal=True,
        )

    @api.model
    def _trace_material(self, row):
        data = row["data"]
        words = {
            "lot": data["lot"],
            "product": data["product"],
            "order": data["order"],
            "into": data.get("into"),
        }
        titles = {
            "used": self.env._("Lot %(lot)s of %(product)s used", **words),
            "made": self.env._("Lot %(lot)s of %(product)s made", **words),
            "went": self.env._("Used in %(order)s", **words),
        }
        parts = [
            f"{self._trace_number(data['quantity'])} {data['unit']}",
            data["order"] if data["role"] != "went" else data["product"],
            words["into"] and self.env._("for lot %(into)s", **words),
        ]
        return self._trace_event(
            {**row, "day": plant_day(self.env, row["at"])},
            kind="material",
            title=titles[data["role"]],
            text=" · ".join(filter(None, parts)),
        )

    # ------------------------------------------------------------------------------- words

    @api.model
    def _trace_order_step(self, row):
        return f"{row['order_name']} - {row['step']}"

    @api.model
    def _trace_until(self, row):
        """Until when, with the day where it is another one."""
        until = fields.Datetime.to_datetime((row["data"]["until"] or "").replace("T", " ")[:19])
        if not until:
            return ""
        moment = format_datetime(self.env, until, dt_format="HH:mm")
        if plant_day(self.env, until) != row["day"]:
            moment = f"{format_date(self.env, plant_day(self.env, until))} {moment}"
        return self.env._("until %s", moment)

    # ----------------------------------------------------------------------------- findings

    @api.model
    def _trace_unqualified(self, scope, pair, day, status, known_now):
        """What the gate said at that moment is more exact than the end of the day."""
        finding = super()._trace_unqualified(scope, pair, day, status, known_now)
        decisions = {
            row["data"]["decision"]
            for row in scope.found["permit"]
            if (row["employee_id"], row["operation_id"], row["day"]) == (*pair, day)
        }
        if "warned" in decisions:
            warned = self.env._("The gate warned when he began, and quality was told.")
            if finding:
                finding.evidence = f"{finding.evidence} {warned}"
                return finding
            text = self.env._("Began this work before the ledger allowed it, later that day.")
            return self._trace_finding("unqualified", HIGH, pair, day, text, warned)
        if finding and decisions == {"supervised"}:
            finding.severity = NOTE
            supervised = self.env._("He worked under a qualified person's supervision.")
            finding.evidence = f"{finding.evidence} {supervised}"
        return finding


def _is_told(row):
    """That somebody whom the gate had let in also finished is told by the order itself."""
    data = row["data"]
    return (data["event"], data["decision"]) != ("finished", "allowed")


def _by_day(rows):
    """One row for everybody's time on an order on a day."""
    together = defaultdict(list)
    for row in rows:
        together[row["workorder_id"], row["employee_id"], row["day"]].append(row)
    for times in together.values():
        ends = [row["data"]["until"] for row in times]
        yield {
            **times[0],
            "data": {
                "until": max(ends) if all(ends) else None,
                "minutes": sum(row["data"]["minutes"] or 0 for row in times),
            },
        }
