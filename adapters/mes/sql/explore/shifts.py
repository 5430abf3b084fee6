"""The shift plan, where a table holds one."""

import re
from typing import Any

from adapters.mes.sql.explore.catalogue import Catalogue, Column, Kind, Table
from adapters.mes.sql.explore.matching import Matcher
from adapters.mes.sql.explore.words import fit, words_for

_USUAL = {
    "early": {"start": "06:00", "end": "14:00"},
    "late": {"start": "14:00", "end": "22:00"},
    "night": {"start": "22:00", "end": "06:00"},
}
_CLOCK = re.compile(r"[012]?\d:[0-5]\d(:[0-5]\d)?")


def proposed_shifts(matcher: Matcher, catalogue: Catalogue) -> tuple[dict[str, Any], bool]:
    """The plan, and whether the database holds it."""
    for table in catalogue.values():
        if fit(table.name.rpartition(".")[2], words_for("shift")) >= 0.7:
            plan = _plan(matcher, table)
            if plan is not None:
                return plan, True
    return _USUAL, False


def _plan(matcher: Matcher, table: Table) -> dict[str, Any] | None:
    columns = table.columns.values()
    codes = [c for c in columns if c.kind in (Kind.TEXT, Kind.INTEGER)]
    clocks = [c for c in columns if _holds_clock(matcher, table, c)]
    code, start, end = (
        _fitting(name, choice)
        for name, choice in (("shift_code", codes), ("shift_start", clocks), ("shift_end", clocks))
    )
    if len(table.key) == 1 and table.columns[table.key[0]].kind is Kind.TEXT:
        code = table.key[0]
    if code is None or start is None or end is None or start == end:
        return None
    return {"table": table.name, "code": code, "start": start, "end": end}


def _fitting(name: str, columns: list[Column]) -> str | None:
    scored = [(fit(column.name, words_for(name)), column.name) for column in columns]
    score, found = max(scored, default=(0.0, ""))
    return found if score >= 0.7 else None


def _holds_clock(matcher: Matcher, table: Table, column: Column) -> bool:
    if column.kind is Kind.CLOCK:
        return True
    values = matcher.sample(table).values.get(column.name, ())
    return bool(values) and all(_CLOCK.fullmatch(str(value).strip()) for value in values)
