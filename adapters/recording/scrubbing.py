"""Takes secrets, people, typed text and hosts out of requests and answers.

Everything is learned first (``learn``), then replaced (``body``, ``address``, ``value``), so that
a name that appears in one message is replaced in all of them.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from adapters.recording.hosts import ADDRESS, Hosts
from adapters.recording.pseudonyms import Pseudonyms, masked
from adapters.recording.rules import ScrubRules
from adapters.recording.untyped import XmlError, etree

SCRUBBED = "scrubbed"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BETWEEN_TAGS = re.compile(r">([^<>]+)<")
_FORM = re.compile(r"^[\w.~%+\[\]-]+=[^<>\s]*$")
_PERSON = "person"
_OF_A_PERSON = {"id", "name", "code", "no", "number", "key", "first", "last", "label"}


class Scrubber:
    """``secrets`` are texts that must not be anywhere, whatever element holds them."""

    def __init__(self, rules: ScrubRules, secrets: tuple[str, ...] = ()) -> None:
        self._rules = rules
        self._secrets = tuple(sorted((s for s in secrets if s), key=len, reverse=True))
        self._people = Pseudonyms()
        self._hosts = Hosts(rules)

    # ------------------------------------------------------------------ learning

    def learn_address(self, address: str) -> None:
        self._hosts.learn(address)
        for name, value in parse_qsl(urlsplit(address).query):
            self._learn_field(name, value)

    def learn_body(self, body: str) -> None:
        """Remembers the people and hosts of an XML, JSON or form body."""
        self._hosts.learn(body)
        for name, value in _leaves(body, self._rules):
            self._learn_field(name, value)

    def learn_value(self, value: Any) -> None:
        """Remembers those of plain data (settings)."""
        self.learn_body(json.dumps(value, default=str))

    def _learn_field(self, name: str, value: str) -> None:
        if self._rules.is_person(name) and not self._rules.is_secret(name):
            self._people.learn(value)

    # ------------------------------------------------------------------ replacing

    def address(self, address: str) -> str:
        parts = urlsplit(self._hosts.scrubbed(address))
        query = [(n, self._field(n, v)) for n, v in parse_qsl(parts.query, keep_blank_values=True)]
        path = "/".join(self._segment(segment) for segment in parts.path.split("/"))
        return self._without_secrets(
            urlunsplit(parts._replace(path=path, query=urlencode(query), fragment=""))
        )

    def body(self, body: str) -> str:
        stripped = body.lstrip()
        if stripped.startswith("<"):
            return self._without_secrets(self._xml(body))
        if stripped[:1] in {"{", "["}:
            return self._without_secrets(self._json(body))
        if _FORM.match(stripped):
            pairs = parse_qsl(body, keep_blank_values=True)
            return self._without_secrets(urlencode([(n, self._field(n, v)) for n, v in pairs]))
        return self._general(body)

    def value(self, value: Any) -> Any:
        """Plain data (settings) with the same replacements."""
        return self._plain(value, "")

    def text(self, text: str) -> str:
        """A header's value or any other text that stands alone."""
        return self._general(text)

    def _attribute(self, value: str) -> str:
        """Of attributes only addresses: the rest is names that XML itself needs."""
        return self.address(value) if ADDRESS.fullmatch(value) else self._hosts.scrubbed(value)

    def _segment(self, segment: str) -> str:
        plain = unquote(segment)
        return quote(self._people.of(plain)) if self._people.knows(plain) else segment

    def _field(self, name: str, value: str) -> str:
        if not value.strip():
            return value
        if self._rules.is_secret(name):
            return SCRUBBED
        if self._rules.is_person(name):
            return self._hosts.scrubbed(self._people.of(value))
        if self._rules.is_text(name):
            return masked(value)
        return self._general(value)

    def _general(self, text: str) -> str:
        """Free text: addresses by their parts, and whatever is known by name."""
        pieces: list[str] = []
        done = 0
        for found in ADDRESS.finditer(text):
            pieces += [self._words(text[done : found.start()]), self.address(found.group())]
            done = found.end()
        return self._without_secrets("".join(pieces) + self._words(text[done:]))

    def _words(self, text: str) -> str:
        text = _MAIL.sub(lambda found: masked(found.group()), text)
        return self._people.everywhere(self._hosts.scrubbed(text))

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, SCRUBBED)
        return text

    # ------------------------------------------------------------------ forms of bodies

    def _xml(self, body: str) -> str:
        tree = _tree(body)
        if tree is None:
            return _BETWEEN_TAGS.sub(lambda found: f">{masked(found.group(1))}<", body)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                element.text = ""
                continue
            for name, value in element.attrib.items():
                element.set(name, self._attribute(value))
            if element.text and element.text.strip():
                element.text = self._field(etree.QName(element).localname, element.text)
            if element.tail and element.tail.strip():
                element.tail = self._general(element.tail)
        head = '<?xml version="1.0" encoding="utf-8"?>\n' if _DECLARATION.match(body) else ""
        return head + cast(str, etree.tostring(tree, encoding="unicode"))

    def _json(self, body: str) -> str:
        try:
            return json.dumps(self._plain(json.loads(body), ""), ensure_ascii=False)
        except ValueError:
            return masked(body)

    def _plain(self, value: Any, name: str, person: bool = False) -> Any:
        if isinstance(value, dict):
            of_person = person or self._rules.is_person(name)
            inner = cast(dict[str, Any], value)
            return {k: self._plain(v, k, of_person) for k, v in inner.items()}
        if isinstance(value, list):
            return [self._plain(v, name, person) for v in cast(list[Any], value)]
        if isinstance(value, int | float) and self._rules.is_secret(name):
            return SCRUBBED
        if person and name.lower() in _OF_A_PERSON and isinstance(value, str | int):
            return self._number_or_text(value, self._people.of)
        if isinstance(value, int) and not isinstance(value, bool) and self._rules.is_person(name):
            return self._number_or_text(value, self._people.of)
        return self._field(name, value) if isinstance(value, str) else value

    @staticmethod
    def _number_or_text(value: str | int, replace: Callable[[str], str]) -> str | int:
        return int(replace(str(value))) if isinstance(value, int) else replace(value)


def _leaves(body: str, rules: ScrubRules) -> Iterator[tuple[str, str]]:
    """Names and values of an XML, JSON or form body."""
    stripped = body.lstrip()
    if stripped.startswith("<"):
        tree = _tree(body)
        for element in () if tree is None else tree.iter():
            if isinstance(element.tag, str) and element.text and element.text.strip():
                yield etree.QName(element).localname, element.text.strip()
    elif stripped[:1] in {"{", "["}:
        try:
            yield from _json_leaves(json.loads(body), "", rules)
        except ValueError:
            return
    elif _FORM.match(stripped):
        yield from parse_qsl(body)


def _json_leaves(
    value: Any, name: str, rules: ScrubRules, *, person: bool = False
) -> Iterator[tuple[str, str]]:
    """A person's own ``id`` and ``name`` come under a person's name."""
    if isinstance(value, dict):
        of_person = person or rules.is_person(name)
        for key, inner in cast(dict[str, Any], value).items():
            yield from _json_leaves(inner, key, rules, person=of_person)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from _json_leaves(inner, name, rules, person=person)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield (_PERSON if person and name.lower() in _OF_A_PERSON else name), str(value)


def _tree(body: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        # Text, so whatever encoding it declares is not its own any more.
        return etree.fromstring(_DECLARATION.sub("", body).encode(), parser)
    except XmlError:
        return None
