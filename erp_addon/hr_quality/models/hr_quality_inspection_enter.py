"""Inspections that quality enters by hand, where no system records them."""

import uuid

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.plant_day import plant_day
from ..tools.record_reading import digest
from .hr_quality_fact import HAND
from .inspection_batch import InspectionBatch

QUALITY = "base_act.base_act_group_quality"


class HrQualityInspection(models.Model):
    _inherit = "hr.quality.inspection"

    @api.model
    def _enter(self, values, nonconformities, corrected=None, reason=None, key=None):
        """Record an inspection under the caller's own name; a correction is a further revision.

        :param dict values: fields of the inspection, without those of its origin
        :param list nonconformities: fields of each, without those of its origin and inspection
        :param corrected: the inspection entered by hand that was wrong
        :param str key: of one out of a file, where the same key is the same inspection
        :raises AccessError: the caller is not of quality, or it is his own work
        """
        employee = self.env["hr.employee"].sudo().browse(values.get("employee_id") or [])
        self._check_may_enter(employee)
        source = self.env["hr.quality.source"].sudo()._of_delivery(HAND)
        source._lock()
        self._refuse_again(source, key)
        key, revision = key or uuid.uuid4().hex, 1
        if corrected:
            corrected._replace_entered(reason)
            key, revision = corrected.source_key, corrected.revision + 1
        origin = self._origin_of_entry(source, revision)
        decided = fields.Datetime.to_datetime(values["decided_at"])
        entered = self._act_create(
            [
                {
                    **values,
                    **origin,
                    "source_key": key,
                    "day": plant_day(self.env, decided),
                    "is_counted": True,
                    "inspector_id": self.env.user.sudo()._quality_employees()[:1].id,
                    "recorded_by_id": self.env.uid,
                    "reason": reason,
                    "digest": digest([key, *map(str, values.values())]),
                }
            ]
        )
        self.env["hr.quality.nonconformity"]._act_create(
            [
                {
                    **found,
                    **origin,
                    "source_key": f"{key}/{number}",
                    "found_in": key,
                    "unit": values["unit"],
                    "digest": digest([key, str(number), *map(str, found.values())]),
                }
                for number, found in enumerate(nonconformities, start=1)
            ]
        )
        self.env.flush_all()
        InspectionBatch(self.env, HAND).complete([key])
        self.env.invalidate_all()
        return entered

    @api.model
    def _refuse_again(self, source, key):
        """What a file brought in once does not come in again, nor does what was corrected since."""
        known = [("source_id", "=", source.id), ("source_key", "=", key)]
        there = key and self.sudo().search(known, order="revision", limit=1)
        if there:
            raise UserError(
                self.env._(
                    "%(user)s has entered this very inspection on %(day)s. Take the row out.",
                    user=there.recorded_by_id.name,
                    day=format_date(self.env, there.recorded_at),
                )
            )

    @api.model
    def _origin_of_entry(self, source, revision):
        return {
            "source_id": source.id,
            "revision": revision,
            "current": True,
            "state": "taken",
            "recorded_at": fields.Datetime.now(),
        }

    @api.model
    def _check_may_enter(self, employee):
        user = self.env.user
        if not user.has_group(QUALITY):
            raise AccessError(self.env._("Only quality enters inspections."))
        if employee and employee.user_id == user:
            raise AccessError(
                self.env._("Nobody inspects his own work: ask a colleague of quality.")
            )

    def _replace_entered(self, reason):
        """Make room for the correction; what was wrong is kept."""
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        self._check_may_enter(own.employee_id)
        if own.source_id.code != HAND or not own.recorded_by_id:
            raise UserError(
                self.env._("%s comes from a system: have it corrected there.", self.display_name)
            )
        if not own.current:
            raise UserError(
                self.env._("%s was corrected already: open it anew.", self.display_name)
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say what was wrong: a correction needs a reason."))
        with_permit(own.nonconformity_ids).write({"current": False})
        with_permit(own).write({"current": False})
        self.env.flush_all()

    def action_correct(self):
        """Ask for what is right, beginning from what was entered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_enter_inspection_action"
        )
        return {**action, "context": {"default_corrected_id": self.id}}
