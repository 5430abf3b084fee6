"""The walk's first part: operations confirm, quality reviews, HR plans."""

from datetime import timedelta

from playwright.sync_api import expect
from walk import Walk
from walking import Screen

PROBLEM = "Pores and spatter since the new wire; nobody was shown how the cell is set"
KEY_POINTS = (
    ("Welding current", "A", "170", "180", "190", "Read on the panel"),
    ("Wire feed", "m/min", "7.5", "8", "8.5", "Ten seconds of wire, measured"),
    ("Gas flow", "l/min", "12", "14", "16", "Flow tube at the nozzle"),
)
COURSE = "equipment_parameters"


def operations_confirm(walk: Walk) -> None:
    """The production manager says what is wrong; nobody else is asked to."""
    walk.on(0, 9)
    walk.waits("raised", "operations")
    walk.offers_nobody("Confirm", "quality", "hr")
    screen = walk.need_of("production")
    expect(screen.field("path_html")).to_contain_text(walk.name("production"))
    screen.asks(walk.name("production"))
    screen.leads_on_with("Confirm")
    screen.press("Confirm")
    screen.agree("Confirm", problem=PROBLEM)
    screen.stands_at("Confirmed")
    expect(screen.field("problem")).to_contain_text(PROBLEM)
    screen.asks_no_more(walk.name("production"))
    assert not screen.offers("Confirm")
    walk.waits("confirmed", "quality")


def quality_reviews(walk: Walk) -> None:
    """The quality engineer writes the key points; without one the review is not passed."""
    walk.on(1, 8)
    walk.offers_nobody("Pass Review", "production", "hr")
    screen = walk.need_of("quality")
    screen.asks(walk.name("quality"))
    screen.leads_on_with("Pass Review")
    _is_refused_without_a_key_point(walk, screen)
    screen.turn_to("Review")
    for point in KEY_POINTS:
        _write_key_point(screen, point)
    screen.save()
    screen.press("Pass Review")
    screen.agree("Pass Review")
    screen.stands_at("Reviewed")
    for parameter, *_rest in KEY_POINTS:
        expect(screen.field("key_point_ids")).to_contain_text(parameter)
    screen.asks_no_more(walk.name("quality"))
    walk.waits("reviewed", "hr")


def _is_refused_without_a_key_point(walk: Walk, screen: Screen) -> None:
    screen.press("Pass Review")
    screen.is_refused("Pass Review", "Key Points")
    screen.stands_at("Confirmed")
    walk.waits("confirmed", "quality")


def _write_key_point(screen: Screen, point: tuple[str, ...]) -> None:
    within = screen.begin_line("key_point_ids")
    names = ("parameter", "unit", "lower", "nominal", "upper", "method")
    for name, text in zip(names, point, strict=True):
        screen.fill(name, text, within)
    if screen.is_phone:
        screen.agree("Save & Close")


def hr_adopts_a_course(walk: Walk) -> None:
    """HR takes a course of the library for the operation."""
    walk.on(1, 12)
    (offer,) = walk.read("hr", "hr.quality.library.course", [["code", "=", COURSE]], "name")
    screen = walk.screen("hr")
    screen.open_card("/odoo/course-library", offer["name"])
    screen.leads_on_with("Adopt")
    screen.press("Adopt")
    expect(screen.field("operation_ids")).to_be_visible()
    screen.choose("operation_ids", walk.operation)
    screen.save()


def hr_plans(walk: Walk) -> None:
    """HR drafts the plan, to which that course is proposed, adds trainer and session, publishes."""
    walk.on(1, 13)
    walk.offers_nobody("Draft a Plan", "production", "quality")
    screen = walk.need_of("hr")
    screen.asks(walk.name("hr"))
    screen.leads_on_with("Draft a Plan")
    screen.press("Draft a Plan")
    expect(screen.field("course_id").locator("input").first).not_to_have_value("")
    screen.choose("trainer_id", walk.name("trainer"))
    screen.turn_to("Sessions")
    screen.add_to("session_ids")
    starts = walk.monday + timedelta(days=3, hours=8)
    for name, moment in (("starts", starts), ("ends", starts + timedelta(hours=3))):
        screen.fill_moment(name, f"{moment:%m/%d/%Y %H:%M:%S}", screen.dialog)
    screen.agree("Save & Close", place="Welding cell 0110")
    screen.save()
    screen.leads_on_with("Publish")
    screen.press("Publish")
    screen.stands_at("Published")
    # who has no login is called by his superior
    screen.asks(walk.name("shift"))
    screen.leads_on_with("Add Participants")
    walk.waits("planned", "hr")
