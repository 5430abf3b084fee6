"""One system down, and the rest answers; every query asks a bounded number of questions."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gateway_client import Client, World
from gateway_setup import make_settings

from adapters.contract import COMMAND_TYPES, Stream
from gateway.app import create_app
from gateway.schema.limits import Limits

MAPPING = Path(__file__).parent / "mes.yaml"
LIVE = """{ inspection(source: "mes", key: "000000000042") {
    inspected result person inspector live asOf ageSeconds fallbackReason defects { code } } }"""


class Line:
    """A line to Odoo that can be cut and mended."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = str(self._target.hostname), int(self._target.port or 0)
        onward_reader, onward_writer = await asyncio.open_connection(host, port)
        self._writers |= {writer, onward_writer}
        await asyncio.gather(_pump(reader, onward_writer), _pump(onward_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@pytest.fixture
async def line(world: World) -> AsyncIterator[Line]:
    line = Line(world.url)
    await line.mend()
    yield line
    await line.cut()


@pytest.fixture
def mes(tmp_path: Path) -> Path:
    """An MES that knows more of one inspection than the warehouse."""
    path = tmp_path / "mes.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE CHECKS (ID INTEGER PRIMARY KEY, NUMBER TEXT, REVISION INTEGER, KIND TEXT,"
            " OPERATION TEXT, LOT TEXT, BADGE TEXT, INSPECTOR TEXT, INSPECTED TEXT, WRONG TEXT,"
            " RESULT TEXT)"
        )
        row = (1, "000000000042", 4, "F", "W-10", "000000000042", "W01", "Q00", "50", "0", "A")
        database.execute(f"INSERT INTO CHECKS VALUES ({','.join('?' * len(row))})", row)
    return path


@asynccontextmanager
async def asking(
    warehouse: str, odoo: str, key: str, mes: Path | None = None
) -> AsyncIterator[Client]:
    sources = {}
    if mes is not None:
        url = f"sqlite:///{mes}"
        sources["mes"] = {"adapter": "sql", "url": url, "mapping": str(MAPPING)}
    app = create_app(make_settings(warehouse, odoo, **sources), limits=Limits(live_seconds=2))
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
            yield Client(http, key)
    finally:
        await app.aclose()


async def test_without_odoo_nobody_is_known(warehouse_url: str) -> None:
    """Given an Odoo that does not answer and a key never seen, then there is a 503, soon."""
    async with asking(warehouse_url, "http://127.0.0.1:9", "a" * 40) as client:
        began = time.perf_counter()
        response = await client.post("{ measurements { key } }")
        assert time.perf_counter() - began < 2
        assert response.status_code == 503
        assert response.headers["retry-after"]
        (error,) = response.json()["errors"]
        assert error["extensions"] == {
            "code": "unavailable",
            "retryable": True,
            "reference": None,
            "source": "erp",
        }
        assert "127.0.0.1" not in response.text


async def test_when_odoo_goes_down_the_facts_are_answered(
    warehouse_url: str, world: World, line: Line
) -> None:
    """Given somebody who is known, when Odoo goes down, then he reads facts, and an error with
    a path says what is missing; when Odoo is back, all of it.
    """
    query = "{ measurements(limit: 1) { key } needs { number } employees { name } }"
    async with asking(warehouse_url, line.url, world.keys["gq.quality"]) as client:
        await client.ask(query)
        await line.cut()
        reply = (await client.post(query)).json()
        assert len(reply["data"]["measurements"]) == 1
        assert reply["data"]["needs"] is reply["data"]["employees"] is None
        errors = {error["path"][0]: error["extensions"] for error in reply["errors"]}
        assert errors.keys() == {"needs", "employees"}
        assert errors["needs"]["code"] == "unavailable"
        assert errors["needs"]["retryable"] is True
        await line.mend()
        await client.ask(query)


async def test_names_are_missing_but_rows_are_not(
    warehouse_url: str, world: World, line: Line
) -> None:
    query = "{ measurements(limit: 2) { key person employeeName } }"
    async with asking(warehouse_url, line.url, world.keys["gq.quality"]) as client:
        await client.ask("{ me { login } }")
        await line.cut()
        reply = (await client.post(query)).json()
        assert [row["employeeName"] for row in reply["data"]["measurements"]] == [None, None]
        (error,) = reply["errors"]
        assert (error["path"], error["extensions"]["source"]) == (["measurements"], "erp")
        await line.mend()


async def test_without_the_warehouse_people_and_workflow_are_answered(world: World) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:9/nothing"
    async with asking(nowhere, world.url, world.keys["gq.quality"]) as client:
        reply = (await client.post("{ measurements { key } sources { name } needs { id } }")).json()
        assert reply["data"]["measurements"] is reply["data"]["sources"] is None
        assert str(world.need) in {need["id"] for need in reply["data"]["needs"]}
        assert {error["extensions"]["source"] for error in reply["errors"]} == {"database"}
        assert all(error["extensions"]["code"] == "unavailable" for error in reply["errors"])


async def test_one_inspection_is_live_from_its_source(
    warehouse_url: str, world: World, mes: Path
) -> None:
    async with asking(warehouse_url, world.url, world.keys["gq.boss"], mes) as client:
        for _ in range(3):  # the adapter is kept and used again, on another thread
            reply = await client.ask(LIVE)
            found = reply["data"]["inspection"]
            assert (found["inspected"], found["result"]) == ("50", "ACCEPTED")
            assert (found["live"], found["ageSeconds"], found["fallbackReason"]) == (True, 0, None)
            assert (found["person"], found["inspector"]) == ("W01", None)
            assert found["defects"] == [{"code": "001"}]
            assert reply["extensions"]["upstream"]["mes"] == 1
        unknown = LIVE.replace("000000000042", "42")
        assert await client.data(unknown) is None


async def test_a_source_that_is_down_is_answered_for_by_the_warehouse(
    warehouse_url: str, world: World, mes: Path
) -> None:
    """Given a source whose database is broken, then what is known is told, with why and age."""
    mes.write_bytes(b"this is no database")
    async with asking(warehouse_url, world.url, world.keys["gq.quality"], mes) as client:
        found = await client.data(LIVE)
        assert (found["live"], found["inspected"]) == (False, "123456789012345678.12")
        assert (found["person"], found["inspector"]) == ("W01", "Q00")
        assert found["fallbackReason"]
        assert str(mes.parent) not in found["fallbackReason"]


async def test_a_source_without_lookup_says_so(warehouse_url: str, world: World, mes: Path) -> None:
    query = (
        """{ notification(source: "mes", key: "000010000007") { number live fallbackReason } }"""
    )
    async with asking(warehouse_url, world.url, world.keys["gq.quality"], mes) as client:
        found = await client.data(query)
        assert (found["number"], found["live"]) == ("000010000007", False)
        assert found["fallbackReason"]
        error = await client.error(query.replace('"mes"', '"sap"'))
        assert error["extensions"]["code"] == "not_found"


async def test_sources_say_what_they_can_do_whether_they_answer_or_not(
    warehouse_url: str, world: World, mes: Path
) -> None:
    """Given a source that was never pulled and does not answer, then its adapter speaks for it."""
    query = "{ sources { name state capabilitiesAsOf capabilities { kind name capability } } }"
    mes.unlink()
    async with asking(warehouse_url, world.url, world.keys["gq.analyst"], mes) as client:
        (found,) = await client.data(query)
        assert (found["name"], found["capabilitiesAsOf"]) == ("mes", None)
        said = {(each["kind"], each["name"]): each["capability"] for each in found["capabilities"]}
        assert said.keys() == {
            *(("STREAM", stream.value) for stream in Stream),
            *(("COMMAND", name) for name in COMMAND_TYPES),
        }
        assert said["STREAM", "order"] == "SUPPORTED"


async def test_calls_are_counted_and_bounded(warehouse_url: str, world: World) -> None:
    """Given a query of everything, then the number of calls is small and the same for any size."""
    query = """{ measurements { employeeName ageSeconds }
        inspections { defects { code } characteristics { mean } }
        notifications { items { code } } employees { skills { score } }
        needs { weeks { week } persons { name } availableActs { name } } sources { name }
        measurementAggregates(groupBy: [WEEK, OPERATION]) { week } rejectedRecords { id } }"""
    async with asking(warehouse_url, world.url, world.keys["gq.quality"]) as client:
        await client.ask("{ me { login } }")
        upstream = (await client.ask(query))["extensions"]["upstream"]
        assert upstream == {"database": 15, "erp": 5}


async def test_too_many_calls_are_refused(warehouse_url: str, world: World) -> None:
    query = "{ " + " ".join(f"a{n}: sources {{ name }}" for n in range(25)) + " }"
    async with asking(warehouse_url, world.url, world.keys["gq.quality"]) as client:
        reply = (await client.post(query)).json()
        assert {error["extensions"]["code"] for error in reply["errors"]} == {"limit_exceeded"}
        assert sum(reply["extensions"]["upstream"].values()) == Limits().upstream_calls
