"""A small MES in SQLite, with one flaw at a time."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from adapters.contract import Page, ProductionCount, Record, Rejection, Stream
from adapters.mes.sql import SqlSettings, SqlSource

SCHEMA = """
CREATE TABLE booking (
    row_no INTEGER PRIMARY KEY, number TEXT, version INTEGER, reversal TEXT, reverses TEXT,
    operation TEXT, center TEXT, lot BLOB, badge TEXT, shift TEXT, begun TEXT, done TEXT,
    total TEXT, good NUMERIC, scrap NUMERIC, rework NUMERIC, unit TEXT, changed TEXT, note TEXT
);
CREATE TABLE operation (code TEXT PRIMARY KEY, weight TEXT);
CREATE TABLE center (code TEXT PRIMARY KEY, successor TEXT);
CREATE TABLE reading (
    row_no INTEGER PRIMARY KEY, machine TEXT, at TEXT, operation TEXT, center TEXT, shift TEXT,
    total INTEGER, scrap INTEGER
);
"""

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


class SmallMes:
    """The database and its mapping; each ``book`` writes a good row but for what it says."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "mes.sqlite"
        self.mapping_file = folder / "mapping.yaml"
        self.mapping: dict[str, Any] = yaml.load(MAPPING, yaml.BaseLoader)  # noqa: S506
        self._rows = 0
        self._database = sqlite3.connect(self.file, isolation_level=None)
        self._database.executescript(SCHEMA)
        self._database.execute("INSERT INTO operation VALUES ('0010', '0,250'), ('0020', NULL)")
        self._database.execute("INSERT INTO center VALUES ('0100', NULL), ('0101', '0100')")

    @property
    def part(self) -> dict[str, Any]:
        return self.mapping["streams"]["production_count"][0]

    def use(self, text: str) -> None:
        self.mapping = yaml.load(text, yaml.BaseLoader)  # noqa: S506

    def book(self, **values: Any) -> None:
        self._rows += 1
        self.insert("booking", {"row_no": self._rows, **ROW, **values})

    def read_counter(self, at: str, total: Any, scrap: Any = 0, **values: Any) -> None:
        self._rows += 1
        row = {"row_no": self._rows, "machine": "M1", "at": at, "operation": "0010"}
        row |= {"center": "0100", "shift": "F", "total": total, "scrap": scrap}
        self.insert("reading", row | values)

    def insert(self, table: str, row: dict[str, Any]) -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()])

    def sql(self, statement: str, *values: Any) -> list[Any]:
        return self._database.execute(statement, values).fetchall()

    def source(self, **settings: Any) -> SqlSource:
        self.mapping_file.write_text(
            yaml.safe_dump(self.mapping, sort_keys=False), encoding="utf-8"
        )
        url = f"sqlite:///{self.file}"
        return SqlSource("mes", SqlSettings(url=url, mapping=self.mapping_file, **settings))

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
