"""Inspections: as a flat list, and one of them live from its source."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from adapters.contract import Inspection as InspectionRecord
from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given, selected
from gateway.schema.inspection_details import (
    Defect,
    Details,
    InspectionCharacteristic,
    InspectionResult,
    live_characteristics,
    read_details,
    visible_person,
)
from gateway.schema.live_record import Live, look_up, now, raise_if_failed, stored
from gateway.schema.quality_filter import QualityWhere, quality_filter
from gateway.warehouse.queries import (
    InspectionRow,
    PersonCode,
    QualityFilter,
    list_defects,
    list_inspections,
)


@strawberry.enum(description="At which point quality staff look.")
class InspectionKind(Enum):
    INCOMING = strawberry.enum_value("incoming", description="Of goods received.")
    IN_PROCESS = strawberry.enum_value("in_process", description="During production.")
    FINAL = strawberry.enum_value("final", description="Of finished goods.")
    SUPERVISION = strawberry.enum_value("supervision", description="Of work after training.")


@strawberry.type(description="A lot or sample that quality staff checked.")
class Inspection(Live):
    source: str = strawberry.field(description="The name of the source it is from.")
    key: strawberry.ID = strawberry.field(description="Its key in the source, with its zeros.")
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    kind: InspectionKind = strawberry.field(description="At which point it was made.")
    operation: str | None = strawberry.field(description="The operation's code.")
    order: str | None = strawberry.field(description="The order's number.")
    lot: str | None = strawberry.field(description="The lot's number.")
    material: str | None = strawberry.field(description="The material's code.")
    person: str | None = strawberry.field(
        description="Whose work it was; null where nobody is named or to be seen."
    )
    inspector: str | None = strawberry.field(
        description="Who inspected; null where nobody is named or to be seen."
    )
    inspected: Decimal = strawberry.field(description="The inspected quantity.")
    nonconforming: Decimal | None = strawberry.field(
        description="The nonconforming quantity; null while it is not known."
    )
    unit: str = strawberry.field(description="The unit of both quantities.")
    result: InspectionResult = strawberry.field(description="What it came to.")
    standard_revision: str | None = strawberry.field(
        description="The revision of the standard that was inspected against."
    )
    created: date | None = strawberry.field(description="The day on which it was created.")
    decided: datetime | None = strawberry.field(description="When it was decided; null while open.")
    defects: list[Defect] = strawberry.field(description="What was found wrong.")
    characteristics: list[InspectionCharacteristic] = strawberry.field(
        description="What was asked of each characteristic, and what was found."
    )


async def read_inspections(
    info: Info,
    where: QualityWhere | None,
    kinds: list[InspectionKind] | None,
    results: list[InspectionResult] | None,
    limit: int,
    offset: int,
) -> list[Inspection]:
    context = info.context
    page = context.page(limit, offset)
    condition = quality_filter(where)
    condition = replace(
        condition,
        kinds=tuple(kind.value for kind in given("kinds", kinds)),
        results=tuple(result.value for result in given("results", results)),
        people=_own_people(context),
    )
    if not context.identity.sees_facts and not condition.people:
        return []
    async with context.read() as connection:
        rows = await list_inspections(
            connection, condition, people=context.people, limit=page + 1, offset=offset
        )
        rows = context.cut(rows, page, info)
        details = await read_details(info, connection, [(row.source, row.key) for row in rows])
        readings = await last_readings(connection)
    return [
        _shown(row, details, stored(context, readings.get((row.source, Stream.INSPECTION))))
        for row in rows
    ]


async def read_inspection(info: Info, source: str, key: str) -> Inspection | None:
    """Live from the source; from the warehouse where the source cannot say."""
    context = info.context
    looked = await look_up(context, source, Stream.INSPECTION, key, InspectionRecord)
    condition = QualityFilter(sources=(source,), keys=(key,), people=_own_people(context))
    if not context.identity.sees_facts and not condition.people:
        return None
    live, problem = looked.record, looked.problem
    if live is not None:
        return await _shown_live(info, live)
    if problem is None:
        return None
    async with context.read() as connection:
        rows = await list_inspections(connection, condition, people=context.people, limit=1)
        details = await read_details(info, connection, [(row.source, row.key) for row in rows])
        readings = await last_readings(connection)
    as_of = readings.get((source, Stream.INSPECTION))
    for row in rows:
        return _shown(row, details, stored(context, as_of, problem))
    raise_if_failed(source, problem)
    return None


async def _shown_live(info: Info, live: InspectionRecord) -> Inspection | None:
    """Its defects are records of their own, which the source gives by themselves."""
    context = info.context
    if not _may_see(live, context):
        return None
    key = (live.source, live.key)
    details = Details()
    if "defects" in selected(info):
        async with context.read() as connection:
            details.defects = await list_defects(connection, [key])
    details.characteristics[key] = live_characteristics(live.source, live.characteristics, context)
    return _shown(_as_row(live, context), details, now(context))


def _own_people(context: Context) -> tuple[PersonCode, ...]:
    """Callers who see no facts get what is about themselves and their people."""
    if context.identity.sees_facts:
        return ()
    return tuple(sorted(context.people or ()))


def _may_see(record: InspectionRecord, context: Context) -> bool:
    people = _own_people(context)
    codes = {PersonCode(record.source, code) for code in (record.person, record.inspector) if code}
    return context.identity.sees_facts or bool(codes & set(people))


def _as_row(record: InspectionRecord, context: Context) -> InspectionRow:
    return InspectionRow(
        source=record.source,
        key=record.key,
        revision=record.revision,
        kind=record.kind.value,
        operation=record.operation,
        order=record.order,
        lot=record.lot,
        material=record.material,
        person=visible_person(record.source, record.person, context),
        inspector=visible_person(record.source, record.inspector, context),
        inspected=record.inspected,
        nonconforming=record.nonconforming,
        unit=record.unit,
        result=record.result.value,
        standard_revision=record.standard_revision,
        created=record.created,
        decided=record.decided,
        updated_at=context.asked_at,
    )


def _shown(row: InspectionRow, details: Details, origin: dict[str, Any]) -> Inspection:
    key = (row.source, row.key)
    return Inspection(
        source=row.source,
        key=strawberry.ID(row.key),
        revision=strawberry.ID(str(row.revision)),
        kind=InspectionKind(row.kind),
        operation=row.operation,
        order=row.order,
        lot=row.lot,
        material=row.material,
        person=row.person,
        inspector=row.inspector,
        inspected=row.inspected,
        nonconforming=row.nonconforming,
        unit=row.unit,
        result=InspectionResult(row.result),
        standard_revision=row.standard_revision,
        created=row.created,
        decided=row.decided,
        defects=details.defects_of(key),
        characteristics=details.characteristics_of(key),
        **origin,
    )
