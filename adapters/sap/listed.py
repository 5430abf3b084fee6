"""Parts of a record that are rows of their own: a notification's items, a lot's characteristics."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, cast, get_args, get_type_hints

from adapters import contract
from adapters.contract import ConfigurationError, Record, Stream
from adapters.mapping.fields import FieldCompiler
from adapters.mapping.layout import Row
from adapters.mapping.model import Encodings
from adapters.mapping.others import value_reader
from adapters.mapping.times import PlantClock
from adapters.sap.decoding import Kind, Structure
from adapters.sap.layout import SapLayout, fields_of
from adapters.sap.model import ListedSpec, SapPart

ReadRow = Callable[[Row], Any]

_KEYS = {"number", "item", "operation"}


@dataclass(frozen=True, slots=True)
class _ListReader:
    """One list of the record; ``place`` and ``joined`` are where its tables are, as JSON."""

    name: str
    spec: ListedSpec
    place: int
    joined: Mapping[str, int]
    layout: SapLayout
    read: ReadRow

    def items(self, row: Row) -> tuple[Any, ...]:
        others = {
            table: _by_fields(_rows(row[place]), self.spec.joined[table])
            for table, place in self.joined.items()
        }
        return tuple(self._item(given, others) for given in _rows(row[self.place]))

    def _item(self, given: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
        content: dict[str, Any] = dict(given)
        for table, by_fields in others.items():
            content[table] = by_fields.get(_key(given, self.spec.joined[table]), {})
        return self.read(self.layout.row(content))


class ListReaders:
    """Fills the lists of a part's records."""

    def __init__(
        self,
        stream: Stream,
        part: SapPart,
        layout: SapLayout,
        tables: Mapping[str, Kind],
        clock: PlantClock,
        encodings: Encodings,
    ) -> None:
        self._readers: list[_ListReader] = []
        item_types = list_types(stream)
        for name, spec in part.lists.items():
            if name not in item_types:
                known = ", ".join(item_types) or "none"
                raise ConfigurationError(
                    f"Part {part.name}: a {stream} has no list {name} (it has {known})."
                )
            # Where the function that would tell is optional and missing, the list stays empty.
            if spec.rows in tables:
                rows = _layout_of(f"{part.name}.{name}", spec, tables)
                compiler = FieldCompiler(rows, clock, encodings)
                self._readers.append(
                    _ListReader(
                        name,
                        spec,
                        layout.list_place(spec.rows),
                        {t: layout.list_place(t) for t in spec.joined if t in tables},
                        rows,
                        _item_reader(spec, item_types[name], compiler),
                    )
                )

    def filled(self, record: Record, row: Row) -> Record:
        """The record with its lists. Raises ``Flaw`` for a row of them that breaks a rule."""
        found: dict[str, Any] = {reader.name: reader.items(row) for reader in self._readers}
        return replace(record, **found) if found else record


def _layout_of(name: str, spec: ListedSpec, tables: Mapping[str, Kind]) -> SapLayout:
    kinds = fields_of(tables[spec.rows])
    for table in spec.joined:
        kinds[table] = getattr(tables.get(table), "row", Structure({}))
    return SapLayout(name, kinds, spec.columns, whole=set(spec.joined) <= set(tables))


def list_types(stream: Stream) -> dict[str, Any]:
    """The fields of the stream's record that are lists, with what they hold."""
    record = contract.RECORD_TYPES[stream]
    hints = get_type_hints(record)
    return {
        f.name: get_args(hints[f.name])[0]
        for f in fields(record)
        if getattr(hints[f.name], "__origin__", None) is tuple
    }


def _item_reader(spec: ListedSpec, item_type: Any, compiler: FieldCompiler) -> ReadRow:
    hints = get_type_hints(item_type)
    required = {f.name for f in fields(item_type) if f.default is MISSING}
    missing, unknown = required - set(spec.fields), set(spec.fields) - set(hints)
    if missing or unknown:
        raise ConfigurationError(
            f"{item_type.__name__} of {spec.rows} needs {', '.join(sorted(missing)) or 'no more'}"
            f" and has no {', '.join(sorted(unknown)) or 'others'}. Correct `fields`."
        )
    readers = {
        name: value_reader(compiler, name, field, hints[name], needed=name in required & _KEYS)
        for name, field in spec.fields.items()
    }
    # A code that nobody filled in does not cost the whole record.
    blank = {name: "" for name in required if hints[name] is str} | {
        f.name: f.default for f in fields(item_type) if f.default is not MISSING
    }

    def read(row: Row) -> Any:
        values = {name: reader(row) for name, reader in readers.items()}
        given = {n: v if v is not None else blank.get(n) for n, v in values.items()}
        return item_type(**given)

    return read


def _rows(text: Any) -> Sequence[Mapping[str, Any]]:
    return cast(Sequence[Mapping[str, Any]], json.loads(text) if text else ())


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)


def _by_fields(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    return {_key(row, names): row for row in rows}
