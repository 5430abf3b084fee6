"""What an adapter's author supplies: a system of his own that the suite may do anything to.

Three parts are needed: ``settings``, ``put`` and ``close``. Each other part shows further rules;
what is left out is reported as *not shown* and costs the grades above it, it never counts as
passed. What the system cannot do by its nature is said with ``raise CannotHappen("a file has no
logon")``: that rule then does not apply, and the report says why.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from adapters.conformance.outcome import NotShown
from adapters.conformance.specimens import further
from adapters.contract import Command, Reason, Record, Source, Stream


class Fault(StrEnum):
    """What may go wrong with a system; the words say what the adapter then raises."""

    AWAY = "away"
    """Nobody answers: ``Unavailable``."""
    SLOW = "slow"
    """It takes longer than the time limit of the settings: ``TimedOut``."""
    WRONG_SECRET = "wrong secret"  # noqa: S105 - the name of a fault
    """It does not accept the logon: ``AuthenticationFailed``."""
    FORBIDDEN = "forbidden"
    """The logon is good, but may not read: ``AccessDenied``."""
    NONSENSE = "nonsense"
    """It answers with something else than it should: an ``AdapterError``."""
    ANSWER_LOST = "answer lost"
    """It carries out a command, and the answer does not arrive: ``Unavailable``."""


class Bench(ABC):
    """An empty system, made anew for every rule, with the adapter's settings for it.

    The system stands in a plant in ``ZONE`` whose shifts are those of ``SHIFTS`` (see
    ``adapters.conformance.specimens``).
    """

    adapter: ClassVar[Any]
    """The class under test."""
    streams: ClassVar[Sequence[Stream]]
    """The streams that ``put`` can write rows for; the one with the most rows first."""
    overlap: ClassVar[int] = 0
    """How many rows of one pull may come again with the next one."""
    time_limit: ClassVar[float] = 1.0
    """Seconds after which ``settings`` let the adapter give up on a system that is slow."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is empty and the bench's own."""
        self.folder = folder

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """What a settings file would say, for the system as it is now."""

    @abstractmethod
    def put(self, record: Record) -> Record:
        """Writes a row; one whose key is there already is a later correction of it.

        Returns the record that the adapter has to give for that row: the same, unless the system
        cannot hold some of it (then ``dataclasses.replace``). Source and revision are no matter.
        """

    @abstractmethod
    def close(self) -> None:
        """Stops the system and lets go of all it holds."""

    # ------------------------------------------------------------------ what shows more rules

    @property
    def private(self) -> Sequence[str]:
        """Texts besides the settings' secrets that no error may show: hosts, addresses."""
        return ()

    def spoil(self, record: Record) -> Reason:
        """Writes the row so that it breaks a rule of its record; returns the reason to be given."""
        raise NotShown("the bench does not offer `spoil`")

    def mend(self, record: Record) -> Record:
        """Puts a spoilt row right. Returns what the adapter has to give for it."""
        return self.put(record)

    def broken(self, fault: Fault) -> AbstractContextManager[None]:
        """The system with that fault, within the block; afterwards it is well again."""
        raise NotShown(f"the bench does not offer `broken({fault.name})`")

    def fill(self, stream: Stream, count: int) -> None:
        """Writes ``count`` further rows of a stream, quickly."""
        for record in further(stream, count):
            self.put(record)

    def command(self, name: str, number: int) -> Command:
        """A command of that name in ``COMMAND_TYPES`` that the system would carry out.

        The same number gives the same command with the same idempotency key, another number
        another deed.
        """
        raise NotShown(f"the bench does not offer `command({name})`")

    def refused(self, name: str) -> Command:
        """A command that the system understands and has to refuse."""
        raise NotShown(f"the bench does not offer `refused({name})`")

    def deeds(self) -> Sequence[object]:
        """What commands have done to the system so far, one entry for each deed."""
        raise NotShown("the bench does not offer `deeds`")

    def source(self, name: str) -> Source:
        """The adapter for this system, as the gateway would make it."""
        source: Source = self.adapter(name, self.adapter.Settings.model_validate(self.settings()))
        return source
