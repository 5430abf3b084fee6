"""Coverage: checks done of those due."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

ASKING_GROUPS = (
    "base_act.base_act_group_quality",
    "base_act.base_act_group_hr",
    "base_act.base_act_group_operations",
    "base_act.base_act_group_analyst",
)


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    @api.model
    @api.readonly
    def get_coverage(self, date_from, date_to, department_id=None):
        """Checks done / due, of those due in these days; what is not due yet counts nowhere.

        A waived check is due and not done. For quality, HR, analysts, and operations: these of the
        departments they manage.

        :param date_from: first day, ``YYYY-MM-DD``
        :param date_to: last day
        :param int department_id: this department and those below it; None: all
        :return: ``{"due", "done", "in_time", "failed", "waived", "overdue", "coverage",
            "operations": [{"operation_id", "operation", "department_id", "month", …}]}``;
            ``coverage`` is a fraction, None where nothing was due
        """
        if not any(self.env.user.has_group(group) for group in ASKING_GROUPS):
            raise AccessError(
                self.env._(
                    "Coverage is for these and for analysts to ask: %s.",
                    self._act_party_labels(("quality", "hr", "operations")),
                )
            )
        domain = self._coverage_domain(date_from, date_to, department_id)
        rows = (
            self.env["hr.quality.check.coverage"]
            .sudo()
            ._read_group(
                domain,
                ["operation_id", "due_on:month"],
                ["due:sum", "done:sum", "in_time:sum", "failed:sum", "waived:sum", "overdue:sum"],
            )
        )
        found = [_figures(figures) for _operation, _month, *figures in rows]
        return {
            **_figures([sum(row[name] for row in found) for name in _COUNTED]),
            "operations": [
                {
                    "operation_id": operation.id,
                    "operation": operation.code,
                    "department_id": operation.department_id.id or None,
                    "month": fields.Date.to_string(month),
                    **figures,
                }
                for (operation, month, *_rest), figures in zip(rows, found, strict=True)
            ],
        }

    @api.model
    def _coverage_domain(self, date_from, date_to, department_id):
        try:
            first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("A day is written YYYY-MM-DD, for instance 2026-01-31.")
            ) from error
        if not first or not last or last < first:
            raise UserError(self.env._("Give a first day and a last day that is not before it."))
        # Due today may still be done today: it counts once it is done or its day is over.
        today = plant_day(self.env)
        domain = Domain("due_on", ">=", first) & Domain("due_on", "<=", last)
        domain &= Domain("due_on", "<", today) | Domain("done", "=", 1)
        if department_id:
            domain &= Domain("department_id", "child_of", department_id)
        everything = any(
            self.env.user.has_group(group)
            for group in ASKING_GROUPS
            if group != "base_act.base_act_group_operations"
        )
        if not everything:
            mine = self.env.user._quality_departments().ids
            domain &= Domain("department_id", "child_of", mine)
        return domain


_COUNTED = ("due", "done", "in_time", "failed", "waived", "overdue")


def _figures(values):
    """``values`` by name, with the coverage."""
    figures = dict(zip(_COUNTED, (int(value or 0) for value in values), strict=True))
    return {**figures, "coverage": figures["done"] / figures["due"] if figures["due"] else None}
