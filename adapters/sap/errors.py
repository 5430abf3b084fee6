"""What SAP says when it refuses: messages of RETURN tables and SOAP faults."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from adapters.contract import (
    AccessDenied,
    AdapterError,
    BusinessError,
    ProtocolError,
    Unavailable,
)

_TRANSACTION = re.compile(r"Transaction ID\s+([0-9A-Za-z]+)")
_REFUSING = {"A", "E"}
RETURNS = ("RETURN", "ET_RETURN", "E_RETURN", "RETURNTABLE", "DETAIL_RETURN")
_LOCKS = {("MC", "601")}


class SapMessage(BusinessError):
    """SAP refused: the first message of type A or E, and how many more there were.

    ``message_class`` (ID) and ``number`` name the message; ``transaction_id`` is the one under
    which SAP has logged the call, ``log_number`` that of its application log, if it wrote one.
    """

    def __init__(
        self, row: Mapping[str, Any], *, transaction_id: str | None = None, others: int = 0
    ) -> None:
        self.message_class = _said(row, "ID") or _said(row, "CODE")
        self.number = _said(row, "NUMBER")
        self.transaction_id = transaction_id
        self.log_number = _said(row, "LOG_NO") or None
        self.field = _said(row, "FIELD") or None
        text = _said(row, "MESSAGE") or "SAP refused without a text"
        name = f"{self.message_class} {self.number}".strip()
        more = f"; SAP has {others} more of this" if others else ""
        super().__init__(
            f"{text} ({name}){more}" if name else f"{text}{more}",
            reference=transaction_id or self.log_number,
        )


class SapLocked(Unavailable):
    """Somebody is working on the object at this moment: the same key may be tried again."""

    code = "locked"

    def __init__(self, row: Mapping[str, Any], *, transaction_id: str | None = None) -> None:
        self.message_class, self.number = _said(row, "ID"), _said(row, "NUMBER")
        self.transaction_id = transaction_id
        text = _said(row, "MESSAGE") or "The object is locked"
        super().__init__(f"{text} ({self.message_class} {self.number})", reference=transaction_id)


class ValueRefused(BusinessError):
    """A value that does not fit into SAP's field; ``field`` is ``STRUCTURE-FIELD``."""

    code = "value_refused"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def raise_for_messages(reply: Mapping[str, Any], *, transaction_id: str | None = None) -> None:
    """Raises for messages of type A or E in any of the tables and structures of messages.

    ``SapLocked`` where all that is wrong is a lock, else ``SapMessage``.
    """
    refusing = [row for row in messages(reply) if _said(row, "TYPE") in _REFUSING]
    if not refusing:
        return
    serious = [row for row in refusing if not _is_lock(row)]
    if not serious:
        raise SapLocked(refusing[0], transaction_id=transaction_id)
    raise SapMessage(serious[0], transaction_id=transaction_id, others=len(serious) - 1)


def messages(reply: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows of RETURN and its like, whether a table or one structure."""
    found: list[Mapping[str, Any]] = []
    for name in RETURNS:
        given = reply.get(name)
        rows = cast(Sequence[Any], [given] if isinstance(given, Mapping) else given or ())
        found += [row for row in rows if isinstance(row, Mapping)]
    return found


def _said(row: Mapping[str, Any], field: str) -> str:
    return str(row.get(field) or "").strip()


def _is_lock(row: Mapping[str, Any]) -> bool:
    return bool(_said(row, "FLG_LOCKED")) or (_said(row, "ID"), _said(row, "NUMBER")) in _LOCKS


def fault(function: str, text: str) -> AdapterError:
    """The contract's error for a SOAP fault; SAP's transaction id goes into ``reference``."""
    found = _TRANSACTION.search(text)
    reference = found.group(1) if found else None
    if "Authorization role missing" in text or "not authorized" in text.lower():
        return AccessDenied(
            f"The SAP user may not call {function}: its role lacks the web service.",
            reference=reference,
        )
    if found or "processing error" in text:
        return ProtocolError(
            f"SAP failed inside {function}. Its web service error log says why.",
            reference=reference,
        )
    return ProtocolError(f"SAP did not carry out {function}: {text[:300]}", reference=reference)
