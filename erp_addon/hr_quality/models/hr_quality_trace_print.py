"""The trace on paper."""

from odoo import api, models


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    @api.model
    def action_print(self, kind, value):
        """The report of a trace: a PDF, or a page to print from the browser.

        A server without wkhtmltopdf makes no PDF; the page then opens in the browser.

        :raises UserError: there is no such kind, value or person
        """
        scope = self._trace_scope(kind, value, None, None)
        report = self.env.ref("hr_quality.hr_quality_trace_report_action").sudo()
        action = report.report_action(
            None, data={"kind": scope.kind, "value": scope.value}, config=False
        )
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() not in ("ok", "upgrade"):
            action["report_type"] = "qweb-html"
        return action
