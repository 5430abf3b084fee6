"""Values as they are: times with their zone, exact quantities, text and keys untouched."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from adapters.conformance.compare import Wanted, differences, flat, some
from adapters.conformance.outcome import Broken, CannotHappen, NotShown
from adapters.conformance.specimens import specimen, wall_clock
from adapters.conformance.trial import Trial, each_stream, pull
from adapters.contract import (
    Defect,
    IndicatorValue,
    Inspection,
    Lot,
    Notification,
    Order,
    ProductionCount,
    Qualification,
    Record,
    Stream,
)

# More digits than a float has, and a fraction that none can hold.
_HUGE = Decimal("123456789012345678.127")
_SMALL = Decimal("0.003")
_FLOAT_DIGITS = 12
_TEXT = '焊接 Schweißnaht «Ø 5 µm», 𠮷 "é"; 100 %'
_CODE = "焊接-Ä1"
_BEYOND_LATIN_1 = 0xFF


def times_are_moments(trial: Trial) -> None:
    """Moments carry their zone, and a day is the day on which the shift began."""

    def of_stream(stream: Stream) -> None:
        if not any(isinstance(v, datetime) for v in flat(specimen(stream, 0)).values()):
            raise CannotHappen(f"a record of {stream} has no time")
        asked = _in_time(stream)
        expected = [trial.put(record) for record in asked]
        kept = [
            _is_time(name, value) for record in expected for name, value in flat(record).items()
        ]
        if not any(kept):
            raise CannotHappen(f"the bench's system holds no times of {stream}")
        for before, after in zip(asked, expected, strict=True):
            if isinstance(after, ProductionCount) and after.day != getattr(before, "day", None):
                raise NotShown(f"the bench moved the day of {after.key}")
        _as_expected(
            trial,
            stream,
            expected,
            lambda name, value: _is_time(name, value) or name == "day",
            "read wall-clock times in the plant's zone (ZoneInfo, not a fixed offset), keep the"
            " zone of those that have one, and take the day from the shift.",
        )

    each_stream(trial, of_stream)


def quantities_are_exact(trial: Trial) -> None:
    """No digit of a quantity is lost or made up, however large or small it is."""

    def of_stream(stream: Stream) -> None:
        asked = _with_quantity(stream, _HUGE), _with_quantity(stream, _SMALL, number=1)
        if asked[0] is None or asked[1] is None:
            raise CannotHappen(f"a record of {stream} has no quantity")
        expected = [trial.put(asked[0]), trial.put(asked[1])]
        if not any(isinstance(value, Decimal) for value in flat(expected[0]).values()):
            raise CannotHappen(f"the bench's system holds no quantity of {stream}")
        if not any(_beyond_float(value) for value in flat(expected[0]).values()):
            raise NotShown("the bench's system holds no quantity that a float could not")
        _as_expected(
            trial,
            stream,
            expected,
            lambda _name, value: isinstance(value, Decimal),
            "make Decimals of the text or the database's own decimals; never let a float in.",
        )

    each_stream(trial, of_stream)


def text_survives(trial: Trial) -> None:
    """Text of any script comes as it was written."""

    def of_stream(stream: Stream) -> None:
        expected = trial.put(_with_text(stream))
        if not any(_is_foreign(value) for value in flat(expected).values()):
            raise NotShown("the bench's system holds no text beyond Latin-1")
        _as_expected(
            trial,
            stream,
            [expected],
            lambda _name, value: isinstance(value, str),
            "decode by the system's own encoding, and change nothing about text.",
        )

    each_stream(trial, of_stream)


def keys_keep_zeros(trial: Trial) -> None:
    """Keys and codes that look like numbers stay the text that they are."""

    def of_stream(stream: Stream) -> None:
        asked = _like_numbers(stream)
        expected = trial.put(asked)
        codes = [value for value in flat(expected).values() if isinstance(value, str)]
        if not any(code.startswith("0") and code.isdecimal() for code in codes):
            raise NotShown("the bench's system holds no key with zeros before it")
        _as_expected(
            trial,
            stream,
            [expected],
            lambda _name, value: isinstance(value, str),
            "never make numbers of keys and codes, nor let a library guess their type.",
            any_key=True,
        )

    each_stream(trial, of_stream)


# ------------------------------------------------------------------ what is asked for


def _in_time(stream: Stream) -> list[Record]:
    """Winter, summer, after midnight, and across both changes of the clock."""
    spans = [
        (date(2024, 1, 17), wall_clock(date(2024, 1, 17), 6, 10), wall_clock(date(2024, 1, 17), 7)),
        (date(2024, 7, 3), wall_clock(date(2024, 7, 3), 15, 5), wall_clock(date(2024, 7, 3), 16)),
        (date(2024, 3, 4), wall_clock(date(2024, 3, 5), 0, 30), wall_clock(date(2024, 3, 5), 1)),
        (date(2024, 3, 30), wall_clock(date(2024, 3, 31), 1), wall_clock(date(2024, 3, 31), 4)),
        (date(2024, 10, 26), wall_clock(date(2024, 10, 27), 1), wall_clock(date(2024, 10, 27), 4)),
    ]
    shifts = ("early", "late", "night", "night", "night")
    made: list[Record] = []
    for number, ((day, begin, end), shift) in enumerate(zip(spans, shifts, strict=True)):
        record = specimen(stream, number)
        match record:
            case ProductionCount():
                record = replace(record, day=day, shift=shift, started=begin, ended=end)
            case Inspection():
                record = replace(record, created=day, decided=begin)
            case Order():
                record = replace(record, start=day, started=begin)
            case _:
                pass
        made.append(record)
    return made


def _with_quantity(stream: Stream, quantity: Decimal, *, number: int = 0) -> Record | None:
    record = specimen(stream, number)
    changes: dict[str, Any] = {}
    match record:
        case ProductionCount():
            half = Decimal("0.5")
            changes = {"good": quantity, "scrapped": half, "produced": quantity + half}
        case Inspection():
            found = tuple(replace(each, mean=quantity) for each in record.characteristics)
            changes = {"inspected": quantity, "nonconforming": _SMALL, "characteristics": found}
        case Defect() | Lot():
            changes = {"quantity": quantity}
        case Notification():
            items = tuple(replace(item, quantity=quantity) for item in record.items)
            changes = {"items": items}
        case Order():
            changes = {"planned": quantity, "produced": _SMALL, "scrapped": _SMALL}
        case Qualification():
            changes = {"level": quantity}
        case IndicatorValue():
            changes = {"value": -quantity}
        case _:
            return None
    return replace(record, **changes)


def _with_text(stream: Stream) -> Record:
    """Words of any script in what is text, and in those codes that companies make up."""
    record = specimen(stream, 0)
    codes = {"lot", "material", "order", "supplier", "skill", "indicator", "cause"}
    texts = {"text", "name", "department", "place"}
    changes: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, tuple):
            parts = cast("tuple[Any, ...]", value)
            changes[field.name] = tuple(replace(part, text=_TEXT) for part in parts)
        elif field.name in codes | texts and isinstance(value, str):
            changes[field.name] = _CODE if field.name in codes else _TEXT
    return replace(record, **changes)


def _like_numbers(stream: Stream) -> Record:
    key = "0000000042"
    likely = {
        "number": key,
        "code": key,
        "person": "00000021",
        "material": "000000000000000012E4",
        "order": "000000004711",
        "operation": "0010",
        "found_in": "0000000007",
    }
    record = specimen(stream, 0)
    changes = {n: v for n, v in likely.items() if isinstance(getattr(record, n, None), str)}
    return replace(record, key=key, **changes)


# ------------------------------------------------------------------ what came of it


def _as_expected(
    trial: Trial,
    stream: Stream,
    expected: list[Record],
    wanted: Wanted,
    mend: str,
    *,
    any_key: bool = False,
) -> None:
    """Holds what pages give against it; with ``any_key`` the only record, whatever its key."""
    pulled = pull(trial.source(), stream)
    found = pulled.newest()
    for record in expected:
        seen = found.get(record.key)
        if any_key and seen is None and len(found) == 1:
            (seen,) = found.values()
        if seen is None:
            why = f": {pulled.rejections[0].detail}" if pulled.rejections else ""
            raise Broken(f"{stream}: {record.key} did not come{why}.", mend)
        unlike = differences(record, seen, wanted)
        if unlike:
            raise Broken(f"{stream}, {record.key}: {some(unlike)}.", mend)


def _is_time(_name: str, value: object) -> bool:
    return isinstance(value, datetime)


def _beyond_float(value: object) -> bool:
    return (
        isinstance(value, Decimal)
        and len(value.as_tuple().digits) >= _FLOAT_DIGITS
        and Decimal(float(value)) != value
    )


def _is_foreign(value: object) -> bool:
    return isinstance(value, str) and any(ord(letter) > _BEYOND_LATIN_1 for letter in value)


def zone_problems(records: list[Record]) -> list[str]:
    """Of records from a live system: the times that carry no zone, or lie out of reason."""
    problems: list[str] = []
    for record in records:
        for name, value in flat(record).items():
            if isinstance(value, datetime) and value.tzinfo is None:
                problems.append(f"{name} of {record.key} is {value} without a zone")
        if isinstance(record, ProductionCount) and not problems:
            apart = abs((record.started.astimezone(UTC).date() - record.day).days)
            if apart > 1:
                problems.append(
                    f"{record.key} belongs to {record.day} and started {record.started}"
                )
    return problems
