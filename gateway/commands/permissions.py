"""``permissions``: tell a source's system who may do what, by hand."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from gateway.commands.output import FAILED, run, show, show_json
from gateway.commands.running import AsJson, opened_loop
from gateway.loop.permissions import Permitted, Refused, send_permissions


def permissions_command(
    source: Annotated[str, typer.Argument(help="A source whose system takes permissions.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check; change nothing.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Tell everything, not only what differs.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell a source's system who may do what, as the ERP's ledger says today. Exit code 1 when
    it refuses any of it.
    """
    done, problem = run(_send(source, again=again, dry_run=dry_run))
    rows = [_row(each) for each in map(asdict, done.told)]
    if as_json:
        summary = {"unchanged": done.unchanged, "without_code": done.without_code}
        show_json({"dry_run": dry_run, "told": rows, **summary})
    else:
        show(
            rows,
            columns=["person", "operation", "told", "valid_until", "reason", "problem"],
            as_json=False,
            empty=f"Nothing is different from what {source} was told last.",
        )
        typer.echo(
            f"{'would be ' if dry_run else ''}told {len(rows)}, unchanged {done.unchanged}, "
            f"people without a code in {source} {done.without_code}"
        )
    if problem:
        typer.echo(problem, err=True)
        raise typer.Exit(FAILED)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "told": "allow" if told["allowed"] else "block"}


async def _send(source: str, *, again: bool, dry_run: bool) -> tuple[Permitted, str | None]:
    async with opened_loop() as jobs:
        try:
            return await send_permissions(jobs.loop, source, again=again, dry_run=dry_run), None
        except Refused as refused:
            return refused.permitted, str(refused)
