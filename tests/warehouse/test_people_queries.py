"""Whose figures from other systems somebody sees: rows of those he may see, means of the others."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from warehouse_building import take_in

from adapters.contract import IndicatorValue, Person, Qualification, Stream
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import (
    IndicatorFilter,
    IndicatorValueRow,
    People,
    PersonCode,
    PersonFilter,
    QualificationFilter,
    list_indicator_values,
    list_persons,
    list_qualifications,
)

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
ANNA, BORIS = PersonCode("time", "0001"), PersonCode("time", "0002")


def a_value(person: str, value: str, begins: date = JANUARY, **values: Any) -> IndicatorValue:
    begun = {"begins": begins, "ends": begins + timedelta(days=27)}
    indicator = values.pop("indicator", "attendance")
    return IndicatorValue(
        **{
            "source": "time",
            "key": f"{indicator}/{person}/{begins}",
            "revision": 1,
            "indicator": indicator,
            "person": person,
            **begun,
            "value": Decimal(value),
            "unit": "%",
            **values,
        }
    )


@pytest.fixture
async def filled(warehouse: Warehouse) -> Warehouse:
    """Attendance of five people in January and of two in February; overtime of one."""
    values = [a_value(f"000{n}", str(90 + n)) for n in range(1, 6)]
    values += [a_value("0001", "80", FEBRUARY), a_value("0002", "82", FEBRUARY)]
    values.append(a_value("0001", "-3.5", indicator="overtime", unit="h"))
    await take_in(warehouse, *values, stream=Stream.INDICATOR_VALUE, source="time")
    return warehouse


async def listed(
    warehouse: Warehouse, visible: People = None, **where: Any
) -> list[IndicatorValueRow]:
    async with warehouse.read() as connection:
        return await list_indicator_values(connection, IndicatorFilter(**where), people=visible)


def told(rows: list[IndicatorValueRow]) -> list[tuple[Any, ...]]:
    return [(row.begins.month, row.indicator, row.person, row.value, row.people) for row in rows]


async def test_who_sees_everybody_gets_every_value(filled: Warehouse) -> None:
    rows = await listed(filled)
    assert len(rows) == 8
    assert told(rows)[:2] == [
        (2, "attendance", "0001", 80, 1),
        (2, "attendance", "0002", 82, 1),
    ]
    assert Decimal("-3.5") in {row.value for row in rows}


async def test_the_others_are_one_row_with_their_mean_if_they_are_enough(filled: Warehouse) -> None:
    """Given Anna, who may see herself, then of the four others she gets the mean of January, and
    of the one other in February that there is one, but not what he has.
    """
    assert told(await listed(filled, frozenset({ANNA}))) == [
        (2, "attendance", "0001", 80, 1),
        (2, "attendance", None, None, 1),
        (1, "attendance", "0001", 91, 1),
        (1, "attendance", None, Decimal("93.5"), 4),
        (1, "overtime", "0001", Decimal("-3.5"), 1),
    ]
    assert told(await listed(filled, frozenset())) == [
        (2, "attendance", None, None, 2),
        (1, "attendance", None, 93, 5),
        (1, "overtime", None, None, 1),
    ]


async def test_nobody_chooses_whom_a_mean_is_of(filled: Warehouse) -> None:
    """Given filters that could take single people out of a group, then there is no group."""
    hidden = [f"attendance/000{n}/{JANUARY}" for n in range(2, 6)]
    for keys in (hidden, hidden[:3], [f"attendance/0001/{JANUARY}", *hidden]):
        rows = await listed(filled, frozenset({ANNA}), keys=tuple(keys))
        assert {row.person for row in rows} <= {"0001"}
    people = (ANNA, BORIS, PersonCode("time", "0003"), PersonCode("time", "0004"))
    rows = await listed(filled, frozenset({ANNA}), people=people)
    assert {row.person for row in rows} == {"0001"}
    assert await listed(filled, frozenset({ANNA}), people=(BORIS,)) == []


async def test_an_incremental_refresh_gets_whole_groups(filled: Warehouse) -> None:
    """Given a group of which one value changed, then it comes with its mean of all of them."""
    (january,) = [
        row
        for row in await listed(filled, frozenset(), begins_until=FEBRUARY)
        if row.indicator == "attendance"
    ]
    corrected = replace(a_value("0005", "100"), revision=2)
    await take_in(filled, corrected, stream=Stream.INDICATOR_VALUE, source="time")
    seen = await listed(
        filled, frozenset(), updated_from=january.updated_at + timedelta(microseconds=1)
    )
    assert told(seen) == [(1, "attendance", None, 94, 5)]
    assert seen[0].key == january.key
    assert await listed(filled, frozenset(), updated_until=january.updated_at) == []


async def test_filters_and_pages(filled: Warehouse) -> None:
    assert len(await listed(filled, begins_from=FEBRUARY)) == 2
    assert len(await listed(filled, begins_until=FEBRUARY)) == 6
    assert len(await listed(filled, units=("h",))) == 1
    assert len(await listed(filled, indicators=("attendance",), people=(ANNA,))) == 2
    assert await listed(filled, sources=("elsewhere",)) == []
    everything = await listed(filled, frozenset({ANNA}))
    async with filled.read() as connection:
        pages = [
            await list_indicator_values(
                connection, IndicatorFilter(), people=frozenset({ANNA}), limit=2, offset=offset
            )
            for offset in (0, 2, 4)
        ]
    assert [row for page in pages for row in page] == everything


async def test_people_and_qualifications_are_those_of_whom_one_may_see(
    warehouse: Warehouse,
) -> None:
    for n in (1, 2, 3):
        person = Person(
            source="time", key=f"p{n}", revision=1, code=f"000{n}", name=f"N{n}", department="D1"
        )
        held = Qualification(
            source="time",
            key=f"q{n}",
            revision=1,
            person=f"000{n}",
            skill="WELD",
            level=Decimal(n),
            allowed=n != 2,
            valid_from=date(2026, 1, n),
            valid_until=date(2026, 1, 10) if n == 1 else None,
        )
        await take_in(warehouse, person, stream=Stream.PERSON, source="time")
        await take_in(warehouse, held, stream=Stream.QUALIFICATION, source="time")

    async with warehouse.read() as connection:

        async def people(visible: People, **where: Any) -> list[str]:
            found = await list_persons(connection, PersonFilter(**where), people=visible)
            return [row.code for row in found]

        async def held_by(visible: People, **where: Any) -> list[str]:
            condition = QualificationFilter(**where)
            return [
                row.person
                for row in await list_qualifications(connection, condition, people=visible)
            ]

        assert await people(None) == ["0001", "0002", "0003"]
        assert await people(None, codes=("0003",), departments=("D1",), active=True) == ["0003"]
        assert await people(None, active=False) == []
        assert await people(frozenset({BORIS})) == ["0002"]
        assert await people(frozenset({BORIS}), codes=("0001", "0003")) == []
        assert await people(frozenset({PersonCode("elsewhere", "0001")})) == []
        assert await held_by(None) == ["0001", "0002", "0003"]
        assert await held_by(None, valid_on=date(2026, 1, 10)) == ["0001", "0002", "0003"]
        assert await held_by(None, valid_on=date(2026, 1, 11)) == ["0002", "0003"]
        assert await held_by(None, valid_on=date(2026, 1, 1), skills=("WELD",)) == ["0001"]
        assert await held_by(None, allowed=False) == ["0002"]
        assert await held_by(None, people=(ANNA,), operations=("X",)) == []
        assert await held_by(frozenset({ANNA, BORIS})) == ["0001", "0002"]
        assert await held_by(frozenset({ANNA}), people=(ANNA, BORIS)) == ["0001"]
