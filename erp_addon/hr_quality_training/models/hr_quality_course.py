"""What people are taught for an operation or skill, and how it is assessed."""

from odoo import fields, models


class HrQualityCourse(models.Model):
    """A course: an eLearning channel for newcomers, one for the experienced, an exam, a practical.

    The overall score of an assessment is ``exam_weight`` % of the exam's score plus the rest of the
    practical's; it passes at ``pass_mark``.
    """

    _name = "hr.quality.course"
    _description = "Course"
    _inherit = ["mail.thread"]
    _order = "name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    active = fields.Boolean(default=True)
    channel_id = fields.Many2one(
        "slide.channel",
        "Onboarding Course",
        ondelete="restrict",
        help="The whole course, for those who are new to the work.",
    )
    retraining_channel_id = fields.Many2one(
        "slide.channel",
        "Retraining Course",
        ondelete="restrict",
        help="The short course, for those who do the work already; empty: the whole one.",
    )
    survey_id = fields.Many2one("survey.survey", "Exam", ondelete="restrict")
    operation_ids = fields.Many2many("hr.quality.operation", string="Operations")
    skill_ids = fields.Many2many("hr.skill", string="Skills")
    exam_weight = fields.Float(
        digits=(5, 2), default=40, help="Share of the exam in the score, in percent."
    )
    pass_mark = fields.Float(digits=(5, 2), default=80, help="From 0 to 100.")
    max_attempts = fields.Integer(default=3)
    validity_months = fields.Integer(
        help="Months for which a passed assessment qualifies; 0: without a fixed end."
    )
    unused_months = fields.Integer(
        help="Months without doing the operation after which it lapses; 0: never."
    )

    _code_unique = models.UniqueIndex("(code)", "Another course has this code already.")
    _percent = models.Constraint(
        "CHECK (exam_weight BETWEEN 0 AND 100 AND pass_mark BETWEEN 0 AND 100)",
        "Weight and pass mark lie between 0 and 100.",
    )
