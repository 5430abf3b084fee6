"""The text of the cursor: JSON with the state of each part of the mapping."""

import json
from collections.abc import Mapping
from typing import Any, cast

from adapters.contract import ConfigurationError

_VERSION = 2


def encode(states: Mapping[str, Any]) -> str:
    return json.dumps({"version": _VERSION, "parts": states})


def decode(cursor: str | None) -> dict[str, dict[str, Any]]:
    """The states that ``encode`` wrote. Raises ``ConfigurationError`` for other text."""
    if cursor is None:
        return {}
    try:
        content = cast(dict[str, Any], json.loads(cursor))
        if content["version"] != _VERSION:
            raise ValueError
        return {name: dict(state) for name, state in content["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error
