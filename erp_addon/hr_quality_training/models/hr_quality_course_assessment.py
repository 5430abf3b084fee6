"""What assessments say about a course: what people get wrong, when the assessors disagree."""

from odoo import api, fields, models


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    dispute_points = fields.Float(
        "Disputed From",
        digits=(5, 2),
        default=20,
        help="The practical is shown as disputed when the two assessors' scores differ by more"
        " points than this.",
    )

    _dispute_points = models.Constraint(
        "CHECK (dispute_points BETWEEN 0 AND 100)", "A difference lies between 0 and 100 points."
    )

    wrong_answer_ids = fields.One2many("hr.quality.wrong.answer", "course_id", "Wrong Answers")
    wrong_answer_count = fields.Integer("Answered Wrong", compute="_compute_wrong_answer_count")

    @api.depends("wrong_answer_ids")
    def _compute_wrong_answer_count(self):
        """Those that the reader may see."""
        wrong = self.env["hr.quality.wrong.answer"]
        counts = (
            dict(wrong._read_group([("course_id", "in", self.ids)], ["course_id"], ["__count"]))
            if wrong.has_access("read")
            else {}
        )
        for course in self:
            course.wrong_answer_count = counts.get(course._origin, 0)

    def action_open_wrong_answers(self):
        """Which of this course's questions people answer wrong, most often first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_wrong_answer_action"
        )
        return {**action, "domain": [("course_id", "in", self.ids)], "context": {}}
