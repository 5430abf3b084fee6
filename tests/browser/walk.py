"""One walk along a need's whole path: the factory, everybody's screen, the day."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from playwright.sync_api import Browser, Page, ViewportSize, expect
from walking import Screen

from conftest import SignIn
from whole_factory import Factory

NEED, ASSESSMENT = "hr.quality.need", "hr.quality.assessment"
NEEDS = "/odoo/training-needs"

SIGNED_IN = timedelta(days=5)
"""So long nobody has to sign in anew; Odoo ends a session that rests for a week."""


@dataclass(slots=True)
class Walk:
    """``with Walk(…) as walk``: who has signed in stays signed in for some days.

    JSON-2 only reads here what a person would know: his badge, the right answers, a number.
    """

    factory: Factory
    sign_in: SignIn
    browser: Browser
    viewport: ViewportSize
    monday: datetime
    """The day on which the need is raised."""
    now: datetime = field(init=False)
    _open: ExitStack = field(init=False, default_factory=ExitStack)
    _screens: dict[str, Screen] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.monday

    def __enter__(self) -> Self:
        self._open.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._open.__exit__(*raised)

    # Time

    def on(self, day: int, hour: int) -> None:
        """Let it be that hour, in UTC, so many days after the Monday of the story."""
        self.at(self.monday + timedelta(days=day, hours=hour))

    def at(self, moment: datetime) -> None:
        """Set the clock of Odoo, and of every screen that is looked at from now on."""
        if moment - self.now > SIGNED_IN:
            self._open.close()
            self._screens.clear()
        self.now = moment
        self.factory.odoo.travel(moment)

    def nightly(self, name: str) -> None:
        """Let a scheduled job run, as it would have run by itself."""
        (job,) = self.read("administrator", "ir.cron", [["cron_name", "=", name]], "cron_name")
        self.factory.json2("administrator", "ir.cron", "method_direct_trigger", ids=[job["id"]])

    # People

    def screen(self, login: str) -> Screen:
        """That person's own screen, signed in."""
        if login not in self._screens:
            page = self._open.enter_context(self.sign_in(login, self.viewport))
            self._screens[login] = Screen(page)
        screen = self._screens[login]
        screen.page.clock.set_fixed_time(self.now)
        return screen

    def name(self, login: str) -> str:
        """The name of the person with that login."""
        return self.factory.odoo.people[login]["name"]

    def need_of(self, login: str) -> Screen:
        """That person's screen with the need, which he opens from the list of needs."""
        screen = self.screen(login)
        screen.open_card(NEEDS, self.number)
        return screen

    def offers_nobody(self, label: str, *logins: str) -> None:
        """None of them is offered that button of the need."""
        for login in logins:
            assert not self.need_of(login).offers(label), f"{login} is offered {label}"

    # What a person would know

    def read(self, login: str, model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        """Records as that person may read them."""
        return self.factory.json2(login, model, "search_read", domain=domain, fields=list(fields))

    @property
    def operation(self) -> str:
        """The code of the story's operation."""
        return self.factory.truth["story"]["operation"]

    def need(self, *fields: str) -> dict[str, Any]:
        """The story's need, as quality reads it."""
        domain = [["operation_id.code", "=", self.operation], ["kind", "=", "rule"]]
        (found,) = self.read("quality", NEED, domain, *fields)
        return found

    @property
    def number(self) -> str:
        """The need's number, as people call it."""
        return self.need("name")["name"]

    def waits(self, state: str, party: str | bool) -> None:
        """The need is in that state and waits for that party."""
        found = self.need("state", "waiting_party")
        assert (found["state"], found["waiting_party"]) == (state, party)

    def participants(self) -> list[dict[str, Any]]:
        """Who takes part in the training: id and name of the employee."""
        domain = [["need_id.operation_id.code", "=", self.operation], ["state", "!=", "excused"]]
        return self.read("hr", "hr.quality.participant", domain, "employee_id")

    # The kiosk

    def kiosk_visits(self) -> Iterator[Page]:
        """The kiosk's page for each participant, whose badge and PIN were typed there."""
        ids = [participant["employee_id"][0] for participant in self.participants()]
        people = self.read("hr", "hr.employee", [["id", "in", ids]], "barcode", "pin", "name")
        with self._kiosk() as page:
            for person in people:
                page.goto(self._kiosk_address())
                page.fill("input[name=badge]", person["barcode"])
                for digit in person["pin"]:
                    page.locator(f".pad [data-key='{digit}']").click()
                page.locator(".pad button[type=submit]").click()
                expect(page.locator("header .who")).to_contain_text(person["name"])
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= self.viewport["width"]
                yield page
                page.locator("#logout button").click()
                expect(page.locator("form.login")).to_be_visible()

    @contextmanager
    def _kiosk(self) -> Iterator[Page]:
        context = self.browser.new_context(viewport=self.viewport)
        page = context.new_page()
        page.set_default_timeout(30_000)
        try:
            yield page
        finally:
            context.close()

    def _kiosk_address(self) -> str:
        """The secret address of the hall's kiosk; HR has put one up."""
        found = self.read("hr", "hr.quality.kiosk", [], "token")
        if not found:
            values = [{"name": "Hall 1, welding", "place": "Beside cell 0110"}]
            self.factory.json2("hr", "hr.quality.kiosk", "create", vals_list=values)
            found = self.read("hr", "hr.quality.kiosk", [], "token")
        return f"{self.factory.odoo.url}/quality-loop/kiosk/{found[0]['token']}"
