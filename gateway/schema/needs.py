"""Training needs with the evidence they were raised on, live under the caller's own rights."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from gateway.schema.context import Info, given, selected
from gateway.schema.erp import (
    ERP,
    Row,
    as_day,
    as_decimal,
    as_rows,
    as_text,
    linked,
    linked_id,
    linked_name,
    records_of,
    required_day,
    required_decimal,
    required_text,
)
from gateway.schema.ids import erp_id, erp_ids, erp_number
from gateway.schema.me import Party
from gateway.schema.need_path import KEY_POINTS, KeyPoint, NeedKind, key_point, moment

MODEL = "hr.quality.need"


@strawberry.enum(description="How far a need has come.")
class NeedState(Enum):
    RAISED = strawberry.enum_value("raised", description="Waits for the production manager.")
    CONFIRMED = strawberry.enum_value("confirmed", description="Waits for quality's review.")
    REVIEWED = strawberry.enum_value("reviewed", description="Waits for HR's plan.")
    PLANNED = strawberry.enum_value("planned", description="People are learning.")
    LEARNED = strawberry.enum_value("learned", description="People are being assessed.")
    ASSESSED = strawberry.enum_value("assessed", description="Waits for quality's check at work.")
    CHECKED = strawberry.enum_value("checked", description="Waits for the feedback of operations.")
    ANSWERED = strawberry.enum_value("answered", description="Waits for the effect's measurement.")
    MEASURED = strawberry.enum_value(
        "measured", description="Not effective or not proven: waits for who was answerable."
    )
    CLOSED = strawberry.enum_value("closed", description="The training made the difference.")
    REJECTED = strawberry.enum_value("rejected", description="Somebody said why not.")


@strawberry.type(description="One week that a need was raised on, as it was then.")
class NeedWeek:
    week: str = strawberry.field(description='The ISO week, for example "2026-W05".')
    week_start: date = strawberry.field(description="Its Monday.")
    produced: Decimal = strawberry.field(description="The produced quantity.")
    scrapped: Decimal = strawberry.field(description="The scrapped quantity.")
    reworked: Decimal = strawberry.field(description="The quantity that was worked on again.")
    defect_rate: Decimal = strawberry.field(description="(scrapped + reworked) / produced.")
    limit: Decimal | None = strawberry.field(
        description="The limit in force on that Monday; null where there was no standard."
    )
    standard_revision: str | None = strawberry.field(
        description="The revision of the standard that set the limit."
    )


@strawberry.type(description="A person who produced in a need's weeks.")
class NeedPerson:
    employee_id: strawberry.ID | None = strawberry.field(description="The employee.")
    name: str = strawberry.field(description="The name when the need was raised.")
    produced: Decimal = strawberry.field(description="What he produced in the need's weeks.")
    score: Decimal | None = strawberry.field(
        description="The signed score in force then; null where there was none."
    )


@strawberry.type(description="Something the caller may do to a need now.")
class AvailableAct:
    name: str = strawberry.field(description='The act, for example "act_confirm".')
    label: str = strawberry.field(description="What a button says, in the caller's language.")
    demands: list[str] = strawberry.field(description='What it demands, for example "reason".')


@strawberry.type(description="A training need with the evidence it was raised on.")
class Need:
    id: strawberry.ID = strawberry.field(description="Names the need; pass it on as it is.")
    number: str = strawberry.field(description="The number that people use.")
    state: NeedState = strawberry.field(description="How far it has come.")
    kind: NeedKind = strawberry.field(description="Where it comes from.")
    problem: str | None = strawberry.field(
        description="What goes wrong, in the words of those who do the work."
    )
    origin: str | None = strawberry.field(
        description="The check, difficulty or standard it was raised from."
    )
    author: str | None = strawberry.field(description="Who submitted it; null for a rule.")
    round: int = strawberry.field(description="1, or more where it was reopened.")
    waiting_party: Party | None = strawberry.field(
        description="The party it waits for; null when it is settled."
    )
    waiting_for: list[str] = strawberry.field(description="The people who are asked.")
    waiting_since: datetime | None = strawberry.field(description="Since when it waits.")
    due_on: date | None = strawberry.field(description="The day until which it should be done.")
    overdue: bool = strawberry.field(description="Whether that day is over.")
    escalation_level: int = strawberry.field(description="How many levels up it has gone.")
    reviewer: str | None = strawberry.field(description="Who of quality reviewed it.")
    review_note: str | None = strawberry.field(description="What quality said in its review.")
    key_points: list[KeyPoint] = strawberry.field(description="What the training must teach.")
    feedback: str | None = strawberry.field(
        description="What operations put right, after quality had looked at the work."
    )
    rule: str | None = strawberry.field(description="The rule that raised it.")
    operation: str | None = strawberry.field(description="The operation's code.")
    operation_name: str | None = strawberry.field(
        description="The operation's name in the caller's language."
    )
    department: str | None = strawberry.field(description="The department of the operation.")
    responsible: str | None = strawberry.field(description="Whom it is addressed to.")
    reason: str | None = strawberry.field(description="What was said when it was decided.")
    why: str | None = strawberry.field(
        description="Why it was raised, in one sentence in the caller's language."
    )
    raised_on: date = strawberry.field(description="The day on which it was raised.")
    first_week: date | None = strawberry.field(description="The Monday of the first week.")
    last_week: date | None = strawberry.field(description="The Monday of the last week.")
    unit: str | None = strawberry.field(description="The unit of the quantities.")
    produced: Decimal = strawberry.field(description="Produced in those weeks.")
    defective: Decimal = strawberry.field(description="Scrapped and reworked in those weeks.")
    defect_rate: Decimal | None = strawberry.field(
        description="defective / produced; null where nothing was measured."
    )
    limit: Decimal | None = strawberry.field(
        description="The limit in force in the last week; null where there was no standard."
    )
    skill: str | None = strawberry.field(description="The skill that was found wanting.")
    mean_score: Decimal | None = strawberry.field(
        description="The mean of the signed scores; null where nobody has one, or where the"
        " caller may not see the mean of so few people."
    )
    score_below: Decimal | None = strawberry.field(
        description="Below this the rule raises a need; null where no rule raised it."
    )
    people_count: int = strawberry.field(description="Known people who produced in those weeks.")
    scored_count: int = strawberry.field(description="Those of them in the mean.")
    weeks: list[NeedWeek] = strawberry.field(description="The weeks, one by one.")
    persons: list[NeedPerson] = strawberry.field(
        description="The people; empty for callers who may not see them."
    )
    available_acts: list[AvailableAct] = strawberry.field(
        description="What the caller may do to it now."
    )
    source: str = strawberry.field(description='Where this is from: always "erp".')
    as_of: datetime = strawberry.field(description="When the ERP was asked: it answers live.")
    age_seconds: int = strawberry.field(description="Always 0: the ERP answers live.")


@strawberry.input(description="Which needs; conditions are joined by and.")
class NeedWhere:
    ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Ids as this schema gave them."
    )
    states: list[NeedState] | None = strawberry.field(default=None, description="States.")
    kinds: list[NeedKind] | None = strawberry.field(
        default=None, description="Where they come from."
    )
    waiting_parties: list[Party] | None = strawberry.field(
        default=None, description="Parties that they wait for."
    )
    waits_for_me: bool | None = strawberry.field(
        default=None, description="Whether they wait for the caller himself."
    )
    overdue: bool | None = strawberry.field(default=None, description="Whether they are overdue.")
    operations: list[str] | None = strawberry.field(
        default=None, description="Codes of operations."
    )
    raised_from: date | None = strawberry.field(
        default=None, description="Raised from this day on."
    )
    raised_until: date | None = strawberry.field(
        default=None, description="Raised before this day."
    )


_NAMED: dict[str, Any] = {"fields": {"display_name": {}}}
_FLAT: dict[str, Any] = {
    "name": {},
    "state": {},
    "kind": {},
    "problem": {},
    "origin_name": {},
    "author_id": _NAMED,
    "round": {},
    "waiting_party": {},
    "waiting_since": {},
    "due_on": {},
    "is_overdue": {},
    "escalation_level": {},
    "reviewer_id": _NAMED,
    "review_note": {},
    "feedback": {},
    "week_count": {},
    "rule_id": _NAMED,
    "operation_id": {"fields": {"code": {}, "name": {}}},
    "department_id": _NAMED,
    "responsible_id": _NAMED,
    "reason": {},
    "raised_on": {},
    "first_week": {},
    "last_week": {},
    "unit": {},
    "produced": {},
    "defective": {},
    "defect_rate": {},
    "limit": {},
    "skill_id": _NAMED,
    "mean_score": {},
    "mean_score_hidden": {},
    "score_below": {},
    "people_count": {},
    "scored_count": {},
}
_WHEN_SELECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "why": ("reason_text", {}),
    "waitingFor": ("waiting_for_ids", _NAMED),
    "keyPoints": ("key_point_ids", KEY_POINTS),
    "weeks": (
        "week_ids",
        {
            "fields": {
                "week": {},
                "week_name": {},
                "produced": {},
                "scrapped": {},
                "reworked": {},
                "defect_rate": {},
                "limit": {},
                "revision_id": _NAMED,
            }
        },
    ),
}
_PERSONS: dict[str, Any] = {
    "fields": {
        "employee_id": {},
        "employee_name": {},
        "produced": {},
        "has_score": {},
        "score": {},
    }
}


async def read_needs(info: Info, where: NeedWhere | None, limit: int, offset: int) -> list[Need]:
    """Latest first: one call, and one more where ``availableActs`` is selected."""
    page = info.context.page(limit, offset)
    rows = await _read(info, _domain(where or NeedWhere()), page + 1, offset)
    return await _shown(info, info.context.cut(rows, page, info))


async def read_need(info: Info, id: strawberry.ID) -> Need | None:
    """The need, or null where there is none or the caller may not see it."""
    rows = await _read(info, [["id", "=", erp_number(id)]], 1, 0)
    return next(iter(await _shown(info, rows)), None)


def _domain(where: NeedWhere) -> list[Any]:
    domain: list[Any] = []
    if where.ids is not None:
        domain.append(["id", "in", erp_ids(given("ids", where.ids))])
    if where.states is not None:
        domain.append(["state", "in", [state.value for state in given("states", where.states)]])
    if where.kinds is not None:
        domain.append(["kind", "in", [kind.value for kind in given("kinds", where.kinds)]])
    if where.waiting_parties is not None:
        parties = [party.value for party in given("waitingParties", where.waiting_parties)]
        domain.append(["waiting_party", "in", parties])
    if where.waits_for_me is not None:
        domain.append(["waits_for_me", "=", where.waits_for_me])
    if where.overdue is not None:
        domain.append(["is_overdue", "=", where.overdue])
    if where.operations is not None:
        domain.append(["operation_id.code", "in", list(given("operations", where.operations))])
    if where.raised_from is not None:
        domain.append(["raised_on", ">=", where.raised_from.isoformat()])
    if where.raised_until is not None:
        domain.append(["raised_on", "<", where.raised_until.isoformat()])
    return domain


async def _read(info: Info, domain: list[Any], limit: int, offset: int) -> list[Row]:
    """Needs with their lines in one call, whatever their number."""
    wanted = selected(info)
    specification = dict(_FLAT)
    for name, (field, fields) in _WHEN_SELECTED.items():
        if name in wanted:
            specification[field] = fields
    if "persons" in wanted and _may_ask_for_persons(info):
        specification["person_ids"] = _PERSONS
    answer = await info.context.erp.call(
        MODEL,
        "web_search_read",
        domain=domain,
        specification=specification,
        limit=limit,
        offset=offset,
    )
    return list(records_of(answer))


def _may_ask_for_persons(info: Info) -> bool:
    """Odoo refuses the whole call to those outside the parties, who see no persons anyway."""
    identity = info.context.identity
    return bool(identity.parties - {"analyst"}) or identity.administrator


async def _shown(info: Info, rows: list[Row]) -> list[Need]:
    acts: dict[int, list[AvailableAct]] = {}
    if rows and "availableActs" in selected(info):
        answer = await info.context.erp.call(
            MODEL, "get_available_acts", [int(row["id"]) for row in rows]
        )
        acts = {int(row["id"]): [_act(act) for act in row["acts"]] for row in as_rows(answer)}
    return [_need(row, acts.get(int(row["id"]), []), info.context.asked_at) for row in rows]


def _act(row: Row) -> AvailableAct:
    return AvailableAct(
        name=required_text(row["name"]),
        label=required_text(row["label"]),
        demands=[str(name) for name in row["demands"]],
    )


def _need(row: Row, acts: list[AvailableAct], now: datetime) -> Need:
    operation = linked(row["operation_id"]) or {}
    return Need(
        id=erp_id(row["id"]),
        number=required_text(row["name"]),
        state=NeedState(row["state"]),
        kind=NeedKind(row["kind"]),
        problem=as_text(row["problem"]),
        origin=as_text(row["origin_name"]),
        author=linked_name(row["author_id"]),
        round=int(row["round"]),
        waiting_party=Party(row["waiting_party"]) if row["waiting_party"] else None,
        waiting_for=[required_text(who["display_name"]) for who in row.get("waiting_for_ids", ())],
        waiting_since=moment(row["waiting_since"]),
        due_on=as_day(row["due_on"]),
        overdue=bool(row["is_overdue"]),
        escalation_level=int(row["escalation_level"]),
        reviewer=linked_name(row["reviewer_id"]),
        review_note=as_text(row["review_note"]),
        key_points=[key_point(point) for point in row.get("key_point_ids", ())],
        feedback=as_text(row["feedback"]),
        rule=linked_name(row["rule_id"]),
        operation=as_text(operation.get("code")),
        operation_name=as_text(operation.get("name")),
        department=linked_name(row["department_id"]),
        responsible=linked_name(row["responsible_id"]),
        reason=as_text(row["reason"]),
        why=as_text(row.get("reason_text")),
        raised_on=required_day(row["raised_on"]),
        first_week=as_day(row["first_week"]),
        last_week=as_day(row["last_week"]),
        unit=as_text(row["unit"]),
        produced=required_decimal(row["produced"]),
        defective=required_decimal(row["defective"]),
        defect_rate=as_decimal(row["defect_rate"]) if row["week_count"] else None,
        limit=as_decimal(row["limit"]) if row["limit"] or row["rule_id"] else None,
        skill=linked_name(row["skill_id"]),
        mean_score=_mean_score(row),
        score_below=as_decimal(row["score_below"]) if row["rule_id"] else None,
        people_count=int(row["people_count"]),
        scored_count=int(row["scored_count"]),
        weeks=[_week(week) for week in row.get("week_ids", ())],
        persons=[_person(person) for person in row.get("person_ids", ())],
        available_acts=acts,
        source=ERP,
        as_of=now,
        age_seconds=0,
    )


def _mean_score(row: Row) -> Decimal | None:
    """Odoo's floats are never empty: 0 also stands for a mean that is hidden or of nobody."""
    shown = row["scored_count"] and not row["mean_score_hidden"]
    return as_decimal(row["mean_score"]) if shown else None


def _week(row: Row) -> NeedWeek:
    return NeedWeek(
        week=required_text(row["week_name"]),
        week_start=required_day(row["week"]),
        produced=required_decimal(row["produced"]),
        scrapped=required_decimal(row["scrapped"]),
        reworked=required_decimal(row["reworked"]),
        defect_rate=required_decimal(row["defect_rate"]),
        limit=as_decimal(row["limit"]) if row["limit"] or row["revision_id"] else None,
        standard_revision=linked_name(row["revision_id"]),
    )


def _person(row: Row) -> NeedPerson:
    employee = row["employee_id"]
    employee_id = linked_id(employee) if isinstance(employee, dict) else as_text(employee)
    return NeedPerson(
        employee_id=None if employee_id is None else strawberry.ID(employee_id),
        name=required_text(row["employee_name"]),
        produced=required_decimal(row["produced"]),
        score=as_decimal(row["score"]) if row["has_score"] else None,
    )
