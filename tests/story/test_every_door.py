"""Everybody at every door: what he may not do is refused, and the tables stay as they were.

Role × model × attempt, on a database in which the whole story has left its records. What counts is
the table: it is compared after each attempt, whatever the answer was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from doors import Door, Form, Json2, OdooRpc, Refused
from psycopg import Connection, sql
from told_story import Told

ROLES = (
    "operator",
    "production_manager",
    "quality_engineer",
    "hr_officer",
    "bi_analyst",
    "administrator",
    "feeder",
)
QUALITY, HR, ADMINISTRATOR = "quality_engineer", "hr_officer", "administrator"

EDITORS: dict[str, set[str]] = {
    "base.act.log": set(),
    "hr.quality.alias": {QUALITY, HR},
    "hr.quality.key.point": {QUALITY},
    "hr.quality.need.key.point": {QUALITY},
    "hr.quality.operation": {QUALITY},
    "hr.quality.operation.skill": {QUALITY},
    "hr.quality.rule": {QUALITY},
    "hr.quality.sampling.plan": {QUALITY},
    "hr.quality.source": {QUALITY},
    "hr.quality.standard": {QUALITY},
    "hr.quality.standard.revision": {QUALITY},
    "hr.quality.work.center": {QUALITY},
    "hr.quality.step": {QUALITY, HR},
    "hr.quality.kiosk": {QUALITY, HR},
    "hr.quality.course": {HR},
    "hr.quality.course.item": {HR},
    "hr.quality.monthly.plan": {HR},
    "hr.quality.monthly.plan.line": {HR},
    "hr.quality.plan": {HR},
    "hr.quality.session": {HR},
    "hr.quality.participant": {HR},
    "hr.quality.case.study": {QUALITY},
    "hr.quality.difficulty": set(ROLES) - {"feeder"},
    "hr.quality.obligation": {ADMINISTRATOR},
    "hr.quality.sector": {ADMINISTRATOR},
    "hr.quality.sector.word": {ADMINISTRATOR},
}
"""Who edits what by hand, in its ordinary fields. Of every other model nobody does."""

SENSITIVE = (
    "state",
    "signer_id",
    "second_signer_id",
    "score",
    "exam_score",
    "reviewer_id",
    "confirmed_by_id",
    "responsible_id",
    "author_id",
    "quality_assessor_id",
    "operations_assessor_id",
    "done_by_id",
    "user_id",
    "kept_on",
    "kept_by_id",
    "token",
    "produced",
    "round",
    "decision",
    "result",
)
"""States, signatures, scores and figures: nobody at all writes them, whatever else he edits."""

FORGED = {
    "base_act_permit": True,
    "base_act_run": True,
    "su": True,
    "uid": 1,
    "tracking_disable": True,
    "module": "hr_quality_training",
    "_force_unlink": True,
    "install_mode": True,
    "import_file": True,
    "default_state": "closed",
    "default_signer_id": 1,
}

Open = Callable[[Told, str], Door]


def _json2(told: Told, role: str) -> Door:
    return Json2(told.factory.odoo.url, told.factory.odoo.person(role)["key"])


def _odoorpc(told: Told, role: str) -> Door:
    odoo, person = told.factory.odoo, told.factory.odoo.person(role)
    return OdooRpc(odoo.url, odoo.database, person["login"], person["key"])


def _form(told: Told, role: str) -> Door:
    odoo, person = told.factory.odoo, told.factory.odoo.person(role)
    return Form(odoo.url, odoo.database, person["login"], person["password"])


DOORS: dict[str, Open] = {"JSON-2": _json2, "odoorpc": _odoorpc, "form": _form}


@dataclass(frozen=True, slots=True)
class Target:
    """A model with a record of the story; ``row`` is that record's columns."""

    model: str
    row: dict[str, Any]

    @property
    def table(self) -> str:
        return self.model.replace(".", "_")

    def attempts(self, *, edits: bool) -> Iterator[tuple[str, str, list[int], dict[str, Any]]]:
        """Name, method, ids and arguments; whoever edits the model tries its sensitive fields."""
        own = [self.row["id"]]
        for name in SENSITIVE:
            if name in self.row:
                yield f"write {name}", "write", own, {"vals": {name: self._other(name)}}
                yield f"load {name}", "load", [], self._load(name)
        if edits:
            return
        yield "create", "create", [], {"vals_list": [self._values()]}
        yield "unlink", "unlink", own, {}
        yield "copy", "copy", own, {}
        yield "archive", "action_archive", own, {}
        yield "web_save", "web_save", own, {"vals": self._values(), "specification": {}}

    def _values(self) -> dict[str, Any]:
        skipped = ("id", "create_uid", "create_date", "write_uid", "write_date")
        return {
            name: value if isinstance(value, bool | int | float | str) else False
            for name, value in self.row.items()
            if name not in skipped and not isinstance(value, dict)
        }

    def _other(self, name: str) -> Any:
        value = self.row[name]
        if name.endswith("_id"):
            return 1
        if name == "state":
            return {"closed": "raised", "passed": "failed"}.get(value, "closed")
        return value + 1 if isinstance(value, int | float) else "2020-01-01"

    def _load(self, name: str) -> dict[str, Any]:
        column = f"{name}/.id" if name.endswith("_id") else name
        return {
            "fields": [".id", column],
            "data": [[str(self.row["id"]), str(self._other(name))]],
        }


@pytest.fixture(scope="module")
def targets(told: Told) -> list[Target]:
    """Every table of ours that the story has written to."""
    with _database(told) as connection:
        names = connection.execute(
            "SELECT model FROM ir_model JOIN pg_tables ON tablename = replace(model, '.', '_')"
            " WHERE (model LIKE 'hr.quality.%' OR model = 'base.act.log') AND NOT transient"
            " ORDER BY model"
        ).fetchall()
        found = [Target(name, row) for (name,) in names if (row := _first(connection, name))]
    assert len(found) > 30, [target.model for target in found]
    return found


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ROLES)
def test_what_nobody_may_leaves_no_trace(
    told: Told, targets: list[Target], role: str, door: str
) -> None:
    opened = DOORS[door](told, role)
    got_through: list[str] = []
    with _database(told) as connection:
        for target in targets:
            before = _digest(connection, target)
            edits = role in EDITORS.get(target.model, set())
            for name, method, ids, arguments in target.attempts(edits=edits):
                for context in ({}, FORGED):
                    answer = _try(opened, target.model, method, ids, arguments, context)
                    if _digest(connection, target) != before:
                        got_through.append(f"{target.model}: {name} {answer}")
                        before = _digest(connection, target)
    assert got_through == []


def test_the_attempts_would_be_noticed(told: Told, targets: list[Target]) -> None:
    """Somebody who may write does, by the same doors and the same comparison."""
    target = next(target for target in targets if target.model == "hr.quality.work.center")
    for name, open_door in DOORS.items():
        with _database(told) as connection:
            before = _digest(connection, target)
            values = {"vals": {"name": f"Renamed by {name}"}}
            open_door(told, QUALITY).call(
                target.model, "write", [target.row["id"]], values, {"lang": "en_US"}
            )
            assert _digest(connection, target) != before, name


def test_nobody_without_a_party_reads_people(told: Told) -> None:
    """Scores, answers and signatures of people are neither an analyst's nor the machine's."""
    private = (
        "hr.quality.qualification",
        "hr.quality.assessment",
        "hr.quality.practical",
        "hr.quality.practical.line",
        "hr.quality.wrong.answer",
        "hr.quality.participant",
        "hr.quality.check",
        "hr.quality.measurement",
    )
    seen: list[str] = []
    for role in ("bi_analyst", "feeder"):
        for model in private:
            try:
                found = _json2(told, role).call(model, "search_count", [], {"domain": []}, {})
            except Refused:
                continue
            if found:
                seen.append(f"{role} counts {found} of {model}")
    assert seen == []


@pytest.mark.parametrize("door", DOORS)
def test_an_operator_reads_of_people_himself_alone(
    told: Told, targets: list[Target], door: str
) -> None:
    opened = DOORS[door](told, "operator")
    himself = _employees(told, "user_id.login", "operator")
    about_people = [target.model for target in targets if "employee_id" in target.row]
    assert len(about_people) > 10, about_people
    seen: list[str] = []
    for model in about_people:
        for context in ({}, FORGED):
            others = _people_read(opened, model, context) - himself
            seen += [f"{model}: {len(others)} others"] if others else []
    assert seen == []


def test_a_manager_reads_no_scores_of_another_department(told: Told) -> None:
    other, own = _as(told, "production2"), _as(told, "production")
    crew = _employees(told, "department_id.name", "Line 1: chassis welding")
    scores = (
        "hr.quality.qualification",
        "hr.quality.assessment",
        "hr.quality.measurement",
        "hr.quality.participant",
    )
    for model in scores:
        assert _people_read(own, model, {}) & crew, model
        assert _people_read(other, model, {}) & crew == set(), model


def _as(told: Told, login: str) -> Door:
    return Json2(told.factory.odoo.url, told.factory.odoo.people[login]["key"])


def _employees(told: Told, field: str, value: str) -> set[int]:
    return set(told.factory.json2("hr", "hr.employee", "search", domain=[[field, "=", value]]))


def _people_read(door: Door, model: str, context: Any) -> set[int]:
    arguments = {"domain": [["employee_id", "!=", False]], "fields": ["employee_id"]}
    try:
        rows = door.call(model, "search_read", [], arguments, context)
    except Refused:
        return set()
    return {row["employee_id"][0] for row in rows}


def _try(
    door: Door, model: str, method: str, ids: list[int], arguments: dict[str, Any], context: Any
) -> str:
    try:
        return f"answered {door.call(model, method, ids, arguments, context)!r}"
    except Refused as refusal:
        return f"refused: {refusal}"


def _database(told: Told) -> Connection[Any]:
    odoo = told.factory.odoo
    return odoo.server.connection(odoo.database)


def _first(connection: Connection[Any], model: str) -> dict[str, Any] | None:
    table = sql.Identifier(model.replace(".", "_"))
    query = sql.SQL("SELECT * FROM {} ORDER BY id LIMIT 1").format(table)
    cursor = connection.execute(query)
    row = cursor.fetchone()
    names = [column.name for column in cursor.description or ()]
    return dict(zip(names, row, strict=True)) if row else None


def _digest(connection: Connection[Any], target: Target) -> str:
    query = sql.SQL("SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM {} t")
    return str(connection.execute(query.format(sql.Identifier(target.table))).fetchone())
