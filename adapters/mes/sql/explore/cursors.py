"""How to know what is new in a table: by its key, by a time of change, or by reading all of it."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.contract import Stream
from adapters.mes.sql.explore.catalogue import Kind
from adapters.mes.sql.explore.matching import Match, Matcher, Place
from adapters.mes.sql.explore.words import fit, words_for

_NEARLY = 0.95  # the same row may have been delivered twice
_OVERLAP_IDS = 200
_OVERLAP_MINUTES = 60
_EVENTS = {
    Stream.PRODUCTION_COUNT,
    Stream.INSPECTION,
    Stream.DEFECT,
    Stream.NOTIFICATION,
    Stream.INDICATOR_VALUE,
}
Refer = Callable[[Place], str]


def cursor_of(matcher: Matcher, match: Match, refer: Refer) -> dict[str, Any]:
    """The cursor of a matched table."""
    key = Place((), match.table, match.table.columns[match.table.key[0]])
    grows = key.column.kind is Kind.INTEGER and len(match.table.key) == 1
    if grows and _number_with_versions(matcher, match) is not None:
        return {"id": refer(key), "overlap_ids": _OVERLAP_IDS}
    place = match.places.get("changed")
    if place is not None and _always_there(matcher, place):
        cursor: dict[str, Any] = {"changed": refer(place)}
        form = _form(matcher, place)
        if place.column.kind is Kind.MOMENT or (form and form.startswith("%Y")):
            cursor |= {"id": refer(key), "overlap_minutes": _OVERLAP_MINUTES}
            return cursor | ({"form": form} if form else {})
    if match.stream in _EVENTS and grows:
        return {"id": refer(key), "overlap_ids": _OVERLAP_IDS}
    return {"id": refer(key), "whole": True}


def revision_of(match: Match, cursor: Mapping[str, Any], refer: Refer) -> Any:
    """What tells a correction; ``None`` where rows are only added."""
    version = match.places.get("version")
    if version is not None:
        return refer(version)
    if "changed" in cursor:
        form = cursor.get("form")
        return {"column": cursor["changed"], "form": form} if form else cursor["changed"]
    return {"read": "day"} if cursor.get("whole") else None


def key_of(matcher: Matcher, match: Match, refer: Refer, prefix: str) -> Any:
    """The primary key or, where corrections are further rows, what they have in common."""
    table = match.table
    number = _number_with_versions(matcher, match)
    columns = list(table.key) if number is None else [number]
    references = [refer(Place((), table, table.columns[name])) for name in columns]
    if len(references) > 1:
        return {"all_of": references, **({"prefix": prefix} if prefix else {})}
    return {"column": references[0], "prefix": prefix} if prefix else references[0]


def _number_with_versions(matcher: Matcher, match: Match) -> str | None:
    """A number that several rows have in several versions: rows are only ever added."""
    if "version" not in match.places:
        return None
    table, version = match.table, match.places["version"].column.name
    sample = matcher.sample(table)
    words = words_for("key")
    numbers = [
        c.name
        for c in table.columns.values()
        if fit(c.name, words) > 0.8 and (c.name,) != table.key and table.link_of(c.name) is None
    ]
    for name in numbers:
        if sample.differ([name, version]) >= _NEARLY and sample.has_all(name):
            return name if matcher.has_duplicates(table, name) else None
    return None


def _always_there(matcher: Matcher, place: Place) -> bool:
    sample = matcher.sample(place.table)
    return not place.column.nullable or (bool(sample.rows) and sample.has_all(place.column.name))


def _form(matcher: Matcher, place: Place) -> str | None:
    if place.column.kind is not Kind.TEXT:
        return None
    return matcher.sample(place.table).time_form(place.column.name)
