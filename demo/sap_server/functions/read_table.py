"""RFC_READ_TABLE: rows of a table by simple conditions, as fixed or delimited text."""

import re
from collections.abc import Callable, Mapping

from demo.sap_server.call import Call, FunctionCode, Reply
from demo.sap_server.codec import RequestError
from demo.sap_server.store import Fields, Store

_CONDITION = re.compile(r"^\s*(\w+)\s*(?:=|EQ)\s*'((?:[^']|'')*)'\s*$", re.IGNORECASE)
_AND = re.compile(r"\s+AND\s+", re.IGNORECASE)

# table → its fields with their lengths, and its rows
_TABLES: Mapping[str, tuple[Mapping[str, int], Callable[[Store], list[Fields]]]] = {
    "QMEL": (
        {"QMNUM": 12, "QMART": 2, "QMTXT": 40, "BSTNK": 35, "MATNR": 18, "AUFNR": 12},
        lambda store: [notice.header for notice in store.notices()],
    ),
    "AFRU": (
        {"RUECK": 10, "RMZHL": 8, "AUFNR": 12, "VORNR": 4, "LTXA1": 40, "STOKZ": 1},
        lambda store: store.table("confirmations"),
    ),
}


def read_table(call: Call) -> Reply:
    """Faults by the exceptions' names where table, field or condition are not known."""
    name = call.request.text("QUERY_TABLE")
    if name not in _TABLES:
        raise RequestError("TABLE_NOT_AVAILABLE")
    lengths, rows_of = _TABLES[name]
    asked = [row["FIELDNAME"] for row in call.request.rows("FIELDS")] or list(lengths)
    if not set(asked) <= lengths.keys():
        raise RequestError("FIELD_NOT_VALID")
    wanted = _conditions(call, lengths)
    rows = [
        row
        for row in rows_of(call.store)
        if all(str(row.get(field, "")) == value for field, value in wanted.items())
    ]
    limit = call.request.number("ROWCOUNT", 0)
    delimiter = call.request.text("DELIMITER")
    return {
        "DATA": [{"WA": _line(row, asked, lengths, delimiter)} for row in rows[: limit or None]],
        "FIELDS": _fields(asked, lengths, delimiter),
        "OPTIONS": [],
    }


def _conditions(call: Call, lengths: Mapping[str, int]) -> dict[str, str]:
    text = " ".join(row["TEXT"] for row in call.request.rows("OPTIONS")).strip()
    wanted: dict[str, str] = {}
    for part in _AND.split(text) if text else []:
        found = _CONDITION.match(part)
        if found is None or found.group(1).upper() not in lengths:
            raise RequestError("OPTION_NOT_VALID")
        wanted[found.group(1).upper()] = found.group(2).replace("''", "'")
    return wanted


def _line(row: Fields, asked: list[str], lengths: Mapping[str, int], delimiter: str) -> str:
    return delimiter.join(str(row.get(field, "")).ljust(lengths[field]) for field in asked)


def _fields(asked: list[str], lengths: Mapping[str, int], delimiter: str) -> list[Fields]:
    offset, described = 0, []
    for field in asked:
        described.append(
            {
                "FIELDNAME": field,
                "OFFSET": f"{offset:06d}",
                "LENGTH": f"{lengths[field]:06d}",
                "TYPE": "C",
            }
        )
        offset += lengths[field] + len(delimiter)
    return described


FUNCTIONS: Mapping[str, FunctionCode] = {"RFC_READ_TABLE": read_table}
