"""What changes the demo SAP: nothing before the commit of the same session, and no key twice."""

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import zeep
from zeep import xsd
from zeep.proxy import ServiceProxy

from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

ClientOf = Callable[..., zeep.Client]

SESSION = "{http://www.sap.com/webas/630/soap/features/session/}Session"


@pytest.fixture
def store(sap: SapServer) -> Iterator[Store]:
    """The system's store, as it was again afterwards."""
    before = copy.deepcopy(sap.store.__dict__)
    yield sap.store
    sap.store.__dict__.update(before)


@pytest.fixture
def changes(client_of: ClientOf, store: Store) -> ServiceProxy:
    return client_of("z_ql_transaction").service


@pytest.fixture
def one_call(client_of: ClientOf, store: Store) -> ServiceProxy:
    return client_of("z_ql_write").service


def filled(service: ServiceProxy, kind: str, **values: Any) -> Any:
    """A structure with all its fields, of which zeep wants every one."""
    element = service._client.get_type(f"{{urn:sap-com:document:sap:rfc:functions}}{kind}")
    initial = {name: _initial(part) for name, part in element.elements}
    return element(**(initial | values))


def _initial(part: xsd.Element) -> Any:
    return (
        0
        if isinstance(part.type, xsd.Decimal)
        else "0000-00-00"
        if "date" in (part.type.name or "")
        else "00:00:00"
        if part.type.name == "time"
        else ""
    )


def complaint(service: ServiceProxy, **header: Any) -> dict[str, Any]:
    values = {"SHORT_TEXT": "Naht gerissen", "MATERIAL_PLANT": "1000"} | header
    item = filled(
        service, "BAPI2078_NOTITEMI", ITEM_SORT_NO="0001", DESCRIPT="Riss", D_CODEGRP="SCHW",
        D_CODE="0010", QUANT_DEFECTS="3.000",
    )  # fmt: skip
    cause = filled(
        service, "BAPI2078_NOTCAUSI", CAUSE_SORT_NO="0001", ITEM_SORT_NO="0001",
        CAUSETEXT="Strom zu hoch",
    )  # fmt: skip
    task = filled(
        service, "BAPI2078_NOTTASKI", TASK_SORT_NO="0001", TASK_TEXT="Parameter prüfen",
        PLND_END_DATE="2026-05-01",
    )  # fmt: skip
    return {
        "NOTIF_TYPE": "Q3",
        "NOTIFHEADER": filled(service, "BAPI2078_NOTHDRI", **values),
        "NOTITEM": {"item": [item]},
        "NOTIFCAUS": {"item": [cause]},
        "NOTIFTASK": {"item": [task]},
        "RETURN": {},
    }


def numbers(store: Store) -> list[str]:
    return [notice.header["QMNUM"] for notice in store.notices()]


# ---------------------------------------------------------------------- a session


def test_a_notification_is_there_after_save_and_commit_and_not_before(
    changes: ServiceProxy, store: Store
) -> None:
    before = numbers(store)
    created = changes.BAPI_QUALNOT_CREATE(**complaint(changes)).NOTIFHEADER_EXPORT
    assert created.NOTIF_NO.startswith("%")
    saved = changes.BAPI_QUALNOT_SAVE(NUMBER=created.NOTIF_NO, RETURN={}).NOTIFHEADER
    assert saved.NOTIF_NO.isdigit()
    assert numbers(store) == before

    changes.BAPI_TRANSACTION_COMMIT(WAIT="X")

    assert numbers(store) == [*before, saved.NOTIF_NO]
    notice = store.notice(saved.NOTIF_NO)
    assert notice is not None
    assert [row["FECOD"] for row in notice.items] == ["0010"]
    assert [row["URTXT"] for row in notice.causes] == ["Strom zu hoch"]
    assert [row["PETER"] for row in notice.tasks] == ["2026-05-01"]


def test_what_was_created_is_listed(
    one_call: ServiceProxy, client_of: ClientOf, store: Store
) -> None:
    given = complaint(one_call, PURCH_NO_C="QL-7", INSP_LOT="000000000001")
    number = one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k0", **given).E_REFERENCE
    reply = client_of("z_ql_notification").service.Z_QL_NOTIFICATION_LIST(I_QMNUM=number)
    (header,), (task,) = reply.ET_HEADER.item, reply.ET_TASK.item
    assert (header.QMTXT, header.BSTNK, header.STTXT) == ("Naht gerissen", "QL-7", "OSNO")
    assert (task.MATXT, task.STTXT) == ("Parameter prüfen", "TSOS")


@pytest.mark.parametrize("lost_by", ["no save", "rollback", "another session"])
def test_a_notification_is_lost(
    changes: ServiceProxy, store: Store, client_of: ClientOf, lost_by: str
) -> None:
    before = numbers(store)
    created = changes.BAPI_QUALNOT_CREATE(**complaint(changes)).NOTIFHEADER_EXPORT
    if lost_by != "no save":
        changes.BAPI_QUALNOT_SAVE(NUMBER=created.NOTIF_NO, RETURN={})
    if lost_by == "rollback":
        changes.BAPI_TRANSACTION_ROLLBACK()
    if lost_by == "another session":
        changes._client.transport.session.cookies.clear()
    changes.BAPI_TRANSACTION_COMMIT()
    assert numbers(store) == before


@pytest.mark.parametrize(
    ("header", "kind", "message"),
    [
        ({"SHORT_TEXT": ""}, "Q3", ("IM", "055")),
        ({"MATERIAL": "NO-SUCH"}, "Q3", ("M3", "305")),
        ({}, "Q9", ("IM", "041")),
    ],
)
def test_a_notification_that_cannot_be_is_refused(
    changes: ServiceProxy, store: Store, header: dict, kind: str, message: tuple[str, str]
) -> None:
    reply = changes.BAPI_QUALNOT_CREATE(**(complaint(changes, **header) | {"NOTIF_TYPE": kind}))
    (row,) = reply.RETURN.item
    assert ("E", *message) == (row.TYPE, row.ID, row.NUMBER)


def test_sort_numbers_are_needed(changes: ServiceProxy) -> None:
    given = complaint(changes)
    for table in ("NOTITEM", "NOTIFCAUS", "NOTIFTASK"):
        for field in ("ITEM_SORT_NO", "CAUSE_SORT_NO", "TASK_SORT_NO"):
            if field in given[table]["item"][0]:
                given[table]["item"][0][field] = "0000"
    said = {row.NUMBER for row in changes.BAPI_QUALNOT_CREATE(**given).RETURN.item}
    assert "401" in said


def test_a_task_is_completed_once(changes: ServiceProxy, store: Store) -> None:
    notice = next(n for n in store.notices() if any("ERLDAT" not in t for t in n.tasks))
    task = next(t for t in notice.tasks if "ERLDAT" not in t)
    key = {"NUMBER": notice.header["QMNUM"], "TASK_KEY": task["MANUM"], "TASK_CODE": "01"}
    done = {"CARRIED_OUT_DATE": "2026-04-30", "CARRIED_OUT_BY": "QM0210", "RETURN": {}}
    checked = changes.BAPI_QUALNOT_CHANGETSKSTAT(**key, **done, TESTRUN="X")
    assert (checked.SYSTEMSTATUS, checked.RETURN) == ("TSCO", None)
    changes.BAPI_QUALNOT_CHANGETSKSTAT(**key, **done)
    changes.BAPI_QUALNOT_SAVE(NUMBER=key["NUMBER"], RETURN={})
    assert "ERLDAT" not in task

    changes.BAPI_TRANSACTION_COMMIT()

    assert (task["STTXT"], task["ERLDAT"], task["ERLNAM"]) == ("TSCO", "2026-04-30", "QM0210")
    again = changes.BAPI_QUALNOT_CHANGETSKSTAT(**key, **done).RETURN.item
    assert [row.NUMBER for row in again] == ["217"]


def test_a_lot_is_decided_once(changes: ServiceProxy, store: Store) -> None:
    lot = next(lot for lot in store.lots() if not lot.usage_decision)
    data = filled(
        changes, "BAPI2045UD", INSPLOT=lot.number, UD_SELECTED_SET="01", UD_PLANT=store.plant,
        UD_CODE_GROUP="01", UD_CODE="R", UD_RECORDED_ON_DATE="2026-04-30",
    )  # fmt: skip
    said = changes.BAPI_INSPLOT_SETUSAGEDECISION(NUMBER=lot.number, UD_DATA=data).RETURN
    assert (said.TYPE, said.ID, said.NUMBER) == ("S", "QV", "050")
    assert lot.usage_decision == {}
    changes.BAPI_TRANSACTION_COMMIT()
    assert lot.usage_decision["CODE_VALUATION"] == "R"
    said = changes.BAPI_INSPLOT_SETUSAGEDECISION(NUMBER=lot.number, UD_DATA=data).RETURN
    assert (said.TYPE, said.NUMBER) == ("E", "046")


def test_the_header_of_the_last_call_ends_the_session(
    changes: ServiceProxy, sap: SapServer, store: Store
) -> None:
    changes.BAPI_TRANSACTION_ROLLBACK()
    kept = sap.open_sessions
    last = xsd.Element(SESSION, xsd.ComplexType([xsd.Element("enableSession", xsd.String())]))
    changes.BAPI_TRANSACTION_ROLLBACK(_soapheaders=[last(enableSession="false")])
    assert sap.open_sessions == kept - 1


def test_rows_of_a_table_are_found_by_conditions(changes: ServiceProxy, store: Store) -> None:
    first = next(iter(store.notices())).header
    reply = changes.RFC_READ_TABLE(
        QUERY_TABLE="QMEL",
        DELIMITER="|",
        OPTIONS={"item": [{"TEXT": f"QMNUM = '{first['QMNUM']}'"}]},
        FIELDS={"item": [filled(changes, "RFC_DB_FLD", FIELDNAME=f) for f in ("QMNUM", "QMART")]},
        DATA={},
    )
    assert [row.WA.split("|") for row in reply.DATA.item] == [[first["QMNUM"], first["QMART"]]]
    with pytest.raises(zeep.exceptions.Fault, match="TABLE_NOT_AVAILABLE"):
        changes.RFC_READ_TABLE(QUERY_TABLE="PA0008", OPTIONS={}, FIELDS={}, DATA={})


# ---------------------------------------------------------------------- one call


def test_one_call_creates_and_commits_and_knows_the_key_again(
    one_call: ServiceProxy, store: Store
) -> None:
    before = numbers(store)
    tried = one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k1", I_TESTRUN="X", **complaint(one_call))
    assert (tried.E_REFERENCE, numbers(store)) == (None, before)
    first = one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k1", **complaint(one_call))
    again = one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k1", **complaint(one_call))
    assert numbers(store) == [*before, first.E_REFERENCE]
    assert (again.E_REFERENCE, again.E_REPEATED) == (first.E_REFERENCE, "X")
    assert first.E_REPEATED is None


def test_an_answer_that_got_lost_leaves_the_deed_done(
    one_call: ServiceProxy, sap: SapServer, store: Store
) -> None:
    before = numbers(store)
    sap.control.lost = {"Z_QL_NOTIFICATION_CREATE"}
    with pytest.raises(zeep.exceptions.TransportError):
        one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k2", **complaint(one_call))
    again: SimpleNamespace = one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k2", **complaint(one_call))
    assert again.E_REPEATED == "X"
    assert numbers(store) == [*before, again.E_REFERENCE]


def test_a_key_that_is_another_functions_is_refused(one_call: ServiceProxy, store: Store) -> None:
    one_call.Z_QL_NOTIFICATION_CREATE(I_KEY="k3", **complaint(one_call))
    reply = one_call.Z_QL_TASK_COMPLETE(
        I_KEY="k3", NUMBER="1", TASK_KEY="0001", TASK_CODE="01", RETURN={}
    )
    assert [(row.TYPE, row.NUMBER) for row in reply.RETURN.item] == [("E", "003")]
