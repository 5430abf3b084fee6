"""Which table holds a stream, and which column, of it or of what it refers to, is which field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile

from adapters.contract import Stream
from adapters.mapping.model import QUANTITIES
from adapters.mes.sql.database import Database
from adapters.mes.sql.explore.catalogue import Catalogue, Column, Kind, Link, Table
from adapters.mes.sql.explore.fields import EXTRAS, Field, Want, fields_of, suits
from adapters.mes.sql.explore.samples import (
    Sample,
    read_codes,
    read_duplicates,
    read_sample,
)
from adapters.mes.sql.explore.words import fit, parts, vocabulary, words_for

_GOOD_ENOUGH = 0.55
# What happens has columns of its own (quantities, results); a number and a name has every thing.
_TOLD_BY_COLUMNS = {Stream.PRODUCTION_COUNT, Stream.INSPECTION}
_ALIKE = 6  # letters with which the names of a header and its lines begin alike
_CANDIDATES = 6  # tables looked at closely for each stream
_EMPTY = 0.2  # what a column loses that is always empty
_FARTHER = (1.0, 0.9, 0.75)  # what a column counts that is 0, 1, 2 references away
_GUESSED = 0.95  # what a reference counts that only names suggest


@dataclass(frozen=True, slots=True)
class Place:
    """A column, and the references by which it is reached from the table that is read."""

    path: tuple[Link, ...]
    table: Table
    column: Column


@dataclass(slots=True)
class Match:
    """A table read as a stream: where its fields are, and which needed ones nobody found."""

    stream: Stream
    table: Table
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    missing: list[str] = field(default_factory=list[str])
    score: float = 0.0


class Matcher:
    """Looks for streams in one database; samples are read when a name alone does not decide."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._samples: dict[str, Sample] = {}
        self._codes: dict[str, dict[str, list[str]]] = {}

    def sample(self, table: Table) -> Sample:
        """Some rows of a table: of the columns whose names may mean something."""
        if table.name not in self._samples:
            wanted = [name for name in table.columns if _means_something(name)]
            self._samples[table.name] = read_sample(self._database, table, wanted)
        return self._samples[table.name]

    def codes(self, table: Table, column: str) -> list[str]:
        """The different values of a column, where they are few."""
        known = self._codes.setdefault(table.name, {})
        if column not in known:
            known[column] = read_codes(self._database, table, column)
        return known[column]

    def has_duplicates(self, table: Table, column: str) -> bool:
        return read_duplicates(self._database, table, column)

    def table(self, name: str) -> Table:
        return self._catalogue[name]

    def best(self, stream: Stream) -> Match | None:
        """The table that fits a stream best; ``None`` where none does."""
        found = sorted(self._close_look(stream), key=lambda match: -match.score)
        return found[0] if found else None

    def all_equipment(self) -> list[Match]:
        """Every table of equipment: lines and machines are often kept apart."""
        levels = tuple(w for words in vocabulary()["levels"].values() for w in words)
        found = [
            self._match(Stream.EQUIPMENT, table)
            for table in self._catalogue.values()
            if fit(_bare(table), levels) >= 0.7 and not _unlikely(table) and _is_thing(table)
        ]
        whole = [match for match in found if not match.missing]
        filled = [match for match in whole if self.sample(match.table).rows]
        whole = [match for match in filled or whole if not _is_detail(match, whole)]
        order = list(vocabulary()["levels"])
        return sorted(whole, key=lambda match: (order.index(level_of(match.table)), -match.score))

    def code_of(self, link: Link, field: Field) -> tuple[tuple[Link, ...], list[Column]] | None:
        """What a reference is called: the code of the row that it leads to.

        Several columns where the first is not always filled.
        """
        table = self._catalogue.get(link.table)
        if table is None:
            return None
        own = self._codes_of_row(table)
        if own:
            return (link,), own
        for further in table.links:
            if fit(further.column, field.words) >= _GOOD_ENOUGH and further.table != table.name:
                beyond = self._catalogue.get(further.table)
                codes = self._codes_of_row(beyond) if beyond else []
                if codes:
                    return (link, further), codes
        return None

    def _codes_of_row(self, table: Table) -> list[Column]:
        scored = sorted(
            (
                (fit(c.name, words_for("code")) * suits(Want.CODE, c.kind), c)
                for c in table.columns.values()
                if table.link_of(c.name) is None
            ),
            key=lambda one: -one[0],
        )
        sample = self.sample(table)
        codes = [c for score, c in scored if score >= 0.7 and sample.filled(c.name) > 0][:2]
        always = codes and sample.filled(codes[0].name) == 1
        return codes[:1] if always else codes

    def _close_look(self, stream: Stream) -> Iterator[Match]:
        names = tuple(vocabulary()["tables"][stream.value])
        likely = sorted(
            self._catalogue.values(),
            key=lambda table: -(2 * fit(_bare(table), names) + _at_a_glance(stream, table)),
        )
        for table in likely[:_CANDIDATES]:
            match = self._match(stream, table)
            named = fit(_bare(table), names) >= _GOOD_ENOUGH
            if named or (stream in _TOLD_BY_COLUMNS and not match.missing):
                yield match

    def _match(self, stream: Stream, table: Table) -> Match:
        match = Match(stream, table)
        wanted = fields_of(stream)
        found = sorted(self._possible(wanted, table), key=lambda one: -one[0])
        taken: set[tuple[str, ...]] = set()
        worth = {f.name: 1.0 if f.needed else 0.1 if f.name in EXTRAS else 0.3 for f in wanted}
        for score, one, place in _material_first(found):
            column = (*(link.column for link in place.path), place.table.name, place.column.name)
            if one.name not in match.places and column not in taken:
                match.places[one.name] = place
                match.score += score * worth[one.name]
                taken.add(column)
        if "name" in worth and "name" not in match.places and "code" in match.places:
            match.places["name"] = match.places["code"]
        if "code" in worth and "code" not in match.places and len(table.key) == 1:
            match.places["code"] = Place((), table, table.columns[table.key[0]])
        version = match.places.get("version")
        if version is not None and version.path:
            del match.places["version"]  # of another row's corrections
        match.missing = _missing(stream, match, wanted)
        names = tuple(vocabulary()["tables"][stream.value])
        match.score += 3 * fit(_bare(table), names) - 1.5 * len(match.missing)
        match.score -= 2.0 if _unlikely(table) else 0.0
        match.score += 2.0 if self.sample(table).rows else 0.0
        return match

    def _possible(
        self, wanted: Sequence[Field], table: Table
    ) -> Iterator[tuple[float, Field, Place]]:
        for path, reached in self._reach(table):
            nearness = self._nearness(table, path)
            is_header = len(path) == 1 and _is_header(reached, table)
            for column in reached.columns.values():
                if _of_the_record(column.name):
                    continue
                is_link = reached.link_of(column.name) is not None
                for one in wanted:
                    if path and not _may_be_far(one, is_header, is_link, len(path)):
                        continue
                    if one.needed and self.sample(reached).filled(column.name) == 0:
                        continue
                    score = self._score(one, table, reached, column) * nearness
                    if score >= _GOOD_ENOUGH:
                        score *= 1 - _EMPTY * (1 - self.sample(reached).filled(column.name))
                        yield score, one, Place(path, reached, column)

    def _nearness(self, table: Table, path: tuple[Link, ...]) -> float:
        """What a column counts at the end of these references; less where they are often empty."""
        nearness = _FARTHER[len(path)]
        for link in path:
            nearness *= 1.0 if link.declared else _GUESSED
            nearness *= 1 - _EMPTY * (1 - self.sample(table).filled(link.column))
            table = self._catalogue[link.table]
        return nearness

    def _reach(self, table: Table) -> Iterator[tuple[tuple[Link, ...], Table]]:
        """The table itself and those that it refers to, two references far."""
        yield (), table
        for link in table.links:
            near = self._catalogue.get(link.table)
            if near is None or near is table or _of_the_record(link.column):
                continue
            yield (link,), near
            for further in near.links:
                if _of_the_record(further.column):
                    continue
                far = self._catalogue.get(further.table)
                if far is not None and far not in (near, table):
                    yield (link, further), far

    def _score(self, field: Field, base: Table, table: Table, column: Column) -> float:
        link = table.link_of(column.name)
        words = _parents(base) if field.name == "parent" else field.words
        named = fit(column.name, words)
        if link is not None:
            if field.want is not Want.CODE:
                return 0.0  # a reference is neither a quantity nor a time
            return max(named, 0.95 * fit(link.table.rpartition(".")[2], words))
        if _is_internal(column):
            return 0.0 if field.want is not Want.CODE else named * 0.5
        score = named * suits(field.want, column.kind)
        if score < _GOOD_ENOUGH or not self._needs_a_look(field.want, column):
            return score
        sample = self.sample(table)
        if field.want is Want.NUMBER:
            return score if sample.is_numeric_text(column.name) else 0.0
        return score if sample.time_form(column.name) else 0.0

    @staticmethod
    def _needs_a_look(want: Want, column: Column) -> bool:
        """Whether only the values tell if a column holds numbers or times."""
        if want is Want.NUMBER:
            return column.kind is Kind.TEXT
        return want in {Want.MOMENT, Want.DAY} and column.kind in {Kind.TEXT, Kind.INTEGER}


def _material_first(
    found: Sequence[tuple[float, Field, Place]],
) -> Iterator[tuple[float, Field, Place]]:
    """The best first; a unit is that of the material, where it is another row's."""
    material = next((p for _, one, p in found if one.name == "material"), None)
    link = material and material.table.link_of(material.column.name)
    path = (*material.path, link) if material and link else None
    yield from (one for one in found if one[1].name == "unit" and one[2].path == path)
    yield from found


def _may_be_far(field: Field, is_header: bool, is_link: bool, distance: int) -> bool:
    """Whether a field may be had from a table that the one which is read refers to.

    What happened is said by the row itself or, of a line, by its header; who and where and of what
    may be said by what these refer to.
    """
    if field.name == "unit":
        return True
    if field.name in {"code", "name"}:
        return False  # of the thing itself
    if is_link and field.want is Want.CODE:
        return distance == 1 or field.needed
    return is_header and field.want in {Want.CODE, Want.MOMENT, Want.DAY}


def _is_header(table: Table, line: Table) -> bool:
    """Whether a table is the header of a line's: both are named after the same thing."""
    letters = takewhile(
        lambda pair: pair[0] == pair[1],
        zip(_bare(line).lower(), _bare(table).lower(), strict=False),
    )
    return sum(1 for _ in letters) >= _ALIKE


def _is_internal(column: Column) -> bool:
    """Whether a column is a number that only the database means something by."""
    named = parts(column.name)
    numeric = column.kind in (Kind.INTEGER, Kind.NUMBER)
    return numeric and len(named) > 1 and named[-1] == "id"


def _missing(stream: Stream, match: Match, wanted: Sequence[Field]) -> list[str]:
    missing = [f.name for f in wanted if f.needed and f.name not in match.places]
    if stream is Stream.PRODUCTION_COUNT and not {"produced", "good"} & set(match.places):
        missing.append("produced or good")
    if not match.table.key:
        missing.append("a key by which new rows are told")
    if stream is Stream.QUALIFICATION and not {"skill", "operation"} & set(match.places):
        missing.append("skill or operation")
    return missing


def _at_a_glance(stream: Stream, table: Table) -> float:
    """How many fields a table has by its own columns, without a look at the values."""
    total = 0.0
    for one in fields_of(stream):
        best = max(
            (fit(c.name, one.words) * suits(one.want, c.kind) for c in table.columns.values()),
            default=0.0,
        )
        total += best if best >= _GOOD_ENOUGH else 0.0
    count = sum(1 for one in fields_of(stream) if one.needed or one.name in QUANTITIES)
    return total / max(count, 1) - (2.0 if _unlikely(table) else 0.0)


def _bare(table: Table) -> str:
    return table.name.rpartition(".")[2]


def _unlikely(table: Table) -> bool:
    return fit(_bare(table), tuple(vocabulary()["unlikely"])) >= 0.9


def _is_detail(match: Match, others: Sequence[Match]) -> bool:
    """Whether a table is about another one's things: ``machine_capacity``, or what is done at a
    work center, which it refers to.
    """
    name, level = match.table.name, level_of(match.table)
    referred = {link.table for link in match.table.links} - {name}
    return any(
        name.startswith(f"{other.table.name}_")
        or (other.table.name in referred and level_of(other.table) == level)
        for other in others
    )


def _is_thing(table: Table) -> bool:
    """Whether a row is one thing, not a kind of things."""
    return len(table.key) == 1 and not _bare(table).lower().endswith(
        tuple(vocabulary()["kinds_of_things"])
    )


def level_of(table: Table) -> str:
    """The level of equipment that a table's name speaks of."""
    levels: Mapping[str, Sequence[str]] = vocabulary()["levels"]
    return max(levels, key=lambda level: fit(_bare(table), tuple(levels[level])))


def _parents(table: Table) -> tuple[str, ...]:
    """What the equipment above a table's own is called."""
    return tuple(vocabulary()["parents"][level_of(table)])


@cache
def _means_something(name: str) -> bool:
    return any(fit(name, tuple(w)) >= _GOOD_ENOUGH for w in vocabulary()["columns"].values())


@cache
def _of_the_record(name: str) -> bool:
    """Whether a column says who wrote the row, not what it is about."""
    return fit(name, tuple(vocabulary()["of_the_record"])) >= 0.9
