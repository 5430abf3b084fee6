"""A week that a need was raised on."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.iso_week import week_label


class HrQualityNeedWeek(models.Model):
    """One week of evidence, frozen when the need was raised."""

    _name = "hr.quality.need.week"
    _description = "Week of a Training Need"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "need_id, week"
    _rec_name = "week_name"

    need_id = fields.Many2one("hr.quality.need", required=True, index=True, ondelete="cascade")
    week = fields.Date("Monday", required=True)
    week_name = fields.Char("Week", compute="_compute_week_name")
    produced = fields.Float(digits=(18, 6), required=True)
    scrapped = fields.Float(digits=(18, 6), required=True)
    reworked = fields.Float(digits=(18, 6), required=True)
    defect_rate = fields.Float(digits=(9, 6), required=True, aggregator="avg")
    limit = fields.Float(
        digits=(9, 6), aggregator="avg", help="Empty where no standard was in force."
    )
    times_limit = fields.Float(
        "Times the Limit",
        compute="_compute_times_limit",
        help="Defect rate divided by the limit.",
    )
    revision_id = fields.Many2one(
        "hr.quality.standard.revision",
        "Standard Revision",
        ondelete="restrict",
        help="The revision in force on that Monday.",
    )

    _need_week_unique = models.Constraint(
        "UNIQUE (need_id, week)", "A need holds each week of its evidence once."
    )

    @api.depends("week")
    def _compute_week_name(self):
        for line in self:
            line.week_name = week_label(line.week) if line.week else False

    @api.depends("defect_rate", "limit")
    def _compute_times_limit(self):
        for line in self:
            line.times_limit = line.defect_rate / line.limit if line.limit else 0.0
