"""Ids: opaque text for clients, whole numbers for the ERP."""

from collections.abc import Iterable
from typing import Any

import strawberry

from gateway.errors import InvalidArgument

_LARGEST = 2**31 - 1


def erp_id(number: Any) -> strawberry.ID:
    return strawberry.ID(str(number))


def erp_number(id: str) -> int:
    """The ERP's number behind an id. Raises ``InvalidArgument``."""
    if not id.isascii() or not id.isdigit() or len(id) > 10 or not 0 < int(id) <= _LARGEST:
        raise InvalidArgument(f"{id[:40]!r} is no id that this schema gave.")
    return int(id)


def erp_ids(ids: Iterable[str]) -> list[int]:
    return [erp_number(id) for id in ids]
