"""Equipment as a flat list."""

from enum import Enum

import strawberry

from adapters.contract import Stream
from gateway.schema.age import last_readings
from gateway.schema.context import Context, Info, given
from gateway.schema.fact import Fact, FactWhere, Readings, fact_conditions, fact_values
from gateway.warehouse.queries import EquipmentFilter, EquipmentRow, list_equipment


@strawberry.enum(description="The levels of equipment in IEC 62264, the widest first.")
class EquipmentLevel(Enum):
    ENTERPRISE = strawberry.enum_value("enterprise", description="The company.")
    SITE = strawberry.enum_value("site", description="A plant of it.")
    AREA = strawberry.enum_value("area", description="A part of a plant.")
    WORK_CENTER = strawberry.enum_value("work_center", description="A line or cell of an area.")
    WORK_UNIT = strawberry.enum_value("work_unit", description="A machine or place of a line.")


@strawberry.type(description="A plant, line or machine, as its source has it.")
class Equipment(Fact):
    revision: strawberry.ID = strawberry.field(description="Which state of it this is.")
    code: str = strawberry.field(description="What other records of the source name it by.")
    name: str = strawberry.field(description="Its name.")
    level: EquipmentLevel = strawberry.field(description="Its level in the hierarchy.")
    parent: str | None = strawberry.field(
        description="The code of the equipment of the next higher level."
    )
    active: bool = strawberry.field(description="Whether it is in use.")


@strawberry.input(
    description=(
        "Which equipment. Conditions are joined by and, the values of one list by or. "
        "Ranges are half open: from is inside, until is not."
    )
)
class EquipmentWhere(FactWhere):
    codes: list[str] | None = strawberry.field(default=None, description="Codes.")
    levels: list[EquipmentLevel] | None = strawberry.field(default=None, description="Levels.")
    parents: list[str] | None = strawberry.field(
        default=None, description="Codes of the next higher equipment."
    )
    active: bool | None = strawberry.field(
        default=None, description="Whether it is in use; null means both."
    )


async def read_equipment(
    info: Info, where: EquipmentWhere | None, limit: int, offset: int
) -> list[Equipment]:
    context = info.context
    context.require_facts()
    page = context.page(limit, offset)
    condition = _filter(where or EquipmentWhere())
    async with context.read() as connection:
        rows = await list_equipment(connection, condition, limit=page + 1, offset=offset)
        readings = await last_readings(connection)
    return [_shown(row, readings, context) for row in context.cut(rows, page, info)]


def _filter(where: EquipmentWhere) -> EquipmentFilter:
    return EquipmentFilter(
        **fact_conditions(where),
        codes=given("codes", where.codes),
        levels=tuple(level.value for level in given("levels", where.levels)),
        parents=given("parents", where.parents),
        active=where.active,
    )


def _shown(row: EquipmentRow, readings: Readings, context: Context) -> Equipment:
    return Equipment(
        **fact_values(row, Stream.EQUIPMENT, readings, context),
        revision=strawberry.ID(str(row.revision)),
        code=row.code,
        name=row.name,
        level=EquipmentLevel(row.level),
        parent=row.parent,
        active=row.active,
    )
