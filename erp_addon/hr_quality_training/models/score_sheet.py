"""Reading the points of a score sheet as a call brings them. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


@dataclass(frozen=True)
class Given:
    """What one assessor gave for one item."""

    points: float
    remark: str


class SheetError(ValueError):
    """The points cannot be taken.

    ``kind``: form, unknown, twice, missing, range or remark; ``item``: number of the item, or
    what stood in its place.
    """

    def __init__(self, kind: str, item=None):
        super().__init__(kind)
        self.kind, self.item = kind, item


def read_points(most: Mapping[int, float], rows) -> dict[int, Given]:
    """Item number → what was given.

    :param most: item number → its points at most
    :param rows: ``[{"item": 1, "points": 8.5, "remark": "…"}]`` as JSON brings it
    :raise SheetError: unless every item has its points, once, in steps of a half
    """
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise SheetError("form")
    given = {}
    for row in rows:
        number = row.get("item")
        if isinstance(number, bool) or not isinstance(number, int) or number not in most:
            raise SheetError("unknown", number)
        if number in given:
            raise SheetError("twice", number)
        given[number] = Given(_points(number, row.get("points"), most[number]), _remark(row))
    for number in most:
        if number not in given:
            raise SheetError("missing", number)
    return given


def sheet_score(given: Mapping[int, Given], most: Mapping[int, float]) -> float:
    """Score from 0 to 100: points given by points possible."""
    got = sum(Decimal(str(one.points)) for one in given.values())
    score = got * 100 / sum(Decimal(str(value)) for value in most.values())
    return float(score.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _points(number, value, most) -> float:
    if value is None or value == "":
        raise SheetError("missing", number)
    try:
        if isinstance(value, bool):
            raise InvalidOperation
        points = Decimal(str(value))
        if not points.is_finite() or not 0 <= points <= Decimal(str(most)) or points * 2 % 1:
            raise InvalidOperation
    except InvalidOperation as error:
        raise SheetError("range", number) from error
    return float(points)


def _remark(row) -> str:
    remark = row.get("remark") or ""
    if not isinstance(remark, str):
        raise SheetError("remark", row["item"])
    return remark.strip()
