"""The weekly figures that an effect was measured on."""

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.iso_week import week_label


class HrQualityEffectLine(models.Model):
    """What one person, or all together, produced in one week of one window; frozen."""

    _name = "hr.quality.effect.line"
    _description = "Weekly Figures of an Effect"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "effect_id, is_control, week, id"
    _rec_name = "week_name"

    effect_id = fields.Many2one("hr.quality.effect", required=True, index=True, ondelete="cascade")
    is_control = fields.Boolean("Control", help="Comparable work without the training.")
    window = fields.Selection([("before", "Before"), ("after", "After")], required=True)
    week = fields.Date("Monday", required=True)
    week_name = fields.Char("Week", compute="_compute_week_name")
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: all who produced.",
    )
    produced = fields.Float(digits=(18, 6), required=True)
    defective = fields.Float(digits=(18, 6), required=True, help="Scrapped and reworked.")
    defect_rate = fields.Float(digits=(9, 6), compute="_compute_defect_rate")

    @api.depends("week")
    def _compute_week_name(self):
        for line in self:
            line.week_name = week_label(line.week) if line.week else False

    @api.depends("produced", "defective")
    def _compute_defect_rate(self):
        for line in self:
            line.defect_rate = line.defective / line.produced if line.produced else 0.0
