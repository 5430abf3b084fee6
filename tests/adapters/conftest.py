"""What the tests of the adapters share: an Odoo alone, servers that misbehave, a small MES."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from business_system import BusinessSystem
from mes_building import DIALECTS, SmallMes
from misbehaving import Misbehaving
from rest_building import SmallRest

from demo.plant.build import build_plant
from demo.runtime.errors import SetupError
from demo.runtime.machine_packages import required
from demo.runtime.mariadb import EmbeddedMariaDb
from demo.runtime.throwaway import ThrowawayOdoo


@pytest.fixture(scope="session")
def odoo(run_odoo) -> Iterator[ThrowawayOdoo]:
    """Odoo without our add-ons: the adapters must not need them."""
    with run_odoo(modules=(), script=Path(__file__).with_name("odoo_people.py")) as running:
        yield running


@pytest.fixture(scope="session")
def sap_plant(tmp_path_factory) -> Path:
    """A plant of ten weeks: sap.json, and truth.json about it."""
    folder: Path = tmp_path_factory.mktemp("sap")
    build_plant(folder, seed=5, until=date(2026, 4, 5), operators=24, weeks=10, counts=5000)
    return folder


@pytest.fixture(scope="session")
def sap_content(sap_plant) -> dict[str, Any]:
    """What the plant's SAP holds; to be copied before it is changed."""
    return json.loads((sap_plant / "sap.json").read_text(encoding="utf-8"))


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    with Misbehaving() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory) -> Iterator[EmbeddedMariaDb]:
    """A real MariaDB; its absence skips, or fails where CI=true."""
    folder = tmp_path_factory.mktemp("mariadb")
    server = EmbeddedMariaDb(folder, log=folder / "mariadb.log")
    try:
        server.start()
    except SetupError as error:
        server.stop()
        if required():
            pytest.fail(str(error))
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def empty_database(request, tmp_path_factory) -> Callable[[str], str]:
    """Makes an empty database in the server of a dialect; returns its address."""
    made = 0

    def make(dialect: str) -> str:
        nonlocal made
        made += 1
        if dialect == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/mes.sqlite"
        if dialect == "postgresql":
            return request.getfixturevalue("make_database")()
        server: EmbeddedMariaDb = request.getfixturevalue("mariadb")
        server.create(f"mes_{made}")
        return server.url(f"mes_{made}")

    return make


@pytest.fixture(scope="session")
def _mes_address(empty_database) -> Callable[[str], str | None]:
    """One database per dialect, which the tests use in turn; a file of its own in SQLite."""
    addresses: dict[str, str] = {}

    def address(dialect: str) -> str | None:
        if dialect == "sqlite":
            return None
        if dialect not in addresses:
            addresses[dialect] = empty_database(dialect)
        return addresses[dialect]

    return address


@pytest.fixture(params=DIALECTS)
def mes(request, tmp_path, _mes_address) -> Iterator[SmallMes]:
    """The small MES in each of the databases; ``indirect`` parameters choose some of them."""
    small = SmallMes(tmp_path, _mes_address(request.param))
    yield small
    small.close()


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[SmallRest]:
    with BusinessSystem() as system:
        yield SmallRest(system, tmp_path)
