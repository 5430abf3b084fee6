"""A company's own functions: check, do, keep the caller's key and commit, in one call.

The key is kept in a table of its own, in the same transaction: who sends it again gets the first
answer, and nothing is done.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.functions import (
    confirmations,
    notification_tasks,
    qualification_changes,
    result_recording,
    usage_decisions,
)
from demo.sap_server.functions import notification_changes as notes
from demo.sap_server.notification_rows import padded

_KEYS = "posted_keys"
Messages = Sequence[Mapping[str, Any]]
# Does the work in the session and answers with the reference and the messages.
_Work = Callable[[Call], tuple[str, Messages]]


def create_notification(call: Call) -> Reply:
    return _once(call, _create)


def complete_task(call: Call) -> Reply:
    return _once(call, _complete)


def decide_usage(call: Call) -> Reply:
    return _once(call, _decide)


def record_results(call: Call) -> Reply:
    return _once(call, _record)


def create_confirmation(call: Call) -> Reply:
    return _once(call, _confirm)


def write_qualification(call: Call) -> Reply:
    return _once(call, _qualify)


def _create(call: Call) -> tuple[str, Messages]:
    created = notes.create(call)
    wrong = created["RETURN"]
    if wrong:
        return "", wrong
    draft = notes.take_draft(call, created["NOTIFHEADER_EXPORT"]["NOTIF_NO"])
    if call.request.text("I_TESTRUN"):
        return "", [message("S", "ZQL", "010", "The notification can be created")]
    number = notes.save_draft(call, draft).header["QMNUM"]
    return number, [message("S", "IM", "310", f"Notification {number} created", number)]


def _complete(call: Call) -> tuple[str, Messages]:
    wrong = notification_tasks.check_task(call)
    if wrong:
        return "", wrong
    call.session.changes.append(notification_tasks.task_change(call))
    number, key = padded(call.request.text("NUMBER")), call.request.text("TASK_KEY")
    done = message("S", "IM", "214", f"Task {key} of notification {number} completed", key)
    return f"{number}/{key.zfill(4)}", [done]


def _decide(call: Call) -> tuple[str, Messages]:
    answer = usage_decisions.decide(call)
    return call.request.text("NUMBER").zfill(12), [answer["RETURN"]]


def _record(call: Call) -> tuple[str, Messages]:
    answer = result_recording.record(call)
    reference = f"{call.request.text('INSPLOT').zfill(12)}/{call.request.text('INSPOPER')}"
    return reference, [row for row in (answer["RETURN"], *answer["RETURNTABLE"]) if row]


def _confirm(call: Call) -> tuple[str, Messages]:
    rows = confirmations.create(call)["DETAIL_RETURN"]
    return "/".join((rows[0]["CONF_NO"], rows[0]["CONF_CNT"])), [_as_ret2(row) for row in rows]


def _as_ret2(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith(("CONF_", "FLG_"))}


def _qualify(call: Call) -> tuple[str, Messages]:
    said = qualification_changes.change(call)["RETURN"]
    (row,) = call.request.rows("PROFILE_ADD")
    return f"{call.request.text('SOBID')}/{row['OBJ_ID']}", [said]


def _once(call: Call, work: _Work) -> Reply:
    key = call.request.text("I_KEY")
    if not key:
        return _answer("", False, [message("E", "ZQL", "002", "Parameter I_KEY is empty")])
    known = next((row for row in call.store.table(_KEYS) if row["KEY"] == key), None)
    if known is not None:
        return _known(call, known)
    reference, messages = work(call)
    if any(row["TYPE"] in {"A", "E"} for row in messages) or call.request.text("I_TESTRUN"):
        call.session.rollback()
        return _answer("", False, messages)
    row = {"KEY": key, "FUNCTION": call.request.function, "REFERENCE": reference}
    call.session.changes.append(lambda: call.store.table(_KEYS).append(row))
    call.session.commit()
    return _answer(reference, False, messages)


def _known(call: Call, row: Mapping[str, Any]) -> Reply:
    if row["FUNCTION"] != call.request.function:
        text = f"Key was used for {row['FUNCTION']}"
        return _answer("", False, [message("E", "ZQL", "003", text, row["FUNCTION"])])
    text = f"Posted before as {row['REFERENCE']}"
    return _answer(row["REFERENCE"], True, [message("S", "ZQL", "004", text, row["REFERENCE"])])


def _answer(reference: str, repeated: bool, messages: Messages) -> Reply:
    return {
        "E_REFERENCE": reference,
        "E_REPEATED": "X" if repeated else "",
        "RETURN": messages,
    }


FUNCTIONS: Mapping[str, FunctionCode] = {
    "Z_QL_NOTIFICATION_CREATE": create_notification,
    "Z_QL_TASK_COMPLETE": complete_task,
    "Z_QL_RESULTS_RECORD": record_results,
    "Z_QL_USAGE_DECIDE": decide_usage,
    "Z_QL_CONFIRMATION_CREATE": create_confirmation,
    "Z_QL_QUALIFICATION_WRITE": write_qualification,
}
