"""Canonical records as rows of SAP's tables, and what of them SAP can hold.

Fields are cut to SAP's lengths, persons and qualifications are numbers there (NUMC), quantities
have ten digits before the point. What SAP has no field for is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from adapters.conformance import ZONE, CannotHappen
from adapters.contract import (
    Defect,
    Inspection,
    InspectionResult,
    Lot,
    Notification,
    NotificationItem,
    NotificationKind,
    Order,
    ProductionCount,
    Qualification,
    Record,
)
from demo.sap_server.store import Lot as InspectionLot
from demo.sap_server.store import Notice, Store

PLANT = "1000"
_VALUATION = {InspectionResult.ACCEPTED: "A", InspectionResult.REJECTED: "R"}
_HIGHEST_LEVEL = 9999

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a row was changed, as SAP writes it."""

    day: str
    time: str


@dataclass(frozen=True, slots=True)
class Written:
    """What the adapter has to give for a row, and how to write it."""

    expected: Record
    table: str = ""
    row: Row = field(default_factory=dict[str, Any])
    keys: tuple[str, ...] = ()

    def put(self, store: Store) -> None:
        """Writes the row in place of one with the same keys."""
        rows = store.table(self.table)
        same = [row for row in rows if all(row[key] == self.row[key] for key in self.keys)]
        for row in same:
            rows.remove(row)
        rows.append(self.row)


def written(record: Record, stamp: Stamp) -> Written:
    """Raises ``CannotHappen`` where SAP cannot hold such a record at all."""
    make = _WRITERS.get(type(record))
    if make is None:
        raise CannotHappen(f"SAP has no {type(record).__name__}")
    return make(record, stamp)


def inspection_lot(record: Inspection, stamp: Stamp) -> tuple[Inspection, InspectionLot]:
    number = record.key.zfill(12)
    expected = replace(
        record,
        key=number,
        operation=None,
        person=None,
        standard_revision=None,
        order=_cut(record.order, 12),
        lot=_cut(record.lot, 10),
        material=_cut(record.material, 40),
        inspected=_quantity(record.inspected),
        nonconforming=None if record.decided is None else _quantity(record.nonconforming or 0),
        inspector=record.inspector if record.decided else None,
        characteristics=(),
    )
    lot = InspectionLot(
        general={
            "INSPLOT": number,
            "PLANT": PLANT,
            "INSPTYPE": "04",
            "CREATED_ON_DATE": str(record.created),
            "CREATED_AT_TIME": "05:00:00",
            "CHANGED_ON_DATE": stamp.day,
            "CHANGED_AT_TIME": stamp.time,
            "MATERIAL_LONG": expected.material or "",
            "MATERIAL": _cut(record.material, 18) or "",
            "ORDERID": expected.order or "",
        },
        stock={
            "INSPLOT": number,
            "BATCH": expected.lot or "",
            "SAMPLE_SIZE": str(expected.inspected),
            "SAMPLE_BASE_UOM": "ST",
            "QUANTITY_SCRAP": str(expected.nonconforming or 0),
        },
        accounting={},
        usage_decision=_decision(record),
        status=["REL", "UD"] if record.decided else ["REL"],
    )
    return expected, lot


def notice(record: Notification, stamp: Stamp) -> tuple[Notification, Notice]:
    number = record.key.zfill(12)
    expected = replace(
        record,
        key=number,
        number=number,
        text=record.text[:40],
        order=_cut(record.order, 12),
        lot=_cut(record.lot, 10),
        material=_cut(record.material, 18),
        items=tuple(_item(item) for item in record.items),
        causes=tuple(replace(c, item=c.item.zfill(4), text=c.text[:40]) for c in record.causes),
        tasks=tuple(replace(t, number=t.number.zfill(4)) for t in record.tasks),
    )
    header = {
        "QMNUM": number,
        "QMART": "Q1" if record.kind is NotificationKind.COMPLAINT else "Q3",
        "QMTXT": expected.text,
        "PRIOK": record.priority,
        "QMDAT": str(record.created),
        "MZEIT": "05:00:00",
        "ERDAT": str(record.created),
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
        "LTRMN": _day(record.due),
        "STTXT": expected.status,
        "MAWERK": PLANT,
        "MATNR": expected.material,
        "CHARG": expected.lot,
        "AUFNR": expected.order,
    }
    items = [
        {
            "QMNUM": number,
            "FENUM": item.number,
            "FEGRP": item.code_group,
            "FECOD": item.code,
            "FETXT": item.text,
            "FMGEIG": str(item.quantity or 0),
            "FMGEIN": "ST",
        }
        for item in expected.items
    ]
    causes = [
        {"QMNUM": number, "FENUM": c.item, "URGRP": c.code_group, "URCOD": c.code, "URTXT": c.text}
        for c in expected.causes
    ]
    tasks = [
        {
            "QMNUM": number,
            "MANUM": task.number,
            "MATXT": task.text,
            "STTXT": task.status,
            "PETER": _day(task.due),
        }
        for task in expected.tasks
    ]
    filled = Notice(
        _filled(header), [_filled(i) for i in items], [_filled(t) for t in tasks], causes
    )
    return expected, filled


# ------------------------------------------------------------------ rows of tables


def _confirmation(record: ProductionCount, stamp: Stamp) -> Written:
    number, counter = record.key.zfill(10), "00000001"
    good, scrapped = _quantity(record.good), _quantity(record.scrapped)
    reworked = _quantity(record.reworked)
    expected = replace(
        record,
        key=f"{number}-{counter}",
        work_unit=None,
        order=_cut(record.order, 12),
        lot=_cut(record.lot, 10),
        material=_cut(record.material, 18),
        person=_person(record.person),
        good=good,
        scrapped=scrapped,
        reworked=reworked,
        produced=good + scrapped + reworked,
    )
    begun, done = _local(record.started), _local(record.ended)
    row = {
        "RUECK": number,
        "RMZHL": counter,
        "KTSCH": record.operation,
        "ARBPL": record.work_center,
        "WERKS": PLANT,
        "AUFNR": expected.order,
        "CHARG": expected.lot,
        "MATNR": expected.material,
        "PERNR": expected.person,
        "ERSDA": f"{done:%Y-%m-%d}",
        "ERZET": f"{done:%H:%M:%S}",
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
        "ISDD": f"{begun:%Y-%m-%d}",
        "ISDZ": f"{begun:%H:%M:%S}",
        "IEDD": f"{done:%Y-%m-%d}",
        "IEDZ": f"{done:%H:%M:%S}",
        "LMNGA": str(good),
        "XMNGA": str(scrapped),
        "RMNGA": str(reworked),
        "MEINH": "ST",
    }
    return Written(expected, "confirmations", _filled(row), ("RUECK",))


def _defect(record: Defect, stamp: Stamp) -> Written:
    number, item = record.key.zfill(12), "0001"
    cause = record.cause or ""
    expected = replace(
        record,
        key=f"{number}-{item}",
        found_in=record.found_in.zfill(12),
        cause=f"{cause[:-1]}-{cause[-1:]}" if cause else None,
        place=_cut(record.place, 4),
        quantity=_quantity(record.quantity),
    )
    row = {
        "QMNUM": number,
        "FENUM": item,
        "PRUEFLOS": expected.found_in,
        "WERKS": PLANT,
        "FEGRP": record.code_group,
        "FECOD": record.code,
        "URGRP": cause[:-1],
        "URCOD": cause[-1:],
        "OTEIL": expected.place,
        "FMGEIG": str(expected.quantity),
        "FMGEIN": "ST",
        "ERDAT": "2024-03-04",
        "ERZEIT": "05:00:00",
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
    }
    return Written(expected, "defects", _filled(row), ("QMNUM",))


def _order(record: Order, stamp: Stamp) -> Written:
    number = record.key.zfill(12)
    expected = replace(
        record,
        key=number,
        number=number,
        material=_cut(record.material, 18),
        lot=_cut(record.lot, 10),
        planned=_quantity(record.planned),
        produced=_quantity(record.produced or 0),
        scrapped=_quantity(record.scrapped or 0),
    )
    begun = _local(record.started) if record.started else None
    row = {
        "AUFNR": number,
        "WERKS": PLANT,
        "MATNR": expected.material,
        "CHARG": expected.lot,
        "ARBPL": record.work_center,
        "GAMNG": str(expected.planned),
        "GMEIN": "ST",
        "IGMNG": str(expected.produced),
        "IASMG": str(expected.scrapped),
        "GSTRP": _day(record.start),
        "GLTRP": _day(record.due),
        "GSTRI": f"{begun:%Y-%m-%d}" if begun else "",
        "GSUZI": f"{begun:%H:%M:%S}" if begun else "",
        "ERDAT": _day(record.start),
        "ERFZEIT": "05:00:00",
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
        "STTXT": "REL PCNF",
    }
    return Written(expected, "orders", _filled(row), ("AUFNR",))


def _batch(record: Lot, stamp: Stamp) -> Written:
    number, material = record.key[:10], record.material[:18]
    expected = replace(
        record,
        key=f"{material}|{number}",
        number=number,
        material=material,
        order=_cut(record.order, 12),
        quantity=_quantity(record.quantity or 0),
    )
    row = {
        "MATNR": material,
        "CHARG": number,
        "WERKS": PLANT,
        "LIFNR": record.supplier,
        "HSDAT": _day(record.produced),
        "VFDAT": _day(record.expires),
        "AUFNR": expected.order,
        "CLABS": str(expected.quantity),
        "MEINS": "ST",
        "ERSDA": _day(record.produced),
        "ERZEIT": "05:00:00",
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
    }
    return Written(expected, "batches", _filled(row), ("CHARG",))


def _qualification(record: Qualification, stamp: Stamp) -> Written:
    if record.level is not None and record.level > _HIGHEST_LEVEL:
        raise CannotHappen("SAP's proficiency has four digits, which every float can hold")
    person, number = _person(record.person) or "", record.key.zfill(8)[-8:]
    expected = replace(
        record,
        key=f"{person}|{number}|{record.valid_from}",
        person=person,
        operation=None,
    )
    row = {
        "PERNR": person,
        "QUALI": number,
        "SKILL": record.skill,
        "PROFC": str(record.level or 0).zfill(4),
        "BEGDA": _day(record.valid_from),
        "ENDDA": _day(record.valid_until),
        "AEDAT": stamp.day,
        "AEZEIT": stamp.time,
    }
    return Written(expected, "qualifications", _filled(row), ("QUALI",))


_WRITERS: Mapping[type[Record], Callable[[Any, Stamp], Written]] = {
    ProductionCount: _confirmation,
    Defect: _defect,
    Order: _order,
    Lot: _batch,
    Qualification: _qualification,
}


# ------------------------------------------------------------------ values


def _decision(record: Inspection) -> Row:
    if record.decided is None:
        return {}
    decided = _local(record.decided)
    return {
        "CODE_VALUATION": _VALUATION[record.result],
        "UD_RECORDED_BY_USER": record.inspector or "",
        "UD_RECORDED_ON_DATE": f"{decided:%Y-%m-%d}",
        "UD_RECORDED_AT_TIME": f"{decided:%H:%M:%S}",
    }


def _item(item: NotificationItem) -> NotificationItem:
    return replace(
        item,
        number=item.number.zfill(4),
        text=item.text[:40],
        quantity=_quantity(item.quantity or 0),
    )


def _quantity(value: Decimal | int) -> Decimal:
    """QUAN 13.3: ten digits before the point."""
    return (Decimal(value) % Decimal(10**10)).quantize(Decimal("0.001"))


def _person(code: str | None) -> str | None:
    """A number of eight digits."""
    return "".join(letter for letter in code if letter.isdecimal()).zfill(8) if code else None


def _cut(text: str | None, length: int) -> str | None:
    return text[:length] if text else None


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE))


def _day(day: date | None) -> str:
    return str(day) if day else ""


def _filled(row: Mapping[str, Any]) -> Row:
    """Initial fields are not kept."""
    return {name: value for name, value in row.items() if value}
