"""The need's form as people use it: each in his own login, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from conftest import PHONE, SignIn
from whole_factory import Factory

pytestmark = [pytest.mark.browser, pytest.mark.odoo]


def need_of(factory: Factory, operation: str) -> dict[str, object]:
    """Id and number of the operation's latest need."""
    (need,) = factory.json2(
        "quality",
        "hr.quality.need",
        "search_read",
        domain=[["operation_id.code", "=", operation]],
        fields=["name"],
        limit=1,
    )
    return need


def open_form(page: Page, need: dict[str, object]) -> None:
    page.goto(f"/odoo/training-needs/{need['id']}")
    expect(page.locator(".o_form_view")).to_be_visible()


def button(page: Page, label: str):
    return page.locator(".o_form_statusbar").get_by_role("button", name=label, exact=True)


def other_operations(factory: Factory) -> list[str]:
    story = factory.truth["story"]["operation"]
    return [need["operation"] for need in factory.truth["needs"] if need["operation"] != story]


def manager_of(factory: Factory, need: dict[str, object]) -> str:
    """The login of the manager to whom the need is addressed."""
    (found,) = factory.json2(
        "quality", "hr.quality.need", "read", ids=[need["id"]], fields=["responsible_id"]
    )
    name = found["responsible_id"][1]
    return next(login for login, person in factory.odoo.people.items() if person["name"] == name)


def test_the_form_says_why_the_need_was_raised(factory: Factory, sign_in: SignIn) -> None:
    story = factory.truth["story"]
    with sign_in("production") as page:
        open_form(page, need_of(factory, story["operation"]))

        reason = page.locator("[name=reason_text]")
        for week in story["raised_weeks"]:
            expect(reason).to_contain_text(week.removeprefix("2026-"))
        page.locator(".o_notebook .nav-link").get_by_text("Weeks", exact=True).click()
        weeks = page.locator("[name=week_ids] .o_data_row")
        expect(weeks).to_have_count(len(story["raised_weeks"]))
        expect(page.locator(".o-mail-Activity, .o-mail-Chatter")).not_to_have_count(0)


def test_only_the_manager_sees_the_buttons(factory: Factory, sign_in: SignIn) -> None:
    need = need_of(factory, other_operations(factory)[0])
    manager = manager_of(factory, need)
    with sign_in("quality") as page:
        open_form(page, need)
        expect(button(page, "Confirm")).to_have_count(0)
        expect(button(page, "Reject")).to_have_count(0)
    with sign_in(manager) as page:
        open_form(page, need)
        expect(button(page, "Confirm")).to_be_visible()
        expect(button(page, "Reject")).to_be_visible()


def test_the_manager_confirms(factory: Factory, sign_in: SignIn) -> None:
    need = need_of(factory, factory.truth["story"]["operation"])
    with sign_in("production") as page:
        open_form(page, need)
        button(page, "Confirm").click()
        dialog = page.locator(".modal-dialog")
        dialog.locator("[name=problem] textarea").fill("Pores on the left fixture")
        dialog.get_by_role("button", name="Confirm", exact=True).click()
        expect(dialog).to_have_count(0)

        expect(page.locator("[name=problem]")).to_contain_text("Pores on the left fixture")
        expect(page.locator(".o_arrow_button_current")).to_have_text(re.compile("Confirmed"))
        expect(button(page, "Confirm")).to_have_count(0)
        expect(page.locator(".o-mail-Message").first).to_contain_text("Confirm")
    assert state(factory, need) == "confirmed"


def test_the_manager_rejects_with_a_reason_on_a_phone(factory: Factory, sign_in: SignIn) -> None:
    need = need_of(factory, other_operations(factory)[0])
    with sign_in(manager_of(factory, need), PHONE) as page:
        open_form(page, need)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        act(page, "Reject")

        # without a reason nothing happens
        dialog = page.locator(".modal-dialog")
        dialog.get_by_role("button", name="OK").click()
        expect(dialog).to_be_visible()
        assert state(factory, need) == "raised"

        dialog.locator("[name=reason] textarea").fill("The tool was replaced last week.")
        dialog.get_by_role("button", name="OK").click()
        expect(dialog).to_have_count(0)
        expect(page.locator("[name=reason]")).to_contain_text("The tool was replaced last week.")
    assert state(factory, need) == "rejected"


def test_the_form_speaks_chinese(factory: Factory, sign_in: SignIn) -> None:
    need = need_of(factory, other_operations(factory)[1])
    manager = manager_of(factory, need)
    people = factory.json2("administrator", "res.users", "search", domain=[["login", "=", manager]])
    factory.json2("administrator", "res.users", "write", ids=people, vals={"lang": "zh_CN"})
    try:
        with sign_in(manager) as page:
            open_form(page, need)
            expect(button(page, "确认")).to_be_visible()
            expect(button(page, "驳回")).to_be_visible()
            expect(page.locator("[name=reason_text]")).to_contain_text("标准")
    finally:
        factory.json2("administrator", "res.users", "write", ids=people, vals={"lang": "en_US"})


def act(page: Page, label: str) -> None:
    """Press an act's button; a phone keeps all but the first in a menu."""
    if not button(page, label).is_visible():
        page.locator(".o_statusbar_buttons .dropdown-toggle").click()
        page.locator(".o-dropdown--menu").get_by_text(label, exact=True).click()
    else:
        button(page, label).click()


def state(factory: Factory, need: dict[str, object]) -> str:
    (found,) = factory.json2(
        "quality", "hr.quality.need", "read", ids=[need["id"]], fields=["state"]
    )
    return found["state"]
