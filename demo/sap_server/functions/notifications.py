"""Quality notifications, through a customer function over QMEL, QMFE, QMUR and QMSM."""

from collections.abc import Mapping

from demo.sap_server.call import Call, FunctionCode, Reply, message


def list_notifications(call: Call) -> Reply:
    """Z_QL_NOTIFICATION_LIST: notifications of a date window with items, causes and tasks."""
    request = call.request
    since, until = request.day("I_DATE_FROM"), request.day("I_DATE_TO")
    changed, number = request.day("I_CHANGED_FROM"), request.text("I_QMNUM")
    plant, limit = request.text("I_PLANT"), request.number("I_MAX_ROWS", 0)
    found = [
        notice
        for notice in call.store.notices()
        if (not since or notice.header["QMDAT"] >= since)
        and (not until or notice.header["QMDAT"] <= until)
        and (not changed or notice.header["AEDAT"] >= changed)
        and (not number or notice.header["QMNUM"] == number.zfill(12))
        and (not plant or notice.header["MAWERK"] == plant)
    ]
    if since and until and since > until:
        text = f"Lower limit {since} is later than upper limit {until}"
        return {"RETURN": [message("E", "ZQL", "001", text, since, until)]}
    shown = found[: limit or None]
    done = message("S", "ZQL", "000", f"{len(shown)} notifications selected", str(len(shown)))
    return {
        "ET_HEADER": [notice.header for notice in shown],
        "ET_ITEM": [item for notice in shown for item in notice.items],
        "ET_CAUSE": [cause for notice in shown for cause in notice.causes],
        "ET_TASK": [task for notice in shown for task in notice.tasks],
        "RETURN": [done],
    }


FUNCTIONS: Mapping[str, FunctionCode] = {"Z_QL_NOTIFICATION_LIST": list_notifications}
