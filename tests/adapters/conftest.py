"""What the tests of the adapters share: an Odoo alone, servers that misbehave, a small MES."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from business_system import BusinessSystem
from mes_building import SmallMes
from misbehaving import Misbehaving
from rest_building import SmallRest

from demo.runtime.throwaway import ThrowawayOdoo


@pytest.fixture(scope="session")
def odoo(run_odoo) -> Iterator[ThrowawayOdoo]:
    """Odoo without our add-ons: the adapters must not need them."""
    with run_odoo(modules=(), script=Path(__file__).with_name("odoo_people.py")) as running:
        yield running


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    with Misbehaving() as server:
        yield server


@pytest.fixture
def mes(tmp_path: Path) -> SmallMes:
    return SmallMes(tmp_path)


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[SmallRest]:
    with BusinessSystem() as system:
        yield SmallRest(system, tmp_path)
