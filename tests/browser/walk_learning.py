"""The walk's second part: at the machine, at the kiosk, before two assessors."""

from playwright.sync_api import Locator, Page, expect
from walk import ASSESSMENT, Walk
from walking import Screen


def trainer_marks_attendance(walk: Walk) -> None:
    """The trainer marks at the machine who is there."""
    walk.on(3, 10)
    (session,) = walk.read("trainer", "hr.quality.session", [["state", "=", "planned"]], "place")
    screen = walk.screen("trainer")
    screen.open_card("/odoo/training-sessions", session["place"], calendar=True)
    people = screen.field("attendance_ids")
    for participant in walk.participants():
        line = people.locator(".o_data_row, .o_kanban_record")
        line = line.filter(has_text=participant["employee_id"][1])
        line.get_by_role("button", name="Present").click()
        expect(line).to_contain_text("Attended")
    screen.fits()
    walk.waits("planned", "hr")


def operators_learn(walk: Walk) -> None:
    """At the kiosk each reads every page of the course: the session does not stand for it."""
    walk.on(3, 13)
    for page in walk.kiosk_visits():
        training = page.locator("a.card[href*='/training/']")
        if not training.count():
            continue
        _go_on(page, training.first)
        _go_on(page, page.locator("a.card[href*='/page/']").first)
        while (button := page.locator("form[action$='/read'] button.primary")).count():
            _go_on(page, button)
    walk.waits("learned", "hr")


def _go_on(page: Page, button: Locator) -> None:
    """Press what leads to another page of the kiosk, and be there."""
    with page.expect_navigation():
        button.click()


def operators_sit_the_exam(walk: Walk) -> None:
    """Each answers every question at the kiosk, and knows his course."""
    walk.on(4, 7)
    right = _right_answers(walk)
    for page in walk.kiosk_visits():
        _go_on(page, page.locator("a.card[href*='/exam/']").first)
        _go_on(page, page.locator("form[action$='/begin'] button"))
        while (form := page.locator("form[action$='/answer']")).count():
            question = form.locator("[name=question_id]").input_value()
            for answer in right[question]:
                choice = form.locator(f"label.choice:has(input[value='{answer}'])")
                if choice.count():
                    choice.click()
                else:
                    form.locator("input[name=answer]").fill(answer)
            _go_on(page, form.locator("button.primary"))
        expect(page.locator(".card.score")).to_contain_text("100")


def _right_answers(walk: Walk) -> dict[str, list[str]]:
    """Id of a question → ids of its right choices, or its number; as HR, who adopted it, reads."""
    domain = [["need_id.operation_id.code", "=", walk.operation]]
    surveys = {row["survey_id"][0] for row in walk.read("hr", ASSESSMENT, domain, "survey_id")}
    domain = [["survey_id", "in", sorted(surveys)], ["is_page", "=", False]]
    fields = ("question_type", "answer_numerical_box")
    questions = walk.read("hr", "survey.question", domain, *fields)
    domain = [["question_id", "in", [row["id"] for row in questions]], ["is_correct", "=", True]]
    right: dict[str, list[str]] = {}
    for choice in walk.read("hr", "survey.question.answer", domain, "question_id"):
        right.setdefault(str(choice["question_id"][0]), []).append(str(choice["id"]))
    for question in questions:
        if question["question_type"] == "numerical_box":
            right[str(question["id"])] = [str(question["answer_numerical_box"])]
    return right


def assessors_score(walk: Walk) -> None:
    """One of quality and one of operations, neither seeing the other's points."""
    walk.on(4, 9)
    # who reviewed the need and who manages the operation are asked; others may do it for them
    for login in ("quality", "production"):
        screen = walk.screen(login)
        screen.open_card("/odoo/to-assess", walk.participants()[0]["employee_id"][1])
        screen.asks(walk.name(login))
    _score_all(walk, walk.screen("assessor"))
    walk.waits("learned", "hr")
    screen = walk.screen("shift")
    _sees_no_points(walk, screen)
    _score_all(walk, screen)
    walk.waits("assessed", "quality")


def _sees_no_points(walk: Walk, screen: Screen) -> None:
    screen.open_card("/odoo/assessments", walk.participants()[0]["employee_id"][1])
    sheets = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
    expect(screen.field("practical_ids").locator(sheets)).to_have_count(0)
    expect(screen.field("practical_score")).to_have_count(0)


def _score_all(walk: Walk, screen: Screen) -> None:
    for participant in walk.participants():
        screen.open_card("/odoo/to-assess", participant["employee_id"][1])
        screen.leads_on_with("Score the Practical")
        screen.press("Score the Practical")
        items = screen.page.locator(".o_quality_sheet_item")
        expect(items.first).to_be_visible()
        screen.fits()
        for item in items.all():
            item.locator(".o_quality_sheet_choice").last.click()
        screen.page.locator(".o_quality_sheet_sign").click()
        screen.agree("Sign")
        expect(screen.page.locator(".o_quality_sheet")).to_have_count(0)


def operators_see_their_entry(walk: Walk) -> None:
    """Each finds at the kiosk that he is qualified now."""
    for page in walk.kiosk_visits():
        page.locator("a.card[href$='/results']").click()
        held = page.locator(".card.good").filter(has_text=walk.operation)
        expect(held).to_be_visible()
