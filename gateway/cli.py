"""The command ``quality-loop``.

Others add commands by entry points of the group ``quality_loop.commands``: a ``typer.Typer`` or a
function. One, ours too, is loaded only when it is called or the help lists it.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

import typer

COMMAND_ENTRY_POINTS = "quality_loop.commands"
_WRONG = 2

_OURS = {
    "serve": "gateway.commands.serve:serve_command",
    "worker": "gateway.commands.running:worker_command",
    "migrate": "gateway.commands.running:migrate_command",
    "pull": "gateway.commands.running:pull_command",
    "feed": "gateway.commands.running:feed_command",
    "permissions": "gateway.commands.permissions:permissions_command",
    "sources": "gateway.commands.sources:sources_command",
    "adapter": "gateway.commands.adapter:adapter",
    "rejected": "gateway.commands.rejected:rejected",
    "schema": "gateway.commands.schema:schema",
}


def make_cli(arguments: Sequence[str]) -> typer.Typer:
    """The command line, with those commands that the arguments may mean."""
    cli = typer.Typer(
        help="Closes the loop between production quality and people.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    # A group with one command would be that command.
    cli.callback()(lambda: None)
    ours = [EntryPoint(name, place, COMMAND_ENTRY_POINTS) for name, place in _OURS.items()]
    meant = arguments[0] if arguments and not arguments[0].startswith("-") else None
    points = [*ours, *entry_points(group=COMMAND_ENTRY_POINTS)]
    known = {point.name for point in points}
    for point in points:
        if meant not in known or meant == point.name:
            _add(cli, point, meant=meant)
    return cli


def main() -> None:
    """Entry point of the executable."""
    make_cli(sys.argv[1:])()


def _add(cli: typer.Typer, point: EntryPoint, *, meant: str | None) -> None:
    try:
        command = point.load()
    except ImportError as problem:
        if meant == point.name:
            typer.echo(f"The command {point.name} cannot be loaded: {problem}.", err=True)
            raise SystemExit(_WRONG) from problem
        return
    if isinstance(command, typer.Typer):
        cli.add_typer(command, name=point.name)
    else:
        cli.command(point.name)(command)
