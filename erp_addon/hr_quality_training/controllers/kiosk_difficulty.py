"""Saying at the kiosk what is hard about the work, and reading what became of it."""

from odoo import http
from odoo.exceptions import UserError

from ..models.hr_quality_difficulty import MOST_LETTERS
from ..models.hr_quality_kiosk import PATH
from .kiosk import at_kiosk


class KioskDifficulty(http.Controller):
    @http.route(f"{PATH}/<string:token>/difficulty", type="http", auth="public", methods=["GET"])
    @at_kiosk
    def difficulty(self, visit, sent="", **values):
        """The form, and what the person has reported so far."""
        return self._show(visit, sent=sent)

    @http.route(
        f"{PATH}/<string:token>/difficulty/report", type="http", auth="public", methods=["POST"]
    )
    @at_kiosk
    def report(self, visit, operation_id="", problem="", frequency="daily", **values):
        """Put it on the list of the department, under the name of the person."""
        difficulties = visit.env["hr.quality.difficulty"]
        given = {
            "operation_id": int(operation_id) if operation_id.isdecimal() else 0,
            "problem": problem.replace("\x00", "").replace("\r\n", "\n").strip(),
            "frequency": frequency,
        }
        try:
            reported = difficulties._report_at_kiosk(visit.employee, visit.kiosk, given)
        except UserError as refusal:
            return self._show(visit, given=given, error=str(refusal))
        return visit.go(f"/difficulty?sent={reported.id}")

    def _show(self, visit, given=None, error=None, sent=""):
        difficulties = visit.env["hr.quality.difficulty"]
        reports = difficulties._reports_at_kiosk(visit.employee)
        operations = difficulties._operations_at_kiosk(visit.employee)
        fields = difficulties._fields
        return visit.show(
            "kiosk_difficulty",
            operations=operations,
            reports=reports,
            thanks=sent in [str(id_) for id_ in reports.ids],
            given=given or {"operation_id": operations[:1].id, "frequency": "daily"},
            most_letters=MOST_LETTERS,
            frequencies=fields["frequency"]._description_selection(visit.env),
            states=dict(fields["state"]._description_selection(visit.env)),
            error=error,
        )
