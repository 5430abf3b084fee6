"""Inspection lots as inspections.

A list call has a limit and no offset, and does not tell what has changed. So the lots are
listed from a date on until the list is complete, and only those are read in detail that are
new, or that were open and may have been decided since.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast
from zoneinfo import ZoneInfo

from adapters.contract import (
    Inspection,
    InspectionResult,
    ProtocolError,
    Reason,
)
from adapters.sap.decoding import UnknownField, unknown_in
from adapters.sap.errors import SapMessage
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.values import Fields, Flaw, check_known, day, moment, needed, revision, text, unit

_MOST_ROWS = 1_000_000
_NO_SUCH_LOT = {("QV", "102"), ("QA", "102"), ("Q3", "102")}
_RESULTS = {
    "A": InspectionResult.ACCEPTED,
    "R": InspectionResult.REJECTED,
    None: InspectionResult.OPEN,
}


class Lots:
    """Lists lots and reads them in detail, at most ``parallel`` at once."""

    def __init__(self, system: SapSystem, settings: SapSettings) -> None:
        self._system = system
        self._settings = settings

    def created_since(self, since: date, *, open_only: bool = False) -> list[Fields]:
        """Every lot created on ``since`` or later, whatever the row limit.

        When a list is as long as its limit there may be more. Where the rows come in order of
        creation, the next list begins on the last row's day; else the limit is doubled.
        """
        found: dict[str, Fields] = {}
        limit = self._settings.max_rows
        while True:
            rows = self._list(since, limit, open_only=open_only)
            unknown = unknown_in(rows)
            if unknown:
                raise UnknownField(self._settings.functions.lot_list, unknown)
            found.update((str(row["INSPLOT"]), row) for row in rows)
            if len(rows) < limit:
                return list(found.values())
            last = _last_day_in_order(rows)
            if last is not None and last > since:
                since = last
            else:
                limit *= 2
                if limit > _MOST_ROWS:
                    raise ProtocolError("SAP lists more lots of one day than can be: is this SAP?")

    def details(self, numbers: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The details of lots, in their order; a lot that is gone meanwhile is left out."""
        with ThreadPoolExecutor(self._settings.parallel, "sap-lot") as threads:
            for content in threads.map(self.detail, numbers):
                if content is not None:
                    yield content

    def detail(self, number: str) -> dict[str, Any] | None:
        """One lot's structures, or ``None`` where SAP has none of that number."""
        name = self._settings.functions.lot_detail
        try:
            reply = self._system.call(name, {"NUMBER": number})
        except SapMessage as message:
            if (message.message_class, message.number) in _NO_SUCH_LOT:
                return None
            raise
        kept = ("GENERAL_DATA", "STOCK_DATA", "ACCOUNTING_DATA", "USAGE_DECISION_DATA")
        return {name: reply.get(name) or {} for name in kept}

    def _list(self, since: date, limit: int, *, open_only: bool) -> list[Fields]:
        parameters: dict[str, Any] = {"CREAT_DAT": since.isoformat(), "MAX_ROWS": limit}
        parameters |= {"STATUS_CREATED": "X", "STATUS_RELEASED": "X"}
        parameters["STATUS_UD"] = "" if open_only else "X"
        if self._settings.plant:
            parameters["PLANT"] = self._settings.plant
        reply = self._system.call(self._settings.functions.lot_list, parameters)
        return cast(list[Fields], reply.get("INSPLOT_LIST") or [])


def created(row: Fields) -> date | None:
    """The day on which a listed lot was created."""
    return day(row, "CREAT_DAT")


def revision_of(content: Mapping[str, Any]) -> int:
    """From the stamps of creation, change and usage decision, whichever is the latest."""
    general, decision = content["GENERAL_DATA"], content["USAGE_DECISION_DATA"]
    return revision(
        (general, "CREATED_ON_DATE", "CREATED_AT_TIME"),
        (general, "CHANGED_ON_DATE", "CHANGED_AT_TIME"),
        (decision, "UD_RECORDED_ON_DATE", "UD_RECORDED_AT_TIME"),
        (decision, "UD_CHANGED_ON_DATE", "UD_CHANGED_AT_TIME"),
    )


def inspection(source: str, content: Mapping[str, Any], settings: SapSettings) -> Inspection:
    """A lot as an inspection. Raises ``Flaw``.

    Inspected is the sample, or the whole lot where there is none; nonconforming is what was
    posted to scrap and to blocked stock, once the lot is decided.
    """
    check_known(content)
    general: Fields = content["GENERAL_DATA"]
    stock: Fields = content["STOCK_DATA"]
    accounting: Fields = content["ACCOUNTING_DATA"]
    decision: Fields = content["USAGE_DECISION_DATA"]
    result = _result(decision)
    nonconforming = _quantity(stock, "QUANTITY_SCRAP") + _quantity(stock, "QUANTITY_BLOCKED")
    sample, size = _quantity(stock, "SAMPLE_SIZE"), _quantity(stock, "INSPLOT_SIZE")
    zone = ZoneInfo(settings.zone)
    return Inspection(
        source=source,
        key=needed(general, "INSPLOT"),
        revision=revision_of(content),
        kind=_kind(general, settings),
        order=text(general, "ORDERID") or text(accounting, "ORDERID"),
        lot=text(stock, "BATCH"),
        material=text(general, "MATERIAL_LONG") or text(general, "MATERIAL"),
        inspector=text(decision, "UD_RECORDED_BY_USER"),
        inspected=sample or size,
        nonconforming=None if result is InspectionResult.OPEN else nonconforming,
        unit=unit(stock, "SAMPLE_BASE_UOM" if sample else "INSPLOT_BASE_UOM", settings.units),
        result=result,
        created=day(general, "CREATED_ON_DATE"),
        decided=moment(decision, "UD_RECORDED_ON_DATE", "UD_RECORDED_AT_TIME", zone),
    )


def _kind(general: Fields, settings: SapSettings) -> Any:
    code = needed(general, "INSPTYPE")
    kind = settings.inspection_types.get(code) or settings.inspection_types.get(code.lstrip("0"))
    if kind is None:
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"INSPTYPE holds {code!r}, which the settings do not know. Add it to"
            " `inspection_types`.",
        )
    return kind


def _result(decision: Fields) -> InspectionResult:
    valuation = text(decision, "CODE_VALUATION")
    if valuation not in _RESULTS:
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"CODE_VALUATION holds {valuation!r}; SAP knows A (accepted) and R (rejected) only.",
        )
    return _RESULTS[valuation]


def _quantity(stock: Fields, name: str) -> Decimal:
    value = stock.get(name)
    quantity = Decimal(0) if value is None or value == "" else Decimal(str(value))
    if quantity < 0:
        raise Flaw(Reason.NEGATIVE_QUANTITY, f"{name} is {quantity:f}. Correct it in SAP.")
    return quantity


def _last_day_in_order(rows: Sequence[Fields]) -> date | None:
    days = [created(row) or date.min for row in rows]
    in_order = all(earlier <= later for earlier, later in pairwise(days))
    return days[-1] if in_order else None
