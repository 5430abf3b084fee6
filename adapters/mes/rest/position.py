"""Where a pull has got to: the text of the cursor.

JSON: for each part of the mapping what the next pull begins from and, in the middle of a pull,
the page that comes next.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, cast

from adapters.contract import ConfigurationError

_VERSION = 1


@dataclass(slots=True)
class RunPosition:
    """The middle of a pull. Times are ISO 8601.

    ``since`` is what was asked for, ``began`` the system's time then, ``seen`` the latest change
    so far; ``window`` is the one being read; ``page`` is the paging's own.
    """

    since: str | None = None
    began: str | None = None
    seen: str | None = None
    window: list[str] | None = None
    page: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class PartPosition:
    """``mark``: all that changed until then is read; ``after``: the last id read.

    ``readings`` is by machine, for counters.
    """

    mark: str | None = None
    after: Any = None
    run: RunPosition | None = None
    readings: dict[str, Any] = field(default_factory=dict[str, Any])


def decode(cursor: str | None) -> dict[str, PartPosition]:
    """The positions that ``encode`` wrote. Raises ``ConfigurationError`` for other text."""
    if cursor is None:
        return {}
    try:
        content = cast(dict[str, Any], json.loads(cursor))
        if content["version"] != _VERSION:
            raise ValueError
        return {name: _part(part) for name, part in content["rest"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error


def encode(positions: Mapping[str, PartPosition]) -> str:
    parts = {name: _without_nothing(asdict(position)) for name, position in positions.items()}
    return json.dumps({"version": _VERSION, "rest": parts}, ensure_ascii=False)


def _part(stored: Mapping[str, Any]) -> PartPosition:
    known = {f.name for f in fields(PartPosition)}
    if not known >= stored.keys():
        raise ValueError
    run = stored.get("run")
    rest = {name: value for name, value in stored.items() if name != "run"}
    return PartPosition(**rest, run=RunPosition(**run) if run is not None else None)


def _without_nothing(content: dict[str, Any]) -> dict[str, Any]:
    if content["run"] is not None:
        content["run"] = {k: v for k, v in content["run"].items() if v not in (None, {})}
    return {k: v for k, v in content.items() if v not in (None, {}) or (k == "run" and v == {})}
