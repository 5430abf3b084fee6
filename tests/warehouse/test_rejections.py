"""What cannot be used is kept with its reason until it comes well; a negative sum is held back."""

from datetime import date
from decimal import Decimal

import pytest
from warehouse_building import a_count, a_rejection, one, rows, take_in

from adapters.contract import Reason, Stream
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import RejectedFilter, count_rejected, list_rejected


async def test_a_rejected_row_is_kept_as_it_was(warehouse: Warehouse) -> None:
    done = await take_in(warehouse, rejections=[a_rejection("1", raw={"unit": "furlong"})])
    assert done.rejected == 1
    async with warehouse.read() as connection:
        (row,) = await list_rejected(connection, RejectedFilter())
    assert (row.key, row.reason, row.raw, row.times) == (
        "1",
        "unknown_unit",
        {"unit": "furlong"},
        1,
    )
    assert row.resolved_at is None


async def test_a_row_that_is_rejected_again_is_counted_not_doubled(warehouse: Warehouse) -> None:
    await take_in(warehouse, rejections=[a_rejection("1"), a_rejection("1")])
    await take_in(warehouse, rejections=[a_rejection("1", detail="Still not a unit.")])
    row = await one(warehouse, "SELECT * FROM rejected_record")
    assert (row["times"], row["detail"]) == (3, "Still not a unit.")
    state = await one(warehouse, "SELECT * FROM source_state")
    assert state["rejected"] == 3


async def test_a_row_that_comes_well_later_settles_its_rejection(warehouse: Warehouse) -> None:
    await take_in(warehouse, rejections=[a_rejection("1", 1), a_rejection("2", 1)])
    done = await take_in(warehouse, a_count("1", 2))
    assert done.settled == 1
    async with warehouse.read() as connection:
        (counted,) = await count_rejected(connection, RejectedFilter(resolved=None))
    assert (counted.open, counted.resolved) == (1, 1)


async def test_an_older_state_that_came_well_does_not_settle_a_newer_flaw(
    warehouse: Warehouse,
) -> None:
    await take_in(warehouse, rejections=[a_rejection("1", 5)])
    done = await take_in(warehouse, a_count("1", 4))
    assert done.settled == 0


@pytest.mark.parametrize(
    ("flaw", "reason", "word"),
    [
        ({"produced": Decimal("NaN"), "good": Decimal("NaN")}, Reason.NOT_A_NUMBER, "produced"),
        ({"good": Decimal(1)}, Reason.QUANTITIES_DISAGREE, "produced 100"),
        ({"lot": "a\0b"}, Reason.UNREADABLE_TEXT, "lot"),
        ({"lot": "a\udc80"}, Reason.UNREADABLE_TEXT, "lot"),
        ({"day": date(1026, 2, 3)}, Reason.INVALID_TIME, "1026-02-03"),
        ({"day": date(9026, 2, 3)}, Reason.INVALID_TIME, "9026-02-03"),
        ({"revision": 2**63}, Reason.NOT_A_NUMBER, "revision"),
    ],
)
async def test_what_would_spoil_the_page_spoils_only_its_own_row(
    warehouse: Warehouse, flaw: dict[str, object], reason: Reason, word: str
) -> None:
    """Given an adapter that lets a flaw through, when its page is taken in, then the good record
    beside it is stored and the bad one is rejected with a sentence.
    """
    flawed = a_count("bad", **{"revision": 1, **flaw})
    done = await take_in(warehouse, flawed, a_count("good"))
    assert (done.created, done.rejected) == (1, 1)
    row = await one(warehouse, "SELECT * FROM rejected_record")
    assert (row["key"], row["reason"]) == ("bad", reason)
    assert word in row["detail"]


async def test_a_raw_row_may_hold_what_json_cannot(warehouse: Warehouse) -> None:
    raw = {"a\0": float("nan"), "b": [Decimal("1.10"), b"\xff", "x\0y"], "c": {"d": "\ud800"}}
    await take_in(warehouse, rejections=[a_rejection("k\0", raw=raw, detail="bad \0")])
    row = await one(warehouse, "SELECT * FROM rejected_record")
    assert row["raw"]["b"][:2] == ["1.10", "ff"]
    assert row["key"] == "k\N{SYMBOL FOR NULL}"


async def test_a_negative_sum_is_held_back_until_its_count_comes(warehouse: Warehouse) -> None:
    """Given a reversal whose count has not come, the sum is rejected; when the count comes, the
    sum is zero again and the rejection settled.
    """
    reversal = a_count("r", produced=-100, scrapped=-5, reworked=-2, reverses="1")
    done = await take_in(warehouse, reversal)
    assert done.negative == 1
    row = await one(warehouse, "SELECT * FROM rejected_record")
    assert (row["stream"], row["reason"]) == ("measurement", "negative_quantity")
    assert "-100" in row["detail"]
    assert row["raw"]["produced"] == "-100"
    assert await rows(warehouse, "SELECT 1 AS n FROM measurement WHERE NOT negative") == []

    done = await take_in(warehouse, a_count("1"))
    assert done.negative == 0
    assert (await one(warehouse, "SELECT * FROM rejected_record"))["resolved_at"] is not None
    assert (await one(warehouse, "SELECT * FROM measurement"))["produced"] == 0


async def test_a_sum_that_stays_negative_has_one_open_rejection(warehouse: Warehouse) -> None:
    await take_in(warehouse, a_count("r", produced=-100, scrapped=-5, reworked=-2))
    await take_in(warehouse, a_count("2", produced=30, scrapped=1, reworked=1))
    opened = await rows(warehouse, "SELECT * FROM rejected_record WHERE resolved_at IS NULL")
    assert [row["raw"]["produced"] for row in opened] == ["-70"]


async def test_rejections_are_filtered_by_what_they_are_of(warehouse: Warehouse) -> None:
    await take_in(
        warehouse, rejections=[a_rejection("1"), a_rejection("2", reason=Reason.INVALID_TIME)]
    )
    await take_in(
        warehouse,
        rejections=[a_rejection("3", stream=Stream.INSPECTION)],
        stream=Stream.INSPECTION,
        source="lab",
    )
    async with warehouse.read() as connection:
        for where, keys in (
            (RejectedFilter(sources=("lab",)), ["3"]),
            (RejectedFilter(streams=("production_count",)), ["1", "2"]),
            (RejectedFilter(reasons=("invalid_time",)), ["2"]),
            (RejectedFilter(resolved=True), []),
        ):
            assert [row.key for row in await list_rejected(connection, where)] == keys
