"""Making the draft, and making it anew without losing what HR has changed."""

from odoo import models
from odoo.addons.base_act.permit import with_permit
from odoo.fields import Command

from ..planning.proposal import propose


class HrQualityMonthlyPlan(models.Model):
    _inherit = "hr.quality.monthly.plan"

    def _generate(self):
        """Propose the lines of this one draft from what is known now; return what is new.

        Lines that nobody touched are made anew. What HR has changed, added or removed stays;
        only the reasons of these lines are brought up to date.
        """
        self.ensure_one()
        window, operations = self._window(), self._operations()
        proposals = propose(
            self._find(operations, window), self._workers(operations, window), window
        )
        choices = self.env["hr.quality.course"]._proposed(operations)
        lines = with_permit(self.line_ids).filtered(lambda line: line.origin == "generated")
        before = {line.key: line._identities() for line in lines}
        kept = lines.filtered(lambda line: line.edited or line.removed or line.training_plan_ids)
        by_key = {line.key: line for line in kept}
        first = not self.generated_at
        (lines - kept).unlink()
        fresh = []
        for proposal in proposals:
            values = self._line_values(proposal, choices, before, first)
            if proposal.key in by_key:
                by_key.pop(proposal.key)._refresh(values)
            else:
                fresh.append(values)
        for settled in by_key.values():
            settled._settle()
        self.env["hr.quality.monthly.plan.line"]._act_create(fresh)
        return self._news(before, proposals, len(by_key))

    def _line_values(self, proposal, choices, before, first):
        known = before.get(proposal.key)
        choice = choices.get(proposal.operation_id)
        return {
            "plan_id": self.id,
            "key": proposal.key,
            "origin": "generated",
            "operation_id": proposal.operation_id,
            "course_id": choice.course_id if choice else False,
            "employee_ids": [Command.set(sorted(proposal.people))],
            "planned_on": proposal.planned_on,
            "session_count": proposal.session_count,
            "priority": proposal.priority,
            "score": proposal.score,
            "is_new": not first and not proposal.sources <= (known or frozenset()),
            "need_ids": [Command.set(proposal.need_ids)],
            "figures": {
                "findings": [found.as_json() for found in proposal.findings],
                "course": choice.as_json() if choice else None,
                "course_id": choice.course_id if choice else None,
            },
            "source_ids": [
                Command.create(
                    {
                        "kind": found.kind,
                        "res_model": model,
                        "res_id": id_,
                        "is_new": not first and (model, id_) not in (known or frozenset()),
                    }
                )
                for found in proposal.findings
                for model, id_ in found.sources
            ],
        }

    def _news(self, before, proposals, settled):
        """What the latest generation changed, in numbers."""
        keys = {proposal.key for proposal in proposals}
        more = [
            proposal
            for proposal in proposals
            if proposal.key in before and not proposal.sources <= before[proposal.key]
        ]
        return {
            "first": not self.generated_at,
            "added": len(keys - set(before)),
            "more": len(more),
            "settled": settled,
            "dropped": len(set(before) - keys) - settled,
        }


class HrQualityMonthlyPlanLine(models.Model):
    _inherit = "hr.quality.monthly.plan.line"

    def _identities(self):
        return frozenset((source.res_model, source.res_id) for source in self.source_ids)

    def _refresh(self, values):
        """Bring the reason of a line up to date that HR has changed; his own values stay."""
        own = set((self.edited or "").split(",")) | {"plan_id", "key", "origin"}
        given = {name: value for name, value in values.items() if name not in own}
        with_permit(self.source_ids).unlink()
        with_permit(self).write(given)

    def _settle(self):
        """Keep a line that HR has changed, though nothing speaks for it any more."""
        with_permit(self.source_ids).unlink()
        with_permit(self).write(
            {"figures": {**(self.figures or {}), "findings": []}, "score": 0, "is_new": False}
        )
