"""Odoo's own tests of our modules: ``python -m demo.runtime.odoo_tests [module,module …]``.

They run on a copy of a template database. The run fails when a test fails, when a module ran no
test, when a test was skipped where CI=true, and when the log holds a warning or an error.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator

from demo.runtime import addons, ports
from demo.runtime.cleanly import ends_cleanly
from demo.runtime.odoo_server import OdooServer
from demo.runtime.processes import stop_group
from demo.runtime.session import SharedSession, shared_session

FIRST_PORT = 8869

_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+?): (?P<text>.*)$"
)
_COUNT = re.compile(r"^(?P<module>\w+): (?P<tests>\d+) tests ")
_SKIPPED = re.compile(r"skipped .*?: (?P<test>.*)$|^skipped (?P<reason>.*)$")
_LOUD = {"WARNING", "ERROR", "CRITICAL"}
_NOT_OURS = (
    # libraries that Odoo itself still uses
    ("py.warnings", "DeprecationWarning"),
    # Debian leaves this library of the video calls out of its package
    ("odoo.addons.base.models.assetsbundle", "mail/static/lib/selfie_segmentation/"),
)


def run(modules: Iterable[str]) -> int:
    """Run the tests and print what came of them; returns the exit code."""
    names = _with_twins(addons.chosen(modules))
    with shared_session() as session:
        base = session.templates().base()
        database = f"ql_odoo_tests_{os.getpid()}"
        session.server.create(database, template=base)
        try:
            with ports.held("Odoo's tests", FIRST_PORT) as port:
                return _judge(names, *_run_odoo(session, database, port, names))
        finally:
            session.server.drop(database)


def _with_twins(names: list[str]) -> list[str]:
    """With a module goes the one that tests it: ``base_act`` is tested by ``test_base_act``."""
    twins = [f"test_{name}" for name in names]
    return names + [name for name in twins if name in addons.modules() and name not in names]


def _run_odoo(
    session: SharedSession, database: str, port: int, names: list[str]
) -> tuple[int, list[str]]:
    """Install the modules with their tests; returns Odoo's exit code and its log."""
    layout = session.layout
    odoo = OdooServer(
        source=session.source(),
        server=session.server,
        database=database,
        port=port,
        conf=layout.root / f"{database}.conf",
        files=layout.files,
        log=layout.log / "odoo-tests.log",
        tested=True,
    )
    odoo.configure()
    tags = ",".join(f"/{name}" for name in names)
    command = odoo.command("--init", ",".join(names), "--test-tags", tags, "--stop-after-init")
    lines: list[str] = []
    process = subprocess.Popen(
        command,
        env=odoo.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        with odoo.log.open("w") as log:
            screen = _Screen()
            for line in process.stdout or ():
                log.write(line)
                lines.append(line.rstrip("\n"))
                screen.show(line)
        return process.wait(), lines
    finally:
        stop_group(process.pid, reap=process.poll)
        odoo.conf.unlink()


class _Screen:
    """Shows what a reader of the run wants to see: a dot per test, and everything loud."""

    def __init__(self) -> None:
        self._loud = False

    def show(self, line: str) -> None:
        """Show a line of the log; one without a head belongs to the one before."""
        found = _LINE.match(line)
        if found:
            self._loud = found["level"] in _LOUD and not _is_noise(found)
            if found["text"].startswith("Starting ") and ".tests." in found["logger"]:
                print(".", end="", flush=True)
        if self._loud:
            print(line, end="", flush=True)


def _judge(names: list[str], code: int, lines: list[str]) -> int:
    """Say what came of it; returns the exit code."""
    counts = dict(_counts(lines))
    troubles = [f"Odoo ended with code {code}."] if code else []
    tested = {name for name in names if counts.get(name) or counts.get(f"test_{name}")}
    troubles += [f"No test of {name} ran." for name in names if name not in tested]
    troubles += [f"The log is not quiet: {line}" for line in _loud(lines)]
    if os.environ.get("CI") == "true":
        troubles += [f"Skipped: {line}" for line in lines if _SKIPPED.search(line)]
    print()
    for name in names:
        print(f"{name}: {counts.get(name, 0)} tests")
    for trouble in troubles:
        print(trouble)
    print("Odoo's tests failed." if troubles else "Odoo's tests passed.")
    return 1 if troubles else 0


def _counts(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        found = _LINE.match(line)
        if found and found["logger"] == "odoo.tests.stats":
            for count in _COUNT.finditer(found["text"]):
                yield count["module"], int(count["tests"])


def _loud(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        found = _LINE.match(line)
        if found and found["level"] in _LOUD and not _is_noise(found):
            yield line


def _is_noise(found: re.Match[str]) -> bool:
    return any(found["logger"] == logger and word in found["text"] for logger, word in _NOT_OURS)


if __name__ == "__main__":
    with ends_cleanly():
        sys.exit(run(sys.argv[1:]))
