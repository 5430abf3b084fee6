"""``adapter new``, ``check``, ``list`` and ``rules``: for those who write an adapter."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.contract import AdapterError, Capability
from gateway.commands.output import FAILED, WRONG, give_up, show, show_json
from gateway.registry import source_adapters
from gateway.settings import SettingsError

adapter = typer.Typer(help="Write an adapter of your own.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


class GradeName(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"


@adapter.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="The adapter's name, like acme-lab.")],
    into: Annotated[Path, typer.Option(help="The folder to make the package in.")] = Path(),
) -> None:
    """Make a package that installs, passes the conformance suite and reads CSV files at once."""
    from adapters.conformance.scaffold import ScaffoldError, create

    try:
        folder = create(name, into)
    except ScaffoldError as problem:
        give_up(str(problem), code=WRONG)
    typer.echo(f"Made {folder}. Next:")
    typer.echo(f"  pip install -e {folder}\n  pytest {folder}\n  quality-loop adapter check {name}")


@adapter.command("list")
def list_command(as_json: AsJson = False) -> None:
    """The adapters that are installed and what each can do."""
    show(
        [_described(name) for name in sorted(source_adapters())],
        columns=["adapter", "bench", "streams", "commands"],
        as_json=as_json,
        empty="No adapter is installed.",
    )


@adapter.command("rules")
def rules_command(as_json: AsJson = False) -> None:
    """The rules of the conformance suite and the grade that each belongs to."""
    from adapters.conformance import RULES

    show(
        [{"rule": r.id, "grade": r.grade.word, "promise": r.promise} for r in RULES],
        columns=["rule", "grade", "promise"],
        as_json=as_json,
        empty="",
    )


@adapter.command("check")
def check_command(
    name: Annotated[str, typer.Argument(help="A source of the settings, or an adapter.")],
    bench: Annotated[bool, typer.Option(help="Use its benches for what it takes.")] = True,
    on: Annotated[
        list[str] | None, typer.Option(help="Only its bench of this kind, such as mariadb; again.")
    ] = None,
    at_least: Annotated[
        GradeName, typer.Option(help="Exit code 1 below this grade.")
    ] = GradeName.BRONZE,
    pages: Annotated[int, typer.Option(min=2, help="Pages that are read of a stream.")] = 10,
    rows: Annotated[int, typer.Option(min=1, help="Rows of a page.")] = 200,
    seconds: Annotated[float, typer.Option(min=1, help="Time for the live system.")] = 60,
    every: Annotated[bool, typer.Option("--all", help="Show the rules that are met too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold a source to the conformance suite and say its grade.

    The configured system is read within limits and never written to; commands are tried as dry
    runs. What that cannot show, the adapter's benches show where it has any.
    """
    from adapters.conformance import Grade, grade_of
    from adapters.conformance.live import Bounds
    from gateway.commands.check_report import check

    try:
        report = check(name, Bounds(pages, rows, seconds), with_bench=bench, kinds=on or ())
    except SettingsError as problem:
        give_up(*problem.sentences, code=WRONG)
    except AdapterError as problem:
        give_up(f"{name} could not be reached, so nothing was checked: {problem}", code=FAILED)
    if as_json:
        show_json(report.as_json())
    else:
        for line in report.lines(every=every):
            typer.echo(line)
    if grade_of(report.outcomes) < Grade[at_least.upper()]:
        raise typer.Exit(FAILED)


def _described(name: str) -> dict[str, Any]:
    from gateway.commands.check_report import benches_of

    benches = benches_of(name)
    kinds = [bench.partition(".")[2] for bench in benches if "." in bench]
    row: dict[str, Any] = {"adapter": name}
    row["bench"] = ", ".join(kinds) or ("yes" if benches else "no")
    try:
        kind: Any = source_adapters()[name].load()
    except (ImportError, AttributeError) as problem:
        return {**row, "streams": f"cannot be loaded: {problem}", "commands": None}
    for what in ("streams", "commands"):
        declared = getattr(kind, what, {})
        row[what] = ", ".join(n for n, c in declared.items() if c is Capability.SUPPORTED)
    return row
