"""The command ``quality-loop``.

Others add commands by entry points of the group ``quality_loop.commands``: a ``typer.Typer`` or a
function. One is loaded only when it is called or the help lists it.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated

import typer

from gateway.commands import running
from gateway.commands.adapter import adapter
from gateway.commands.output import WRONG, give_up
from gateway.commands.permissions import permissions_command
from gateway.commands.rejected import rejected
from gateway.commands.sources import sources_command
from gateway.settings import SettingsError, load_settings

COMMAND_ENTRY_POINTS = "quality_loop.commands"


def make_cli(arguments: Sequence[str]) -> typer.Typer:
    """The command line, with those commands of others that the arguments may mean."""
    cli = typer.Typer(
        help="Closes the loop between production quality and people.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    cli.command("serve")(serve)
    cli.command("worker")(running.worker_command)
    cli.command("migrate")(running.migrate_command)
    cli.command("pull")(running.pull_command)
    cli.command("feed")(running.feed_command)
    cli.command("permissions")(permissions_command)
    cli.command("sources")(sources_command)
    cli.add_typer(adapter, name="adapter")
    cli.add_typer(rejected, name="rejected")
    cli.add_typer(schema, name="schema")
    for point in entry_points(group=COMMAND_ENTRY_POINTS):
        if not arguments or arguments[0] in {point.name, "--help"}:
            _add(cli, point)
    return cli


def serve(
    host: Annotated[str | None, typer.Option(help="Overrides host of the settings.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides port of the settings.")] = None,
) -> None:
    """Answer GraphQL."""
    import uvicorn

    from gateway.app import create_app

    try:
        settings = load_settings()
        app = create_app(settings)
    except SettingsError as problem:
        give_up(*problem.sentences, code=WRONG)
    uvicorn.run(app, host=host or settings.host, port=port or settings.port, log_level="info")


schema = typer.Typer(help="The GraphQL schema.", no_args_is_help=True)


@schema.callback()
def schema_group() -> None:
    """Keeps ``export`` a command of its own."""


@schema.command("export")
def export() -> None:
    """Print schema.graphql."""
    from gateway.schema import export_schema

    typer.echo(export_schema(), nl=False)


def main() -> None:
    """Entry point of the executable."""
    make_cli(sys.argv[1:])()


def _add(cli: typer.Typer, point: EntryPoint) -> None:
    try:
        command = point.load()
    except ImportError as problem:
        if sys.argv[1:2] == [point.name]:
            typer.echo(f"The command {point.name} cannot be loaded: {problem}.", err=True)
            raise SystemExit(WRONG) from problem
        return
    if isinstance(command, typer.Typer):
        cli.add_typer(command, name=point.name)
    else:
        cli.command(point.name)(command)
