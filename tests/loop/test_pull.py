"""Pulling: where it goes on, what it says of itself, and that nobody waits for a bad source."""

import asyncio
import time
from pathlib import Path

import pytest
from loop_building import Mes, one, opened_jobs, rows, write_settings

from adapters.contract import Stream, TimedOut, Unavailable
from gateway.loop.jobs import Jobs
from gateway.loop.pull import pull
from gateway.loop.reading import MOST_LEFT_BEHIND
from gateway.loop.state import Pace
from gateway.warehouse.ingest import Ingested

COUNTS = Stream.PRODUCTION_COUNT


async def pull_counts(jobs: Jobs, source: str) -> Ingested:
    return await pull(jobs.loop, source, COUNTS, on_change=jobs.defer_feed)


async def state_of(jobs: Jobs, source: str) -> dict[str, object]:
    query = "SELECT * FROM source_state WHERE source = :source"
    return await one(jobs.loop.warehouse, query, source=source)


async def test_a_pull_goes_on_where_the_last_one_ended(
    tmp_path: Path, warehouse_url: str, mes: Mes
) -> None:
    mes.write("1")
    mes.write("2")
    async with opened_jobs(write_settings(tmp_path, warehouse_url, mes=mes.settings())) as jobs:
        assert (await pull_counts(jobs, "mes")).created == 2
        assert (await pull_counts(jobs, "mes")).records == 0
        mes.write("3")
        mes.write("1", version=2, bad=6)
        done = await pull_counts(jobs, "mes")
        assert (done.created, done.replaced) == (1, 1)
        total = await one(jobs.loop.warehouse, "SELECT produced, scrapped FROM measurement")
        assert (total["produced"], total["scrapped"]) == (300, 16)
        state = await state_of(jobs, "mes")
        assert (state["state"], state["records"], state["running_since"]) == ("ok", 4, None)


async def test_what_came_before_a_failure_stays_and_the_next_pull_goes_on_there(
    tmp_path: Path, warehouse_url: str, odd_path: str
) -> None:
    """Given a source that fails after two pages, then both are stored, the state says since when
    and why, and after the repair the third page follows without reading the first two again.
    """
    script = tmp_path / "script"
    script.write_text('["1", "2"]\n["3"]\ndown\n')
    odd = {"adapter": "scripted", "script": "script", "every": 10, "longest_wait": 35}
    async with opened_jobs(write_settings(tmp_path, warehouse_url, odd=odd)) as jobs:
        with pytest.raises(Unavailable):
            await pull_counts(jobs, "odd")
        stored = await rows(jobs.loop.warehouse, "SELECT key FROM production_count ORDER BY 1")
        assert [row["key"] for row in stored] == ["1", "2", "3"]
        first = await state_of(jobs, "odd")
        assert (first["state"], first["reason_code"], first["reason"], first["reference"]) == (
            "failing",
            "unavailable",
            "The MES does not answer.",
            "T-42",
        )
        with pytest.raises(Unavailable):
            await pull_counts(jobs, "odd")
        second = await state_of(jobs, "odd")
        assert second["since"] == first["since"]
        assert second["failures"] == 2

        script.write_text('["1", "2"]\n["3"]\n["4"]\n')
        assert (await pull_counts(jobs, "odd")).records == 1
        third = await state_of(jobs, "odd")
        assert (third["state"], third["reason"], third["failures"]) == ("ok", None, 0)
        assert third["since"] > first["since"]


def test_the_wait_doubles_up_to_its_limit() -> None:
    pace = Pace(every=10, longest_wait=35)
    assert [pace.wait_after(failures) for failures in (1, 2, 3, 100)] == [20, 35, 35, 35]
    assert Pace(every=60, longest_wait=5).wait_after(3) == 60


async def test_a_hanging_source_is_given_up_and_called_slow_meanwhile(
    tmp_path: Path, warehouse_url: str, odd_path: str, silent_port: int
) -> None:
    hanging = {"adapter": "hanging", "port": silent_port, "time_limit": 0.6, "slow_after": 0.2}
    async with opened_jobs(write_settings(tmp_path, warehouse_url, hang=hanging)) as jobs:
        seen: list[object] = []
        state = jobs.loop.state_of_source("hang", COUNTS)
        original = type(state).is_slow

        async def note(keeper: object, reason: str) -> None:
            await original(state, reason)
            seen.append((await state_of(jobs, "hang"))["state"])

        began = time.monotonic()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(state), "is_slow", note)
            with pytest.raises(TimedOut, match=r"hang/production_count .* 0.6 s"):
                await pull_counts(jobs, "hang")
        assert time.monotonic() - began < 3
        assert seen == ["slow"]
        assert (await state_of(jobs, "hang"))["reason_code"] == "timed_out"


async def test_calls_that_hang_do_not_pile_up(
    tmp_path: Path, warehouse_url: str, odd_path: str, silent_port: int
) -> None:
    hanging = {"adapter": "hanging", "port": silent_port, "time_limit": 0.5}
    async with opened_jobs(write_settings(tmp_path, warehouse_url, hang=hanging)) as jobs:
        for _ in range(MOST_LEFT_BEHIND):
            with pytest.raises(TimedOut):
                await pull_counts(jobs, "hang")
        with pytest.raises(Unavailable, match="still hang"):
            await pull_counts(jobs, "hang")


async def test_two_pulls_of_a_stream_take_turns(
    tmp_path: Path, warehouse_url: str, mes: Mes
) -> None:
    for number in range(50):
        mes.write(str(number))
    file = write_settings(tmp_path, warehouse_url, mes=mes.settings(page_size=10))
    async with opened_jobs(file) as one_process, opened_jobs(file) as another:
        done = await asyncio.gather(pull_counts(one_process, "mes"), pull_counts(another, "mes"))
        assert sorted(each.records for each in done) == [0, 50]
