"""Creating and changing quality notifications: nothing is stored before SAVE and the commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.functions.notification_tasks import SAVES
from demo.sap_server.notification_rows import (
    cause_out,
    header_out,
    item_out,
    padded,
    sent_notice,
    task_out,
    unknown,
)
from demo.sap_server.store import Fields, Notice, Store

_TYPES = ("Q1", "Q2", "Q3")
_DRAFTS = "notifications"
_CATALOG_9 = {"SCHW", "MASS", "OBER"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A notification in the session, under the caller's number or one that is none yet."""

    number: str
    notice: Notice


def create(call: Call) -> Reply:
    """BAPI_QUALNOT_CREATE: a draft in the session; its number is the caller's, or comes with
    SAVE.
    """
    wrong = check(call)
    if wrong:
        return {"NOTIFHEADER_EXPORT": {}, "RETURN": wrong}
    drafts = call.session.work.setdefault(_DRAFTS, {})
    number = call.request.text("EXTERNAL_NUMBER") or f"%{len(drafts) + 1:011d}"
    draft = Draft(number, sent_notice(call))
    drafts[draft.number] = draft
    return {"NOTIFHEADER_EXPORT": header_out(draft.notice, draft.number), "RETURN": []}


def save(call: Call) -> Reply:
    """BAPI_QUALNOT_SAVE: what was created or changed in this session awaits the commit."""
    number = call.request.text("NUMBER")
    draft = call.session.work.get(_DRAFTS, {}).pop(number, None)
    if draft is not None:
        return {"NOTIFHEADER": header_out(save_draft(call, draft), None), "RETURN": []}
    pending: list[Callable[[], None]] = call.session.work.get(SAVES, {}).pop(padded(number), [])
    if not pending:
        text = f"Notification {number} was neither created nor changed in this session"
        return {"NOTIFHEADER": {}, "RETURN": [message("E", "IM", "062", text, number)]}
    call.session.changes.extend(pending)
    notice = call.store.notice(padded(number))
    return {"NOTIFHEADER": header_out(notice, None) if notice else {}, "RETURN": []}


def take_draft(call: Call, number: str) -> Draft:
    """The draft of that number, which the session holds no longer."""
    draft: Draft = call.session.work[_DRAFTS].pop(number)
    return draft


def save_draft(call: Call, draft: Draft) -> Notice:
    """Gives the draft its number; it is stored by the commit."""
    notice, number = draft.notice, draft.number
    if number.startswith("%"):
        number = call.store.next_number("QMNUM", _highest(call.store))
    notice.header["QMNUM"] = number
    for row in (*notice.items, *notice.tasks, *notice.causes):
        row["QMNUM"] = number
    call.session.changes.append(lambda: call.store.add_notice(notice))
    return notice


def check(call: Call) -> list[dict[str, str]]:
    """What is wrong with the notification that the caller sent."""
    request = call.request
    kind, header = request.text("NOTIF_TYPE"), request.structure("NOTIFHEADER")
    found: list[dict[str, str]] = []
    if kind not in _TYPES:
        found.append(message("E", "IM", "041", f"Notification type {kind} is not defined", kind))
    if not header["SHORT_TEXT"]:
        found.append(message("E", "IM", "055", "Enter a short text"))
    material = header["MATERIAL"]
    if material and material not in call.store.materials():
        text = f"Material {material} does not exist"
        found.append(message("E", "M3", "305", text, material))
    found += _wrong_rows(call)
    return found


def _wrong_rows(call: Call) -> list[dict[str, str]]:
    """Sort numbers must be there, each once, and causes and tasks must belong to an item."""
    request = call.request
    items = [row["ITEM_SORT_NO"] for row in request.rows("NOTITEM")]
    wrong = [
        message("E", "IM", "401", f"Sort number missing in table {table}", table)
        for table, field in (
            ("NOTITEM", "ITEM_SORT_NO"),
            ("NOTIFCAUS", "CAUSE_SORT_NO"),
            ("NOTIFTASK", "TASK_SORT_NO"),
        )
        if any(not row[field].strip("0") for row in request.rows(table))
    ]
    if any(row["ITEM_SORT_NO"] not in items for row in request.rows("NOTIFCAUS")):
        wrong.append(message("E", "IM", "402", "A cause belongs to no item"))
    for row in request.rows("NOTITEM"):
        group, code = row["D_CODEGRP"], row["D_CODE"]
        if code and group not in _CATALOG_9:
            text = f"Code {group} {code} is not in catalog 9"
            wrong.append(message("E", "QS", "123", text, group, code))
    return wrong


def get_detail(call: Call) -> Reply:
    """BAPI_QUALNOT_GETDETAIL. Optional tables come back only where the caller sent them."""
    number = padded(call.request.text("NUMBER"))
    notice = call.store.notice(number)
    if notice is None:
        return {"NOTIFHEADER_EXPORT": {}, "RETURN": [unknown(number)]}
    tables: dict[str, list[Fields]] = {
        "NOTITEM": [item_out(row) for row in notice.items],
        "NOTIFCAUS": [cause_out(row) for row in notice.causes],
        "NOTIFTASK": [task_out(row) for row in notice.tasks],
    }
    given = {name: rows for name, rows in tables.items() if call.request.given(name)}
    return {"NOTIFHEADER_EXPORT": header_out(notice, None), "RETURN": [], **given}


def _highest(store: Store) -> str:
    numbers = [str(notice.header["QMNUM"]) for notice in store.notices()]
    return max(filter(str.isdecimal, numbers), default="000200000000")


FUNCTIONS: Mapping[str, FunctionCode] = {
    "BAPI_QUALNOT_CREATE": create,
    "BAPI_QUALNOT_SAVE": save,
    "BAPI_QUALNOT_GETDETAIL": get_detail,
}
