"""What an exploration found, as text for people and as data for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.sap.explore.commands import OF_SESSIONS, CommandProposal
from adapters.sap.explore.describe import as_json, described, is_of_messages
from adapters.sap.explore.streams import StreamProposal
from adapters.sap.settings import SapSettings
from adapters.sap.writing.deeds import DEEDS
from adapters.sap.writing.settings import WriteSettings
from adapters.sap.wsdl import Function

MAPPING_FILE = "sap.yaml"


@dataclass(frozen=True, slots=True)
class Exploration:
    """``places`` are the WSDLs as they were named."""

    settings: SapSettings
    places: Sequence[str]
    functions: Sequence[Function]
    streams: StreamProposal
    commands: CommandProposal

    @property
    def unrecognised(self) -> list[Function]:
        known = {*self.streams.used, *self.commands.used, *OF_SESSIONS}
        return [function for function in self.functions if function.name not in known]

    @property
    def not_needed(self) -> list[str]:
        """What a session would need, where commands go another way or cannot."""
        used = {*self.streams.used, *self.commands.used}
        names = [f.name for f in self.functions if f.name in OF_SESSIONS and f.name not in used]
        return list(dict.fromkeys(names))

    def uses(self, function: Function) -> list[str]:
        commands = self.commands.used.get(function.name, [])
        return [*self.streams.used.get(function.name, []), *(c.replace("_", " ") for c in commands)]

    # ------------------------------------------------------------------ for people

    def lines(self, *, all_fields: bool) -> Iterator[str]:
        for service in dict.fromkeys(function.service for function in self.functions):
            yield from self._service(service, all_fields=all_fields)
        yield "What this adapter can use"
        yield from self._proposal()
        yield ""
        yield "Settings"
        yield ""
        yield from self.settings_lines()
        if self.streams.mapping:
            yield ""
            yield f"{MAPPING_FILE}, beside the settings"
            yield ""
            yield from self.streams.mapping.rstrip().splitlines()

    def _service(self, name: str, *, all_fields: bool) -> Iterator[str]:
        functions = [function for function in self.functions if function.service == name]
        session = "keeps sessions" if functions[0].stateful else "keeps no session"
        yield f"Service {name} (SOAP {self.settings.soap}, {session})"
        for function in functions:
            uses = self.uses(function)
            yield f"{function.name}{' → ' if uses else ''}{', '.join(uses)}"
            yield from described(function, all_fields=all_fields)
            if not any(map(is_of_messages, function.exporting)):
                yield "    has no RETURN: what SAP refuses cannot be told"
        yield ""

    def _proposal(self) -> Iterator[str]:
        for stream, parts in self.streams.shipped.items():
            yield f"  {stream}: as shipped ({', '.join(parts)})"
        for fit in self.streams.fits:
            without = f", without {', '.join(fit.lost)}" if fit.lost else ""
            yield f"  {fit.stream}: {fit.function.name}, table {fit.table}{without}"
        for command, offer in self.commands.offers.items():
            if offer.way is not None:
                yield f"  {command.replace('_', ' ')}: {offer.way}"
        if not self.streams.streams and not self.commands.used:
            yield "  nothing: no function has the name or the fields of what it reads or writes"
        yield from self._remarks()

    def _remarks(self) -> Iterator[str]:
        """What a reader should look at, and what was left."""
        for note in (*self.streams.notes, *self.commands.notes):
            yield f"  Look at: {note}"
        for command, offer in self.commands.offers.items():
            if offer.way is None and self.not_needed and command in DEEDS:
                yield f"  Look at: {command.replace('_', ' ')} is not possible: {offer.reason}."
        if self.not_needed:
            yield f"  Known and not needed: {', '.join(self.not_needed)}"
        if self.unrecognised:
            names = ", ".join(function.name for function in self.unrecognised)
            yield f"  Not recognised: {names}"

    # ------------------------------------------------------------------ the settings

    def settings_lines(self) -> Iterator[str]:
        """A table of quality-loop.toml."""
        given = self.settings
        yield "[sources.sap]"
        yield 'adapter = "sap"'
        yield f"wsdl = {json.dumps(list(self.places))}"
        yield f"user = {json.dumps(given.user)}"
        yield 'password_file = "sap.password"'
        yield f"client = {json.dumps(given.client)}"
        yield f"zone = {json.dumps(given.zone)}            # the system's"
        for name in ("language", "address", "soap"):
            value = getattr(given, name)
            if value is not None and value != SapSettings.model_fields[name].default:
                yield f"{name} = {json.dumps(value)}"
        if self.streams.mapping:
            yield f"mapping = {json.dumps(MAPPING_FILE)}"
        if "decide_usage" in self.commands.offers and given.plant:
            yield f"plant = {json.dumps(given.plant)}"
        writes = self.commands.settings
        for name in ("one_call", "notification_fields"):
            changed = _changed(getattr(writes, name), getattr(WriteSettings(), name))
            if changed:
                yield ""
                yield f"[sources.sap.writes.{name}]"
                for key, value in changed.items():
                    yield f"{key} = {json.dumps(value)}"

    # ------------------------------------------------------------------ for programs

    def as_json(self) -> dict[str, Any]:
        return {
            "functions": [
                {**as_json(function), "uses": self.uses(function)} for function in self.functions
            ],
            "streams": {stream.value: parts for stream, parts in self.streams.shipped.items()}
            | {fit.stream.value: [fit.function.name] for fit in self.streams.fits},
            "commands": {
                name: {"way": offer.way, "capability": offer.capability, "reason": offer.reason}
                for name, offer in self.commands.offers.items()
            },
            "notes": [*self.streams.notes, *self.commands.notes],
            "not_recognised": [function.name for function in self.unrecognised],
            "settings": "\n".join(self.settings_lines()),
            "mapping": self.streams.mapping,
        }


def _changed(now: Any, shipped: Any) -> dict[str, Any]:
    was = shipped.model_dump()
    return {name: value for name, value in now.model_dump().items() if value != was[name]}
