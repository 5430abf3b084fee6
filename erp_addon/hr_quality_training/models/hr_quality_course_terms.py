"""How a training is assessed: weights, marks, attempts, validity."""

from odoo import fields, models

TERMS = (
    "survey_id",
    "exam_weight",
    "pass_mark",
    "exam_minimum",
    "practical_minimum",
    "max_attempts",
    "validity_months",
    "unused_months",
)
"""What a plan copies from its course when it is published, and keeps."""


class HrQualityCourseTerms(models.AbstractModel):
    """Terms of assessment: of a course as it is, and of a plan as they were at publication.

    The overall score is ``exam_weight`` % of the exam's score plus the rest of the practical's, all
    from 0 to 100. It passes at ``pass_mark``, if exam and practical reach their own minimum too.
    """

    _name = "hr.quality.course.terms"
    _description = "Terms of Assessment"

    survey_id = fields.Many2one("survey.survey", "Exam", ondelete="restrict")
    exam_weight = fields.Float(
        digits=(5, 2),
        default=40,
        help="Share of the exam in the score, in percent; the practical has the rest.",
    )
    pass_mark = fields.Float(
        digits=(5, 2), default=80, help="Overall score to pass, from 0 to 100."
    )
    exam_minimum = fields.Float(
        digits=(5, 2), help="Score that the exam alone must reach, from 0 to 100; 0: none."
    )
    practical_minimum = fields.Float(
        digits=(5, 2), help="Score that the practical alone must reach, from 0 to 100; 0: none."
    )
    max_attempts = fields.Integer(
        default=3, help="How often the assessment may be taken; 0: as often as it needs."
    )
    validity_months = fields.Integer(
        help="Months for which a passed assessment qualifies; 0: without a fixed end."
    )
    unused_months = fields.Integer(
        help="Months without doing the operation after which it lapses; 0: never."
    )

    _percent = models.Constraint(
        "CHECK (exam_weight BETWEEN 0 AND 100 AND pass_mark BETWEEN 0 AND 100"
        " AND exam_minimum BETWEEN 0 AND 100 AND practical_minimum BETWEEN 0 AND 100)",
        "Weight and marks lie between 0 and 100.",
    )
    _counts = models.Constraint(
        "CHECK (max_attempts >= 0 AND validity_months >= 0 AND unused_months >= 0)",
        "Attempts and months are not negative.",
    )
