"""A small MES in any of the databases that we test with, with one flaw at a time."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import NullPool, create_engine, text

from adapters.contract import Page, ProductionCount, Record, Rejection, Stream
from adapters.mes.sql import SqlSettings, SqlSource

DIALECTS = ("sqlite", "postgresql", "mariadb")
_TYPES = {
    "sqlite": {"TEXT": "TEXT", "BYTES": "BLOB", "NUMBER": "NUMERIC", "BIT": "BOOLEAN"},
    "postgresql": {"TEXT": "TEXT", "BYTES": "BYTEA", "NUMBER": "NUMERIC", "BIT": "BOOLEAN"},
    "mariadb": {"TEXT": "VARCHAR(80)", "BYTES": "BLOB", "NUMBER": "DECIMAL(30,6)", "BIT": "BIT"},
}
_MADE: set[tuple[str, str]] = set()
TABLES = {
    "booking": """
        row_no INTEGER PRIMARY KEY, number {TEXT}, version INTEGER, reversal {TEXT},
        reverses {TEXT}, operation {TEXT}, center {TEXT}, lot {BYTES}, badge {TEXT}, shift {TEXT},
        begun {TEXT}, done {TEXT}, total {TEXT}, good {NUMBER}, scrap {NUMBER}, rework {NUMBER},
        unit {TEXT}, changed {TEXT}, note {TEXT}
    """,
    "operation": "code {TEXT} PRIMARY KEY, weight {TEXT}",
    "center": "code {TEXT} PRIMARY KEY, successor {TEXT}",
    "reading": """
        row_no INTEGER PRIMARY KEY, machine {TEXT}, at {TEXT}, operation {TEXT}, center {TEXT},
        shift {TEXT}, total INTEGER, scrap INTEGER
    """,
}

FORM = "%d.%m.%Y %H:%M:%S"
MAPPING = f"""
zone: Europe/Berlin
shifts:
  F: {{name: early, start: 06:00, end: 14:00}}
  S: {{name: late, start: 14:00, end: 22:00}}
  N: {{name: night, start: 22:00, end: 06:00}}
streams:
  production_count:
    - name: booked
      from: booking
      as: b
      joins:
        - {{table: operation, as: op, on: {{code: b.operation}}}}
        - {{table: center, as: ce, on: {{code: b.center}}}}
      cursor: {{id: b.row_no}}
      key: number
      revision: version
      reversal: {{column: reversal, equals: X, of: reverses}}
      unit:
        into: pcs
        column: unit
        factors: {{ST: 1, KG: {{divide_by: op.weight, decimal: ","}}}}
      shared: {{badges: ["00009999"]}}
      fields:
        shift: shift
        operation: operation
        work_center: {{first_of: [ce.successor, b.center]}}
        lot: {{column: lot, encoding: [utf-8, gb18030]}}
        person: badge
        started: {{column: begun, form: "{FORM}"}}
        ended: {{column: done, form: "{FORM}"}}
        produced: {{column: total, decimal: ","}}
        good: good
        scrapped: scrap
        reworked: rework
"""

COUNTERS = f"""
zone: Europe/Berlin
shifts:
  F: {{start: 06:00, end: 14:00}}
  S: {{start: 14:00, end: 22:00}}
streams:
  production_count:
    - name: counted
      from: reading
      cursor: {{id: row_no}}
      key: {{column: row_no, prefix: R}}
      counter:
        machine: machine
        time: {{column: at, form: "{FORM}"}}
        digits: 4
        largest_step: 500
      unit: {{into: pcs}}
      fields: {{shift: shift, operation: operation, work_center: center,
               produced: total, scrapped: scrap, reworked: {{constant: 0}}}}
"""

ROW: dict[str, Any] = {
    "number": "0000000001",
    "version": 1,
    "reversal": " ",
    "operation": "0010",
    "center": "0100",
    "lot": b"L1",
    "badge": "00001001",
    "shift": "F",
    "begun": "02.03.2026 06:10:00",
    "done": "02.03.2026 07:10:00",
    "total": "1.100,000",
    "good": 1080,
    "scrap": 12.5,
    "rework": 7.5,
    "unit": "ST",
    "changed": "2026-03-02 07:11:00",
}


def only(*dialects: str) -> pytest.MarkDecorator:
    """Marks a test of what only these databases can hold or do."""
    return pytest.mark.parametrize("mes", dialects, indirect=True)


class SmallMes:
    """The database and its mapping; each ``book`` writes a good row but for what it says."""

    def __init__(self, folder: Path, address: str | None = None) -> None:
        """``address`` is of an empty database, or of one that another small MES was in."""
        self.file = folder / "mes.sqlite"
        self.address = address or f"sqlite:///{self.file}"
        self.dialect = self.address.partition(":")[0]
        self.mapping_file = folder / "mapping.yaml"
        self.use(MAPPING)
        self._rows = 0
        self._sources: list[SqlSource] = []
        driver = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
        url = self.address.replace(self.dialect, driver.get(self.dialect, self.dialect), 1)
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._connection = self._engine.connect()
        if self.dialect == "sqlite":
            self.sql("PRAGMA synchronous = OFF")
        for name, columns in TABLES.items():
            self.table(name, columns)
        self.sql("INSERT INTO operation VALUES ('0010', '0,250'), ('0020', NULL)")
        self.sql("INSERT INTO center VALUES ('0100', NULL), ('0101', '0100')")

    def table(self, name: str, columns: str) -> None:
        """A table without rows; its types are TEXT, BYTES, NUMBER, BIT and SQL's own."""
        if (self.address, name) in _MADE:
            self.sql(f"DELETE FROM {name}")
            return
        self.sql(f"CREATE TABLE {name} ({columns.format(**_TYPES[self.dialect])})")
        _MADE.add((self.address, name))

    def close(self) -> None:
        for source in self._sources:
            source.close()
        self._connection.close()

    @property
    def part(self) -> dict[str, Any]:
        return self.mapping["streams"]["production_count"][0]

    def use(self, text: str) -> None:
        self.mapping: dict[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506

    def book(self, **values: Any) -> None:
        self._rows += 1
        self.insert("booking", {"row_no": self._rows, **ROW, **values})

    def read_counter(self, at: str, total: Any, scrap: Any = 0, **values: Any) -> None:
        self._rows += 1
        row = {"row_no": self._rows, "machine": "M1", "at": at, "operation": "0010"}
        row |= {"center": "0100", "shift": "F", "total": total, "scrap": scrap}
        self.insert("reading", row | values)

    def insert(self, table: str, row: dict[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self._connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)

    def sql(self, statement: str) -> list[Any]:
        result = self._connection.exec_driver_sql(statement)
        return [*result.all()] if result.returns_rows else []

    def source(self, **settings: Any) -> SqlSource:
        self.mapping_file.write_text(
            yaml.dump(self.mapping, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8"
        )
        given = {"url": self.address, "mapping": self.mapping_file, **settings}
        self._sources.append(SqlSource("mes", SqlSettings(**given)))
        return self._sources[-1]

    def counts(self, **settings: Any) -> list[ProductionCount]:
        """All counts; a rejection is a failure of the test."""
        records, rejections = read(self.source(**settings))
        assert rejections == []
        return records

    def rejection(self) -> Rejection:
        """The only rejection."""
        records, rejections = read(self.source())
        assert records == []
        assert len(rejections) == 1
        return rejections[0]


def read(
    source: SqlSource, stream: Stream = Stream.PRODUCTION_COUNT, since: str | None = None
) -> tuple[list[Any], list[Rejection]]:
    """All records and rejections since a cursor."""
    return gathered(source.pages(stream, since))


def gathered(pages: Iterable[Page]) -> tuple[list[Any], list[Rejection]]:
    records: list[Record] = []
    rejections: list[Rejection] = []
    for page in pages:
        records += page.records
        rejections += page.rejections
    return records, rejections
