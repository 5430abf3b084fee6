"""What a function may be sent, and what its refusals mean to a reader."""

from collections.abc import Collection
from typing import Any

from adapters.sap.errors import SapMessage
from adapters.sap.wsdl import Function


def tables_sent(function: Function, names: Collection[str]) -> dict[str, list[Any]]:
    """Those of some tables that a caller has to send, empty, to get them filled."""
    return {
        field.name: []
        for field in function.importing
        if field.name in names and field.type.row is not None
    }


def is_one_of(refusal: SapMessage, names: Collection[str]) -> bool:
    """Whether SAP refused with one of the messages, each a class and a number."""
    return f"{refusal.message_class} {refusal.number}" in names
