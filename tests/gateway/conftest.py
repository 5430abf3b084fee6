"""A real Odoo with our add-on, a real warehouse and the gateway between them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from gateway_client import Client, World
from gateway_facts import fill
from gateway_setup import make_settings

from demo.runtime.throwaway import ThrowawayOdoo
from gateway.app import Gateway, create_app
from gateway.schema.limits import Limits


@pytest.fixture(scope="session")
def world(run_odoo: Callable[..., AbstractContextManager[ThrowawayOdoo]]) -> Iterator[World]:
    """An Odoo with the people and figures of ``gateway_world.py``."""
    with run_odoo(script=Path(__file__).with_name("gateway_world.py")) as odoo:
        yield World.of(odoo)


@pytest.fixture(scope="session")
def warehouse_url(make_database: Callable[[], str]) -> str:
    """A warehouse with the welders' and painters' figures of three weeks."""
    url = make_database()
    asyncio.run(fill(url))
    return url


@pytest.fixture
async def gateway(warehouse_url: str, world: World) -> AsyncIterator[Gateway]:
    settings = make_settings(warehouse_url, world.url, database=world.database)
    app = create_app(settings, limits=Limits())
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
