"""One call of a function module, and the messages it answers with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from demo.sap_server.codec import Request
from demo.sap_server.session import Session
from demo.sap_server.store import Store

Reply = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """``session`` is the caller's own where the service is stateful, else this call's alone."""

    store: Store
    request: Request
    session: Session

    def locked(self, what: str, number: str) -> dict[str, str] | None:
        """The message that somebody else is changing the object; else it is this caller's, until
        his commit or rollback.
        """
        if self.store.locks.take(f"{what} {number}", self.session.unit):
            return None
        user = self.store.logon.user
        return message("E", "MC", "601", f"Object requested is currently locked by user {user}")


FunctionCode = Callable[[Call], Reply]


def message(kind: str, area: str, number: str, text: str, *variables: str) -> dict[str, str]:
    """A row of BAPIRET2 or BAPIRETURN1."""
    named = {f"MESSAGE_V{place}": value for place, value in enumerate(variables, start=1)}
    return {"TYPE": kind, "ID": area, "NUMBER": number, "MESSAGE": text, **named}
