"""What it means that somebody may do an operation, as one value."""

from dataclasses import dataclass
from datetime import date

MAY_WORK = frozenset({"qualified", "exempt", "retraining_due"})


@dataclass(frozen=True)
class Status:
    """Whether a person may do an operation on a day, and on which entry that rests."""

    status: str
    """qualified, exempt, retraining_due, suspended, revoked, expired, outdated or none."""
    valid_until: date | None = None
    """The last day on which it stays so by itself; None: until a later entry."""
    entry_id: int | None = None
    """The ledger's entry that decides; None where there is none."""
    revision_id: int | None = None
    """The standard's revision that the person was qualified on."""
    since: date | None = None
    """The first day of this status."""

    @property
    def may_work(self) -> bool:
        return self.status in MAY_WORK


NONE = Status("none")
