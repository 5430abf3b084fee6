"""How well a name fits a meaning: words in English, German and Chinese against names in databases.

A name is read as its parts (``timeRangeFrom``, ``PERS_NR``) and as a whole (``productionline_id``).
"""

import re
from collections.abc import Mapping, Sequence
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
    own, wanted = parts(name), parts(word)
    if not own:
        return 0.0
    if _holds(own, wanted) or own == wanted:
        # A name that says nothing else fits best.
        return WHOLE if len(own) == len(wanted) else WHOLE - 0.05
    if not word.isascii() and not re.search("[a-zäöüß]", word):
        return WHOLE if word in name else 0.0  # Chinese has no blanks between words
    joined, together = "".join(own), "".join(wanted)
    if len(wanted) == 1 and any(_abbreviates(part, together) for part in own):
        return BEGINNING
    return INSIDE if len(together) >= _SHORT and together in joined else 0.0


def _holds(own: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the words stand in the name one after the other."""
    length = len(wanted)
    return any(tuple(own[i : i + length]) == tuple(wanted) for i in range(len(own) - length + 1))


def _abbreviates(part: str, word: str) -> bool:
    """AUFTR for auftrag, and usedquantity for used; a long part is a word of its own."""
    if len(part) < _SHORT or len(word) < _SHORT:
        return False
    return part.startswith(word) or (len(part) in _ABBREVIATED and word.startswith(part))
