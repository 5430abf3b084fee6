"""When and where a plan's training takes place."""

from odoo import fields, models


class HrQualitySession(models.Model):
    """One meeting of a training plan."""

    _name = "hr.quality.session"
    _description = "Training Session"
    _order = "starts, id"

    plan_id = fields.Many2one("hr.quality.plan", required=True, index=True, ondelete="cascade")
    starts = fields.Datetime(required=True)
    ends = fields.Datetime(required=True)
    place = fields.Char()
    trainer_id = fields.Many2one("hr.employee", ondelete="restrict")

    _order_of_times = models.Constraint("CHECK (ends > starts)", "A session ends after it starts.")
