"""One delivered measurement: what it must be before it may enter the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .iso_week import monday_of, week_label
from .record_reading import (
    RecordRejected,
    check_fields,
    digest,
    plain,
    read_day,
    read_quantity,
    read_required_text,
    read_revision,
    read_text,
)
from .translating import Translating

QUANTITIES = ("produced", "good", "scrapped", "reworked")
REQUIRED_TEXTS = ("key", "operation", "unit")
OPTIONAL_TEXTS = ("shift", "work_center", "employee", "material", "lot")
# Came later than the others, so they are part of the digest only where they are said.
LATER_TEXTS = ("order", "serial")
FIELDS = ("revision", "day", *REQUIRED_TEXTS, *OPTIONAL_TEXTS, *LATER_TEXTS, *QUANTITIES)


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
    order: str | None
    serial: str | None
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    unit: str
    digest: str


def read_record(raw: object, env: Translating) -> MeasurementRecord:
    """``raw`` as a record; raises :class:`RecordRejected` with a translated sentence."""
    raw = check_fields(raw, FIELDS, env)
    texts = {name: read_required_text(raw, name, env) for name in REQUIRED_TEXTS}
    texts |= {name: read_text(raw, name, env) for name in (*OPTIONAL_TEXTS, *LATER_TEXTS)}
    quantities = {name: read_quantity(raw, name, env) for name in QUANTITIES}
    _check_balance(quantities, env)
    day = read_day(raw, "day", env)
    return MeasurementRecord(
        revision=read_revision(raw, env),
        day=day,
        week=monday_of(day),
        week_label=week_label(day),
        digest=_digest(day, texts, quantities),
        **texts,
        **quantities,
    )


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
    parts = [day.isoformat()]
    parts += [texts[name] for name in (*OPTIONAL_TEXTS, "operation", "unit")]
    parts += [plain(quantities[name]) for name in QUANTITIES]
    parts += [f"{name}={texts[name]}" for name in LATER_TEXTS if texts[name]]
    return digest(parts)
