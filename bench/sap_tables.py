"""A large table of SAP read by the adapter, by plain zeep and by bare lxml, in turns."""

from random import Random
from time import process_time
from typing import Any

from lxml import etree

from adapters.sap.decoding import Structure
from adapters.sap.reading import ReplyReader
from adapters.sap.wsdl import reply_kind
from bench.report import Figure
from demo.sap_server.tables import SapTable

ROWS, FIELDS, TURNS, PIECE = 10_000, 20, 5, 64 * 1024
TIMES_ZEEP, TIMES_BARE = 6, 2.5
# What a table of SAP holds: mostly text and keys, some quantities, a date and a time.
TYPES = (
    *["char40"] * 5, *["char12"] * 4, *["numeric10"] * 3, "date10", "time", "unit3", "lang", "int",
    *["quantum13.3"] * 3,
)  # fmt: skip


def measure() -> list[Figure]:
    """Each reads the same bytes into the same rows; medians of CPU seconds of this process."""
    names = [f"FIELD_{chr(ord('A') + n)}" for n in range(FIELDS)]
    table = SapTable(dict(zip(names, TYPES, strict=True)))
    reply, kind = table.reply(Random(1).randrange(100), ROWS), reply_kind(table.operation)  # noqa: S311
    seconds: dict[str, list[float]] = {"adapter": [], "zeep": [], "bare": []}
    for _ in range(TURNS):
        for name, taken in (
            ("adapter", _seconds(_by_adapter, kind, reply)),
            ("zeep", _seconds(_by_zeep, table, reply)),
            ("bare", _seconds(_by_bare_lxml, reply)),
        ):
            seconds[name].append(taken)
    adapter, zeep, bare = (sorted(taken)[TURNS // 2] for taken in seconds.values())
    shape = f"SAP table of {ROWS:,} × {FIELDS}"
    return [
        Figure.of(
            f"{shape}, of {TIMES_ZEEP} × zeep",
            ROWS / adapter,
            "rows/s",
            TIMES_ZEEP * ROWS / zeep,
            least=1,
        ),
        Figure.of(
            f"{shape}, of bare lxml / {TIMES_BARE}",
            ROWS / adapter,
            "rows/s",
            ROWS / bare / TIMES_BARE,
            least=1,
        ),
    ]


def _seconds(read: Any, *given: Any) -> float:
    began = process_time()
    rows = read(*given)
    taken = process_time() - began
    assert len(rows) == ROWS
    return taken


def _by_adapter(kind: Structure, reply: bytes) -> list[Any]:
    reader, rows = ReplyReader(kind), list[Any]()
    for start in range(0, len(reply), PIECE):
        for _, some in reader.feed(reply[start : start + PIECE]):
            rows += some
    reader.close()
    return rows


def _by_zeep(table: SapTable, reply: bytes) -> list[Any]:
    parser = etree.XMLParser(huge_tree=True)
    return table.operation.process_reply(etree.fromstring(reply, parser)).ET_ROWS.item


def _by_bare_lxml(reply: bytes) -> list[Any]:
    return [
        {field.tag: field.text for field in row} for row in etree.fromstring(reply).iter("item")
    ]
