"""One record from its source, or from the warehouse when the source cannot say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from adapters.contract import AdapterError, Record, Stream
from gateway.errors import NotFound, UpstreamError
from gateway.schema.context import Context

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Looked(Generic[R]):
    """``record`` as the source has it; ``why_not`` says why it could not be asked.

    Both are empty where the source answered that it has no such record.
    """

    record: R | None
    why_not: str | None


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
        return Looked(None, f"{source} gives no {stream.value} one by one.")
    context.upstream.count(source)
    try:
        record = await context.live.lookup(source, stream, key)
    except AdapterError as error:
        return Looked(None, str(error))
    if record is not None and not isinstance(record, record_type):
        raise UpstreamError(source, _wrong_type(stream))
    return Looked(record, None)


def _wrong_type(stream: Stream) -> AdapterError:
    return AdapterError(f"The adapter's answer is no {stream.value}.")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whether the source itself answered, of what moment the answer is, and why it did not."""

    live: bool
    as_of: datetime | None
    fallback_reason: str | None
