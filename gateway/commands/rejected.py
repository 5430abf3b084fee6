"""``rejected list``, ``show`` and ``replay``: rows that could not be used, tried again."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from gateway.commands.output import FAILED, WRONG, give_up, named, run, show, show_fields
from gateway.commands.running import AsJson, opened_loop
from gateway.loop.replay import replay
from gateway.settings import load_settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import (
    RejectedFilter,
    count_rejected,
    get_rejected,
    list_rejected,
)

rejected = typer.Typer(help="Rows that could not be used, and why.", no_args_is_help=True)

Sources = Annotated[list[str] | None, typer.Option("--source", help="Of this source.")]
Streams = Annotated[list[str] | None, typer.Option("--stream", help="Of this stream.")]
Reasons = Annotated[list[str] | None, typer.Option("--reason", help="For this reason.")]


@rejected.command("list")
def list_command(
    source: Sources = None,
    stream: Streams = None,
    reason: Reasons = None,
    resolved: Annotated[bool, typer.Option(help="Those that are settled instead.")] = False,
    count: Annotated[bool, typer.Option(help="Numbers by source, stream and reason.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Open rejections, oldest first."""
    where = _filter(source, stream, reason, resolved=resolved)
    show(
        run(_count(where) if count else _list(where, limit)),
        columns=["source", "stream", "reason", "open", "resolved"]
        if count
        else ["id", "source", "stream", "key", "reason", "times", "last_seen", "detail"],
        as_json=as_json,
        empty="No row is rejected.",
    )


@rejected.command("show")
def show_command(id: Annotated[int, typer.Argument()], as_json: AsJson = False) -> None:
    """One rejected row as the source gave it."""
    row = run(_get(id))
    if row is None:
        give_up(f"There is no rejected row {id}; see quality-loop rejected list.", code=FAILED)
    show_fields(row, as_json=as_json)


@rejected.command("replay")
def replay_command(
    ids: Annotated[list[int] | None, typer.Argument(help="Rows by their numbers.")] = None,
    source: Sources = None,
    stream: Streams = None,
    reason: Reasons = None,
    all_rows: Annotated[bool, typer.Option("--all", help="Every open rejection.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try rows again under today's settings. Exit code 1 when some are still rejected."""
    if not (ids or source or stream or reason or all_rows):
        give_up("Say which rows: their numbers, --source, --stream, --reason or --all.", code=WRONG)
    where = _filter(source, stream, reason, resolved=False, ids=tuple(ids or ()))
    done = run(_replay(where))
    show_fields(done, as_json=as_json)
    if done["still_rejected"] or done["sums"]:
        raise typer.Exit(FAILED)


def _filter(
    source: list[str] | None,
    stream: list[str] | None,
    reason: list[str] | None,
    *,
    resolved: bool,
    ids: tuple[int, ...] = (),
) -> RejectedFilter:
    return RejectedFilter(
        ids=ids,
        sources=tuple(source or ()),
        streams=tuple(stream or ()),
        reasons=tuple(reason or ()),
        resolved=resolved,
    )


async def _list(where: RejectedFilter, limit: int) -> list[dict[str, Any]]:
    async with Warehouse.open(load_settings()) as warehouse, warehouse.read() as connection:
        return named(await list_rejected(connection, where, limit=limit))


async def _count(where: RejectedFilter) -> list[dict[str, Any]]:
    async with Warehouse.open(load_settings()) as warehouse, warehouse.read() as connection:
        return named(await count_rejected(connection, where))


async def _get(id: int) -> dict[str, Any] | None:
    async with Warehouse.open(load_settings()) as warehouse, warehouse.read() as connection:
        row = await get_rejected(connection, id)
        return None if row is None else row._asdict()


async def _replay(where: RejectedFilter) -> dict[str, Any]:
    async with opened_loop() as jobs:
        return asdict(await replay(jobs.loop, where, on_change=jobs.defer_feed))
