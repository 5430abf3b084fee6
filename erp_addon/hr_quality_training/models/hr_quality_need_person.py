"""A person whose score a need was raised on."""

from odoo import fields, models


class HrQualityNeedPerson(models.Model):
    """Who produced in the weeks of a need, with the score in force then; frozen.

    Readable by quality, HR and the managers answerable for the operation.
    """

    _name = "hr.quality.need.person"
    _description = "Person of a Training Need"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "need_id, has_score, score, id"
    _rec_name = "employee_name"

    need_id = fields.Many2one("hr.quality.need", required=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", index=True, ondelete="restrict")
    employee_name = fields.Char("Person", required=True, help="Name when the need was raised.")
    produced = fields.Float(digits=(18, 6), required=True, help="In the weeks of the need.")
    has_score = fields.Boolean()
    score = fields.Float(
        digits=(7, 4),
        aggregator="avg",
        help="Signed score in force when the need was raised; empty is not zero.",
    )
    qualification_id = fields.Many2one(
        "hr.quality.qualification", "Ledger Entry", ondelete="restrict"
    )

    _need_person_unique = models.Constraint(
        "UNIQUE (need_id, employee_id)", "A need names each person once."
    )
