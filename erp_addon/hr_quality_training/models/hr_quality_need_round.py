"""One way along the path that did not help, kept when the need was reopened."""

from odoo import fields, models


class HrQualityNeedRound(models.Model):
    """Who reopened a need, when, why and at which step, and what had been said until then."""

    _name = "hr.quality.need.round"
    _description = "Round of a Training Need"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "need_id, number"
    _rec_name = "number"

    need_id = fields.Many2one("hr.quality.need", required=True, index=True, ondelete="cascade")
    number = fields.Integer("Round", required=True)
    reopened_on = fields.Datetime(required=True)
    reopened_by_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    state_from = fields.Selection(
        selection=lambda self: (
            self.env["hr.quality.need"]._fields["state"]._description_selection(self.env)
        ),
        string="Came As Far As",
        required=True,
    )
    state_to = fields.Selection(
        selection=lambda self: (
            self.env["hr.quality.need"]._fields["state"]._description_selection(self.env)
        ),
        string="Goes On From",
        required=True,
    )
    reason = fields.Text(required=True)
    problem = fields.Text()
    confirmed_by_id = fields.Many2one("res.users", ondelete="restrict")
    reviewer_id = fields.Many2one("res.users", "Reviewed By", ondelete="restrict")
    review_note = fields.Text()
    key_points = fields.Text(help="The key points of that round, as they were.")
    answered_by_id = fields.Many2one("res.users", "Feedback By", ondelete="restrict")
    feedback = fields.Text()

    _number_unique = models.Constraint("UNIQUE (need_id, number)", "A need has each round once.")
