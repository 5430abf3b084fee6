"""The clock of a need: whom it waits for since when, until when."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_act.models.base_act_activity import ACTIVITY_TYPE
from odoo.addons.base_act.permit import current_run, with_permit
from odoo.fields import Command, Domain

MOST_TOLD = 5
"""Of a level without a named person, so many get an activity; all of them find it in their list."""

CLOCK_FIELDS = (
    "waiting_party",
    "waiting_for_ids",
    "waiting_since",
    "due_on",
    "escalate_on",
    "reminded_on",
    "escalation_level",
)


class HrQualityNeed(models.Model):
    """Set anew whenever the state changes, whoever changes it: an act, another document, a broken
    glass. Nothing else has to think of it.
    """

    _inherit = "hr.quality.need"
    _act_protected_fields = CLOCK_FIELDS

    waiting_party = fields.Selection(
        selection=lambda self: self.env["hr.quality.step"]._selection_party(),
        string="Waits For",
        index="btree_not_null",
        copy=False,
    )
    waiting_for_ids = fields.Many2many(
        "res.users",
        "hr_quality_need_waiting_rel",
        "need_id",
        "user_id",
        "Persons Asked",
        copy=False,
    )
    waiting_since = fields.Datetime(copy=False)
    due_on = fields.Date("Due", index="btree_not_null", copy=False)
    escalate_on = fields.Date(index="btree_not_null", copy=False)
    reminded_on = fields.Date(copy=False)
    escalation_level = fields.Integer(
        copy=False, aggregator="max", help="How many levels up it has gone in this step."
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    waits_for_me = fields.Boolean(compute="_compute_waits_for_me", search="_search_waits_for_me")

    @api.depends("due_on", "is_open")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for need in self:
            need.is_overdue = bool(need.is_open and need.due_on and need.due_on < today)

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        overdue = Domain("is_open", "=", True) & Domain("due_on", "<", today)
        return overdue if True in value else ~overdue

    @api.depends("waiting_for_ids")
    @api.depends_context("uid")
    def _compute_waits_for_me(self):
        for need in self:
            need.waits_for_me = self.env.user in need.sudo().waiting_for_ids

    @api.model
    def _search_waits_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("waiting_for_ids", "in", self.env.uid)
        return mine if True in value else ~mine

    # The one place where the clock starts

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        needs._start_clock()
        return needs

    def write(self, vals):
        if self._act_state_field not in vals:
            return super().write(vals)
        before = {need.id: need.state for need in self.sudo()}
        result = super().write(vals)
        self.filtered(lambda need: need.sudo().state != before[need.id])._start_clock()
        return result

    def _start_clock(self):
        """Say whom each need waits for from now on, and tell them.

        Inside an act on the needs, they are told when it is over: it closes activities first.
        """
        if not self:
            return
        alike = defaultdict(self.browse)
        for need in self:
            alike[need._clock_key()] |= need
        now = fields.Datetime.now()
        for (party, people, due_on, escalate_on), needs in alike.items():
            with_permit(needs).write(
                {
                    "waiting_party": party,
                    "waiting_for_ids": [Command.set(people)],
                    "waiting_since": party and now,
                    "due_on": due_on,
                    "escalate_on": escalate_on,
                    "reminded_on": False,
                    "escalation_level": 0,
                }
            )
        run = current_run(self.env)
        if not (run and run.concerns(self)):
            self._act_close_activities()
            self._assign_waiting()

    def _clock_key(self):
        """Party, ids of the people, due date and date of escalation of this one need."""
        times = self._step_times()
        if times is None:
            return False, (), False, False
        people = tuple(next(self._step_levels(), self.env["res.users"]).ids)
        if not times.timed:
            return times.party, people, False, False
        due_on = self._step_due_on(times)
        return times.party, people, due_on, due_on + timedelta(days=times.days_escalate)

    def _step_due_on(self, times):
        """The day until which this one need waits. A step with a date of its own overrides it.

        :param times: :class:`StepTimes` of the state
        """
        return self._today() + timedelta(days=times.days_due)

    @api.model
    def _today(self):
        return self.env["hr.quality.rule"]._evaluation_day(None)

    # Telling people

    def _act_next_activity(self, declared):
        result = super()._act_next_activity(declared)
        self._assign_waiting()
        return result

    def _assign_waiting(self):
        """An activity for everybody who is asked and has none yet."""
        needs = self.sudo().filtered("waiting_for_ids")
        if not needs:
            return
        activities = self.env["mail.activity"].sudo()
        activity_type = self.env.ref(ACTIVITY_TYPE)
        has_one = {
            (res_id, user.id)
            for res_id, user in activities._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", needs.ids),
                    ("activity_type_id", "=", activity_type.id),
                    ("automated", "=", True),
                ],
                ["res_id", "user_id"],
            )
        }
        model_id = self.env["ir.model"]._get_id(self._name)
        activities.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": need.id,
                    "user_id": user.id,
                    "date_deadline": need.due_on or self._today(),
                    "summary": need._act_next_label(user),
                }
                for need in needs
                for user in need._told_people()
                if (need.id, user.id) not in has_one
            ]
        )

    def _act_next_label(self, user):
        """What the need waits for, as its path has it, in the user's language."""
        times = self._step_times()
        if times is None:
            return super()._act_next_label(user)
        step = self.env["hr.quality.step"].sudo().browse(times.step_id)
        return step.with_context(lang=user.lang).task

    def _told_people(self):
        """Those of the people asked who get an activity."""
        return self.waiting_for_ids.filtered("active").sorted("id")[:MOST_TOLD]
