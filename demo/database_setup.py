"""The demo's two databases: Odoo's with the add-ons and the people, and the warehouse."""

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from demo.parts import Parts
from demo.plant_folder import read_plant
from demo.runtime import addons
from demo.runtime.beside import Beside
from demo.runtime.commands import run_command
from demo.runtime.database import VARIABLE, Server
from demo.runtime.disk import require_space
from demo.runtime.errors import SetupError
from demo.runtime.layout import ADDONS, Layout
from demo.runtime.postgres import EmbeddedPostgres
from demo.runtime.processes import Running
from demo.runtime.steps import Steps
from demo.state import read_people, write_people, write_private

_MEBIBYTES = 500
_REFUSED_BY_ODOO = "postgres"

People = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the two databases are, by name."""

    layout: Layout
    server: Server
    odoo: str
    warehouse: str

    @property
    def _mark(self) -> Path:
        """Says that the database is complete, and from which sources it was installed."""
        return self.layout.root / "installed"

    def people_of_before(self, parts: Parts) -> People:
        """Everybody's logins and keys in an Odoo that is as it should be; empty where it is not."""
        if self._complete and self._mark.read_text() == _wanted(parts):
            return read_people(self.layout)
        return []

    def prepare_warehouse(self, parts: Parts, steps: Steps) -> None:
        """Make or update its tables."""
        with steps.step("Prepare the warehouse"):
            if self.warehouse not in self.server.names():
                self.server.create(self.warehouse)
            run_command(
                parts.command("migrate"),
                "The warehouse could not be prepared",
                log=self.layout.log / "gateway.log",
                environment=parts.environment,
            )

    def prepare_odoo(
        self, parts: Parts, steps: Steps, at_end: Callable[[Callable[[], None]], object]
    ) -> People:
        """Install or update it; returns everybody's logins and keys."""
        complete = self._complete
        people = read_people(self.layout) if complete else []
        self._mark.unlink(missing_ok=True)
        if complete:
            with steps.step("Update the add-ons in Odoo"):
                parts.odoo.update(ADDONS)
        else:
            self.layout.story.unlink(missing_ok=True)
            require_space(self.layout.root, _MEBIBYTES, "Odoo's database")
            with steps.step("Install Odoo with the add-ons (once, two to three minutes)"):
                self.server.drop(self.odoo)
                self.server.create(self.odoo)
                parts.odoo.install(ADDONS)
        bundling = Beside(
            parts.odoo.script_program("demo.runtime.web_client"),
            "The web client could not be bundled",
            at_end,
        )
        with steps.step("Enter people, operations, standards and scores"):
            people = self._seed(parts, people)
        with steps.step("Bundle the web client"):
            bundling.wait()
        write_private(self._mark, _wanted(parts))
        return people

    @property
    def _complete(self) -> bool:
        return self._mark.exists() and self.odoo in self.server.names()

    def _seed(self, parts: Parts, people: People) -> People:
        truth = json.loads((self.layout.plant / "truth.json").read_text())
        answer = parts.odoo.script(
            "demo.seeding",
            {
                "plant": read_plant(self.layout.plant),
                "rule": truth["rule"],
                "keys": {person["login"]: person["key"] for person in people},
            },
        )
        write_people(self.layout, answer["people"])
        return answer["people"]


def _wanted(parts: Parts) -> str:
    """What an up-to-date Odoo was installed from."""
    return f"{parts.odoo.source.version} {addons.digest()}"


def open_databases(
    layout: Layout,
    steps: Steps,
    keep: Callable[[Running], None],
    at_end: Callable[[Callable[[], None]], object],
) -> Databases:
    """The server that ``QUALITY_LOOP_DATABASE_URL`` names, or the embedded one, started."""
    named = os.environ.get(VARIABLE)
    if named:
        return _existing(layout, Server(named))
    postgres = EmbeddedPostgres(layout.postgres, log=layout.log / "postgres.log")
    at_end(postgres.stop)
    with steps.step("Start PostgreSQL"):
        postgres.start(keep)
    return Databases(layout, postgres.server, "quality_loop", "quality_loop_warehouse")


def _existing(layout: Layout, admin: Server) -> Databases:
    """Names of this checkout's own on somebody's server; noted for ``make clean``."""
    name = f"quality_loop_{hashlib.sha256(os.fsencode(layout.root)).hexdigest()[:8]}"
    server = _with_own_role(layout, admin, name)
    databases = Databases(layout, server, f"{name}_odoo", f"{name}_warehouse")
    note = {
        "address": admin.address,
        "databases": [databases.odoo, databases.warehouse],
        "role": name if server is not admin else None,
    }
    write_private(layout.root / "server.json", json.dumps(note))
    return databases


def _with_own_role(layout: Layout, admin: Server, role: str) -> Server:
    """The server as the role that was named, or, as Odoo refuses ``postgres``, as one of ours."""
    if admin.parts.username != _REFUSED_BY_ODOO:
        _require_createdb(admin)
        return admin
    file = layout.root / "role-password"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(24))
    password = file.read_text()
    with admin.connection() as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        statement = sql.SQL("{} ROLE {} LOGIN CREATEDB PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(role), sql.Literal(password)
        )
        connection.execute(statement)
    own = admin.parts.set(username=role, password=password)
    return Server(own.render_as_string(hide_password=False))


def _require_createdb(server: Server) -> None:
    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    with server.connection() as connection:
        row = connection.execute(question).fetchone()
    if row is None or not row[0]:
        raise SetupError(server.lacking_createdb())
