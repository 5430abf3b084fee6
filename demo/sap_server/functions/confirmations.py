"""Confirmations of production: time tickets, each with a message of its own."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from demo.sap_server.call import Call, FunctionCode, Reply, message
from demo.sap_server.codec import Fields as Sent
from demo.sap_server.store import Fields, Store

_CONFIRMED, _ORDERS, _LOCKS = "confirmations", "orders", "locks"
_ONLY_OPERATION = "0010"


def create(call: Call) -> Reply:
    """BAPI_PRODORDCONF_CREATE_TT: all tickets or none; stored by the commit."""
    tickets = call.request.rows("TIMETICKETS")
    wrong = [_wrong(call.store, ticket) or _in_use(call, ticket) for ticket in tickets]
    if any(wrong):
        detail = [row or {"TYPE": "S", "ID": "RU", "NUMBER": "110"} for row in wrong]
        return {"RETURN": {}, "DETAIL_RETURN": [_keyed(row, "", "") for row in detail]}
    answers: list[dict[str, str]] = []
    for ticket in tickets:
        number, counter = _next_key(call.store, ticket["ORDERID"])
        text = f"Confirmation of order {ticket['ORDERID']} saved"
        answers.append(_keyed(message("S", "RU", "100", text), number, counter))
        if not call.request.text("TESTRUN"):
            call.session.changes.append(_change(call.store, ticket, number, counter))
    return {"RETURN": {}, "DETAIL_RETURN": answers}


def _keyed(row: Mapping[str, str], number: str, counter: str) -> dict[str, str]:
    return {**row, "CONF_NO": number, "CONF_CNT": counter}


def _wrong(store: Store, ticket: Sent) -> dict[str, str] | None:
    order, operation = ticket["ORDERID"], ticket["OPERATION"]
    if _order(store, order) is None:
        return message("E", "RU", "013", f"Order {order} does not exist", order)
    known = {row["VORNR"] for row in store.table(_CONFIRMED) if row["AUFNR"] == order}
    if operation not in known | {_ONLY_OPERATION}:
        text = f"Operation {operation} of order {order} does not exist"
        return message("E", "RU", "012", text, operation, order)
    if any(Decimal(ticket[name] or 0) < 0 for name in ("YIELD", "SCRAP", "REWORK")):
        return message("E", "RU", "261", "Quantities must not be negative")
    if ticket["CONF_QUAN_UNIT"] not in {"", "ST"}:
        unit = ticket["CONF_QUAN_UNIT"]
        return message("E", "BM", "302", f"Unit {unit} is not one of the order's", unit)
    return None


def _in_use(call: Call, ticket: Sent) -> dict[str, str] | None:
    """Somebody else's confirmation that is not committed, or a person with the order open."""
    order = ticket["ORDERID"]
    locked = call.locked("order", order)
    for row in call.store.table(_LOCKS):
        if row["AUFNR"] == order:
            text = f"Object requested is currently locked by user {row['UNAME']}"
            locked = message("E", "MC", "601", text, row["UNAME"])
    return None if locked is None else {**locked, "FLG_LOCKED": "X"}


def _order(store: Store, number: str) -> Fields | None:
    return next((row for row in store.table(_ORDERS) if row["AUFNR"] == number), None)


def _next_key(store: Store, order: str) -> tuple[str, str]:
    rows = [row for row in store.table(_CONFIRMED) if row["AUFNR"] == order]
    number = rows[0]["RUECK"] if rows else f"{int(order) + 2_000_000:010d}"
    highest = max((row["RMZHL"] for row in rows), default="00000000")
    return number, store.next_number(f"RMZHL/{order}", highest)


def _change(store: Store, ticket: Sent, number: str, counter: str) -> Callable[[], None]:
    today, now = store.now()
    order = ticket["ORDERID"]
    known = next((row for row in store.table(_CONFIRMED) if row["AUFNR"] == order), {})
    row: Fields = {
        "RUECK": number,
        "RMZHL": counter,
        "AUFNR": order,
        "VORNR": ticket["OPERATION"],
        "KTSCH": known.get("KTSCH", ""),
        "LTXA1": ticket["CONF_TEXT"],
        "ARBPL": ticket["WORK_CNTR"] or known.get("ARBPL", ""),
        "WERKS": ticket["PLANT"] or store.plant,
        "BUDAT": ticket["POSTG_DATE"] or today,
        "ERSDA": today,
        "ERZET": now,
        "ISDD": ticket["EXEC_START_DATE"] or ticket["POSTG_DATE"] or today,
        "ISDZ": ticket["EXEC_START_TIME"] or now,
        "IEDD": ticket["EXEC_FIN_DATE"] or ticket["POSTG_DATE"] or today,
        "IEDZ": ticket["EXEC_FIN_TIME"] or now,
        "LMNGA": _quantity(ticket["YIELD"]),
        "XMNGA": _quantity(ticket["SCRAP"]),
        "RMNGA": _quantity(ticket["REWORK"]),
        "MEINH": "ST",
        "PERNR": ticket["PERS_NO"],
        "GRUND": ticket["DEV_REASON"],
    }

    def change() -> None:
        header = _order(store, order) or {}
        of_order = {name: header[name] for name in ("MATNR", "CHARG") if name in header}
        store.table(_CONFIRMED).append({k: v for k, v in (row | of_order).items() if v})
        header["IGMNG"] = _quantity(str(Decimal(header.get("IGMNG", 0)) + Decimal(row["LMNGA"])))
        header |= {"AEDAT": today, "AEZEIT": now}

    return change


def _quantity(text: str) -> str:
    return f"{Decimal(text or 0):.3f}"


FUNCTIONS: Mapping[str, FunctionCode] = {"BAPI_PRODORDCONF_CREATE_TT": create}
