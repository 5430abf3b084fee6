"""How commands answer: a table for people, JSON for programs, one sentence for an error.

Exit codes: 0 done, 1 something failed on the way, 2 the command or the settings are wrong.
"""

import asyncio
import sys
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar

import orjson
import psycopg
import typer
from procrastinate.exceptions import ConnectorException
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from adapters.contract import AdapterError
from gateway.settings import SettingsError

T = TypeVar("T")

NARROW = 100
UNBROKEN = 10_000

FAILED = 1
WRONG = 2


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a command to its end; an expected problem becomes a sentence and an exit code."""
    try:
        return asyncio.run(coroutine)
    except SettingsError as problem:
        give_up(*problem.sentences, code=WRONG)
    except AdapterError as problem:
        give_up(str(problem), code=FAILED)
    except (OperationalError, psycopg.OperationalError, ConnectorException) as problem:
        give_up(
            f"The warehouse does not answer: {_first_line(problem)}. See whether PostgreSQL is up "
            "and warehouse_url is right.",
            code=FAILED,
        )
    except ProgrammingError as problem:
        give_up(
            f"The warehouse is not as expected: {_first_line(problem)}. Run quality-loop migrate.",
            code=FAILED,
        )


def give_up(*sentences: str, code: int) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(code)


def show(
    rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str], as_json: bool, empty: str
) -> None:
    """The rows as a JSON list with everything in it, or as a table of the named columns."""
    if as_json:
        show_json(rows)
        return
    console = _console()
    if not rows:
        console.print(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        numeric = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(
            column.replace("_", " "),
            justify="right" if numeric else "left",
            no_wrap=column != columns[-1] and console.width > NARROW,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(readable(row.get(column))) for column in columns))
    console.print(table)


def show_json(content: object) -> None:
    sys.stdout.buffer.write(
        orjson.dumps(content, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )
    sys.stdout.buffer.flush()


def show_fields(row: Mapping[str, Any], *, as_json: bool) -> None:
    """One thing, a line per field."""
    if as_json:
        show_json(row)
        return
    console = _console()
    width = max(map(len, row), default=0)
    for name, value in row.items():
        label = name.replace("_", " ").ljust(width)
        if isinstance(value, Mapping):
            text = orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode()
        else:
            text = readable(value)
        console.print(Text.assemble((label, "bold"), "  ", text))


def _console() -> Console:
    """Where lines are read by a program or kept in a file, they are not broken."""
    return Console() if sys.stdout.isatty() else Console(width=UNBROKEN)


def readable(value: object) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        case float():
            return f"{value:.1f}"
        case _:
            return str(value)


def as_age(seconds: float | None) -> str | None:
    """An age as people say it: the largest two units."""
    if seconds is None:
        return None
    whole = timedelta(seconds=round(seconds))
    hours, rest = divmod(whole.seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(whole.days, "d"), (hours, "h"), (minutes, "min"), (left, "s")]
    told = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(told[:2]) or "0 s"


def named(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of named tuples as dictionaries."""
    return [row._asdict() for row in rows]


def _first_line(problem: Exception) -> str:
    """What the driver said, without the statement and its values."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem.__cause__
    lines = str(cause or problem).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(problem).__name__
