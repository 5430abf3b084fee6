"""What all tests share: a real PostgreSQL, a real Odoo with the add-ons, plants, Chromium.

Everything is made on first use. The server's data and the template databases stay in
``.quality-loop/test`` for the next run; databases that a test used are dropped.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from demo.plant_folder import build_whole
from demo.runtime import chromium
from demo.runtime.database import Server
from demo.runtime.errors import SetupError
from demo.runtime.session import SharedSession, shared_session
from demo.runtime.throwaway import ThrowawayOdoo, throwaway_odoo

SEED = 1

RunOdoo = Callable[..., AbstractContextManager[ThrowawayOdoo]]


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedSession]:
    """The server and the folder that the tests of this checkout share."""
    try:
        with shared_session() as session:
            yield session
    except SetupError as error:
        pytest.exit(str(error), returncode=1)


@pytest.fixture(scope="session")
def postgres(shared: SharedSession) -> Server:
    """A real PostgreSQL server: ``url(database)``, ``create``, ``drop``, ``connection``."""
    return shared.server


@pytest.fixture
def fresh_database(postgres: Server) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    name = f"ql_fresh_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    try:
        yield postgres.url(name)
    finally:
        postgres.drop(name)


@pytest.fixture(scope="session")
def make_database(postgres: Server) -> Iterator[Callable[[], str]]:
    """Makes empty databases that live as long as the session; returns their addresses."""
    with ExitStack() as stack:

        def make() -> str:
            name = f"ql_made_{uuid.uuid4().hex[:10]}"
            postgres.create(name)
            stack.callback(postgres.drop, name)
            return postgres.url(name)

        yield make


@pytest.fixture(scope="session")
def make_plant(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Makes the plant of a seed, once a session: plant.json, truth.json, mes.sqlite, sap.json."""
    made: dict[int, Path] = {}

    def make(seed: int) -> Path:
        if seed not in made:
            made[seed] = tmp_path_factory.mktemp("plants") / f"plant-{seed}"
            build_whole(made[seed], seed)
        return made[seed]

    return make


@pytest.fixture(scope="session")
def plant(make_plant: Callable[[int], Path]) -> Path:
    """The folder of the plant that ``odoo`` knows."""
    return make_plant(SEED)


@pytest.fixture(scope="session")
def run_odoo(shared: SharedSession) -> RunOdoo:
    """Runs further Odoos: ``with run_odoo(plant=…, script=…) as odoo``."""

    def run(**arguments: object) -> AbstractContextManager[ThrowawayOdoo]:
        return throwaway_odoo(shared, **arguments)  # pyright: ignore[reportArgumentType]

    return run


@pytest.fixture(scope="session")
def odoo(run_odoo: RunOdoo, plant: Path) -> Iterator[ThrowawayOdoo]:
    """A running Odoo with the add-ons and the plant's people, shared by the session.

    ``odoo.person("production_manager")["key"]`` is an API key.
    """
    with run_odoo(plant=plant) as running:
        yield running


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of Chromium; its absence skips, or fails where CI=true."""
    found = chromium.find()
    if found is None:
        sentence = f"Chromium is not here; install it with: {chromium.COMMAND}"
        if chromium.required():
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found
