"""The text of the cursor: JSON with the state of each part of the mapping.

Version 1 was of the adapter that read inspections and notifications only, each by one list: its
text is that one part's state, and goes on to be read as such.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from adapters.contract import ConfigurationError

_VERSION = 2
State = dict[str, Any]


def encode(states: Mapping[str, Any]) -> str:
    return json.dumps({"version": _VERSION, "parts": states})


def decode(cursor: str | None, first: str) -> dict[str, State]:
    """The states that ``encode`` wrote; one of version 1 is that of the stream's ``first`` part.

    Raises ``ConfigurationError`` for other text.
    """
    if cursor is None:
        return {}
    try:
        content = cast(State, json.loads(cursor))
        version = content.pop("version")
        if version == 1:
            return {first: _of_version_1(content)}
        if version != _VERSION:
            raise ValueError
        return {name: dict(state) for name, state in content["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error


def _of_version_1(content: State) -> State:
    """The state of lots (``listed``, ``open``), or of notifications (``changed``, or ``until``
    and ``first`` while the first pull was under way). Raises ``ValueError`` for another one.
    """
    match content:
        case {"listed": str(), "open": dict()} if len(content) == 2:
            days = [content["listed"], *filter(None, content["open"].values())]
        case {"changed": str()} if len(content) == 1:
            days = [content["changed"]]
        case {"until": str(), "first": str()} if len(content) == 2:
            days = list(content.values())
        case _:
            raise ValueError
    for day in days:
        date.fromisoformat(day)
    return content
