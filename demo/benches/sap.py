"""The demo's SAP as a bench: rows are written into its store, commands go the way of one call or,
in ``SapSessionBench``, of a session.

SAP tells changes by the day only. So the first rows of each kind that are written before anybody
asked count as changed long ago, all others and every correction as changed today; those come
again with each pull of the day.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE, Bench, Fault
from adapters.contract import (
    RECORD_TYPES,
    Command,
    Defect,
    Inspection,
    Lot,
    Notification,
    Order,
    ProductionCount,
    Qualification,
    Reason,
    Record,
    Stream,
)
from adapters.sap import SapSource
from demo.benches import sap_rows
from demo.benches.sap_commands import COMMITTING, SapDeeds
from demo.benches.sap_rows import PLANT, Stamp
from demo.sap_server.faults import Mode
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

_USER, _PASSWORD, _CLIENT = "QL_RFC", "kept-between-us", "100"
_READING = (
    "z_ql_inspection_lot",
    "z_ql_inspection_result",
    "z_ql_notification",
    "z_ql_production",
    "z_ql_qualification",
)
_LONG_AGO = 6
"""So many rows of a kind were changed long ago."""
_LISTS: dict[type[Record], str] = {
    ProductionCount: "Z_QL_CONFIRMATION_LIST",
    Inspection: "BAPI_INSPLOT_GETLIST",
    Defect: "Z_QL_DEFECT_LIST",
    Notification: "Z_QL_NOTIFICATION_LIST",
    Order: "Z_QL_ORDER_LIST",
    Lot: "Z_QL_BATCH_LIST",
    Qualification: "Z_QL_QUALIFICATION_LIST",
}
_QUANTITY = {"confirmations": "MEINH", "defects": "FMGEIN", "orders": "GMEIN", "batches": "MEINS"}
"""The field of each table that names the unit."""


class SapBench(Bench):
    adapter: ClassVar[Any] = SapSource
    streams: ClassVar[Sequence[Stream]] = (
        Stream.PRODUCTION_COUNT,
        Stream.INSPECTION,
        Stream.DEFECT,
        Stream.NOTIFICATION,
        Stream.ORDER,
        Stream.LOT,
        Stream.QUALIFICATION,
    )
    overlap: ClassVar[int] = 6
    time_limit: ClassVar[float] = 2.0
    writing: ClassVar[str] = "z_ql_write"
    """The service for commands."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._store = Store(_nothing())
        self._server = SapServer(self._store).start()
        self._port = int(self._server.url.rpartition(":")[2])
        self._wsdl = [self._server.wsdl_url(name) for name in (*_READING, self.writing)]
        self._deeds = SapDeeds(self._store, self.put)
        self._changes = 0
        self._known: dict[type[Record], set[str]] = {RECORD_TYPES[s]: set() for s in self.streams}

    def settings(self) -> dict[str, Any]:
        return {
            "wsdl": self._wsdl,
            "user": _USER,
            "password": _PASSWORD,
            "client": _CLIENT,
            "zone": ZONE,
            "plant": PLANT,
            "since": "2024-01-01",
            "window_days": 400,
            "recheck_days": 1,
            "max_rows": 300,
            "time_limit": self.time_limit,
        }

    @property
    def private(self) -> Sequence[str]:
        return [f"127.0.0.1:{self._port}"]

    def put(self, record: Record) -> Record:
        stamp = self._stamp(record)
        match record:
            case Inspection():
                expected, lot = sap_rows.inspection_lot(record, stamp)
                self._store.put_lot(lot)
            case Notification():
                expected, notice = sap_rows.notice(record, stamp)
                self._store.put_notice(notice)
            case _:
                written = sap_rows.written(record, stamp)
                written.put(self._store)
                return written.expected
        return expected

    def fill(self, stream: Stream, count: int) -> None:
        """Appends at once: nothing of these keys is there but for what is the same."""
        assert stream is Stream.PRODUCTION_COUNT  # noqa: S101 - the first of the streams
        rows = self._store.table("confirmations")
        for number in range(len(rows), count):
            record = sap_rows.written(_count(number), Stamp("2024-06-01", "05:00:00"))
            rows.append(record.row)

    def spoil(self, record: Record) -> Reason:
        """A unit that nobody knows or, without one, a code."""
        written = self.put(record)
        match record:
            case Inspection():
                lot = self._store.lot(written.key)
                assert lot is not None  # noqa: S101 - it was put just now
                lot.stock["SAMPLE_BASE_UOM"] = "KAR"
            case Notification():
                notice = self._store.notice(written.key)
                assert notice is not None  # noqa: S101
                notice.header["QMART"] = "Z9"
                return Reason.UNKNOWN_CODE
            case Qualification():
                self._store.table("qualifications")[-1]["ENDDA"] = "2024-02-31"
                return Reason.INVALID_TIME
            case _:
                table = sap_rows.written(record, Stamp("", "")).table
                self._store.table(table)[-1][_QUANTITY[table]] = "KAR"
        return Reason.UNKNOWN_UNIT

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
                self._server.control.lost.update(COMMITTING)
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
        return self._deeds.command(name, number)

    def refused(self, name: str) -> Command:
        return self._deeds.refused(name)

    def deeds(self) -> Sequence[object]:
        return self._deeds.done()

    # ------------------------------------------------------------------ parts of the above

    def _stamp(self, record: Record) -> Stamp:
        """Day and time of the change; each is later than the one before."""
        self._changes += 1
        known = self._known.setdefault(type(record), set())
        key = record.key.zfill(12)
        asked = _LISTS[type(record)] in self._server.control.calls
        recent = key in known or len(known) >= _LONG_AGO or asked
        known.add(key)
        now = datetime.now(ZoneInfo(ZONE))
        midnight = datetime.combine(now.date(), time(), now.tzinfo)
        return Stamp(
            str(now.date()) if recent else "2024-06-01",
            f"{midnight + timedelta(seconds=self._changes):%H:%M:%S}",
        )

    def _let_in(self, password: str) -> None:
        self._store.logon = replace(self._store.logon, password=password)


class SapSessionBench(SapBench):
    """SAP's own BAPIs in one service that keeps sessions, instead of the company's functions."""

    writing: ClassVar[str] = "z_ql_transaction"

    def settings(self) -> dict[str, Any]:
        return super().settings() | {"writes": {"external_numbers": True}}


def _nothing() -> dict[str, Any]:
    return {
        "system": "QLD",
        "plant": PLANT,
        "zone": ZONE,
        "logon": {"user": _USER, "password": _PASSWORD, "client": _CLIENT},
        "inspection_lots": [],
        "notifications": [],
    }


def _count(number: int) -> ProductionCount:
    from adapters.conformance import specimen

    record = specimen(Stream.PRODUCTION_COUNT, number)
    assert isinstance(record, ProductionCount)  # noqa: S101
    return replace(record, key=f"9{number:07}")
