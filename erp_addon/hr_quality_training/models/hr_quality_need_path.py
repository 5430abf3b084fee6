"""The path at a glance: who did which step when, whom it waits for, and what comes."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date

from ..path.html import PathRow, path_html

MOST_NAMES = 4
"""People whose names a row says; the others are counted."""


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    path_html = fields.Html("Path", compute="_compute_path_html", sanitize=False)

    @api.depends("state", "waiting_for_ids", "due_on", "escalation_level", "round", "act_log_ids")
    @api.depends_context("lang", "tz", "uid")
    def _compute_path_html(self):
        done = self._path_entries()
        steps = self.env["hr.quality.step"]._along_the_path()
        for need in self:
            rows = need._path_rows(steps, done[need._origin.id])
            need.path_html = path_html(rows)

    def _path_entries(self):
        """Need id → state that was left → the row of the trail that left it last, forwards."""
        order = {state: place for place, state in enumerate(self._act_state_labels())}
        logs = self.env["base.act.log"].sudo()
        found = logs.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self._origin.ids),
                ("kind", "in", ("act", "moved", "glass")),
            ],
            order="id",
        )
        entries = defaultdict(dict)
        for entry in found:
            before, after = order.get(entry.state_from, -1), order.get(entry.state_to, -1)
            if after > before:
                entries[entry.res_id][entry.state_from] = entry
        return entries

    def _path_rows(self, steps, entries):
        order = list(self._act_state_labels())
        now = order.index(self.state) if self.state in order else 0
        rows = [self._path_begin()]
        for step in steps:
            place = order.index(step.state)
            if self.state == "rejected":
                if step.state in entries:
                    rows.append(self._path_done(step, entries[step.state]))
            elif place < now:
                rows.append(self._path_done(step, entries.get(step.state)))
            elif place == now:
                rows.append(self._path_now(step))
            else:
                rows.append(self._path_ahead(step.task, self._act_party_name(step.party)))
        if self.state not in self._settled_states:
            rows.append(self._path_ahead(self._act_state_labels()["closed"], ""))
        return rows

    def _path_begin(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        who = self.author_id.sudo().name or self.origin_name or self.rule_id.sudo().name
        detail = " · ".join(filter(None, (who, format_date(self.env, self.raised_on))))
        again = self.round > 1 and self.env._("Round %s", self.round)
        return PathRow(
            "done",
            self.env._("Done"),
            self._act_state_labels()["raised"],
            kinds.get(self.kind, ""),
            (detail, again or ""),
        )

    def _path_done(self, step, entry):
        """A step done: what the state became, by whom, when, and why."""
        labels = self._act_state_labels()
        order = list(labels)
        party = self._act_party_name(step.party)
        if entry is None:
            after = order[order.index(step.state) + 1]
            return PathRow("done", self.env._("Done"), labels[after], party)
        when = format_date(self.env, fields.Datetime.context_timestamp(self, entry.date).date())
        over = entry.state_to == "rejected"
        return PathRow(
            "over" if over else "done",
            self.env._("Done"),
            labels.get(entry.state_to, ""),
            party,
            (f"{entry.user_id.name} · {when}", entry.reason or ""),
        )

    def _path_now(self, step):
        """The step it waits in: for whom, since when, until when."""
        people = self.sudo().waiting_for_ids
        names = people[:MOST_NAMES].mapped("name")
        if len(people) > MOST_NAMES:
            names.append(self.env._("%s more", len(people) - MOST_NAMES))
        since = self.waiting_since and self.env._(
            "since %s", format_date(self.env, self.waiting_since.date())
        )
        due = self.due_on and self.env._("due %s", format_date(self.env, self.due_on))
        asked = ", ".join(names) or self.env._("nobody is named: see who is responsible")
        level = self.escalation_level and self.env._("escalated, level %s", self.escalation_level)
        times = " · ".join(filter(None, (since, due, level)))
        return PathRow(
            "late" if self.is_overdue else "now",
            self.env._("Overdue") if self.is_overdue else self.env._("Waits"),
            step.task,
            self._act_party_name(step.party),
            (self.env._("Waits for %s", asked), times),
        )

    def _path_ahead(self, name, party):
        return PathRow("ahead", self.env._("To come"), name, party)
