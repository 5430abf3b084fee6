"""The questions that a client can ask.

Every answer that another system gives may be null: when it is down, the others are answered still.
"""

from typing import Annotated

import strawberry

from gateway.schema.aggregates import (
    AggregateOrderBy,
    MeasurementAggregate,
    MeasurementDimension,
    read_measurement_aggregates,
)
from gateway.schema.arguments import Limit, Offset
from gateway.schema.context import Info
from gateway.schema.employees import Employee, EmployeeWhere, read_employees
from gateway.schema.inspections import (
    Inspection,
    InspectionKind,
    InspectionResult,
    read_inspection,
    read_inspections,
)
from gateway.schema.me import Me, read_me
from gateway.schema.measurements import (
    Measurement,
    MeasurementOrderBy,
    MeasurementWhere,
    read_measurements,
)
from gateway.schema.needs import Need, NeedWhere, read_need, read_needs
from gateway.schema.notifications import (
    Notification,
    NotificationKind,
    read_notification,
    read_notifications,
)
from gateway.schema.permissions import Permission, PermissionWhere, read_permissions
from gateway.schema.quality_filter import QualityWhere
from gateway.schema.record_queries import RecordQueries
from gateway.schema.rejected import RejectedRecord, RejectedWhere, read_rejected_records
from gateway.schema.sources import Source, read_sources

SourceName = Annotated[str, strawberry.argument(description="The name of the source.")]
Key = Annotated[strawberry.ID, strawberry.argument(description="The key in the source, as it is.")]
Quality = Annotated[QualityWhere | None, strawberry.argument(description="Which ones.")]


@strawberry.type(
    description=(
        "Production and quality facts from the warehouse, people and workflow live from the ERP. "
        "What you see is decided by the key you show."
    )
)
class Query(RecordQueries):
    @strawberry.field(description="Who you are, as the ERP says.")
    async def me(self, info: Info) -> Me:
        return await read_me(info)

    @strawberry.field(
        description="Production figures as a flat list. People you may not see are summed up."
    )
    async def measurements(
        self,
        info: Info,
        where: Annotated[
            MeasurementWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        order_by: Annotated[
            MeasurementOrderBy | None,
            strawberry.argument(description="In which order; ties are broken by source and key."),
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Measurement] | None:
        return await read_measurements(info, where, order_by, limit, offset)

    @strawberry.field(description="Production figures summed up by what you name.")
    async def measurement_aggregates(
        self,
        info: Info,
        group_by: Annotated[
            list[MeasurementDimension],
            strawberry.argument(description="The dimensions; none at all gives one row per unit."),
        ],
        where: Annotated[
            MeasurementWhere | None,
            strawberry.argument(description="Which measurements."),
        ] = None,
        order_by: Annotated[
            list[AggregateOrderBy] | None,
            strawberry.argument(description="In which order; by default that of groupBy."),
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[MeasurementAggregate] | None:
        return await read_measurement_aggregates(info, group_by, where, order_by, limit, offset)

    @strawberry.field(description="Inspections, the latest created first.")
    async def inspections(
        self,
        info: Info,
        where: Quality = None,
        kinds: Annotated[
            list[InspectionKind] | None,
            strawberry.argument(description="Only of these kinds."),
        ] = None,
        results: Annotated[
            list[InspectionResult] | None,
            strawberry.argument(description="Only with these results."),
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Inspection] | None:
        return await read_inspections(info, where, kinds, results, limit, offset)

    @strawberry.field(
        description=(
            "One inspection, live from its source; from the warehouse where the source does not "
            "answer. Null where there is none or you may not see it."
        )
    )
    async def inspection(self, info: Info, source: SourceName, key: Key) -> Inspection | None:
        return await read_inspection(info, source, key)

    @strawberry.field(description="Quality notifications, the latest created first.")
    async def notifications(
        self,
        info: Info,
        where: Quality = None,
        kinds: Annotated[
            list[NotificationKind] | None,
            strawberry.argument(description="Only of these kinds."),
        ] = None,
        statuses: Annotated[
            list[str] | None,
            strawberry.argument(description="Only with these statuses, as the source writes them."),
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Notification] | None:
        return await read_notifications(info, where, kinds, statuses, limit, offset)

    @strawberry.field(
        description=(
            "One notification, live from its source; from the warehouse where the source does not "
            "answer. Null where there is none."
        )
    )
    async def notification(self, info: Info, source: SourceName, key: Key) -> Notification | None:
        return await read_notification(info, source, key)

    @strawberry.field(
        description="The people you may see, with their signed skills, live from the ERP."
    )
    async def employees(
        self,
        info: Info,
        where: Annotated[
            EmployeeWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Employee] | None:
        return await read_employees(info, where, limit, offset)

    @strawberry.field(
        description=(
            "Who may do which operation today, for systems that let people log in to work; the "
            "people you may see, live from the ERP."
        )
    )
    async def permissions(
        self,
        info: Info,
        where: Annotated[
            PermissionWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        limit: Limit = 1000,
        offset: Offset = 0,
    ) -> list[Permission] | None:
        return await read_permissions(info, where, limit, offset)

    @strawberry.field(
        description="Training needs with their evidence, the latest first, live from the ERP."
    )
    async def needs(
        self,
        info: Info,
        where: Annotated[NeedWhere | None, strawberry.argument(description="Which ones.")] = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> list[Need] | None:
        return await read_needs(info, where, limit, offset)

    @strawberry.field(description="One need; null where there is none or you may not see it.")
    async def need(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id from this schema.")],
    ) -> Need | None:
        return await read_need(info, id)

    @strawberry.field(
        description="The systems that records come from: how they do, how old their records are."
    )
    async def sources(self, info: Info) -> list[Source] | None:
        return await read_sources(info)

    @strawberry.field(
        description="Rows that could not be used, in the order they came. Quality and HR only."
    )
    async def rejected_records(
        self,
        info: Info,
        where: Annotated[
            RejectedWhere | None, strawberry.argument(description="Which ones.")
        ] = None,
        after: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Those after this id: the last of the page before."),
        ] = None,
        limit: Limit = 1000,
    ) -> list[RejectedRecord] | None:
        return await read_rejected_records(info, where, after, limit)
