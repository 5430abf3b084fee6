"""A factory with known truth and everything that closes its loop, each part in its own process."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from demo.parts import toml
from demo.plant_folder import read_plant
from demo.runtime import ports
from demo.runtime.layout import executable
from demo.runtime.processes import start
from demo.runtime.throwaway import ThrowawayOdoo
from demo.sap_server.runner import SapServer
from demo.systems.programs import Systems, Table

FIRST_PORT = 8769
USUAL_SOURCES = ("mes", "attendance", "sap")
ALL_SOURCES = (*USUAL_SOURCES, "line4", "line5")
START_SECONDS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    """``truth`` is what the plant knows of itself; the rest finds it out."""

    truth: dict[str, Any] = field(repr=False)
    odoo: ThrowawayOdoo
    settings: Path
    url: str
    """Where GraphQL is asked."""

    def command(self, *arguments: str) -> Any:
        """What a command of ``quality-loop`` answers as JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def run(self, *arguments: str) -> str:
        """What a command of ``quality-loop`` prints."""
        done = subprocess.run(
            [executable(), *arguments],
            env=_environment(self.settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return done.stdout

    def ask(self, login: str, query: str, **variables: Any) -> Any:
        """The data of a query in the name of that person."""
        answer = httpx.post(
            self.url,
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {self.odoo.people[login]['key']}"},
            timeout=60,
        )
        body = answer.json()
        assert answer.status_code == 200, body
        assert "errors" not in body, body["errors"]
        return body["data"]

    def json2(self, login: str, model: str, method: str, **arguments: Any) -> Any:
        """What Odoo itself says to that person."""
        answer = httpx.post(
            f"{self.odoo.url}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {self.odoo.people[login]['key']}"},
            timeout=120,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running_factory(
    plant: Path,
    folder: Path,
    warehouse: str,
    run_odoo: Callable[..., AbstractContextManager[ThrowawayOdoo]],
    at: datetime | None = None,
    sources: Sequence[str] = USUAL_SOURCES,
) -> Iterator[Factory]:
    """Everything of one plant while the block runs; no data have come in yet.

    ``at``: the moment that Odoo's clock begins at, instead of now. ``sources``: what is read.
    """
    with (
        run_odoo(plant=_known_to_odoo(plant, folder, sources), at=at) as odoo,
        SapServer.from_file(plant / "sap.json") as sap,
        ports.held("a test's gateway", FIRST_PORT) as port,
        ports.held("a test's line 4", FIRST_PORT) as line4_port,
        ExitStack() as stack,
    ):
        systems = Systems(
            plant=plant,
            faults=folder,
            log=folder,
            sap_port=int(sap.url.rpartition(":")[2]),
            line4_port=line4_port,
        )
        if "line4" in sources:
            stack.callback(start(systems.programs()["line4"]).stop)
        read = {name: table for name, table in systems.sources().items() if name in sources}
        settings = _write_settings(folder, port=port, warehouse=warehouse, odoo=odoo, sources=read)
        with serving(settings, port, folder / "gateway.log") as url:
            yield Factory(
                truth=json.loads((plant / "truth.json").read_text()),
                odoo=odoo,
                settings=settings,
                url=url,
            )


def _known_to_odoo(plant: Path, folder: Path, sources: Sequence[str]) -> Path:
    """The plant; with the lines that have systems of their own, where those are read."""
    if not {"line4", "line5"} & set(sources):
        return plant
    known = folder / "known"
    known.mkdir()
    (known / "plant.json").write_text(json.dumps(read_plant(plant)))
    shutil.copy(plant / "truth.json", known)
    return known


@contextmanager
def serving(settings: Path, port: int, log: Path) -> Iterator[str]:
    """``quality-loop serve`` while the block runs; gives the address of GraphQL."""
    with log.open("wb") as out:
        server = subprocess.Popen(
            [executable(), "serve"], env=_environment(settings), stdout=out, stderr=out
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/health", server, log)
        yield f"{url}/graphql"
    finally:
        server.terminate()
        server.wait(30)


def _write_settings(
    folder: Path, *, port: int, warehouse: str, odoo: ThrowawayOdoo, sources: dict[str, Table]
) -> Path:
    """The gateway's settings for this factory."""
    tables: dict[str, Table] = {
        "": {"warehouse_url": warehouse, "port": port},
        "erp": {
            "adapter": "json2",
            "url": odoo.url,
            "database": odoo.database,
            "feed_key": odoo.person("feeder")["key"],
        },
    }
    tables |= {f"sources.{name}": table for name, table in sources.items()}
    file = folder / "quality-loop.toml"
    file.write_text(toml(tables))
    return file


def _environment(settings: Path) -> dict[str, str]:
    return {**os.environ, "QUALITY_LOOP_CONFIG": str(settings)}


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(url, timeout=5)
        except httpx.HTTPError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        else:
            return
