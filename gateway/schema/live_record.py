"""One record from its source, or from the warehouse when the source cannot say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import strawberry

from adapters.contract import AdapterError, Record, Stream
from gateway.errors import NotFound, UpstreamError
from gateway.live import NoLookup
from gateway.schema.age import seconds_old
from gateway.schema.context import Context

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Looked(Generic[R]):
    """``record`` as the source has it; ``problem`` says why it could not be asked.

    Both are empty where the source answered that it has no such record.
    """

    record: R | None
    problem: AdapterError | None


async def look_up(
    context: Context, source: str, stream: Stream, key: str, record_type: type[R]
) -> Looked[R]:
    """Asks the source. A source that is down or has no such stream is not an error here.

    Raises ``NotFound`` for a source that is not in the settings.
    """
    if source not in context.live.names:
        known = ", ".join(context.live.names) or "none"
        raise NotFound(f"There is no source {source!r}; there are: {known}.")
    if not context.live.offers(source, stream):
        return Looked(None, NoLookup(source, stream))
    context.upstream.count(source)
    try:
        record = await context.live.lookup(source, stream, key)
    except AdapterError as error:
        return Looked(None, error)
    if record is not None and not isinstance(record, record_type):
        raise UpstreamError(source, _wrong_type(stream))
    return Looked(record, None)


def raise_if_failed(source: str, problem: AdapterError) -> None:
    """Where nobody else knows the record either: a failure must not look like its absence."""
    if not isinstance(problem, NoLookup):
        raise UpstreamError(source, problem)


def _wrong_type(stream: Stream) -> AdapterError:
    return AdapterError(f"The adapter's answer is no {stream.value}.")


@strawberry.type
class Live:
    """What an answer says of its own origin."""

    live: bool = strawberry.field(description="Whether the source itself answered just now.")
    as_of: datetime | None = strawberry.field(
        description="Of what moment the answer is: now, or when the source was last read through."
    )
    age_seconds: int | None = strawberry.field(description="Seconds since that moment.")
    fallback_reason: str | None = strawberry.field(
        description="Why the source was not asked or did not answer; null where it did."
    )
    fallback_code: str | None = strawberry.field(
        description='The same for programs, such as "unavailable": the codes are those of errors.'
    )
    fallback_retryable: bool | None = strawberry.field(
        description="Whether the source may answer later; null where it did."
    )
    fallback_reference: str | None = strawberry.field(
        description="What the support of the source asks for, such as SAP's transaction id."
    )


def now(context: Context) -> dict[str, Any]:
    """The fields of ``Live`` of an answer of the source itself."""
    return _origin(context, live=True, as_of=context.asked_at, problem=None)


def stored(
    context: Context, as_of: datetime | None, problem: AdapterError | None = None
) -> dict[str, Any]:
    """The fields of ``Live`` of an answer of the warehouse, and why it is not the source's."""
    return _origin(context, live=False, as_of=as_of, problem=problem)


def _origin(
    context: Context, *, live: bool, as_of: datetime | None, problem: AdapterError | None
) -> dict[str, Any]:
    return {
        "live": live,
        "as_of": as_of,
        "age_seconds": seconds_old(as_of, context.asked_at),
        "fallback_reason": None if problem is None else str(problem),
        "fallback_code": None if problem is None else problem.code,
        "fallback_retryable": None if problem is None else problem.retryable,
        "fallback_reference": None if problem is None else problem.reference,
    }
