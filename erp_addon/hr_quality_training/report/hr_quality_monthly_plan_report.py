"""The month's plan on paper, for the three parties to sign."""

from odoo import api, models
from odoo.tools import format_date, formatLang

MONEY_GROUPS = ("base_act.base_act_group_hr", "base_act.base_act_group_quality")
SIGNERS = ("hr", "quality", "operations")


class HrQualityMonthlyPlanReport(models.AbstractModel):
    """Whoever prints finds on paper what he may read on the screen, and nothing more."""

    _name = "report.hr_quality_training.report_monthly_plan"
    _description = "Monthly Plan on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Of the plans with these ids, which come from the caller."""
        plans = self.env["hr.quality.monthly.plan"].browse(docids or []).exists()
        plans.check_access("read")
        return {"sheets": [self._sheet(plan) for plan in plans], "printed_by": self.env.user.name}

    def _sheet(self, plan):
        # Searched: what the one2many field holds may have been read for somebody else.
        readable = plan.line_ids.search([("plan_id", "=", plan.id)])
        kept = readable.filtered(lambda line: not line.removed)
        shows_money = any(map(self.env.user.has_group, MONEY_GROUPS))
        rows = [self._row(line, shows_money) for line in kept]
        budget = sum(row["amount"] for row in rows)
        return {
            "plan": plan,
            "rows": rows,
            "removed": readable - kept,
            "hidden": readable.sudo().search_count([("plan_id", "=", plan.id)]) - len(readable),
            "shows_money": shows_money,
            "budget": self._money(budget) if budget else "",
            "places": sum(kept.mapped("people_count")),
            "published": format_date(self.env, plan.published_at) if plan.published_at else "",
            "signers": [plan._act_party_name(party) for party in SIGNERS],
        }

    def _row(self, line, shows_money):
        own = line.sudo()
        amount = sum(own.training_plan_ids.mapped("budget")) if shows_money else 0
        return {
            "line": line,
            "operation": own.operation_id.display_name,
            "course": own.course_id.name or "",
            "people": own.employee_ids.mapped("name"),
            "by": format_date(self.env, line.planned_on) if line.planned_on else "",
            "amount": amount,
            "budget": self._money(amount) if amount else "",
        }

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.env.company.currency_id)
