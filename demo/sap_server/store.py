"""What the demo SAP system holds, as sap.json says it.

Only fields that are not initial are kept; what is missing is initial.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.sap_server.session import Locks

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Logon:
    user: str
    password: str
    client: str


@dataclass(slots=True)
class Lot:
    """An inspection lot by the structures of BAPI_INSPLOT_GETDETAIL."""

    general: Fields
    stock: Fields
    accounting: Fields
    usage_decision: Fields
    status: list[str]

    @property
    def number(self) -> str:
        return str(self.general["INSPLOT"])

    @property
    def created(self) -> str:
        return str(self.general["CREATED_ON_DATE"])


@dataclass(slots=True)
class Notice:
    """A quality notification: header (QMEL), items (QMFE), tasks (QMSM), causes (QMUR)."""

    header: Fields
    items: list[Fields]
    tasks: list[Fields]
    causes: list[Fields] = field(default_factory=list[Fields])


class NumberTaken(ValueError):
    """A row of this key is in the table already: SAP ends the update."""


class Store:
    """Lots and notifications in order of creation; what else there is, as tables of rows."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.logon = Logon(**content["logon"])
        self.plant = str(content["plant"])
        self._zone = ZoneInfo(str(content["zone"]))
        self.locks = Locks()
        self._last_numbers: dict[str, int] = {}
        self._tables: dict[str, list[Fields]] = {
            name: rows for name, rows in content.items() if isinstance(rows, list)
        }
        lots = [
            Lot(
                lot["general"],
                lot["stock"],
                lot["accounting"],
                lot["usage_decision"],
                list(lot["status"]),
            )
            for lot in content["inspection_lots"]
        ]
        self._lots = {lot.number: lot for lot in _in_order(lots)}
        self._unordered = False
        self._notices = [
            Notice(
                notice["header"],
                list(notice["items"]),
                list(notice["tasks"]),
                list(notice.get("causes", [])),
            )
            for notice in content["notifications"]
        ]

    @classmethod
    def read(cls, path: Path) -> "Store":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def lots(self) -> Iterator[Lot]:
        if self._unordered:
            self._lots = {lot.number: lot for lot in _in_order(self._lots.values())}
            self._unordered = False
        yield from self._lots.values()

    def put_lot(self, lot: Lot) -> None:
        """A new lot, or one of a number that is there as it is now."""
        self._lots[lot.number] = lot
        self._unordered = True

    def lot(self, number: str) -> Lot | None:
        return self._lots.get(number)

    def notices(self) -> Iterator[Notice]:
        yield from self._notices

    def notice(self, number: str) -> Notice | None:
        return next((n for n in self._notices if n.header["QMNUM"] == number), None)

    def put_notice(self, notice: Notice) -> None:
        """A new notification, or one of a number that is there as it is now."""
        number = notice.header["QMNUM"]
        self._notices = [n for n in self._notices if n.header["QMNUM"] != number]
        self._notices.append(notice)

    def add_notice(self, notice: Notice) -> None:
        """Raises ``NumberTaken`` for a number that is there."""
        if self.notice(notice.header["QMNUM"]) is not None:
            raise NumberTaken(notice.header["QMNUM"])
        self._notices.append(notice)

    def table(self, name: str) -> list[Fields]:
        """The rows of sap.json under that name, to read and to change; empty where it has none."""
        return self._tables.setdefault(name, [])

    def materials(self) -> set[str]:
        """The material numbers that are used anywhere."""
        return {str(lot.general.get("MATERIAL")) for lot in self.lots()} | {
            str(notice.header.get("MATNR")) for notice in self.notices()
        }

    def now(self) -> tuple[str, str]:
        """Date and time in the system's zone."""
        moment = datetime.now(self._zone)
        return f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}"

    def next_number(self, of: str, highest: str) -> str:
        """The next number of a number range, once; ``highest`` is the last one in use."""
        last = max(self._last_numbers.get(of, 0), int(highest)) + 1
        self._last_numbers[of] = last
        return str(last).zfill(len(highest))


def _in_order(lots: Iterable[Lot]) -> list[Lot]:
    """By creation, as SAP lists them."""
    return sorted(lots, key=lambda lot: (lot.created, lot.number))
