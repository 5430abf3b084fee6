"""What a running demo writes down: its addresses, its processes, everybody's keys."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from demo.runtime.layout import Layout
from demo.runtime.processes import birth
from demo.systems.fault import FaultFile


@dataclass(slots=True)
class Process:
    """A process by its id and the moment it began, for ids are used again."""

    pid: int
    born: float | None

    @classmethod
    def of(cls, pid: int) -> "Process":
        """The process that has this id now."""
        return cls(pid, birth(pid))

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return self.born is not None and birth(self.pid) == self.born


@dataclass(slots=True)
class RunState:
    """The content of run.json."""

    keeper: Process
    state: str = "starting"
    addresses: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    """Source → the name of the program that it reads from."""

    def write(self, layout: Layout) -> None:
        """Replace the file in one step, so that a reader never sees half of it."""
        write_private(layout.status, json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, layout: Layout) -> "RunState | None":
        """What was written last; ``None`` when there is nothing."""
        if not layout.status.exists():
            return None
        values = json.loads(layout.status.read_text())
        processes = {name: Process(**each) for name, each in values.pop("processes").items()}
        return cls(keeper=Process(**values.pop("keeper")), processes=processes, **values)


def read_people(layout: Layout) -> list[dict[str, str]]:
    """Logins, passwords and API keys; empty before the first seeding."""
    if not layout.secrets.exists():
        return []
    return json.loads(layout.secrets.read_text())


def write_people(layout: Layout, people: list[dict[str, str]]) -> None:
    """Keep them, readable by their owner alone."""
    write_private(layout.secrets, json.dumps(people, indent=1, ensure_ascii=False))


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 in one step."""
    new = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def status(layout: Layout) -> dict[str, Any]:
    """What ``quality-loop demo status --json`` prints."""
    run = RunState.read(layout)
    if run is None or not run.keeper.alive:
        return {"state": "stopped", "addresses": {}, "processes": {}, "faults": {}, "people": []}
    processes = {
        name: {"pid": process.pid, "state": "running" if process.alive else "ended"}
        for name, process in run.processes.items()
    }
    people = read_people(layout)
    faults = {name: FaultFile(layout.faults / name).read() for name in run.systems}
    return {
        "state": run.state,
        "pid": run.keeper.pid,
        "addresses": run.addresses,
        "processes": processes,
        "faults": faults,
        "people": people,
        "logs": str(layout.log),
    }
