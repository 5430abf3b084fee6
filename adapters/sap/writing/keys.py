"""The caller's key as SAP can keep it, and how it is found again."""

import base64
import hashlib
import re

from adapters.contract import ProtocolError
from adapters.sap.errors import ValueRefused
from adapters.sap.writing.transaction import Transaction, rows_of

TOKEN_LENGTH, NUMBER_LENGTH = 20, 12
_PREFIX, _NUMBER_PREFIX = "QL", "Q"
_KEY = re.compile(r"[A-Za-z0-9-]{1,64}")
_DELIMITER = "|"


def check_key(key: str) -> None:
    """Raises ``ValueRefused`` for what is no idempotency key."""
    if not _KEY.fullmatch(key):
        raise ValueRefused(
            "An idempotency key is 1 to 64 letters, digits and dashes.", field="idempotency_key"
        )


def token(key: str) -> str:
    """The key in 20 characters that any text field of SAP's holds: 90 bits of its hash."""
    return (_PREFIX + _digest(key))[:TOKEN_LENGTH]


def number(key: str) -> str:
    """The key as a notification's external number: Q and 55 bits of its hash."""
    return (_NUMBER_PREFIX + _digest(key))[:NUMBER_LENGTH]


def _digest(key: str) -> str:
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()


def rows_with(
    transaction: Transaction,
    reader: str,
    table: str,
    wanted: dict[str, str],
    fields: tuple[str, ...],
) -> list[tuple[str, ...]]:
    """The rows of a table where some fields hold these texts, through RFC_READ_TABLE."""
    conditions = [f"{name} = '{value}'" for name, value in wanted.items()]
    options = [
        {"TEXT": condition if place == 0 else f"AND {condition}"}
        for place, condition in enumerate(conditions)
    ]
    reply = transaction.call(
        reader,
        {
            "QUERY_TABLE": table,
            "DELIMITER": _DELIMITER,
            "OPTIONS": options,
            "FIELDS": [{"FIELDNAME": name} for name in fields],
            "DATA": [],
        },
    )
    found: list[tuple[str, ...]] = []
    for row in rows_of(reply, "DATA"):
        values = tuple(value.strip() for value in str(row.get("WA") or "").split(_DELIMITER))
        if len(values) != len(fields):
            raise ProtocolError(f"SAP's {reader} answers with other fields than were asked for.")
        found.append(values)
    return found
