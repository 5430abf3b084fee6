"""Other names for people: the same one each time, of the same shape, and not to be undone.

Words are replaced one by one, so that ``Hans Müller`` and ``Müller`` still agree. Digits stay
digits and letters letters, so that a personnel number stays one; leading zeros stay zeros.
"""

import hashlib
import hmac
import re
import secrets
import string

_WORD = re.compile(r"\w+")
_DECIMAL = re.compile(r"\d[.,]\d")
_OTHER_LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
# Shorter words than this are found in too many texts to be replaced everywhere.
SHORTEST_WORD = 3
_SHORTEST_NUMBER = 6
_MOST_TRIES = 10_000


class Pseudonyms:
    """``learn`` all names first, then ask ``of``: what it gives is nobody's real name."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._real: set[str] = set()
        self._numbers: set[str] = set()
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()

    def learn(self, value: str) -> None:
        words: list[str] = _WORD.findall(value)
        self._real |= {_significant(word) for word in words}
        self._numbers |= {w for w in words if w.isdigit() and len(w) >= _SHORTEST_NUMBER}

    def of(self, value: str) -> str:
        """The name with each of its words replaced."""
        return _WORD.sub(lambda found: self._word(found.group()), value)

    def everywhere(self, text: str) -> str:
        """A text with the names that are known so far replaced, wherever they stand in it.

        A number is replaced only where it is all of the text, or is written just as the person's
        is and is no part of a decimal: a quantity may look alike.
        """
        if text.strip().isdigit():
            number = text.strip()
            known = len(number) >= _SHORTEST_NUMBER and _significant(number) in self._real
            return self.of(text) if known else text
        return _WORD.sub(self._known_word, text)

    def knows(self, text: str) -> bool:
        """Whether the text is one of the names, as it is."""
        return len(text) >= SHORTEST_WORD and _significant(text) in self._real

    def _known_word(self, found: re.Match[str]) -> str:
        word = found.group()
        if word.isdigit():
            alone = not _DECIMAL.search(found.string, max(found.start() - 2, 0), found.end() + 2)
            return self._word(word) if word in self._numbers and alone else word
        known = len(word) >= SHORTEST_WORD and word.lower() in self._real
        return self._word(word) if known else word

    def _word(self, word: str) -> str:
        significant = _significant(word)
        if len(word) < 2 or not significant:
            return word
        if significant not in self._given:
            self._given[significant] = self._new(significant)
        other = self._given[significant].rjust(len(word), "0")
        return "".join(
            new.upper() if old.isupper() else new for old, new in zip(word, other, strict=True)
        )

    def _new(self, significant: str) -> str:
        for number in range(_MOST_TRIES):
            message = f"{number}/{significant}".encode()
            other = _shaped(significant, hmac.digest(self._key, message, hashlib.sha512))
            # Where nearly all names of that length are people's, some get another's.
            free = other not in self._real or number > _MOST_TRIES // 2
            if free and other not in self._taken and other != significant:
                self._taken.add(other)
                return other
        raise ValueError(f"There are more people than names of {len(significant)} characters.")


def masked(text: str) -> str:
    """A text of which only the shape is left."""
    return "".join(
        "0" if c.isdigit() else ("X" if c.isupper() else "x") if c.isalpha() else c for c in text
    )


def _significant(word: str) -> str:
    """Without the zeros that fill a number up, and without case."""
    return word.lstrip("0") if word.isdigit() else word.lower()


def _shaped(word: str, noise: bytes) -> str:
    return "".join(
        _like(c, noise[place % len(noise)], first=place == 0) for place, c in enumerate(word)
    )


def _like(character: str, noise: int, *, first: bool) -> str:
    if character.isdigit():
        digits = string.digits[1:] if first else string.digits
        return digits[noise % len(digits)]
    if character == "_":
        return character
    if character.isascii() or character.upper() != character.lower():
        return string.ascii_lowercase[noise % 26]
    return _OTHER_LETTERS[noise % len(_OTHER_LETTERS)]
