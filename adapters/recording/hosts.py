"""Other names for hosts: ``host1.invalid`` and so on, the same one for the same host."""

import re
from urllib.parse import urlsplit, urlunsplit

from adapters.recording.rules import ScrubRules

ADDRESS = re.compile(r"(?i)\bhttps?://[^\s\"'<>]*[^\s\"'<>.,;:!?)\]]")
_SHORTEST = 4


class Hosts:
    def __init__(self, rules: ScrubRules) -> None:
        self._rules = rules
        self._names: dict[str, str] = {}
        self._words: re.Pattern[str] | None = None

    def learn(self, text: str) -> None:
        """Remembers the hosts of all web addresses in a text."""
        for found in ADDRESS.finditer(text):
            self._learn_host(found.group())

    def scrubbed(self, text: str) -> str:
        """The text with every address and every known host's name replaced."""
        text = ADDRESS.sub(lambda found: self._address(found.group()), text)
        if self._words is None:
            names = sorted(self._names, key=len, reverse=True)
            self._words = re.compile(
                "|".join(rf"(?<![\w.-]){re.escape(name)}(?:(?::\d+)?(?![\w-]))" for name in names)
                or "(?!)",
                re.IGNORECASE,
            )
        return self._words.sub(lambda found: self._names[found.group().lower().split(":")[0]], text)

    def _learn_host(self, address: str) -> None:
        host = _host(address)
        if host is None or host in self._names or self._rules.is_public(host):
            return
        name = f"host{len(set(self._names.values())) + 1}.invalid"
        self._names[host] = name
        short = host.partition(".")[0]
        if len(short) >= _SHORTEST and not short.isdigit():
            self._names.setdefault(short, name)
        self._words = None

    def _address(self, address: str) -> str:
        host = _host(address)
        if host is None or host not in self._names:
            return address
        parts = urlsplit(address)
        return urlunsplit(parts._replace(netloc=self._names[host]))


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
