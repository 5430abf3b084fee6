"""What is asked over HTTP and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import IO

from adapters.mes.web.waiting import server_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``address`` is relative to the settings' ``url``, or a link that it gave.

    ``body`` is sent as ``kind``. ``what`` names the call in an error, without address or key.
    ``into`` is a file for the body of a good answer that is not to be held in memory.
    """

    method: str = "GET"
    address: str
    what: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    kind: str = "application/json"
    into: IO[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; the names in ``headers`` are in lower case.

    ``body`` is empty where it went into the call's file.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def sent(self) -> datetime:
        """When it was sent, by the system's clock."""
        return server_time(self.headers)
