"""The quality data of the demo SAP system, as sap.json holds it.

Only fields that are not initial are kept; what is missing is initial.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Logon:
    user: str
    password: str
    client: str


@dataclass(frozen=True, slots=True)
class Lot:
    """An inspection lot by the structures of BAPI_INSPLOT_GETDETAIL."""

    general: Fields
    stock: Fields
    accounting: Fields
    usage_decision: Fields
    status: tuple[str, ...]

    @property
    def number(self) -> str:
        return str(self.general["INSPLOT"])

    @property
    def created(self) -> str:
        return str(self.general["CREATED_ON_DATE"])


@dataclass(frozen=True, slots=True)
class Notice:
    """A quality notification: header (QMEL), items (QMFE), tasks (QMSM)."""

    header: Fields
    items: tuple[Fields, ...]
    tasks: tuple[Fields, ...]


class Store:
    """Lots and notifications, in order of creation."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.logon = Logon(**content["logon"])
        self.plant = str(content["plant"])
        lots = [
            Lot(
                lot["general"],
                lot["stock"],
                lot["accounting"],
                lot["usage_decision"],
                tuple(lot["status"]),
            )
            for lot in content["inspection_lots"]
        ]
        self._lots = {
            lot.number: lot for lot in sorted(lots, key=lambda lot: (lot.created, lot.number))
        }
        self._notices = [
            Notice(notice["header"], tuple(notice["items"]), tuple(notice["tasks"]))
            for notice in content["notifications"]
        ]

    @classmethod
    def read(cls, path: Path) -> "Store":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def lots(self) -> Iterator[Lot]:
        yield from self._lots.values()

    def lot(self, number: str) -> Lot | None:
        return self._lots.get(number)

    def notices(self) -> Iterator[Notice]:
        yield from self._notices
