"""Databases made once and copied: Odoo as our add-ons need it, and Odoo with them installed.

Each is keyed by what it was made of; one of another key is dropped. It gets its final name when
it is whole, so that an interrupted run leaves none that looks finished.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from demo.runtime import addons
from demo.runtime.database import Server
from demo.runtime.layout import ADDONS, Layout
from demo.runtime.locks import exclusive
from demo.runtime.odoo_server import OdooServer
from demo.runtime.odoo_source import OdooSource

_BASE = "ql_template_base_"
_ADDONS = "ql_template_addons_"


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates on one server."""

    server: Server
    source: OdooSource
    layout: Layout

    def base(self) -> str:
        """The name of a database with what our modules need of Odoo's own, in both languages.

        Its attachments are in the database, so that a copy needs no files.
        """
        needed = addons.foreign_depends()
        name = _BASE + _digest(str(self.source.folder), self.source.version, *needed)

        def install(odoo: OdooServer) -> None:
            odoo.install(needed)
            odoo.script("demo.runtime.attachments", None)

        return self._ready(name, _BASE, template=lambda: "template0", install=install)

    def addons(self) -> str:
        """The name of a database with our add-ons installed."""
        base = self.base()
        name = _ADDONS + _digest(base, addons.digest())

        def install(odoo: OdooServer) -> None:
            odoo.install(ADDONS, languages=())
            odoo.script("demo.runtime.web_client", None)

        return self._ready(name, _ADDONS, template=lambda: base, install=install)

    def _ready(
        self,
        name: str,
        prefix: str,
        *,
        template: Callable[[], str],
        install: Callable[[OdooServer], None],
    ) -> str:
        with exclusive(self.layout.root / f"{prefix}lock", wait=True):
            known = self.server.names()
            if name in known:
                return name
            for outdated in known:
                if outdated.startswith(prefix):
                    self.server.drop(outdated)
            unfinished = f"{name}_new"
            self.server.create(unfinished, template=template())
            install(self._odoo(unfinished))
            self.server.rename(unfinished, name)
        return name

    def _odoo(self, database: str) -> OdooServer:
        odoo = OdooServer(
            source=self.source,
            server=self.server,
            database=database,
            port=0,
            conf=self.layout.root / "templates.conf",
            files=self.layout.files,
            log=self.layout.log / "templates.log",
        )
        odoo.configure()
        return odoo


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
