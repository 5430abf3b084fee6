"""What ``adapter check`` finds: a source held to the suite where it runs, and on its benches."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from importlib.metadata import entry_points
from typing import Any

import typer

from adapters.conformance import BENCH_ENTRY_POINTS, RULES, Bench, Outcome, State, grade_of
from adapters.conformance.live import Bounds, LiveSystem
from adapters.conformance.run import merged, run_bench, run_live
from gateway.registry import make_source, source_adapters, source_and_settings
from gateway.settings import Settings, SettingsError, load_settings

_LIVE = "live"
Outcomes = Mapping[str, Outcome]
"""By rule."""


@dataclass(frozen=True, slots=True)
class Report:
    """``shown`` is what each place showed of each rule: the live system, benches by name."""

    source: str | None
    adapter: str
    answered: str | None
    shown: Mapping[str, Outcomes] = field(default_factory=dict[str, Outcomes])

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Of all places together: broken in one is broken, met in one is enough."""
        places = list(self.shown.values())
        return [reduce(merged, (outcomes[rule.id] for outcomes in places)) for rule in RULES]

    @property
    def benches(self) -> Mapping[str, Outcomes]:
        return {name: shown for name, shown in self.shown.items() if name != _LIVE}

    def places_of(self, outcome: Outcome) -> Sequence[str]:
        """Where that was seen."""
        return [name for name, outcomes in self.shown.items() if outcomes[outcome.rule] == outcome]

    def as_json(self) -> dict[str, Any]:
        outcomes = self.outcomes
        return {
            "source": self.source,
            "adapter": self.adapter,
            "answered": self.answered,
            "grade": grade_of(outcomes).word,
            "states": states_of(outcomes),
            "benches": {
                name: {"grade": grade_of(o.values()).word, "states": states_of(o.values())}
                for name, o in self.benches.items()
            },
            "rules": [
                {
                    "rule": o.rule,
                    "grade": o.grade.word,
                    "promise": o.promise,
                    "state": o.state,
                    "shown": {name: shown[o.rule].state for name, shown in self.shown.items()},
                    "seen": o.seen,
                    "mend": o.mend,
                }
                for o in outcomes
            ],
        }

    def lines(self, *, every: bool) -> Iterator[str]:
        """For people; ``every``: also of the rules that are met."""
        outcomes = self.outcomes
        yield (
            f"{self.source or 'no live system'} (adapter {self.adapter}): {grade_of(outcomes).word}"
        )
        if self.answered:
            yield f"live: {self.answered}"
        for name, shown in self.benches.items():
            yield f"bench {name}: {grade_of(shown.values()).word} ({_counted(shown.values())})"
        yield f"rules: {_counted(outcomes)}{'' if self.benches else '; without a bench'}"
        for outcome in outcomes:
            if every or not outcome.counts:
                yield from self._told(outcome)

    def _told(self, outcome: Outcome) -> Iterator[str]:
        where = ", ".join(self.places_of(outcome)) if len(self.benches) > 1 else ""
        seen = ", on ".join(filter(None, [str(outcome.state), where]))
        yield f"\n{outcome.rule} ({outcome.grade.word}): {outcome.promise}"
        yield f"  {seen}{': ' if outcome.seen else ''}{outcome.seen}"
        if outcome.mend:
            yield f"  mend: {outcome.mend}"


def check(name: str, bounds: Bounds, *, with_bench: bool, kinds: Sequence[str]) -> Report:
    """Holds a source or an adapter to every rule; ``kinds`` are those of its benches, or all.

    Raises ``SettingsError``, and ``AdapterError`` where the live system does not answer.
    """
    settings, source, adapter = _found(name)
    benches = _benches(adapter, kinds) if with_bench else {}
    shown: dict[str, Outcomes] = {}
    answered: str | None = None
    if settings is not None and source is not None:
        answered = _answer(settings, source)
        shown[_LIVE] = _by_rule(run_live(_live(settings, source, bounds)), _LIVE)
    for bench, made in benches.items():
        shown[bench] = _by_rule(run_bench(made, made.adapter), bench)
    if not shown:
        raise SettingsError(
            f"{name} is no source of the settings, and its adapter has no bench: there is nothing"
            f" to check. Add [sources.{name}] with adapter = {adapter!r} to the settings."
        )
    return Report(source, adapter, answered, shown)


def benches_of(adapter: str) -> Sequence[str]:
    """The names of an adapter's benches: its own, or its own with a kind, ``sql.sqlite``."""
    names = {point.name for point in entry_points(group=BENCH_ENTRY_POINTS)}
    return sorted(name for name in names if name.partition(".")[0] == adapter)


def states_of(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = [outcome.state for outcome in outcomes]
    return {state.value: found.count(state) for state in State}


def _counted(outcomes: Iterable[Outcome]) -> str:
    states = states_of(outcomes).items()
    return ", ".join(f"{number} {state}" for state, number in states if number)


def _benches(adapter: str, kinds: Sequence[str]) -> dict[str, type[Bench]]:
    """The benches by their names. Raises ``SettingsError``."""
    names = benches_of(adapter)
    unknown = [kind for kind in kinds if f"{adapter}.{kind}" not in names]
    if unknown:
        known = ", ".join(name.partition(".")[2] for name in names if "." in name)
        raise SettingsError(
            f"{adapter} has no bench on {', '.join(unknown)}; it has one on: {known or 'none'}."
        )
    wanted = [f"{adapter}.{kind}" for kind in kinds] or names
    return {name: _loaded(name) for name in wanted}


def _loaded(name: str) -> type[Bench]:
    (point,) = entry_points(group=BENCH_ENTRY_POINTS, name=name)
    try:
        return point.load()
    except (ImportError, AttributeError) as problem:
        raise SettingsError(
            f"The bench {name} cannot be loaded: {problem}. Install what it needs, or leave it"
            " out with --no-bench."
        ) from problem


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


def _live(settings: Settings, source: str, bounds: Bounds) -> LiveSystem:
    kind, values = source_and_settings(settings, source)
    return LiveSystem(source, kind, lambda: make_source(settings, source), values, bounds)


def _answer(settings: Settings, source: str) -> str:
    made = make_source(settings, source)
    try:
        return made.check()
    finally:
        made.close()


def _by_rule(outcomes: Iterable[Outcome], where: str) -> Outcomes:
    """At a terminal the rule that is being looked at is told meanwhile."""
    found: dict[str, Outcome] = {}
    for number, outcome in enumerate(outcomes, start=1):
        found[outcome.rule] = outcome
        if sys.stderr.isatty():
            typer.echo(f"\r{where}: {number} {outcome.rule:<30}", nl=False, err=True)
    if sys.stderr.isatty():
        typer.echo(f"\r{'':<60}\r", nl=False, err=True)
    return found
