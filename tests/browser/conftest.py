"""A browser on an Odoo whose needs were raised by a plant's own data."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from whole_factory import Factory, running_factory

DESKTOP: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

MILLISECONDS = 30_000
"""So long a page may take on a busy machine."""

expect.set_options(timeout=MILLISECONDS)

SignIn = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def factory(
    plant: Path,
    make_database: Callable[[], str],
    run_odoo: Callable,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Factory]:
    """A factory whose data have come in and of which Odoo has decided."""
    folder = tmp_path_factory.mktemp("gateway")
    with running_factory(plant, folder, make_database(), run_odoo) as running:
        running.run("migrate")
        running.command("pull", "mes", "--stream", "production_count")
        running.command("feed")
        yield running


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def sign_in(factory: Factory, browser: Browser) -> SignIn:
    """``with sign_in("production") as page``: that person's own browser, signed in to Odoo.

    An error that the page throws fails the test.
    """

    @contextmanager
    def opened(login: str, viewport: ViewportSize = DESKTOP) -> Iterator[Page]:
        context = browser.new_context(viewport=viewport, base_url=factory.odoo.url)
        page = context.new_page()
        page.set_default_timeout(MILLISECONDS)
        thrown: list[str] = []
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", factory.odoo.people[login]["password"])
        # not the first button that sends something: the website's search stands above the form
        page.press("input[name=password]", "Enter")
        # The first visit of a new database waits for Odoo to bundle the web client.
        page.wait_for_selector(".o_main_navbar", timeout=180_000)
        try:
            yield page
            assert thrown == []
        finally:
            context.close()

    return opened
