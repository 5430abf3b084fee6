"""What every record of a source has in common, whatever it is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import strawberry

from adapters.contract import Stream
from gateway.schema.age import Reading, seconds_old
from gateway.schema.context import Context, given

Readings = Mapping[tuple[str, str], Reading]


@strawberry.type
class Fact:
    source: str = strawberry.field(description="The name of the source it is from.")
    key: strawberry.ID = strawberry.field(description="Its key in the source, with its zeros.")
    updated_at: datetime = strawberry.field(description="When it last changed here.")
    as_of: datetime | None = strawberry.field(description="When its source was last read through.")
    age_seconds: int | None = strawberry.field(
        description="Seconds since its source was last read through."
    )


@strawberry.input
class FactWhere:
    updated_from: datetime | None = strawberry.field(
        default=None, description="Changed at or after this moment: for incremental refreshes."
    )
    updated_until: datetime | None = strawberry.field(
        default=None, description="Changed before this moment."
    )
    sources: list[str] | None = strawberry.field(default=None, description="Names of sources.")
    keys: list[str] | None = strawberry.field(default=None, description="Keys in the source.")


class _Row(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def updated_at(self) -> datetime: ...


def fact_values(row: _Row, stream: Stream, readings: Readings, context: Context) -> dict[str, Any]:
    """The fields of ``Fact``."""
    as_of = readings.get((row.source, stream))
    return {
        "source": row.source,
        "key": strawberry.ID(row.key),
        "updated_at": row.updated_at,
        "as_of": as_of,
        "age_seconds": seconds_old(as_of, context.asked_at),
    }


def fact_conditions(where: FactWhere) -> dict[str, Any]:
    """What of a filter every record can be filtered by, as the queries take it."""
    return {
        "updated_from": where.updated_from,
        "updated_until": where.updated_until,
        "sources": given("sources", where.sources),
        "keys": given("keys", where.keys),
    }
