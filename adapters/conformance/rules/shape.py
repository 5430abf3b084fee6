"""What the adapter is: its class, what it declares, what its pages are made of."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from adapters.conformance.compare import some
from adapters.conformance.outcome import Broken, NotShown
from adapters.conformance.trial import NAME, Trial, each_stream, pull, told
from adapters.contract import (
    RECORD_TYPES,
    Capability,
    ConfigurationError,
    Page,
    Rejection,
    Source,
    Stream,
)

_LARGEST_REVISION = 2**63 - 1


def port(trial: Trial) -> None:
    """Class, instance, pages and records are what the contract names."""
    check_class(trial.bench.adapter)
    source = trial.source()
    check_instance(source, NAME)
    said = cast("Any", source).check()
    if not isinstance(said, str) or not said.strip():
        raise Broken(
            f"check() answered {said!r}.", "let it return one line that says what is there."
        )

    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(3))
        check_pages(pull(trial.source(), stream).pages, stream, NAME)

    each_stream(trial, of_stream)


def check_class(adapter: Any) -> None:
    """Raises ``Broken`` where the class itself is not a source."""
    settings = getattr(adapter, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        raise Broken(
            f"{adapter.__name__}.Settings is {settings!r}.",
            "name the pydantic model of the adapter's settings there.",
        )
    for name in ("streams", "commands"):
        declared = getattr(adapter, name, None)
        if declared is None and (name == "streams" or hasattr(adapter, "execute")):
            raise Broken(
                f"{adapter.__name__}.{name} is missing.",
                f"declare {name} on the class: a Capability for each.",
            )


def check_instance(source: Any, name: str) -> None:
    if not isinstance(source, Source):
        missing = [m for m in dir(Source) if not m.startswith("_") and not hasattr(source, m)]
        raise Broken(
            f"an instance lacks {', '.join(missing)}.",
            "give it all that `adapters.contract.Source` names.",
        )
    if source.name != name:
        raise Broken(
            f"its name is {source.name!r}, and the settings call it {name!r}.",
            "keep the name that the constructor is given.",
        )


def check_pages(pages: list[Page], stream: Stream, name: str) -> None:
    """Raises ``Broken`` for pages and records that are not what the contract says."""
    problems: list[str] = []
    for page in cast("list[object]", pages):
        if not isinstance(page, Page):
            raise Broken(f"{stream}: pages gave a {type(page).__name__}.", "yield Page objects.")
        for record in page.records:
            problems += _record_problems(record, stream, name)
        for rejection in page.rejections:
            problems += _rejection_problems(rejection, stream, name)
        problems += _cursor_problems(page)
    if problems:
        raise Broken(
            f"{stream}: {some(list(dict.fromkeys(problems)), 4)}.",
            "make records as `adapters/contract.py` declares them: `source` is the adapter's own"
            " name, keys are text, quantities Decimal, times datetime.",
        )


def declared_streams(trial: Trial) -> None:
    """What is declared is readable, and nothing else is."""
    source = trial.source()
    check_declared(source, trial.bench.adapter)
    for stream in trial.streams:
        if source.streams.get(stream) is not Capability.SUPPORTED:
            raise Broken(
                f"{stream} is declared {source.streams.get(stream)}, and the bench has it.",
                "declare it SUPPORTED.",
            )
    supported = [s for s in Stream if source.streams.get(s) is Capability.SUPPORTED]
    for stream in supported:
        pull(source, stream, most=2)
    hidden = [stream for stream in supported if stream not in trial.streams]
    if hidden:
        raise NotShown(f"the bench cannot write {', '.join(hidden)}, which the adapter declares")


def check_declared(source: Source, adapter: Any) -> None:
    """Raises ``Broken`` where a declaration is no capability, or not true of other streams."""
    declared: Mapping[Any, Any] = source.streams
    wrong = [s for s, c in declared.items() if s not in set(Stream) or c not in set(Capability)]
    if wrong:
        raise Broken(
            f"streams declares {some(wrong)} as no Capability of a Stream.",
            "map members of Stream to members of Capability.",
        )
    of_class: Mapping[Any, Any] = adapter.streams
    more = [
        s
        for s, c in declared.items()
        if c is Capability.SUPPORTED and of_class.get(s) is not Capability.SUPPORTED
    ]
    if more:
        raise Broken(
            f"an instance declares {some(more)} supported and the class does not.",
            "declare on the class what the adapter can do under the best settings: the gateway"
            " asks the class first.",
        )
    for stream in Stream:
        if declared.get(stream) is not Capability.SUPPORTED:
            _refuses(source, stream)


def _refuses(source: Source, stream: Stream) -> None:
    def read() -> object:
        return next(iter(source.pages(stream, None, limit=1)), None)

    for name, call in (("pages", read), ("lookup", lambda: source.lookup(stream, "1"))):
        try:
            answer: object = call()
        except ConfigurationError:
            continue
        except Exception as error:
            answer = f"raised {told(error)}"
        raise Broken(
            f"{stream} is not declared SUPPORTED, and {name} answered: {answer}.",
            "raise ConfigurationError for a stream that is not there, or declare it.",
        )


# ------------------------------------------------------------------ one page, one record


def _cursor_problems(page: Page) -> Iterator[str]:
    cursor = cast("Any", page).cursor
    if cursor is not None and not isinstance(cursor, str):
        yield f"a cursor is a {type(cursor).__name__} and not text"
    if cursor is None and page.records:
        yield "a page with records has no cursor to go on from"


def _record_problems(record: Any, stream: Stream, name: str) -> Iterator[str]:
    wanted = RECORD_TYPES[stream]
    if type(record) is not wanted:
        yield f"a record is a {type(record).__name__} and not a {wanted.__name__}"
        return
    yield from _identity_problems(record, name)
    yield from _type_problems("", record)


def _identity_problems(record: Any, name: str) -> Iterator[str]:
    key = record.key
    if record.source != name:
        yield f"source is {record.source!r} and not the adapter's name {name!r}"
    if not isinstance(key, str) or not key:
        yield f"a key is {key!r} and not text"
    if type(record.revision) is not int or not 0 <= record.revision <= _LARGEST_REVISION:
        yield f"a revision is {record.revision!r} and not a whole number from 0 to 2^63 - 1"


def _rejection_problems(rejection: Any, stream: Stream, name: str) -> Iterator[str]:
    if not isinstance(rejection, Rejection):
        yield f"a rejection is a {type(rejection).__name__}"
        return
    yield from _identity_problems(rejection, name)
    if rejection.stream is not stream:
        yield f"a rejection is of the stream {rejection.stream}"


def _type_problems(path: str, thing: Any) -> Iterator[str]:
    hints = get_type_hints(cast("type[Any]", type(thing)))
    for field in fields(thing):
        value = getattr(thing, field.name)
        allowed = _allowed(hints[field.name])
        if tuple in allowed and isinstance(value, tuple):
            for place, part in enumerate(cast("tuple[Any, ...]", value)):
                if is_dataclass(part):
                    yield from _type_problems(f"{path}{field.name}[{place}].", part)
        elif type(value) not in allowed:
            names = " or ".join(kind.__name__ for kind in allowed if kind is not type(None))
            yield f"{path}{field.name} is a {type(value).__name__} and not {names}"


def _allowed(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) in {Union, types.UnionType}:
        return tuple(kind for part in get_args(hint) for kind in _allowed(part))
    return (get_origin(hint) or hint,)
