"""Where a pull has got to in the journal: the text of the cursor.

JSON: the journal, and for each part the number of the last reading and what each machine's
counters showed then. In another journal than that one the numbers mean nothing, and the counters
go on from what they showed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from adapters.contract import ConfigurationError

_VERSION = 1


@dataclass(slots=True)
class PartPosition:
    after: int = 0
    readings: dict[str, Any] = field(default_factory=dict[str, Any])


def decode(cursor: str | None, journal: str) -> dict[str, PartPosition]:
    """The positions in ``journal``. Raises ``ConfigurationError`` for text of another kind."""
    if cursor is None:
        return {}
    try:
        content = cast(dict[str, Any], json.loads(cursor))
        if content["version"] != _VERSION:
            raise ValueError
        same = content["journal"] == journal
        return {
            name: PartPosition(int(part["after"]) if same else 0, dict(part["readings"]))
            for name, part in content["sparkplug"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error


def encode(positions: Mapping[str, PartPosition], journal: str) -> str:
    parts = {name: asdict(position) for name, position in positions.items()}
    content = {"version": _VERSION, "journal": journal, "sparkplug": parts}
    return json.dumps(content, ensure_ascii=False)
