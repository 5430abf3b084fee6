"""Sources that behave as real ones do on a bad day. The loop finds them by entry points."""

import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from loop_building import a_count
from pydantic import BaseModel

from adapters.contract import (
    Capability,
    Page,
    Record,
    Rejection,
    Stream,
    Unavailable,
)


class HangingSettings(BaseModel):
    port: int


class HangingSource:
    """Asks a server that takes the connection and never answers; it has no patience limit."""

    Settings: ClassVar[type[BaseModel]] = HangingSettings
    streams: ClassVar[Mapping[Stream, Capability]] = {Stream.PRODUCTION_COUNT: Capability.SUPPORTED}

    def __init__(self, name: str, settings: HangingSettings) -> None:
        self.name = name
        self._settings = settings

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        with socket.create_connection(("127.0.0.1", self._settings.port)) as connection:
            yield Page(records=(), cursor=connection.recv(1).decode())

    def lookup(self, stream: Stream, key: str) -> Record | None:
        return None

    def replay(self, rejection: Rejection) -> Record | Rejection:
        return rejection

    def check(self) -> str:
        return "it is there"

    def close(self) -> None:
        pass


class ScriptedSettings(BaseModel):
    script: Path


class ScriptedSource(HangingSource):
    """Gives a page per line of a file: the keys of its counts, or ``down``."""

    Settings: ClassVar[type[BaseModel]] = ScriptedSettings

    def __init__(self, name: str, settings: Any) -> None:
        self.name = name
        self._script: Path = settings.script

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        lines = self._script.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if number < int(since or 0):
                continue
            if line == "down":
                raise Unavailable("The MES does not answer.", reference="T-42")
            keys = json.loads(line)
            records = [a_count(key, source=self.name) for key in keys]
            yield Page(records=records, cursor=str(number + 1))


class MistakenSource(HangingSource):
    """Its author has not thought of something."""

    def __init__(self, name: str, settings: HangingSettings) -> None:
        raise KeyError("what the author took for granted")
