"""What SAP says when it refuses: messages of RETURN tables and SOAP faults."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from adapters.contract import AccessDenied, AdapterError, BusinessError, ProtocolError

_TRANSACTION = re.compile(r"Transaction ID\s+([0-9A-Za-z]+)")
_REFUSING = {"A", "E"}
RETURNS = ("RETURN", "ET_RETURN", "E_RETURN")


class SapMessage(BusinessError):
    """A message of class ``message_class`` (ID) and ``number`` with which SAP refused."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.message_class = str(row.get("ID") or row.get("CODE") or "").strip()
        self.number = str(row.get("NUMBER") or "").strip()
        text = str(row.get("MESSAGE") or "").strip() or "SAP refused without a text"
        name = f"{self.message_class} {self.number}".strip()
        log = str(row.get("LOG_NO") or "").strip() or None
        super().__init__(f"{text} ({name})" if name else text, reference=log)


def raise_for_messages(reply: Mapping[str, Any]) -> None:
    """Raises ``SapMessage`` for the first message of type A or E in RETURN, table or structure."""
    for name in RETURNS:
        given = reply.get(name)
        rows = cast(Sequence[Any], [given] if isinstance(given, Mapping) else given or ())
        for row in rows:
            if str(row.get("TYPE") or "").strip() in _REFUSING:
                raise SapMessage(row)


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
