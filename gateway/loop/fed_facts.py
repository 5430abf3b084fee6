"""Which facts the ERP is fed: what they are called there, and how they are read here."""

from dataclasses import dataclass
from typing import LiteralString

from adapters.contract import Stream
from gateway.loop.state import FEED


@dataclass(frozen=True, slots=True, kw_only=True)
class FedFacts:
    """One kind of fact; ``pending`` takes the source and how many, and gives them by key."""

    table: str
    model: str
    """The ERP's model, which takes them in by ``record_batch``."""
    stream: str
    """Under which its refusals are kept."""
    pulled: Stream | None
    """The stream that it comes in by as it is; ``None`` for what is summed up here."""
    waits: LiteralString
    """Which of its rows the ERP has not been given in this revision."""
    pending: LiteralString
    decides: bool = False
    """Whether the ERP's rules are to look at what changed."""


MEASUREMENTS = FedFacts(
    table="measurement",
    model="hr.quality.measurement",
    stream=FEED,
    pulled=None,
    waits="revision > fed_revision AND NOT negative",
    pending="""
        SELECT key, revision, day, shift, operation, work_center, person AS employee, material,
               lot, produced, good, scrapped, reworked, unit
        FROM measurement
        WHERE source = %s AND revision > fed_revision AND NOT negative
        ORDER BY key LIMIT %s
    """,
    decides=True,
)

INSPECTIONS = FedFacts(
    table="inspection",
    model="hr.quality.inspection",
    stream=f"{FEED}/inspection",
    pulled=Stream.INSPECTION,
    waits="revision > fed_revision",
    pending="""
        SELECT key, revision, kind, result, created, decided, operation, "order", lot, material,
               person AS employee, inspector, inspected, nonconforming, unit,
               standard_revision AS standard
        FROM inspection
        WHERE source = %s AND revision > fed_revision
        ORDER BY key LIMIT %s
    """,
)

# One that was found in a count says itself what it is about: the ERP knows no single counts.
DEFECTS = FedFacts(
    table="defect",
    model="hr.quality.nonconformity",
    stream=f"{FEED}/defect",
    pulled=Stream.DEFECT,
    waits="revision > fed_revision",
    pending="""
        SELECT d.key, d.revision, d.found_in, d.code_group, d.code, d.cause, d.place, d.quantity,
               d.unit, c.day, c.operation, c."order", c.lot, c.material, c.person AS employee
        FROM defect d
        LEFT JOIN production_count_key k ON k.source = d.source AND k.key = d.found_in
        LEFT JOIN production_count c
               ON c.source = k.source AND c.key = k.key AND c.day = k.day
        WHERE d.source = %s AND d.revision > d.fed_revision
        ORDER BY d.key LIMIT %s
    """,
)

FED = (MEASUREMENTS, INSPECTIONS, DEFECTS)


def is_fed_as_pulled(stream: Stream) -> bool:
    """Whether what changes in the stream goes to the ERP as it is."""
    return any(facts.pulled is stream for facts in FED)


def fed_facts(stream: str) -> FedFacts | None:
    """The facts whose refusals are kept under that stream."""
    return next((facts for facts in FED if facts.stream == stream), None)
