"""Orders, lots, equipment, people, qualifications and indicator values are kept like all facts."""

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from psycopg import AsyncCursor
from sqlalchemy import text
from warehouse_building import one, rows, take_in

from adapters.contract import (
    Equipment,
    EquipmentLevel,
    IndicatorValue,
    Lot,
    LotState,
    Notification,
    NotificationCause,
    NotificationKind,
    Order,
    OrderState,
    Person,
    Qualification,
    Reason,
    Record,
    Stream,
)
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import Ingested
from gateway.warehouse.tables import STREAM_TABLES

RECORDS: dict[Stream, Record] = {
    Stream.ORDER: Order(
        source="erp7",
        key="000001000042",
        revision=3,
        number="000001000042",
        state=OrderState.RUNNING,
        material="12E4",
        work_center="0X1F",
        lot="0000000042",
        planned=Decimal("123456789012345678.12"),
        produced=Decimal("0.10"),
        unit="pcs",
        start=date(2026, 2, 2),
        due=date(2026, 2, 6),
        started=datetime(2026, 2, 2, 5, tzinfo=UTC),
    ),
    Stream.LOT: Lot(
        source="erp7",
        key="12E4/0000000042",
        revision=1,
        number="0000000042",
        material="12E4",
        state=LotState.BLOCKED,
        quantity=Decimal("1.500"),
        unit="kg",
        order="000001000042",
        supplier="0000100007",
        expires=date(2027, 2, 2),
    ),
    Stream.EQUIPMENT: Equipment(
        source="erp7",
        key="WC1",
        revision=1,
        code="WC1",
        name="Schweißen 焊接",
        level=EquipmentLevel.WORK_CENTER,
        parent="L10",
        active=False,
    ),
    Stream.PERSON: Person(
        source="erp7", key="00001001", revision=1, code="00001001", name="王芳", department="D10"
    ),
    Stream.QUALIFICATION: Qualification(
        source="erp7",
        key="q1",
        revision=20260203120000,
        person="00001001",
        skill="WELD",
        level=Decimal("2.5"),
        allowed=False,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 1, 1),
    ),
    Stream.INDICATOR_VALUE: IndicatorValue(
        source="erp7",
        key="overtime/00001001/2026-02",
        revision=1,
        indicator="overtime",
        person="00001001",
        begins=date(2026, 2, 1),
        ends=date(2026, 2, 28),
        value=Decimal("-0.25"),
        unit="h",
    ),
}
A_CHANGE: dict[Stream, dict[str, Any]] = {
    Stream.ORDER: {"state": OrderState.CANCELLED},
    Stream.LOT: {"state": LotState.RELEASED},
    Stream.EQUIPMENT: {"active": True},
    Stream.PERSON: {"department": "D20"},
    Stream.QUALIFICATION: {"allowed": True},
    Stream.INDICATOR_VALUE: {"value": Decimal("7.5")},
}


async def stored(warehouse: Warehouse, stream: Stream) -> list[dict[str, Any]]:
    return await rows(warehouse, f"SELECT * FROM {STREAM_TABLES[stream].name}")


def plain(record: Record) -> dict[str, Any]:
    """The record's fields as the database holds them."""
    values = asdict(record).items()
    return {name: value.value if isinstance(value, Enum) else value for name, value in values}


def test_every_stream_has_a_table_that_sql_need_not_quote() -> None:
    assert STREAM_TABLES.keys() == set(Stream)
    assert STREAM_TABLES[Stream.ORDER].name == "production_order"
    assert len({table.name for table in STREAM_TABLES.values()}) == len(Stream)


def test_the_documentation_says_where_each_stream_is() -> None:
    text = (Path(__file__).parents[2] / "docs" / "adapters.md").read_text(encoding="utf-8")
    for stream, table in STREAM_TABLES.items():
        assert re.search(rf"^\| `{stream}` \| `{table.name}`", text, re.MULTILINE), stream


async def take(warehouse: Warehouse, stream: Stream, *records: Record) -> Ingested:
    return await take_in(warehouse, *records, stream=stream, source=records[0].source)


async def test_a_record_comes_in_as_it_was_sent(warehouse: Warehouse) -> None:
    for stream, record in RECORDS.items():
        await take(warehouse, stream, record)
        (row,) = await stored(warehouse, stream)
        assert row.pop("updated_at")
        assert row == plain(record)


async def test_the_same_page_twice_changes_nothing(warehouse: Warehouse) -> None:
    for stream, record in RECORDS.items():
        first = await take(warehouse, stream, record, record)
        before = await stored(warehouse, stream)
        second = await take(warehouse, stream, record)
        assert (first.created, first.unchanged) == (1, 1)
        assert (second.changed, second.unchanged) == (0, 1)
        assert await stored(warehouse, stream) == before
    assert await rows(warehouse, "SELECT * FROM superseded_record") == []


async def test_the_highest_revision_is_in_force_whenever_it_comes(warehouse: Warehouse) -> None:
    """Given three revisions that come in the order 1, 3, 2, then 3 is in force and the others
    are history, each once, although the late one is delivered again.
    """
    for stream, sent in RECORDS.items():
        record = replace(sent, revision=1)
        changed = replace(record, revision=3, **A_CHANGE[stream])
        late = replace(record, revision=2)
        for delivered in (record, changed, late, late):
            await take(warehouse, stream, delivered)
        (row,) = await stored(warehouse, stream)
        del row["updated_at"]
        assert row == plain(changed)
        query = "SELECT * FROM superseded_record WHERE stream = :stream ORDER BY revision"
        old = await rows(warehouse, query, stream=stream)
        assert [(each["key"], each["revision"]) for each in old] == [
            (record.key, 1),
            (record.key, 2),
        ]
        (name,) = A_CHANGE[stream]
        assert [str(each["content"][name]) for each in old] == [str(plain(record)[name])] * 2


async def test_the_same_key_of_another_source_is_another_record(warehouse: Warehouse) -> None:
    for stream, record in RECORDS.items():
        await take(warehouse, stream, record)
        await take(warehouse, stream, replace(record, source="other"))
        assert sorted(row["source"] for row in await stored(warehouse, stream)) == ["erp7", "other"]


FLAWS: list[tuple[Stream, dict[str, Any], Reason, str]] = [
    (Stream.ORDER, {"planned": Decimal("NaN")}, Reason.NOT_A_NUMBER, "planned"),
    (Stream.ORDER, {"material": "a\0b"}, Reason.UNREADABLE_TEXT, "material"),
    (Stream.LOT, {"quantity": Decimal("Infinity")}, Reason.NOT_A_NUMBER, "quantity"),
    (Stream.EQUIPMENT, {"name": "\ud800"}, Reason.UNREADABLE_TEXT, "name"),
    (Stream.PERSON, {"revision": -1}, Reason.NOT_A_NUMBER, "revision"),
    (Stream.QUALIFICATION, {"skill": None}, Reason.MISSING_VALUE, "operation"),
    (Stream.QUALIFICATION, {"valid_until": date(2025, 12, 31)}, Reason.INVALID_TIME, "2025"),
    (Stream.INDICATOR_VALUE, {"ends": date(2026, 1, 31)}, Reason.INVALID_TIME, "2026-01-31"),
    (Stream.INDICATOR_VALUE, {"value": Decimal("NaN")}, Reason.NOT_A_NUMBER, "value"),
]


async def test_a_flaw_spoils_its_own_row_alone_until_it_comes_well(warehouse: Warehouse) -> None:
    for number, (stream, flaw, reason, word) in enumerate(FLAWS):
        good = replace(RECORDS[stream], key=f"good {number}")
        flawed = replace(good, **{"key": f"bad {number}", **flaw})
        done = await take(warehouse, stream, flawed, good)
        assert (done.created, done.rejected) == (1, 1), flaw
        query = "SELECT * FROM rejected_record WHERE key = :key"
        row = await one(warehouse, query, key=flawed.key)
        assert (row["stream"], row["reason"]) == (stream, reason)
        assert word in row["detail"]

        well = replace(good, key=flawed.key, revision=good.revision + 1)
        assert (await take(warehouse, stream, well)).settled == 1


async def test_a_flaw_in_a_cause_spoils_its_notification_alone(warehouse: Warehouse) -> None:
    flawed = Notification(
        source="erp7",
        key="1",
        revision=1,
        kind=NotificationKind.INTERNAL,
        number="1",
        text="",
        status="OSNO",
        created=date(2026, 2, 3),
        causes=(NotificationCause(item="1", code_group="MACHINE", code="0\x007"),),
    )
    done = await take_in(
        warehouse, flawed, replace(flawed, key="2", causes=()), stream=Stream.NOTIFICATION
    )
    assert (done.created, done.rejected) == (1, 1)
    assert (await one(warehouse, "SELECT * FROM rejected_record"))["detail"].startswith("code")


async def test_a_page_of_5000_takes_as_many_statements_as_a_page_of_5(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given pages of new, and then of changed records, then their size does not matter."""
    spent: list[str] = []
    count_calls(monkeypatch, spent)

    async def statements(stream: Stream, number: int, revision: int) -> int:
        page = [
            replace(RECORDS[stream], key=f"{number}/{n}", revision=revision) for n in range(number)
        ]
        spent.clear()
        done = await take(warehouse, stream, *page)
        assert done.changed == number
        return len(spent)

    await statements(Stream.ORDER, 1, 10)  # a new connection asks for types of its own
    for stream in RECORDS:
        few = [await statements(stream, 5, revision) for revision in (10, 11)]
        many = [await statements(stream, 5000, revision) for revision in (10, 11)]
        assert many == few
        assert max(many) < 20


def count_calls(monkeypatch: pytest.MonkeyPatch, spent: list[str]) -> None:
    """Notes every statement that the driver sends, COPY too."""

    def noted(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(cursor: Any, statement: Any, *values: Any, **options: Any) -> Any:
            spent.append(str(statement))
            return original(cursor, statement, *values, **options)

        return call

    monkeypatch.setattr(AsyncCursor, "execute", noted(AsyncCursor.execute))
    monkeypatch.setattr(AsyncCursor, "copy", noted(AsyncCursor.copy))


async def test_sql_users_read_orders_without_quotes(warehouse: Warehouse) -> None:
    await take_in(warehouse, RECORDS[Stream.ORDER], stream=Stream.ORDER, source="erp7")
    async with warehouse.read() as connection:
        found = await connection.execute(text("SELECT number, state, due FROM production_order"))
        assert found.all() == [("000001000042", "running", date(2026, 2, 6))]
