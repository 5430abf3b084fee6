"""Each system of the demo is stopped, slowed and broken, and the others are read on."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from demo.faults import Do, faults, make_fault
from demo.keeper import Keeper
from demo.parts import toml
from demo.plant.build import build_plant
from demo.runtime import ports
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout, executable
from demo.runtime.processes import Program
from demo.state import Process, RunState, status
from demo.systems.programs import Systems
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate
from gateway.warehouse.tables import STREAM_TABLES

SOURCES = ("sap", "mes", "line4", "line5", "attendance")
PATIENCE = 60.0
DIGEST = """SELECT count(*), md5(string_agg(key || '/' || revision, ',' ORDER BY key, revision))
FROM {} WHERE source = %s"""
SUMS = """SELECT sum(counts), sum(produced), sum(good), sum(scrapped), sum(reworked)
FROM measurement WHERE source = %s"""
REFUSED = """SELECT detail FROM rejected_record
WHERE source = %s AND key LIKE 'file:%%' AND resolved_at IS NULL"""


@dataclass(frozen=True)
class Running:
    """Systems that are read again and again by a worker."""

    layout: Layout
    warehouse: str

    def states(self) -> dict[str, list[dict[str, Any]]]:
        """Source → the states of its streams."""
        with psycopg.connect(self.warehouse, row_factory=dict_row) as connection:
            rows = connection.execute("SELECT * FROM source_state").fetchall()
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            found.setdefault(row["source"], []).append(row)
        return found

    def wait_for(self, source: str, *states: str) -> list[dict[str, Any]]:
        """The states of the source's streams, as soon as all of them are one of these."""
        until = time.monotonic() + PATIENCE
        while True:
            found = self.states().get(source, [])
            if found and all(row["state"] in states for row in found):
                return found
            told = {row["stream"]: (row["state"], row["reason"]) for row in found}
            assert time.monotonic() < until, f"{source} is not {states}: {told}"
            time.sleep(0.1)

    def wait_for_rejection(self, source: str) -> str:
        """Why the source's latest row was refused, as soon as a document of it was."""
        until = time.monotonic() + PATIENCE
        with psycopg.connect(self.warehouse, autocommit=True) as connection:
            while True:
                row = connection.execute(REFUSED, [source]).fetchone()
                if row is not None:
                    return row[0]
                assert time.monotonic() < until, f"no document of {source} was refused"
                time.sleep(0.1)

    def facts(self, source: str) -> dict[str, Any]:
        """Number and digest of everything that came from the source: each key and revision once."""
        found: dict[str, Any] = {}
        with psycopg.connect(self.warehouse) as connection:
            for table in (*(table.name for table in STREAM_TABLES.values()), "superseded_record"):
                row = connection.execute(DIGEST.format(table), [source]).fetchone()
                if row is not None and row[0]:
                    found[table] = row
            found["sums"] = connection.execute(SUMS, [source]).fetchone()
        return found

    def says(self, *arguments: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            [executable(), *arguments],
            env={**os.environ, "QUALITY_LOOP_CONFIG": str(self.layout.gateway_conf)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def wait_until_read(self, sources: list[str]) -> None:
        """Returns when a reading of each of their streams has begun after now and come through."""
        with psycopg.connect(self.warehouse) as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        until = time.monotonic() + PATIENCE
        while not all(_read_since(row[0], self.states()[source]) for source in sources):
            assert time.monotonic() < until, self.states()
            time.sleep(0.1)


def _read_since(moment: datetime, streams: list[dict[str, Any]]) -> bool:
    return all(moment < row["last_attempt_at"] <= row["last_success_at"] for row in streams)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one, for its systems are read again and again."""
    folder = tmp_path_factory.mktemp("small") / "plant"
    build_plant(folder, seed=1, until=date(2026, 4, 5), operators=24, weeks=10, counts=1)
    return folder


async def _migrate(url: str) -> None:
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        await migrate(warehouse.engine)


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, plant: Path, make_database: Callable[[], str]
) -> Iterator[Running]:
    layout = Layout(tmp_path_factory.mktemp("systems") / "state")
    layout.make()
    shutil.copytree(plant, layout.plant)
    warehouse = make_database()
    asyncio.run(_migrate(warehouse))
    sap = ports.choose("SAP", None, 8969 + os.getpid() % 10 * 10, option="", taken=set())
    line4 = ports.choose("line 4", None, sap + 1, option="", taken={sap})
    systems = Systems(
        plant=layout.plant,
        faults=layout.faults,
        log=layout.log,
        sap_port=sap,
        line4_port=line4,
    )
    often = {"every": 1, "longest_wait": 1, "slow_after": 2}
    tables = {f"sources.{name}": own | often for name, own in systems.sources().items()}
    # SAP's WSDLs are read for each stream and pull, which is much work every second
    tables["sources.sap"]["streams"] = ["notification", "qualification"]
    layout.gateway_conf.write_text(toml({"": {"warehouse_url": warehouse}, **tables}))
    worker = Program(
        name="worker",
        command=[executable(), "worker"],
        environment={"QUALITY_LOOP_CONFIG": str(layout.gateway_conf)},
        log=layout.log / "worker.log",
        ready=lambda: True,
    )
    ended = threading.Event()
    with ExitStack() as stack:
        run_state = RunState(Process.of(os.getpid()), state="running")
        run_state.write(layout)
        keeper = Keeper(layout, run_state, stack)
        keeper.begin_systems(systems.programs())
        keeper.wait_for_systems()
        keeper.start(worker)
        looking = threading.Thread(target=_look, args=(keeper, ended), daemon=True)
        looking.start()
        try:
            yield Running(layout, warehouse)
        finally:
            ended.set()
            looking.join()


def _look(keeper: Keeper, ended: threading.Event) -> None:
    while not ended.wait(0.1):
        keeper.look()


def test_sources_says_in_words_what_is_wrong(running: Running) -> None:
    """Given a stopped MES and a line whose last document was damaged, then the command says so;
    once the document is whole again, replaying settles it.
    """
    for source in SOURCES:
        running.wait_for(source, "ok")
    make_fault(running.layout, "line4", Do.STOP)
    make_fault(running.layout, "line5", Do.BREAK)
    try:
        reasons = {row["reason"] for row in running.wait_for("line4", "failing")}
        running.wait_for_rejection("line5")
        said = running.says("sources")
        (line5,) = [line for line in said.splitlines() if line.startswith("line5 ")]
        assert "quality-loop rejected list --source line5" in line5
        assert all(reason in said for reason in reasons)
    finally:
        for source in ("line4", "line5"):
            make_fault(running.layout, source, Do.MEND)
    running.wait_for("line4", "ok")
    replayed = json.loads(
        running.says(
            "rejected", "replay", "--source", "line5", "--reason", "unreadable_text", "--json"
        )
    )
    assert (replayed["tried"], replayed["settled"]) == (1, 1)


@pytest.mark.parametrize("what", [Do.STOP, Do.SLOW, Do.BREAK])
def test_each_is_stopped_slowed_and_broken_while_the_others_go_on(
    running: Running, what: Do
) -> None:
    """Given sources that are all well, when something happens to one after the other, then that
    one says so in words, the others are read on, and when it is mended it is well again, with
    everything that it had and nothing twice.
    """
    for source in SOURCES:
        running.wait_for(source, "ok")
    before = {source: running.facts(source) for source in SOURCES}
    for source in SOURCES:
        others = [name for name in SOURCES if name != source]
        make_fault(running.layout, source, what)
        try:
            assert_it_is_told(running, source, what)
            running.wait_until_read(others)
            for name in others:
                running.wait_for(name, "ok")
        finally:
            make_fault(running.layout, source, Do.MEND)
    for source in SOURCES:
        running.wait_for(source, "ok")
    assert {source: running.facts(source) for source in SOURCES} == before


def assert_it_is_told(running: Running, source: str, what: Do) -> None:
    if (source, what) == ("line5", Do.BREAK):
        # a folder with one bad document is still a folder with many good ones
        assert " is no whole XML, line " in running.wait_for_rejection(source)
        running.wait_for(source, "ok")
        return
    states = ("slow", "failing") if what is Do.SLOW else ("failing",)
    for row in running.wait_for(source, *states):
        assert row["reason"]
        assert row["last_success_at"] is not None


def test_a_stopped_system_is_shown_as_ended_and_the_demo_goes_on(running: Running) -> None:
    make_fault(running.layout, "mes", Do.STOP)
    try:
        shown = status(running.layout)
        assert shown["processes"]["MES"]["state"] == "ended"
        assert shown["faults"]["mes"] == "stopped"
        assert faults(running.layout) == {**dict.fromkeys(SOURCES, ""), "mes": "stopped"}
        assert not (running.layout.plant / "mes.sqlite").exists()
    finally:
        make_fault(running.layout, "mes", Do.MEND)
    assert status(running.layout)["processes"]["MES"]["state"] == "running"


def test_what_a_system_holds_is_as_before(running: Running, plant: Path) -> None:
    for what in (Do.BREAK, Do.STOP, Do.MEND):
        make_fault(running.layout, "attendance", what)
    running.wait_for("attendance", "ok")

    def rows(folder: Path) -> list[Any]:
        with sqlite3.connect(folder / "attendance.sqlite") as database:
            return database.execute("SELECT * FROM ZEITKONTO ORDER BY SATZ_NR").fetchall()

    assert rows(running.layout.plant) == rows(plant)


def test_a_source_that_is_not_there_is_a_sentence(running: Running, tmp_path: Path) -> None:
    with pytest.raises(
        SetupError, match="no source crm; there are: sap, mes, line4, line5, attendance"
    ):
        make_fault(running.layout, "crm", Do.STOP)
    with pytest.raises(SetupError, match="not running"):
        make_fault(Layout(tmp_path), "sap", Do.STOP)
