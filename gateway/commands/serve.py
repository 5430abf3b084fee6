"""``serve``: GraphQL over HTTP."""

from typing import Annotated

import typer

from gateway.commands.output import WRONG, give_up
from gateway.settings import SettingsError, load_settings


def serve_command(
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
