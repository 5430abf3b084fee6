"""A training need that comes from difficulties knows them."""

from odoo import api, fields, models

JOINABLE = ("raised", "confirmed", "reviewed")
"""States in which a need still takes in further difficulties: nothing is planned for it yet."""


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    difficulty_ids = fields.One2many("hr.quality.difficulty", "need_id", "Difficulties")

    @api.model
    def _for_difficulties(self, operation, difficulties, reason=None):
        """The need that these difficulties of one operation belong to, raised if there is none."""
        need = self.sudo().search(
            [
                ("kind", "=", "difficulty"),
                ("operation_id", "=", operation.id),
                ("state", "in", JOINABLE),
            ],
            limit=1,
        )
        return need or self._raise_need(
            kind="difficulty",
            operation=operation,
            problem=self._difficulties_text(difficulties, reason),
            origin=difficulties.sorted("times_per_month", reverse=True)[:1],
        )

    @api.model
    def _difficulties_text(self, difficulties, reason):
        """What the difficulties say, as the need's problem, the most frequent first."""
        frequencies = dict(difficulties._fields["frequency"]._description_selection(self.env))
        ranked = difficulties.sorted("times_per_month", reverse=True)
        lines = [f"{record.problem.strip()} ({frequencies[record.frequency]})" for record in ranked]
        return "\n".join([*([reason] if reason else []), *lines])
