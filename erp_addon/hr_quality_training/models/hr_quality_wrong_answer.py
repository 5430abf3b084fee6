"""What people answered wrong in exams: per person and per question."""

from odoo import fields, models

KNOWING_GROUPS = "base_act.base_act_group_quality,base_act.base_act_group_hr"


class HrQualityWrongAnswer(models.Model):
    """A question that one person answered wrong, or left out, in one attempt's exam.

    Kept as text, so that neither a changed exam nor a deleted answer changes it.
    """

    _name = "hr.quality.wrong.answer"
    _description = "Wrong Answer"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "id desc"
    _rec_name = "question"

    assessment_id = fields.Many2one(
        "hr.quality.assessment", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    plan_id = fields.Many2one("hr.quality.plan", index=True, ondelete="restrict")
    operation_id = fields.Many2one("hr.quality.operation", index=True, ondelete="restrict")
    course_id = fields.Many2one("hr.quality.course", required=True, index=True, ondelete="restrict")
    question_id = fields.Many2one(
        "survey.question", "Exam Question", index="btree_not_null", ondelete="set null"
    )
    question = fields.Char(required=True, help="As it was asked.")
    given = fields.Char("Answer Given")
    right = fields.Char("Right Answer", groups=KNOWING_GROUPS)
    skipped = fields.Boolean("Left Out")
    day = fields.Date(required=True)
    attempt = fields.Integer(required=True, aggregator=None)
