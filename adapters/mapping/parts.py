"""The parts of a mapping by stream, compiled when they are first read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from adapters.contract import Capability, ConfigurationError, Record, Rejection, Stream
from adapters.mapping import raw
from adapters.mapping.layout import Row
from adapters.mapping.model import SourceMapping
from adapters.mapping.part import CompiledPart

C = TypeVar("C", bound=CompiledPart)
# Compiles a part of the mapping's model; which model, the transport says.
Compile = Callable[[Stream, Any], C]


class MappedParts(Generic[C]):
    """What every transport does with the parts of its mapping.

    ``compile`` makes a part ready to read; it is called once for each, at first use.
    """

    def __init__(self, name: str, mapping: SourceMapping[Any, Any], compile: Compile[C]) -> None:
        self._name = name
        self._mapping = mapping
        self._compile = compile
        self._compiled: dict[Stream, Sequence[C]] = {}

    @property
    def streams(self) -> Mapping[Stream, Capability]:
        """What can be read under this mapping."""
        return {
            stream: Capability.SUPPORTED
            if stream in self._mapping.streams
            else Capability.UNSUPPORTED
            for stream in Stream
        }

    def of(self, stream: Stream) -> Sequence[C]:
        """The parts of a stream. Raises ``ConfigurationError`` for one that is not mapped."""
        if stream not in self._compiled:
            parts = self._mapping.streams.get(stream)
            if parts is None:
                raise ConfigurationError(f"The mapping {self._name} has no stream {stream}.")
            self._compiled[stream] = [self._compile(stream, part) for part in parts]
        return self._compiled[stream]

    def replay(
        self, rejection: Rejection, reread: Callable[[C, Row], Row | None]
    ) -> Record | Rejection:
        """The row as ``reread`` finds it in the source or, where it is gone, as it was rejected.

        A counter's reading is taken as it was: what came before it is kept with it.
        """
        wanted = rejection.raw.get("part")
        part = next((p for p in self.of(rejection.stream) if p.name == wanted), None)
        if part is None or rejection.raw.get("counted_later"):
            return rejection
        stored = raw.from_json(part.names, rejection.raw["row"])
        row = stored if part.counts_steps else reread(part, stored) or stored
        return part.again(rejection.raw, row)
