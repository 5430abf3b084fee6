"""Reading the fields of a delivered record: what each must be before it enters the database.

Pure functions: a value as a source sent it goes in, a checked one comes out, or
:class:`RecordRejected` says in one sentence what is wrong with it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from .translating import Translating

MAX_TEXT = 256
MAX_REVISION = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 2000, 2100
# A plain decimal: neither NaN nor Infinity nor an exponent that would grow to a huge number.
DECIMAL_TEXT = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class RecordRejected(Exception):
    """The record cannot be used; the message says which field, which value and what is asked."""


def check_fields(raw: object, names: Collection[str], env: Translating) -> Mapping:
    """``raw`` itself, if it is an object that has none but these fields."""
    if not isinstance(raw, Mapping):
        raise RecordRejected(env._("A record must be an object with named fields."))
    unknown = sorted(str(name) for name in raw if name not in names)
    if unknown:
        raise RecordRejected(
            env._("The field “%(field)s” is not part of this record.", field=unknown[0])
        )
    return raw


def delivered_key(raw: object) -> tuple[str | None, int | None]:
    """Key and revision of a record that may be broken, to name it in its rejection."""
    if not isinstance(raw, Mapping):
        return None, None
    key, revision = raw.get("key"), raw.get("revision")
    return (
        key if isinstance(key, str) else None,
        revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
    )


def read_text(raw: Mapping, name: str, env: Translating, limit: int = MAX_TEXT) -> str | None:
    """A text without blanks at its ends; None where there is none."""
    value = raw.get(name)
    if _is_missing(value):
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
    if "\x00" in value or len(value) > limit:
        raise RecordRejected(
            env._(
                "“%(field)s” must be readable text of at most %(limit)s characters.",
                field=name,
                limit=limit,
            )
        )
    return value or None


def read_required_text(raw: Mapping, name: str, env: Translating) -> str:
    """As :func:`read_text`, and there must be one."""
    value = read_text(raw, name, env)
    if value is None:
        raise RecordRejected(env._("“%(field)s” is missing.", field=name))
    return value


def read_choice(raw: Mapping, name: str, allowed: Collection[str], env: Translating) -> str:
    """One of the ``allowed`` words."""
    value = read_required_text(raw, name, env)
    if value not in allowed:
        raise RecordRejected(
            env._(
                "“%(field)s” must be one of %(allowed)s, not %(value)s.",
                field=name,
                allowed=", ".join(allowed),
                value=value[:80],
            )
        )
    return value


def read_revision(raw: Mapping, env: Translating) -> int:
    """A whole number of at most 63 bits, not negative."""
    value = raw.get("revision")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_REVISION:
        raise RecordRejected(
            env._(
                "“revision” must be a whole number from 0 on, not %(value)s.",
                value=repr(value)[:80],
            )
        )
    return value


def read_day(raw: Mapping, name: str, env: Translating) -> date:
    """A day as ``YYYY-MM-DD``."""
    value = raw.get(name)
    try:
        if not isinstance(value, str) or not DAY_TEXT.fullmatch(value):
            raise ValueError(value)
        day = date.fromisoformat(value)
    except ValueError as error:
        raise RecordRejected(
            env._(
                "“%(field)s” must be a day of the calendar as YYYY-MM-DD, not %(value)s.",
                field=name,
                value=repr(value)[:80],
            )
        ) from error
    _check_year(name, day.year, value, env)
    return day


def read_optional_day(raw: Mapping, name: str, env: Translating) -> date | None:
    """As :func:`read_day`; None where there is none."""
    return None if _is_missing(raw.get(name)) else read_day(raw, name, env)


def read_moment(raw: Mapping, name: str, env: Translating) -> datetime | None:
    """A moment in UTC, without its zone as Odoo stores it; None where there is none.

    Written as ISO 8601 with its zone: ``2026-02-03T14:05:00+01:00``.
    """
    value = raw.get(name)
    if _is_missing(value):
        return None
    try:
        if not isinstance(value, str):
            raise ValueError(value)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
    except ValueError as error:
        raise RecordRejected(
            env._(
                "“%(field)s” must be a time with its zone, as 2026-02-03T14:05:00+01:00, not"
                " %(value)s.",
                field=name,
                value=repr(value)[:80],
            )
        ) from error
    _check_year(name, moment.year, value, env)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def read_quantity(raw: Mapping, name: str, env: Translating) -> Decimal:
    """An exact quantity, not negative, as decimal text."""
    value = raw.get(name)
    if _is_missing(value):
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
    quantity = Decimal(value)
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


def read_optional_quantity(raw: Mapping, name: str, env: Translating) -> Decimal | None:
    """As :func:`read_quantity`; None where there is none, which is not zero."""
    return None if _is_missing(raw.get(name)) else read_quantity(raw, name, env)


def plain(quantity: Decimal | None) -> str:
    """A quantity written so that ``1`` and ``1.000`` are the same."""
    return "" if quantity is None else format(quantity.normalize(), "f")


def digest(parts: Iterable[str | None]) -> str:
    """Tells whether two deliveries of the same key and revision say the same."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:32]


def _is_missing(value: object) -> bool:
    return value is None or value is False or value == ""


def _check_year(name: str, year: int, value: object, env: Translating) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RecordRejected(
            env._(
                "“%(field)s” must lie between the years %(first)s and %(last)s, not %(value)s.",
                field=name,
                first=FIRST_YEAR,
                last=LAST_YEAR,
                value=value,
            )
        )
