"""Rows per second from the MES into the warehouse, beside a bare driver read and COPY."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from adapters.contract import Stream
from bench.place import SOURCE, Place
from bench.report import Figure, Stopwatch
from demo.plant.build import MES_FILE
from gateway.loop.context import LoopContext
from gateway.loop.pull import pull

TABLES = ("BDE_MELDUNG", "ZAEHLER_STAND")


async def measure(place: Place, loop: LoopContext) -> Figure:
    """Leaves the warehouse filled with the plant's counts."""
    limit, rows = _bare(place)
    watch = Stopwatch([])
    with watch.time():
        await pull(loop, SOURCE, Stream.PRODUCTION_COUNT, on_change=_nothing)
    return Figure.of(
        "MES rows pulled into the warehouse, of a bare read and COPY",
        rows / watch.median,
        "rows/s",
        rows / limit,
    )


async def _nothing(_: Any) -> None:
    """Nothing waits for these measurements."""


def _bare(place: Place) -> tuple[float, int]:
    """Seconds, and rows, of reading every column and copying it as text."""
    watch = Stopwatch([])
    rows = 0
    for _ in range(3):
        with watch.time():
            rows = sum(_copy(place, table) for table in TABLES)
    return watch.median, rows


def _copy(place: Place, table: str) -> int:
    mes = sqlite3.connect(Path(place.plant.folder) / MES_FILE)
    mes.text_factory = bytes
    with mes, psycopg.connect(place.warehouse_url) as warehouse:
        read = mes.execute(f"SELECT * FROM {table}")
        columns = ", ".join(f'"{column[0]}" text' for column in read.description)
        warehouse.execute(f"CREATE TEMP TABLE bare ({columns}) ON COMMIT DROP")  # pyright: ignore
        copied = 0
        with warehouse.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in _texts(read):
                copy.write_row(row)
                copied += 1
    mes.close()
    return copied


def _texts(rows: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    """The rows as COPY takes them as text: undecodable bytes become question marks."""
    for row in rows:
        yield tuple(v.decode("ascii", "replace") if isinstance(v, bytes) else v for v in row)
