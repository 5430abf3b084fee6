"""The last look at records before they are stored.

Adapters keep to the contract; what slips through would spoil more than its own row (a NaN spoils
every sum that it enters, a NUL stops the whole page), so it is turned into a rejection here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from adapters.contract import (
    RECORD_TYPES,
    IndicatorValue,
    ProductionCount,
    ProtocolError,
    Qualification,
    Reason,
    Record,
    Rejection,
    Stream,
)
from gateway.warehouse.parts import Part, parts_of

EARLIEST_DAY = date(1990, 1, 1)
LARGEST_REVISION = 2**63 - 1


def split_storable(
    stream: Stream, records: Iterable[Record]
) -> tuple[list[Record], list[Rejection]]:
    """The records that can be stored, and rejections for the others.

    Raises ``ProtocolError`` for records of another stream.
    """
    wanted = RECORD_TYPES[stream]
    names = [field.name for field in fields(wanted)]
    parts = parts_of(stream)
    latest = datetime.now(UTC).date() + timedelta(days=366)
    good: list[Record] = []
    rejections: list[Rejection] = []
    for record in records:
        if type(record) is not wanted:
            raise ProtocolError(
                f"The adapter gave a {type(record).__name__} in the stream {stream}; "
                "this is an error in the adapter."
            )
        problem = _problem(record, names, parts, latest)
        if problem is None:
            good.append(record)
        else:
            rejections.append(_rejected(stream, record, *problem))
    return good, rejections


def json_safe(value: Any) -> Any:
    """A value that PostgreSQL's ``jsonb`` takes: no NUL, no lone surrogate, no NaN."""
    match value:
        case str():
            return storable_text(value)
        case bool() | int() | None:
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Enum():
            return json_safe(value.value)
        case Mapping():
            items = cast("Mapping[Any, Any]", value).items()
            return {storable_text(str(key)): json_safe(content) for key, content in items}
        case list() | tuple():
            return [json_safe(content) for content in cast("Sequence[Any]", value)]
        case bytes():
            return value.hex()
        case _:
            return storable_text(str(value))


def storable_text(value: str) -> str:
    """The text with what PostgreSQL cannot hold made visible."""
    if "\0" in value:
        value = value.replace("\0", "\N{SYMBOL FOR NULL}")
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _problem(
    record: Record, names: Sequence[str], parts: Sequence[Part], latest: date
) -> tuple[Reason, str] | None:
    if not 0 <= record.revision <= LARGEST_REVISION:
        return Reason.NOT_A_NUMBER, f"revision {record.revision} is not between 0 and 2^63 - 1"
    problem = _problem_of_values(record, names) or _problem_of_parts(record, parts)
    if problem is not None:
        return problem
    match record:
        case ProductionCount():
            return _problem_of_count(record, latest)
        case Qualification():
            return _problem_of_qualification(record)
        case IndicatorValue():
            return _problem_of_period(record.begins, record.ends)
        case _:
            return None


def _problem_of_values(part: object, names: Sequence[str]) -> tuple[Reason, str] | None:
    for name in names:
        value = getattr(part, name)
        if type(value) is str:
            if (not value.isascii() or "\0" in value) and storable_text(value) != value:
                return Reason.UNREADABLE_TEXT, f"{name} holds characters that are no text"
        elif type(value) is Decimal and not value.is_finite():
            return Reason.NOT_A_NUMBER, f"{name} is {value}, which is no quantity"
    return None


def _problem_of_parts(record: Record, parts: Sequence[Part]) -> tuple[Reason, str] | None:
    for part in parts:
        for row in part.of(record):
            problem = _problem_of_values(row, part.columns)
            if problem is not None:
                return problem
    return None


def _problem_of_qualification(held: Qualification) -> tuple[Reason, str] | None:
    if held.skill is None and held.operation is None:
        return (
            Reason.MISSING_VALUE,
            "neither skill nor operation says what the qualification is for; "
            "fill one of them in the source",
        )
    return _problem_of_period(held.valid_from, held.valid_until)


def _problem_of_period(first: date | None, last: date | None) -> tuple[Reason, str] | None:
    if first is not None and last is not None and last < first:
        return (
            Reason.INVALID_TIME,
            f"the last day {last} is before the first day {first}; correct it in the source",
        )
    return None


def _problem_of_count(count: ProductionCount, latest: date) -> tuple[Reason, str] | None:
    if count.produced != count.good + count.scrapped + count.reworked:
        return (
            Reason.QUANTITIES_DISAGREE,
            f"produced {count.produced} is not good {count.good} + scrapped {count.scrapped} "
            f"+ reworked {count.reworked}; correct the count in the source",
        )
    if not EARLIEST_DAY <= count.day <= latest:
        return (
            Reason.INVALID_TIME,
            f"day {count.day} is not between {EARLIEST_DAY} and {latest}; "
            "correct the date in the source",
        )
    return None


def _rejected(stream: Stream, record: Record, reason: Reason, detail: str) -> Rejection:
    revision = min(max(record.revision, 0), LARGEST_REVISION)
    return Rejection(
        source=record.source,
        stream=stream,
        key=storable_text(record.key),
        revision=revision,
        reason=reason,
        detail=detail,
        raw=json_safe(asdict(record)),
    )
