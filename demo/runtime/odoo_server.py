"""One Odoo with our add-ons on one database: install, update, run, and run a script inside."""

import configparser
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.runtime.clock import Clock
from demo.runtime.database import Server
from demo.runtime.errors import SetupError
from demo.runtime.layout import addons_folder
from demo.runtime.odoo_source import OdooSource
from demo.runtime.ports import ADDRESS
from demo.runtime.processes import Program

LANGUAGES = ("en_US", "zh_CN")
_ANSWER_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OdooServer:
    """What is needed to run Odoo: its source, its database, its port and its files."""

    source: OdooSource
    server: Server
    database: str
    port: int
    conf: Path
    """The configuration file, written by ``configure``."""
    files: Path
    """Odoo's data_dir."""
    log: Path
    cron_threads: int = 1
    clock: Clock | None = None
    """The clock that its processes go by; None: the machine's."""
    tested: bool = False
    """Whether it runs its own tests; see ``demo.runtime.odoo_tested``."""

    @property
    def url(self) -> str:
        """The address of the web client and of JSON-2."""
        return f"http://{ADDRESS}:{self.port}"

    def configure(self) -> None:
        """Write the configuration file, readable by its owner alone: it holds a password."""
        parts = self.server.parts
        addons = [*self.source.addons_path, addons_folder()]
        options: dict[str, object] = {
            "addons_path": ",".join(str(folder) for folder in addons),
            "data_dir": self.files,
            "db_host": self.server.socket or parts.host or "",
            "db_port": parts.port or "",
            "db_user": parts.username or "",
            "db_password": parts.password or "",
            "db_sslmode": parts.query.get("sslmode", "prefer"),
            "db_name": self.database,
            "dbfilter": f"^{self.database}$",
            "list_db": False,
            "http_interface": ADDRESS,
            "http_port": self.port,
            "max_cron_threads": self.cron_threads,
            "workers": 0,
            "without_demo": True,
            "admin_passwd": "",
        }
        file = configparser.RawConfigParser()
        file["options"] = {name: str(value) for name, value in options.items() if value != ""}
        self.files.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.conf, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            file.write(f)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every Odoo process."""
        return {**os.environ, "PYTHONPATH": str(self.source.folder), "PYTHONUNBUFFERED": "1"}

    def command(self, *arguments: str, subcommand: str = "server") -> list[str]:
        """An Odoo command line on this configuration."""
        odoo = ["demo.runtime.odoo_tested"] if self.tested else ["odoo"]
        if self.clock is not None:
            odoo = ["demo.runtime.odoo_at", str(self.clock.file)]
        start = [sys.executable, "-W", "ignore", "-m", *odoo, subcommand]
        return [*start, "--config", str(self.conf), *arguments]

    def install(self, modules: Iterable[str], languages: Sequence[str] = LANGUAGES) -> None:
        """Install modules in the database, which may be empty.

        ``languages``: those that the database does not speak yet; loading one takes as long for
        one that it speaks, for Odoo then reads the translations of all its modules again.
        """
        self._change("--init", modules, languages)

    def update(self, modules: Iterable[str]) -> None:
        """Bring installed modules to the state of their source."""
        self._change("--update", modules, LANGUAGES)

    def _change(self, how: str, modules: Iterable[str], languages: Sequence[str]) -> None:
        names = ",".join(modules)
        load = [f"--load-language={','.join(languages)}"] if languages else []
        self._run(self.command(how, names, *load, "--stop-after-init", "--no-http"), names)

    def _run(self, command: Sequence[str], what: str) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            begin = log.tell()
            done = subprocess.run(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )
        with self.log.open("rb") as log:
            log.seek(begin)
            written = log.read().decode(errors="replace")
        if done.returncode or " CRITICAL " in written or _FAILED in written:
            raise SetupError(
                f"Odoo could not install {what} ({_reason(written)}): read {self.log}."
            )

    def script(self, module: str | Path, given: object) -> dict[str, Any]:
        """Run a Python module, or file, inside Odoo, as superuser, in one transaction.

        It has a function ``run(env, given) -> dict``; ``given`` and the answer are JSON.
        """
        done = subprocess.run(
            self._script_command(module),
            env=self.environment,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        with self.log.open("a") as log:
            log.write(done.stderr)
        if done.returncode:
            raise SetupError(
                f"Odoo could not carry out {module} ({_reason(done.stderr)}): read {self.log}."
            )
        return json.loads(done.stdout)

    def script_program(self, module: str) -> Program:
        """The same as a program that runs beside us; it is given nothing."""
        return Program(
            name=module,
            command=self._script_command(module),
            environment=self.environment,
            log=self.log.with_name(f"{module.rpartition('.')[2]}.log"),
            ready=lambda: True,
        )

    def _script_command(self, module: str | Path) -> list[str]:
        start = [sys.executable, "-W", "ignore", "-m", "demo.runtime.inside_odoo"]
        return [*start, str(self.conf), str(module)]

    def program(self) -> Program:
        """Odoo as a server, with its scheduled jobs."""
        return Program(
            name="Odoo",
            command=self.command(),
            environment=self.environment,
            log=self.log,
            ready=self.answers,
            time_limit=90,
        )

    def answers(self) -> bool:
        """Whether the web server answers with the database loaded."""
        try:
            with urllib.request.urlopen(  # noqa: S310 - our own address
                f"{self.url}/web/login", timeout=_ANSWER_SECONDS * 10
            ) as answer:
                return answer.status == 200
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False


_FAILED = "Failed to load registry"


def _reason(log: str) -> str:
    """The most telling line of a log: the exception that ended it, else the first error."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    at_margin = [line for line in log.splitlines() if _is_exception(line)]
    errors = [line for line in lines if " ERROR " in line or " CRITICAL " in line]
    told = at_margin[-1:] or errors[:1] or lines[-1:] or ["without a word"]
    return told[0][:300].rstrip(".")


def _is_exception(line: str) -> bool:
    """Whether a line of a traceback names its exception: ``package.Error: message``."""
    name, colon, _rest = line.partition(": ")
    return bool(colon) and name.replace(".", "").isidentifier() and name.split(".")[-1][0].isupper()
