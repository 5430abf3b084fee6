"""SAP's dates, times, keys and units as ours."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import Reason
from adapters.sap.decoding import unknown_in

Fields = Mapping[str, Any]


class Flaw(Exception):
    """A value that breaks a rule; the message is a whole sentence."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def check_known(content: Any) -> None:
    """Raises ``Flaw`` where SAP sent a field that the WSDL does not know."""
    unknown = unknown_in(content)
    if unknown:
        raise Flaw(
            Reason.UNKNOWN_FIELD,
            f"SAP sent {', '.join(unknown)}, which the WSDL does not know: it is older than the"
            " function. Load the WSDL again, then replay.",
        )


def text(fields: Fields, name: str) -> str | None:
    """A key or text with its zeros; initial (blank, or nothing but zeros for NUMC) is ``None``."""
    value = str(fields.get(name) or "").strip()
    return value if value.strip("0") else None


def needed(fields: Fields, name: str) -> str:
    value = text(fields, name)
    if value is None:
        raise Flaw(Reason.MISSING_VALUE, f"{name} is empty. Fill it in SAP.")
    return value


def day(fields: Fields, name: str) -> date | None:
    """A date; SAP's initial ``0000-00-00`` is ``None``. Both notations of SAP are read."""
    value = str(fields.get(name) or "").strip()
    if not value.strip("0-"):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Flaw(
            Reason.INVALID_TIME, f"{name} holds {value!r}, which is not a date. Correct it in SAP."
        ) from None


def moment(fields: Fields, date_name: str, time_name: str, zone: ZoneInfo) -> datetime | None:
    """A date and a time of the system's zone; ``24:00:00`` is the end of that day."""
    on = day(fields, date_name)
    if on is None:
        return None
    value = str(fields.get(time_name) or "").strip() or "00:00:00"
    try:
        at = time(23, 59, 59) if value == "24:00:00" else time.fromisoformat(value)
    except ValueError:
        raise Flaw(
            Reason.INVALID_TIME,
            f"{time_name} holds {value!r}, which is not a time. Correct it in SAP.",
        ) from None
    return datetime.combine(on, at, zone)


def revision(*stamps: tuple[Fields, str, str]) -> int:
    """The latest of some stamps (fields, date, time) as a number ``YYYYMMDDhhmmss``.

    It grows when SAP stamps a change, and is the same for the same content.
    """
    numbers = [_digits(f.get(d)) * 1_000_000 + _digits(f.get(t)) for f, d, t in stamps]
    return max(numbers, default=0)


def unit(fields: Fields, name: str, units: Mapping[str, str]) -> str:
    code = needed(fields, name)
    if code not in units:
        raise Flaw(
            Reason.UNKNOWN_UNIT,
            f"{name} holds the unit {code!r}, which the settings do not know"
            f" (they know {', '.join(units)}). Add it to `units`.",
        )
    return units[code]


def _digits(value: Any) -> int:
    digits = "".join(c for c in str(value or "") if c.isdigit())
    return int(digits) if digits else 0
