"""``schema``: what GraphQL offers, as a file."""

import typer

schema = typer.Typer(help="The GraphQL schema.", no_args_is_help=True)


@schema.callback()
def schema_group() -> None:
    """Keeps ``export`` a command of its own."""


@schema.command("export")
def export() -> None:
    """Print schema.graphql."""
    from gateway.schema import export_schema

    typer.echo(export_schema(), nl=False)
