"""A person at the kiosk: shows his badge, types his PIN, and touches what the pages offer."""

from collections.abc import Mapping
from types import TracebackType
from urllib.parse import urljoin

import httpx
from lxml import html

SECONDS = 60
MOST_PAGES = 200
"""More than any course or exam has: whoever goes round in a circle is stopped."""


class KioskError(Exception):
    """The kiosk did not offer what the person came for."""


class Kiosk:
    """``with Kiosk(address, badge, pin) as kiosk``: logged in, and out again."""

    def __init__(self, address: str, badge: str, pin: str) -> None:
        self._address = address
        self._who = {"badge": badge, "pin": pin}
        self._client = httpx.Client(timeout=SECONDS, follow_redirects=True)

    def __enter__(self) -> "Kiosk":
        page = self._open(self._address)
        self._page = self._send(page, "/login", self._who)
        if not self._page.url.endswith("/home"):
            raise KioskError(f"The kiosk did not let the badge {self._who['badge']} in.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def read_courses(self) -> None:
        """Read every page of every course that waits."""
        for course in self._page.links("/training/"):
            pages = self._open(course).links("/page/")
            page = self._open(pages[0])
            for _ in range(MOST_PAGES):
                if not page.offers("/read"):
                    break
                page = self._send(page, "/read", {})

    def sit_exams(self, right: Mapping[str, list[str]]) -> None:
        """Answer every question of every exam that waits.

        :param right: id of the question → what to answer
        """
        for exam in self._page.links("/exam/"):
            page = self._open(exam)
            if page.offers("/begin"):
                page = self._send(page, "/begin", {})
            for _ in range(MOST_PAGES):
                if not page.offers("/answer"):
                    break
                question = page.value("question_id")
                page = self._send(page, "/answer", {"answer": right[question]})

    def _open(self, address: str) -> "_Page":
        return _Page(self._client.get(address).raise_for_status())

    def _send(self, page: "_Page", ending: str, values: Mapping[str, str | list[str]]) -> "_Page":
        """Submit the page's form whose address ends so, with what it already holds."""
        address, held = page.form(ending)
        answer = self._client.post(address, data={**held, **values})
        return _Page(answer.raise_for_status())


class _Page:
    def __init__(self, answer: httpx.Response) -> None:
        self.url = str(answer.url)
        self._tree = html.fromstring(answer.text)

    def links(self, part: str) -> list[str]:
        found = [urljoin(self.url, link) for link in self._tree.xpath("//a/@href")]
        return list(dict.fromkeys(link for link in found if part in link))

    def offers(self, ending: str) -> bool:
        return self._form(ending) is not None

    def form(self, ending: str) -> tuple[str, dict[str, str]]:
        form = self._form(ending)
        if form is None:
            raise KioskError(f"{self.url} has no form that sends to …{ending}.")
        hidden = form.xpath(".//input[@type='hidden']")
        held = {field.get("name"): field.get("value") or "" for field in hidden}
        return urljoin(self.url, form.get("action")), held

    def value(self, name: str) -> str:
        return self._tree.xpath(f"//input[@name='{name}']/@value")[0]

    def _form(self, ending: str) -> html.HtmlElement | None:
        for form in self._tree.xpath("//form[@action]"):
            if form.get("action").endswith(ending):
                return form
        return None
