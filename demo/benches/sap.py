"""The demo's SAP as a bench: lots and notifications are written into its store.

What SAP cannot hold is left out of a record (a lot names no operation) or cut to its fields'
lengths. SAP tells changes by the day only: rows of the first days count as changed long ago, all
later ones and corrections as changed today.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE, Bench, CannotHappen, Fault
from adapters.contract import (
    Command,
    CompleteTask,
    CreateNotification,
    DecideUsage,
    Inspection,
    InspectionKind,
    InspectionResult,
    Notification,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    Reason,
    Record,
    Stream,
)
from adapters.sap import SapSource
from demo.sap_server.faults import Mode
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Lot, Notice, Store

_USER, _PASSWORD, _CLIENT, _PLANT = "QL_RFC", "kept-between-us", "100", "1000"
_SERVICES = ("z_ql_inspection_lot", "z_ql_notification", "z_ql_write")
_LONG_AGO = 6
"""So many rows were changed long ago."""
_MATERIAL = "100-4711"
_DAY = date(2024, 3, 4)
_VALUATION = {InspectionResult.ACCEPTED: "A", InspectionResult.REJECTED: "R"}
_LOSING = ("Z_QL_NOTIFICATION_CREATE", "Z_QL_TASK_COMPLETE", "Z_QL_USAGE_DECIDE")


class SapBench(Bench):
    adapter: ClassVar[Any] = SapSource
    streams: ClassVar[Sequence[Stream]] = (Stream.INSPECTION, Stream.NOTIFICATION)
    overlap: ClassVar[int] = 6
    time_limit: ClassVar[float] = 2.0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._store = Store(_nothing())
        self._server = SapServer(self._store).start()
        self._port = int(self._server.url.rpartition(":")[2])
        self._changes = 0
        self._known: dict[Stream, set[str]] = {stream: set() for stream in self.streams}
        self._wsdl = [self._server.wsdl_url(name) for name in _SERVICES]

    def settings(self) -> dict[str, Any]:
        return {
            "wsdl": self._wsdl,
            "user": _USER,
            "password": _PASSWORD,
            "client": _CLIENT,
            "zone": ZONE,
            "plant": _PLANT,
            "since": "2024-01-01",
            "window_days": 400,
            "recheck_days": 1,
            "time_limit": self.time_limit,
        }

    @property
    def private(self) -> Sequence[str]:
        return [f"127.0.0.1:{self._port}"]

    def put(self, record: Record) -> Record:
        match record:
            case Inspection():
                return self._put_lot(record)
            case Notification():
                return self._put_notice(record)
            case _:
                raise CannotHappen(f"this bench writes no {type(record).__name__}")

    def spoil(self, record: Record) -> Reason:
        written = self.put(record)
        if isinstance(record, Inspection):
            lot = self._store.lot(written.key)
            assert lot is not None  # noqa: S101 - it was put just now
            lot.stock["SAMPLE_BASE_UOM"] = "KAR"
            return Reason.UNKNOWN_UNIT
        notice = self._store.notice(written.key)
        assert notice is not None  # noqa: S101
        notice.header["QMART"] = "Z9"
        return Reason.UNKNOWN_CODE

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        match fault:
            case Fault.AWAY:
                self._server.stop()
                yield
                self._server = SapServer(self._store, port=self._port).start()
            case Fault.WRONG_SECRET:
                self._let_in("changed-meanwhile")
                yield
                self._let_in(_PASSWORD)
            case Fault.ANSWER_LOST:
                self._server.control.lost.update(_LOSING)
                yield
                self._server.control.lost.clear()
            case _:
                self._server.control.delay = 2 * self.time_limit
                self._server.control.mode = {
                    Fault.SLOW: Mode.SLOW,
                    Fault.FORBIDDEN: Mode.FORBIDDEN,
                    Fault.NONSENSE: Mode.HTML_200,
                }[fault]
                yield
                self._server.control.mode = Mode.NONE

    def close(self) -> None:
        self._server.stop()

    # ------------------------------------------------------------------ commands

    def command(self, name: str, number: int) -> Command:
        key = f"bench-{name}-{number}".replace("_", "-")
        match name:
            case "create_notification":
                self._put_lot(_open_lot("1", material=_MATERIAL))
                return CreateNotification(
                    idempotency_key=key,
                    kind=NotificationKind.INTERNAL,
                    text=f"Bench {number}",
                    material=_MATERIAL,
                )
            case "complete_task":
                note = _note_with_task(str(700 + number))
                if note.key.zfill(12) not in self._known[Stream.NOTIFICATION]:
                    self._put_notice(note)
                return CompleteTask(
                    idempotency_key=key,
                    notification=note.key.zfill(12),
                    task="0001",
                    completed=_DAY,
                )
            case "decide_usage":
                lot = _open_lot(str(800 + number))
                if lot.key.zfill(12) not in self._known[Stream.INSPECTION]:
                    self._put_lot(lot)
                return DecideUsage(
                    idempotency_key=key,
                    inspection=lot.key.zfill(12),
                    code_group="01",
                    code="A",
                    decided=datetime(2024, 3, 5, 8, tzinfo=ZoneInfo(ZONE)),
                )
            case _:
                return super().command(name, number)

    def refused(self, name: str) -> Command:
        command = self.command(name, 90)
        match command:
            case CreateNotification():
                return replace(command, material="NOT-THERE")
            case CompleteTask():
                return replace(command, task="0077")
            case DecideUsage():
                return replace(command, inspection="999999999999")
            case _:
                return super().refused(name)

    def deeds(self) -> Sequence[object]:
        known = self._known[Stream.NOTIFICATION]
        written = [n.header["QMNUM"] for n in self._store.notices()]
        completed = [
            (n.header["QMNUM"], task["MANUM"])
            for n in self._store.notices()
            for task in n.tasks
            if task.get("ERLDAT") and n.header["QMNUM"] in known
        ]
        decided = [
            lot.number
            for lot in self._store.lots()
            if lot.usage_decision and lot.number.startswith("0000000008")
        ]
        return [*(n for n in written if n not in known), *completed, *decided]

    # ------------------------------------------------------------------ rows

    def _put_lot(self, record: Inspection) -> Inspection:
        number = record.key.zfill(12)
        expected = replace(
            record,
            key=number,
            operation=None,
            person=None,
            standard_revision=None,
            order=_cut(record.order, 12),
            lot=_cut(record.lot, 10),
            material=_cut(record.material, 40),
            inspected=_quantity(record.inspected),
            nonconforming=_quantity(record.nonconforming),
            inspector=record.inspector if record.decided else None,
        )
        changed = self._stamp(Stream.INSPECTION, number)
        lot = Lot(
            general={
                "INSPLOT": number,
                "PLANT": _PLANT,
                "INSPTYPE": "04",
                "CREATED_ON_DATE": str(record.created),
                "CREATED_AT_TIME": "05:00:00",
                "CHANGED_ON_DATE": changed[0],
                "CHANGED_AT_TIME": changed[1],
                "MATERIAL_LONG": expected.material or "",
                "MATERIAL": _cut(record.material, 18) or "",
                "ORDERID": expected.order or "",
            },
            stock={
                "INSPLOT": number,
                "BATCH": expected.lot or "",
                "SAMPLE_SIZE": str(expected.inspected),
                "SAMPLE_BASE_UOM": "ST",
                "QUANTITY_SCRAP": str(expected.nonconforming or 0),
            },
            accounting={},
            usage_decision=_decision(record),
            status=["REL", "UD"] if record.decided else ["REL"],
        )
        self._store.put_lot(lot)
        return expected

    def _put_notice(self, record: Notification) -> Notification:
        number = record.key.zfill(12)
        expected = replace(
            record,
            key=number,
            number=number,
            text=record.text[:40],
            status=record.status.upper(),
            order=_cut(record.order, 12),
            lot=_cut(record.lot, 10),
            material=_cut(record.material, 18),
            items=tuple(_item(item) for item in record.items),
            tasks=tuple(replace(t, number=t.number.zfill(4)) for t in record.tasks),
        )
        changed = self._stamp(Stream.NOTIFICATION, number)
        header = {
            "QMNUM": number,
            "QMART": "Q1" if record.kind is NotificationKind.COMPLAINT else "Q3",
            "QMTXT": expected.text,
            "PRIOK": record.priority or "",
            "QMDAT": str(record.created),
            "MZEIT": "05:00:00",
            "ERDAT": str(record.created),
            "AEDAT": changed[0],
            "AEZEIT": changed[1],
            "LTRMN": str(record.due or ""),
            "STTXT": expected.status,
            "MAWERK": _PLANT,
            "MATNR": expected.material or "",
            "CHARG": expected.lot or "",
            "AUFNR": expected.order or "",
        }
        items = [
            {
                "QMNUM": number,
                "FENUM": item.number,
                "FEGRP": item.code_group,
                "FECOD": item.code,
                "FETXT": item.text,
                "FMGEIG": str(item.quantity or 0),
                "FMGEIN": "ST",
            }
            for item in expected.items
        ]
        tasks = [
            {
                "QMNUM": number,
                "MANUM": task.number,
                "MATXT": task.text,
                "STTXT": task.status,
                "PETER": str(task.due or ""),
            }
            for task in expected.tasks
        ]
        self._store.put_notice(Notice(_filled(header), items, [_filled(t) for t in tasks]))
        return expected

    def _stamp(self, stream: Stream, number: str) -> tuple[str, str]:
        """Day and time of the change; each is later than the one before."""
        self._changes += 1
        known = self._known[stream]
        again = number in known
        known.add(number)
        now = datetime.now(ZoneInfo(ZONE))
        day = str(now.date()) if again or len(known) > _LONG_AGO else "2024-06-01"
        midnight = datetime.combine(now.date(), time(), now.tzinfo)
        return day, f"{midnight + timedelta(seconds=self._changes):%H:%M:%S}"

    def _let_in(self, password: str) -> None:
        self._store.logon = replace(self._store.logon, password=password)


def _nothing() -> dict[str, Any]:
    return {
        "system": "QLD",
        "plant": _PLANT,
        "zone": ZONE,
        "logon": {"user": _USER, "password": _PASSWORD, "client": _CLIENT},
        "inspection_lots": [],
        "notifications": [],
    }


def _decision(record: Inspection) -> dict[str, Any]:
    if record.decided is None:
        return {}
    decided = record.decided.astimezone(ZoneInfo(ZONE))
    return {
        "CODE_VALUATION": _VALUATION[record.result],
        "UD_RECORDED_BY_USER": record.inspector or "",
        "UD_RECORDED_ON_DATE": f"{decided:%Y-%m-%d}",
        "UD_RECORDED_AT_TIME": f"{decided:%H:%M:%S}",
    }


def _item(item: NotificationItem) -> NotificationItem:
    quantity = _quantity(item.quantity) if item.quantity else Decimal("0.000")
    return replace(item, number=item.number.zfill(4), text=item.text[:40], quantity=quantity)


def _quantity(value: Decimal | None) -> Decimal | None:
    """QUAN 13.3: ten digits before the point."""
    if value is None:
        return None
    return value % Decimal(10**10)


def _cut(text: str | None, length: int) -> str | None:
    return text[:length] if text else None


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """Initial fields are not kept."""
    return {name: value for name, value in fields.items() if value}


def _open_lot(key: str, *, material: str = "M3") -> Inspection:
    return Inspection(
        source="",
        key=key,
        revision=0,
        kind=InspectionKind.FINAL,
        material=material,
        inspected=Decimal(50),
        unit="pcs",
        result=InspectionResult.OPEN,
        created=_DAY,
    )


def _note_with_task(key: str) -> Notification:
    return Notification(
        source="",
        key=key,
        revision=0,
        kind=NotificationKind.INTERNAL,
        number=key,
        text="Bench",
        status="OSNO",
        created=_DAY,
        tasks=(NotificationTask(number="1", text="Clean", status="TSOS"),),
    )
