"""The flat lists of what sources know besides production and quality: orders, lots, people …"""

from typing import Annotated

import strawberry

from gateway.schema.arguments import Limit, Offset
from gateway.schema.context import Info
from gateway.schema.equipment import Equipment, EquipmentWhere, read_equipment
from gateway.schema.indicator_values import (
    IndicatorValue,
    IndicatorValueWhere,
    read_indicator_values,
)
from gateway.schema.lots import Lot, LotWhere, read_lots
from gateway.schema.orders import Order, OrderWhere, read_orders
from gateway.schema.persons import Person, PersonWhere, read_persons
from gateway.schema.qualifications import (
    Qualification,
    QualificationWhere,
    read_qualifications,
)


@strawberry.type
class RecordQueries:
    @strawberry.field(description="Orders of production, those due last first.")
    async def orders(
        self,
        info: Info,
        where: Annotated[OrderWhere | None, strawberry.argument(description="Which ones.")] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Order] | None:
        return await read_orders(info, where, limit, offset)

    @strawberry.field(description="Material lots, by their numbers.")
    async def lots(
        self,
        info: Info,
        where: Annotated[LotWhere | None, strawberry.argument(description="Which ones.")] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Lot] | None:
        return await read_lots(info, where, limit, offset)

    @strawberry.field(description="Plants, lines and machines, by their codes.")
    async def equipment(
        self,
        info: Info,
        where: Annotated[
            EquipmentWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Equipment] | None:
        return await read_equipment(info, where, limit, offset)

    @strawberry.field(description="People as the sources know them: those whom you may see.")
    async def persons(
        self,
        info: Info,
        where: Annotated[PersonWhere | None, strawberry.argument(description="Which ones.")] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Person] | None:
        return await read_persons(info, where, limit, offset)

    @strawberry.field(
        description="What people may do, as the sources have it; those whom you may see."
    )
    async def qualifications(
        self,
        info: Info,
        where: Annotated[
            QualificationWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Qualification] | None:
        return await read_qualifications(info, where, limit, offset)

    @strawberry.field(
        description=(
            "Figures of people from any system, the latest periods first. "
            "People you may not see are told as their mean."
        )
    )
    async def indicator_values(
        self,
        info: Info,
        where: Annotated[
            IndicatorValueWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[IndicatorValue] | None:
        return await read_indicator_values(info, where, limit, offset)
