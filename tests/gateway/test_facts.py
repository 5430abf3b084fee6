"""What a client reads of the facts, from a real warehouse with a real Odoo saying who asks."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from gateway_client import Client, World
from gateway_setup import make_settings

from gateway.app import create_app
from gateway.schema.limits import Limits

COLUMNS = """source key day shift operation workCenter person material lot unit counts
    produced good scrapped reworked defectRate updatedAt"""


async def test_filters_are_half_open_and_order_is_total(quality: Client) -> None:
    query = """{ measurements(where: {dayFrom: "2026-01-05", dayUntil: "2026-01-12"},
        orderBy: {field: SCRAPPED, direction: DESC}) { day scrapped person } }"""
    rows = await quality.data(query)
    assert [(row["day"], row["scrapped"], row["person"]) for row in rows] == [
        ("2026-01-05", "10", "W02"),
        ("2026-01-05", "8", "W01"),
        ("2026-01-05", "1", "P01"),
    ]


async def test_an_incremental_refresh_reads_every_row_once(quality: Client) -> None:
    """Given the moment of the last change, then [start, end) finds each row exactly once."""
    rows = await quality.data("{ measurements { key updatedAt } }")
    last = max(datetime.fromisoformat(row["updatedAt"]) for row in rows).isoformat()
    query = "query($w: MeasurementWhere) { measurements(where: $w) { key } }"
    before = await quality.data(query, w={"updatedUntil": last})
    after = await quality.data(query, w={"updatedFrom": last})
    keys = [row["key"] for row in before + after]
    assert sorted(keys) == sorted(row["key"] for row in rows)


async def test_pages_follow_each_other_and_say_when_there_are_more(quality: Client) -> None:
    pages = [
        await quality.ask(f"{{ measurements(limit: 4, offset: {n}) {{ key }} }}") for n in (0, 4, 8)
    ]
    keys = [row["key"] for page in pages for row in page["data"]["measurements"]]
    assert len(keys) == len(set(keys)) == 9
    truncated = [page["extensions"].get("truncated") for page in pages]
    assert truncated == [[["measurements"]], [["measurements"]], None]


async def test_weeks_and_operations_are_summed_up(quality: Client) -> None:
    query = """{ measurementAggregates(groupBy: [WEEK, OPERATION],
        where: {operations: ["W-10"]}) { week weekStart operation unit rows counts
        produced good scrapped reworked defectRate day person } }"""
    rows = await quality.data(query)
    assert [row["week"] for row in rows] == ["2026-W02", "2026-W03", "2026-W04"]
    assert rows[0] == {
        "week": "2026-W02",
        "weekStart": "2026-01-05",
        "operation": "W-10",
        "unit": "pcs",
        "rows": 2,
        "counts": 2,
        "produced": "200",
        "good": "182",
        "scrapped": "18",
        "reworked": "0",
        "defectRate": rows[0]["defectRate"],
        "day": None,
        "person": None,
    }
    assert float(rows[0]["defectRate"]) == 0.09


async def test_groups_are_ordered_by_what_is_asked_for(quality: Client) -> None:
    query = """{ measurementAggregates(groupBy: [OPERATION, WEEK], orderBy: [
        {field: DEFECT_RATE, direction: DESC}, {field: WEEK, direction: DESC}], limit: 2, offset: 1)
        { operation week } }"""
    rows = await quality.data(query)
    assert rows == [
        {"operation": "W-10", "week": "2026-W03"},
        {"operation": "W-10", "week": "2026-W02"},
    ]


async def test_an_empty_result_has_the_same_columns(quality: Client) -> None:
    """Given a filter that nothing meets, then there is an empty list and no error."""
    for query in (
        f'{{ measurements(where: {{lots: ["none"]}}) {{ {COLUMNS} }} }}',
        '{ measurementAggregates(groupBy: [WEEK], where: {lots: ["none"]}) { week produced } }',
        '{ inspections(where: {lots: ["none"]}) { key } }',
        '{ notifications(where: {lots: ["none"]}) { key items { code } } }',
        '{ needs(where: {operations: ["none"]}) { number weeks { week } } }',
        '{ employees(where: {nameContains: "nobody"}) { name skills { score } } }',
    ):
        assert await quality.data(query) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("(limit: 50001)", "limit_exceeded"),
        ("(limit: 0)", "limit_exceeded"),
        ("(offset: -1)", "invalid_argument"),
        ("(where: {lots: []})", "invalid_argument"),
        ('(where: {dayFrom: "2026-13-01"})', "invalid_query"),
        ('(where: {updatedFrom: "2026-01-01T00:00:00"})', "invalid_query"),
        ("(where: {lot: 5})", "invalid_query"),
    ],
)
async def test_what_cannot_be_meant_is_refused(quality: Client, arguments: str, code: str) -> None:
    error = await quality.error(f"{{ measurements{arguments} {{ key }} }}")
    assert error["extensions"]["code"] == code
    assert error["message"]


async def test_an_inspection_has_its_characteristics_in_their_order(quality: Client) -> None:
    query = """{ inspections { characteristics { operation number text target lower upper mean unit
        inspected nonconforming codeGroup code result } } }"""
    (found,) = await quality.data(query)
    measured, coded = found["characteristics"]
    assert measured == {
        "operation": "0010",
        "number": "0020",
        "text": "{env.HOME} bore",
        "target": None,
        "lower": "12.45",
        "upper": "12.55",
        "mean": "123456789012345678.12",
        "unit": "mm",
        "inspected": None,
        "nonconforming": None,
        "codeGroup": None,
        "code": None,
        "result": "REJECTED",
    }
    assert (coded["number"], coded["codeGroup"], coded["code"]) == ("0010", "SEAM", "001")
    assert (coded["mean"], coded["result"]) == (None, "OPEN")


async def test_a_list_within_a_list_is_bounded_too(world: World, warehouse_url: str) -> None:
    """Given an inspection with two characteristics and room for one, then it is refused."""
    settings = make_settings(warehouse_url, world.url, database=world.database)
    app = create_app(settings, limits=Limits(rows=1))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as narrow:
        client = Client(narrow, world.keys["gq.quality"])
        error = await client.error("{ inspections(limit: 1) { characteristics { number } } }")
        assert error["extensions"]["code"] == "limit_exceeded"
        assert "more than 1 characteristics" in error["message"]
        assert await client.data("{ inspections(limit: 1) { defects { code } } }")
    await app.aclose()


async def test_sources_say_how_they_are(quality: Client) -> None:
    query = """{ sources { name state openRejections streams {
        stream records rejected openRejections rejections { reason open resolved } } } }"""
    (source,) = await quality.data(query)
    assert (source["name"], source["openRejections"]) == ("mes", 1)
    streams: dict[str, Any] = {stream["stream"]: stream for stream in source["streams"]}
    assert streams["production_count"] == {
        "stream": "production_count",
        "records": "9",
        "rejected": "1",
        "openRejections": 1,
        "rejections": [{"reason": "unknown_unit", "open": 1, "resolved": 0}],
    }


async def test_the_caller_is_told_who_he_is(boss: Client) -> None:
    me = await boss.data("{ me { login parties seesAllPeople seesFacts timeZone source } }")
    assert me == {
        "login": "gq.boss",
        "parties": ["OPERATIONS"],
        "seesAllPeople": False,
        "seesFacts": True,
        "timeZone": "Europe/Berlin",
        "source": "erp",
    }
