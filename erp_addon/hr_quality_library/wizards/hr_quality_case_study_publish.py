"""Chooses the course that a case study's slide goes into."""

from odoo import fields, models


class HrQualityCaseStudyPublish(models.TransientModel):
    _name = "hr.quality.case.study.publish"
    _description = "Make a Slide of a Case Study"

    case_study_id = fields.Many2one("hr.quality.case.study", required=True, ondelete="cascade")
    course_id = fields.Many2one("hr.quality.course", required=True, ondelete="cascade")
    refresher = fields.Boolean(
        "In the Refresher Too", default=True, help="Also for those who do the work already."
    )

    def action_make_slide(self):
        """Make the slide; the case study checks who may."""
        self.ensure_one()
        self.case_study_id.make_slide(self.course_id.id, self.refresher)
        return {"type": "ir.actions.act_window_close"}
