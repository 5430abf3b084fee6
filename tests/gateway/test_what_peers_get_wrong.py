"""What other gateways get wrong with a SOAP service, each a promise of ours.

The way is the real one: a SAP server, the pull into the warehouse, GraphQL over HTTP with Odoo
saying who asks. What the others answer: a key ``"42"``, a material ``"120000"`` or ``"31"``, a
rounded decimal, no answer for a ``urn:`` namespace, null without an error or an error that shows
internal addresses for a fault, their own environment for ``{env.HOME}``, and nothing at all while
one source is down.
"""

import asyncio
import copy
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from gateway_client import World
from gateway_setup import make_settings

from adapters.contract import AdapterError
from demo.sap_server import dictionary
from demo.sap_server.addresses import wsdl_path
from demo.sap_server.codec import Service
from demo.sap_server.dictionary import Published
from demo.sap_server.faults import TRANSACTION_ID, Mode
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store
from demo.sap_server.wsdl import MC_STYLE, RFC
from gateway.app import create_app
from gateway.loop.context import LoopContext
from gateway.loop.pull import pull, streams_of
from gateway.schema.limits import Limits
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate

MAPPING = Path(__file__).parent / "mes.yaml"
LOT, MATERIAL, HEXADECIMAL = "000000000042", "12E4", "0x1F"
DECIMAL = "123456789012345678.12"
TEXT = "{env.HOME} ${PATH} %s seam"
NOTIFICATION, UNKNOWN = "000000000043", "000000000044"
SERVICES = {"Z_QL_INSPECTION_LOT", "Z_QL_NOTIFICATION"}


def sap_content(plant: Path) -> dict[str, Any]:
    """A SAP with one lot and one notification that hold what peers stumble over."""
    content = json.loads((plant / "sap.json").read_text(encoding="utf-8"))
    lot = copy.deepcopy(content["inspection_lots"][0])
    lot["general"] |= {"INSPLOT": LOT, "MATERIAL": MATERIAL, "MATERIAL_LONG": MATERIAL}
    lot["stock"] |= {"INSPLOT": LOT, "BATCH": "0000000042", "SAMPLE_SIZE": DECIMAL}
    notice = copy.deepcopy(content["notifications"][0])
    notice["header"] |= {"QMNUM": NOTIFICATION, "QMTXT": TEXT, "MATNR": HEXADECIMAL}
    for part in (*notice["items"], *notice["tasks"]):
        part["QMNUM"] = NOTIFICATION
    return {**content, "inspection_lots": [lot], "notifications": [notice]}


def sap_settings(sap: SapServer) -> dict[str, Any]:
    logon = sap.store.logon
    paths = (wsdl_path(name.lower(), logon.client) for name in sorted(SERVICES))
    return {
        "adapter": "sap",
        "wsdl": [f"{sap.url}{path}" for path in paths],
        "user": logon.user,
        "password": logon.password,
        "client": logon.client,
    }


async def _pull_all(settings: Settings) -> dict[str, str]:
    problems: dict[str, str] = {}

    async def nothing_is_fed(_connection: object) -> None: ...

    async with Warehouse.open(settings) as warehouse:
        await migrate(warehouse.engine)
        loop = LoopContext(settings=settings, warehouse=warehouse)
        for source in settings.sources:
            try:
                for stream in await streams_of(loop, source):
                    await pull(loop, source, stream, on_change=nothing_is_fed)
            except AdapterError as problem:
                problems[source] = str(problem)
    return problems


def pull_all(settings: Settings) -> dict[str, str]:
    """Pulls every stream of every source; says why where one could not be."""
    return asyncio.run(_pull_all(settings))


@dataclass(frozen=True)
class Gateway:
    """A gateway that answers on the network."""

    url: str
    key: str

    def reply(self, query: str, **variables: Any) -> httpx.Response:
        return httpx.post(
            f"{self.url}/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=30,
        )

    def data(self, query: str, **variables: Any) -> Any:
        """The data of a query with one field that is answered without any error."""
        reply = self.reply(query, **variables).json()
        assert "errors" not in reply, reply
        (value,) = reply["data"].values()
        return value


@contextmanager
def serving(settings: Settings, world: World) -> Iterator[Gateway]:
    app = create_app(settings, limits=Limits(live_seconds=5))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        host, port = server.servers[0].sockets[0].getsockname()
        yield Gateway(f"http://{host}:{port}", world.keys["gq.quality"])
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def sap(plant: Path) -> Iterator[SapServer]:
    with SapServer(Store(sap_content(plant))) as server:
        yield server


@pytest.fixture(scope="module")
def settings(sap: SapServer, make_database: Callable[[], str], world: World) -> Settings:
    """A warehouse that has read through the SAP."""
    settings = make_settings(
        make_database(), world.url, database=world.database, sap=sap_settings(sap)
    )
    assert pull_all(settings) == {}
    return settings


@pytest.fixture(scope="module")
def gateway(settings: Settings, world: World) -> Iterator[Gateway]:
    with serving(settings, world) as running:
        yield running


@pytest.fixture(autouse=True)
def sap_is_well(sap: SapServer) -> Iterator[None]:
    yield
    sap.control.mode = Mode.NONE


INSPECTION = """query($key: ID!) { inspection(source: "sap", key: $key) {
    key lot material inspected live } }"""
NOTICE = """query($key: ID!) { notification(source: "sap", key: $key) { key material text live
    asOf ageSeconds fallbackReason fallbackCode fallbackRetryable fallbackReference } }"""


def test_key_000000000042_keeps_its_zeros(gateway: Gateway) -> None:
    assert gateway.data("{ inspections { key lot } }") == [{"key": LOT, "lot": "0000000042"}]
    assert gateway.data(INSPECTION, key=LOT)["key"] == LOT
    found = gateway.data('{ inspections(where: {lots: ["42"]}) { key } }')
    assert found == []


def test_materials_12e4_and_0x1f_stay_text(gateway: Gateway) -> None:
    assert gateway.data("{ inspections { material } }") == [{"material": MATERIAL}]
    assert gateway.data(INSPECTION, key=LOT)["material"] == MATERIAL
    assert gateway.data("{ notifications { material } }") == [{"material": HEXADECIMAL}]
    assert gateway.data('{ inspections(where: {materials: ["120000"]}) { key } }') == []
    assert len(gateway.data('{ inspections(where: {materials: ["12E4"]}) { key } }')) == 1


def test_decimal_123456789012345678_12_stays_exact(gateway: Gateway) -> None:
    assert gateway.data("{ inspections { inspected } }") == [{"inspected": DECIMAL}]
    live = gateway.data(INSPECTION, key=LOT)
    assert (live["inspected"], live["live"]) == (DECIMAL, True)


@pytest.mark.parametrize(("style", "namespace"), [("rfc", RFC), ("mc-style", MC_STYLE)])
def test_a_urn_namespace_loads(
    style: str,
    namespace: str,
    plant: Path,
    make_database: Callable[[], str],
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given WSDLs in either of SAP's two namespaces, then their records come in."""
    abap = dictionary.read()
    published = [
        Published(name=name, functions=abap.services[name].functions, style=style)
        for name in sorted(SERVICES)
    ]
    services = {each.name.lower(): Service(each, abap) for each in published}
    monkeypatch.setattr("demo.sap_server.app.services", lambda: services)
    with SapServer(Store(sap_content(plant))) as server:
        logon = (server.store.logon.user, server.store.logon.password)
        wsdl = httpx.get(server.wsdl_url("z_ql_notification"), auth=logon).text
        assert f'targetNamespace="{namespace}"' in wsdl
        own = make_settings(
            make_database(), world.url, database=world.database, sap=sap_settings(server)
        )
        assert pull_all(own) == {}
        with serving(own, world) as gateway:
            assert gateway.data(INSPECTION, key=LOT)["key"] == LOT
            assert gateway.data("{ notifications { key } }") == [{"key": NOTIFICATION}]


def test_a_soap_fault_is_a_typed_error(gateway: Gateway, sap: SapServer) -> None:
    """Given a SAP whose function fails, and a record that nobody else knows, then there is an
    error with code, retryable and SAP's transaction id, and nothing internal.
    """
    sap.control.mode = Mode.FAULT
    for query, name in ((NOTICE, "notification"), (INSPECTION, "inspection")):
        response = gateway.reply(query, key=UNKNOWN)
        reply = response.json()
        assert reply["data"] == {name: None}
        (error,) = reply["errors"]
        assert error["path"] == [name]
        assert error["extensions"] == {
            "code": "protocol",
            "retryable": False,
            "reference": TRANSACTION_ID,
            "source": "sap",
        }
        assert "SAP failed" in error["message"]
        assert nothing_internal(response.text, sap)


def test_a_record_that_does_not_exist_is_no_error(gateway: Gateway) -> None:
    assert gateway.data(NOTICE, key=UNKNOWN) is None


def test_a_soap_fault_says_why_the_answer_is_not_live(gateway: Gateway, sap: SapServer) -> None:
    """Given a record that was pulled before the fault, then it is told with its age and why."""
    sap.control.mode = Mode.FAULT
    found = gateway.data(NOTICE, key=NOTIFICATION)
    assert (found["key"], found["live"], found["fallbackCode"]) == (NOTIFICATION, False, "protocol")
    assert (found["fallbackRetryable"], found["fallbackReference"]) == (False, TRANSACTION_ID)
    assert found["ageSeconds"] >= 0
    assert nothing_internal(json.dumps(found), sap)


def test_a_soap_fault_while_pulling_stands_with_its_source(
    gateway: Gateway, settings: Settings, sap: SapServer
) -> None:
    sap.control.mode = Mode.FAULT
    assert pull_all(settings).keys() == {"sap"}
    query = "{ sources { name state streams { state reasonCode reason reference asOf } } }"
    response = gateway.reply(query)
    (source,) = response.json()["data"]["sources"]
    assert (source["name"], source["state"]) == ("sap", "FAILING")
    failing = [stream for stream in source["streams"] if stream["state"] == "FAILING"]
    assert {(s["reasonCode"], s["reference"]) for s in failing} == {("protocol", TRANSACTION_ID)}
    assert all(stream["asOf"] for stream in source["streams"])
    assert nothing_internal(response.text, sap)


def nothing_internal(text: str, sap: SapServer) -> bool:
    """Whether the reply holds no address, logon or piece of a SOAP message."""
    address = sap.url.removeprefix("http://")
    internal = (address, "127.0.0.1", "/sap/bc", "nvelope", "faultstring", "Traceback")
    logon = sap.store.logon
    return not any(piece in text for piece in (*internal, logon.user, logon.password))


def test_client_text_env_home_is_left_alone(gateway: Gateway) -> None:
    """Given text that looks like a template, then it comes, is asked for and is echoed as it is."""
    assert gateway.data("{ notifications { text } }") == [{"text": TEXT}]
    assert gateway.data(NOTICE, key=NOTIFICATION)["text"] == TEXT
    query = "query($m: [String!]) { notifications(where: {materials: $m}) { key } }"
    for text in ("{env.HOME}", "%s", "'; DROP TABLE notification; --", "${PATH}"):
        assert gateway.data(query, m=[text]) == []
    assert gateway.data(NOTICE, key="{env.HOME}") is None
    error = gateway.reply('{ notification(source: "{env.HOME}", key: "1") { key } }').json()
    assert "{env.HOME}" in error["errors"][0]["message"]


@pytest.fixture
def mes(tmp_path: Path) -> dict[str, Any]:
    """A second source: an MES with one inspection."""
    path = tmp_path / "mes.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE CHECKS (ID INTEGER PRIMARY KEY, NUMBER TEXT, REVISION INTEGER, KIND TEXT,"
            " OPERATION TEXT, LOT TEXT, BADGE TEXT, INSPECTOR TEXT, INSPECTED TEXT, WRONG TEXT,"
            " RESULT TEXT)"
        )
        row = (1, "0007", 1, "F", "W-10", LOT, "W01", "Q00", "50", "0", "A")
        database.execute(f"INSERT INTO CHECKS VALUES ({','.join('?' * len(row))})", row)
    return {"adapter": "sql", "url": f"sqlite:///{path}", "mapping": str(MAPPING)}


def test_one_source_down_the_rest_is_answered_and_it_is_said_which(
    plant: Path, mes: dict[str, Any], make_database: Callable[[], str], world: World
) -> None:
    """Given a SAP that went down after a pull, then the other source is pulled, a gateway starts,
    every query is answered, and it says which source fails since when and how old its facts are.
    """
    server = SapServer(Store(sap_content(plant))).start()
    own = make_settings(
        make_database(),
        world.url,
        database=world.database,
        sap={**sap_settings(server), "time_limit": 5},
        mes=mes,
    )
    assert pull_all(own) == {}
    server.stop()
    assert pull_all(own).keys() == {"sap"}

    with serving(own, world) as gateway:
        rows = gateway.data("{ inspections { source key ageSeconds live } }")
        assert {(row["source"], row["key"]) for row in rows} == {("sap", LOT), ("mes", "0007")}
        assert all(row["ageSeconds"] is not None for row in rows)
        states = gateway.data("{ sources { name state reason since asOf ageSeconds } }")
        assert {each["name"]: each["state"] for each in states} == {"sap": "FAILING", "mes": "OK"}
        (down,) = [each for each in states if each["name"] == "sap"]
        assert down["reason"]
        assert down["since"]
        assert down["ageSeconds"] >= 0

        both = gateway.reply(
            """query($lot: ID!, $unknown: ID!) {
            old: inspection(source: "sap", key: $lot) { key live ageSeconds fallbackCode }
            missing: inspection(source: "sap", key: $unknown) { key }
            live: inspection(source: "mes", key: "0007") { key live } }""",
            lot=LOT,
            unknown=UNKNOWN,
        ).json()
        assert both["data"]["live"] == {"key": "0007", "live": True}
        old = both["data"]["old"]
        assert (old["key"], old["live"], old["fallbackCode"]) == (LOT, False, "unavailable")
        assert both["data"]["missing"] is None
        (error,) = both["errors"]
        assert (error["path"], error["extensions"]["source"]) == (["missing"], "sap")
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == (
            "unavailable",
            True,
        )


def test_a_source_that_never_answered_keeps_nobody_from_starting(
    mes: dict[str, Any], make_database: Callable[[], str], world: World
) -> None:
    """Given a SAP that has never been reached, then the gateway starts and says so."""
    nowhere = {
        "adapter": "sap",
        "wsdl": ["http://127.0.0.1:9/wsdl"],
        "user": "u",
        "password": "p",
        "client": "100",
    }
    own = make_settings(make_database(), world.url, database=world.database, sap=nowhere, mes=mes)
    assert pull_all(own).keys() == {"sap"}
    with serving(own, world) as gateway:
        assert len(gateway.data("{ inspections { key } }")) == 1
        states = gateway.data("{ sources { name state ageSeconds } }")
        assert {each["name"]: (each["state"], each["ageSeconds"] is None) for each in states} == {
            "mes": ("OK", False),
            "sap": ("FAILING", True),
        }
