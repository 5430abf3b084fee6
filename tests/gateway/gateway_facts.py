"""What the warehouse of these tests holds: figures of welders and painters, an inspection …"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from adapters.contract import (
    Defect,
    Inspection,
    InspectionCharacteristic,
    InspectionKind,
    InspectionResult,
    Notification,
    NotificationCause,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    Page,
    ProductionCount,
    Reason,
    Rejection,
    Stream,
)
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import ingest
from gateway.warehouse.migrate import migrate

FIRST_DAY = date(2026, 1, 5)
"""A Monday: the first day of 2026-W02."""


def _counts() -> list[ProductionCount]:
    """Three weeks, one early shift on each Monday: two welders and a painter."""
    return [
        ProductionCount(
            source="mes",
            key=f"{badge}-{week}",
            revision=1,
            day=FIRST_DAY + timedelta(weeks=week),
            shift="early",
            operation=operation,
            work_center="WC1" if operation == "W-10" else "WC2",
            work_unit=f"unit-of-{badge}",
            lot="000000000042",
            material=material,
            person=badge,
            started=datetime(2026, 1, 5, 5, tzinfo=UTC) + timedelta(weeks=week),
            ended=datetime(2026, 1, 5, 13, tzinfo=UTC) + timedelta(weeks=week),
            produced=Decimal(100),
            good=Decimal(100) - Decimal(bad),
            scrapped=Decimal(bad),
            reworked=Decimal(0),
            unit="pcs",
        )
        for week in range(3)
        for badge, operation, material, bad in (
            ("W01", "W-10", "12E4", "8"),
            ("W02", "W-10", "12E4", "10"),
            ("P01", "P-10", "0x1F", "1"),
        )
    ]


REJECTION = Rejection(
    source="mes",
    stream=Stream.PRODUCTION_COUNT,
    key="bad-1",
    revision=1,
    reason=Reason.UNKNOWN_UNIT,
    detail="The unit of bad-1 is 'pallet', which the mapping does not know: add it under units.",
    raw={"unit": "pallet", "badge": "P01"},
)
INSPECTION = Inspection(
    source="mes",
    key="000000000042",
    revision=3,
    kind=InspectionKind.FINAL,
    operation="W-10",
    lot="000000000042",
    material="12E4",
    person="W01",
    inspector="Q00",
    inspected=Decimal("123456789012345678.12"),
    nonconforming=Decimal("2"),
    unit="pcs",
    result=InspectionResult.REJECTED,
    created=FIRST_DAY,
    decided=datetime(2026, 1, 6, 8, tzinfo=UTC),
    characteristics=(
        InspectionCharacteristic(
            operation="0010",
            number="0020",
            text="{env.HOME} bore",
            lower=Decimal("12.45"),
            upper=Decimal("12.55"),
            mean=Decimal("123456789012345678.12"),
            unit="mm",
            inspector="W01",
            result=InspectionResult.REJECTED,
        ),
        InspectionCharacteristic(
            operation="0010", number="0010", code_group="SEAM", code="001", inspector="Q00"
        ),
    ),
)
DEFECT = Defect(
    source="mes",
    key="d1",
    revision=1,
    found_in="000000000042",
    code_group="SEAM",
    code="001",
    quantity=Decimal("2"),
    unit="pcs",
)
NOTIFICATION = Notification(
    source="mes",
    key="000010000007",
    revision=1,
    kind=NotificationKind.COMPLAINT,
    number="000010000007",
    text="{env.HOME} seam open",
    status="OSNO",
    created=FIRST_DAY,
    items=(NotificationItem(number="0001", code_group="SEAM", code="001", text="open"),),
    causes=(NotificationCause(item="0001", code_group="MACHINE", code="07", text="worn"),),
    tasks=(NotificationTask(number="0001", text="Adjust the machine", status="open"),),
)


async def fill(url: str) -> None:
    """Make the empty database at that address a warehouse that holds them all."""
    warehouse = Warehouse.from_settings(Settings(warehouse_url=url))  # pyright: ignore
    try:
        await migrate(warehouse.engine)
        for stream, records, rejections in (
            (Stream.PRODUCTION_COUNT, _counts(), [REJECTION]),
            (Stream.INSPECTION, [INSPECTION], []),
            (Stream.DEFECT, [DEFECT], []),
            (Stream.NOTIFICATION, [NOTIFICATION], []),
        ):
            async with warehouse.write() as connection:
                page = Page(records=records, rejections=rejections, cursor="1")
                await ingest(connection, "mes", stream, page)
    finally:
        await warehouse.aclose()
