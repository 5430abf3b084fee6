"""The commands of the SAP bench: each with what it is about, and what they have changed.

What a command needs is written before it is handed out: rows of days long before any command's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE
from adapters.contract import (
    CharacteristicResult,
    Command,
    CompleteTask,
    ConfirmProduction,
    CreateNotification,
    DecideUsage,
    Inspection,
    InspectionKind,
    InspectionResult,
    Notification,
    NotificationKind,
    NotificationTask,
    Order,
    OrderState,
    Qualification,
    Record,
    RecordResults,
    WriteQualification,
)
from demo.sap_server import dictionary
from demo.sap_server.store import Store

COMMITTING = frozenset(
    {"BAPI_TRANSACTION_COMMIT", *dictionary.read().services["Z_QL_WRITE"].functions}
)
"""Where an answer that is lost leaves something done."""
MATERIAL, LOT, ORDER, NOTE = "100-4711", "000000000800", "000001000123", "000000000700"
PERSON, SKILL, OPERATION = "00004711", "50001234", "0010"
_DAY, _MOMENT = date(2024, 3, 4), datetime(2024, 3, 5, 8, tzinfo=ZoneInfo(ZONE))
_LONG_AGO, _MOST = date(2020, 1, 1), 100


class SapDeeds:
    """``put`` writes records into the store."""

    def __init__(self, store: Store, put: Callable[[Record], Record]) -> None:
        self._store = store
        self._put = put
        self._written: set[str] = set()

    def command(self, name: str, number: int) -> Command:
        """One that the system carries out; another number is another deed."""
        makers: dict[str, Callable[[str, int], Command]] = {
            "create_notification": self._create,
            "complete_task": self._complete,
            "record_results": self._record,
            "decide_usage": self._decide,
            "confirm_production": self._confirm,
            "write_qualification": self._qualify,
        }
        return makers[name](f"bench-{name}-{number}".replace("_", "-"), number)

    def refused(self, name: str) -> Command:
        """One that is about something the system does not have."""
        given: Any = self.command(name, _MOST - 1)
        wrong: dict[str, dict[str, Any]] = {
            "create_notification": {"material": "NOT-THERE"},
            "complete_task": {"task": "9999"},
            "record_results": {"inspection": "999999999999"},
            "decide_usage": {"inspection": "999999999999"},
            "confirm_production": {"order": "999999999999"},
            "write_qualification": {"person": "99999999"},
        }
        return replace(given, **wrong[name])

    def done(self) -> Sequence[object]:
        """One entry for each deed."""
        store = self._store
        texts = [(notice.header["QMNUM"], notice.header["QMTXT"]) for notice in store.notices()]
        return [
            *(number for number, text in texts if text.startswith("Deed ")),
            *(task["MANUM"] for n in store.notices() for task in n.tasks if task.get("ERLDAT")),
            *(row["INSPCHAR"] for row in store.table("inspection_results")),
            *(lot.number for lot in store.lots() if lot.usage_decision.get("UD_CODE")),
            *(row["RMZHL"] for row in store.table("confirmations") if row.get("BUDAT")),
            *(row["BEGDA"] for row in self._qualified() if row["BEGDA"] > str(_LONG_AGO)),
        ]

    # ------------------------------------------------------------------ one kind each

    def _create(self, key: str, number: int) -> Command:
        self._have(_lot("1", material=MATERIAL))
        return CreateNotification(
            idempotency_key=key,
            kind=NotificationKind.INTERNAL,
            text=f"Deed {number}",
            material=MATERIAL,
        )

    def _complete(self, key: str, number: int) -> Command:
        self._have(_NOTE)
        return CompleteTask(
            idempotency_key=key, notification=NOTE, task=str(number + 1), completed=_DAY
        )

    def _record(self, key: str, number: int) -> Command:
        self._have(_lot(LOT))
        place = {"INSPLOT": LOT, "INSPOPER": OPERATION, "INSPCHAR": f"{number:04d}"}
        rows = self._store.table("inspection_characteristics")
        if place["INSPCHAR"] not in {row["INSPCHAR"] for row in rows}:
            rows.append(place | {"CHAR_DESCR": "Nahtdicke"})
        found = CharacteristicResult(
            characteristic=place["INSPCHAR"], accepted=True, mean=Decimal("4.5"), inspected=5
        )
        return RecordResults(
            idempotency_key=key,
            inspection=LOT,
            operation=OPERATION,
            recorded=_MOMENT,
            results=(found,),
        )

    def _decide(self, key: str, number: int) -> Command:
        lot = f"{801 + number:012d}"
        self._have(_lot(lot))
        return DecideUsage(
            idempotency_key=key, inspection=lot, code_group="01", code="A", decided=_MOMENT
        )

    def _confirm(self, key: str, number: int) -> Command:
        self._have(_ORDER)
        return ConfirmProduction(
            idempotency_key=key,
            order=ORDER,
            operation=OPERATION,
            day=_DAY,
            good=Decimal(number + 1),
            unit="pcs",
        )

    def _qualify(self, key: str, number: int) -> Command:
        self._have(_QUALIFICATION)
        day = date.fromordinal(_DAY.toordinal() + number)
        return WriteQualification(
            idempotency_key=key,
            person=PERSON,
            skill=SKILL,
            level=Decimal(3),
            valid_from=day,
            valid_until=day,
        )

    # ------------------------------------------------------------------ parts of the above

    def _have(self, record: Record) -> None:
        """Writes a row once."""
        name = f"{type(record).__name__} {record.key}"
        if name not in self._written:
            self._written.add(name)
            self._put(record)

    def _qualified(self) -> list[dict[str, Any]]:
        return [row for row in self._store.table("qualifications") if row["QUALI"] == SKILL]


def _lot(key: str, *, material: str = "M3") -> Inspection:
    return Inspection(
        source="",
        key=key,
        revision=0,
        kind=InspectionKind.FINAL,
        material=material,
        inspected=Decimal(50),
        unit="pcs",
        result=InspectionResult.OPEN,
        created=_LONG_AGO,
    )


_NOTE = Notification(
    source="",
    key=NOTE,
    revision=0,
    kind=NotificationKind.INTERNAL,
    number=NOTE,
    text="Bench",
    status="OSNO",
    created=_LONG_AGO,
    tasks=tuple(
        NotificationTask(number=str(number + 1), text="Clean", status="TSOS")
        for number in range(_MOST)
    ),
)
_ORDER = Order(
    source="",
    key=ORDER,
    revision=0,
    number=ORDER,
    state=OrderState.RUNNING,
    planned=Decimal(1000),
    unit="pcs",
    start=_LONG_AGO,
)
_QUALIFICATION = Qualification(
    source="",
    key=SKILL,
    revision=0,
    person=PERSON,
    skill=SKILL,
    level=Decimal(3),
    valid_from=_LONG_AGO,
    valid_until=_LONG_AGO,
)
