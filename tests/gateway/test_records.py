"""Orders, lots, equipment, and what other systems say of people. Attacks included."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from gateway_client import Client, World
from gateway_setup import make_settings

from adapters.contract import (
    Equipment,
    EquipmentLevel,
    IndicatorValue,
    Lot,
    LotState,
    Order,
    OrderState,
    Page,
    Person,
    Qualification,
    Record,
    Stream,
)
from gateway.app import create_app
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import ingest
from gateway.warehouse.migrate import migrate

BADGES = ("W01", "W02", "P00", "P01", "Q00")
JANUARY = {"begins": date(2026, 1, 1), "ends": date(2026, 1, 31)}
SOURCES = {
    "time": {"adapter": "sql", "url": "sqlite:////nowhere", "mapping": "none.yaml"},
    "shop": {"adapter": "sql", "url": "sqlite:////nowhere", "mapping": "none.yaml"},
}

ORDER = Order(
    source="shop",
    key="000000000042",
    revision=2,
    number="000000000042",
    state=OrderState.RUNNING,
    material="12E4",
    work_center="0x1F",
    lot="000000000042",
    planned=Decimal("123456789012345678.12"),
    unit="pcs",
    due=date(2026, 2, 6),
    started=datetime(2026, 2, 2, 5, tzinfo=UTC),
)
LOT = Lot(
    source="shop",
    key="12E4/000000000042",
    revision=1,
    number="000000000042",
    material="12E4",
    state=LotState.BLOCKED,
    quantity=Decimal("1.500"),
    unit="kg",
    supplier="0000100007",
    expires=date(2026, 12, 31),
)
EQUIPMENT = [
    Equipment(
        source="shop",
        key=code,
        revision=1,
        code=code,
        name=f"{{env.HOME}} {code}",
        level=level,
        parent=parent,
        active=code != "M2",
    )
    for code, level, parent in (
        ("L1", EquipmentLevel.WORK_CENTER, None),
        ("M1", EquipmentLevel.WORK_UNIT, "L1"),
        ("M2", EquipmentLevel.WORK_UNIT, "L1"),
    )
]


def of_people(source: str) -> dict[Stream, list[Record]]:
    """Everybody's name, one qualification and his attendance; overtime of two of them."""
    values = [("attendance", badge, str(90 + n), "%") for n, badge in enumerate(BADGES)]
    values += [("overtime", badge, "3.5", "h") for badge in ("W01", "P01")]
    return {
        Stream.PERSON: [
            Person(source=source, key=f"p-{badge}", revision=1, code=badge, name=f"Name of {badge}")
            for badge in BADGES
        ],
        Stream.QUALIFICATION: [
            Qualification(
                source=source,
                key=f"q-{badge}",
                revision=1,
                person=badge,
                skill="FORKLIFT",
                level=Decimal("2.5"),
                valid_until=date(2026, 6, 30),
            )
            for badge in BADGES
        ],
        Stream.INDICATOR_VALUE: [
            IndicatorValue(
                source=source,
                key=f"{indicator}-{badge}",
                revision=1,
                indicator=indicator,
                person=badge,
                **JANUARY,
                value=Decimal(value),
                unit=unit,
            )
            for indicator, badge, value, unit in values
        ],
    }


async def fill(url: str) -> None:
    shop: dict[Stream, list[Record]] = {
        Stream.ORDER: [ORDER],
        Stream.LOT: [LOT],
        Stream.EQUIPMENT: [*EQUIPMENT],
    }
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        await migrate(warehouse.engine)
        # Nobody has tied the codes of a source that the gateway does not know.
        for source, given in (
            ("shop", shop),
            ("time", of_people("time")),
            ("strange", of_people("strange")),
        ):
            for stream, records in given.items():
                async with warehouse.write() as connection:
                    await ingest(connection, source, stream, Page(records=records, cursor="1"))


@pytest.fixture(scope="module")
def records_url(make_database: Callable[[], str]) -> str:
    """A warehouse with what a shop floor and an attendance system know."""
    url = make_database()
    asyncio.run(fill(url))
    return url


@pytest.fixture
async def http(records_url: str, world: World) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(make_settings(records_url, world.url, database=world.database, **SOURCES))
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client
    finally:
        await app.aclose()


async def test_an_order_comes_as_it_was_sent(analyst: Client) -> None:
    query = """{ orders { source key revision number state material workCenter lot planned produced
        scrapped unit start due started ended updatedAt asOf ageSeconds } }"""
    (order,) = await analyst.data(query)
    assert order.pop("updatedAt")
    assert order == {
        "source": "shop",
        "key": "000000000042",
        "revision": "2",
        "number": "000000000042",
        "state": "RUNNING",
        "material": "12E4",
        "workCenter": "0x1F",
        "lot": "000000000042",
        "planned": "123456789012345678.12",
        "produced": None,
        "scrapped": None,
        "unit": "pcs",
        "start": None,
        "due": "2026-02-06",
        "started": "2026-02-02T05:00:00+00:00",
        "ended": None,
        "asOf": None,
        "ageSeconds": None,
    }


async def test_a_lot_and_equipment_come_as_they_were_sent(analyst: Client) -> None:
    lot = "{ lots { number material state quantity unit order supplier produced expires } }"
    assert await analyst.data(lot) == [
        {
            "number": "000000000042",
            "material": "12E4",
            "state": "BLOCKED",
            "quantity": "1.500",
            "unit": "kg",
            "order": None,
            "supplier": "0000100007",
            "produced": None,
            "expires": "2026-12-31",
        }
    ]
    rows = await analyst.data("{ equipment { code name level parent active } }")
    assert [(row["code"], row["level"], row["parent"], row["active"]) for row in rows] == [
        ("L1", "WORK_CENTER", None, True),
        ("M1", "WORK_UNIT", "L1", True),
        ("M2", "WORK_UNIT", "L1", False),
    ]
    assert rows[0]["name"] == "{env.HOME} L1"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ('orders(where: {numbers: ["000000000042"], states: [RUNNING, HELD]})', 1),
        ('orders(where: {numbers: ["42"]})', 0),
        ('orders(where: {dueFrom: "2026-02-06", dueUntil: "2026-02-07"})', 1),
        ('orders(where: {dueUntil: "2026-02-06"})', 0),
        ('orders(where: {workCenters: ["0x1F"], materials: ["12E4"], sources: ["shop"]})', 1),
        ('orders(where: {lots: ["000000000042"], keys: ["000000000042"]})', 1),
        ("orders(where: {states: [CLOSED]})", 0),
        ('orders(where: {updatedFrom: "2100-01-01T00:00:00Z"})', 0),
        ('lots(where: {states: [BLOCKED], suppliers: ["0000100007"], materials: ["12E4"]})', 1),
        ('lots(where: {orders: ["000000000042"]})', 0),
        ('lots(where: {expiresFrom: "2026-12-31", expiresUntil: "2027-01-01"})', 1),
        ('lots(where: {expiresUntil: "2026-12-31"})', 0),
        ('equipment(where: {parents: ["L1"], levels: [WORK_UNIT]})', 2),
        ('equipment(where: {codes: ["M1", "M2"], active: true})', 1),
        ("equipment(limit: 2, offset: 2)", 1),
    ],
)
async def test_lists_are_filtered(analyst: Client, query: str, number: int) -> None:
    assert len(await analyst.data(f"{{ {query} {{ key }} }}")) == number


async def test_what_is_made_is_for_those_who_see_facts(olga: Client) -> None:
    for name in ("orders", "lots", "equipment"):
        error = await olga.error(f"{{ {name} {{ key }} }}")
        assert error["extensions"]["code"] == "access_denied"


async def test_lists_say_when_there_are_more_and_refuse_what_cannot_be_meant(
    quality: Client,
) -> None:
    reply = await quality.ask("{ equipment(limit: 2) { code } persons(limit: 3) { code } }")
    assert sorted(reply["extensions"]["truncated"]) == [["equipment"], ["persons"]]
    for query in ("orders(where: {lots: []})", "indicatorValues(where: {people: []})"):
        error = await quality.error(f"{{ {query} {{ key }} }}")
        assert error["extensions"]["code"] == "invalid_argument"


# ------------------------------------------------------------------------------------ people


async def codes(client: Client, query: str) -> set[tuple[str, str | None]]:
    """Whom the rows of the query name."""
    rows: list[dict[str, Any]] = await client.data(query)
    return {(row["source"], row.get("person", row.get("code"))) for row in rows}


PERSONS = "{ persons { source code name } }"
QUALIFICATIONS = "{ qualifications { source person skill level validUntil } }"
VALUES = "{ indicatorValues { source indicator person value unit people employeeName } }"


async def test_quality_and_hr_see_everybody_with_his_name(
    http: httpx.AsyncClient, world: World
) -> None:
    query = """{ persons(where: {sources: ["time"]}) { code employeeName employeeId }
        qualifications(where: {sources: ["time"]}) { person employeeName }
        indicatorValues(where: {sources: ["time"]}) { person employeeName value people } }"""
    for login in ("gq.quality", "gq.hr"):
        data = (await Client(http, world.keys[login]).ask(query))["data"]
        assert [row["code"] for row in data["persons"]] == sorted(BADGES)
        assert {row["code"]: row["employeeName"] for row in data["persons"]}["P01"] == (
            "Petra Painter"
        )
        assert len(data["qualifications"]) == 5
        assert len(data["indicatorValues"]) == 7
        assert {row["people"] for row in data["indicatorValues"]} == {1}
        assert all(row["employeeName"] for rows in data.values() for row in rows)


async def test_a_manager_sees_his_people_by_their_badges(boss: Client, painter: Client) -> None:
    """Given a source that has never been fed, then badges say who is who, as they do in Odoo;
    one that the gateway's settings do not know is nobody's.
    """
    welders = {("time", "W01"), ("time", "W02")}
    assert await codes(boss, PERSONS) == await codes(boss, QUALIFICATIONS) == welders
    painters = {("time", "P00"), ("time", "P01")}
    assert await codes(painter, PERSONS) == await codes(painter, QUALIFICATIONS) == painters


async def test_whoever_sees_no_facts_sees_himself(olga: Client, world: World) -> None:
    own = {("time", "W01")}
    assert await codes(olga, PERSONS) == await codes(olga, QUALIFICATIONS) == own
    rows = await olga.data(VALUES)
    assert [(row["indicator"], row["person"], row["value"]) for row in rows] == [
        ("attendance", "W01", "90"),
        ("overtime", "W01", "3.5"),
    ]
    assert {row["employeeName"] for row in rows} == {"Olga Operator"}


async def test_the_others_figures_are_a_mean_of_enough_people(
    boss: Client, analyst: Client
) -> None:
    """Given three hidden people with attendance and one with overtime, then there is a mean of the
    three, and no figure of the one.
    """

    def seen(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [
            (row["indicator"], row["person"], row["value"], row["people"])
            for row in rows
            if row["source"] == "time"
        ]

    assert seen(await boss.data(VALUES)) == [
        ("attendance", "W01", "90", 1),
        ("attendance", "W02", "91", 1),
        ("attendance", None, "93", 3),
        ("overtime", "W01", "3.5", 1),
        ("overtime", None, None, 1),
    ]
    assert seen(await analyst.data(VALUES)) == [
        ("attendance", None, "92", 5),
        ("overtime", None, None, 2),
    ]
    assert await analyst.data(PERSONS) == await analyst.data(QUALIFICATIONS) == []


async def test_the_code_of_a_source_that_nobody_knows_is_nobodys(boss: Client) -> None:
    """Given that somebody else may have the code W01 there, then even W01's boss sees a group."""
    query = '{ indicatorValues(where: {sources: ["strange"]}) { person people } }'
    assert {row["person"] for row in await boss.data(query)} == {None}


PETRA = '{source: "time", code: "P01"}'
ATTACKS = (
    f"{{ indicatorValues(where: {{people: [{PETRA}]}}) {{ value }} }}",
    '{ indicatorValues(where: {keys: ["attendance-P01"]}) { value } }',
    '{ indicatorValues(where: {keys: ["attendance-P00", "attendance-P01", "attendance-Q00"]}) '
    "{ value people } }",
    f"{{ qualifications(where: {{people: [{PETRA}]}}) {{ skill }} }}",
    '{ qualifications(where: {keys: ["q-P01"]}) { skill } }',
    '{ persons(where: {codes: ["P01"]}) { name } }',
    '{ persons(where: {keys: ["p-P01"]}) { name } }',
)


@pytest.mark.parametrize("query", ATTACKS)
async def test_asking_for_somebody_hidden_finds_nothing(
    query: str, boss: Client, olga: Client, analyst: Client
) -> None:
    """Given a filter that names somebody hidden, or enough of them for a mean of the caller's own
    choice, then the answer is that of somebody whom no source knows.
    """
    nobody = query
    for code in ("P00", "P01", "Q00"):
        nobody = nobody.replace(code, f"X{code}")
    for client in (boss, olga, analyst):
        assert await client.data(query) == await client.data(nobody) == []


async def test_a_mean_is_of_the_same_people_however_it_is_asked_for(analyst: Client) -> None:
    """Given filters by what a group is of, then its mean is that of all hidden people."""
    for where in (
        '{indicators: ["attendance"], sources: ["time"], units: ["%"]}',
        '{begins_from: "2026-01-01", sources: ["time"], indicators: ["attendance"]}'.replace(
            "begins_from", "beginsFrom"
        ),
        '{updatedFrom: "2020-01-01T00:00:00Z", sources: ["time"], indicators: ["attendance"]}',
    ):
        rows = await analyst.data(f"{{ indicatorValues(where: {where}) {{ value people }} }}")
        assert rows == [{"value": "92", "people": 5}]


async def test_the_name_of_a_group_does_not_tell_who_is_in_it(
    analyst: Client, quality: Client
) -> None:
    query = "{ indicatorValues { key } }"
    seen = {row["key"] for row in await quality.data(query)}
    assert not seen & {row["key"] for row in await analyst.data(query)}


async def test_the_number_of_calls_does_not_grow_with_the_rows(quality: Client) -> None:
    query = """{ orders { number } lots { number } equipment { code } persons { employeeName }
        qualifications { employeeName } indicatorValues { employeeName } }"""
    await quality.ask("{ me { login } }")
    upstream = (await quality.ask(query))["extensions"]["upstream"]
    assert upstream == {"database": 12, "erp": 3}
