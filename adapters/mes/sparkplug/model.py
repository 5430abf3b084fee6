"""What the mapping of Sparkplug B says beyond the fields: whose readings are rows.

A *column* is the name of a metric of the machine itself; ``node:NAME`` is one of the node that a
device is behind; ``places`` has what else there is.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

from pydantic import model_validator

from adapters.contract import Stream
from adapters.mapping.file import load_mapping
from adapters.mapping.model import QUANTITIES, Name, Part, ShiftSpec, SourceMapping, Spec
from adapters.mes.sparkplug.topic import Topic

PACKAGE = "adapters.mes.sparkplug"

# What a birth says again was an event when it came first; of these it is only the state.
_STATES = {Stream.EQUIPMENT, Stream.PERSON, Stream.LOT, Stream.ORDER, Stream.QUALIFICATION}


class MachineSpec(Spec):
    """Names of groups, nodes and devices, ``*`` for any; an empty device is the node itself."""

    group: str = "*"
    node: str = "*"
    device: str = "*"

    def matches(self, topic: Topic) -> bool:
        return (
            fnmatchcase(topic.group, self.group)
            and fnmatchcase(topic.node, self.node)
            and fnmatchcase(topic.device, self.device)
        )


class SparkplugPart(Part):
    """Readings of the machines ``of`` make rows when one of the metrics ``on`` came.

    Without ``on`` these are the counters, or all metrics that the part names. ``births``: whether
    a birth makes a row too; it always does for counters, since it holds where they stand.
    """

    of: MachineSpec = MachineSpec()
    on: tuple[Name, ...] = ()
    births: bool | None = None

    @model_validator(mode="after")
    def _births_count(self) -> Self:
        if self.counter is not None and self.births is False:
            raise ValueError("counters need births: they hold what was counted meanwhile")
        return self

    def takes_births(self, stream: Stream) -> bool:
        if self.births is not None:
            return self.births
        return self.counter is not None or stream in _STATES

    @property
    def counters(self) -> set[str]:
        """The metrics that count on."""
        if self.counter is None:
            return set()
        given = (self.fields.get(name) for name in QUANTITIES)
        return {spec.column for spec in given if spec is not None and spec.column is not None}


class SparkplugMapping(SourceMapping[SparkplugPart, Mapping[str, ShiftSpec]]):
    """A whole file."""


def load_sparkplug_mapping(place: Path) -> SparkplugMapping:
    """See ``load_mapping``."""
    return load_mapping(place, SparkplugMapping, PACKAGE)
