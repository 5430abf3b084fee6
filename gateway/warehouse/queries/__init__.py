"""What is asked of the facts. Each query is a bounded number of statements, whatever its size."""

from gateway.warehouse.queries.aggregates import (
    AggregateRow,
    Dimension,
    aggregate_measurements,
)
from gateway.warehouse.queries.measurements import (
    MeasurementOrder,
    MeasurementRow,
    count_measurements,
    list_measurements,
)
from gateway.warehouse.queries.quality import (
    CauseRow,
    DefectRow,
    InspectionRow,
    ItemRow,
    NotificationRow,
    TaskRow,
    list_defects,
    list_inspections,
    list_notifications,
)
from gateway.warehouse.queries.rejected import (
    RejectedCount,
    RejectedFilter,
    RejectedRow,
    count_rejected,
    get_rejected,
    list_rejected,
)
from gateway.warehouse.queries.sources import (
    CapabilityRow,
    SourceRow,
    list_capabilities,
    list_sources,
)
from gateway.warehouse.queries.where import (
    MeasurementFilter,
    People,
    PersonCode,
    QualityFilter,
    hidden_people,
)

__all__ = [
    "AggregateRow",
    "CapabilityRow",
    "CauseRow",
    "DefectRow",
    "Dimension",
    "InspectionRow",
    "ItemRow",
    "MeasurementFilter",
    "MeasurementOrder",
    "MeasurementRow",
    "NotificationRow",
    "People",
    "PersonCode",
    "QualityFilter",
    "RejectedCount",
    "RejectedFilter",
    "RejectedRow",
    "SourceRow",
    "TaskRow",
    "aggregate_measurements",
    "count_measurements",
    "count_rejected",
    "get_rejected",
    "hidden_people",
    "list_capabilities",
    "list_defects",
    "list_inspections",
    "list_measurements",
    "list_notifications",
    "list_rejected",
    "list_sources",
]
