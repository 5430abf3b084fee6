"""What is done in a session for each command, and how a deed of the same key is found again.

A notification and a confirmation carry the key; results carry it in their remark. A task, a usage
decision and a qualification are found by what they say: they cannot happen twice.

SAP locks what a BAPI changes until the commit. So what is not there when the BAPI has answered, no
other worker can do any more. Only a new notification is nothing that could be locked: two are kept
apart by its number, where that is made of the key.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, ClassVar

from adapters.sap.decoding import Row
from adapters.sap.errors import SapMessage, messages
from adapters.sap.writing.keys import number, rows_with, token
from adapters.sap.writing.payloads import Parameters
from adapters.sap.writing.settings import WriteSettings
from adapters.sap.writing.transaction import Transaction, rows_of

_NOTHING_FOUND = {("PQ", "619")}

Messages = list[Mapping[str, Any]]


class Deed(ABC):
    """``writes`` and ``reads`` are the functions that it needs; the former in one service.
    ``demands`` are parameters that the first of them must have.
    """

    writes: ClassVar[Sequence[str]]
    reads: ClassVar[Sequence[str]]
    demands: ClassVar[Sequence[str]] = ()
    test_run: ClassVar[str | None] = None
    """The parameter that has SAP check and do nothing; without it a dry run is rolled back."""

    def __init__(self, settings: WriteSettings) -> None:
        self._settings = settings

    @abstractmethod
    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        """The reference of what was done under the key before, if it was."""

    @abstractmethod
    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        """Does it, up to the commit: its reference and what SAP said."""


class CreateNotificationDeed(Deed):
    writes = ("BAPI_QUALNOT_CREATE", "BAPI_QUALNOT_SAVE")
    reads = ()

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        if self._settings.external_numbers:
            return self._of_number(transaction, number(key))
        column = self._settings.key_column
        found = rows_with(
            transaction, self._settings.table_reader, "QMEL", {column: token(key)}, ("QMNUM",)
        )
        return found[0][0] if found else None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        if self._settings.external_numbers:
            given = given | {"EXTERNAL_NUMBER": number(key)}
        else:
            header = given["NOTIFHEADER"] | {self._settings.key_field: token(key)}
            given = given | {"NOTIFHEADER": header}
        created = transaction.call("BAPI_QUALNOT_CREATE", given | {"RETURN": []})
        if dry_run:
            return None, messages(created)
        draft = _header(created, "NOTIFHEADER_EXPORT")
        saved = transaction.call("BAPI_QUALNOT_SAVE", {"NUMBER": draft, "RETURN": []})
        return _header(saved, "NOTIFHEADER"), messages(created) + messages(saved)

    @staticmethod
    def _of_number(transaction: Transaction, wanted: str) -> str | None:
        try:
            transaction.call("BAPI_QUALNOT_GETDETAIL", {"NUMBER": wanted, "RETURN": []})
        except SapMessage:
            # Whatever it says: SAP does not let a number be there twice.
            return None
        return wanted


class CompleteTaskDeed(Deed):
    writes = ("BAPI_QUALNOT_CHANGETSKSTAT", "BAPI_QUALNOT_SAVE")
    reads = ("BAPI_QUALNOT_GETDETAIL",)
    test_run = "TESTRUN"

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        reply = transaction.call(
            "BAPI_QUALNOT_GETDETAIL", {"NUMBER": given["NUMBER"], "NOTIFTASK": [], "RETURN": []}
        )
        for task in rows_of(reply, "NOTIFTASK"):
            if _text(task, "TASK_KEY") == given["TASK_KEY"]:
                done = _text(task, "CARRIED_OUT_DATE") == _day(given["CARRIED_OUT_DATE"])
                return self._reference(given) if done else None
        return None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        changed = transaction.call("BAPI_QUALNOT_CHANGETSKSTAT", given | {"RETURN": []})
        if dry_run:
            return None, messages(changed)
        saved = transaction.call("BAPI_QUALNOT_SAVE", {"NUMBER": given["NUMBER"], "RETURN": []})
        return self._reference(given), messages(changed) + messages(saved)

    @staticmethod
    def _reference(given: Parameters) -> str:
        return f"{given['NUMBER']}/{given['TASK_KEY']}"


class RecordResultsDeed(Deed):
    writes = ("BAPI_INSPOPER_RECORDRESULTS",)
    reads = ("BAPI_INSPOPER_GETDETAIL",)

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        asked = {"INSPLOT": given["INSPLOT"], "INSPOPER": given["INSPOPER"]}
        reply = transaction.call(
            "BAPI_INSPOPER_GETDETAIL", asked | {"READ_CHAR_RESULTS": True, "CHAR_RESULTS": []}
        )
        remarks = {
            _text(row, "INSPCHAR"): _text(row, "REMARK") for row in rows_of(reply, "CHAR_RESULTS")
        }
        wanted = [row["INSPCHAR"] for row in given["CHAR_RESULTS"]]
        done = all(remarks.get(number) == token(key) for number in wanted)
        return self._reference(given) if done else None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        rows = [row | {"REMARK": token(key)} for row in given["CHAR_RESULTS"]]
        reply = transaction.call(
            "BAPI_INSPOPER_RECORDRESULTS", given | {"CHAR_RESULTS": rows, "RETURNTABLE": []}
        )
        return self._reference(given), messages(reply)

    @staticmethod
    def _reference(given: Parameters) -> str:
        return f"{given['INSPLOT']}/{given['INSPOPER']}"


class DecideUsageDeed(Deed):
    writes = ("BAPI_INSPLOT_SETUSAGEDECISION",)
    reads = ("BAPI_INSPLOT_GETDETAIL",)

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        reply = transaction.call("BAPI_INSPLOT_GETDETAIL", {"NUMBER": given["NUMBER"]})
        found: Row = reply.get("USAGE_DECISION_DATA") or {}
        data = given["UD_DATA"]
        same = (
            _text(found, "UD_CODE_GROUP") == data["UD_CODE_GROUP"]
            and _text(found, "UD_CODE") == data["UD_CODE"]
            and _text(found, "UD_RECORDED_ON_DATE") == _day(data["UD_RECORDED_ON_DATE"])
            and _time(found.get("UD_RECORDED_AT_TIME")) == _time(data["UD_RECORDED_AT_TIME"])
        )
        return given["NUMBER"] if same else None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        reply = transaction.call("BAPI_INSPLOT_SETUSAGEDECISION", given)
        return given["NUMBER"], messages(reply)


class ConfirmProductionDeed(Deed):
    writes = ("BAPI_PRODORDCONF_CREATE_TT",)
    reads = ()
    test_run = "TESTRUN"

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        wanted = {"AUFNR": given["TIMETICKETS"][0]["ORDERID"], "LTXA1": token(key)}
        found = rows_with(
            transaction, self._settings.table_reader, "AFRU", wanted, ("RUECK", "RMZHL")
        )
        return "/".join(found[0]) if found else None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        tickets = [row | {"CONF_TEXT": token(key)} for row in given["TIMETICKETS"]]
        reply = transaction.call(
            "BAPI_PRODORDCONF_CREATE_TT", given | {"TIMETICKETS": tickets, "DETAIL_RETURN": []}
        )
        (said, *_) = [*rows_of(reply, "DETAIL_RETURN"), {}]
        reference = f"{_text(said, 'CONF_NO')}/{_text(said, 'CONF_CNT')}"
        return None if dry_run else reference, messages(reply)


class WriteQualificationDeed(Deed):
    writes = ("BAPI_QUALIPROF_CHANGE",)
    reads = ("BAPI_QUALIFIC_GETLIST",)
    # Without it the BAPI commits by itself, before anybody could look.
    demands = ("NOCOMMIT",)

    def find(self, transaction: Transaction, given: Parameters, key: str) -> str | None:
        (row,) = given["PROFILE_ADD"]
        asked = {name: given[name] for name in ("PLVAR", "OTYPE", "SOBID")}
        try:
            reply = transaction.call(
                "BAPI_QUALIFIC_GETLIST",
                asked
                | {"FROM_DATE": row["BEGDA"], "TO_DATE": row["ENDDA"], "QUALIFICATIONPROFILE": []},
            )
        except SapMessage as refusal:
            if (refusal.message_class, refusal.number) in _NOTHING_FOUND:
                return None
            raise
        for found in rows_of(reply, "QUALIFICATIONPROFILE"):
            same = all(
                _text(found, name) == (_day(value) if isinstance(value, date) else value)
                for name, value in row.items()
            )
            if same:
                return self._reference(given)
        return None

    def do(
        self, transaction: Transaction, given: Parameters, key: str, *, dry_run: bool
    ) -> tuple[str | None, Messages]:
        reply = transaction.call(
            "BAPI_QUALIPROF_CHANGE", given | {"PROFILE_DELETE": [], "NOCOMMIT": True}
        )
        return None if dry_run else self._reference(given), messages(reply)

    @staticmethod
    def _reference(given: Parameters) -> str:
        return f"{given['SOBID']}/{given['PROFILE_ADD'][0]['OBJ_ID']}"


DEEDS: Mapping[str, type[Deed]] = {
    "create_notification": CreateNotificationDeed,
    "complete_task": CompleteTaskDeed,
    "record_results": RecordResultsDeed,
    "decide_usage": DecideUsageDeed,
    "confirm_production": ConfirmProductionDeed,
    "write_qualification": WriteQualificationDeed,
}


def _header(reply: Row, name: str) -> str:
    header: Row = reply.get(name) or {}
    return _text(header, "NOTIF_NO")


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _time(value: Any) -> str:
    return value.isoformat() if isinstance(value, time) else str(value or "")
