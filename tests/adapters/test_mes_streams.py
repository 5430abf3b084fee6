"""Orders, lots, equipment, persons and qualifications: read like counts, refused like counts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from mes_building import gathered

from adapters.contract import (
    ConfigurationError,
    Equipment,
    EquipmentLevel,
    Lot,
    LotState,
    Order,
    OrderState,
    Person,
    Qualification,
    Reason,
    Stream,
)
from adapters.mapping.times import PlantClock

MAPPING = """
zone: Europe/Berlin
streams:
  order:
    - name: orders
      from: work_order
      cursor: {changed: changed, id: row_no, overlap_minutes: 30}
      key: number
      revision: version
      unit: {into: pcs, column: unit, factors: {ST: 1, DZ: 12}}
      fields:
        number: number
        state: {column: state, values: {N: planned, F: released, L: running, E: completed}}
        material: material
        planned: planned
        produced: made
        start: {column: start_on, form: "%Y%m%d"}
        started: {column: begun, zone: UTC}
        ended: {column: ended, zone: UTC}
  lot:
    - name: lots
      from: batch
      cursor: {id: row_no}
      key: number
      unit: {into: kg}
      fields:
        number: number
        material: material
        state: {column: state, values: {"1": released, "2": blocked}}
        quantity: {column: quantity, decimal: ","}
        produced: {column: made_on, form: "%d.%m.%Y", blank: [00.00.0000]}
        expires: {column: best_by, form: "%d.%m.%Y", blank: [00.00.0000]}
  equipment:
    - name: lines
      from: place
      where: kind = 'L'
      cursor: {id: code, whole: true}
      key: {column: code, prefix: L}
      revision: {read: day}
      fields: {code: code, name: name, level: {constant: work_center}, parent: parent}
    - name: machines
      from: place
      where: kind = 'M'
      cursor: {id: code, whole: true}
      key: {column: code, prefix: M}
      revision: {read: day}
      fields:
        code: code
        name: name
        level: {constant: work_unit}
        parent: parent
        active: {column: state, values: {A: "true", X: "false"}}
  person:
    - name: staff
      from: staff
      cursor: {id: badge, whole: true}
      key: badge
      revision: version
      fields: {code: badge, name: name, department: team, active: active}
  qualification:
    - name: skills
      from: skill_matrix
      cursor: {id: row_no, whole: true}
      key: row_no
      revision: {read: minute}
      shared: {badges: ["9999"]}
      fields:
        person: badge
        skill: skill
        operation: operation
        level: level
        allowed: {column: stopped, values: {"0": "true", "1": "false"}}
        valid_from: valid_from
        valid_until: valid_until
"""

TABLES = {
    "work_order": """
        row_no INTEGER PRIMARY KEY, number {TEXT}, version INTEGER, state {TEXT}, material {TEXT},
        planned {NUMBER}, made {NUMBER}, unit {TEXT}, start_on INTEGER, begun {TEXT}, ended {TEXT},
        changed {TEXT}
    """,
    "batch": """
        row_no INTEGER PRIMARY KEY, number {TEXT}, material {TEXT}, state INTEGER, quantity {TEXT},
        made_on {TEXT}, best_by {TEXT}
    """,
    "place": "code {TEXT} PRIMARY KEY, kind {TEXT}, name {TEXT}, parent {TEXT}, state {TEXT}",
    "staff": "badge {TEXT} PRIMARY KEY, name {TEXT}, team {TEXT}, active {BIT}, version INTEGER",
    "skill_matrix": """
        row_no INTEGER PRIMARY KEY, badge {TEXT}, skill {TEXT}, operation {TEXT}, level {NUMBER},
        stopped INTEGER, valid_from {TEXT}, valid_until {TEXT}
    """,
}
ROWS: dict[str, dict[str, Any]] = {
    "work_order": {
        "row_no": 1, "number": "000000004711", "version": 3, "state": "L", "material": "M-1",
        "planned": 40, "made": 2.5, "unit": "DZ", "start_on": 20260302,
        "begun": "2026-03-02 05:10:00", "ended": None, "changed": "2026-03-02 06:00:00",
    },
    "batch": {
        "row_no": 1, "number": "批1", "material": "M-1", "state": 2, "quantity": "1.250,5",
        "made_on": "02.03.2026", "best_by": "00.00.0000",
    },
    "place": {"code": "0100", "kind": "L", "name": "Linie 1", "parent": None, "state": "A"},
    "staff": {"badge": "00001001", "name": "王芳", "team": "D1", "active": True, "version": 7},
    "skill_matrix": {
        "row_no": 1, "badge": "00001001", "skill": "WELD", "operation": None, "level": 2,
        "stopped": 0, "valid_from": "2026-01-01", "valid_until": None,
    },
}  # fmt: skip
TABLE_OF = {
    Stream.ORDER: "work_order",
    Stream.LOT: "batch",
    Stream.EQUIPMENT: "place",
    Stream.PERSON: "staff",
    Stream.QUALIFICATION: "skill_matrix",
}


@pytest.fixture
def plant(mes):
    mes.use(MAPPING)
    for name, columns in TABLES.items():
        mes.table(name, columns)
    return mes


def put(plant, stream: Stream, **values: Any) -> None:
    plant.insert(TABLE_OF[stream], {**ROWS[TABLE_OF[stream]], **values})


def records(plant, stream: Stream) -> list[Any]:
    found, rejections = gathered(plant.source().pages(stream, None))
    assert rejections == []
    return found


def test_an_order_keeps_its_number_and_converts_its_quantities(plant):
    put(plant, Stream.ORDER)
    assert records(plant, Stream.ORDER) == [
        Order(
            source="mes", key="000000004711", revision=3, number="000000004711",
            state=OrderState.RUNNING, material="M-1", planned=Decimal(480), produced=Decimal(30),
            unit="pcs", start=date(2026, 3, 2), started=datetime(2026, 3, 2, 5, 10, tzinfo=UTC),
        )
    ]  # fmt: skip


def test_a_time_of_another_zone_is_shown_on_the_plants_clock(plant):
    put(plant, Stream.ORDER)
    (order,) = records(plant, Stream.ORDER)
    assert (order.started.hour, order.started.utcoffset().total_seconds()) == (6, 3600)


def test_a_lot_knows_days_and_state(plant):
    put(plant, Stream.LOT)
    assert records(plant, Stream.LOT) == [
        Lot(
            source="mes", key="批1", revision=1, number="批1", material="M-1",
            state=LotState.BLOCKED, quantity=Decimal("1250.5"), unit="kg",
            produced=date(2026, 3, 2),
        )
    ]  # fmt: skip


def test_lines_and_machines_of_one_table_are_equipment_of_two_levels(plant):
    put(plant, Stream.EQUIPMENT)
    put(plant, Stream.EQUIPMENT, code="0101", kind="M", name="Presse", parent="0100", state="X")
    line, machine = records(plant, Stream.EQUIPMENT)
    assert (line.key, line.level, line.active) == ("L0100", EquipmentLevel.WORK_CENTER, True)
    assert machine == Equipment(
        source="mes", key="M0101", revision=line.revision, code="0101", name="Presse",
        level=EquipmentLevel.WORK_UNIT, parent="0100", active=False,
    )  # fmt: skip


@pytest.mark.parametrize("active", [True, False])
def test_a_person_is_there_or_has_left(plant, active):
    put(plant, Stream.PERSON, active=active)
    assert records(plant, Stream.PERSON) == [
        Person(
            source="mes", key="00001001", revision=7, code="00001001", name="王芳",
            department="D1", active=active,
        )
    ]  # fmt: skip


def test_a_qualification_says_what_for_and_until_when(plant):
    put(plant, Stream.QUALIFICATION, valid_until="2026-12-31")
    put(plant, Stream.QUALIFICATION, row_no=2, skill=None, operation="0010", stopped=1, level=None)
    held, blocked = records(plant, Stream.QUALIFICATION)
    assert held == Qualification(
        source="mes", key="1", revision=held.revision, person="00001001", skill="WELD",
        level=Decimal(2), valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
    )  # fmt: skip
    assert (blocked.operation, blocked.skill, blocked.allowed) == ("0010", None, False)


@pytest.mark.parametrize(
    ("stream", "values", "reason", "said"),
    [
        (Stream.ORDER, {"state": "?"}, Reason.UNKNOWN_CODE, "knows N, F, L, E"),
        (Stream.ORDER, {"planned": None}, Reason.MISSING_VALUE, "planned"),
        (Stream.ORDER, {"planned": -1}, Reason.NEGATIVE_QUANTITY, "not below zero"),
        (Stream.ORDER, {"unit": "KAR"}, Reason.UNKNOWN_UNIT, "KAR"),
        (Stream.ORDER, {"start_on": 20260231}, Reason.INVALID_TIME, "20260231"),
        (Stream.ORDER, {"ended": "2026-03-02 05:09:59"}, Reason.INVALID_TIME, "before started"),
        (Stream.LOT, {"material": " "}, Reason.MISSING_VALUE, "material"),
        (Stream.LOT, {"quantity": "viel"}, Reason.NOT_A_NUMBER, "viel"),
        (Stream.LOT, {"best_by": "01.03.2026"}, Reason.INVALID_TIME, "before produced"),
        (Stream.EQUIPMENT, {"name": None}, Reason.MISSING_VALUE, "name"),
        (Stream.EQUIPMENT, {"kind": "M", "state": None}, Reason.MISSING_VALUE, "active (state)"),
        (Stream.PERSON, {"active": None}, Reason.MISSING_VALUE, "active"),
        (Stream.PERSON, {"version": None}, Reason.MISSING_VALUE, "revision (version)"),
        (Stream.QUALIFICATION, {"skill": None}, Reason.MISSING_VALUE, "Neither skill nor op"),
        (Stream.QUALIFICATION, {"stopped": 2}, Reason.UNKNOWN_CODE, "allowed (stopped)"),
        (Stream.QUALIFICATION, {"badge": "9999"}, Reason.UNKNOWN_CODE, "several people share"),
        (Stream.QUALIFICATION, {"valid_until": "2025-12-31"}, Reason.INVALID_TIME, "valid_from"),
    ],
)  # fmt: skip
def test_a_bad_row_is_rejected_with_its_reason_and_spoils_no_other(
    plant, stream, values, reason, said
):
    good = {"code": "0999"} if stream is Stream.EQUIPMENT else {"badge": "00009998"}
    good = good if stream in (Stream.EQUIPMENT, Stream.PERSON) else {"row_no": 2}
    put(plant, stream, **values)
    put(plant, stream, **good)
    found, (rejection,) = gathered(plant.source().pages(stream, None))
    assert len(found) == 1
    assert rejection.reason is reason
    assert said in rejection.detail


# ------------------------------------------------------------------ tables read whole


def test_a_table_without_a_trace_of_change_is_read_whole_at_each_pull(plant):
    for badge in ("b", "d", "f"):
        put(plant, Stream.PERSON, badge=badge)
    source = plant.source()
    *_, last = source.pages(Stream.PERSON, None, limit=2)
    put(plant, Stream.PERSON, badge="a")
    plant.sql("UPDATE staff SET name = 'Wang', version = 8 WHERE badge = 'b'")
    found, _ = gathered(source.pages(Stream.PERSON, last.cursor, limit=2))
    assert [(p.key, p.revision) for p in found] == [("a", 7), ("b", 8), ("d", 7), ("f", 7)]


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_a_pull_of_a_whole_table_that_was_killed_goes_on_and_then_begins_anew(plant, limit):
    for badge in "abcd":
        put(plant, Stream.PERSON, badge=badge)
    source = plant.source()
    first = next(source.pages(Stream.PERSON, None, limit=limit))
    rest = list(source.pages(Stream.PERSON, first.cursor, limit=limit))
    keys = [person.key for page in (first, *rest) for person in page.records]
    assert keys == list("abcd")
    again, _ = gathered(source.pages(Stream.PERSON, rest[-1].cursor))
    assert len(again) == 4


def test_without_a_revision_of_its_own_a_row_has_the_time_of_its_reading(plant, monkeypatch):
    put(plant, Stream.EQUIPMENT)
    source = plant.source()
    for now, revision in (("2026-03-01T23:59", 20260301), ("2026-03-02T00:00", 20260302)):
        moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
        monkeypatch.setattr(PlantClock, "now", lambda _clock, moment=moment: moment)
        (line,), _ = gathered(source.pages(Stream.EQUIPMENT, None))
        assert line.revision == revision
        assert source.lookup(Stream.EQUIPMENT, "L0100") == line


# ------------------------------------------------------------------ wrong mappings


@pytest.mark.parametrize(
    ("stream", "change", "said"),
    [
        ("person", {"unit": {"into": "pcs"}, "period": {"of": "badge", "length": "day"}},
         "only indicator_value has a period"),
        ("order", {"key": {"read": "day"}}, "read is for the revision alone"),
        ("person", {"cursor": {"id": "badge", "whole": "true", "overlap_ids": "3"}}, "whole"),
        ("lot", {"query": "SELECT 1"}, "either from"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said(tmp_path, plant, stream, change, said):
    plant.mapping["streams"][stream][0].update(change)
    with pytest.raises(ConfigurationError, match=said):
        plant.source()


def test_a_zone_that_is_none_is_said(plant):
    text = yaml.safe_dump(plant.mapping).replace("zone: UTC", "zone: Mars/Base")
    plant.mapping = yaml.safe_load(text)
    with pytest.raises(ConfigurationError, match="no time zone 'Mars/Base'"):
        plant.source()
