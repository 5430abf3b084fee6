"""Jobs: deferred with what they are about, once, and freed when their worker dies."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from loop_building import Mes, one, opened_jobs, rows, write_settings
from sqlalchemy import text

from adapters.contract import Stream
from demo.runtime.database import Server
from gateway.loop.jobs import Jobs
from gateway.loop.worker import run_worker

ERP = {"adapter": "json2", "url": "http://127.0.0.1:9", "feed_key": "k"}
EXECUTABLE = Path(sys.executable).with_name("quality-loop")


async def waiting(jobs: Jobs) -> list[str]:
    found = await rows(jobs.loop.warehouse, "SELECT task_name FROM procrastinate_jobs ORDER BY id")
    return [row["task_name"] for row in found]


async def test_a_feed_is_deferred_only_with_what_it_is_to_feed(
    tmp_path: Path, warehouse_url: str
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=ERP)) as jobs:

        async def fail() -> None:
            async with jobs.loop.warehouse.write() as connection:
                await jobs.defer_feed(connection)
                raise RuntimeError("the process dies here")

        with pytest.raises(RuntimeError):
            await fail()
        assert await waiting(jobs) == []
        async with jobs.loop.warehouse.write() as connection:
            await jobs.defer_feed(connection)
        assert await waiting(jobs) == ["feed"]


async def test_a_feed_that_waits_already_does_not_spoil_the_transaction(
    tmp_path: Path, warehouse_url: str
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=ERP)) as jobs:
        for cursor in ("a", "b"):
            async with jobs.loop.warehouse.write() as connection:
                statement = "INSERT INTO source_state (source, stream) VALUES ('mes', :stream)"
                await connection.execute(text(statement), {"stream": cursor})
                await jobs.defer_feed(connection)
        assert await waiting(jobs) == ["feed"]
        assert len(await rows(jobs.loop.warehouse, "SELECT * FROM source_state")) == 2


async def test_what_is_due_is_deferred_once(tmp_path: Path, warehouse_url: str, mes: Mes) -> None:
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings(every=60))
    async with opened_jobs(file) as jobs:
        await jobs.find_streams()
        assert await jobs.defer_due() == 1
        assert await jobs.defer_due() == 0
        await jobs.app.run_worker_async(wait=False, delete_jobs="always", listen_notify=False)
        assert (await one(jobs.loop.warehouse, "SELECT * FROM source_state"))["state"] == "ok"
        assert await jobs.defer_due() == 0


async def test_a_source_that_is_found_late_disturbs_nobody(
    tmp_path: Path, warehouse_url: str, mes: Mes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a source that is found just while the jobs of another are deferred, then both are
    deferred in the end.
    """
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings(), late=mes.settings())
    async with opened_jobs(file) as jobs:
        await jobs.find_streams()
        late = jobs.streams.pop("late")
        defer = jobs._defer_pull

        async def find_another(source: str, stream: Stream) -> bool:
            jobs.streams["late"] = late
            return await defer(source, stream)

        monkeypatch.setattr(jobs, "_defer_pull", find_another)
        assert await jobs.defer_due() + await jobs.defer_due() == 2


async def test_an_error_of_our_own_does_not_end_the_looking(
    tmp_path: Path, warehouse_url: str, mes: Mes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a worker in whose own code an error comes up once, then it pulls all the same."""
    mes.write("1")
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings())
    async with opened_jobs(file) as jobs:
        defer, failures = jobs.defer_due, [RuntimeError("a mistake")]

        async def fail_once() -> int:
            if failures:
                raise failures.pop()
            return await defer()

        monkeypatch.setattr(jobs, "defer_due", fail_once)
        running = asyncio.create_task(run_worker(jobs))

        async def pulled() -> bool:
            query = "SELECT 1 AS n FROM production_count"
            return len(await rows(jobs.loop.warehouse, query)) == 1

        await until(30, pulled)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_a_source_without_a_usable_adapter_says_so_and_the_others_are_pulled(
    tmp_path: Path, warehouse_url: str, mes: Mes, odd_path: str
) -> None:
    file = write_settings(
        tmp_path,
        warehouse_url,
        mes=mes.settings(),
        unknown={"adapter": "nosuch"},
        broken={"adapter": "missing"},
        unset={"adapter": "sql", "url": "sqlite:////none"},
        mistaken={"adapter": "mistaken", "port": 1},
    )
    async with opened_jobs(file) as jobs:
        await jobs.find_streams()
        assert list(jobs.streams) == ["mes"]
        states = await rows(jobs.loop.warehouse, "SELECT source, reason FROM source_state")
        reasons = {row["source"]: row["reason"] for row in states}
        assert "no adapter nosuch is installed" in reasons["unknown"]
        assert "cannot be loaded" in reasons["broken"]
        assert "sources.unset.mapping is missing" in reasons["unset"]
        assert "KeyError" in reasons["mistaken"]


@contextmanager
def running_worker(file: Path, odd_path: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "QUALITY_LOOP_CONFIG": str(file), "PYTHONPATH": odd_path}
    with log.open("wb") as out:
        process = subprocess.Popen([EXECUTABLE, "worker"], env=environment, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


async def until(seconds: float, look: Any) -> None:
    end = time.monotonic() + seconds
    while not await look():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.1)


async def test_a_hanging_source_delays_nobody_and_a_worker_ends_when_told(
    tmp_path: Path, warehouse_url: str, mes: Mes, odd_path: str, silent_port: int
) -> None:
    """Given one source that answers and one that hangs, when a worker runs, then what is written
    in the MES meanwhile comes in again and again; when it is told to end, it does so although the
    call still hangs.
    """
    mes.write("1")
    hanging = {"adapter": "hanging", "port": silent_port, "time_limit": 600, "slow_after": 0.5}
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings(), hang=hanging)
    async with opened_jobs(file) as jobs:
        look = jobs.loop.warehouse

        async def counts(number: int) -> bool:
            return len(await rows(look, "SELECT 1 AS n FROM production_count")) == number

        async def hangs() -> bool:
            states = await rows(look, "SELECT state FROM source_state WHERE source = 'hang'")
            return [row["state"] for row in states] == ["slow"]

        with running_worker(file, odd_path, tmp_path / "log") as worker:
            await until(30, lambda: counts(1))
            await until(10, hangs)
            for number in (2, 3):
                mes.write(str(number))
                await until(10, lambda number=number: counts(number))
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, 15) == 0
        state = await one(look, "SELECT * FROM source_state WHERE source = 'hang'")
        assert state["running_since"] is None


async def test_jobs_of_a_worker_that_was_killed_are_free_again(
    tmp_path: Path, warehouse_url: str, odd_path: str, silent_port: int
) -> None:
    hanging = {"adapter": "hanging", "port": silent_port, "time_limit": 600}
    file = write_settings(tmp_path, warehouse_url, hang=hanging)
    async with opened_jobs(file, dead_after=0.5) as jobs:

        async def runs() -> bool:
            query = "SELECT 1 AS n FROM procrastinate_jobs WHERE status = 'doing'"
            return len(await rows(jobs.loop.warehouse, query)) == 1

        with running_worker(file, odd_path, tmp_path / "log") as worker:
            await until(30, runs)
            worker.kill()
        await asyncio.sleep(0.6)
        assert await jobs.free_dead() == 1
        assert not await runs()


async def test_a_worker_whose_warehouse_goes_away_ends_with_a_sentence(
    tmp_path: Path, warehouse_url: str, mes: Mes, odd_path: str, postgres: Server
) -> None:
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings())
    with running_worker(file, odd_path, tmp_path / "log") as worker:
        async with opened_jobs(file) as jobs:

            async def pulled() -> bool:
                return len(await rows(jobs.loop.warehouse, "SELECT 1 AS n FROM source_state")) == 1

            await until(30, pulled)
        postgres.drop(warehouse_url.rpartition("/")[2].partition("?")[0])
        assert await asyncio.to_thread(worker.wait, 60) == 1
    assert "The warehouse does not answer" in (tmp_path / "log").read_text().splitlines()[-1]
