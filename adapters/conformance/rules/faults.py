"""What goes wrong outside becomes the contract's error, and is over when it is over."""

import time
from collections.abc import Callable

from adapters.conformance.bench import Fault
from adapters.conformance.outcome import Broken
from adapters.conformance.trial import Trial, pull, told
from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    Source,
    TimedOut,
    Unavailable,
)

_ROWS = 3
_SLACK = 5.0
"""Seconds that an answer may take beyond three times the time limit (name look-up, retries)."""

_MEND = {
    Fault.AWAY: "catch the library's connection errors and raise Unavailable: it may be retried.",
    Fault.SLOW: "give every call the settings' time limit, and raise TimedOut when it is over.",
    Fault.WRONG_SECRET: "raise AuthenticationFailed: to try again with the same secret is useless,"
    " and may lock the user.",
    Fault.FORBIDDEN: "raise AccessDenied, and say which right is missing.",
    Fault.NONSENSE: "look at what came (status, type, first bytes) before it is read, and raise"
    " ProtocolError.",
}


def away_is_unavailable(trial: Trial) -> None:
    """Nobody answers: the pull may be tried again, and goes on when somebody does."""
    key = _written(trial)
    source = trial.source()
    pull(source, trial.stream)
    with trial.broken(Fault.AWAY):
        _raises(trial, source, Fault.AWAY, Unavailable, key)
        _raises(trial, None, Fault.AWAY, Unavailable, key)
    _is_well_again(trial, source, Fault.AWAY)


def slow_is_timed_out(trial: Trial) -> None:
    """A system that takes too long is given up on in time."""
    _written(trial)
    source = trial.source()
    pull(source, trial.stream)
    with trial.broken(Fault.SLOW):
        began = time.monotonic()
        _raises(trial, source, Fault.SLOW, TimedOut)
        took = time.monotonic() - began
    limit = trial.bench.time_limit
    if took > 3 * limit + _SLACK:
        raise Broken(
            f"with a time limit of {limit:g} s it gave up after {took:.1f} s.",
            _MEND[Fault.SLOW],
        )
    _is_well_again(trial, source, Fault.SLOW)


def wrong_secret_said(trial: Trial) -> None:
    """A logon that is not accepted is no reason to try again."""
    key = _written(trial)
    with trial.broken(Fault.WRONG_SECRET):
        _raises(trial, None, Fault.WRONG_SECRET, AuthenticationFailed, key)
    _is_well_again(trial, trial.source(), Fault.WRONG_SECRET)


def forbidden_said(trial: Trial) -> None:
    """A right that is missing is told apart from a logon that is wrong."""
    _written(trial)
    with trial.broken(Fault.FORBIDDEN):
        _raises(trial, None, Fault.FORBIDDEN, AccessDenied)
    _is_well_again(trial, trial.source(), Fault.FORBIDDEN)


def nonsense_said(trial: Trial) -> None:
    """An answer that is none raises, so that it cannot pass for "there is nothing new"."""
    _written(trial)
    source = trial.source()
    pull(source, trial.stream)
    with trial.broken(Fault.NONSENSE):
        _raises(trial, source, Fault.NONSENSE, AdapterError)
    _is_well_again(trial, source, Fault.NONSENSE)


def _written(trial: Trial) -> str:
    """Some rows; the key of one."""
    return trial.write(trial.stream, range(_ROWS))[0].key


def _raises(
    trial: Trial, source: Source | None, fault: Fault, wanted: type[AdapterError], key: str = ""
) -> None:
    """Reading raises ``wanted``, and so do checking and looking ``key`` up where one is given.

    Without a source, one is made only now.
    """
    stream = trial.stream
    ways: dict[str, Callable[[Source], object]] = {"pages": lambda s: pull(s, stream, most=1)}
    if key:
        ways["check"] = lambda s: s.check()
        ways["lookup"] = lambda s: s.lookup(stream, key)
    for name, way in ways.items():
        try:
            answer = way(source or trial.source())
        except ConfigurationError as error:
            if name == "lookup" and wanted is not ConfigurationError:
                continue  # a stream without lookup says so at once
            _is_wanted(error, fault, name, wanted)
        except Exception as error:
            _is_wanted(error, fault, name, wanted)
        else:
            raise Broken(
                f"{fault}: {name} raised nothing and answered {_shortly(answer)}.", _MEND[fault]
            )


def _is_wanted(error: Exception, fault: Fault, name: str, wanted: type[AdapterError]) -> None:
    if not isinstance(error, wanted):
        raise Broken(
            f"{fault}: {name} raised {told(error)} and should raise {wanted.__name__}.",
            _MEND[fault],
        ) from error
    if error.retryable is not wanted.retryable and wanted is not AdapterError:
        raise Broken(
            f"{fault}: {name} raised {type(error).__name__} with retryable = {error.retryable}.",
            "leave `retryable` as the contract's error has it.",
        )
    if len(str(error).split()) < 3:
        raise Broken(
            f"{fault}: the error of {name} says only {str(error)!r}.",
            "write a sentence that an operator can act on.",
        )


def _is_well_again(trial: Trial, source: Source, fault: Fault) -> None:
    try:
        source.check()
        pull(source, trial.stream)
        came = len(pull(trial.source(), trial.stream).newest())
    except Exception as error:
        raise Broken(
            f"{fault}: it was over, and the adapter still raised {told(error)}.",
            "let go of a broken connection, and open a new one with the next call.",
        ) from error
    if came < _ROWS:
        raise Broken(
            f"{fault}: when it was over {came} of {_ROWS} rows came.",
            "let go of a broken connection, and open a new one with the next call.",
        )


def _shortly(answer: object) -> str:
    text = str(answer)
    return text if len(text) < 80 else f"{text[:80]}…"
