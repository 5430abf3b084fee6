"""One part of a SAP mapping, compiled against the WSDLs: from a record's content to the record."""

from collections.abc import Mapping
from typing import Any

from adapters.contract import ConfigurationError, Reason, Record, Stream
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Row
from adapters.mapping.model import FieldSpec
from adapters.mapping.part import CompiledPart
from adapters.mapping.plant import Plant
from adapters.sap.columns import Content
from adapters.sap.decoding import Kind, Simple, Table
from adapters.sap.layout import SapLayout, fields_of
from adapters.sap.listed import ListReaders
from adapters.sap.model import SapPart
from adapters.sap.wsdl import Function


class CompiledSapPart(CompiledPart):
    """Converts contents; ``row`` lays a content out. Raises ``ConfigurationError`` when made,
    where the mapping names what the functions do not have.
    """

    def __init__(
        self, plant: Plant, stream: Stream, part: SapPart, functions: Mapping[str, Function]
    ) -> None:
        columns = {str(spec): spec for spec in part.columns.values()}
        described = _described(part)
        fields, tables = _fields(part, functions)
        whole = all(detail.function in functions for detail in part.details)
        layout = SapLayout(part.name, fields, {**columns, **part.columns}, whole=whole)
        super().__init__(plant, stream, described, layout, order=())
        self.part = part
        self._sap_layout = layout
        self._unknown_place = layout.unknown_place()
        self._lists = ListReaders(stream, part, layout, tables, plant.clock, plant.encodings)
        self._open = layout.getter(part.list.open.empty) if part.list.open else None
        self._created = _created(part, layout)
        self._without_lists = self._read
        self._read = self._whole_record

    @property
    def listed_fields(self) -> set[str]:
        """The fields of the list's rows that are needed; others may be forgotten."""
        by = {column for detail in self.part.details for column in detail.by.values()}
        created = self.part.list.created
        return self._sap_layout.fields_read | by | {created.field or "" if created else ""}

    def row(self, content: Content) -> Row:
        return self._sap_layout.row(content)

    def key(self, content: Content) -> str | None:
        """The record's key; ``None`` where it is empty."""
        try:
            return str(self._key_of(self.row(content)))
        except Flaw:
            return None

    def key_values(self, key: str) -> dict[str, str] | None:
        """The columns that a key is made of; ``None`` for a key of another form."""
        spec = self.part.key
        column, joined = spec.column or "", self.part.columns.get(spec.column or "")
        if not key.startswith(spec.prefix):
            return None
        text = key[len(spec.prefix) :]
        if joined is None or joined.join is None:
            return {column: text}
        texts = text.split(joined.between)
        return (
            dict(zip(joined.join, texts, strict=True)) if len(texts) == len(joined.join) else None
        )

    def is_open(self, content: Content) -> bool:
        """Whether the record will change without SAP telling."""
        return self._open is not None and not str(self._open(content) or "").strip()

    def created(self, content: Content) -> str | None:
        """The day by which the list selects, as text."""
        return self._created(content) if self._created else None

    def _whole_record(self, row: Row) -> Record:
        unknown = row[self._unknown_place]
        if unknown:
            raise Flaw(
                Reason.UNKNOWN_FIELD,
                f"SAP sent {unknown}, which the WSDL does not know: it is older than the"
                " function. Load the WSDL again, then replay.",
            )
        return self._lists.filled(self._without_lists(row), row)


def _described(part: SapPart) -> SapPart:
    """The part with every worked out column named by what it is worked out of, so that errors
    and rejected rows say that.
    """
    names = {name: str(spec) for name, spec in part.columns.items()}

    def field(spec: FieldSpec) -> FieldSpec:
        given = None if spec.column is None else names.get(spec.column, spec.column)
        several = tuple(names.get(n, n) for n in spec.first_of or ()) or None
        return spec.model_copy(update={"column": given, "first_of": several})

    changes: dict[str, Any] = {
        "key": field(part.key),
        "revision": None if part.revision is None else field(part.revision),
        "fields": {name: field(spec) for name, spec in part.fields.items()},
    }
    if part.unit is not None:
        column = names.get(part.unit.column or "", part.unit.column)
        changes["unit"] = part.unit.model_copy(update={"column": column})
    if part.reversal is not None:
        column = names.get(part.reversal.column, part.reversal.column)
        of = field(part.reversal.of)
        changes["reversal"] = part.reversal.model_copy(update={"column": column, "of": of})
    return part.model_copy(update=changes)


def _fields(
    part: SapPart, functions: Mapping[str, Function]
) -> tuple[dict[str, Kind], dict[str, Kind]]:
    """What a content may hold, and the tables among it."""
    known = fields_of(functions[part.list.function].reply)
    listed = {name: kind for name, kind in known.items() if isinstance(kind, Table)}
    for table in (part.list.table, *part.list.beside):
        if table not in listed:
            raise ConfigurationError(
                f"Part {part.name}: {part.list.function} answers with no table {table}"
                f" (it has {', '.join(sorted(listed))})."
            )
    found: dict[str, Kind] = {}
    for table in part.list.beside:
        found |= {table: known[table]} if table in known else {}
    for detail in part.details:
        if detail.function in functions:
            found |= fields_of(functions[detail.function].reply)
    if part.list.persons is not None:
        found[part.list.persons] = Simple(None, "char")
    tables: dict[str, Kind] = {n: kind for n, kind in found.items() if isinstance(kind, Table)}
    return found | fields_of(listed[part.list.table]), tables


def _created(part: SapPart, layout: SapLayout) -> Any:
    window = part.list.created
    return layout.getter(window.field) if window is not None and window.field else None
