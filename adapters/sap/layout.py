"""Which value of a record's content is at which place of its row, held against the WSDL.

A record's content is the list's row with what belongs to it: structures and tables of the replies
by their names. Names are found as ABAP writes them, or without their underscores, which WSDLs in
camel case do not keep.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from adapters.contract import ConfigurationError
from adapters.sap.columns import Content, Getter, worked_out
from adapters.sap.decoding import Kind, Simple, Structure, Table, unknown_in
from adapters.sap.model import ColumnSpec
from adapters.sap.raw import storable

READ_AT = "READ_AT"
"""When a record was read, as a number; only lists without any window have it."""

UNKNOWN = "(unknown to the WSDL)"
_LIST = "(rows of {})"
_NO_DAY = "0000-00-00"

Fields = Mapping[str, Kind]


class SapLayout:
    """Collects the columns that a part reads. ``whole`` is false where an optional function is
    missing, whose structures then cannot be told from misspelt ones.
    """

    def __init__(
        self,
        part: str,
        fields: Fields,
        columns: Mapping[str, ColumnSpec],
        *,
        whole: bool = True,
    ) -> None:
        self._part = part
        self._fields = {**fields, READ_AT: Simple(None)}
        self._columns = columns
        self._whole = whole
        self._places: dict[str, int] = {}
        self._getters: list[Getter] = []
        self.fields_read: set[str] = set()
        """The fields and structures that any column is read from."""

    @property
    def names(self) -> Sequence[str]:
        """The columns in the order of their places."""
        return list(self._places)

    def place(self, name: str) -> int:
        """The place of a column. Raises ``ConfigurationError`` for one that SAP has not."""
        if name not in self._places:
            return self._add(name, self.getter(name))
        return self._places[name]

    def expression(self, sql: str) -> int:
        """SAP evaluates none."""
        raise ConfigurationError(
            f"Part {self._part}: SAP evaluates no `sql` ({sql}). Work it out in `columns`."
        )

    def unknown_place(self) -> int:
        """The place of the names that SAP sent and the WSDL does not know."""
        return self._add(UNKNOWN, lambda content: ", ".join(unknown_in(content)) or None)

    def list_place(self, table: str) -> int:
        """The place of a table's rows, as JSON."""
        name = self._named(self._fields, table)
        return self._add(_LIST.format(table), lambda content: _as_json(content.get(name)))

    def row(self, content: Content) -> list[Any]:
        return [getter(content) for getter in self._getters]

    def getter(self, name: str) -> Getter:
        """Reads one column of a record's content."""
        if name in self._columns:
            return worked_out(self._columns[name], self.getter)
        head, dot, tail = name.partition(".")
        if not dot:
            field = self._named(self._fields, head)
            self.fields_read.add(field)
            return _reader(field, self._fields.get(field))
        structure = self._named(self._fields, head)
        kind = self._fields.get(structure)
        if isinstance(kind, Table):
            raise ConfigurationError(
                f"Part {self._part}: {head} is a table; only `lists` reads its rows."
            )
        inner = _inner(kind)
        field = self._named(inner, tail, head) if kind is not None else tail
        read = _reader(field, inner.get(field))
        return lambda content: read(content.get(structure) or {})

    def _add(self, name: str, getter: Getter) -> int:
        self._places[name] = len(self._getters)
        self._getters.append(getter)
        return self._places[name]

    def _named(self, fields: Fields, name: str, within: str = "") -> str:
        if name in fields:
            return name
        folded = _folded(name)
        for known in fields:
            if _folded(known) == folded:
                return known
        if not within and not self._whole:
            return name
        raise ConfigurationError(
            f"Part {self._part}: SAP has no {'.'.join(filter(None, (within, name)))}"
            f" (it has {', '.join(sorted(fields))})."
        )


def _inner(kind: Kind | None) -> Fields:
    if not isinstance(kind, Structure):
        return {}
    return {name: kind.types[wire] for wire, name in kind.names.items()}


def fields_of(kind: Kind) -> dict[str, Kind]:
    """The fields of a structure, or of a table's rows, by their names in ABAP."""
    if isinstance(kind, Table):
        return fields_of(kind.row)
    return dict(_inner(kind))


def _reader(field: str, kind: Kind | None) -> Getter:
    """The value; what is initial by its ABAP type is ``None``."""
    if isinstance(kind, Simple) and kind.name.startswith("numeric"):
        return lambda content: _numc(content.get(field))
    return lambda content: _not_initial(content.get(field))


def _numc(value: Any) -> Any:
    return value if value is None or str(value).strip("0 ") else None


def _not_initial(value: Any) -> Any:
    return None if value == _NO_DAY else value


def _folded(name: str) -> str:
    return name.replace("_", "").upper()


def _as_json(rows: Any) -> str:
    given = cast(Sequence[Any], rows or ())
    return json.dumps([storable(row) for row in given], ensure_ascii=False)
