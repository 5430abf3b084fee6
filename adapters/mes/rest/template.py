"""Texts of the mapping with ``{names}`` in them, filled with values."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

_PLACE = re.compile(r"\{(\w+)(\??)\}")


def placeholders(template: Any) -> Iterator[str]:
    """The names in a text, or in all texts of a structure."""
    if isinstance(template, str):
        yield from (match[1] for match in _PLACE.finditer(template))
    elif isinstance(template, Mapping):
        for name, inner in cast(Mapping[str, Any], template).items():
            yield from placeholders(name)
            yield from placeholders(inner)
    elif isinstance(template, list | tuple):
        for inner in cast(list[Any], template):
            yield from placeholders(inner)


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A structure with its texts filled.

    A text that is one name and nothing else becomes the value itself; what stands under a name
    whose text is ``{name?}`` is left out where the value is empty.
    """
    if isinstance(template, str):
        whole = _PLACE.fullmatch(template)
        return values[whole[1]] if whole else text(template, values)
    if isinstance(template, Mapping):
        entries = cast(Mapping[str, Any], template)
        return {
            name: filled(inner, values)
            for name, inner in entries.items()
            if not _left_out(inner, values)
        }
    if isinstance(template, list | tuple):
        return [filled(inner, values) for inner in cast(list[Any], template)]
    return template


def texts(template: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """Parameters or headers, all of them text."""
    return {
        name: text(inner, values)
        for name, inner in template.items()
        if not _left_out(inner, values)
    }


def text(template: str, values: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda match: _shown(values[match[1]]), template)


def address(template: str, values: Mapping[str, Any]) -> str:
    """An address whose values cannot become more than one step or parameter of it."""
    return _PLACE.sub(lambda match: quote(_shown(values[match[1]]), safe=""), template)


def _left_out(inner: Any, values: Mapping[str, Any]) -> bool:
    whole = _PLACE.fullmatch(inner) if isinstance(inner, str) else None
    return whole is not None and whole[2] == "?" and values[whole[1]] in (None, "", (), [])


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
