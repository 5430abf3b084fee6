"""Streams other than counts take the same way: pull, rejection, replay, correction."""

import sqlite3
from pathlib import Path
from typing import Any

from loop_building import one, opened_jobs, rows, write_settings

from adapters.contract import Stream
from gateway.loop.pull import pull
from gateway.loop.replay import replay
from gateway.warehouse.queries import RejectedFilter

MAPPING = """
zone: Europe/Berlin
streams:
  order:
    - name: orders
      from: works_order
      as: o
      cursor: {id: o.id}
      key: o.number
      revision: o.version
      unit: {into: pcs}
      fields:
        number: o.number
        state: {column: o.state, values: {R: running, C: completedFURTHER}}
        planned: {column: o.planned, decimal: ","}
"""


class Orders:
    """An SQLite system with works orders, and its mapping."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "orders.sqlite"
        self.mapping = folder / "orders.yaml"
        self.know_state()
        with sqlite3.connect(self.file) as database:
            database.execute(
                "CREATE TABLE works_order (id INTEGER PRIMARY KEY, number TEXT, version INTEGER, "
                "state TEXT, planned TEXT)"
            )

    def know_state(self, further: str = "") -> None:
        self.mapping.write_text(MAPPING.replace("FURTHER", further), encoding="utf-8")

    def write(self, number: str, version: int, state: str) -> None:
        with sqlite3.connect(self.file) as database:
            database.execute(
                "INSERT INTO works_order (number, version, state, planned) "
                "VALUES (?, ?, ?, '123456789012345678,12')",
                [number, version, state],
            )

    def settings(self) -> dict[str, Any]:
        return {"adapter": "sql", "url": f"sqlite:///{self.file}", "mapping": str(self.mapping)}


async def test_an_order_is_pulled_corrected_rejected_and_replayed(
    tmp_path: Path, warehouse_url: str
) -> None:
    """Given an order in a state that the mapping does not know, when the mapping learns it and
    the row is replayed, then the order is there with exact quantities and keys; a late correction
    of another one replaces it.
    """
    orders = Orders(tmp_path)
    orders.write("000000000042", 1, "R")
    orders.write("12E4", 1, "P")
    file = write_settings(tmp_path, warehouse_url, works=orders.settings())
    async with opened_jobs(file) as jobs:
        done = await pull(jobs.loop, "works", Stream.ORDER, on_change=jobs.defer_feed)
        assert (done.created, done.rejected) == (1, 1)

        orders.know_state(", P: planned")
        again = await replay(
            jobs.loop, RejectedFilter(streams=("order",)), on_change=jobs.defer_feed
        )
        assert (again.tried, again.settled) == (1, 1)

        orders.write("000000000042", 2, "C")
        done = await pull(jobs.loop, "works", Stream.ORDER, on_change=jobs.defer_feed)
        assert (done.replaced, done.rejected) == (1, 0)

        look = jobs.loop.warehouse
        found = await rows(look, "SELECT number, state, planned FROM production_order ORDER BY 1")
        assert [(row["number"], row["state"], str(row["planned"])) for row in found] == [
            ("000000000042", "completed", "123456789012345678.12"),
            ("12E4", "planned", "123456789012345678.12"),
        ]
        old = await one(look, "SELECT stream, key, revision FROM superseded_record")
        assert tuple(old.values()) == ("order", "000000000042", 1)
