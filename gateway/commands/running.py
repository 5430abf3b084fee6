"""``worker``, ``migrate``, ``pull`` and ``feed``: the loop by hand."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from adapters.contract import AdapterError, Stream
from gateway.commands.output import FAILED, run, show, show_fields
from gateway.loop.context import LoopContext
from gateway.loop.decide import decide, decision_is_due
from gateway.loop.feed import feed
from gateway.loop.jobs import Jobs
from gateway.loop.pull import pull, streams_of
from gateway.loop.worker import run_worker
from gateway.settings import SettingsError, load_settings
from gateway.warehouse.database import Warehouse

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
OneSource = Annotated[str | None, typer.Argument(help="Its name in the settings; all without.")]


@asynccontextmanager
async def opened_loop() -> AsyncGenerator[Jobs]:
    """The loop as the settings want it, closed at the end."""
    settings = load_settings()
    async with Warehouse.open(settings) as warehouse:
        await warehouse.reach()
        jobs = Jobs(LoopContext(settings=settings, warehouse=warehouse))
        async with jobs.opened():
            yield jobs


def worker_command(
    only: Annotated[
        list[str] | None,
        typer.Option(help="Serve this source alone (erp for the feed); may be repeated."),
    ] = None,
) -> None:
    """Pull, feed and decide until stopped (SIGTERM, Ctrl-C)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    run(_work(only))


def migrate_command() -> None:
    """Bring the warehouse's tables up to date."""
    run(_migrate())
    typer.echo("The warehouse is up to date.")


def pull_command(
    source: OneSource = None,
    stream: Annotated[Stream | None, typer.Option(help="This stream alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Pull what is new, now. Exit code 1 when a stream could not be pulled."""
    rows = run(_pull(source, stream))
    show(
        rows,
        columns=["source", "stream", "created", "replaced", "unchanged", "rejected", "problem"],
        as_json=as_json,
        empty="There is nothing to pull.",
    )
    if any(row["problem"] for row in rows):
        raise typer.Exit(FAILED)


def feed_command(as_json: AsJson = False) -> None:
    """Feed what waits to the ERP and let its rules decide, now."""
    show_fields(run(_feed()), as_json=as_json)


async def _work(only: list[str] | None) -> None:
    async with opened_loop() as jobs:
        await run_worker(jobs, queues=only or None)


async def _migrate() -> None:
    # what migrations need takes long to load, and no other command needs it
    from gateway.warehouse.migrate import migrate

    async with Warehouse.open(load_settings()) as warehouse:
        await migrate(warehouse.engine)


async def _pull(source: str | None, stream: Stream | None) -> list[dict[str, Any]]:
    async with opened_loop() as jobs:
        settings = jobs.loop.settings
        if source is not None and source not in settings.sources:
            known = ", ".join(sorted(settings.sources)) or "none"
            raise SettingsError(f"There is no source {source} in the settings; there are: {known}.")
        names = [source] if source else sorted(settings.sources)
        pulled = await asyncio.gather(*(_pull_source(jobs, name, stream) for name in names))
        return [row for rows in pulled for row in rows]


async def _pull_source(jobs: Jobs, source: str, stream: Stream | None) -> list[dict[str, Any]]:
    try:
        streams = await streams_of(jobs.loop, source)
    except (AdapterError, SettingsError) as problem:
        return [{"source": source, "stream": stream, "problem": str(problem)}]
    wanted = [each for each in streams if stream in (None, each)]
    return await asyncio.gather(*(_pull_one(jobs, source, each) for each in wanted))


async def _pull_one(jobs: Jobs, source: str, stream: Stream) -> dict[str, Any]:
    row: dict[str, Any] = {"source": source, "stream": stream.value, "problem": None}
    try:
        done = await pull(jobs.loop, source, stream, on_change=jobs.defer_feed)
    except (AdapterError, SettingsError) as problem:
        return {**row, "problem": str(problem)}
    return {**row, **asdict(done)}


async def _feed() -> dict[str, Any]:
    async with opened_loop() as jobs:
        done = await feed(jobs.loop)
        raised: list[int] | None = None
        if await decision_is_due(jobs.loop.warehouse):
            raised = (await decide(jobs.loop))["raised"]
        return {**asdict(done), "needs_raised": raised}
