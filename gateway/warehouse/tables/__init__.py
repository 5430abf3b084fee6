"""The warehouse's tables.

Keys and codes are text, quantities exact ``numeric``, times ``timestamptz``. Fact tables hold the
revision in force of each record; what it replaced is kept in ``superseded_record``.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from adapters.contract import Stream
from gateway.warehouse.tables.columns import metadata
from gateway.warehouse.tables.people import indicator_value, person, qualification
from gateway.warehouse.tables.production import (
    equipment,
    lot,
    measurement,
    production_count,
    production_count_key,
    production_order,
)
from gateway.warehouse.tables.quality import (
    defect,
    inspection,
    inspection_characteristic,
    notification,
    notification_cause,
    notification_item,
    notification_task,
)
from gateway.warehouse.tables.reading import (
    jobs_schema,
    rejected_record,
    source_capability,
    source_state,
    superseded_record,
)
from gateway.warehouse.tables.sending import sent_permission

STREAM_TABLES: Mapping[Stream, Table] = {
    Stream.PRODUCTION_COUNT: production_count,
    Stream.INSPECTION: inspection,
    Stream.DEFECT: defect,
    Stream.NOTIFICATION: notification,
    Stream.ORDER: production_order,
    Stream.LOT: lot,
    Stream.EQUIPMENT: equipment,
    Stream.PERSON: person,
    Stream.QUALIFICATION: qualification,
    Stream.INDICATOR_VALUE: indicator_value,
}
"""Where the revisions in force of each stream are."""

__all__ = [
    "STREAM_TABLES",
    "defect",
    "equipment",
    "indicator_value",
    "inspection",
    "inspection_characteristic",
    "jobs_schema",
    "lot",
    "measurement",
    "metadata",
    "notification",
    "notification_cause",
    "notification_item",
    "notification_task",
    "person",
    "production_count",
    "production_count_key",
    "production_order",
    "qualification",
    "rejected_record",
    "sent_permission",
    "source_capability",
    "source_state",
    "superseded_record",
]
