"""Commands in the demo's SAP: done once, or refused with SAP's words, or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sap_small import (
    CONTENT,
    DECIDED_LOT,
    MATERIAL,
    NOTE,
    OPEN_LOT,
    ORDER,
    PERSON,
    PLANT,
    SKILL,
    small_sap,
    source,
)

from adapters.contract import (
    COMMAND_TYPES,
    Capability,
    CharacteristicResult,
    CommandTarget,
    CompleteTask,
    ConfigurationError,
    ConfirmProduction,
    CreateNotification,
    DecideUsage,
    NotificationCause,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    RecordResults,
    SetPermission,
    Stream,
    Unavailable,
    WriteQualification,
)
from adapters.sap import SapSource
from adapters.sap.errors import SapLocked, SapMessage, ValueRefused
from adapters.sap.writing.deeds import DEEDS
from demo.sap_server import dictionary, wsdl
from demo.sap_server.dictionary import Published
from demo.sap_server.faults import Control, Mode
from demo.sap_server.runner import SapServer

ONE_CALL, SESSION = "z_ql_write", "z_ql_transaction"
both = pytest.mark.parametrize("service", [ONE_CALL, SESSION])

CAUSE = NotificationCause(item="7", code_group="MASCH", code="02", text="Strom zu hoch")
NOTIFY = CreateNotification(
    idempotency_key="7f3c-1",
    kind=NotificationKind.INTERNAL,
    text="Naht gerissen",
    priority="2",
    due=date(2026, 5, 2),
    material=MATERIAL,
    lot="B-2026-14",
    order="1000123",
    items=(
        NotificationItem(
            number="1", code_group="SCHW", code="0010", quantity=Decimal(3), text="Riss"
        ),
        NotificationItem(number="7", code_group="MASS", code="0020"),
    ),
    causes=(CAUSE,),
    tasks=(NotificationTask(number="1", text="Bestand sperren", status="", due=date(2026, 4, 30)),),
)  # fmt: skip
COMPLETE = CompleteTask(
    idempotency_key="7f3c-2", notification=NOTE, task="0001", completed=date(2026, 4, 9),
    person="QM0210",
)  # fmt: skip
DECIDE = DecideUsage(
    idempotency_key="7f3c-3", inspection=OPEN_LOT, code_group="01", code="R",
    decided=datetime(2026, 4, 3, 22, 30, tzinfo=UTC), person="QM0210",
)  # fmt: skip
MEAN = CharacteristicResult(
    characteristic="0010", accepted=True, mean=Decimal("4.520"), inspected=5
)
RECORD = RecordResults(
    idempotency_key="7f3c-4", inspection=OPEN_LOT, operation="0010", inspector="QM0210",
    recorded=datetime(2026, 4, 3, 9, tzinfo=UTC),
    results=(
        MEAN,
        CharacteristicResult(
            characteristic="20", accepted=False, code_group="SCHW", code="0010", nonconforming=2
        ),
    ),
)  # fmt: skip
CONFIRM = ConfirmProduction(
    idempotency_key="7f3c-5", order="1000123", operation="10", day=date(2026, 4, 2), person="4711",
    work_center="WELD-1", good=Decimal("17"), scrapped=Decimal("2.5"), unit="pcs", reason="0003",
)  # fmt: skip
QUALIFY = WriteQualification(
    idempotency_key="7f3c-6", person="4711", skill="W-MAG", level=Decimal(7),
    valid_from=date(2026, 4, 1), valid_until=date(2028, 3, 31),
)  # fmt: skip
EVERY = [NOTIFY, COMPLETE, RECORD, DECIDE, CONFIRM, QUALIFY]
every = pytest.mark.parametrize("command", EVERY, ids=lambda command: type(command).__name__)
ONE_CALLS = frozenset(dictionary.read().services["Z_QL_WRITE"].functions)


@pytest.fixture(scope="module")
def running() -> Iterator[SapServer]:
    with small_sap() as server:
        yield server


@pytest.fixture
def sap(running: SapServer) -> SapServer:
    """As it was in the beginning."""
    running.hold(deepcopy(dict(CONTENT)))
    running.control.__dict__.update(Control().__dict__)
    return running


def target(sap: SapServer, *services: str, writes: dict | None = None, **given) -> SapSource:
    values = {"qualifications": {"W-MAG": SKILL}} | (writes or {})
    return source(sap, *services, writes=values, **given)


def everything(sap: SapServer) -> str:
    """All that the system holds."""
    held = dict(sap.store.__dict__) | {"_last_numbers": None}
    held["_tables"] = {name: rows for name, rows in held["_tables"].items() if rows}
    return repr(held)


def numbers(sap: SapServer) -> list[str]:
    return [notice.header["QMNUM"] for notice in sap.store.notices()]


def amounts(sap: SapServer) -> int:
    """How much there is of all that commands write."""
    tasks = [task for notice in sap.store.notices() for task in notice.tasks]
    confirmed = len(sap.store.table("confirmations"))
    results = bool(sap.store.table("inspection_results"))
    decided = bool(sap.store.lot(OPEN_LOT).usage_decision)
    levels = [row["PROFC"] for row in sap.store.table("qualifications")]
    completed = sum(1 for task in tasks if task.get("ERLDAT"))
    return len(numbers(sap)) + completed + confirmed + results + decided + levels.count("0007")


# ------------------------------------------------------------------ what is done


@both
def test_a_notification_is_there_with_items_causes_and_tasks(sap: SapServer, service: str):
    done = target(sap, service).execute(NOTIFY)
    notice = sap.store.notice(done.reference)
    header = notice.header
    assert (header["QMART"], header["QMTXT"], header["LTRMN"]) == (
        "Q3", "Naht gerissen", "2026-05-02",
    )  # fmt: skip
    assert (header["AUFNR"], header["CHARG"], header["MAWERK"]) == (ORDER, "B-2026-14", PLANT)
    assert [(i["FENUM"], i["FECOD"], i.get("FMGEIG")) for i in notice.items] == [
        ("0001", "0010", "3.000"),
        ("0002", "0020", None),
    ]
    assert [(c["FENUM"], c["URCOD"], c["URTXT"]) for c in notice.causes] == [
        ("0002", "02", "Strom zu hoch")
    ]
    assert [(t["MATXT"], t["PETER"]) for t in notice.tasks] == [("Bestand sperren", "2026-04-30")]
    assert (done.repeated, done.dry_run) == (False, False)


@both
def test_a_task_is_completed(sap: SapServer, service: str):
    done = target(sap, service).execute(COMPLETE)
    task = sap.store.notice(NOTE).tasks[0]
    assert (task["STTXT"], task["ERLDAT"], task["ERLNAM"]) == ("TSCO", "2026-04-09", "QM0210")
    assert done.reference == f"{NOTE}/0001"


@both
def test_a_lot_is_decided_at_the_systems_own_time(sap: SapServer, service: str):
    done = target(sap, service).execute(DECIDE)
    decision = sap.store.lot(OPEN_LOT).usage_decision
    assert (decision["UD_CODE"], decision["CODE_VALUATION"]) == ("R", "R")
    # half past ten in the evening in UTC is the next day in Berlin
    assert (decision["UD_RECORDED_ON_DATE"], decision["UD_RECORDED_AT_TIME"]) == (
        "2026-04-04",
        "00:30:00",
    )
    assert done.reference == OPEN_LOT
    assert "was made" in done.messages[0]


@both
def test_what_was_written_is_read_as_a_record(sap: SapServer, service: str):
    reader = target(sap, service, "z_ql_inspection_lot", "z_ql_notification")
    reader.execute(COMPLETE)
    reader.execute(DECIDE)
    task = reader.lookup(Stream.NOTIFICATION, NOTE).tasks[0]
    lot = reader.lookup(Stream.INSPECTION, OPEN_LOT)
    assert (task.status, task.completed) == ("TSCO", date(2026, 4, 9))
    assert lot.decided == DECIDE.decided
    assert sap.open_sessions == 0


@both
def test_results_are_recorded_as_text_with_their_valuation(sap: SapServer, service: str):
    target(sap, service).execute(RECORD)
    mean, code = sap.store.table("inspection_results")
    assert (mean["MEAN_VALUE"], mean["EVALUATION"], mean["VALID_VALS"]) == ("4.52", "A", "5")
    assert (code["CODE_GRP1"], code["CODE1"], code["EVALUATION"], code["NONCONF"]) == (
        "SCHW", "0010", "R", "2",
    )  # fmt: skip
    assert {row["CLOSED"] for row in (mean, code)} == {"X"}
    assert (mean["END_DATE"], mean["END_TIME"], mean["INSPECTOR"]) == (
        "2026-04-03",
        "11:00:00",
        "QM0210",
    )


@both
def test_production_is_confirmed_for_the_person_exactly(sap: SapServer, service: str):
    done = target(sap, service).execute(CONFIRM)
    *_, row = sap.store.table("confirmations")
    assert (row["AUFNR"], row["VORNR"], row["PERNR"]) == (ORDER, "0010", PERSON)
    assert (row["LMNGA"], row["XMNGA"], row["GRUND"]) == ("17.000", "2.500", "0003")
    assert done.reference == f"{row['RUECK']}/{row['RMZHL']}"
    assert sap.store.table("orders")[0]["IGMNG"] == "117.000"


@both
def test_a_qualification_is_written(sap: SapServer, service: str):
    target(sap, service).execute(QUALIFY)
    (row,) = sap.store.table("qualifications")
    assert (row["PERNR"], row["QUALI"], row["PROFC"]) == (PERSON, SKILL, "0007")
    assert (row["BEGDA"], row["ENDDA"]) == ("2026-04-01", "2028-03-31")


# ------------------------------------------------------------------ once


@both
@every
def test_a_repeated_key_answers_as_the_first_time(sap: SapServer, service: str, command):
    first = target(sap, service).execute(command)
    held = everything(sap)
    again = target(sap, service).execute(command)
    assert (again.reference, again.repeated) == (first.reference, True)
    assert everything(sap) == held
    assert sap.open_sessions == 0


@both
@every
def test_where_the_answer_is_lost_after_the_commit_the_retry_finds_the_first(
    sap: SapServer, service: str, command
):
    before = everything(sap)
    sap.control.lost = {"BAPI_TRANSACTION_COMMIT", *ONE_CALLS}
    with pytest.raises(Unavailable) as raised:
        target(sap, service).execute(command)
    assert raised.value.retryable
    after = everything(sap)
    assert after != before
    sap.control.lost.clear()
    again = target(sap, service).execute(command)
    assert again.repeated
    assert again.reference
    assert everything(sap) == after


@pytest.mark.parametrize("lost", ["BAPI_QUALNOT_CREATE", "BAPI_QUALNOT_SAVE"])
def test_where_it_is_lost_before_the_commit_nothing_happened_and_the_retry_does_it(
    sap: SapServer, lost: str
):
    before = numbers(sap)
    sap.control.lost = {lost}
    with pytest.raises(Unavailable):
        target(sap, SESSION).execute(NOTIFY)
    assert numbers(sap) == before
    done = target(sap, SESSION).execute(NOTIFY)
    assert not done.repeated
    assert numbers(sap) == [*before, done.reference]


@both
def test_another_key_is_another_deed(sap: SapServer, service: str):
    reader = target(sap, service)
    first, second = (reader.execute(replace(NOTIFY, idempotency_key=k)) for k in ("a", "b"))
    assert first.reference != second.reference


def session_target(sap: SapServer, command) -> SapSource:
    return target(
        sap, SESSION, writes={"external_numbers": isinstance(command, CreateNotification)}
    )


@every
def test_in_a_session_two_workers_at_the_same_moment_do_it_once(sap: SapServer, command):
    alone = [session_target(sap, command) for _ in range(2)]
    before = amounts(sap)
    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(each.execute, command) for each in alone]
    failed = [future.exception() for future in futures if future.exception()]
    # who finds the object locked may try again
    assert all(isinstance(error, SapLocked) for error in failed)
    done = [future.result() for future in futures if not future.exception()]
    assert [result.repeated for result in done].count(False) == 1
    assert {result.reference for result in done} == {alone[0].execute(command).reference}
    assert amounts(sap) == before + 1
    assert sap.open_sessions == 0


@every
def test_in_a_session_what_another_worker_did_meanwhile_is_seen_before_the_commit(
    sap: SapServer, command, monkeypatch
):
    (name,) = (name for name, kind in COMMAND_TYPES.items() if kind is type(command))
    deed, before = DEEDS[name], amounts(sap)
    first = []

    class OvertakenDeed(deed):
        """Looks in vain; then somebody else is quicker."""

        def find(self, transaction, given, key):
            found = super().find(transaction, given, key)
            if not first:
                monkeypatch.setitem(DEEDS, name, deed)
                first.append(target(sap, SESSION).execute(command))
            return found

    monkeypatch.setitem(DEEDS, name, OvertakenDeed)
    second = target(sap, SESSION).execute(command)
    assert (first[0].repeated, second.repeated) == (False, True)
    assert second.reference == first[0].reference
    assert amounts(sap) == before + 1
    assert sap.open_sessions == 0


def test_a_notification_has_the_number_that_is_made_of_its_key(sap: SapServer):
    done = target(sap, SESSION, writes={"external_numbers": True}).execute(NOTIFY)
    assert len(done.reference) == 12
    assert sap.store.notice(done.reference).header["QMTXT"] == NOTIFY.text


# ------------------------------------------------------------------ only tried


@both
@every
def test_a_dry_run_changes_nothing_and_leaves_the_key_free(sap: SapServer, service: str, command):
    before = everything(sap)
    tried = target(sap, service).execute(command, dry_run=True)
    assert (tried.dry_run, tried.repeated) == (True, False)
    assert everything(sap) == before
    assert not target(sap, service).execute(command).repeated
    assert sap.open_sessions == 0


@both
def test_a_dry_run_says_what_sap_would_refuse(sap: SapServer, service: str):
    with pytest.raises(SapMessage, match="does not exist"):
        target(sap, service).execute(replace(NOTIFY, material="NO-SUCH"), dry_run=True)


# ------------------------------------------------------------------ refused


@both
@pytest.mark.parametrize(
    ("command", "message"),
    [
        (replace(NOTIFY, material="NO-SUCH"), ("M3", "305")),
        (replace(NOTIFY, text=""), ("IM", "055")),
        (replace(COMPLETE, notification="000200000099"), ("IM", "101")),
        (replace(COMPLETE, task="0009"), ("IM", "215")),
        (replace(COMPLETE, task="0002"), ("IM", "217")),
        (replace(DECIDE, inspection=DECIDED_LOT), ("QV", "046")),
        (replace(DECIDE, code="ZZ"), ("QS", "511")),
        (replace(DECIDE, inspection="999999999999"), ("QV", "102")),
        (replace(RECORD, results=(replace(MEAN, characteristic="0099"),)), ("Q3", "128")),
        (replace(RECORD, inspection=DECIDED_LOT), ("QV", "046")),
        (replace(CONFIRM, order="1999999"), ("RU", "013")),
        (replace(CONFIRM, operation="0070"), ("RU", "012")),
        (replace(CONFIRM, good=Decimal(-1)), ("RU", "261")),
        (replace(QUALIFY, person="99999999"), ("PQ", "606")),
        (replace(QUALIFY, level=Decimal(11)), ("PQ", "610")),
    ],
)
def test_saps_refusal_keeps_its_class_number_and_transaction_id(
    sap: SapServer, service: str, command, message: tuple[str, str]
):
    before = numbers(sap)
    with pytest.raises(SapMessage) as refused:
        target(sap, service).execute(command)
    error = refused.value
    assert (error.message_class, error.number) == message
    assert len(error.transaction_id) == 32
    assert error.reference == error.transaction_id
    assert not error.retryable
    assert numbers(sap) == before
    assert sap.open_sessions == 0


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(NOTIFY, text="x" * 41), "NOTIFHEADER-SHORT_TEXT"),
        (replace(NOTIFY, lot="x" * 11), "NOTIFHEADER-BATCH"),
        (replace(NOTIFY, causes=(replace(CAUSE, text="x" * 41),)), "NOTIFCAUS-CAUSETEXT"),
        (replace(NOTIFY, causes=(replace(CAUSE, item="9"),)), "NOTIFCAUS-ITEM_SORT_NO"),
        (replace(NOTIFY, items=NOTIFY.items[:1] * 2), "NOTITEM-ITEM_SORT_NO"),
        (replace(COMPLETE, task="zwei"), "TASK_KEY"),
        (replace(CONFIRM, good=Decimal("1.2345")), "TIMETICKETS-YIELD"),
        (replace(CONFIRM, unit="box"), "TIMETICKETS-CONF_QUAN_UNIT"),
        (replace(QUALIFY, skill="W-TIG"), "PROFILE_ADD-OBJ_ID"),
        (replace(RECORD, results=(replace(MEAN, inspected=10**7),)), "CHAR_RESULTS-VALID_VALS"),
        (replace(NOTIFY, idempotency_key="über"), "idempotency_key"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_field_before_sap_does_anything(
    sap: SapServer, command, field: str
):
    with pytest.raises(ValueRefused) as refused:
        target(sap, ONE_CALL).execute(command)
    assert refused.value.field == field
    assert sap.control.calls == []


@both
def test_what_somebody_has_locked_may_be_tried_again(sap: SapServer, service: str):
    sap.store.table("locks").append({"AUFNR": ORDER, "UNAME": "WE_BUCHER"})
    with pytest.raises(SapLocked, match="locked by user WE_BUCHER") as raised:
        target(sap, service).execute(CONFIRM)
    assert raised.value.retryable
    sap.store.table("locks").clear()
    assert not target(sap, service).execute(CONFIRM).repeated


def test_the_logon_and_a_system_that_is_away_are_said_as_for_reading(sap: SapServer):
    away = target(sap, SESSION)
    away.check()
    sap.control.mode = Mode.DOWN
    with pytest.raises(Unavailable):
        away.execute(NOTIFY)


# ------------------------------------------------------------------ what is possible


def test_it_is_a_command_target_that_says_what_it_can(sap: SapServer):
    reader = target(sap, SESSION)
    assert isinstance(reader, CommandTarget)
    assert set(reader.commands) == set(COMMAND_TYPES)
    assert reader.commands["create_notification"] is Capability.SUPPORTED
    assert reader.commands["set_permission"] is Capability.UNSUPPORTED


@pytest.mark.parametrize(
    ("services", "given", "said"),
    [
        ((ONE_CALL, SESSION), {}, "create notification: one call"),
        ((ONE_CALL, SESSION), {"way": "session"}, "create notification: session"),
        ((SESSION,), {}, "create notification: session"),
        ((SESSION,), {"way": "one_call"}, "no WSDL has Z_QL_NOTIFICATION_CREATE"),
        (("z_ql_notification",), {}, "no one service has BAPI_QUALNOT_CREATE, BAPI_QUALNOT_SAVE"),
        ((SESSION,), {"table_reader": "Z_READ"}, "without Z_READ it could not be known"),
        ((SESSION,), {"external_numbers": True, "table_reader": "Z_READ"}, "notification: session"),
        ((SESSION,), {"key_field": "PO_NUMBER"}, "no field PO_NUMBER of 20 characters"),
        ((ONE_CALL,), {"one_call": {"key": "I_UUID"}}, "has no I_UUID, without which keys"),
    ],
)
def test_the_check_says_which_way_each_command_goes(sap, services, given: dict, said: str):
    assert said in target(sap, *services, writes=given).check()


@pytest.mark.parametrize(
    ("given", "said"),
    [({"writes": {"way": "one_call"}}, "no WSDL has"), ({"plant": None}, "needs `plant`")],
)
def test_what_is_not_offered_is_unsupported_and_refused_with_the_reason(sap, given, said):
    reader = target(sap, SESSION, **given)
    assert reader.commands["decide_usage"] is Capability.UNSUPPORTED
    with pytest.raises(ConfigurationError, match=said):
        reader.execute(DECIDE, dry_run=True)
    with pytest.raises(ConfigurationError, match="no function that allows or blocks"):
        reader.execute(SetPermission(idempotency_key="k", person="1", operation="2", allowed=False))


def test_bapis_in_a_service_without_sessions_cannot_be_committed(sap: SapServer, tmp_path: Path):
    abap = dictionary.read()
    stateless = Published(name="Z_ALONE", functions=abap.services["Z_QL_TRANSACTION"].functions)
    file = tmp_path / "alone.wsdl"
    file.write_text(wsdl.write(stateless, abap, f"{sap.url}/x"), encoding="utf-8")
    reader = target(sap, wsdl=[str(file)])
    assert reader.commands["create_notification"] is Capability.UNSUPPORTED
    with pytest.raises(ConfigurationError, match="the service of BAPI_QUALNOT_CREATE keeps no"):
        reader.execute(NOTIFY)


def test_without_sap_it_is_unknown_what_is_possible(sap: SapServer):
    reader = target(sap, ONE_CALL)
    sap.control.mode = Mode.DOWN
    assert reader.commands["create_notification"] is Capability.UNKNOWN
    assert reader.commands["set_permission"] is Capability.UNSUPPORTED


def test_reading_leaves_no_session(sap: SapServer):
    # of lots by a service without sessions, of qualifications by one that keeps them
    reader = target(sap, "z_ql_inspection_lot", SESSION, persons=[PERSON])
    reader.check()
    assert reader.lookup(Stream.INSPECTION, OPEN_LOT) is not None
    (page, _) = reader.pages(Stream.QUALIFICATION, None)
    assert [record.person for record in page.records] == [PERSON]
    assert sap.open_sessions == 0
