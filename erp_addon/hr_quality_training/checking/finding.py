"""Reading what an inspector enters, and judging it; exact, because people are judged by it."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .flaw import FindingError

LARGEST = Decimal(10) ** 12
DECIMALS = 6


@dataclass(frozen=True)
class PointFinding:
    """What was found at one key point; ``measured`` None: yes or no."""

    key: str
    measured: Decimal | None
    ok: bool


@dataclass(frozen=True)
class Finding:
    """A whole check, judged."""

    inspected: Decimal
    nonconforming: Decimal
    points: tuple[PointFinding, ...]
    text: str
    passed: bool

    @property
    def rate(self) -> Decimal:
        return self.nonconforming / self.inspected


def read_finding(inspected, nonconforming, points, text, demanded, accepted, share):
    """Read and judge what was entered.

    :param demanded: {key: point with ``is_measured`` and ``values``}; each must have its result
    :param accepted: up to so many nonconforming pass anyway
    :param share: the standard's limit, as a fraction of what was inspected; None: no standard
    :raise FindingError: what is missing or wrong
    """
    whole = read_number(inspected, "inspected")
    bad = read_number(nonconforming or 0, "nonconforming")
    if whole <= 0:
        raise FindingError("nothing")
    if bad > whole:
        raise FindingError("more")
    found = read_points(points, demanded)
    allowed = max(Decimal(str(accepted)), whole * Decimal(str(share or 0)))
    passed = bad <= allowed and all(point.ok for point in found)
    if text is not None and text is not False and not isinstance(text, str):
        raise FindingError("text")
    text = (text or "").strip()
    if not passed and not text:
        raise FindingError("why")
    return Finding(whole, bad, found, text, passed)


def read_number(given, field):
    """A quantity that is not negative, exactly as it was written; a comma may be its point."""
    value = _decimal(given)
    fits = value is not None and 0 <= value < LARGEST and value == round(value, DECIMALS)
    if not fits:
        raise FindingError("number", field=field, given=repr(given)[:40])
    return value


def read_points(points, demanded):
    """The result of every key point demanded, in their order."""
    if points and not isinstance(points, list | tuple):
        raise FindingError("form")
    given = {}
    for entry in points or ():
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            raise FindingError("form")
        key = entry["key"]
        if key not in demanded:
            raise FindingError("unknown", given=repr(key)[:40])
        if key in given:
            raise FindingError("twice", parameter=demanded[key].values["parameter"])
        given[key] = entry
    return tuple(_read_point(point, given.get(key)) for key, point in demanded.items())


def _read_point(point, entry):
    values = point.values
    if entry is None:
        raise FindingError("missing", parameter=values["parameter"])
    if not point.is_measured:
        if not isinstance(entry.get("ok"), bool):
            raise FindingError("ok", parameter=values["parameter"])
        return PointFinding(point.key, None, entry["ok"])
    given = entry.get("measured")
    if given == "":  # what a form sends for a line left empty
        raise FindingError("missing", parameter=values["parameter"])
    measured = read_measured(given)
    if measured is None:
        raise FindingError(
            "measured",
            parameter=values["parameter"],
            unit=values["unit"],
            given=repr(given)[:40],
        )
    return PointFinding(point.key, measured, is_within(values, measured))


def read_measured(given):
    """A measured value, exactly as it was written; None where it is no number that can be kept."""
    value = _decimal(given)
    fits = value is not None and abs(value) < LARGEST and value == round(value, DECIMALS)
    return value if fits else None


def is_within(values, measured):
    """Whether a measured value lies in the tolerance; the limits themselves do."""
    low = Decimal(str(values["lower"])) if values["kind"] in ("range", "minimum") else None
    high = Decimal(str(values["upper"])) if values["kind"] in ("range", "maximum") else None
    return (low is None or measured >= low) and (high is None or measured <= high)


def _decimal(given):
    """A finite number out of a number or a text, else None."""
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        return None
    try:
        value = Decimal(str(given).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
