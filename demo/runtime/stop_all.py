"""Stops everything of this checkout that runs, before it is removed: for ``make clean``."""

import json

from demo.down import stop
from demo.runtime.cleanly import ends_cleanly
from demo.runtime.database import Server
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.runtime.postgres import EmbeddedPostgres


def main() -> None:
    """Stop the demo and the tests' server; drop what lies on somebody else's server."""
    demo, tests = Layout.of_demo(), Layout.of_tests()
    stop(demo)
    for layout in (demo, tests):
        if (layout.postgres / "data").exists():
            EmbeddedPostgres(layout.postgres, log=layout.log / "postgres.log").stop()
    _leave_server(demo)


def _leave_server(layout: Layout) -> None:
    note = layout.root / "server.json"
    if not note.exists():
        return
    made = json.loads(note.read_text())
    server = Server(made["address"])
    try:
        for database in made["databases"]:
            server.drop(database)
        if made["role"]:
            server.drop_role(made["role"])
    except SetupError as error:
        names = ", ".join(made["databases"])
        print(f"The databases {names} stay where they are: {error}")
    note.unlink()


if __name__ == "__main__":
    with ends_cleanly():
        main()
