"""The demo's SAP as the conformance suite wants it for commands: deeds, refusals, lost answers."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sap_small import CONTENT, NOTE, OPEN_LOT, ORDER, PASSWORD, PERSON, PLANT, SKILL

from adapters.contract import (
    CharacteristicResult,
    Command,
    CompleteTask,
    ConfirmProduction,
    CreateNotification,
    DecideUsage,
    NotificationItem,
    NotificationKind,
    RecordResults,
    WriteQualification,
)
from demo.sap_server import dictionary
from demo.sap_server.runner import SapServer

MOST = 80
_FIRST_DAY = date(2026, 3, 1)
_MOMENT = datetime(2026, 4, 3, 9, tzinfo=UTC)
_COMMITTING = frozenset(
    {"BAPI_TRANSACTION_COMMIT", *dictionary.read().services["Z_QL_WRITE"].functions}
)


def content() -> dict[str, Any]:
    """The small system with a lot, a task and a characteristic for each command's number."""
    held = deepcopy(dict(CONTENT))
    pattern = next(x for x in held["inspection_lots"] if x["general"]["INSPLOT"] == OPEN_LOT)
    for number in range(MOST):
        lot = deepcopy(pattern)
        lot["general"]["INSPLOT"] = lot["stock"]["INSPLOT"] = _lot(number)
        held["inspection_lots"].append(lot)
        characteristic = {"INSPLOT": OPEN_LOT, "INSPOPER": "0010", "INSPCHAR": f"{number:04d}"}
        held["inspection_characteristics"].append(characteristic | {"CHAR_DESCR": "Prüfung"})
    held["notifications"][0]["tasks"] = [
        {"QMNUM": NOTE, "MANUM": f"{number:04d}", "MATXT": "Prüfen", "STTXT": "TSOS"}
        for number in range(MOST)
    ]
    return held


def command(name: str, number: int) -> Command:
    """One that the system carries out; another number is another deed."""
    key, day = f"key-{name.replace('_', '-')}-{number}", _FIRST_DAY + timedelta(days=number)
    result = CharacteristicResult(
        characteristic=f"{number:04d}", accepted=True, mean=Decimal("4.5"), inspected=5
    )
    makers: dict[str, Callable[[], Command]] = {
        "create_notification": lambda: CreateNotification(
            idempotency_key=key,
            kind=NotificationKind.INTERNAL,
            text=f"Riss {number}",
            items=(NotificationItem(number="1", code_group="SCHW", code="0010"),),
        ),
        "complete_task": lambda: CompleteTask(
            idempotency_key=key, notification=NOTE, task=str(number), completed=day
        ),
        "record_results": lambda: RecordResults(
            idempotency_key=key,
            inspection=OPEN_LOT,
            operation="10",
            recorded=_MOMENT,
            results=(result,),
        ),
        "decide_usage": lambda: DecideUsage(
            idempotency_key=key,
            inspection=_lot(number),
            code_group="01",
            code="A",
            decided=_MOMENT,
        ),
        "confirm_production": lambda: ConfirmProduction(
            idempotency_key=key, order=ORDER, operation="10", day=day, good=Decimal(1), unit="pcs"
        ),
        "write_qualification": lambda: WriteQualification(
            idempotency_key=key,
            person=PERSON,
            skill=SKILL,
            level=Decimal(3),
            valid_from=day,
            valid_until=day,
        ),
    }
    return makers[name]()


def refused(name: str) -> Command:
    """One that the system understands and refuses."""
    given: Any = command(name, MOST - 1)
    wrong: dict[str, dict[str, Any]] = {
        "create_notification": {"material": "NO-SUCH"},
        "complete_task": {"notification": "000999999999"},
        "record_results": {"inspection": "999999999999"},
        "decide_usage": {"code": "ZZ"},
        "confirm_production": {"order": "000009999999"},
        "write_qualification": {"person": "99999999"},
    }
    return replace(given, **wrong[name])


def deeds(sap: SapServer) -> Sequence[object]:
    """What commands have changed, one entry for each."""
    store = sap.store
    first = {row["BEGDA"] for row in CONTENT["qualifications"]}
    return [
        *(notice.header["QMNUM"] for notice in store.notices() if notice.header["QMNUM"] != NOTE),
        *(task["MANUM"] for notice in store.notices() for task in notice.tasks if "ERLDAT" in task),
        *(row["INSPCHAR"] for row in store.table("inspection_results")),
        *(lot.number for lot in store.lots() if lot.usage_decision),
        *(row["RMZHL"] for row in store.table("confirmations")),
        *(row["BEGDA"] for row in store.table("qualifications") if row["BEGDA"] not in first),
    ]


@contextmanager
def answers_lost(sap: SapServer) -> Generator[None]:
    """What commits is carried out, and its answer does not arrive."""
    sap.control.lost |= _COMMITTING
    try:
        yield
    finally:
        sap.control.lost.clear()


def settings(sap: SapServer, *services: str) -> dict[str, Any]:
    return {
        "wsdl": [sap.wsdl_url(name) for name in services],
        "user": "QL_RFC",
        "password": PASSWORD,
        "client": "100",
        "zone": "Europe/Berlin",
        "plant": PLANT,
    }


def _lot(number: int) -> str:
    return f"0100001{number:05d}"
