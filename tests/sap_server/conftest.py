"""A demo SAP system in this process, and plain zeep clients of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import zeep
from requests.auth import HTTPBasicAuth

from demo.sap_server.faults import Mode
from demo.sap_server.runner import SapServer

ClientOf = Callable[..., zeep.Client]


@pytest.fixture(scope="module")
def running(plant: Path) -> Iterator[SapServer]:
    with SapServer.from_file(plant / "sap.json") as server:
        yield server


@pytest.fixture
def sap(running: SapServer) -> Iterator[SapServer]:
    yield running
    running.control.mode = Mode.NONE
    running.control.delay = 5.0


@pytest.fixture
def client_of(sap: SapServer) -> Iterator[ClientOf]:
    """Makes a client of a service; its settings may be given."""
    with requests.Session() as session:
        session.auth = HTTPBasicAuth(sap.store.logon.user, sap.store.logon.password)

        def make(service: str, **settings: object) -> zeep.Client:
            transport = zeep.Transport(session=session, operation_timeout=5)
            given = zeep.Settings(**settings)
            return zeep.Client(sap.wsdl_url(service), transport=transport, settings=given)

        yield make
