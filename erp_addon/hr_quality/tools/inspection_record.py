"""One delivered inspection, or one nonconformity: what it must be to enter the database."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .record_reading import (
    RecordRejected,
    check_fields,
    digest,
    plain,
    read_choice,
    read_moment,
    read_optional_day,
    read_optional_quantity,
    read_quantity,
    read_required_text,
    read_revision,
    read_text,
)
from .translating import Translating

KINDS = ("incoming", "in_process", "final", "supervision")
RESULTS = ("open", "accepted", "conditional", "rejected")
PLACE_TEXTS = ("operation", "order", "lot", "serial", "material", "employee")
INSPECTION_TEXTS = (*PLACE_TEXTS, "inspector", "standard")
INSPECTION_FIELDS = (
    *("key", "revision", "kind", "result", "unit", "inspected", "nonconforming"),
    *("created", "decided", *INSPECTION_TEXTS),
)
NONCONFORMITY_TEXTS = (*PLACE_TEXTS, "found_in", "code_group", "cause", "place")
NONCONFORMITY_FIELDS = (
    *("key", "revision", "code", "text", "quantity", "unit", "day", *NONCONFORMITY_TEXTS),
)
LONG_TEXT = 4000


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """What quality staff checked; ``nonconforming`` is None where nobody counted."""

    key: str
    revision: int
    kind: str
    result: str
    unit: str
    inspected: Decimal
    nonconforming: Decimal | None
    created: date | None
    decided: datetime | None
    operation: str | None
    order: str | None
    lot: str | None
    serial: str | None
    material: str | None
    employee: str | None
    inspector: str | None
    standard: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class NonconformityRecord:
    """What was found wrong; ``found_in`` is the key of the inspection, or of another record."""

    key: str
    revision: int
    code: str
    text: str | None
    quantity: Decimal
    unit: str
    day: date | None
    found_in: str | None
    code_group: str | None
    cause: str | None
    place: str | None
    operation: str | None
    order: str | None
    lot: str | None
    serial: str | None
    material: str | None
    employee: str | None
    digest: str


def read_inspection(raw: object, env: Translating) -> InspectionRecord:
    """``raw`` as an inspection; raises :class:`RecordRejected` with a translated sentence."""
    raw = check_fields(raw, INSPECTION_FIELDS, env)
    created, decided = read_optional_day(raw, "created", env), read_moment(raw, "decided", env)
    if created is None and decided is None:
        raise RecordRejected(env._("Say when it was created or decided (“created”, “decided”)."))
    values = {
        "key": read_required_text(raw, "key", env),
        "kind": read_choice(raw, "kind", KINDS, env),
        "result": read_choice(raw, "result", RESULTS, env),
        "unit": read_required_text(raw, "unit", env),
        "inspected": read_quantity(raw, "inspected", env),
        "nonconforming": read_optional_quantity(raw, "nonconforming", env),
        "created": created,
        "decided": decided,
        **{name: read_text(raw, name, env) for name in INSPECTION_TEXTS},
    }
    return InspectionRecord(revision=read_revision(raw, env), digest=_digest(values), **values)


def read_nonconformity(raw: object, env: Translating) -> NonconformityRecord:
    """``raw`` as a nonconformity; raises :class:`RecordRejected`."""
    raw = check_fields(raw, NONCONFORMITY_FIELDS, env)
    values = {
        "key": read_required_text(raw, "key", env),
        "code": read_required_text(raw, "code", env),
        "text": read_text(raw, "text", env, limit=LONG_TEXT),
        "quantity": read_quantity(raw, "quantity", env),
        "unit": read_required_text(raw, "unit", env),
        "day": read_optional_day(raw, "day", env),
        **{name: read_text(raw, name, env) for name in NONCONFORMITY_TEXTS},
    }
    return NonconformityRecord(revision=read_revision(raw, env), digest=_digest(values), **values)


def _digest(values: dict) -> str:
    return digest(
        f"{name}={_as_text(value)}" for name, value in values.items() if value is not None
    )


def _as_text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
