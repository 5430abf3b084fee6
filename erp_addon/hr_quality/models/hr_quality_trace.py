"""The trace: everything tied to a lot, a serial number, an order or a person, in order of time."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ..tools.record_reading import MAX_TEXT
from ..tools.trace import HIGH, Scope

KINDS = ("lot", "serial", "order", "employee")
YEAR = timedelta(days=365)
LONGEST = 2000
"""Events in one answer; a reader of more asks for a shorter time."""


class HrQualityTrace(models.AbstractModel):
    """A service: it keeps nothing, and answers each time from the records themselves.

    Modules add what they know by extending ``_trace_work`` (who did what), ``_trace_events`` (what
    happened) and ``_trace_kinds`` (what the kinds of events are called). All of these run with all
    rights on a :class:`~odoo.addons.hr_quality.tools.trace.Scope` that holds only people whom the
    caller may know about; what he may not know is taken out at the end once more.
    """

    _name = "hr.quality.trace"
    _description = "Trace"

    # ------------------------------------------------------------------------------- asking

    @api.model
    def get_trace(self, kind, value, since=None, until=None):
        """The time line of a lot, serial number, order or employee, and what was amiss.

        Quality and HR see everybody. Others see themselves and the people below them; of those
        who took part besides, a member of operations reads “another person”, anybody else nothing.

        :param str kind: ``lot``, ``serial``, ``order`` or ``employee``
        :param value: the lot, serial number or order; of an employee his id, badge or name
        :param since: ``YYYY-MM-DD``; of an employee, by default a year before ``until``
        :param until: ``YYYY-MM-DD``
        :return: ``{"subject": {"kind", "value", "label", "since", "until"}, "known" (whether there
            is anything to show), "people": [{"id", "name"}], "others" (whether people whom the
            caller may not see took part), "kinds": [{"kind", "label", "icon"}], "events": [{"at",
            "day", "kind", "title", "text", "detail", "tone", "employee_id", "employee",
            "operation_id", "operation", "res_model", "res_id", "who"}], "more" (events left out),
            "findings": [{"rule", "title", "severity" (``high`` or ``note``), "text", "evidence",
            "at" (its first day), "days", "employee_id", "employee", "operation_id", "operation",
            "duty" (``operations``, ``quality`` or ``hr``), "duty_label", "res_model",
            "res_id"}]}``, and ready sentences beside them
        :raises UserError: there is no such kind, value or person
        """
        scope = self._trace_scope(kind, value, since, until)
        viewer = self._trace_viewer()
        service = self.sudo()
        self.env.flush_all()  # what follows is read by SQL
        work = service._trace_work(scope)
        scope.work = [one for one in work if self._trace_may_know(viewer, one.employee_id)]
        scope.has_others = len(scope.work) < len(work)
        if not scope.work and not scope.employee_id and viewer is not None:
            return service._trace_answer(scope, [], [])
        events = [
            shown
            for event in service._trace_events(scope)
            if (shown := self._trace_shown(viewer, event, scope))
        ]
        return service._trace_answer(scope, events, service._trace_findings(scope))

    @api.model
    def guess(self, text):
        """What a text that somebody typed or scanned may mean.

        :return: ``[{"kind", "value", "label"}]``, the likeliest first; people only whom the caller
            may see
        """
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
            return []
        text = text.strip()
        rows = self.sudo()._trace_known(text)
        labels = dict(self._trace_subject_labels())
        found = [
            {"kind": kind, "value": value, "label": f"{labels[kind]} {value}"}
            for kind, value in rows
            if self._trace_may_open(kind, value)
        ]
        people = self._trace_people(text, limit=8)
        found += [
            {"kind": "employee", "value": str(person.id), "label": person.name} for person in people
        ]
        return found

    @api.model
    def action_open_trace(self, kind=None, value=None):
        """The action that opens the screen on a subject, for buttons of any record."""
        action = self.env["ir.actions.client"]._for_xml_id("hr_quality.hr_quality_trace_action")
        if kind and value:
            action["params"] = {"kind": kind, "value": str(value)}
        return action

    # ----------------------------------------------------------------------- what is asked

    @api.model
    def _trace_scope(self, kind, value, since, until):
        if kind not in KINDS:
            raise UserError(
                self.env._("A trace is of a lot, a serial number, an order or an employee.")
            )
        value = str(value).strip() if isinstance(value, str | int) else ""
        if not value or len(value) > MAX_TEXT:
            raise UserError(self.env._("Enter the lot, serial number, order or person to trace."))
        since, until = self._trace_day(since), self._trace_day(until)
        if kind == "employee":
            value = str(self._trace_person(value).id)
            until = until or fields.Date.context_today(self)
            since = since or until - YEAR
        return Scope(kind=kind, value=value, since=since, until=until)

    @api.model
    def _trace_day(self, value):
        try:
            return fields.Date.to_date(value or None)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("A day is written as YYYY-MM-DD.")) from error

    @api.model
    def _trace_person(self, value):
        """The one person whom the caller means and may know about."""
        people = self._trace_people(value, limit=2, exact=True)
        if len(people) != 1:
            raise UserError(
                self.env._("There is no person “%s” whose trace you may see.", value)
                if not people
                else self.env._("Several people are called “%s”: enter the badge.", value)
            )
        return people

    @api.model
    def _trace_people(self, text, limit, exact=False):
        """Employees of that id, badge or name, among those whom the caller may know about."""
        named = Domain("barcode", "=", text) | Domain("name", "=ilike" if exact else "ilike", text)
        if exact and text.isdecimal() and len(text) < 10:
            named |= Domain("id", "=", int(text))
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        visible = self._trace_visible_domain("id")
        found = people.search(named & visible, limit=limit, order="active desc, name, id")
        by_id = found.filtered(lambda person: exact and str(person.id) == text)
        return by_id or found

    # ------------------------------------------------------------------------- who may know

    @api.model
    def _trace_sees_all(self):
        user = self.env.user
        return user.has_group("base_act.base_act_group_quality") or user.has_group(
            "base_act.base_act_group_hr"
        )

    @api.model
    def _trace_visible_domain(self, path):
        """Employees at ``path`` whom the caller may know about; as the record rules have it."""
        if self._trace_sees_all():
            return Domain.TRUE
        return Domain(path, "child_of", self.env.user._quality_employees().ids)

    @api.model
    def _trace_viewer(self):
        """Ids of the people whom the caller may know about; None: everybody."""
        if self._trace_sees_all():
            return None
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        return frozenset(people.search(self._trace_visible_domain("id")).ids)

    @api.model
    def _trace_may_know(self, viewer, employee_id):
        """Work of nobody in particular is for those who see everybody."""
        return viewer is None or employee_id in viewer

    @api.model
    def _trace_may_open(self, kind, value):
        """Whether a guess may be shown: that a lot exists is for those who had part in it."""
        viewer = self._trace_viewer()
        if viewer is None:
            return True
        work = self.sudo()._trace_work(Scope(kind=kind, value=value))
        return any(self._trace_may_know(viewer, one.employee_id) for one in work)

    @api.model
    def _trace_shown(self, viewer, event, scope):
        """The event as the caller may see it, or None."""
        if self._trace_may_know(viewer, event.employee_id):
            return event
        if event.employee_id is None and event.kind in self._trace_common_kinds():
            return event
        operations = self.env.user.has_group("base_act.base_act_group_operations")
        if event.personal or not operations or scope.kind == "employee":
            return None
        scope.has_others = True
        event.masked = event.employee_id is not None
        event.employee_id = event.res_id = event.res_model = None
        event.detail = event.who = ""
        return event

    @api.model
    def _trace_common_kinds(self):
        """Kinds of events that are about nobody, and so for everybody who may see the rest."""
        return {"standard"}

    # ------------------------------------------------------------------------------ hooks

    @api.model
    def _trace_kinds(self):
        """{kind of event: (label, icon)}, in the order in which they are listed."""
        return {}

    @api.model
    def _trace_work(self, scope):
        """Who did which operation on which day: ``[tools.trace.Work]``. Not limited to anybody."""
        return []

    @api.model
    def _trace_events(self, scope):
        """What happened: ``[tools.trace.Event]``, in any order.

        A provider also fills into the scope what the findings rest on: trainings, checks, notices.
        """
        return []

    @api.model
    def _trace_known(self, text):
        """Pairs of kind and value that this text is known as."""
        return []

    # ------------------------------------------------------------------------------ answer

    @api.model
    def _trace_answer(self, scope, events, findings):
        events.sort(key=lambda event: event.order())
        more = max(0, len(events) - LONGEST)
        events = events[more:]
        findings.sort(key=lambda finding: finding.order())
        people = self._trace_names("hr.employee", scope.people, events, findings)
        operations = self._trace_names("hr.quality.operation", scope.operations, events, findings)
        present = {event.kind for event in events}
        return {
            "subject": self._trace_subject(scope, people),
            "known": bool(events),
            "people": [{"id": id_, "name": people[id_]} for id_ in scope.people if id_ in people],
            "others": scope.has_others and bool(events),
            "kinds": [
                {"kind": kind, "label": label, "icon": icon}
                for kind, (label, icon) in self._trace_kinds().items()
                if kind in present
            ],
            "events": [self._trace_event_json(event, people, operations) for event in events],
            "more": more,
            "more_text": self.env._("The %s earliest events are left out.", more) if more else "",
            "findings": [
                self._trace_finding_json(finding, people, operations) for finding in findings
            ],
        }

    @api.model
    def _trace_names(self, model, ids, events, findings):
        """{id: name} of everybody, or every operation, in the answer; one query."""
        name = "employee_id" if model == "hr.employee" else "operation_id"
        wanted = set(ids) | {getattr(one, name) for one in (*events, *findings)}
        records = self.env[model].with_context(active_test=False).browse(filter(None, wanted))
        label = "name" if model == "hr.employee" else "display_name"
        return {record.id: record[label] for record in records}

    @api.model
    def _trace_subject_labels(self):
        return [
            ("lot", self.env._("Lot")),
            ("serial", self.env._("Serial number")),
            ("order", self.env._("Order")),
            ("employee", self.env._("Employee")),
        ]

    @api.model
    def _trace_subject(self, scope, people):
        kind = dict(self._trace_subject_labels())[scope.kind]
        name = people.get(scope.employee_id, "") if scope.employee_id else scope.value
        first, last = scope.first_day, scope.last_day
        return {
            "kind": scope.kind,
            "value": scope.value,
            "label": name if scope.employee_id else f"{kind} {name}",
            "kind_label": kind,
            "since": fields.Date.to_string(scope.since or first) or None,
            "until": fields.Date.to_string(scope.until or last) or None,
            "period": self._trace_period(scope.since or first, scope.until or last),
        }

    @api.model
    def _trace_period(self, first, last):
        days = [format_date(self.env, day) for day in (first, last) if day]
        return " – ".join(dict.fromkeys(days))

    @api.model
    def _trace_event_json(self, event, people, operations):
        return {
            "at": fields.Datetime.to_string(event.at) or fields.Date.to_string(event.day),
            "day": fields.Date.to_string(event.day),
            "day_label": format_date(self.env, event.day, date_format="full"),
            "time": format_datetime(self.env, event.at, dt_format="HH:mm") if event.at else "",
            "kind": event.kind,
            "title": event.title,
            "text": event.text,
            "detail": event.detail,
            "tone": event.tone,
            "employee_id": event.employee_id,
            "employee": self._trace_whom(event, people),
            "operation_id": event.operation_id,
            "operation": operations.get(event.operation_id, ""),
            "res_model": event.res_model,
            "res_id": event.res_id,
            "who": event.who,
        }

    @api.model
    def _trace_whom(self, event, people):
        if event.masked:
            return self.env._("another person")
        return people.get(event.employee_id, "")

    @api.model
    def _trace_finding_json(self, finding, people, operations):
        titles = dict(self._trace_rules())
        duties = dict(self._trace_duties())
        return {
            "rule": finding.rule,
            "title": titles[finding.rule],
            "severity": finding.severity,
            "is_high": finding.severity == HIGH,
            "text": finding.text,
            "evidence": finding.evidence,
            "at": fields.Date.to_string(finding.day),
            "day_label": format_date(self.env, finding.day),
            "days": finding.days,
            "days_text": self.env._("%s days", finding.days) if finding.days > 1 else "",
            "employee_id": finding.employee_id,
            "employee": people.get(finding.employee_id, ""),
            "operation_id": finding.operation_id,
            "operation": operations.get(finding.operation_id, ""),
            "duty": finding.duty,
            "duty_label": duties[finding.duty],
            "duty_text": self.env._("Duty of %s", duties[finding.duty]),
            "res_model": finding.res_model,
            "res_id": finding.res_id,
        }
