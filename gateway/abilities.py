"""What each source can do: which streams it gives, which commands it takes.

A source says it under its settings when it is made; until then its adapter's class says what it
can do at best.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.contract import COMMAND_TYPES, Capability, Stream
from gateway.registry import make_source, source_class
from gateway.settings import Settings, SettingsError
from gateway.warehouse.capabilities import COMMAND, STREAM
from gateway.warehouse.queries import CapabilityRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """A capability for every stream and every command of the contract.

    ``noted_at``: when the source said so itself; empty where only its adapter was asked.
    """

    streams: Mapping[str, Capability]
    commands: Mapping[str, Capability]
    noted_at: datetime | None = None

    @property
    def supported_streams(self) -> list[Stream]:
        """What can be pulled."""
        return [s for s in Stream if self.streams[s] is Capability.SUPPORTED]


def abilities_of(source: object) -> Abilities:
    """What a source, or an adapter's class, says of itself.

    What it says nothing about is unknown. Who is no command target takes no commands.
    """
    streams: Mapping[Stream, Capability] = getattr(source, "streams", {})
    none = dict.fromkeys(COMMAND_TYPES, Capability.NOT_IMPLEMENTED)
    commands: Mapping[str, Capability] = getattr(source, "commands", none)
    return Abilities(
        streams={stream.value: streams.get(stream, Capability.UNKNOWN) for stream in Stream},
        commands={name: commands.get(name, Capability.UNKNOWN) for name in COMMAND_TYPES},
    )


def source_abilities(settings: Settings, name: str) -> Abilities:
    """What the source can do under its settings; blocks. Raises as ``make_source`` does."""
    source = make_source(settings, name)
    try:
        return abilities_of(source)
    finally:
        source.close()


def known_abilities(settings: Settings, said: Iterable[CapabilityRow]) -> dict[str, Abilities]:
    """What is known of every source of the settings without reaching any.

    ``said`` is what they said when they were last made. Of a source whose adapter cannot even be
    loaded all is unknown.
    """
    rows: dict[str, list[CapabilityRow]] = {name: [] for name in sorted(settings.sources)}
    for row in said:
        rows.setdefault(row.source, []).append(row)
    return {name: _known(settings, name, rows[name]) for name in sorted(settings.sources)}


def _known(settings: Settings, name: str, said: list[CapabilityRow]) -> Abilities:
    if not said:
        try:
            return abilities_of(source_class(settings.sources[name], name))
        except SettingsError:
            unknown = Capability.UNKNOWN
            return Abilities(
                streams={stream.value: unknown for stream in Stream},
                commands=dict.fromkeys(COMMAND_TYPES, unknown),
            )
    found = {(row.kind, row.name): Capability(row.capability) for row in said}
    return Abilities(
        streams={s.value: found.get((STREAM, s.value), Capability.UNKNOWN) for s in Stream},
        commands={n: found.get((COMMAND, n), Capability.UNKNOWN) for n in COMMAND_TYPES},
        noted_at=said[0].noted_at,
    )
