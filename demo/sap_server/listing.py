"""How the company's own list functions select: by day of creation and change, key and plant."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.sap_server.call import Call, Reply, message
from demo.sap_server.store import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFunction:
    """A function ``Z_QL_…_LIST``: the rows of ``table`` of the store come back in ``into``.

    ``created`` is the field with the day of creation, ``keys`` parameter → field. Rows come in
    order of creation; a limit cuts the latest.
    """

    table: str
    into: str
    created: str
    keys: dict[str, str]

    def __call__(self, call: Call) -> Reply:
        request = call.request
        since, until = request.day("I_DATE_FROM"), request.day("I_DATE_TO")
        if since and until and since > until:
            text = f"Lower limit {since} is later than upper limit {until}"
            return {"RETURN": [message("E", "ZQL", "001", text, since, until)]}
        wanted = self._wanted(call)
        rows = sorted(call.store.table(self.table), key=lambda row: str(row.get(self.created, "")))
        found = [row for row in rows if wanted(row)]
        shown = found[: request.number("I_MAX_ROWS", 0) or None]
        done = message("S", "ZQL", "000", f"{len(shown)} rows selected", str(len(shown)))
        return {self.into: shown, "RETURN": [done]}

    def _wanted(self, call: Call) -> Callable[[Fields], bool]:
        request = call.request
        since, until = request.day("I_DATE_FROM"), request.day("I_DATE_TO") or "9999-12-31"
        changed, plant = request.day("I_CHANGED_FROM"), request.text("I_PLANT")
        asked = {field: given for p, field in self.keys.items() if (given := request.text(p))}

        def wanted(row: Fields) -> bool:
            created = str(row.get(self.created, ""))
            if not since <= created <= until or max(row.get("AEDAT", ""), created) < changed:
                return False
            if plant and row.get("WERKS") != plant:
                return False
            return all(_equal(given, row.get(field)) for field, given in asked.items())

        return wanted


def _equal(asked: str, has: object) -> bool:
    """Keys may be asked for without their leading zeros, as ABAP's ALPHA takes them."""
    text = str(has or "")
    return asked in {"0000-00-00", text} or asked.zfill(len(text)) == text


Select = Callable[[str], bool]


def in_ranges(call: Call, name: str) -> Select:
    """What a table of ranges selects; everything where it is empty."""
    ranges = [
        (row["SIGN"], row["OPTION"], row["LOW"], row["HIGH"]) for row in call.request.rows(name)
    ]

    def selected(value: str) -> bool:
        including = [r for r in ranges if r[0] == "I"]
        excluding = [r for r in ranges if r[0] == "E"]
        return (not including or any(_in(r, value) for r in including)) and not any(
            _in(r, value) for r in excluding
        )

    return selected


def _in(given: tuple[str, str, str, str], value: str) -> bool:
    _, option, low, high = given
    return {
        "EQ": value == low,
        "NE": value != low,
        "GE": value >= low,
        "LE": value <= low,
        "GT": value > low,
        "LT": value < low,
        "BT": low <= value <= high,
        "NB": not low <= value <= high,
    }.get(option, False)
