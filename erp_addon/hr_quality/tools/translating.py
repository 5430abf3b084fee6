from typing import Protocol


class Translating(Protocol):
    """What pure functions need of an Odoo environment: sentences in the user's language."""

    def _(self, source: str, /, *args: object, **kwargs: object) -> str: ...
