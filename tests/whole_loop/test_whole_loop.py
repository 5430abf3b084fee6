"""The loop from the MES row to the decision of a person, held against the plant's truth.

The tests of one factory follow one another as the loop does: data come in, Odoo decides, people
ask and act.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from whole_factory import Factory

pytestmark = pytest.mark.odoo

NEEDS = """{ needs(limit: 1000) {
  id number operation state why responsible meanScore scoreBelow
  weeks { week produced defectRate limit }
  persons { name produced score }
} }"""

AGGREGATES = """query Weeks($operations: [String!]) {
  measurementAggregates(
    groupBy: [WEEK, OPERATION], where: {operations: $operations}, limit: 10000
  ) { week operation produced scrapped reworked }
}"""


def needs(factory: Factory) -> list[dict[str, Any]]:
    return factory.ask("quality", NEEDS)["needs"]


def expected(factory: Factory) -> dict[str, tuple[list[str], Decimal]]:
    return {
        need["operation"]: (need["weeks"], Decimal(need["mean_score"]))
        for need in factory.truth["needs"]
    }


def test_data_come_in_as_they_are(factory: Factory) -> None:
    # given a warehouse that knows nothing yet
    migrated = factory.run("migrate")
    assert "up to date" in migrated

    # when all sources are pulled: SAP, three kinds of MES, a business system
    pulled = factory.command("pull")

    # then every usable record is there, and every other one is kept with its reason
    assert [row for row in pulled if row["problem"]] == []
    records = {(row["source"], row["stream"]): row["records"] for row in factory.command("sources")}
    for source, streams in {**factory.truth["records"], **own_lines(factory, "records")}.items():
        for stream, number in streams.items():
            assert records[source, stream] >= number
    refused = {**factory.truth["rejections"], **own_lines(factory, "rejections")}
    assert rejected(factory) == refused


def own_lines(factory: Factory, what: str) -> dict[str, Any]:
    """What is true of the lines with systems of their own."""
    return {line: factory.truth[line][what] for line in ("line4", "line5")}


def rejected(factory: Factory) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in factory.command("rejected", "list", "--count"):
        streams = found.setdefault(row["source"], {})
        streams.setdefault(row["stream"], {})[row["reason"]] = row["open"]
    return found


def test_weekly_figures_are_the_plants(factory: Factory) -> None:
    truth = {**factory.truth["weeks"]}
    for weeks in own_lines(factory, "weeks").values():
        truth |= weeks
    rows = factory.ask("quality", AGGREGATES, operations=sorted(truth))["measurementAggregates"]
    found = {
        (row["operation"], row["week"]): (
            Decimal(row["produced"]),
            Decimal(row["scrapped"]) + Decimal(row["reworked"]),
        )
        for row in rows
    }
    wanted = {
        (operation, week): (Decimal(figures["produced"]), Decimal(figures["defective"]))
        for operation, weeks in truth.items()
        for week, figures in weeks.items()
        if Decimal(figures["produced"])
    }
    assert found == wanted


def test_odoo_decides_exactly_what_is_true(factory: Factory) -> None:
    # when the measurements are fed
    fed = factory.command("feed")

    # then the needs are those of the truth: none is missing, none too many
    assert fed["refused"] == 0
    found = {
        need["operation"]: ([week["week"] for week in need["weeks"]], Decimal(need["meanScore"]))
        for need in needs(factory)
    }
    assert sorted(found) == sorted(expected(factory))
    assert len(fed["needs_raised"]) == len(factory.truth["needs"])
    for operation, (weeks, mean) in expected(factory).items():
        assert found[operation][0] == weeks
        assert abs(found[operation][1] - mean) < Decimal("0.01")


def test_nothing_waits_unseen(factory: Factory) -> None:
    waiting = factory.json2(
        "quality",
        "hr.quality.alias",
        "search_read",
        domain=[["waiting_count", ">", 0]],
        fields=["kind", "code"],
    )
    found = {(alias["kind"], alias["code"]) for alias in waiting}
    assert found == {(line["kind"], line["code"]) for line in factory.truth["worklist"]}


def test_a_tied_badge_gets_what_waited_for_it(factory: Factory) -> None:
    # given a badge that nobody knew
    badge = next(line["code"] for line in factory.truth["worklist"] if line["kind"] == "employee")
    (alias,) = factory.json2(
        "quality", "hr.quality.alias", "search_read", domain=[["code", "=", badge]], fields=["id"]
    )
    # … which turns out to be that of somebody who has no score in anything
    [employee] = factory.json2(
        "hr", "hr.employee", "search", domain=[["user_id.login", "=", "quality"]]
    )
    before = needs(factory)

    # when HR ties it to an employee
    factory.json2(
        "hr", "hr.quality.alias", "write", ids=[alias["id"]], vals={"employee_id": employee}
    )

    # then the measurements are his, nothing waits for it, and no need's evidence has changed
    theirs = [["employee_code", "=", badge], ["current", "=", True]]
    count = "search_count"
    all_of_it = factory.json2("quality", "hr.quality.measurement", count, domain=theirs)
    given = [*theirs, ["employee_id", "=", employee]]
    assert factory.json2("quality", "hr.quality.measurement", count, domain=given) == all_of_it > 0
    waiting = [["code", "=", badge], ["waiting_count", ">", 0]]
    assert factory.json2("quality", "hr.quality.alias", "search_count", domain=waiting) == 0
    assert needs(factory) == before


def test_a_second_round_changes_nothing(factory: Factory) -> None:
    before = needs(factory)

    pulled = factory.command("pull")
    fed = factory.command("feed")
    again = factory.json2("feeder", "hr.quality.rule", "evaluate", ids=[])

    assert sum(row["created"] + row["replaced"] for row in pulled) == 0
    assert fed["sent"] == 0
    assert again["raised"] == []
    assert needs(factory) == before


def test_the_production_manager_confirms_and_everybody_sees_it(factory: Factory) -> None:
    # given the need of the story, addressed to the manager of its line as an activity
    story = factory.truth["story"]["operation"]
    need = next(need for need in needs(factory) if need["operation"] == story)
    assert need["state"] == "RAISED"
    assert need["responsible"] == factory.odoo.people["production"]["name"]
    (activity,) = factory.json2(
        "production",
        "mail.activity",
        "search_read",
        domain=[["res_model", "=", "hr.quality.need"], ["user_id.login", "=", "production"],
                ["res_name", "like", need["number"]]],
        fields=["summary"],
    )  # fmt: skip
    assert activity["summary"]

    # when he confirms it through GraphQL
    confirm = "mutation Confirm($id: ID!) { confirmNeed(id: $id) { state } }"
    answer = factory.ask("production", confirm, id=need["id"])

    # then Odoo and GraphQL say so, and his activity is done
    assert answer == {"confirmNeed": {"state": "CONFIRMED"}}
    states = {need["operation"]: need["state"] for need in needs(factory)}
    assert states.pop(story) == "CONFIRMED"
    assert set(states.values()) <= {"RAISED"}
    left = factory.json2(
        "production",
        "mail.activity",
        "search_count",
        domain=[["id", "=", activity["id"]]],
    )
    assert left == 0


def test_a_rejected_need_stays_rejected(factory: Factory) -> None:
    # given a raised need, rejected with a reason by the manager it is addressed to
    need = next(need for need in needs(factory) if need["state"] == "RAISED")
    manager = next(
        login
        for login, person in factory.odoo.people.items()
        if person["name"] == need["responsible"]
    )
    reject = 'mutation Reject($id: ID!) { rejectNeed(id: $id, reason: "new tool") { state } }'
    assert factory.ask(manager, reject, id=need["id"]) == {"rejectNeed": {"state": "REJECTED"}}

    # when the rule looks at the same weeks again
    again = factory.json2("feeder", "hr.quality.rule", "evaluate", ids=[])

    # then it is not raised a second time
    assert again["raised"] == []


def test_the_readmes_query_and_menus_are_there(factory: Factory) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()

    # its query is answered as it stands
    (query,) = re.findall(r"""-d '\{"query": "(.+)"\}'""", readme)
    assert factory.ask("bi", query)["measurementAggregates"]

    # and its menus lead where it says
    paths = re.findall(r"\*(Quality Loop › [^*]+)\*", readme)
    assert len(paths) >= 2
    menus = factory.json2(
        "administrator", "ir.ui.menu", "search_read", domain=[], fields=["complete_name"]
    )
    names = {menu["complete_name"].replace("/", " › ") for menu in menus}
    assert set(paths) <= names
