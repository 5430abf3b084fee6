"""Good records that the suite has benches write, of each stream.

Plain ones are easy on purpose (short keys, whole numbers), so that an adapter with one weakness
fails at the one rule which is about it. ``source`` and ``revision`` mean nothing here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import (
    Defect,
    Equipment,
    EquipmentLevel,
    IndicatorValue,
    Inspection,
    InspectionCharacteristic,
    InspectionKind,
    InspectionResult,
    Lot,
    LotState,
    Notification,
    NotificationCause,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    Order,
    OrderState,
    Person,
    ProductionCount,
    Qualification,
    Record,
    Stream,
)

ZONE = "Europe/Berlin"
SHIFTS: Mapping[str, tuple[time, time]] = {
    "early": (time(6), time(14)),
    "late": (time(14), time(22)),
    "night": (time(22), time(6)),
}
"""The plant's shifts: from, until, on its wall clock."""

FIRST_DAY = date(2024, 3, 4)
_BERLIN = ZoneInfo(ZONE)


def specimen(stream: Stream, number: int, **changes: Any) -> Record:
    """A record like many others; ``number`` tells it from them and sets its place in time."""
    return replace(_MAKERS[stream](number), **changes)


def further(stream: Stream, count: int) -> Iterator[Record]:
    """Many records with keys that no other specimen has."""
    for number in range(count):
        yield specimen(stream, number, key=f"9{number:07}")


def corrected(record: Record) -> Record:
    """The same fact as somebody put it right later: other quantities, another name or level."""
    match record:
        case ProductionCount():
            return replace(record, good=record.good - 3, scrapped=record.scrapped + 3)
        case Inspection():
            return replace(record, nonconforming=(record.nonconforming or 0) + Decimal(2))
        case Defect() | Lot():
            return replace(record, quantity=(record.quantity or 0) + Decimal(2))
        case Notification():
            return replace(record, text=f"{record.text} again")
        case Order():
            return replace(record, planned=record.planned + 5)
        case Equipment() | Person():
            return replace(record, name=f"{record.name} II")
        case Qualification():
            return replace(record, level=(record.level or 0) + Decimal(1))
        case IndicatorValue():
            return replace(record, value=record.value + 1)
        case _:
            raise TypeError(f"There is no specimen of {type(record).__name__}.")


def day_of(number: int) -> date:
    """The day that record ``number`` belongs to: some rows a day, in order."""
    return FIRST_DAY + timedelta(days=number // 4 % 28)


def wall_clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the plant's wall clock, in UTC."""
    return datetime.combine(day, time(hour, minute), _BERLIN).astimezone(UTC)


def _key(number: int) -> str:
    return str(1000 + number)


def _count(number: int) -> ProductionCount:
    day = day_of(number)
    scrapped = Decimal(number % 5)
    good = Decimal(95)
    return ProductionCount(
        source="",
        key=_key(number),
        revision=0,
        day=day,
        shift="early",
        operation="W10",
        work_center="C1",
        order="A77",
        lot="L5",
        material="M3",
        person="P21",
        started=wall_clock(day, 6, 10 + number % 40),
        ended=wall_clock(day, 7, 10 + number % 40),
        produced=good + scrapped,
        good=good,
        scrapped=scrapped,
        reworked=Decimal(0),
        unit="pcs",
    )


def _inspection(number: int) -> Inspection:
    day = day_of(number)
    return Inspection(
        source="",
        key=_key(number),
        revision=0,
        kind=InspectionKind.FINAL,
        operation="W10",
        order="A77",
        lot="L5",
        material="M3",
        person="P21",
        inspector="Q4",
        inspected=Decimal(50),
        nonconforming=Decimal(number % 3),
        unit="pcs",
        result=InspectionResult.ACCEPTED,
        standard_revision="S7",
        created=day,
        decided=wall_clock(day, 9, number % 60),
        characteristics=(
            InspectionCharacteristic(
                operation="W10",
                number="1",
                text="Seam width",
                target=Decimal(5),
                lower=Decimal(4),
                upper=Decimal(6),
                mean=Decimal(5),
                unit="mm",
                inspected=Decimal(50),
                nonconforming=Decimal(number % 3),
                result=InspectionResult.ACCEPTED,
            ),
        ),
    )


def _defect(number: int) -> Defect:
    return Defect(
        source="",
        key=_key(number),
        revision=0,
        found_in="1500",
        code_group="G1",
        code="PORE",
        cause="GAS",
        quantity=Decimal(1 + number % 3),
        unit="pcs",
        place="left",
    )


def _notification(number: int) -> Notification:
    day = day_of(number)
    return Notification(
        source="",
        key=_key(number),
        revision=0,
        kind=NotificationKind.COMPLAINT,
        number=_key(number),
        text="Pores in the seam",
        status="open",
        priority="2",
        created=day,
        due=day + timedelta(days=14),
        material="M3",
        lot="L5",
        order="A77",
        items=(
            NotificationItem(
                number="1", code_group="G1", code="PORE", quantity=Decimal(2), text="left"
            ),
        ),
        causes=(NotificationCause(item="1", code_group="C1", code="GAS", text="Too little"),),
        tasks=(
            NotificationTask(
                number="1", text="Clean the nozzle", status="open", due=day + timedelta(days=7)
            ),
        ),
    )


def _order(number: int) -> Order:
    day = day_of(number)
    return Order(
        source="",
        key=_key(number),
        revision=0,
        number=_key(number),
        state=OrderState.RUNNING,
        material="M3",
        work_center="C1",
        lot="L5",
        planned=Decimal(500),
        produced=Decimal(100),
        scrapped=Decimal(4),
        unit="pcs",
        start=day,
        due=day + timedelta(days=5),
        started=wall_clock(day, 6, number % 60),
    )


def _lot(number: int) -> Lot:
    day = day_of(number)
    return Lot(
        source="",
        key=_key(number),
        revision=0,
        number=_key(number),
        material="M3",
        state=LotState.RELEASED,
        quantity=Decimal(250),
        unit="pcs",
        order="A77",
        supplier="V8",
        produced=day,
        expires=day + timedelta(days=365),
    )


def _equipment(number: int) -> Equipment:
    return Equipment(
        source="",
        key=_key(number),
        revision=0,
        code=_key(number),
        name="Welding robot",
        level=EquipmentLevel.WORK_UNIT,
        parent="C1",
    )


def _person(number: int) -> Person:
    return Person(
        source="",
        key=_key(number),
        revision=0,
        code=_key(number),
        name="Ada Bauer",
        department="Welding",
    )


def _qualification(number: int) -> Qualification:
    day = day_of(number)
    return Qualification(
        source="",
        key=_key(number),
        revision=0,
        person="P21",
        skill="MAG",
        operation="W10",
        level=Decimal(3),
        valid_from=day,
        valid_until=day + timedelta(days=365),
    )


def _indicator_value(number: int) -> IndicatorValue:
    day = day_of(number)
    return IndicatorValue(
        source="",
        key=_key(number),
        revision=0,
        indicator="attendance",
        person="P21",
        begins=day,
        ends=day + timedelta(days=6),
        value=Decimal(38),
        unit="h",
    )


_MAKERS: Mapping[Stream, Callable[[int], Record]] = {
    Stream.PRODUCTION_COUNT: _count,
    Stream.INSPECTION: _inspection,
    Stream.DEFECT: _defect,
    Stream.NOTIFICATION: _notification,
    Stream.ORDER: _order,
    Stream.LOT: _lot,
    Stream.EQUIPMENT: _equipment,
    Stream.PERSON: _person,
    Stream.QUALIFICATION: _qualification,
    Stream.INDICATOR_VALUE: _indicator_value,
}
