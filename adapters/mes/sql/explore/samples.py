"""How values are written: read from some rows of a table, the newest where a key tells them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import func, select

from adapters.contract import AdapterError
from adapters.mes.sql.database import Database
from adapters.mes.sql.explore.catalogue import Table
from adapters.mes.sql.model import TableOrQuery
from adapters.mes.sql.query import source_of

ROWS = 300
_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y%m%d",
)
_COMMA = re.compile(r"-?[\d.]*,\d+-?")
_FEW = 20  # more different values are no codes
_ENOUGH = 0.8
"""The share of values that must be written alike for a form to be believed."""


@dataclass(slots=True)
class Sample:
    """Some rows of one table; ``values`` are those of each column that are not empty."""

    rows: Sequence[Mapping[str, Any]] = ()
    values: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])

    def differ(self, columns: Sequence[str]) -> float:
        """The share of rows that have values of their own in these columns."""
        seen = [tuple(row[c] for c in columns) for row in self.rows]
        return len(set(seen)) / len(seen) if seen else 0.0

    def filled(self, column: str) -> float:
        """The share of the rows in which a column holds something; 1 where there are no rows."""
        return len(self.values.get(column, ())) / len(self.rows) if self.rows else 1.0

    def has_all(self, column: str) -> bool:
        """Whether the column holds something in each row."""
        return len(self.values.get(column, ())) == len(self.rows)

    def time_form(self, column: str) -> str | None:
        """How times are written where they are text or numbers; ``None`` where none fits."""
        texts = [str(v).strip() for v in self.values.get(column, ()) if not _is_time(v)]
        for form in _FORMS:
            if texts and sum(_reads(text, form) for text in texts) >= _ENOUGH * len(texts):
                return form
        return None

    def holds_times(self, column: str) -> bool:
        values = self.values.get(column, ())
        return any(_is_time(v) for v in values) or self.time_form(column) is not None

    def has_decimal_comma(self, column: str) -> bool:
        texts = [v for v in self.values.get(column, ()) if isinstance(v, str)]
        return any(_COMMA.fullmatch(text.strip()) for text in texts)

    def is_numeric_text(self, column: str) -> bool:
        texts = [str(v).strip() for v in self.values.get(column, ())]
        plain = [t for t in texts if re.fullmatch(r"[-+]?[\d.,]+-?", t)]
        return bool(texts) and len(plain) >= _ENOUGH * len(texts)

    def encodings(self, column: str) -> list[str]:
        """The encodings to try on a column of bytes; none for what is text already."""
        given = self.values.get(column, ())
        raw = [bytes(cast(bytes, v)) for v in given if isinstance(v, bytes | memoryview)]
        foreign = [value for value in raw if not _decodes(value, "utf-8")]
        if not foreign:
            return []
        chinese = sum(_looks_chinese(value) for value in foreign)
        return ["utf-8", "gb18030" if chinese > len(foreign) / 2 else "latin-1"]


def read_sample(database: Database, table: Table, columns: Collection[str]) -> Sample:
    """These columns of the last rows by key, or of any; empty where they cannot be read."""
    names = sorted({*columns, *table.key})
    if not names:
        return Sample()
    chosen = source_of(TableOrQuery(table.name), set(names), "s")
    query = select(*(chosen.c[name] for name in names)).limit(ROWS)
    if table.key:
        query = query.order_by(*(chosen.c[name].desc() for name in table.key))
    try:
        rows = [dict(zip(names, row, strict=True)) for row in database.rows(query)]
    except AdapterError:
        return Sample()
    values = {name: [row[name] for row in rows if row[name] is not None] for name in names}
    return Sample(rows, values)


def read_codes(database: Database, table: Table, column: str) -> list[str]:
    """The different values of a column, where they are few; none where that takes too long."""
    chosen = source_of(TableOrQuery(table.name), {column}, "s").c[column]
    try:
        rows = database.rows(select(chosen).distinct().limit(_FEW + 1))
    except AdapterError:
        return []
    found = sorted({str(value).strip() for (value,) in rows if value is not None} - {""})
    return found if len(found) <= _FEW else []


def read_duplicates(database: Database, table: Table, column: str) -> bool:
    """Whether two rows have the same in a column; not, where that takes too long to know."""
    chosen = source_of(TableOrQuery(table.name), {column}, "s").c[column]
    twice = select(chosen).group_by(chosen).having(func.count() > 1).limit(1)
    try:
        return bool(database.rows(twice))
    except AdapterError:
        return False


def _is_time(value: Any) -> bool:
    return isinstance(value, datetime | date)


def _reads(text: str, form: str) -> bool:
    try:
        year = datetime.strptime(text, form).year  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return 1970 <= year <= 2100


def _looks_chinese(value: bytes) -> bool:
    """Nearly any bytes are GB18030: its common characters, or what Latin has no letters for."""
    if not _decodes(value, "gb18030"):
        return False
    return _decodes(value, "gb2312") or any(0x80 <= byte < 0xA0 for byte in value)


def _decodes(value: bytes, encoding: str) -> bool:
    try:
        value.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
