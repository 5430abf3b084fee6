"""Rules carried out, each with a bench and a time limit of its own; outcomes instead of errors."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from adapters.conformance.bench import Bench
from adapters.conformance.live import LiveSystem
from adapters.conformance.outcome import (
    BenchFailed,
    Broken,
    CannotHappen,
    NotShown,
    Outcome,
    State,
)
from adapters.conformance.rulebook import RULES, Rule
from adapters.conformance.trial import Trial, told
from adapters.contract import AdapterError, Unavailable

PATIENCE = 120.0
"""Seconds that one rule may take."""


def run_rule(rule: Rule, make: Callable[[Path], Bench], folder: Path) -> Outcome:
    """Holds the adapter of a new bench in ``folder`` to one rule."""

    def check() -> None:
        with Trial(make, folder) as trial:
            rule.check(trial)

    return _outcome(rule, check)


def run_bench(
    make: Callable[[Path], Bench], adapter: Any, *, rules: Sequence[Rule] = RULES
) -> Iterator[Outcome]:
    """Every rule in turn, each with a bench and a temporary folder of its own."""
    for rule in rules:
        reason = rule.is_no_matter(adapter)
        if reason:
            yield _as(rule, State.NO_MATTER, reason)
            continue
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            yield run_rule(rule, make, Path(folder))


def run_live(system: LiveSystem, *, rules: Sequence[Rule] = RULES) -> Iterator[Outcome]:
    """Every rule that a running system can be held to, reading only."""
    system.begin()
    try:
        for rule in rules:
            reason = rule.is_no_matter(system.adapter)
            if reason:
                yield _as(rule, State.NO_MATTER, reason)
            elif rule.live is None:
                yield _as(rule, State.NOT_SHOWN, "it takes a bench that may be written to")
            elif not system.has_time:
                yield _as(
                    rule, State.NOT_SHOWN, f"the time of {system.bounds.seconds:g} s was over"
                )
            else:
                yield _outcome(rule, partial(_live, rule.live, system))
    finally:
        system.close()


def _live(check: Callable[[LiveSystem], None], system: LiveSystem) -> None:
    try:
        check(system)
    except Unavailable as error:
        raise NotShown(f"the system did not answer meanwhile: {error}") from error


def merged(first: Outcome, second: Outcome) -> Outcome:
    """What two places showed of one rule: broken in one is broken, met in one is enough."""
    order = (State.NOT_MET, State.MET, State.NO_MATTER, State.NOT_SHOWN)
    return min(first, second, key=lambda outcome: order.index(outcome.state))


def _outcome(rule: Rule, check: Callable[[], None]) -> Outcome:
    """Runs the check on a thread that is left behind when it hangs."""
    outcomes: list[Outcome] = []
    thread = threading.Thread(
        target=lambda: outcomes.append(_judged(rule, check)), name=f"rule {rule.id}", daemon=True
    )
    thread.start()
    thread.join(PATIENCE)
    if outcomes:
        return outcomes[0]
    return _as(
        rule,
        State.NOT_MET,
        f"there was no end of it after {PATIENCE:g} s",
        "give every call to the system a time limit.",
    )


def _judged(rule: Rule, check: Callable[[], None]) -> Outcome:
    try:
        check()
    except Broken as error:
        return _as(rule, State.NOT_MET, error.seen, error.mend)
    except NotShown as error:
        return _as(rule, State.NOT_SHOWN, str(error))
    except CannotHappen as error:
        return _as(rule, State.NO_MATTER, str(error))
    except BenchFailed as error:
        return _as(rule, State.NOT_MET, str(error), "mend the bench.")
    except AdapterError as error:
        return _as(
            rule, State.NOT_MET, f"it raised {told(error)}", "let the bench's system answer."
        )
    except Exception as error:
        return _as(
            rule,
            State.NOT_MET,
            f"it raised {told(error)}",
            "let nothing but AdapterError leave the adapter.",
        )
    return _as(rule, State.MET)


def _as(rule: Rule, state: State, seen: str = "", mend: str = "") -> Outcome:
    return Outcome(rule.id, rule.grade, rule.promise, state, seen, mend)
