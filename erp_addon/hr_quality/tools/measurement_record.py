"""One delivered measurement record: what it must be before it may enter the database.

Pure functions: a dictionary as a source sent it goes in, a :class:`MeasurementRecord` comes out,
or :class:`RecordRejected` says in one sentence what is wrong with it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from .iso_week import monday_of, week_label
from .translating import Translating

FIELDS = (
    "key",
    "revision",
    "day",
    "shift",
    "operation",
    "work_center",
    "employee",
    "material",
    "lot",
    "produced",
    "good",
    "scrapped",
    "reworked",
    "unit",
)
QUANTITIES = ("produced", "good", "scrapped", "reworked")
REQUIRED_TEXTS = ("key", "operation", "unit")
OPTIONAL_TEXTS = ("shift", "work_center", "employee", "material", "lot")

MAX_TEXT = 256
MAX_REVISION = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 2000, 2100
# A plain decimal: neither NaN nor Infinity nor an exponent that would grow to a huge number.
DECIMAL_TEXT = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class RecordRejected(Exception):
    """The record cannot be used; the message says which field, which value and what is asked."""


@dataclass(frozen=True, slots=True)
class MeasurementRecord:
    """A record that keeps every rule. Quantities are exact; ``week`` is the day's ISO Monday."""

    key: str
    revision: int
    day: date
    week: date
    week_label: str
    shift: str | None
    operation: str
    work_center: str | None
    employee: str | None
    material: str | None
    lot: str | None
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    unit: str
    digest: str


def read_record(raw: object, env: Translating) -> MeasurementRecord:
    """``raw`` as a record; raises :class:`RecordRejected` with a translated sentence."""
    if not isinstance(raw, Mapping):
        raise RecordRejected(env._("A record must be an object with named fields."))
    unknown = sorted(str(name) for name in raw if name not in FIELDS)
    if unknown:
        raise RecordRejected(
            env._("The field “%(field)s” is not part of a measurement.", field=unknown[0])
        )
    texts = {name: _required_text(raw, name, env) for name in REQUIRED_TEXTS}
    texts |= {name: _text(raw, name, env) for name in OPTIONAL_TEXTS}
    quantities = {name: _quantity(raw, name, env) for name in QUANTITIES}
    _check_balance(quantities, env)
    day = _day(raw, env)
    return MeasurementRecord(
        revision=_revision(raw, env),
        day=day,
        week=monday_of(day),
        week_label=week_label(day),
        digest=_digest(day, texts, quantities),
        **texts,
        **quantities,
    )


def delivered_key(raw: object) -> tuple[str | None, int | None]:
    """Key and revision of a record that may be broken, to name it in its rejection."""
    if not isinstance(raw, Mapping):
        return None, None
    key, revision = raw.get("key"), raw.get("revision")
    return (
        key if isinstance(key, str) else None,
        revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
    )


def _text(raw: Mapping, name: str, env: Translating) -> str | None:
    value = raw.get(name)
    if value is None or value is False or value == "":
        return None
    if not isinstance(value, str):
        raise RecordRejected(
            env._(
                "“%(field)s” must be text (codes keep their zeros), not %(value)s.",
                field=name,
                value=repr(value)[:80],
            )
        )
    value = value.strip()
    if "\x00" in value or len(value) > MAX_TEXT:
        raise RecordRejected(
            env._(
                "“%(field)s” must be readable text of at most %(limit)s characters.",
                field=name,
                limit=MAX_TEXT,
            )
        )
    return value or None


def _required_text(raw: Mapping, name: str, env: Translating) -> str:
    value = _text(raw, name, env)
    if value is None:
        raise RecordRejected(env._("“%(field)s” is missing.", field=name))
    return value


def _revision(raw: Mapping, env: Translating) -> int:
    value = raw.get("revision")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_REVISION:
        raise RecordRejected(
            env._(
                "“revision” must be a whole number from 0 on, not %(value)s.",
                value=repr(value)[:80],
            )
        )
    return value


def _day(raw: Mapping, env: Translating) -> date:
    value = raw.get("day")
    try:
        if not isinstance(value, str) or not DAY_TEXT.fullmatch(value):
            raise ValueError(value)
        day = date.fromisoformat(value)
    except ValueError as error:
        raise RecordRejected(
            env._(
                "“day” must be a day of the calendar as YYYY-MM-DD, not %(value)s.",
                value=repr(value)[:80],
            )
        ) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RecordRejected(
            env._(
                "“day” must lie between the years %(first)s and %(last)s, not %(value)s.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
                value=value,
            )
        )
    return day


def _quantity(raw: Mapping, name: str, env: Translating) -> Decimal:
    value = raw.get(name)
    if value is None or value is False or value == "":
        raise RecordRejected(env._("“%(field)s” is missing.", field=name))
    if not isinstance(value, str) or not DECIMAL_TEXT.fullmatch(value):
        raise RecordRejected(
            env._(
                "“%(field)s” must be a decimal number as text, with at most 12 digits before and"
                " 6 after the point, not %(value)s.",
                field=name,
                value=repr(value)[:80],
            )
        )
    try:
        quantity = Decimal(value)
    except InvalidOperation as error:  # the pattern admits nothing that Decimal refuses
        raise RecordRejected(env._("“%(field)s” is not a number.", field=name)) from error
    if quantity < 0:
        raise RecordRejected(
            env._(
                "“%(field)s” is negative (%(value)s). Take a count back by a higher revision with"
                " the right quantities.",
                field=name,
                value=value,
            )
        )
    return quantity


def _check_balance(quantities: Mapping[str, Decimal], env: Translating) -> None:
    """ISO 22400-2: produced = good + scrapped + reworked."""
    parts = quantities["good"] + quantities["scrapped"] + quantities["reworked"]
    if quantities["produced"] != parts:
        raise RecordRejected(
            env._(
                "produced (%(produced)s) must be good + scrapped + reworked (%(parts)s).",
                produced=quantities["produced"],
                parts=parts,
            )
        )


def _digest(day: date, texts: Mapping[str, str | None], quantities: Mapping[str, Decimal]) -> str:
    """Tells whether two deliveries of the same key and revision say the same.

    Written so that ``1`` and ``1.000`` are one quantity.
    """
    parts = [day.isoformat()]
    parts += [texts[name] or "" for name in (*OPTIONAL_TEXTS, "operation", "unit")]
    parts += [format(quantities[name].normalize(), "f") for name in QUANTITIES]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
