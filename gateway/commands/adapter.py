"""``adapter new``, ``check``, ``list`` and ``rules``: for those who write an adapter."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.contract import AdapterError, Capability
from gateway.commands.output import FAILED, WRONG, give_up, show, show_json
from gateway.registry import make_source, source_adapters, source_and_settings
from gateway.settings import Settings, SettingsError, load_settings

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
    bench: Annotated[bool, typer.Option(help="Use the adapter's bench for what it takes.")] = True,
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
    runs. What that cannot show, the adapter's bench shows where it has one.
    """
    from adapters.conformance import Grade
    from adapters.conformance.live import Bounds

    try:
        report = _report(name, Bounds(pages, rows, seconds), with_bench=bench)
    except SettingsError as problem:
        give_up(*problem.sentences, code=WRONG)
    except AdapterError as problem:
        give_up(f"{name} could not be reached, so nothing was checked: {problem}", code=FAILED)
    if as_json:
        show_json(report)
    else:
        _print(report, every=every)
    if Grade[report["grade"].upper().replace("NO GRADE", "NONE")] < Grade[at_least.upper()]:
        raise typer.Exit(FAILED)


def _report(name: str, bounds: Any, *, with_bench: bool) -> dict[str, Any]:
    """What the live system and the bench showed. Raises ``SettingsError``, ``AdapterError``."""
    from adapters.conformance import RULES, State, grade_of
    from adapters.conformance.live import LiveSystem
    from adapters.conformance.run import merged, run_bench, run_live

    settings, source, adapter_name = _found(name)
    live: dict[str, Any] = {}
    answered: str | None = None
    if settings is not None and source is not None:
        kind, values = source_and_settings(settings, source)
        answered = _answer(settings, source)
        system = LiveSystem(source, kind, lambda: make_source(settings, source), values, bounds)
        live = {o.rule: o for o in _counted(run_live(system), "live")}
    on_bench: dict[str, Any] = {}
    made = _bench(adapter_name) if with_bench else None
    if made is not None:
        on_bench = {o.rule: o for o in _counted(run_bench(made, made.adapter), "bench")}
    if not live and not on_bench:
        raise SettingsError(
            f"{name} is no source of the settings, and its adapter has no bench: there is nothing"
            f" to check. Add [sources.{name}] with adapter = {adapter_name!r} to the settings."
        )
    outcomes = [
        merged(live[rule.id], on_bench[rule.id])
        if live and on_bench
        else (live or on_bench)[rule.id]
        for rule in RULES
    ]
    return {
        "source": source,
        "adapter": adapter_name,
        "answered": answered,
        "bench": bool(on_bench),
        "grade": grade_of(outcomes).word,
        "states": {state.value: sum(o.state is state for o in outcomes) for state in State},
        "rules": [
            {
                "rule": o.rule,
                "grade": o.grade.word,
                "promise": o.promise,
                "state": o.state,
                "live": live[o.rule].state if live else None,
                "bench": on_bench[o.rule].state if on_bench else None,
                "seen": o.seen,
                "mend": o.mend,
            }
            for o in outcomes
        ],
    }


def _bench(adapter_name: str) -> Any:
    """The bench's class, ``None`` where the adapter has none. Raises ``SettingsError``."""
    from adapters.conformance import BENCH_ENTRY_POINTS

    for point in entry_points(group=BENCH_ENTRY_POINTS, name=adapter_name):
        try:
            return point.load()
        except (ImportError, AttributeError) as problem:
            raise SettingsError(
                f"The bench of {adapter_name} cannot be loaded: {problem}. Install what it needs,"
                " or leave it out with --no-bench."
            ) from problem
    return None


def _found(name: str) -> tuple[Settings | None, str | None, str]:
    """The settings, the source in them and its adapter. Raises ``SettingsError``."""
    adapters = source_adapters()
    try:
        settings = load_settings()
    except SettingsError:
        if name in adapters:
            return None, None, name
        raise
    if name in settings.sources:
        return settings, name, settings.sources[name].adapter
    if name not in adapters:
        raise SettingsError(
            f"There is neither a source nor an adapter {name}; sources:"
            f" {', '.join(sorted(settings.sources)) or 'none'}; adapters:"
            f" {', '.join(sorted(adapters))}."
        )
    of_adapter = sorted(n for n, own in settings.sources.items() if own.adapter == name)
    if len(of_adapter) > 1:
        raise SettingsError(f"Say which source of {name}: {', '.join(of_adapter)}.")
    return settings, of_adapter[0] if of_adapter else None, name


def _answer(settings: Settings, source: str) -> str:
    made = make_source(settings, source)
    try:
        return made.check()
    finally:
        made.close()


def _counted(outcomes: Iterable[Any], where: str) -> Iterable[Any]:
    """The same outcomes; at a terminal the rule that is being looked at is told meanwhile."""
    for number, outcome in enumerate(outcomes, start=1):
        if sys.stderr.isatty():
            typer.echo(f"\r{where}: {number} {outcome.rule:<30}", nl=False, err=True)
        yield outcome
    if sys.stderr.isatty():
        typer.echo(f"\r{'':<50}\r", nl=False, err=True)


def _print(report: dict[str, Any], *, every: bool) -> None:
    who = report["source"] or "no live system"
    typer.echo(f"{who} (adapter {report['adapter']}): {report['grade']}")
    if report["answered"]:
        typer.echo(f"live: {report['answered']}")
    states = ", ".join(f"{number} {state}" for state, number in report["states"].items() if number)
    typer.echo(f"rules: {states}" + ("" if report["bench"] else "; without a bench"))
    for rule in report["rules"]:
        if rule["state"] in {"not met", "not shown"} or every:
            typer.echo(f"\n{rule['rule']} ({rule['grade']}): {rule['promise']}")
            typer.echo(f"  {rule['state']}{': ' if rule['seen'] else ''}{rule['seen']}")
            if rule["mend"]:
                typer.echo(f"  mend: {rule['mend']}")


def _described(name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"adapter": name}
    row["bench"] = "yes" if any(entry_points(group="quality_loop.benches", name=name)) else "no"
    try:
        kind: Any = source_adapters()[name].load()
    except (ImportError, AttributeError) as problem:
        return {**row, "streams": f"cannot be loaded: {problem}", "commands": None}
    for what in ("streams", "commands"):
        declared = getattr(kind, what, {})
        row[what] = ", ".join(n for n, c in declared.items() if c is Capability.SUPPORTED)
    return row
