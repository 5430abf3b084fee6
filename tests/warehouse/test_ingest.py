"""A page is taken in wholly or not at all, once, and every revision is kept."""

import asyncio
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from warehouse_building import (
    DAY,
    SUMMED_AGAIN,
    SUMS,
    a_count,
    in_order,
    one,
    opened,
    rows,
    take_in,
)

from adapters.contract import (
    Defect,
    Inspection,
    InspectionKind,
    InspectionResult,
    Page,
    ProductionCount,
    ProtocolError,
    Stream,
)
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import ingest


async def test_a_count_comes_in_as_it_was_sent(warehouse: Warehouse) -> None:
    sent = a_count(
        "000042",
        lot="000000000042",
        material="12E4",
        person=None,
        produced=Decimal("123456789012345678.12"),
        scrapped=Decimal("0.10"),
        reworked=0,
    )
    await take_in(warehouse, sent)
    stored = await one(warehouse, "SELECT * FROM production_count")
    assert {name: stored[name] for name in ProductionCount.__dataclass_fields__} == {
        name: getattr(sent, name) for name in ProductionCount.__dataclass_fields__
    }


async def test_the_same_page_twice_changes_nothing(warehouse: Warehouse) -> None:
    page = [a_count("1"), a_count("2", produced=50)]
    first = await take_in(warehouse, *page)
    before = await rows(warehouse, "SELECT * FROM measurement")
    second = await take_in(warehouse, *page)
    assert (first.created, first.measurements) == (2, 1)
    assert (second.created, second.unchanged, second.measurements) == (0, 2, 0)
    assert await rows(warehouse, "SELECT * FROM measurement") == before


async def test_the_same_count_twice_on_one_page_counts_once(warehouse: Warehouse) -> None:
    done = await take_in(warehouse, a_count("1"), a_count("1"))
    assert (done.created, done.unchanged) == (1, 1)
    assert (await one(warehouse, "SELECT * FROM measurement"))["produced"] == 100


async def test_a_later_revision_replaces_and_the_earlier_is_history(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count("1", 1))
    first = await one(warehouse, "SELECT * FROM measurement")
    done = await take_in(warehouse, a_count("1", 2, produced=90))
    assert (done.created, done.replaced) == (0, 1)
    measurement = await one(warehouse, "SELECT * FROM measurement")
    assert (measurement["produced"], measurement["counts"]) == (90, 1)
    assert measurement["revision"] > first["revision"]
    old = await one(warehouse, "SELECT * FROM superseded_record")
    assert (old["key"], old["revision"]) == ("1", 1)
    assert old["content"]["produced"] == 100


@pytest.mark.parametrize("on_one_page", [True, False])
async def test_an_earlier_revision_that_comes_late_is_history_only(
    warehouse: Warehouse, on_one_page: bool
) -> None:
    newer, older = a_count("1", 7, produced=90), a_count("1", 3)
    if on_one_page:
        await take_in(warehouse, newer, older)
    else:
        await take_in(warehouse, newer)
        await take_in(warehouse, older)
    assert (await one(warehouse, "SELECT * FROM production_count"))["revision"] == 7
    assert (await one(warehouse, "SELECT * FROM superseded_record"))["revision"] == 3
    assert (await one(warehouse, "SELECT * FROM measurement"))["produced"] == 90


async def test_a_correction_moves_a_count_to_another_month(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count("1", 1, day=date(2026, 1, 31)))
    await take_in(warehouse, a_count("1", 2, day=date(2026, 2, 1)))
    stored = await one(warehouse, "SELECT tableoid::regclass::text AS p FROM production_count")
    assert stored["p"] == "production_count_2026_02"
    sums = await rows(warehouse, "SELECT day, counts, produced FROM measurement ORDER BY day")
    assert [tuple(row.values()) for row in sums] == [
        (date(2026, 1, 31), 0, 0),
        (date(2026, 2, 1), 1, 100),
    ]


async def test_sums_equal_summing_all_counts_again(warehouse: Warehouse) -> None:
    """Given 40 pages of new, corrected, moved and repeated counts in a random order."""
    dice = random.Random(7)  # noqa: S311 - the same pages in every run
    revisions: dict[str, int] = {}
    for _ in range(40):
        page: list[ProductionCount] = []
        for _ in range(30):
            key = str(dice.randrange(200))
            revisions[key] = revisions.get(key, 0) + dice.choice([0, 1, 1, 2])
            page.append(
                a_count(
                    key,
                    max(0, revisions[key] - dice.choice([0, 0, 0, 3])),
                    day=DAY + timedelta(days=dice.randrange(-60, 60)),
                    person=dice.choice([None, "", "0007", "7"]),
                    lot=dice.choice([None, "L,1", 'L"1']),
                    operation=dice.choice(["WELD", "weld", "CUT"]),
                    produced=Decimal(dice.randrange(10_000)) / 7,
                )
            )
        await take_in(warehouse, *page)
    assert in_order(await rows(warehouse, SUMS)) == in_order(await rows(warehouse, SUMMED_AGAIN))
    counted = await one(warehouse, "SELECT count(*) AS n FROM production_count")
    assert counted["n"] == len(revisions)


async def test_a_failure_after_a_page_leaves_nothing_of_it(warehouse: Warehouse) -> None:
    async def fail() -> None:
        async with warehouse.write() as connection:
            page = Page(records=[a_count()], cursor="moved")
            await ingest(connection, "mes", Stream.PRODUCTION_COUNT, page)
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await fail()
    for table in ("production_count", "measurement", "source_state", "production_count_key"):
        assert await rows(warehouse, f"SELECT * FROM {table}") == []


async def test_two_that_take_in_the_same_page_at_once_count_once(warehouse_url: str) -> None:
    page = [a_count(str(n)) for n in range(500)]
    async with opened(warehouse_url) as first, opened(warehouse_url) as second:
        await asyncio.gather(take_in(first, *page), take_in(second, *page))
        assert (await one(first, "SELECT * FROM measurement"))["produced"] == 50_000


async def test_two_sources_that_begin_the_same_month_at_once_both_come_in(
    warehouse_url: str,
) -> None:
    async with opened(warehouse_url) as first, opened(warehouse_url) as second:
        await asyncio.gather(
            take_in(first, *(a_count(str(n)) for n in range(200)), source="mes"),
            take_in(second, *(a_count(str(n)) for n in range(200)), source="other"),
        )
        counted = await rows(first, "SELECT source, count(*) AS n FROM production_count GROUP BY 1")
        assert {row["source"]: row["n"] for row in counted} == {"mes": 200, "other": 200}


async def test_readers_go_on_while_a_new_month_begins(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count("1"))
    async with warehouse.write() as writing:
        page = Page(records=[a_count("2", day=date(2026, 5, 1))], cursor="c")
        await ingest(writing, "mes", Stream.PRODUCTION_COUNT, page)
        async with asyncio.timeout(5), warehouse.read() as reading:
            seen = await reading.execute(text("SELECT count(*) FROM production_count"))
            assert seen.scalar_one() == 1


async def test_a_record_of_another_stream_is_the_adapters_error(warehouse: Warehouse) -> None:
    with pytest.raises(ProtocolError, match="ProductionCount in the stream defect"):
        await take_in(warehouse, a_count(), stream=Stream.DEFECT)


def an_inspection(revision: int, **values: Any) -> Inspection:
    return Inspection(
        **{
            "source": "mes",
            "key": "i",
            "revision": revision,
            "kind": InspectionKind.FINAL,
            "inspected": Decimal(20),
            "unit": "pcs",
            "result": InspectionResult.OPEN,
            **values,
        }
    )


def a_defect(revision: int, **values: Any) -> Defect:
    return Defect(
        **{
            "source": "mes",
            "key": "i",
            "revision": revision,
            "found_in": "i",
            "code_group": "SEAM",
            "code": "01",
            "quantity": Decimal(2),
            "unit": "pcs",
            **values,
        }
    )


@pytest.mark.parametrize(
    ("stream", "make", "column", "before", "after"),
    [
        (Stream.INSPECTION, an_inspection, "result", "open", "rejected"),
        (Stream.DEFECT, a_defect, "quantity", Decimal(2), Decimal(3)),
    ],
)
async def test_other_streams_keep_their_history_too(
    warehouse: Warehouse,
    stream: Stream,
    make: Callable[..., Any],
    column: str,
    before: object,
    after: object,
) -> None:
    for record in (make(1, **{column: before}), make(2, **{column: after}), make(1)):
        await take_in(warehouse, record, stream=stream)
    assert (await one(warehouse, f"SELECT * FROM {stream}"))[column] == after
    old = await one(warehouse, "SELECT * FROM superseded_record")
    assert (old["stream"], old["revision"], old["content"][column]) == (stream, 1, before)
