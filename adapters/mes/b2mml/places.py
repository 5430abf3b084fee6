"""Where in a B2MML document something stands: XPath 1.0, and two functions more.

``total(nodes)`` is the exact sum of their numbers, 0 of none; ``join(separator, nodes, …)`` puts
their texts together, and is empty where one of the arguments is. ``file:name`` and
``file:modified`` are of the document itself.

Several nodes with the same text are that text; with different ones they are not one value.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from adapters.contract import ConfigurationError
from adapters.mapping.layout import Row
from adapters.mapping.values import Structure
from adapters.mes.b2mml.untyped import XPathError, etree

FILE_NAME = "file:name"
FILE_MODIFIED = "file:modified"


class XmlLayout:
    """The places that a part reads of each of its elements."""

    def __init__(self, where: str | None) -> None:
        self.names: list[str] = []
        self._readers: list[Callable[[Any], Any] | None] = []
        self._where = _compiled(f"boolean({where})") if where else None
        self._where_text = where or ""

    def place(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
            of_file = name in (FILE_NAME, FILE_MODIFIED)
            self._readers.append(None if of_file else _compiled(name))
        return self.names.index(name)

    def expression(self, sql: str) -> int:
        raise ConfigurationError(
            f"The mapping says `sql: {sql}`, but B2MML is no database. Name an XPath instead."
        )

    def accepts(self, element: Any) -> bool:
        return self._where is None or bool(_evaluated(self._where, element, self._where_text))

    def row(self, element: Any, file: str, modified: datetime) -> Row:
        """What stands at the places, seen from ``element``."""
        of_file = {FILE_NAME: file, FILE_MODIFIED: modified.isoformat()}
        return [
            of_file[name] if read is None else _value(_evaluated(read, element, name))
            for name, read in zip(self.names, self._readers, strict=True)
        ]


def _compiled(place: str) -> Callable[[Any], Any]:
    try:
        return cast(Callable[[Any], Any], etree.XPath(place, extensions=_FUNCTIONS))
    except XPathError as error:
        raise ConfigurationError(
            f"The mapping names {place!r}, which is no XPath: {error}."
        ) from None


def _evaluated(read: Callable[[Any], Any], element: Any, place: str) -> Any:
    try:
        return read(element)
    except XPathError as error:
        raise ConfigurationError(
            f"The mapping's XPath {place!r} cannot be used: {error}. Leave prefixes out."
        ) from None


def _value(found: Any) -> Any:
    """What an XPath found, as one value."""
    if isinstance(found, bool):
        return found
    if isinstance(found, float):
        return Decimal(repr(found))
    if isinstance(found, str):
        return str(found) or None
    several = cast(list[Any], found)
    texts = list(dict.fromkeys(text for node in several if (text := _text(node))))
    if len(texts) > 1 or (texts and isinstance(texts[0], Structure)):
        return Structure(json.dumps([t.text if isinstance(t, Structure) else t for t in texts]))
    return texts[0] if texts else None


def _text(node: Any) -> str | Structure:
    """The text of an element, an attribute or a text node."""
    if isinstance(node, str):
        return str(node).strip()
    if not len(node):
        return (node.text or "").strip()
    if any(isinstance(child.tag, str) for child in node):
        return Structure(f"<{node.tag}>")
    return "".join(node.itertext()).strip()


def _total(_context: Any, nodes: Any) -> str:
    """The sum; a text that is no number stands for itself, to be told by the field's name."""
    total = Decimal(0)
    for text in _texts(nodes):
        try:
            total += Decimal(text)
        except InvalidOperation:
            return text
    return format(total, "f")


def _join(_context: Any, separator: Any, *several: Any) -> str:
    texts = [list(_texts(nodes)) for nodes in several]
    return separator.join(t for some in texts for t in some) if all(texts) else ""


def _texts(nodes: Any) -> Sequence[str]:
    given = [nodes] if isinstance(nodes, str | float | bool) else nodes
    found = [_text(n) if not isinstance(n, float | bool) else str(n) for n in given]
    return [t.text if isinstance(t, Structure) else t for t in found if t]


_FUNCTIONS = {(None, "total"): _total, (None, "join"): _join}
