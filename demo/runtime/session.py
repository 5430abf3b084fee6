"""What a test session shares: one PostgreSQL, one Odoo source, the templates.

Several sessions (parts of ``make test`` side by side) share one server; the last one stops it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from demo.runtime.database import VARIABLE, Server
from demo.runtime.layout import Layout
from demo.runtime.locks import Sharing, exclusive
from demo.runtime.odoo_source import OdooSource, find_or_fetch
from demo.runtime.postgres import EmbeddedPostgres
from demo.runtime.steps import Steps
from demo.runtime.templates import Templates


@dataclass(frozen=True, slots=True)
class SharedSession:
    """The server of the tests and where they keep what they make."""

    server: Server
    layout: Layout

    def source(self) -> OdooSource:
        """The Odoo to test with, fetched if there is none."""
        return find_or_fetch(Steps())

    def templates(self) -> Templates:
        """The template databases."""
        return Templates(self.server, self.source(), self.layout)


@contextmanager
def shared_session() -> Iterator[SharedSession]:
    """Have a PostgreSQL server while the block runs: the one that is named, or our own."""
    layout = Layout.of_tests()
    layout.make()
    named = os.environ.get(VARIABLE)
    if named:
        server = Server(named)
        server.names()
        yield SharedSession(server, layout)
        return
    with _shared_server(layout) as server:
        yield SharedSession(server, layout)


@contextmanager
def _shared_server(layout: Layout) -> Iterator[Server]:
    postgres = EmbeddedPostgres(
        layout.postgres, log=layout.log / "postgres.log", lasting=False, alone=True
    )
    users = Sharing(layout.root / "postgres.users")
    with exclusive(layout.root / "postgres.lock", wait=True):
        if users.alone():
            postgres.start()
        users.join()
    try:
        yield postgres.server
    finally:
        with exclusive(layout.root / "postgres.lock", wait=True):
            if users.alone():
                postgres.stop()
            users.leave()
