"""Put other words into a label: "Operations of this lot" → "Procedures of this case"."""

import re

VOWELS = "aeiou"


class Relabel:
    """Replaces the source's words by a sector's, whole words only, keeping capitals.

    :param source: term → (forms replaced anywhere, forms replaced where they are all of a label)
    :param words: term → (word, its plural)
    """

    def __init__(self, source, words):
        self._anywhere = {}
        self._whole = {}
        for term, targets in words.items():
            anywhere, whole = source.get(term, ((), ()))
            forms = (*anywhere, *whole)
            for position, form in enumerate(forms):
                target = targets[min(position, 1)] if len(forms) > 1 else targets[0]
                table = self._anywhere if form in anywhere else self._whole
                # A language without plurals has the same form twice: the first one stands.
                table.setdefault(form.lower(), target)
        self._pattern = _pattern(self._anywhere)

    def __call__(self, label):
        """The label in the sector's words; what is no text comes back as it is."""
        if not label or not isinstance(label, str):
            return label
        whole = self._whole.get(label.strip().lower())
        if whole:
            return _in_the_case_of(label.strip(), whole)
        return self._pattern.sub(self._replace, label) if self._pattern else label

    def _replace(self, match):
        article, found = match.group("article") or "", match.group("form")
        word = _in_the_case_of(found, self._anywhere[found.lower()])
        return _article(article, word) + word


def _pattern(forms):
    if not forms:
        return None
    longest_first = sorted(forms, key=len, reverse=True)
    ways = "|".join(
        # Chinese has no spaces between its words, so there is no boundary to ask for.
        rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form)
        for form in longest_first
    )
    return re.compile(rf"(?P<article>\ban?\s+)?(?P<form>{ways})", re.IGNORECASE)


def _in_the_case_of(model, word):
    """``word`` with a capital where ``model`` has one; on every part, where it is a title."""
    if not model[:1].isupper():
        return word
    parts = model.split()
    if len(parts) == 1 or all(part[:1].isupper() for part in parts):
        return " ".join(part[:1].upper() + part[1:] for part in word.split(" "))
    return word[:1].upper() + word[1:]


def _article(article, word):
    """ "a" or "an", as the new word asks for, with the spaces it had."""
    if not article:
        return ""
    letter = article.strip()
    suited = letter[0] + ("n" if word[:1].lower() in VOWELS else "")
    return suited + article[len(letter) :]
