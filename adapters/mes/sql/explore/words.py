"""How well a name fits a meaning: words in English, German and Chinese against names in databases.

A name is read as its parts (``timeRangeFrom``, ``PERS_NR``) and as a whole (``productionline_id``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_PARTS = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+|[^\W\d_]+")
_SHORT = 4
_ABBREVIATED = (5, 6)  # letters: shorter ones begin too many words, longer ones are words

WHOLE = 1.0
"""A word is one of the name's parts, or all of the name."""
BEGINNING = 0.8
INSIDE = 0.6


@cache
def vocabulary() -> Mapping[str, Any]:
    """The words of ``words.yaml``."""
    text = (files("adapters.mes.sql.explore") / "words.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - text alone
    return loaded


def words_for(field: str, stream: str = "") -> tuple[str, ...]:
    """What a column may be called: those of ``stream.field`` before those of ``field``."""
    columns = vocabulary()["columns"]
    return tuple(columns.get(f"{stream}.{field}") or columns.get(field) or ())


@cache
def parts(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in lower case."""
    return tuple(part.lower() for part in _PARTS.findall(name))


@cache
def fit(name: str, words: tuple[str, ...]) -> float:
    """From 0 to 1; words named first count a little more than those named last."""
    best = 0.0
    for place, word in enumerate(words):
        best = max(best, _fit(name, word) - min(0.01 * place, 0.05))
    return best


def _fit(name: str, word: str) -> float:
    own, wanted = _read(name), _read(word)
    if wanted.joined not in own.joined:
        # Of all that fits, only an abbreviation does not hold the word itself.
        return BEGINNING if _abbreviates(own, wanted) else 0.0
    if _holds(own.parts, wanted.parts):
        # A name that says nothing else fits best.
        return WHOLE if len(own.parts) == len(wanted.parts) else WHOLE - 0.05
    if not wanted.has_blanks:
        return WHOLE if word in name else 0.0
    if _begins(own, wanted) or _abbreviates(own, wanted):
        return BEGINNING
    return INSIDE if len(wanted.joined) >= _SHORT else 0.0


@dataclass(frozen=True, slots=True)
class _Read:
    """A name or a word: its parts, and these in one; Chinese has no blanks between words."""

    parts: tuple[str, ...]
    joined: str
    has_blanks: bool
    abbreviations: tuple[str, ...]


@cache
def _read(name: str) -> _Read:
    own = parts(name)
    return _Read(
        own,
        "".join(own) or " ",  # what has no parts fits nothing
        name.isascii() or bool(re.search("[a-zäöüß]", name)),
        tuple(part for part in own if len(part) in _ABBREVIATED),
    )


def _holds(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether the words stand in the name one after the other."""
    length = len(wanted)
    return any(own[i : i + length] == wanted for i in range(len(own) - length + 1))


def _begins(own: _Read, wanted: _Read) -> bool:
    """``usedquantity`` for used: a long part is a word of its own."""
    word = wanted.joined
    whole = len(wanted.parts) == 1 and len(word) >= _SHORT
    return whole and any(part.startswith(word) for part in own.parts)


def _abbreviates(own: _Read, wanted: _Read) -> bool:
    """AUFTR for auftrag."""
    return (
        wanted.has_blanks
        and len(wanted.parts) == 1
        and any(wanted.joined.startswith(part) for part in own.abbreviations)
    )
