"""An Odoo for a test or a benchmark: on a copy of a template, gone afterwards."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from demo.runtime import ports
from demo.runtime.clock import Clock
from demo.runtime.database import Server
from demo.runtime.layout import ADDONS
from demo.runtime.odoo_server import OdooServer
from demo.runtime.processes import start
from demo.runtime.session import SharedSession

FIRST_PORT = 8669


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowawayOdoo:
    """A running Odoo with our add-ons."""

    url: str
    database: str
    server: Server
    odoo: OdooServer = field(repr=False)
    people: dict[str, dict[str, str]] = field(repr=False)
    """Login → login, password, key, role, name, department; empty without a plant."""
    answer: dict[str, Any] = field(repr=False)
    """What ``script`` answered, its people included; empty without a script."""
    travel: Callable[[datetime], None] = field(repr=False)
    """Sets the clock of an Odoo that was started ``at`` a moment."""

    def person(self, role: str) -> dict[str, str]:
        """The first of a role: operator, production_manager, quality_engineer, hr_officer …"""
        return next(person for person in self.people.values() if person["role"] == role)


@contextmanager
def throwaway_odoo(
    session: SharedSession,
    *,
    plant: Path | None = None,
    modules: Sequence[str] = ADDONS,
    script: str | Path | None = None,
    given: object = None,
    at: datetime | None = None,
) -> Iterator[ThrowawayOdoo]:
    """Run Odoo while the block runs.

    ``plant``: a folder of ``quality-loop plant`` whose people, operations, standards and rule are
    entered. ``script``: a module or file with ``run(env, given) -> {"people": […], …}`` to fill the
    database otherwise; ``answer`` keeps all that it returns. Without our ``modules`` it is Odoo
    alone. ``at``: the moment that its clock begins at, instead of now.
    """
    templates = session.templates()
    template = templates.addons() if modules else templates.base()
    with _copy(session.server, template) as database, _folder(session, database) as folder:
        odoo = OdooServer(
            source=session.source(),
            server=session.server,
            database=database,
            port=0,
            conf=folder / "odoo.conf",
            files=folder / "files",
            log=session.layout.log / f"{database}.log",
            cron_threads=0,
        )
        odoo.configure()
        entered = _enter(odoo, plant)
        answer = {} if script is None else odoo.script(script, given)
        clock = Clock(folder / "clock")
        if at is not None:
            clock.set(at)
            odoo = replace(odoo, clock=clock)
        with ports.held("a test's Odoo", FIRST_PORT) as port:
            odoo = replace(odoo, port=port)
            odoo.configure()
            running = start(odoo.program())
            try:
                yield ThrowawayOdoo(
                    url=odoo.url,
                    database=database,
                    server=session.server,
                    odoo=odoo,
                    people=_by_login(entered, answer),
                    answer=answer,
                    travel=partial(clock.move, running.pid),
                )
            finally:
                running.stop()


def _enter(odoo: OdooServer, plant: Path | None) -> dict[str, Any]:
    """Put a plant's people and settings into Odoo; what the script of the demo answers."""
    if plant is None:
        return {}
    read = {name: json.loads((plant / f"{name}.json").read_text()) for name in _READ}
    seed = {"plant": read["plant"], "rule": read["truth"]["rule"], "keys": {}}
    return odoo.script("demo.seeding", seed)


def _by_login(*answers: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {person["login"]: person for answer in answers for person in answer.get("people", [])}


_READ = ("plant", "truth")


@contextmanager
def _copy(server: Server, template: str) -> Iterator[str]:
    database = f"ql_test_{uuid.uuid4().hex[:10]}"
    server.create(database, template=template)
    try:
        yield database
    finally:
        server.drop(database)


@contextmanager
def _folder(session: SharedSession, database: str) -> Iterator[Path]:
    folder = session.layout.root / database
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
