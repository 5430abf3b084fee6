"""A real Odoo with our add-on, a real warehouse and the gateway between them."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import psycopg
import pytest
from gateway_client import Client, World
from gateway_setup import ODOO_DATABASE, WAREHOUSE_DATABASE, make_settings, socket_folder
from gateway_world import SCRIPT
from psycopg import sql

from adapters.contract import (
    Defect,
    Inspection,
    InspectionKind,
    InspectionResult,
    Notification,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    Page,
    ProductionCount,
    Reason,
    Rejection,
    Stream,
)
from gateway.app import Gateway, create_app
from gateway.schema.limits import Limits
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.ingest import ingest
from gateway.warehouse.migrate import migrate

ADDONS = Path(__file__).parents[2] / "erp_addon"


def _administer(*statements: sql.Composed) -> None:
    with psycopg.connect(f"host={socket_folder()} user=postgres", autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root = os.environ["QUALITY_LOOP_ODOO"]
    data = tmp_path_factory.mktemp("odoo")
    _administer(
        _drop(ODOO_DATABASE),
        sql.SQL("CREATE DATABASE {} TEMPLATE base19 OWNER odoo").format(
            sql.Identifier(ODOO_DATABASE)
        ),
    )
    port = _free_port()
    options = ["--db_host", socket_folder(), "-r", "odoo", "-d", ODOO_DATABASE]
    options += ["--data-dir", str(data), "--addons-path", f"{root}/odoo/addons,{ADDONS}"]
    environment = {**os.environ, "PYTHONPATH": root}
    install = ["-i", "hr_quality_training", "--stop-after-init", "--no-http"]
    _odoo([*options, *install], environment)
    made = _odoo(["shell", *options, "--no-http"], environment, SCRIPT)
    found = next(line for line in made.splitlines() if "WORLD=" in line).split("WORLD=")[1]
    serving = ["--http-interface", "127.0.0.1", "--http-port", str(port)]
    serving += ["--max-cron-threads", "0", "--db-filter", f"^{ODOO_DATABASE}$"]
    log = (data / "odoo.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "odoo", *options, *serving],
        env=environment,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        values = json.loads(found)
        values["weeks"] = [date.fromisoformat(week) for week in values["weeks"]]
        yield World(url=url, server=server, **values)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        _administer(_drop(ODOO_DATABASE))


def _odoo(arguments: list[str], environment: dict[str, str], script: str | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "odoo", *arguments],
        input=script,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert script is None or "WORLD=" in done.stdout, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def _free_port() -> int:
    for port in range(8180, 8190):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port between 8180 and 8189")


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/json/version", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def warehouse_url() -> Iterator[str]:
    """A warehouse with the welders' and painters' figures of three weeks."""
    _administer(
        _drop(WAREHOUSE_DATABASE),
        sql.SQL("CREATE DATABASE {}").format(sql.Identifier(WAREHOUSE_DATABASE)),
    )
    url = f"postgresql://postgres@/{WAREHOUSE_DATABASE}?host={socket_folder()}"
    asyncio.run(_fill(url))
    yield url
    _administer(_drop(WAREHOUSE_DATABASE))


async def _fill(url: str) -> None:
    warehouse = Warehouse.from_settings(Settings(warehouse_url=url))  # pyright: ignore
    try:
        await migrate(warehouse.engine)
        for stream, records, rejections in (
            (Stream.PRODUCTION_COUNT, counts(), [REJECTION]),
            (Stream.INSPECTION, [INSPECTION], []),
            (Stream.DEFECT, [DEFECT], []),
            (Stream.NOTIFICATION, [NOTIFICATION], []),
        ):
            async with warehouse.write() as connection:
                page = Page(records=records, rejections=rejections, cursor="1")
                await ingest(connection, "mes", stream, page)
    finally:
        await warehouse.aclose()


FIRST_DAY = date(2026, 1, 5)
"""A Monday: the first day of 2026-W02."""


def counts() -> list[ProductionCount]:
    """Three weeks, one early shift on each Monday: two welders and a painter."""
    return [
        ProductionCount(
            source="mes",
            key=f"{badge}-{week}",
            revision=1,
            day=FIRST_DAY + timedelta(weeks=week),
            shift="early",
            operation=operation,
            work_center="WC1" if operation == "W-10" else "WC2",
            work_unit=f"unit-of-{badge}",
            lot="000000000042",
            material=material,
            person=badge,
            started=datetime(2026, 1, 5, 5, tzinfo=UTC) + timedelta(weeks=week),
            ended=datetime(2026, 1, 5, 13, tzinfo=UTC) + timedelta(weeks=week),
            produced=Decimal(100),
            good=Decimal(100) - Decimal(bad),
            scrapped=Decimal(bad),
            reworked=Decimal(0),
            unit="pcs",
        )
        for week in range(3)
        for badge, operation, material, bad in (
            ("W01", "W-10", "12E4", "8"),
            ("W02", "W-10", "12E4", "10"),
            ("P01", "P-10", "0x1F", "1"),
        )
    ]


REJECTION = Rejection(
    source="mes",
    stream=Stream.PRODUCTION_COUNT,
    key="bad-1",
    revision=1,
    reason=Reason.UNKNOWN_UNIT,
    detail="The unit of bad-1 is 'pallet', which the mapping does not know: add it under units.",
    raw={"unit": "pallet", "badge": "P01"},
)
INSPECTION = Inspection(
    source="mes",
    key="000000000042",
    revision=3,
    kind=InspectionKind.FINAL,
    operation="W-10",
    lot="000000000042",
    material="12E4",
    person="W01",
    inspector="Q00",
    inspected=Decimal("123456789012345678.12"),
    nonconforming=Decimal("2"),
    unit="pcs",
    result=InspectionResult.REJECTED,
    created=FIRST_DAY,
    decided=datetime(2026, 1, 6, 8, tzinfo=UTC),
)
DEFECT = Defect(
    source="mes",
    key="d1",
    revision=1,
    found_in="000000000042",
    code_group="SEAM",
    code="001",
    quantity=Decimal("2"),
    unit="pcs",
)
NOTIFICATION = Notification(
    source="mes",
    key="000010000007",
    revision=1,
    kind=NotificationKind.COMPLAINT,
    number="000010000007",
    text="{env.HOME} seam open",
    status="OSNO",
    created=FIRST_DAY,
    items=(NotificationItem(number="0001", code_group="SEAM", code="001", text="open"),),
    tasks=(NotificationTask(number="0001", text="Adjust the machine", status="open"),),
)


@pytest.fixture
async def gateway(warehouse_url: str, world: World) -> AsyncIterator[Gateway]:
    app = create_app(make_settings(warehouse_url, world.url), limits=Limits())
    yield app
    await app.aclose()


@pytest.fixture
async def http(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(gateway)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.fixture
def boss(http: httpx.AsyncClient, world: World) -> Client:
    return Client(http, world.keys["gq.boss"])


@pytest.fixture
def painter(http: httpx.AsyncClient, world: World) -> Client:
    return Client(http, world.keys["gq.painter"])


@pytest.fixture
def olga(http: httpx.AsyncClient, world: World) -> Client:
    return Client(http, world.keys["gq.olga"])


@pytest.fixture
def quality(http: httpx.AsyncClient, world: World) -> Client:
    return Client(http, world.keys["gq.quality"])


@pytest.fixture
def analyst(http: httpx.AsyncClient, world: World) -> Client:
    return Client(http, world.keys["gq.analyst"])
