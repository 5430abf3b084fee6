"""Which documents have been read: the text of the cursor.

JSON. Of each document that is still there three short digests are kept, of its name, its stamp
and its content: 27 characters a document. In the middle of a document its name, its content's
digest and the number of rows read stand beside them.
"""

import base64
import hashlib
import json
from collections.abc import Set
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from adapters.contract import ConfigurationError
from adapters.mes.b2mml.documents import WebState

_VERSION = 1
_NAME, _STAMP, _CONTENT = 8, 6, 6
_SIZE = _NAME + _STAMP + _CONTENT


@dataclass(slots=True)
class Middle:
    """The middle of a document."""

    name: str
    content: str
    rows: int


@dataclass(slots=True)
class Position:
    """``known``: digests of stamp and content, by the digest of the name."""

    known: dict[bytes, tuple[bytes, bytes]] = field(
        default_factory=dict[bytes, tuple[bytes, bytes]]
    )
    middle: Middle | None = None
    web: WebState = field(default_factory=WebState)

    def is_known(self, name: str, stamp: str) -> bool:
        found = self.known.get(_digest(name, _NAME))
        return found is not None and found[0] == _digest(stamp, _STAMP)

    def has_content(self, name: str, content: str) -> bool:
        """Whether the document was read with that content."""
        found = self.known.get(_digest(name, _NAME))
        return found is not None and found[1] == _digest(content, _CONTENT)

    def keep(self, name: str, stamp: str, content: str) -> None:
        digests = (_digest(stamp, _STAMP), _digest(content, _CONTENT))
        self.known[_digest(name, _NAME)] = digests

    def forget_others(self, names: Set[str]) -> None:
        """What is no longer there need not be known."""
        there = {_digest(name, _NAME) for name in names}
        self.known = {name: found for name, found in self.known.items() if name in there}


def decode(cursor: str | None) -> Position:
    """What ``encode`` wrote. Raises ``ConfigurationError`` for other text."""
    if cursor is None:
        return Position()
    try:
        content = cast(dict[str, Any], json.loads(cursor))
        if content["version"] != _VERSION:
            raise ValueError
        packed = base64.b64decode(content["documents"], validate=True)
        middle = content.get("middle")
        return Position(
            known=_unpacked(packed),
            middle=Middle(**middle) if middle else None,
            web=WebState(**content.get("web", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            "The stored cursor is not one of this adapter. Pull the source from its beginning."
        ) from error


def encode(position: Position) -> str:
    packed = b"".join(n + s + c for n, (s, c) in sorted(position.known.items()))
    content: dict[str, Any] = {
        "version": _VERSION,
        "documents": base64.b64encode(packed).decode("ascii"),
    }
    if position.middle is not None:
        content["middle"] = asdict(position.middle)
    if position.web != WebState():
        content["web"] = asdict(position.web)
    return json.dumps(content, ensure_ascii=False)


def _unpacked(packed: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    if len(packed) % _SIZE:
        raise ValueError
    pieces = (packed[i : i + _SIZE] for i in range(0, len(packed), _SIZE))
    return {p[:_NAME]: (p[_NAME : _NAME + _STAMP], p[_NAME + _STAMP :]) for p in pieces}


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=size).digest()
