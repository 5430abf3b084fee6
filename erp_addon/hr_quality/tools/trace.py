"""What a trace is made of: work that people did, events in order of time, and findings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

HIGH, NOTE = "high", "note"
"""How much a finding weighs: a rule was broken, or something a reader should know."""


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody did an operation on a day; who it was may be unknown."""

    employee_id: int | None
    operation_id: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Training:
    """A training that somebody completed, or an entry that says he was judged."""

    employee_id: int
    operation_id: int
    day: date
    revision_id: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A training that somebody was to take and had not completed; ``until`` is when it ended."""

    employee_id: int
    operation_id: int
    since: date
    until: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """A supervision check of somebody's work: done, or due and not done."""

    employee_id: int
    operation_id: int
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the standard of an operation, and from when to when it held."""

    revision_id: int
    operation_id: int
    number: str
    date_from: date
    date_to: date | None
    grace_days: int = 0
    requires_retraining: bool = True

    def covers(self, day: date) -> bool:
        return self.date_from <= day and (self.date_to is None or day <= self.date_to)


@dataclass(frozen=True, slots=True)
class Notice:
    """That somebody was to take note of a revision, and when he did."""

    employee_id: int
    revision_id: int
    due_on: date | None
    done_on: date | None


@dataclass(slots=True, kw_only=True)
class Event:
    """Something that happened.

    ``text`` names nobody, since it may be shown to somebody who may not know who it was;
    ``detail`` and ``who`` may. A ``personal`` event is shown only to those who may know about
    the person.
    """

    kind: str
    day: date
    title: str
    at: datetime | None = None
    """UTC; None where only the day is known."""
    text: str = ""
    detail: str = ""
    employee_id: int | None = None
    operation_id: int | None = None
    res_model: str | None = None
    res_id: int | None = None
    who: str = ""
    """Who did it, beside the person whom it is about: the inspector, the signer."""
    tone: str = ""
    """``good`` or ``bad``, where it is clearly one of them."""
    personal: bool = False
    masked: bool = False
    """Whether the person was taken out, because the reader may not know about him."""

    def order(self) -> tuple[date, time]:
        return self.day, self.at.time() if self.at else time.min


@dataclass(slots=True, kw_only=True)
class Finding:
    """Something that was not as it should be: about whom, where, since when, and whose duty."""

    rule: str
    severity: str
    employee_id: int
    operation_id: int
    day: date
    """The first day of the work on which it was so."""
    days: int
    """On how many days of the work it was so."""
    duty: str
    """The party whose duty it was: ``operations``, ``quality`` or ``hr``."""
    text: str
    evidence: str = ""
    res_model: str | None = None
    res_id: int | None = None

    def order(self) -> tuple[bool, date, int]:
        return self.severity != HIGH, self.day, self.employee_id


@dataclass(slots=True)
class Scope:
    """What is traced, and what the providers have found out about it so far."""

    kind: str
    """``lot``, ``serial``, ``order`` or ``employee``."""
    value: str
    """The lot, serial number or order; of an employee, his id as text."""
    since: date | None = None
    until: date | None = None
    found: defaultdict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    """Rows that a provider read once and uses again."""
    work: list[Work] = field(default_factory=list)
    """What was done by people whom the caller may know about."""
    has_others: bool = False
    """Whether others, whom he may not know about, took part as well."""
    trainings: list[Training] = field(default_factory=list)
    unfinished: list[Unfinished] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    check_days: dict[int, int] = field(default_factory=dict)
    """Operation → within how many days somebody without a qualification is to be checked."""

    @property
    def employee_id(self) -> int | None:
        return int(self.value) if self.kind == "employee" else None

    @property
    def people(self) -> list[int]:
        found = {work.employee_id for work in self.work if work.employee_id}
        return sorted(found | ({self.employee_id} if self.employee_id else set()))

    @property
    def operations(self) -> list[int]:
        return sorted({work.operation_id for work in self.work if work.operation_id})

    @property
    def first_day(self) -> date | None:
        return min((work.day for work in self.work), default=self.since)

    @property
    def last_day(self) -> date | None:
        return max((work.day for work in self.work), default=self.until)

    def pairs(self) -> dict[tuple[int, int], list[date]]:
        """(employee id, operation id) → the days on which he did it, in order."""
        days: dict[tuple[int, int], set[date]] = {}
        for work in self.work:
            if work.employee_id and work.operation_id:
                days.setdefault((work.employee_id, work.operation_id), set()).add(work.day)
        return {pair: sorted(found) for pair, found in sorted(days.items())}

    def revision_on(self, operation_id: int | None, day: date) -> Revision | None:
        return next(
            (
                revision
                for revision in self.revisions
                if revision.operation_id == operation_id and revision.covers(day)
            ),
            None,
        )

    def revision(self, revision_id: int | None) -> Revision | None:
        return next((r for r in self.revisions if r.revision_id == revision_id), None)


def latest_training(
    trainings: Iterable[Training], pair: tuple[int, int], day: date
) -> Training | None:
    """The last training of a person for an operation that was complete on a day."""
    known = [
        training
        for training in trainings
        if (training.employee_id, training.operation_id) == pair and training.day <= day
    ]
    return max(known, key=lambda training: training.day, default=None)
