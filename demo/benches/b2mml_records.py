"""Canonical records as the elements that an MES would write for them."""

from adapters.contract import Lot, Order, ProductionCount
from demo.benches.b2mml_writing import el, material, quantity, raw, scope

_STATES = {"running": "Running"}


def segment_of(count: ProductionCount, quantity_text: str | None) -> str:
    about = {"material": count.material, "lot": count.lot}
    return raw(
        "SegmentResponse",
        el("ID", count.key),
        scope(count.work_center),
        el("ProcessSegmentID", count.operation),
        el("ActualStartTime", count.started.isoformat()),
        el("ActualEndTime", count.ended.isoformat()),
        raw("PersonnelActual", el("PersonID", count.person)),
        material("Produced", quantity_text or f"{count.good:f}", **about),
        material("Scrap", f"{count.scrapped:f}", **about),
    )


def request_of(order: Order, quantity_text: str | None) -> str:
    return raw(
        "OperationsRequest",
        el("ID", order.number),
        scope(order.work_center),
        el("StartTime", f"{order.start}T00:00:00"),
        el("EndTime", f"{order.due}T00:00:00"),
        el("RequestState", _STATES[order.state]),
        raw(
            "SegmentRequirement",
            raw(
                "MaterialRequirement",
                el("MaterialDefinitionID", order.material),
                el("MaterialLotID", order.lot),
                el("MaterialUse", "Produced"),
                quantity(quantity_text or f"{order.planned:f}", "pcs"),
            ),
        ),
    ).replace(f"<ID>{order.number}</ID>", el("ID", order.key), 1)


def lot_of(lot: Lot, quantity_text: str | None) -> str:
    return raw(
        "MaterialLot",
        el("ID", lot.key),
        el("MaterialDefinitionID", lot.material),
        quantity(quantity_text or f"{lot.quantity:f}", "pcs"),
    )
