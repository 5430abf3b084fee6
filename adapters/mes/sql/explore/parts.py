"""One part of a proposed mapping: a matched table written down in the words of the file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields as record_fields
from typing import Any

from adapters.contract import RECORD_TYPES, Stream
from adapters.mapping.model import QUANTITIES, field_types
from adapters.mes.sql.explore.catalogue import Kind, Link, Table
from adapters.mes.sql.explore.codes import codes_as, flags_of, units_of
from adapters.mes.sql.explore.cursors import cursor_of, key_of, revision_of
from adapters.mes.sql.explore.fields import EXTRAS, Field, Want, fields_of
from adapters.mes.sql.explore.matching import Match, Matcher, Place, level_of
from adapters.mes.sql.explore.words import fit, words_for

_OWN = "t"
_MANY = 20  # columns, beyond which their names tell nothing any more
_EVENT = {*QUANTITIES, "started", "ended"}
_NUMERIC = (Kind.INTEGER, Kind.NUMBER)


class PartWriter:
    """Writes the part of one match.

    ``notes`` are what somebody has to look at, ``asides`` what he may want to know.
    """

    def __init__(self, matcher: Matcher, match: Match, *, several: bool, with_shift: bool) -> None:
        """``several``: other tables give the same stream. ``with_shift``: there is a plan."""
        self._matcher = matcher
        self._match = match
        self._several = several
        self._with_shift = with_shift
        self._aliases: dict[tuple[Link, ...], str] = {(): _OWN}
        self._joins: list[dict[str, Any]] = []
        self._used: set[str] = set()
        self.notes: list[str] = []
        self.asides: list[str] = []

    def part(self) -> dict[str, Any]:
        match, table = self._match, self._match.table
        of_stream = {f.name: f for f in fields_of(match.stream)}
        chosen = {
            name: self._field(of_stream[name], place)
            for name, place in match.places.items()
            if name not in EXTRAS and not (name == "shift" and not self._with_shift)
        }
        self._complete(chosen)
        self._name_for_code(chosen)
        chosen = {name: chosen[name] for name in field_types(match.stream) if name in chosen}
        cursor = cursor_of(self._matcher, match, self._reference)
        prefix = f"{_bare(table)}/" if self._several else ""
        part: dict[str, Any] = {"name": _bare(table), "from": table.name, "as": _OWN}
        part["cursor"] = cursor
        part["key"] = key_of(self._matcher, match, self._reference, prefix)
        revision = revision_of(match, cursor, self._reference)
        if revision is not None:
            part["revision"] = revision
        if any(f.name == "unit" for f in record_fields(RECORD_TYPES[match.stream])):
            part["unit"] = self._unit()
        if match.stream is Stream.INDICATOR_VALUE and "ends" not in chosen:
            part["period"] = _period(chosen.pop("begins"))
        if "shift" in chosen:
            part["shift_by_time"] = True
        part["fields"] = chosen
        if self._joins:
            part = _after(part, "as", {"joins": self._joins})
        self._look_back()
        return part

    def _complete(self, chosen: dict[str, Any]) -> None:
        """Adds what no column says and can be said all the same."""
        stream, table = self._match.stream, self._match.table
        if stream is Stream.EQUIPMENT:
            chosen["level"] = {"constant": level_of(table)}
        if stream is Stream.INDICATOR_VALUE:
            chosen.setdefault("indicator", {"constant": _bare(table)})
        if stream is Stream.PRODUCTION_COUNT:
            missing = [name for name in QUANTITIES if name not in chosen]
            for name in ("reworked", "scrapped"):
                if name in missing and len(missing) > 1:
                    chosen[name] = {"constant": 0}
                    missing.remove(name)
                    self.notes.append(f"nobody found {name}: it is taken for 0")

    def _name_for_code(self, chosen: dict[str, Any]) -> None:
        """What has no code is called by its name; what has neither keeps its number."""
        place, name = self._match.places.get("code"), self._match.places.get("name")
        if place is None or name is None or self._match.stream is Stream.DEFECT:
            return
        sample, key = self._matcher.sample(self._match.table), self._match.table.key
        if (place.column.name,) == key and place.column.kind in _NUMERIC:
            self.notes.append(f"code is the internal number {chosen['code']}")
        elif sample.filled(place.column.name) < 1 and isinstance(chosen["name"], str):
            chosen["code"] = {"first_of": [chosen["code"], chosen["name"]]}

    def _field(self, field: Field, place: Place) -> Any:
        sample = self._matcher.sample(place.table)
        if field.want is Want.CODE:
            return self._code(field, place)
        reference, name = self._reference(place), place.column.name
        if field.want is Want.CHOICE and field.choices is not None:
            codes = self._matcher.codes(place.table, name)
            values, unknown = codes_as(field.choices.__name__, codes)
            self._note_codes(field.name, reference, codes, unknown)
            return {"column": reference, "values": values} if values else reference
        if field.want is Want.NUMBER:
            of_count = self._match.stream is Stream.PRODUCTION_COUNT
            if of_count and 0 < sample.filled(name) < 1:
                self.notes.append(
                    f"{reference} is sometimes empty, and nothing is taken for 0: where that is"
                    f" meant, write {field.name}: {{sql: 'coalesce({reference}, 0)'}}"
                )
            return (
                {"column": reference, "decimal": ","}
                if sample.has_decimal_comma(name)
                else (reference)
            )
        if field.want is Want.FLAG and place.column.kind is Kind.TEXT:
            codes = self._matcher.codes(place.table, name)
            values, unknown = flags_of(codes)
            self._note_codes(field.name, reference, codes, unknown)
            return {"column": reference, "values": values}
        if field.want in {Want.MOMENT, Want.DAY} and place.column.kind in (Kind.TEXT, *_NUMERIC):
            return {"column": reference, "form": sample.time_form(name)}
        return reference

    def _code(self, field: Field, place: Place) -> Any:
        """The code itself, or that of the row that the column refers to."""
        link = place.table.link_of(place.column.name)
        if link is not None and place.column.kind in _NUMERIC:
            found = self._matcher.code_of(link, field)
            if found is not None:
                steps, columns = found
                beyond = self._matcher.table(steps[-1].table)
                path = (*place.path, *steps)
                if len(columns) > 1:
                    return {"first_of": [self._reference(Place(path, beyond, c)) for c in columns]}
                place = Place(path, beyond, columns[0])
            else:
                reference = self._reference(place)
                self.notes.append(f"{field.name} is the internal number {reference}")
                return reference
        encodings = self._matcher.sample(place.table).encodings(place.column.name)
        reference = self._reference(place)
        return {"column": reference, "encoding": encodings} if encodings else reference

    def _unit(self) -> dict[str, Any]:
        place = self._match.places.get("unit")
        if place is not None:
            field = next(f for f in fields_of(self._match.stream) if f.name == "unit")
            doubts = list(self.notes)
            reference = self._code(field, place)
            if self.notes != doubts:  # no more than an internal number
                self.notes = [*doubts, f"no unit could be read at {reference}"]
                reference = None
            codes: list[str] = []
            if isinstance(reference, str):
                column = self._place_of(reference)
                codes = self._matcher.codes(column.table, column.column.name)
            factors, names = units_of(codes)
            if factors or names:
                self.notes.append(f"check the units: {', '.join(codes)} in {reference}")
                unit: dict[str, Any] = {"into": "pcs", "column": reference}
                return (
                    unit
                    | ({"factors": factors} if factors else {})
                    | ({"names": names} if names else {})
                )
        self.notes.append("nobody found the unit: all is taken for pieces")
        return {"into": "pcs"}

    def _place_of(self, reference: str) -> Place:
        alias, _, name = reference.rpartition(".")
        path = next(path for path, known in self._aliases.items() if known == alias)
        table = self._matcher.table(path[-1].table) if path else self._match.table
        return Place(path, table, table.columns[name])

    def _reference(self, place: Place) -> str:
        """``alias.COLUMN``; the tables on the way to it are joined."""
        for length in range(1, len(place.path) + 1):
            self._join(place.path[:length])
        self._used.add(place.path[0].column if place.path else place.column.name)
        return f"{self._aliases[place.path]}.{place.column.name}"

    def _join(self, path: tuple[Link, ...]) -> None:
        if path in self._aliases:
            return
        link = path[-1]
        alias = re.sub(r"\W|_id$", "", link.column, flags=re.IGNORECASE).lower() or "j"
        while alias in self._aliases.values():
            alias += "_"
        self._aliases[path] = alias
        on = {link.target: f"{self._aliases[path[:-1]]}.{link.column}"}
        self._joins.append({"table": link.table, "as": alias, "on": on})
        if not link.declared:
            self.notes.append(f"{link.table} is joined by the name of {link.column} alone")

    def _note_codes(
        self, field: str, reference: str, codes: Sequence[str], unknown: Sequence[str]
    ) -> None:
        if unknown:
            self.notes.append(f"say what {', '.join(unknown)} of {reference} means for {field}")
        elif codes:
            self.notes.append(f"check what the codes of {reference} mean for {field}")
        else:
            self.notes.append(f"{reference} has no codes, or too many, to know {field} by")

    def _look_back(self) -> None:
        stream, table = self._match.stream, self._match.table
        if not self._matcher.sample(table).rows:
            self.notes.append(f"{table.name} is empty, so no value could be looked at")
        if stream is Stream.PRODUCTION_COUNT:
            self._note_states()
        if stream is Stream.DEFECT:
            self.notes.append("found_in must be the key of its inspection or count")
        unused = [name for name in table.columns if name not in self._used]
        if unused:
            more = " …" if len(unused) > _MANY else ""
            self.asides.append(f"not used of {table.name}: {', '.join(unused[:_MANY])}{more}")
        optional = [f.name for f in fields_of(stream) if f.name not in EXTRAS]
        left = [name for name in optional if name not in self._match.places]
        if left:
            self.asides.append(f"not found, and not needed: {', '.join(left)}")

    def _note_states(self) -> None:
        """Drafts and cancelled bookings do not count; which they are, only the plant knows."""
        for path in self._aliases:
            table = self._matcher.table(path[-1].table) if path else self._match.table
            told = any(place.path == path for n, place in self._match.places.items() if n in _EVENT)
            states = [c for c in table.columns.values() if fit(c.name, words_for("status")) > 0.9]
            for column in states if told else ():
                codes = self._matcher.codes(table, column.name)
                if len(codes) > 1 and table.link_of(column.name) is None:
                    self.notes.append(
                        f"{self._aliases[path]}.{column.name} holds {', '.join(codes)}:"
                        " say in `where` which of them count"
                    )


def _period(begins: Any) -> dict[str, Any]:
    form: str = begins.get("form", "") if isinstance(begins, Mapping) else ""  # pyright: ignore
    return {"of": begins, "length": "day" if "%d" in form or not form else "month"}


def _bare(table: Table) -> str:
    return table.name.rpartition(".")[2]


def _after(part: dict[str, Any], name: str, more: dict[str, Any]) -> dict[str, Any]:
    """The same with ``more`` behind the entry of that name: as a reader expects it."""
    ordered: dict[str, Any] = {}
    for key, value in part.items():
        ordered[key] = value
        if key == name:
            ordered |= more
    return ordered
