"""Topics of Sparkplug B: ``spBv1.0/group/kind/node[/device]``."""

from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "spBv1.0"


class Kind(StrEnum):
    """What a message says; ``N…`` of a node, ``D…`` of a device behind it."""

    NBIRTH = "NBIRTH"
    NDATA = "NDATA"
    NDEATH = "NDEATH"
    DBIRTH = "DBIRTH"
    DDATA = "DDATA"
    DDEATH = "DDEATH"

    @property
    def is_birth(self) -> bool:
        return self in (Kind.NBIRTH, Kind.DBIRTH)


@dataclass(frozen=True, slots=True)
class Topic:
    """``device`` is empty where the node itself is meant."""

    group: str
    kind: Kind
    node: str
    device: str = ""

    @property
    def node_path(self) -> str:
        return f"{self.group}/{self.node}"

    @property
    def path(self) -> str:
        """What names the machine: the node, or the device behind it."""
        return f"{self.node_path}/{self.device}" if self.device else self.node_path

    @property
    def text(self) -> str:
        """As a broker has it."""
        steps = (NAMESPACE, self.group, self.kind, self.node, self.device)
        return "/".join(filter(None, steps))


def parsed(text: str) -> Topic | None:
    """``None`` for topics that bring no facts: commands, and the state of host applications."""
    steps = text.split("/")
    if len(steps) not in (4, 5) or steps[0] != NAMESPACE or steps[2] not in set(Kind):
        return None
    kind = Kind(steps[2])
    if (len(steps) == 5) != kind.startswith("D") or not all(steps):
        return None
    return Topic(steps[1], kind, steps[3], steps[4] if len(steps) == 5 else "")


def rebirth_topic(node_path: str) -> str:
    """Where a node is asked to be born again."""
    group, _, node = node_path.partition("/")
    return f"{NAMESPACE}/{group}/NCMD/{node}"
