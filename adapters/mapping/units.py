"""Quantities in the unit of the records: exact, and balanced before and after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from adapters.contract import Reason
from adapters.mapping.flaw import Flaw, shown

Row = Sequence[Any]
NumberOfRow = Callable[[Row], Decimal | None]

_ENOUGH_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Factor:
    """How one unit of the source becomes the unit of the records.

    Exactly one of the three is set, or none where the units are the same.
    """

    fixed: Decimal | None = None
    multiply_by: NumberOfRow | None = None
    divide_by: NumberOfRow | None = None
    label: str = ""

    def apply(self, row: Row, quantities: Sequence[Decimal], decimals: int) -> list[Decimal]:
        """Each quantity converted and rounded half to even to ``decimals`` places."""
        with localcontext() as context:
            context.prec = _ENOUGH_DIGITS
            step = Decimal(1).scaleb(-decimals)
            if self.divide_by is not None:
                weight = self._known(self.divide_by, row)
                return [(q / weight).quantize(step, ROUND_HALF_EVEN) for q in quantities]
            factor = self.fixed if self.fixed is not None else self._by_column(row)
            return [(q * factor).quantize(step, ROUND_HALF_EVEN) for q in quantities]

    def _by_column(self, row: Row) -> Decimal:
        if self.multiply_by is None:
            return Decimal(1)
        return self._known(self.multiply_by, row)

    def _known(self, read: NumberOfRow, row: Row) -> Decimal:
        weight = read(row)
        if weight is None:
            raise Flaw(
                Reason.MISSING_VALUE,
                f"{self.label} is empty, so the quantity cannot be converted."
                " Fill it in the source's master data.",
            )
        if weight <= 0:
            raise Flaw(
                Reason.NOT_A_NUMBER,
                f"{self.label} holds {weight}, which is no factor for a quantity: it must be"
                " above zero. Correct it in the source's master data.",
            )
        return weight


@dataclass(frozen=True, slots=True)
class Units:
    """The unit of the records, and how the units of the source become it.

    ``factor`` is ``None`` for a unit that is the same; ``names`` are units that stay what they
    are, with our names.
    """

    into: str
    decimals: int
    unit_of: Callable[[Row], str | None] | None
    factors: Mapping[str, Factor | None]
    label: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def name(self, row: Row) -> str:
        """The unit of a row's quantities, once ``factor`` has been applied."""
        if not self.names or self.unit_of is None:
            return self.into
        return self.names.get(self.unit_of(row) or "", self.into)

    def factor(self, row: Row) -> Factor | None:
        """The factor for this row's unit; raises ``Flaw`` for a unit nobody knows."""
        if self.unit_of is None:
            return None
        unit = self.unit_of(row)
        if unit is None:
            raise Flaw(Reason.MISSING_VALUE, f"{self.label} is empty. Fill it in the source.")
        if unit in self.names:
            return None
        try:
            return self.factors[unit]
        except KeyError:
            raise Flaw(
                Reason.UNKNOWN_UNIT,
                f"{self.label} holds the unit {shown(unit)}, which the mapping does not know"
                f" (it knows {', '.join((*self.names, *self.factors))})."
                f" Add it to `unit: {'factors' if self.into else 'names'}:`.",
            ) from None
