"""What a story is played on: people with their keys, a kiosk, a clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

SECONDS = 120

Person = Mapping[str, str]


class Refused(Exception):
    """Odoo said no; the text is its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """``people``: login → login and key; ``travel`` sets the clock of the Odoo at ``url``."""

    url: str
    people: Mapping[str, Person] = field(repr=False)
    travel: Callable[[datetime], None] = field(repr=False)

    def call(self, login: str, model: str, method: str, **arguments: Any) -> Any:
        """What Odoo answers that person."""
        answer = httpx.post(
            f"{self.url}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {self.people[login]['key']}"},
            timeout=SECONDS,
        )
        if answer.is_error:
            raise Refused(f"{login}, {model}.{method}: {_sentence(answer)}")
        return answer.json()

    def read(
        self, login: str, model: str, domain: list[Any], fields: list[str]
    ) -> list[dict[str, Any]]:
        """Records as that person may see them."""
        return self.call(login, model, "search_read", domain=domain, fields=fields)


def _sentence(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("message") or answer.text)
    except ValueError:
        return answer.text[:500]
