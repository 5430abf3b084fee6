"""Whose figures a caller sees: his own and those of his people. Attacks included."""

from typing import Any

import httpx
import pytest
from gateway_client import Client, World

ROWS = "{ measurements { key day operation person employeeName produced scrapped counts } }"


def persons(rows: list[dict[str, Any]]) -> set[str | None]:
    return {row["person"] for row in rows}


async def test_quality_and_hr_see_everybody_by_name(http: httpx.AsyncClient, world: World) -> None:
    for login in ("gq.quality", "gq.hr", "gq.admin"):
        rows = await Client(http, world.keys[login]).data(ROWS)
        assert len(rows) == 9
        assert persons(rows) == {"W01", "W02", "P01"}
        named = {row["person"]: row["employeeName"] for row in rows}
        assert named["P01"] == "Petra Painter"


async def test_a_manager_sees_his_people_and_the_others_as_a_group(boss: Client) -> None:
    rows = await boss.data(ROWS)
    welders = [row for row in rows if row["operation"] == "W-10"]
    painters = [row for row in rows if row["operation"] == "P-10"]
    assert persons(welders) == {"W01", "W02"}
    assert persons(painters) == {None}
    assert sum(float(row["produced"]) for row in painters) == 300


async def test_who_sees_no_facts_sees_himself_alone(olga: Client) -> None:
    rows = await olga.data(ROWS)
    assert persons(rows) == {"W01"}
    assert {row["employeeName"] for row in rows} == {"Olga Operator"}
    aggregates = await olga.data("{ measurementAggregates(groupBy: []) { produced } }")
    assert aggregates == [{"produced": "300"}]


async def test_an_analyst_sees_groups_and_nobody(analyst: Client) -> None:
    rows = await analyst.data(ROWS)
    assert persons(rows) == {None}
    assert sum(float(row["produced"]) for row in rows) == 900
    welding = [row for row in rows if row["operation"] == "W-10"]
    assert [(row["produced"], row["counts"]) for row in welding] == [("200", 2)] * 3


@pytest.mark.parametrize(
    "query",
    [
        '{ measurements(where: {people: [{source: "mes", code: "%s"}]}) { key produced } }',
        '{ measurementAggregates(groupBy: [PERSON], where: {people: [{source: "mes",'
        ' code: "%s"}]}) { produced } }',
        '{ measurementAggregates(groupBy: [], where: {people: [{source: "mes",'
        ' code: "%s"}]}) { produced } }',
    ],
)
async def test_a_filter_by_somebody_hidden_finds_nothing(
    query: str, analyst: Client, olga: Client, boss: Client
) -> None:
    """Given a badge that the caller may not see, then the answer is that of a badge nobody has."""
    for client in (analyst, olga, boss):
        assert await client.data(query % "P01") == await client.data(query % "X99") == []


async def test_grouping_by_person_makes_one_group_of_all_hidden(
    analyst: Client, boss: Client
) -> None:
    query = "{ measurementAggregates(groupBy: [PERSON]) { person produced rows } }"
    assert await analyst.data(query) == [{"person": None, "produced": "900", "rows": 9}]
    assert await boss.data(query) == [
        {"person": "W01", "produced": "300", "rows": 3},
        {"person": "W02", "produced": "300", "rows": 3},
        {"person": None, "produced": "300", "rows": 3},
    ]


async def test_nothing_can_be_ordered_by_person(analyst: Client) -> None:
    """Given an order by a hidden column, the order would tell who is who: it is not offered."""
    for query in (
        "{ measurements(orderBy: {field: PERSON}) { key } }",
        "{ measurementAggregates(groupBy: [DAY], orderBy: [{field: PERSON}]) { rows } }",
    ):
        error = await analyst.error(query)
        assert "does not exist in" in error["message"]


async def test_the_name_of_a_row_does_not_tell_whose_it_is(
    analyst: Client, quality: Client
) -> None:
    """Given keys that somebody else saw with persons, then none of them is a group's."""
    seen = {row["key"] for row in await quality.data(ROWS)}
    assert not seen & {row["key"] for row in await analyst.data(ROWS)}


async def test_inspections_name_only_visible_people(
    quality: Client, boss: Client, analyst: Client, painter: Client
) -> None:
    query = "{ inspections { person inspector } }"
    assert await quality.data(query) == [{"person": "W01", "inspector": "Q00"}]
    assert await boss.data(query) == [{"person": "W01", "inspector": None}]
    assert await analyst.data(query) == [{"person": None, "inspector": None}]
    assert await painter.data(query) == [{"person": None, "inspector": None}]


async def test_characteristics_name_only_visible_inspectors(
    quality: Client, boss: Client, analyst: Client, olga: Client
) -> None:
    query = "{ inspections { characteristics { inspector } } }"
    for client, inspectors in (
        (quality, ["W01", "Q00"]),
        (boss, ["W01", None]),
        (analyst, [None, None]),
        (olga, ["W01", None]),
    ):
        (found,) = await client.data(query)
        assert [each["inspector"] for each in found["characteristics"]] == inspectors


async def test_employees_are_those_whom_the_caller_may_see(
    quality: Client, boss: Client, olga: Client, analyst: Client
) -> None:
    query = "{ employees { name skills { name score signer } } }"
    everybody = await quality.data(query)
    assert {"Petra Painter", "Boris Boss"} <= {row["name"] for row in everybody}
    his = {row["name"]: row["skills"] for row in await boss.data(query)}
    assert his.keys() == {"Boris Boss", "Olga Operator", "Omar Operator"}
    assert his["Olga Operator"] == [
        {"name": "Welding machine", "score": "72.5", "signer": "gq.quality"}
    ]
    assert his["Boris Boss"] == []
    assert [row["name"] for row in await olga.data(query)] == ["Olga Operator"]
    assert await analyst.data(query) == []


async def test_asking_for_somebody_elses_id_finds_nothing(olga: Client, world: World) -> None:
    for name in ("omar", "petra"):
        query = f'{{ employees(where: {{ids: ["{world.employees[name]}"]}}) {{ name }} }}'
        assert await olga.data(query) == []


async def test_who_may_do_what_is_read_by_the_mes(
    http: httpx.AsyncClient, world: World, quality: Client
) -> None:
    """Given an exemption in the ledger, then the feeder and quality read it with the badge."""
    query = """{ permissions(where: {operations: ["W-10"]}) {
        name codes { source code } operation operationName status mayWork validUntil source
    } }"""
    feeder = Client(http, world.keys["gq.feeder"])
    rows = await quality.data(query)
    assert rows == await feeder.data(query)
    assert {row["name"]: (row["status"], row["mayWork"]) for row in rows} == {
        "Olga Operator": ("EXEMPT", True),
        "Omar Operator": ("NONE", False),
    }
    olga = rows[0]
    assert {"source": "mes", "code": "W01"} in olga["codes"]
    assert (olga["operationName"], olga["source"]) == ("Weld bracket", "erp")
    assert olga["validUntil"] is not None


async def test_who_may_do_what_is_ones_own_for_everybody_else(
    boss: Client, olga: Client, analyst: Client, world: World
) -> None:
    query = "{ permissions { name } }"
    assert {row["name"] for row in await boss.data(query)} == {"Olga Operator", "Omar Operator"}
    assert [row["name"] for row in await olga.data(query)] == ["Olga Operator"]
    assert await analyst.data(query) == []
    omar = f'{{ permissions(where: {{employees: ["{world.employees["omar"]}"]}}) {{ name }} }}'
    assert await olga.data(omar) == []
    assert [row["name"] for row in await boss.data(omar)] == ["Omar Operator"]
    empty = await boss.error("{ permissions(where: {employees: []}) { name } }")
    assert empty["extensions"]["code"] == "invalid_argument"
    page = await boss.ask("{ permissions(limit: 1) { name } }")
    assert len(page["data"]["permissions"]) == 1
    assert page["extensions"]["truncated"] == [["permissions"]]


async def test_rejected_rows_are_for_those_who_see_everybody(
    quality: Client, boss: Client, analyst: Client
) -> None:
    """Given rows that may hold anybody's badge, then quality reads them and others do not."""
    query = "{ rejectedRecords { key reason detail raw } }"
    (row,) = await quality.data(query)
    assert (row["key"], row["reason"]) == ("bad-1", "unknown_unit")
    assert row["raw"] == '{"badge":"P01","unit":"pallet"}'
    for client in (boss, analyst):
        assert (await client.error(query))["extensions"]["code"] == "access_denied"


async def test_notifications_are_facts(boss: Client, olga: Client) -> None:
    query = """{ notifications { key text items { code } causes { item code }
        tasks { text status } } }"""
    (row,) = await boss.data(query)
    assert row["text"] == "{env.HOME} seam open"
    assert row["items"] == [{"code": "001"}]
    assert row["causes"] == [{"item": "0001", "code": "07"}]
    assert (await olga.error(query))["extensions"]["code"] == "access_denied"
