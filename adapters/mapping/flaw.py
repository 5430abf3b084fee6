"""What makes a row unusable, said so that whoever reads it can mend it."""

from typing import Any

from adapters.contract import Reason

_SHOWN = 80


class Flaw(Exception):
    """One value of a row that breaks a rule; the message is a whole sentence."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def shown(value: Any) -> str:
    """A value as a sentence shows it: quoted, and cut when long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
