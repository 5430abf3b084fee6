"""The walk's last part: the check at the line, the feedback, the effect."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from walk import Walk
from walk_before import KEY_POINTS
from walking import Screen

FEEDBACK = "Current, wire feed and gas are read before every first seam"
STEPS_JOB = "Quality Loop: remind and escalate"


def inspector_checks(walk: Walk) -> None:
    """The inspector looks at each one's work, key point by key point."""
    walk.on(10, 9)
    for participant in walk.participants():
        screen = walk.screen("inspector")
        screen.open_card("/odoo/my-checks", participant["employee_id"][1])
        screen.asks(walk.name("inspector"))
        screen.leads_on_with("Record")
        screen.press("Record")
        screen.fill("inspected", "50", screen.dialog)
        screen.fill("nonconforming", "1", screen.dialog)
        _enter_points(screen)
        screen.agree("Sign")
        screen.stands_at("Passed")
        screen.asks_no_more(walk.name("inspector"))
    walk.waits("checked", "operations")


def _enter_points(screen: Screen) -> None:
    """Type what was measured: each key point's nominal value."""
    lines = screen.field("line_ids", screen.dialog)
    for name, _unit, _lower, nominal, _upper, _method in KEY_POINTS:
        line = lines.locator(".o_data_row").filter(has_text=name)
        line.locator("td[name=measured]").click()
        expect(line).to_contain_class("o_selected_row")
        screen.fill("measured", nominal, line)
        screen.page.keyboard.press("Tab")
        expect(line).to_contain_text("In order")


def head_answers(walk: Walk) -> None:
    """The production manager is asked and says nothing; his superior says what was put right."""
    walk.on(11, 9)
    walk.need_of("production").asks(walk.name("production"))
    found = walk.need("escalate_on")
    escalated = datetime.fromisoformat(found["escalate_on"]).replace(tzinfo=UTC)
    walk.at(escalated + timedelta(hours=9))
    walk.nightly(STEPS_JOB)
    walk.offers_nobody("Give Feedback", "hr", "quality")
    screen = walk.need_of("head")
    screen.asks(walk.name("head"))
    screen.leads_on_with("Give Feedback")
    screen.press("Give Feedback")
    screen.agree("Give Feedback", feedback=FEEDBACK)
    screen.stands_at("Answered")
    screen.turn_to("Feedback")
    expect(screen.field("feedback")).to_contain_text(FEEDBACK)
    screen.asks_no_more(walk.name("head"))
    walk.waits("answered", "quality")


def quality_measures(walk: Walk) -> None:
    """When the window after the training is over, quality has the effect measured."""
    domain = [["need_id", "=", walk.need("name")["id"]]]
    (effect,) = walk.read("quality", "hr.quality.effect", domain, "due_on")
    due = datetime.fromisoformat(effect["due_on"]).replace(tzinfo=UTC)
    walk.at(due + timedelta(hours=9))
    for login in ("hr", "production"):
        screen = walk.screen(login)
        screen.open_card("/odoo/effects", walk.number)
        assert not screen.offers("Measure"), login
    screen = walk.screen("quality")
    screen.open_card("/odoo/effects", walk.number)
    screen.leads_on_with("Measure")
    screen.press("Measure")
    screen.stands_at("Effective")
    screen.follow("need_id")
    screen.stands_at("Closed")
    screen.turn_to("Check & Effect")
    _tells_the_story(walk, screen)
    walk.waits("closed", False)


def _tells_the_story(walk: Walk, screen: Screen) -> None:
    """The sentence says by its own numbers that the rate fell from 8 % to 3 %."""
    told = walk.factory.truth["story"]
    sentence = screen.field("effect_sentence")
    expect(sentence).to_contain_text("Effective. Defect rate of the 3 people trained:")
    said = sentence.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    found = re.search(
        r"([\d.]+) % \(.*? before the training, ([\d.]+) % \(.*? after it\."
        r" That is ([\d.]+) % lower.*? the target is 30 % lower\.",
        said,
    )
    assert found, said
    before, after, lower = (float(share) / 100 for share in found.groups())
    assert abs(before - float(told["before"])) < 0.003
    assert abs(after - float(told["after"])) < 0.003
    assert 0.55 < lower < 0.70
