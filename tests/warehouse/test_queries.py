"""What is asked of the facts, and what somebody sees who may not see everybody."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from warehouse_building import DAY, a_count, one, take_in

from adapters.contract import (
    Defect,
    Inspection,
    InspectionKind,
    InspectionResult,
    Notification,
    NotificationCause,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    Stream,
)
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import (
    Dimension,
    MeasurementFilter,
    MeasurementOrder,
    MeasurementRow,
    People,
    PersonCode,
    QualityFilter,
    aggregate_measurements,
    count_measurements,
    hidden_people,
    list_defects,
    list_inspections,
    list_measurements,
    list_notifications,
)

ANNA, BORIS, CHRIS = (PersonCode("mes", code) for code in ("0001", "0002", "0003"))
MONDAY = date(2026, 2, 2)


@pytest.fixture
async def filled(warehouse: Warehouse) -> Warehouse:
    """Three people weld on two days; on Tuesday nobody is named once; another source uses 0001."""
    counts = [
        a_count(f"{day}/{person}", day=MONDAY + timedelta(days=day), person=person, lot="L1")
        for day in (0, 1)
        for person in ("0001", "0002", "0003")
    ]
    counts.append(a_count("nobody", day=MONDAY + timedelta(days=1), person=None, lot="L1"))
    counts.append(a_count("cut", day=MONDAY + timedelta(days=7), operation="CUT", person="0001"))
    counts.append(a_count("kg", operation="CUT", person="0002", unit="kg", day=MONDAY))
    await take_in(warehouse, *counts)
    await take_in(warehouse, a_count("x", person="0001", day=MONDAY), source="other")
    return warehouse


async def listed(
    warehouse: Warehouse, visible: People = None, **where: Any
) -> list[MeasurementRow]:
    async with warehouse.read() as connection:
        return await list_measurements(connection, MeasurementFilter(**where), people=visible)


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ({}, 10),
        ({"day_from": MONDAY, "day_until": MONDAY}, 0),
        ({"day_from": MONDAY, "day_until": MONDAY + timedelta(days=1)}, 5),
        ({"day_from": MONDAY + timedelta(days=1)}, 5),
        ({"operations": ("CUT",)}, 2),
        ({"operations": ("CUT", "WELD")}, 10),
        ({"sources": ("other",)}, 1),
        ({"lots": ("L1",)}, 7),
        ({"units": ("kg",)}, 1),
        ({"shifts": ("late",)}, 0),
        ({"work_centers": ("WC1",), "operations": ("CUT",), "units": ("pcs",)}, 1),
        ({"people": (ANNA,)}, 3),
        ({"people": (PersonCode("other", "0001"),)}, 1),
        ({"people": (ANNA, BORIS)}, 6),
    ],
)
async def test_filters(filled: Warehouse, where: dict[str, Any], number: int) -> None:
    assert len(await listed(filled, **where)) == number
    async with filled.read() as connection:
        counted = await count_measurements(connection, MeasurementFilter(**where), people=None)
    assert counted == number


async def test_changes_since_a_time_are_half_open(filled: Warehouse) -> None:
    changed = sorted({row.updated_at for row in await listed(filled)})
    assert len(changed) == 2
    first, second = changed
    assert len(await listed(filled, updated_from=first, updated_until=second)) == 9
    assert len(await listed(filled, updated_from=second)) == 1


async def test_pages_follow_each_other_without_gap_or_overlap(filled: Warehouse) -> None:
    async with filled.read() as connection:
        for order in MeasurementOrder:
            for descending in (True, False):
                seen: list[tuple[str, str]] = []
                for offset in range(0, 12, 3):
                    page = await list_measurements(
                        connection,
                        MeasurementFilter(),
                        people=None,
                        order=order,
                        descending=descending,
                        limit=3,
                        offset=offset,
                    )
                    seen += [(row.source, row.key) for row in page]
                assert len(set(seen)) == len(seen) == 10


async def test_who_sees_one_person_sees_the_others_as_one_row(filled: Warehouse) -> None:
    """Given Anna, who may see herself, when she lists the welds, then her rows are hers and those
    of the others are summed up per day without a person, a key or a number that is one person's.
    """
    everything = {row.key for row in await listed(filled)}
    seen = await listed(filled, frozenset({ANNA}), operations=("WELD",), sources=("mes",))
    hers = [row for row in seen if row.person is not None]
    others = [row for row in seen if row.person is None]
    assert [(row.person, row.day, row.produced) for row in hers] == [
        ("0001", MONDAY, 100),
        ("0001", MONDAY + timedelta(days=1), 100),
    ]
    assert [(row.day, row.counts, row.produced, row.scrapped) for row in others] == [
        (MONDAY, 2, 200, 10),
        (MONDAY + timedelta(days=1), 3, 300, 15),
    ]
    assert not {row.key for row in others} & everything
    assert len({row.key for row in others}) == 2


async def test_the_same_code_in_another_source_is_another_person(filled: Warehouse) -> None:
    seen = await listed(filled, frozenset({ANNA}), sources=("other",))
    assert [row.person for row in seen] == [None]


async def test_the_sums_are_the_same_whoever_looks(filled: Warehouse) -> None:
    for people in (None, frozenset[PersonCode](), frozenset({ANNA}), frozenset({ANNA, BORIS})):
        seen = await listed(filled, people)
        assert sum(row.produced for row in seen) == 1000
        async with filled.read() as connection:
            counted = await count_measurements(connection, MeasurementFilter(), people=people)
        assert counted == len(seen)


async def test_filtering_by_somebody_hidden_finds_nothing(filled: Warehouse) -> None:
    visible = frozenset({ANNA})
    assert hidden_people((ANNA, BORIS), visible) == [BORIS]
    assert hidden_people((ANNA, BORIS), None) == []
    async with filled.read() as connection:
        where = MeasurementFilter(people=(BORIS,))
        assert await list_measurements(connection, where, people=visible) == []
        assert await count_measurements(connection, where, people=visible) == 0
        assert await aggregate_measurements(connection, where, [], people=visible) == []


async def test_groups_by_week_and_operation(filled: Warehouse) -> None:
    async with filled.read() as connection:
        groups = await aggregate_measurements(
            connection, MeasurementFilter(), [Dimension.WEEK, Dimension.OPERATION], people=None
        )
    assert [(g.week, g.operation, g.unit, g.rows, g.produced, g.defect_rate) for g in groups] == [
        (MONDAY, "CUT", "kg", 1, 100, Decimal("0.07")),
        (MONDAY, "WELD", "pcs", 8, 800, Decimal("0.07")),
        (MONDAY + timedelta(days=7), "CUT", "pcs", 1, 100, Decimal("0.07")),
    ]


async def test_a_week_is_the_iso_week(warehouse: Warehouse) -> None:
    sunday, monday = date(2026, 1, 4), date(2025, 12, 29)
    await take_in(warehouse, a_count("1", day=sunday), a_count("2", day=monday))
    async with warehouse.read() as connection:
        (group,) = await aggregate_measurements(
            connection, MeasurementFilter(), [Dimension.WEEK], people=None
        )
    assert (group.week, group.counts) == (monday, 2)


async def test_groups_by_person_show_only_who_may_be_seen(filled: Warehouse) -> None:
    async with filled.read() as connection:
        groups = await aggregate_measurements(
            connection,
            MeasurementFilter(operations=("WELD",)),
            [Dimension.PERSON],
            people=frozenset({ANNA}),
        )
    assert [(g.source, g.person, g.counts) for g in groups] == [
        ("mes", "0001", 2),
        ("mes", None, 5),
        ("other", None, 1),
    ]


async def test_nothing_produced_has_no_defect_rate(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count("1", 1))
    await take_in(warehouse, a_count("1", 2, produced=0, scrapped=0, reworked=0))
    async with warehouse.read() as connection:
        (group,) = await aggregate_measurements(connection, MeasurementFilter(), [], people=None)
    assert group.defect_rate is None


@pytest.fixture
async def with_quality(warehouse: Warehouse) -> Warehouse:
    inspections = [
        Inspection(
            source="mes",
            key=key,
            revision=1,
            kind=InspectionKind.FINAL,
            lot="L1",
            person=person,
            inspector=inspector,
            inspected=Decimal(10),
            unit="pcs",
            result=result,
            created=DAY,
        )
        for key, person, inspector, result in (
            ("a", "0001", "0002", InspectionResult.ACCEPTED),
            ("b", "0003", "0003", InspectionResult.REJECTED),
        )
    ]
    await take_in(warehouse, *inspections, stream=Stream.INSPECTION)
    defects = [
        Defect(
            source="mes",
            key=f"{found_in}{n}",
            revision=1,
            found_in=found_in,
            code_group="SEAM",
            code="01",
            quantity=Decimal(1),
            unit="pcs",
        )
        for n, found_in in enumerate(["b", "b", "a"])
    ]
    await take_in(warehouse, *defects, stream=Stream.DEFECT)
    await take_in(warehouse, *map(a_notification, range(50)), stream=Stream.NOTIFICATION)
    return warehouse


def a_notification(number: int, revision: int = 1, parts: int = 2) -> Notification:
    return Notification(
        source="mes",
        key=str(number),
        revision=revision,
        kind=NotificationKind.COMPLAINT,
        number=f"{number:012}",
        text="Seam open",
        status="OSNO",
        created=DAY + timedelta(days=number),
        items=tuple(
            NotificationItem(number=f"{n:04}", code_group="SEAM", code=str(n)) for n in range(parts)
        ),
        causes=(NotificationCause(item="0000", code_group="MACHINE", code="07", text="worn"),),
        tasks=(NotificationTask(number="0001", text="Adjust", status="open", due=DAY),),
    )


async def test_inspections_name_only_who_may_be_seen(with_quality: Warehouse) -> None:
    async with with_quality.read() as connection:
        seen = await list_inspections(connection, QualityFilter(), people=frozenset({ANNA}))
        assert [(row.key, row.person, row.inspector) for row in seen] == [
            ("a", "0001", None),
            ("b", None, None),
        ]
        about = QualityFilter(people=(ANNA, CHRIS))
        assert [r.key for r in await list_inspections(connection, about, people=None)] == ["a", "b"]
        seen = await list_inspections(connection, about, people=frozenset({ANNA}))
        assert [row.key for row in seen] == ["a"]
        rejected = QualityFilter(results=("rejected",), lots=("L1",))
        assert [r.key for r in await list_inspections(connection, rejected, people=None)] == ["b"]


async def test_defects_come_by_what_they_were_found_in(with_quality: Warehouse) -> None:
    wanted = [("mes", "a"), ("mes", "b"), ("mes", "none")]
    async with with_quality.read() as connection:
        found = await list_defects(connection, wanted)
    assert [[defect.key for defect in found[key]] for key in wanted] == [["a2"], ["b0", "b1"], []]


async def test_notifications_bring_their_parts_in_four_statements(
    with_quality: Warehouse,
) -> None:
    statements: list[str] = []
    engine = with_quality.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    async with with_quality.read() as connection:
        found = await list_notifications(connection, QualityFilter(day_from=DAY), limit=40)
    assert len(statements) == 4
    assert [row.number for row in found[:2]] == ["000000000049", "000000000048"]
    assert [[item.code for item in row.items] for row in found] == [["0", "1"]] * 40
    assert {tuple(row.causes[0]) for row in found} == {("0000", "MACHINE", "07", "worn")}
    assert {row.tasks[0].due for row in found} == {DAY}


async def test_a_later_notification_replaces_its_parts_and_keeps_the_old_ones(
    with_quality: Warehouse,
) -> None:
    await take_in(with_quality, a_notification(7, revision=2, parts=1), stream=Stream.NOTIFICATION)
    async with with_quality.read() as connection:
        (found,) = await list_notifications(connection, QualityFilter(keys=("7",)))
    assert len(found.items) == 1
    old = await one(with_quality, "SELECT content FROM superseded_record")
    assert [item["code"] for item in old["content"]["items"]] == ["0", "1"]
    assert [cause["code"] for cause in old["content"]["causes"]] == ["07"]
    assert len(old["content"]["tasks"]) == 1
