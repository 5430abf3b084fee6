from odoo import api, models


class HrQualityTraceReport(models.AbstractModel):
    """The trace on paper. What it may show is decided anew, for whoever prints."""

    _name = "report.hr_quality.report_trace"
    _description = "Trace Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Read the trace that ``data`` names: ``kind`` and ``value``; it comes from the caller."""
        data = data or {}
        trace = self.env["hr.quality.trace"].get_trace(data.get("kind"), data.get("value"))
        icons = {kind["kind"]: kind["label"] for kind in trace["kinds"]}
        return {
            "trace": trace,
            "kind_labels": icons,
            "company": self.env.company,
            "printed_by": self.env.user.name,
        }
