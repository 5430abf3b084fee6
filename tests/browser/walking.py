"""What a person touches on Odoo's screens, at a desk and on a phone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SMALL = 768
"""Odoo's own limit in pixels: below it a screen is a phone's."""

RENDERING = 150
"""Milliseconds in which a form shows what it has just read."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One person's screen; every method does what a finger or a mouse would."""

    page: Page

    @property
    def width(self) -> int:
        """In pixels."""
        size = self.page.viewport_size
        assert size is not None
        return size["width"]

    @property
    def is_phone(self) -> bool:
        """Whether Odoo shows what it shows on a phone."""
        return self.width < SMALL

    def visit(self, path: str) -> None:
        """Open a form by its address."""
        with self._reading():
            self.page.goto(path)

    def open_card(self, path: str, text: str, calendar: bool = False) -> None:
        """Open, out of a list or cards, the one with that text.

        :param calendar: a desk shows a calendar first, and is turned to the list
        """
        self.page.goto(path)
        if calendar and not self.is_phone:
            self.page.locator(".o_switch_view.o_list").click()
        row = self.page.locator(".o_kanban_record:not(.o_kanban_ghost), .o_data_row")
        with self._reading():
            row.filter(has_text=text).first.click()

    def follow(self, name: str) -> None:
        """Open the record that a field of the form shows."""
        with self._reading():
            self.field(name).locator("a").first.click()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """The form opens and is as it is now: Odoo shows what it remembers until it has read."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/web_read")) as read:
            yield
        read.value.finished()
        expect(self.page.locator(".o_form_view .o_form_statusbar")).to_be_visible()
        self.page.wait_for_timeout(RENDERING)
        self.fits()

    def fits(self) -> None:
        """Nothing makes the page wider than the screen."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width

    def stands_at(self, state: str) -> None:
        """The header shows that state; a phone shows it alone."""
        expect(self.page.locator(".o_arrow_button_current")).to_have_text(re.compile(state))

    # The header's buttons

    def offers(self, label: str) -> bool:
        """Whether the header has that button, in sight or in the phone's menu."""
        if self._button(label).count():
            return True
        if not self._menu.count():
            return False
        self._menu.click()
        expect(self.page.locator(".o-dropdown--menu").first).to_be_visible()
        found = self._items(label).count() > 0
        self.page.keyboard.press("Escape")
        return found

    def press(self, label: str) -> None:
        """Press a button of the header; a phone keeps all but the first in a menu."""
        expect(self._button(label).or_(self._menu).first).to_be_visible()
        if self._button(label).count():
            self._button(label).click()
        else:
            self._menu.click()
            self._items(label).click()

    def _button(self, label: str) -> Locator:
        return self.page.locator(".o_form_statusbar").get_by_role("button", name=label, exact=True)

    @property
    def _menu(self) -> Locator:
        return self.page.locator(".o_statusbar_buttons .dropdown-toggle")

    def _items(self, label: str) -> Locator:
        return self.page.locator(".o-dropdown--menu").get_by_text(label, exact=True)

    def leads_on_with(self, label: str) -> None:
        """The first button in the header is that one: what there is to do next."""
        buttons = self.page.locator(".o_form_statusbar .o_statusbar_buttons button:visible")
        expect(buttons.first).to_have_text(label)

    # Activities

    def asks(self, name: str) -> None:
        """Below the form, or beside it, an activity asks that person."""
        expect(self._activities(name).first).to_be_visible()

    def asks_no_more(self, name: str) -> None:
        """No activity of the form asks that person."""
        expect(self._activities(name)).to_have_count(0)

    def _activities(self, name: str) -> Locator:
        return self.page.locator(".o-mail-Activity").filter(has_text=name)

    # Dialogs

    @property
    def dialog(self) -> Locator:
        """The dialog on top."""
        return self.page.locator(".modal-dialog").last

    def agree(self, label: str, **texts: str) -> None:
        """Fill in the dialog, press its button and see it close."""
        expect(self.dialog).to_be_visible()
        for name, text in texts.items():
            self.fill(name, text, self.dialog)
        dialogs = self.page.locator(".modal-dialog")
        before = dialogs.count()
        self.dialog.get_by_role("button", name=label, exact=True).click()
        expect(dialogs).to_have_count(before - 1)

    def is_refused(self, label: str, *words: str) -> None:
        """Press the dialog's button, read the sentence that refuses, and leave the dialog."""
        asked = self.dialog
        asked.get_by_role("button", name=label, exact=True).click()
        refusal = self.page.locator(".o_error_dialog")
        for word in words:
            expect(refusal).to_contain_text(word)
        refusal.locator(".modal-footer button").first.click()
        expect(refusal).to_have_count(0)
        asked.get_by_role("button", name="Discard").click()
        expect(self.page.locator(".modal-dialog")).to_have_count(0)

    # Fields

    def turn_to(self, label: str) -> None:
        """Open a page of the form's notebook."""
        self.page.locator(".o_notebook .nav-link").get_by_text(label, exact=True).click()

    def field(self, name: str, within: Locator | None = None) -> Locator:
        """The field on the form, or within a part of the screen."""
        whole = within or self.page.locator(".o_form_view").first
        return whole.locator(f".o_field_widget[name={name}]").first

    def fill(self, name: str, text: str, within: Locator | None = None) -> None:
        """Type into a field."""
        self.field(name, within).locator("input, textarea").first.fill(text)

    def fill_moment(self, name: str, text: str, within: Locator | None = None) -> None:
        """Type a day and time into a field that shows them as a button until it is touched."""
        field = self.field(name, within)
        shown = field.locator("button").first
        if shown.count():
            shown.click()
        box = field.locator("input").first
        box.fill(text)
        box.press("Enter")

    def choose(self, name: str, text: str, within: Locator | None = None) -> None:
        """Choose a record: typed at a desk, taken from cards on a phone."""
        box = self.field(name, within).locator("input").first
        if not self.is_phone:
            box.fill(text)
            found = self.page.locator(".o-autocomplete--dropdown-item")
            found.filter(has_text=text).first.click()
            return
        dialogs = self.page.locator(".modal-dialog")
        before = dialogs.count()
        box.click()
        expect(dialogs).to_have_count(before + 1)
        self.dialog.locator(".o_kanban_record").filter(has_text=text).first.click()
        expect(dialogs).to_have_count(before)

    def add_to(self, name: str) -> None:
        """Begin a new line of a list: below it at a desk, in a dialog on a phone."""
        field = self.field(name)
        if self.is_phone:
            field.locator(".o-kanban-button-new").click()
        else:
            field.locator(".o_field_x2many_list_row_add a").first.click()

    def begin_line(self, name: str) -> Locator:
        """Begin a new line of a list that is written in place; what to write in."""
        lines = self.field(name).locator(".o_data_row")
        before = lines.count()
        self.add_to(name)
        if self.is_phone:
            return self.dialog
        expect(lines).to_have_count(before + 1)
        expect(lines.nth(before)).to_contain_class("o_selected_row")
        return lines.nth(before)

    def save(self) -> None:
        """Save the form."""
        self.page.locator(".o_form_button_save").click()
        expect(self.page.locator(".o_form_button_save:visible")).to_have_count(0)
