"""Commands: declared truly, carried out once, and not at all when only tried."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from adapters.conformance.bench import Fault
from adapters.conformance.outcome import Broken, CannotHappen, NotShown
from adapters.conformance.trial import Trial, told
from adapters.contract import (
    COMMAND_TYPES,
    AccessDenied,
    AdapterError,
    BusinessError,
    Capability,
    CharacteristicResult,
    Command,
    CommandResult,
    CommandTarget,
    CompleteTask,
    ConfigurationError,
    ConfirmProduction,
    CreateNotification,
    DecideUsage,
    NotificationKind,
    RecordResults,
    SetPermission,
    Unavailable,
    WriteQualification,
)

_ONCE = (
    "let the other system keep the key with the deed, in one transaction, and look for the key"
    " before doing anything; memory of this process is no place for it."
)


def is_target(adapter: Any) -> bool:
    """Whether the class carries out commands at all."""
    return hasattr(adapter, "execute")


def commands_declared(trial: Trial) -> None:
    """A capability for each command of the contract, and each of them true."""
    target = _target(trial)
    check_declared_commands(target, trial.bench.adapter)
    for name in supported(target):
        command = _command(trial, name, 1)
        if type(command) is not COMMAND_TYPES[name]:
            raise NotShown(f"the bench offers {type(command).__name__} as {name}")
        try:
            target.execute(command, dry_run=True)
        except ConfigurationError as error:
            raise Broken(
                f"{name} is declared supported, and execute raised {told(error)}.",
                "declare only what these settings can do.",
            ) from error


def check_declared_commands(target: CommandTarget, adapter: Any) -> None:
    """Raises ``Broken`` where commands are not declared, or one that is not is carried out.

    Nothing is done to the system: what is tried is tried as a dry run.
    """
    declared: Mapping[Any, Any] = target.commands
    missing = sorted(set(COMMAND_TYPES) - set(declared))
    unknown = sorted(str(name) for name in set(declared) - set(COMMAND_TYPES))
    wrong = [name for name, value in declared.items() if value not in set(Capability)]
    if missing or unknown or wrong:
        raise Broken(
            f"commands does not declare {missing or 'nothing'}, declares {unknown or 'nothing'}"
            f" that does not exist, and {wrong or 'nothing'} without a Capability.",
            "declare a Capability for each name in COMMAND_TYPES.",
        )
    of_class: Mapping[Any, Any] = adapter.commands
    for name, kind in COMMAND_TYPES.items():
        if declared[name] is Capability.SUPPORTED:
            if of_class.get(name) is not Capability.SUPPORTED:
                raise Broken(
                    f"an instance declares {name} supported and the class does not.",
                    "declare on the class what the adapter can do under the best settings.",
                )
            continue
        try:
            answer = f"answered {target.execute(sample(kind), dry_run=True)}"
        except ConfigurationError:
            continue
        except Exception as error:
            answer = f"raised {told(error)}"
        raise Broken(
            f"{name} is not declared supported, and execute {answer}.",
            "raise ConfigurationError for a command that is not there.",
        )


def commands_happen_once(trial: Trial) -> None:
    """A key that was carried out is answered as the first time and does nothing more."""
    names = supported(_target(trial))
    for number, name in enumerate(names):
        _once(trial, name, 10 + number)
    _at_once(trial, names[0])


def _once(trial: Trial, name: str, number: int) -> None:
    target, command = _target(trial), _command(trial, name, number)
    before = _deeds(trial)
    first = _done(target, name, command)
    if len(_deeds(trial)) != len(before) + 1:
        raise Broken(
            f"{name} answered {first}, and the system shows"
            f" {len(_deeds(trial)) - len(before)} deeds.",
            "answer only when the system has confirmed that it is done.",
        )
    for again, who in ((target, "the same instance"), (_target(trial), "another one")):
        result = _done(again, name, command)
        if len(_deeds(trial)) != len(before) + 1:
            raise Broken(f"{name} with the same key was done once more ({who}).", _ONCE)
        if not result.repeated or result.reference != first.reference:
            raise Broken(
                f"{name} with the same key answered {result} ({who}), and the first time {first}.",
                "answer a known key with the first reference and `repeated=True`.",
            )


def _at_once(trial: Trial, name: str) -> None:
    """Two workers that have the same command in hand."""
    command = _command(trial, name, 50)
    before = len(_deeds(trial))
    targets = [_target(trial) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(target.execute, command) for target in targets]
    for future in futures:
        error = future.exception()
        if error is not None and not (isinstance(error, AdapterError) and error.retryable):
            raise Broken(f"{name}, twice at the same time, raised {told(error)}.", _ONCE)
    if len(_deeds(trial)) != before + 1:
        raise Broken(
            f"{name}, twice at the same time with one key, was done"
            f" {len(_deeds(trial)) - before} times.",
            _ONCE,
        )


def lost_answer_repeated(trial: Trial) -> None:
    """Where the answer is lost the command is sent again, and still happens once."""
    for number, name in enumerate(supported(_target(trial))):
        command = _command(trial, name, 20 + number)
        before = len(_deeds(trial))
        with trial.broken(Fault.ANSWER_LOST):
            try:
                _target(trial).execute(command)
            except Unavailable:
                pass
            except Exception as error:
                raise Broken(
                    f"{name}: its answer was lost, and execute raised {told(error)}.",
                    "raise Unavailable where it is not known whether it was done.",
                ) from error
        _done(_target(trial), name, command)
        if len(_deeds(trial)) != before + 1:
            raise Broken(
                f"{name}: its answer was lost, it was sent again, and was done"
                f" {len(_deeds(trial)) - before} times.",
                _ONCE,
            )


def dry_runs_do_nothing(trial: Trial) -> None:
    """A dry run changes nothing, says that it was one, and does not use up the key."""
    for number, name in enumerate(supported(_target(trial))):
        target, command = _target(trial), _command(trial, name, 30 + number)
        before = len(_deeds(trial))
        result = _done(target, name, command, dry_run=True)
        if len(_deeds(trial)) != before:
            raise Broken(
                f"{name} was done, and it was a dry run.",
                "end a dry run before the call that writes, or roll it back.",
            )
        if not result.dry_run:
            raise Broken(
                f"a dry run of {name} answered {result}.", "answer a dry run with `dry_run=True`."
            )
        _done(target, name, command)
        if len(_deeds(trial)) != before + 1:
            raise Broken(
                f"{name} was not done after a dry run with the same key.",
                "do not keep the key of a dry run.",
            )


def refusals_typed(trial: Trial) -> None:
    """What the system refuses is its own sentence, and not tried again."""
    for name in supported(_target(trial)):
        command = trial.of_bench("offer a refused command", lambda: trial.bench.refused(name))  # noqa: B023 - called at once
        before = len(_deeds(trial))
        try:
            answer = f"answered {_target(trial).execute(command)}"
        except (BusinessError, AccessDenied) as error:
            if error.retryable:
                raise Broken(
                    f"{name}: the refusal {error} may be retried.",
                    "leave `retryable` as the contract's error has it.",
                ) from error
            answer = ""
        except Exception as error:
            answer = f"raised {told(error)}"
        if answer or len(_deeds(trial)) != before:
            raise Broken(
                f"{name} was to be refused, and execute {answer or 'did something'}.",
                "raise BusinessError with the system's own words.",
            )


# ------------------------------------------------------------------ parts of the above


def supported(target: CommandTarget) -> list[str]:
    """The names of what it declares supported. Raises ``CannotHappen`` where that is nothing."""
    names = [n for n in COMMAND_TYPES if target.commands.get(n) is Capability.SUPPORTED]
    if not names:
        raise CannotHappen("it declares no command supported")
    return names


def sample(kind: type[Command]) -> Command:
    """A command about things that no system has."""
    nobody = key = "quality-loop-check"
    day, moment = date(2024, 3, 4), datetime(2024, 3, 4, 8, tzinfo=UTC)
    makers: Mapping[type[Command], Callable[[], Command]] = {
        CreateNotification: lambda: CreateNotification(
            idempotency_key=key, kind=NotificationKind.INTERNAL, text=nobody
        ),
        CompleteTask: lambda: CompleteTask(
            idempotency_key=key, notification=nobody, task="1", completed=day
        ),
        RecordResults: lambda: RecordResults(
            idempotency_key=key,
            inspection=nobody,
            operation="1",
            recorded=moment,
            results=(CharacteristicResult(characteristic="1", accepted=True),),
        ),
        DecideUsage: lambda: DecideUsage(
            idempotency_key=key, inspection=nobody, code_group="1", code="1", decided=moment
        ),
        ConfirmProduction: lambda: ConfirmProduction(
            idempotency_key=key, order=nobody, operation="1", day=day, good=Decimal(0), unit="pcs"
        ),
        WriteQualification: lambda: WriteQualification(
            idempotency_key=key, person=nobody, skill="1", valid_from=day
        ),
        SetPermission: lambda: SetPermission(
            idempotency_key=key, person=nobody, operation="1", allowed=True
        ),
    }
    return makers[kind]()


def _target(trial: Trial) -> CommandTarget:
    return cast("CommandTarget", trial.source())


def _command(trial: Trial, name: str, number: int) -> Command:
    return trial.of_bench("offer a command", lambda: trial.bench.command(name, number))


def _deeds(trial: Trial) -> Sequence[object]:
    return list(trial.of_bench("show its deeds", trial.bench.deeds))


def _done(
    target: CommandTarget, name: str, command: Command, *, dry_run: bool = False
) -> CommandResult:
    try:
        return target.execute(command, dry_run=dry_run)
    except Exception as error:
        raise Broken(
            f"{name}{' (dry run)' if dry_run else ''} raised {told(error)}.",
            "carry out what the bench offers as possible.",
        ) from error
