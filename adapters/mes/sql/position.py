"""Where a pull has got to: the text of the cursor.

JSON: for each part of the mapping the last row's position (the values of the cursor's columns)
and, for counters, each machine's last reading.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from adapters.contract import ConfigurationError
from adapters.mapping.times import PlantClock
from adapters.mes.sql.model import CursorSpec

_VERSION = 1
_TIME = "time"


@dataclass(slots=True)
class PartPosition:
    """The last row read of one part; ``readings`` is by machine."""

    after: list[Any] | None = None
    readings: dict[str, Any] = field(default_factory=dict[str, Any])


def decode(cursor: str | None) -> dict[str, PartPosition]:
    """The positions that ``encode`` wrote. Raises ``ConfigurationError`` for other text."""
    if cursor is None:
        return {}
    try:
        content = cast(dict[str, Any], json.loads(cursor))
        if content["version"] != _VERSION:
            raise ValueError
        parts = cast(Mapping[str, Any], content["parts"])
        return {
            name: PartPosition(_untagged(part["after"]), dict(part.get("readings", {})))
            for name, part in parts.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error


def encode(positions: Mapping[str, PartPosition]) -> str:
    parts = {
        name: {"after": position.after, "readings": position.readings}
        if position.readings
        else {"after": position.after}
        for name, position in positions.items()
    }
    return json.dumps({"version": _VERSION, "parts": parts}, ensure_ascii=False, default=_tagged)


def start(
    spec: CursorSpec, after: Sequence[Any] | None, clock: PlantClock, now: datetime
) -> list[Any] | None:
    """From where a new pull reads: the last position, less the overlap.

    A time of change in the future (a wrong clock) does not hide what is written until then.
    """
    if after is None:
        return None
    if spec.changed is None:
        return [after[0] - spec.overlap_ids] if isinstance(after[0], int) else list(after)
    moment = _moment(after[0], spec.form)
    if moment is None:
        return list(after)
    present = now.astimezone(UTC) if moment.tzinfo else clock.of(now).replace(tzinfo=None)
    earliest = min(moment, present) - timedelta(minutes=spec.overlap_minutes)
    if earliest == moment:
        return list(after)
    # The id that belongs to the earlier moment is unknown: begin just before that moment.
    return [_written(earliest - timedelta(seconds=1), after[0], spec.form), *_lowest(after[1:])]


def _lowest(ids: Sequence[Any]) -> list[Any]:
    return [-(2**63) if isinstance(i, int) else "" for i in ids]


def _moment(value: Any, form: str | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        if form is not None:
            return datetime.strptime(value, form)  # noqa: DTZ007 - compared on the wall clock
        return datetime.fromisoformat(value)
    return None


def _written(moment: datetime, like: Any, form: str | None) -> Any:
    if not isinstance(like, str):
        return moment
    if form is not None:
        return moment.strftime(form)
    return moment.isoformat(sep=" " if " " in like else "T")


def _tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {_TIME: value.isoformat()}
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    raise ConfigurationError(f"A cursor cannot be a {type(value).__name__}; use an id or a time.")


def _untagged(values: Sequence[Any] | None) -> list[Any] | None:
    if values is None:
        return None
    return [
        datetime.fromisoformat(cast(dict[str, str], v)[_TIME]) if isinstance(v, dict) else v
        for v in values
    ]
