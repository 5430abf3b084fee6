"""The command ``quality-loop sap``."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr, ValidationError

from adapters.contract import AdapterError, AuthenticationFailed, ConfigurationError
from adapters.sap.explore.commands import propose_commands
from adapters.sap.explore.report import Exploration
from adapters.sap.explore.streams import propose_streams
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.wsdl import Function

PASSWORD_VARIABLE = "QUALITY_LOOP_SAP_PASSWORD"  # noqa: S105 - the variable's name
FAILED, WRONG = 1, 2
_NOBODY = "QL_RFC"

app = typer.Typer(help="SAP: what its web services offer.", no_args_is_help=True)


@app.callback()
def sap() -> None:
    """Keeps ``explore`` a command of its own."""


@app.command()
def explore(
    wsdl: Annotated[list[str], typer.Argument(help="Files or addresses of WSDLs.")],
    user: Annotated[str | None, typer.Option(help="For WSDLs at an address.")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help=f"Else {PASSWORD_VARIABLE} is used, or asked for.")
    ] = None,
    client: Annotated[str, typer.Option(help="SAP's client, three digits.")] = "100",
    zone: Annotated[str, typer.Option(help="The system's time zone.")] = "UTC",
    plant: Annotated[str | None, typer.Option(help="The plant of usage decisions.")] = None,
    soap: Annotated[str | None, typer.Option(help="1.1 or 1.2; without it either.")] = None,
    types: Annotated[bool, typer.Option(help="Show the type of every field.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """List functions, parameters and tables of any WSDL, and propose what feeds or does what.

    Reads the WSDLs alone: no function is called.
    """
    for place in wsdl:
        if not _is_address(place) and not Path(place).is_file():
            _give_up(f"There is no file {place}. Name a WSDL's file or its address.", WRONG)
    by_address = any(map(_is_address, wsdl))
    password = _password(password_file, user) if by_address and user else "-"
    versions = [soap] if soap else ["1.1", "1.2"]
    try:
        settings = SapSettings.model_validate(
            {
                "wsdl": wsdl, "user": user or _NOBODY, "password": SecretStr(password),
                "client": client, "zone": zone, "plant": plant, "soap": versions[0],
            }
        )  # fmt: skip
        settings, functions = _read(settings, versions)
    except ValidationError as problem:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        _give_up(f"{wrong}.", WRONG)
    except AuthenticationFailed as problem:
        asked = "" if user else " Say whom to log on with --user."
        _give_up(f"{problem}{asked}", FAILED)
    except AdapterError as problem:
        _give_up(str(problem), FAILED)
    found = Exploration(
        settings=settings,
        places=wsdl,
        functions=functions,
        streams=propose_streams(functions, zone),
        commands=propose_commands(functions, settings),
    )
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(found.lines(all_fields=types)))


def _read(settings: SapSettings, versions: list[str]) -> tuple[SapSettings, list[Function]]:
    """The functions in the first version of SOAP that the WSDLs have, and settings that say it."""
    for version in versions:
        tried = settings.model_copy(update={"soap": version})
        system = SapSystem(tried)
        try:
            return tried, system.all_functions()
        except ConfigurationError as problem:
            if version == versions[-1] or "port" not in str(problem):
                raise
        finally:
            system.close()
    raise AssertionError("versions is never empty")


def _is_address(place: str) -> bool:
    return urlsplit(place).scheme in {"http", "https"}


def _password(file: Path | None, user: str) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as problem:
            _give_up(f"The password file cannot be read: {problem.strerror}.", WRONG)
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        _give_up(
            f"The password of {user} is missing: set {PASSWORD_VARIABLE} or say --password-file.",
            WRONG,
        )
    return str(typer.prompt(f"Password of {user}", hide_input=True))


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
