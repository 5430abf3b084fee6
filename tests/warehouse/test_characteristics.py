"""The characteristics of inspections: kept as they were sent, replaced whole, read at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sqlalchemy import event, text
from warehouse_building import one, rows, take_in

from adapters.contract import (
    Inspection,
    InspectionCharacteristic,
    InspectionKind,
    InspectionResult,
    Stream,
)
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import PersonCode, list_characteristics

FIELDS = [each.name for each in fields(InspectionCharacteristic)]
MEASURED = InspectionCharacteristic(
    operation="0010",
    number="0020",
    text="Ø 孔径 bore",
    target=Decimal("12.50"),
    lower=Decimal("12.45"),
    upper=Decimal("12.55"),
    mean=Decimal("123456789012345678.12"),
    unit="mm",
    inspected=Decimal(5),
    nonconforming=Decimal(1),
    inspector="0002",
    result=InspectionResult.REJECTED,
)
CODED = InspectionCharacteristic(
    operation="0010", number="0010", code_group="SEAM", code="001", inspector="0001"
)


def an_inspection(
    *found: InspectionCharacteristic, key: str = "1", revision: int = 1, source: str = "mes"
) -> Inspection:
    return Inspection(
        source=source,
        key=key,
        revision=revision,
        kind=InspectionKind.FINAL,
        inspected=Decimal(5),
        unit="pcs",
        result=InspectionResult.OPEN,
        characteristics=found,
    )


async def take(warehouse: Warehouse, *inspections: Inspection, source: str = "mes") -> Any:
    return await take_in(warehouse, *inspections, stream=Stream.INSPECTION, source=source)


async def kept(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Key and number of all that are kept, in the order of the inspection."""
    found = await rows(
        warehouse,
        "SELECT inspection_key, number FROM inspection_characteristic "
        "ORDER BY source, inspection_key, position",
    )
    return [tuple(row.values()) for row in found]


@contextmanager
def counted(warehouse: Warehouse) -> Iterator[list[tuple[str, Any]]]:
    """The statements of the block, with their parameters."""
    statements: list[tuple[str, Any]] = []
    engine = warehouse.engine.sync_engine

    def note(*given: Any) -> None:
        statements.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_they_come_in_as_they_were_sent_and_in_that_order(warehouse: Warehouse) -> None:
    await take(warehouse, an_inspection(MEASURED, CODED), an_inspection(key="2"))
    wanted = [("mes", "1"), ("mes", "2"), ("other", "1")]
    async with warehouse.read() as connection:
        found = await list_characteristics(connection, wanted, people=None)
    assert [tuple(row) for row in found["mes", "1"]] == [
        tuple(getattr(each, name) for name in FIELDS) for each in (MEASURED, CODED)
    ]
    assert found["mes", "2"] == found["other", "1"] == []


async def test_a_later_revision_replaces_all_of_them_and_keeps_the_old_ones(
    warehouse: Warehouse,
) -> None:
    """Given a revision with two, then the next one's single one stands, and an earlier one that
    comes late is history at once, with its own list.
    """
    await take(warehouse, an_inspection(MEASURED, CODED, revision=2))
    await take(warehouse, an_inspection(CODED, revision=3))
    await take(warehouse, an_inspection(MEASURED, revision=1))
    assert await kept(warehouse) == [("1", "0010")]
    old = await rows(
        warehouse,
        "SELECT revision, content, content->'characteristics'->0->>'mean' AS mean "
        "FROM superseded_record ORDER BY revision",
    )
    assert [
        (row["revision"], [each["number"] for each in row["content"]["characteristics"]])
        for row in old
    ] == [(1, ["0020"]), (2, ["0020", "0010"])]
    assert Decimal(old[1]["mean"]) == MEASURED.mean


async def test_the_same_page_twice_changes_nothing(warehouse: Warehouse) -> None:
    page = [an_inspection(MEASURED, CODED), an_inspection(MEASURED, CODED)]
    await take(warehouse, *page)
    assert (await take(warehouse, *page)).changed == 0
    assert await kept(warehouse) == [("1", "0020"), ("1", "0010")]


async def test_those_of_another_source_stay_when_one_is_replaced(warehouse: Warehouse) -> None:
    await take(warehouse, an_inspection(CODED))
    await take(warehouse, an_inspection(CODED, source="other"), source="other")
    await take(warehouse, an_inspection(revision=2))
    (left,) = await rows(warehouse, "SELECT source FROM inspection_characteristic")
    assert left["source"] == "other"


async def test_a_figure_that_is_none_rejects_the_inspection_and_not_the_page(
    warehouse: Warehouse,
) -> None:
    wrong = InspectionCharacteristic(operation="0010", number="0010", mean=Decimal("NaN"))
    done = await take(warehouse, an_inspection(wrong, key="bad"), an_inspection(CODED))
    assert (done.created, done.rejected) == (1, 1)
    told = await one(warehouse, "SELECT key, reason, detail FROM rejected_record")
    assert (told["key"], told["reason"]) == ("bad", "not_a_number")
    assert "mean" in told["detail"]
    assert await kept(warehouse) == [("1", "0010")]


async def test_inspectors_are_named_where_they_may_be_seen(warehouse: Warehouse) -> None:
    await take(warehouse, an_inspection(MEASURED, CODED))
    seen = frozenset({PersonCode("mes", "0001"), PersonCode("other", "0002")})
    async with warehouse.read() as connection:
        found = await list_characteristics(connection, [("mes", "1")], people=seen)
    assert [row.inspector for row in found["mes", "1"]] == [None, "0001"]


async def test_a_hundred_inspections_are_one_statement_that_uses_the_key(
    warehouse: Warehouse,
) -> None:
    """Given very many, then one statement reads those of a page, none of the others."""
    async with warehouse.write() as connection:
        for statement in VERY_MANY:
            await connection.execute(text(statement))
    keys = [("mes", f"{number:05}") for number in range(0, 30_000, 300)]
    async with warehouse.read() as connection:
        with counted(warehouse) as statements:
            found = await list_characteristics(connection, keys, people=None)
        ((statement, parameters),) = statements
        explained = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        plan = explained.scalars().all()
    assert [len(found[key]) for key in keys] == [2] * 100
    assert any("inspection_characteristic_pkey" in line for line in plan), plan


VERY_MANY = (
    "INSERT INTO inspection (source, key, revision, kind, inspected, unit, result) "
    "SELECT 'mes', lpad(n::text, 5, '0'), 1, 'final', 1, 'pcs', 'open' "
    "FROM generate_series(0, 29999) n",
    "INSERT INTO inspection_characteristic "
    "(source, inspection_key, position, operation, number, text, result) "
    "SELECT 'mes', lpad(n::text, 5, '0'), position, '0010', '0010', '', 'open' "
    "FROM generate_series(0, 29999) n, generate_series(0, 1) position",
    "ANALYZE inspection_characteristic",
)
