"""Counts what one request asks of other systems, and stops it where that gets out of hand."""

from collections import Counter
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from adapters.contract import AdapterError, ErpSession
from gateway.errors import LimitExceeded, UpstreamError

DATABASE = "database"


class Upstream:
    """How many calls a request made, by system: the ERP, each source, the database."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._calls: Counter[str] = Counter()

    def count(self, system: str) -> None:
        """Counts one call to come; raises ``LimitExceeded`` when the request has had its share."""
        if self._calls.total() >= self._limit:
            raise LimitExceeded(
                f"The query needs more than {self._limit} calls to other systems. "
                "Ask for fewer lists at once."
            )
        self._calls[system] += 1

    def as_json(self) -> dict[str, int]:
        return dict(sorted(self._calls.items()))


current_upstream: ContextVar[Upstream | None] = ContextVar("current_upstream", default=None)
"""The counter of the request under way; the database's event hook reads it."""


class CountedErp:
    """A person's session with the ERP whose calls are counted and whose errors name the ERP."""

    def __init__(
        self, session: ErpSession, upstream: Upstream, name: str, language: str, zone: str | None
    ) -> None:
        self._session = session
        self._upstream = upstream
        self._context = {"lang": language, "tz": zone}
        self.name = name

    async def call(
        self, model: str, method: str, ids: Sequence[int] = (), /, **parameters: Any
    ) -> Any:
        """As ``ErpSession.call``, answered in the caller's language; raises ``UpstreamError``."""
        self._upstream.count(self.name)
        try:
            return await self._session.call(model, method, ids, context=self._context, **parameters)
        except AdapterError as error:
            raise UpstreamError(self.name, error) from error
