"""``quality-loop mes``: what an integrator does with a database before and beside the gateway."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import SecretStr, ValidationError

from adapters.contract import AdapterError, Qualification, Record, Stream
from adapters.mes.sql.command_keys import key_table_statement
from adapters.mes.sql.database import Database
from adapters.mes.sql.explore.catalogue import read_catalogue
from adapters.mes.sql.explore.matching import Matcher
from adapters.mes.sql.explore.proposal import propose
from adapters.mes.sql.explore.writing import Preview, mapping_text, preview, report
from adapters.mes.sql.settings import SqlSettings
from adapters.mes.sql.source import SqlSource

PASSWORD = "QUALITY_LOOP_MES_PASSWORD"  # noqa: S105 - the name of a variable
_WRONG = 1
_DIALECTS = ("postgresql", "mariadb", "mysql", "sqlite")

app = typer.Typer(help="Look into a MES's database, or any other's.", no_args_is_help=True)

Url = Annotated[
    str, typer.Argument(help="postgresql://user@host/db, mariadb://…, sqlite:////path/mes.sqlite")
]
PasswordFile = Annotated[
    Path | None, typer.Option(help=f"Holds the password; or set {PASSWORD} in the environment.")
]
TimeLimit = Annotated[float, typer.Option(help="Seconds for one query.")]
Zone = Annotated[str | None, typer.Option(help="Of times without one, such as Europe/Berlin.")]


@app.command()
def explore(
    url: Url,
    out: Annotated[Path | None, typer.Option(help="Write the mapping there.")] = None,
    zone: Zone = None,
    rows: Annotated[int, typer.Option(min=1, help="How many rows of a stream to preview.")] = 20,
    password_file: PasswordFile = None,
    password: Annotated[str | None, typer.Option(envvar=PASSWORD, hidden=True)] = None,
    time_limit: TimeLimit = 30.0,
) -> None:
    """Propose a mapping, preview rows through it, and say what is missing.

    Nothing is written to the database. Without --out the mapping alone is the standard output.
    """
    with tempfile.TemporaryDirectory(prefix="quality-loop-") as folder:
        file = Path(folder) / "proposed.yaml"
        settings = _settings(
            url=url, password=password, password_file=password_file, mapping=file,
            time_limit=time_limit,
        )  # fmt: skip
        database = Database(settings)
        try:
            answered = database.description()
            catalogue = read_catalogue(database)
            matcher = Matcher(database, catalogue)
            proposal = propose(matcher, catalogue, zone or database.zone() or "UTC")
        except AdapterError as error:
            _give_up(str(error))
        finally:
            database.close()
        if not proposal.streams:
            absent = [f"  {name}: {why}" for name, why in proposal.absent.items()]
            none = f"{answered}: none of {len(catalogue)} tables can be read as one of the streams."
            _give_up(none, *absent)
        text = mapping_text(proposal)
        file.write_text(text, encoding="utf-8")
        previews = _previews(settings, proposal.streams, rows)
    for line in report(f"{answered}: {len(catalogue)} tables", proposal, previews, out):
        typer.echo(line, err=out is None)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo("", err=True)
        typer.echo(text, nl=False)


def _previews(settings: SqlSettings, streams: Any, rows: int) -> dict[str, Preview]:
    source = SqlSource("explored", settings)
    try:
        return {name: preview(source, Stream(name), rows) for name in streams}
    finally:
        source.close()


@app.command()
def permissions(
    url: Url,
    mapping: Annotated[Path, typer.Option(help="A file, or one that comes along: qcadoo.")],
    person: Annotated[str | None, typer.Option(help="Only this person's.")] = None,
    operation: Annotated[str | None, typer.Option(help="Only for this operation.")] = None,
    zone: Zone = None,
    password_file: PasswordFile = None,
    password: Annotated[str | None, typer.Option(envvar=PASSWORD, hidden=True)] = None,
    time_limit: TimeLimit = 30.0,
) -> None:
    """Report who may do what, as the MES has it now."""
    settings = _settings(
        url=url, password=password, password_file=password_file, mapping=mapping, zone=zone,
        time_limit=time_limit,
    )  # fmt: skip
    found: dict[str, Qualification] = {}
    wrong = 0
    try:
        source = SqlSource("mes", settings)
        for page in source.pages(Stream.QUALIFICATION, None):
            _keep_newest(found, page.records)
            wrong += len(page.rejections)
        source.close()
    except AdapterError as error:
        _give_up(str(error))
    asked = [q for q in found.values() if _asked(q, person, operation)]
    for one in sorted(asked, key=lambda q: (q.person, q.operation or "", q.skill or "")):
        typer.echo(_permission(one))
    if not asked:
        typer.echo("Nobody is allowed or blocked for that.", err=True)
    if wrong:
        typer.echo(
            f"{wrong} rows cannot be used; pull the source and see its rejections.", err=True
        )


def _keep_newest(found: dict[str, Qualification], records: Sequence[Record]) -> None:
    for record in records:
        if isinstance(record, Qualification):
            before = found.get(record.key)
            if before is None or record.revision >= before.revision:
                found[record.key] = record


def _asked(record: Qualification, person: str | None, operation: str | None) -> bool:
    return person in (None, record.person) and operation in (None, record.operation)


def _permission(record: Qualification) -> str:
    what = f"operation {record.operation}" if record.operation else f"skill {record.skill}"
    level = f" level {record.level:f}" if record.level is not None else ""
    until = f" until {record.valid_until}" if record.valid_until else ""
    return f"{record.person}\t{'allowed' if record.allowed else 'blocked'}\t{what}{level}{until}"


@app.command("key-table")
def key_table(
    dialect: Annotated[str, typer.Argument(help=", ".join(_DIALECTS))],
    name: Annotated[str, typer.Option(help="As the mapping's `keys` names it.")] = (
        "quality_loop_command"
    ),
) -> None:
    """Print the statement that makes the table of done commands, for the MES's administrator."""
    if dialect not in _DIALECTS:
        _give_up(f"There is no dialect {dialect}; there are: {', '.join(_DIALECTS)}.")
    typer.echo(f"{key_table_statement(name, dialect)};")


def _settings(**given: Any) -> SqlSettings:
    given["url"] = SecretStr(given["url"])
    if given.get("password_file") is not None:
        given["password"] = None
    try:
        return SqlSettings(**given)
    except ValidationError as error:
        _give_up(
            *(f"{e['loc'][0]}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        )


def _give_up(*sentences: str) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(_WRONG)
