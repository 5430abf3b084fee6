"""The status of a notification's task: changed in the session, saved, committed."""

from collections.abc import Callable, Mapping

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.notification_rows import padded, unknown
from demo.sap_server.store import Fields, Notice

_TASK_STATUS = {"01": "TSCO", "02": "TSRL", "03": "TSSC"}
SAVES = "saves"


def change_task(call: Call) -> Reply:
    """BAPI_QUALNOT_CHANGETSKSTAT: the new status awaits SAVE and the commit; TESTRUN checks."""
    number, wrong = padded(call.request.text("NUMBER")), check_task(call)
    if wrong:
        return {"SYSTEMSTATUS": "", "USERSTATUS": "", "RETURN": wrong}
    if not call.request.text("TESTRUN"):
        saves = call.session.work.setdefault(SAVES, {})
        saves.setdefault(number, []).append(task_change(call))
    return {
        "SYSTEMSTATUS": _TASK_STATUS[call.request.text("TASK_CODE")],
        "USERSTATUS": "",
        "RETURN": [],
    }


def check_task(call: Call) -> list[dict[str, str]]:
    request = call.request
    number, key = padded(request.text("NUMBER")), request.text("TASK_KEY").zfill(4)
    notice = call.store.notice(number)
    if notice is None:
        return [unknown(number)]
    task = _found_task(notice, key)
    if task is None:
        text = f"Task {key} does not exist in notification {number}"
        return [message("E", "IM", "215", text, key, number)]
    if request.text("TASK_CODE") not in _TASK_STATUS:
        return [message("E", "IM", "216", "Task code is not known")]
    if task.get("ERLDAT"):
        text = f"Task {key} was already completed on {task['ERLDAT']}"
        return [message("E", "IM", "217", text, key, task["ERLDAT"])]
    locked = call.locked("notification", number)
    return [locked] if locked else []


def task_change(call: Call) -> Callable[[], None]:
    """What the commit does to the task."""
    request, store = call.request, call.store
    number, key = padded(request.text("NUMBER")), request.text("TASK_KEY").zfill(4)
    code = request.text("TASK_CODE")
    today, now = store.now()
    done = {
        "ERLDAT": request.day("CARRIED_OUT_DATE") or today,
        "ERLZEIT": request.text("CARRIED_OUT_TIME") or now,
        "ERLNAM": request.text("CARRIED_OUT_BY") or store.logon.user,
    }

    def change() -> None:
        notice = store.notice(number)
        task = _found_task(notice, key) if notice else None
        if notice is not None and task is not None:
            task |= {"STTXT": _TASK_STATUS[code]} | (done if code == "01" else {})
            notice.header |= {"AEDAT": today, "AEZEIT": now}

    return change


def _found_task(notice: Notice, key: str) -> Fields | None:
    return next((task for task in notice.tasks if task["MANUM"] == key), None)


FUNCTIONS: Mapping[str, FunctionCode] = {"BAPI_QUALNOT_CHANGETSKSTAT": change_task}
