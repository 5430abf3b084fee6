"""What a caller did and has not committed; a stateful service keeps it between calls."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from weakref import WeakValueDictionary

COOKIE = "SAP_SESSIONID_QLD_100"


class UnitOfWork:
    """What SAP's locks hold as long as: until commit, rollback or the end of the session."""


class Locks:
    """Objects that callers are changing; nobody else may."""

    def __init__(self) -> None:
        self._holders: WeakValueDictionary[str, UnitOfWork] = WeakValueDictionary()

    def take(self, name: str, unit: UnitOfWork) -> bool:
        """Whether the object is the caller's own now."""
        return self._holders.setdefault(name, unit) is unit


@dataclass
class Session:
    """``work`` is what functions keep for each other; ``changes`` happen at the commit."""

    work: dict[str, Any] = field(default_factory=dict[str, Any])
    changes: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    unit: UnitOfWork = field(default_factory=UnitOfWork)

    def commit(self) -> None:
        try:
            for change in self.changes:
                change()
        finally:
            self.rollback()

    def rollback(self) -> None:
        self.changes.clear()
        self.work.clear()
        self.unit = UnitOfWork()


class Sessions:
    """Sessions by their cookie, which the caller has to send along."""

    def __init__(self) -> None:
        self._by_cookie: dict[str, Session] = {}

    def end(self, name: str) -> None:
        """Forgets a session and what it has not committed."""
        self._by_cookie.pop(name, None)

    def __len__(self) -> int:
        return len(self._by_cookie)

    def of(self, cookies: str) -> tuple[str, Session]:
        """The caller's session, or a new one for a caller without."""
        try:
            sent = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            sent = None
        name = sent.value if sent is not None else ""
        if name not in self._by_cookie:
            name = secrets.token_hex(16)
            self._by_cookie[name] = Session()
        return name, self._by_cookie[name]
