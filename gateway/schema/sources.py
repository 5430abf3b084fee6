"""How the sources are doing, and what of theirs could not be used."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from gateway.abilities import Abilities
from gateway.loop.state import ADAPTER
from gateway.schema.age import seconds_old
from gateway.schema.context import Context, Info, selected
from gateway.warehouse.queries import (
    RejectedCount,
    RejectedFilter,
    SourceRow,
    count_rejected,
    list_capabilities,
    list_sources,
)


@strawberry.enum(description="How a source, or one of its streams, is doing.")
class SourceState(Enum):
    OK = strawberry.enum_value("ok", description="The last pull went well.")
    SLOW = strawberry.enum_value("slow", description="It answers, but takes long.")
    FAILING = strawberry.enum_value("failing", description="The last pull did not go well.")
    NEVER = strawberry.enum_value("never", description="It was never pulled.")


@strawberry.enum(description="Whether a source can do something. It is never guessed.")
class Capability(Enum):
    SUPPORTED = strawberry.enum_value("supported", description="It can.")
    UNSUPPORTED = strawberry.enum_value(
        "unsupported", description="The other system, or its settings here, cannot."
    )
    NOT_IMPLEMENTED = strawberry.enum_value(
        "not_implemented", description="The system may, its adapter cannot."
    )
    UNKNOWN = strawberry.enum_value("unknown", description="Nobody has said.")


@strawberry.enum(description="What a capability is about.")
class CapabilityKind(Enum):
    STREAM = strawberry.enum_value("stream", description="Records that the source gives.")
    COMMAND = strawberry.enum_value("command", description="Something that it can be told to do.")


@strawberry.type(description="Whether a source gives one kind of records, or takes a command.")
class SourceCapability:
    kind: CapabilityKind = strawberry.field(description="Whether it is a stream or a command.")
    name: str = strawberry.field(
        description='The stream or command, for example "order" or "create_notification".'
    )
    capability: Capability = strawberry.field(description="Whether the source can.")


@strawberry.type(description="How many rows of a stream could not be used for one reason.")
class RejectionCount:
    reason: str = strawberry.field(description='The reason, for example "unknown_unit".')
    open: int = strawberry.field(description="How many wait for a fix.")
    resolved: int = strawberry.field(description="How many came well later, or were replayed.")


@strawberry.type(description="One kind of records of a source.")
class SourceStream:
    stream: str = strawberry.field(description='The kind, for example "production_count".')
    state: SourceState = strawberry.field(description="How it is doing.")
    since: datetime | None = strawberry.field(description="When that state began.")
    reason_code: str | None = strawberry.field(description="Why, for programs.")
    reason: str | None = strawberry.field(description="Why, as a sentence.")
    reference: str | None = strawberry.field(
        description="What the support of the other system asks for."
    )
    as_of: datetime | None = strawberry.field(description="When it was last read through.")
    age_seconds: int | None = strawberry.field(description="Seconds since then.")
    next_attempt_at: datetime | None = strawberry.field(description="When it is pulled next.")
    failures: int = strawberry.field(description="How many pulls failed one after the other.")
    records: Decimal = strawberry.field(
        description="How many records ever came; a whole number that may be beyond 2³¹."
    )
    rejected: Decimal = strawberry.field(
        description="How many rows ever came that could not be used; a whole number."
    )
    open_rejections: int = strawberry.field(description="How many of them wait for a fix.")
    rejections: list[RejectionCount] = strawberry.field(description="The same by reason.")


@strawberry.type(description="A system that records come from, or the ERP that they are fed into.")
class Source:
    name: strawberry.ID = strawberry.field(description="Its name in the settings.")
    state: SourceState = strawberry.field(description="The worst state of its streams.")
    since: datetime | None = strawberry.field(description="When that state began.")
    reason: str | None = strawberry.field(description="Why, as a sentence.")
    as_of: datetime | None = strawberry.field(
        description="When the stream that is oldest was last read through."
    )
    age_seconds: int | None = strawberry.field(description="Seconds since then.")
    open_rejections: int = strawberry.field(description="How many rows wait for a fix.")
    streams: list[SourceStream] = strawberry.field(description="Its streams, one by one.")
    capabilities: list[SourceCapability] = strawberry.field(
        description="Every stream and command there is, and whether it can."
    )
    capabilities_as_of: datetime | None = strawberry.field(
        description="When the source said so; null where its adapter did for it."
    )


_ABILITIES = {"capabilities", "capabilitiesAsOf"}
_WORST_FIRST = (SourceState.FAILING, SourceState.SLOW, SourceState.NEVER, SourceState.OK)


async def read_sources(info: Info) -> list[Source]:
    """Every source of the settings, pulled or not, and every other that was ever pulled."""
    context = info.context
    async with context.read() as connection:
        rows = await list_sources(connection)
        counts = await count_rejected(connection, RejectedFilter(resolved=None))
        said = await list_capabilities(connection) if selected(info) & _ABILITIES else []
    abilities = context.live.abilities(said)
    by_source: dict[str, list[SourceRow]] = {name: [] for name in context.live.names}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    reasons: dict[tuple[str, str], list[RejectedCount]] = {}
    for count in counts:
        reasons.setdefault((count.source, count.stream), []).append(count)
    return [
        _source(name, found, reasons, abilities.get(name), context)
        for name, found in sorted(by_source.items())
    ]


def _source(
    name: str,
    rows: list[SourceRow],
    reasons: Mapping[tuple[str, str], list[RejectedCount]],
    abilities: Abilities | None,
    context: Context,
) -> Source:
    streams = [_stream(row, reasons.get((name, row.stream), []), context) for row in rows]
    worst = min(streams, key=lambda stream: _WORST_FIRST.index(stream.state), default=None)
    moments = [stream.as_of for stream in streams if stream.stream != ADAPTER]
    oldest = None if not moments or None in moments else min(moment for moment in moments if moment)
    return Source(
        name=strawberry.ID(name),
        state=SourceState.NEVER if worst is None else worst.state,
        since=None if worst is None else worst.since,
        reason=None if worst is None else worst.reason,
        as_of=oldest,
        age_seconds=seconds_old(oldest, context.asked_at),
        open_rejections=sum(stream.open_rejections for stream in streams),
        streams=streams,
        capabilities=[] if abilities is None else _capabilities(abilities),
        capabilities_as_of=None if abilities is None else abilities.noted_at,
    )


def _capabilities(abilities: Abilities) -> list[SourceCapability]:
    return [
        SourceCapability(kind=kind, name=name, capability=Capability(capability.value))
        for kind, found in (
            (CapabilityKind.STREAM, abilities.streams),
            (CapabilityKind.COMMAND, abilities.commands),
        )
        for name, capability in found.items()
    ]


def _stream(row: SourceRow, counts: list[RejectedCount], context: Context) -> SourceStream:
    return SourceStream(
        stream=row.stream,
        state=SourceState(row.state),
        since=row.since,
        reason_code=row.reason_code,
        reason=row.reason,
        reference=row.reference,
        as_of=row.last_success_at,
        age_seconds=seconds_old(row.last_success_at, context.asked_at),
        next_attempt_at=row.next_attempt_at,
        failures=row.failures,
        records=Decimal(row.records),
        rejected=Decimal(row.rejected),
        open_rejections=row.open_rejections,
        rejections=[
            RejectionCount(reason=count.reason, open=count.open, resolved=count.resolved)
            for count in counts
        ],
    )
