"""The course that the system proposes for a need, before HR has planned anything."""

from odoo import api, fields, models

from ..planning.explain import course_sentence


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    proposed_course_id = fields.Many2one(
        "hr.quality.course",
        compute="_compute_proposed_course",
        help="Which course fits the operation and helped most, as far as it was measured.",
    )
    proposed_course_text = fields.Text("Why This Course", compute="_compute_proposed_course")

    @api.depends("operation_id", "plan_ids")
    @api.depends_context("lang", "company")
    def _compute_proposed_course(self):
        """For needs that have no plan yet; the others say in their plan what is taught."""
        waiting = self.filtered(lambda need: need.is_open and not need.sudo().plan_id)
        courses = self.env["hr.quality.course"]
        choices = courses._proposed(waiting.operation_id) if waiting else {}
        for need in self:
            choice = choices.get(need.operation_id.id) if need in waiting else None
            need.proposed_course_id = choice and choice.course_id
            need.proposed_course_text = need in waiting and course_sentence(
                self.env, choice and choice.as_json()
            )
