"""Needs and what people decide about them, in a real Odoo."""

from typing import Any

import pytest
from gateway_client import Client, World

NEED = """{ needs { id number state operation operationName responsible why limit defectRate
  produced meanScore scoreBelow peopleCount source ageSeconds
  weeks { week produced scrapped reworked defectRate limit standardRevision }
  persons { name produced score } availableActs { name label demands } } }"""


async def test_a_need_explains_itself(boss: Client, world: World) -> None:
    reply = await boss.ask(NEED)
    (need,) = reply["data"]["needs"]
    assert (need["id"], need["state"], need["operation"]) == (str(world.need), "RAISED", "W-10")
    assert (need["responsible"], need["source"], need["ageSeconds"]) == ("gq.boss", "erp", 0)
    assert [week["defectRate"] for week in need["weeks"]] == ["0.09"] * 3
    assert need["weeks"][0]["limit"] == "0.05"
    assert (need["produced"], need["scoreBelow"]) == ("600", "80")
    assert {week["scrapped"] for week in need["weeks"]} == {"18"}
    year, week, _ = world.weeks[0].isocalendar()
    assert need["weeks"][0]["week"] == f"{year}-W{week:02d}"
    scores = {person["name"]: person["score"] for person in need["persons"]}
    assert scores == {"Olga Operator": "72.5", "Omar Operator": "60"}
    assert need["meanScore"] == "66.25"
    assert [act["name"] for act in need["availableActs"]] == ["act_confirm", "act_reject"]
    assert need["availableActs"][1]["demands"] == ["reason"]
    # One call for the needs with all their lines, one for the acts.
    assert reply["extensions"]["upstream"]["erp"] <= 3


async def test_the_number_of_calls_does_not_depend_on_what_is_selected_of_lines(
    boss: Client,
) -> None:
    await boss.ask("{ me { login } }")
    reply = await boss.ask("{ needs { weeks { week } persons { name } } }")
    assert reply["extensions"]["upstream"] == {"erp": 1}


async def test_persons_of_a_need_are_for_the_parties(analyst: Client, painter: Client) -> None:
    """Given a need of another department, or a caller who reads groups, then no person shows."""
    for client in (analyst, painter):
        needs: list[dict[str, Any]] = await client.data("{ needs { meanScore persons { name } } }")
        assert all(need["persons"] == [] for need in needs)


async def test_the_mean_of_two_people_is_for_those_who_may_see_their_scores(
    boss: Client, quality: Client, analyst: Client
) -> None:
    """Given a need of two people with scores, then an analyst reads null: never 0, never theirs."""
    query = "{ needs { meanScore scoredCount peopleCount } }"
    counts = {"scoredCount": 2, "peopleCount": 2}
    for client in (boss, quality):
        assert await client.data(query) == [{"meanScore": "66.25", **counts}]
    assert await analyst.data(query) == [{"meanScore": None, **counts}]


async def test_the_mean_of_nobody_is_null(boss: Client, analyst: Client, world: World) -> None:
    """Given a need of people without any score, then its mean is null: 0 would be a bad score."""
    query = "{ needs { meanScore scoredCount } }"
    with world.nobody_scored():
        for client in (boss, analyst):
            assert await client.data(query) == [{"meanScore": None, "scoredCount": 0}]


async def test_odoo_decides_who_may_act(painter: Client, olga: Client, world: World) -> None:
    """Given people who are not answerable, when they decide, then Odoo's own sentence says no."""
    for client in (painter, olga):
        reply = await client.post(f'mutation {{ confirmNeed(id: "{world.need}") {{ id }} }}')
        (error,) = reply.json()["errors"]
        assert error["extensions"]["code"] in ("access_denied", "business")
        assert error["extensions"]["source"] == "erp"
        assert error["extensions"]["retryable"] is False
        assert error["path"] == ["confirmNeed"]
        assert error["message"]


async def test_a_rejection_needs_a_reason(boss: Client, world: World) -> None:
    error = await boss.error(f'mutation {{ rejectNeed(id: "{world.need}", reason: " ") {{ id }} }}')
    assert error["extensions"]["code"] == "invalid_argument"
    error = await boss.error(f'mutation {{ rejectNeed(id: "{world.need}") {{ id }} }}')
    assert error["extensions"]["code"] == "invalid_query"


@pytest.mark.parametrize("id_", ["0", "-1", "1; drop", "9" * 30, "", "１"])
async def test_an_id_that_is_none_is_refused(boss: Client, id_: str) -> None:
    error = await boss.error("query($id: ID!) { need(id: $id) { id } }", id=id_)
    assert error["extensions"]["code"] == "invalid_argument"


async def test_what_does_not_exist_is_null(boss: Client) -> None:
    assert await boss.data('{ need(id: "999999") { id } }') is None


async def test_confirming_is_one_act(boss: Client, world: World) -> None:
    """Given a raised need, when the manager confirms it, then it is confirmed; when he does so
    again, then Odoo says why not.
    """
    mutation = f"""mutation {{ confirmNeed(id: "{world.need}", reason: "Seen it") {{
        state reason availableActs {{ name }} }} }}"""
    reply = await boss.ask(mutation)
    confirmed = reply["data"]["confirmNeed"]
    assert (confirmed["state"], confirmed["reason"]) == ("CONFIRMED", "Seen it")
    assert confirmed["availableActs"] == []
    error = await boss.error(mutation)
    assert error["extensions"]["code"] == "business"
    states = await boss.data("{ needs(where: {states: [CONFIRMED]}) { state } }")
    assert states == [{"state": "CONFIRMED"}]
    assert await boss.data("{ needs(where: {states: [RAISED]}) { state } }") == []


async def test_it_says_whom_it_waits_for(boss: Client, quality: Client, world: World) -> None:
    """After the manager confirmed it, the need waits for quality, since then and until a day."""
    asked = """{ needs { kind problem round waitingParty waitingFor waitingSince dueOn overdue
      escalationLevel keyPoints { parameter } feedback reviewer } }"""
    (need,) = await quality.data(asked)
    assert (need["kind"], need["waitingParty"], need["round"]) == ("RULE", "QUALITY", 1)
    assert "gq.quality" in need["waitingFor"]
    assert need["waitingSince"].endswith("+00:00")
    assert (need["overdue"], need["escalationLevel"]) == (False, 0)
    assert (need["keyPoints"], need["feedback"], need["reviewer"]) == ([], None, None)
    waiting = "{ needs(where: {waitingParties: [%s], overdue: false}) { id } }"
    assert await boss.data(waiting % "QUALITY") == [{"id": str(world.need)}]
    assert await boss.data(waiting % "HR") == []
    mine = "{ needs(where: {waitsForMe: true}) { id } }"
    assert await quality.data(mine) == [{"id": str(world.need)}]
    assert await boss.data(mine) == []


async def test_quality_reviews_what_operations_confirmed(
    boss: Client, quality: Client, world: World
) -> None:
    """Nobody else writes a key point or passes the review, and not without a key point."""
    review = f'mutation {{ reviewNeed(id: "{world.need}") {{ state reviewer waitingParty }} }}'
    add = f"""mutation {{ addKeyPoints(id: "{world.need}", points: [
      {{parameter: "Current", unit: "A", nominal: "180", lower: "170", upper: "190.5",
        method: "Clamp meter"}},
      {{parameter: "Pores", kind: ATTRIBUTE, method: "Look"}}]) {{
        keyPoints {{ parameter kind unit nominal lower upper method }} }} }}"""
    for mutation in (review, add):
        error = await boss.error(mutation)
        assert error["extensions"]["source"] == "erp"
    assert (await quality.error(review))["extensions"]["code"] == "business"
    written = await quality.data(add)
    assert [point["upper"] for point in written["keyPoints"]] == ["190.5", None]
    assert written["keyPoints"][1]["kind"] == "ATTRIBUTE"
    reviewed = await quality.data(review)
    assert reviewed == {"state": "REVIEWED", "reviewer": "gq.quality", "waitingParty": "HR"}
    assert (await quality.error(add))["extensions"]["code"] == "business"


async def test_somebody_submits_a_need(olga: Client, boss: Client) -> None:
    """An operator's need waits for the manager; it says what it knows and nothing else."""
    submit = """mutation($problem: String!, $operation: String!) {
      submitNeed(operation: $operation, problem: $problem) {
        id kind state problem author waitingFor scoreBelow } }"""
    error = await olga.error(submit, problem=" ", operation="W-10")
    assert error["extensions"]["code"] == "invalid_argument"
    error = await olga.error(submit, problem="Pores", operation="nowhere")
    assert error["extensions"]["code"] == "invalid_argument"
    need = await olga.data(submit, problem="Pores", operation="W-10")
    assert (need["kind"], need["state"], need["problem"]) == ("PERSON", "RAISED", "Pores")
    assert (need["author"], need["waitingFor"]) == ("gq.olga", ["gq.boss"])
    assert need["scoreBelow"] is None
    for mutation in ("sendBackNeed", "answerNeed"):
        said = "reason" if mutation == "sendBackNeed" else "feedback"
        error = await boss.error(
            f'mutation {{ {mutation}(id: "{need["id"]}", {said}: "x") {{ id }} }}'
        )
        assert error["extensions"]["source"] == "erp"
