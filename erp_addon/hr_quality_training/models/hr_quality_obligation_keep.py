"""An obligation is kept by the deed: looked for in the records, never believed."""

from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.act import PARTY_GROUPS
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..planning.calendar import due_day, period_end

_lt = LazyTranslate(__name__)


class Deed(NamedTuple):
    """What keeps an obligation: a record, who did it, and when in UTC."""

    record: models.BaseModel
    user_id: int
    at: datetime


class HrQualityObligationDue(models.Model):
    _inherit = "hr.quality.obligation.due"

    # Acts

    @act(
        label=_lt("Library Looked Through, Nothing to Change"),
        source=("due",),
        target="kept",
        party="quality",
        demands=("reason",),
    )
    def act_look_through(self, reason=None):
        """Sign that the standards library was looked through and holds; say what was looked at."""
        for due in self.sudo():
            if due.kind != "library":
                raise UserError(
                    self.env._(
                        "%s is not about the standards library. It is kept by doing it.",
                        due._act_document(),
                    )
                )
        for due in self:
            due._act_write(due._kept_values(self.env.uid, fields.Datetime.now()) | {"note": reason})

    @act(
        label=_lt("Keep"),
        source=("due",),
        target="kept",
        party=("operations", "quality", "hr", "system"),
        button=False,
    )
    def act_keep(self):
        """See that it has been done, and take person and time from the deed itself."""
        deeds = self._deeds()
        for due in self:
            deed = deeds.get(due.id)
            if deed is None:
                raise UserError(
                    self.env._(
                        "%s has not been done yet, so it cannot be marked as kept. It is kept by"
                        " doing it.",
                        due._act_document(),
                    )
                )
            due._act_write(
                due._kept_values(deed.user_id, deed.at)
                | {"evidence": f"{deed.record._name},{deed.record.id}"}
            )

    @act(label=_lt("Miss"), source=("due",), target="missed", party="system", button=False)
    def act_miss(self):
        """Close what was not done before the next one fell due."""

    def _kept_values(self, user_id, moment):
        day = plant_day(self.env, moment)
        late = max((day - self.sudo().last_day).days, 0)
        return {
            "state": "late" if late else "kept",
            "kept_at": moment,
            "kept_on": day,
            "kept_by_id": user_id,
            "late_days": late,
        }

    # The deed

    @api.model
    def _done(self, kind, departments=None):
        """Keep what a deed of this moment keeps. Called by the deed, as whoever does it.

        :param kind: as of the obligation
        :param departments: whose; None: the party's as a whole
        """
        domain = Domain("kind", "=", kind) & Domain("state", "=", "due")
        if departments is not None:
            domain &= Domain("department_id", "in", departments.ids)
        if not any(self.env.user.has_group(group) for group in PARTY_GROUPS.values()):
            return  # the daily run sees it
        dues = self.sudo().search(domain)
        done = dues.browse(dues._deeds())
        if done:
            self.browse(done.ids).act_keep()

    def _deeds(self) -> dict[int, Deed]:
        """Occurrence → the earliest deed that keeps it; those without are left out."""
        self.env.flush_all()
        found = {}
        for kind, dues in self.sudo().grouped("kind").items():
            found |= getattr(dues, f"_deeds_{kind}")()
        return found

    def _deeds_library(self):
        """The first revision entered since the period began, by a person."""
        revisions = self.env["hr.quality.standard.revision"].sudo()
        earliest = min(self.mapped("period_start")) - timedelta(days=1)
        entered = revisions.search(
            [("create_date", ">=", earliest), ("create_uid", "!=", SUPERUSER_ID)],
            order="create_date, id",
        )
        days = [(plant_day(self.env, revision.create_date), revision) for revision in entered]
        found = {}
        for due in self:
            revision = next((r for day, r in days if day >= due.period_start), None)
            if revision:
                found[due.id] = Deed(revision, revision.create_uid.id, revision.create_date)
        return found

    def _deeds_difficulties(self):
        """The department's list of that month, once it is submitted."""
        lists = (
            self.env["hr.quality.difficulty.list"]
            .sudo()
            .search(
                [
                    ("department_id", "in", self.department_id.ids),
                    ("submitted_at", "!=", False),
                ],
                order="submitted_at, id",
            )
        )
        found = {}
        for due in self:
            last = period_end(due.period, due.period_start)
            of_period = lists.filtered(
                lambda record, due=due, last=last: (
                    record.department_id == due.department_id
                    and due.period_start <= record.month <= last
                )
            )[:1]
            if of_period:
                found[due.id] = Deed(
                    of_period, of_period.submitted_by_id.id, of_period.submitted_at
                )
        return found

    def _deeds_plan(self):
        """The plant's plan of that month, once it is published."""
        plans = (
            self.env["hr.quality.monthly.plan"]
            .sudo()
            .search(
                [
                    ("state", "=", "published"),
                    ("department_id", "=", False),
                    ("month", "in", self.mapped("period_start")),
                ]
            )
        )
        by_month = {plan.month: plan for plan in plans}
        return {
            due.id: Deed(plan, plan.published_by_id.id, plan.published_at)
            for due in self
            if (plan := by_month.get(due.period_start))
        }

    # Every day

    @api.model
    def _daily(self, day):
        """See what was done, close what was missed, and remind of the rest."""
        open_dues = self.search([("state", "=", "due")])
        done = open_dues.browse(open_dues._deeds())
        if done:
            done.act_keep()
        missed = (open_dues - done).filtered(lambda due: due._next_due_on() < day)
        if missed:
            missed.act_miss()
        (open_dues - done - missed)._remind(day)

    def _next_due_on(self):
        """When the next occurrence falls due: until then this one can be made good, late."""
        start = period_end(self.period, self.period_start) + timedelta(days=1)
        return due_day(self.period, start, self.obligation_id.due_day)
