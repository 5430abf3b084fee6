from odoo import fields, models


class HrQualityOperationSkill(models.Model):
    """A skill that an operation demands, and the score it asks of a person."""

    _name = "hr.quality.operation.skill"
    _description = "Skill of an Operation"
    _order = "operation_id, skill_id"
    _rec_name = "skill_id"

    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="cascade"
    )
    skill_id = fields.Many2one("hr.skill", required=True, index=True, ondelete="restrict")
    required_score = fields.Float(digits=(5, 2), default=80.0, required=True, help="From 0 to 100.")

    _skill_unique = models.Constraint(
        "UNIQUE (operation_id, skill_id)", "The operation names this skill already."
    )
    _score_range = models.Constraint(
        "CHECK (required_score BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
