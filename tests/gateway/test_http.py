"""GraphQL over HTTP, and keys that stay secret."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import orjson
import pytest
import uvicorn
from gateway_client import Client, World

from gateway.app import Gateway
from gateway.protocol import GRAPHQL_JSON

TYPENAME = "{ __typename }"
INTROSPECTION = "{ __schema { queryType { name } } }"


async def test_a_key_is_asked_for_before_anything_is_answered(http: httpx.AsyncClient) -> None:
    """Given no key, when even the schema alone is asked for, then there is nothing but a 401."""
    for body in ({"query": INTROSPECTION}, {"query": "{"}, {"nonsense": 1}):
        response = await http.post("/graphql", json=body)
        assert response.status_code == 401
        challenges = response.headers.get_list("www-authenticate")
        assert [challenge.split()[0] for challenge in challenges] == ["Bearer", "Basic"]
        reply = response.json()
        assert reply.keys() == {"errors"}
        assert reply["errors"][0]["extensions"]["code"] == "authentication_failed"


@pytest.mark.parametrize(
    "authorization",
    ["Bearer wrong", "Bearer", "Bearer ", "Token x", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer é"],
)
async def test_a_wrong_key_is_refused(http: httpx.AsyncClient, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("utf-8")}
    response = await http.post("/graphql", json={"query": TYPENAME}, headers=headers)
    assert response.status_code == 401
    assert "data" not in response.json()


async def test_a_key_comes_as_bearer_basic_or_in_the_address(
    http: httpx.AsyncClient, world: World
) -> None:
    key = world.keys["gq.boss"]
    basic = base64.b64encode(f"gq.boss:{key}".encode()).decode()
    body = {"query": "{ me { login } }"}
    for response in (
        await http.post("/graphql", json=body, headers={"Authorization": f"bearer {key}"}),
        await http.post("/graphql", json=body, headers={"Authorization": f"Basic {basic}"}),
        await http.get("/graphql", params={**body, "key": key}),
    ):
        assert response.json()["data"] == {"me": {"login": "gq.boss"}}


async def test_a_key_in_the_address_is_for_reading_only(
    http: httpx.AsyncClient, world: World
) -> None:
    key = world.keys["gq.boss"]
    posted = await http.post(f"/graphql?key={key}", json={"query": TYPENAME})
    assert posted.status_code == 401
    mutation = 'mutation { rejectNeed(id: "1", reason: "x") { id } }'
    got = await http.get("/graphql", params={"query": mutation, "key": key})
    assert got.status_code == 405
    assert got.headers["allow"] == "POST"


async def test_a_key_belongs_to_its_login(http: httpx.AsyncClient, world: World) -> None:
    """Given one person's login with another's key, then nobody is let in."""
    basic = base64.b64encode(f"gq.quality:{world.keys['gq.olga']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    response = await http.post("/graphql", json={"query": TYPENAME}, headers=headers)
    assert response.status_code == 401


async def test_an_unreadable_request_is_the_clients_mistake(boss: Client) -> None:
    post = boss.http.post
    json = {**boss.headers, "Content-Type": "application/json"}
    for content in (b"", b"{", b"[]", b'"x"', b'{"query": 5}', b'{"query": ""}', b"\xff"):
        assert (await post("/graphql", content=content, headers=json)).status_code == 400
    form = {**boss.headers, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await post("/graphql", content=b"query=x", headers=form)).status_code == 415
    large = b'{"query": "' + b" " * 1_000_000 + b'"}'
    refused = await post("/graphql", content=large, headers=json)
    assert refused.status_code == 413
    assert refused.json()["errors"][0]["extensions"]["code"] == "limit_exceeded"
    assert (await boss.http.request("DELETE", "/graphql")).status_code == 405
    assert (await boss.http.get("/elsewhere")).status_code == 404
    assert (await boss.http.get("/health")).json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [
        (None, "application/json", 200),
        ("*/*", "application/json", 200),
        ("application/json, text/plain, */*", "application/json", 200),
        (GRAPHQL_JSON, GRAPHQL_JSON, 400),
        (f"application/json, {GRAPHQL_JSON}", GRAPHQL_JSON, 400),
        (f"application/json;q=1, {GRAPHQL_JSON};q=0.5", "application/json", 200),
        ("text/html", "application/json", 406),
    ],
)
async def test_the_client_says_which_media_type_it_reads(
    boss: Client, accept: str | None, media_type: str, status: int
) -> None:
    """Given a query that is not valid, then the status is that of the media type."""
    headers = {**boss.headers, **({"Accept": accept} if accept else {})}
    response = await boss.http.post("/graphql", json={"query": "{ nothing }"}, headers=headers)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.status_code == status
    assert "data" not in response.json()


async def test_variables_and_operation_names_are_taken(boss: Client) -> None:
    query = "query A($id: ID!) { need(id: $id) { id } } query B { me { login } }"
    body = {"query": query, "operationName": "B", "variables": None}
    response = await boss.http.post("/graphql", json=body, headers=boss.headers)
    assert response.json()["data"] == {"me": {"login": "gq.boss"}}
    body["operationName"] = "C"
    response = await boss.http.post("/graphql", json=body, headers=boss.headers)
    assert response.json()["errors"][0]["message"] == 'Unknown operation named "C".'
    parameters = {"query": query, "operationName": "A", "variables": '{"id": "999999"}'}
    response = await boss.http.get("/graphql", params=parameters, headers=boss.headers)
    assert response.json()["data"] == {"need": None}


async def test_the_reply_belongs_to_the_caller_alone(boss: Client) -> None:
    response = await boss.post(TYPENAME)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept, Authorization"


@asynccontextmanager
async def served(app: Gateway) -> AsyncIterator[str]:
    """The application behind a real server, as ``quality-loop serve`` runs it."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="trace"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def test_no_key_is_ever_logged(
    gateway: Gateway, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a real server that logs all it can, when keys come in every way, then none is in
    the log, however the parameter is spelled.
    """
    key = world.keys["gq.boss"]
    caplog.set_level(logging.DEBUG)
    # What the tests' own client logs is not the gateway's.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi"):
        monitored = logging.getLogger(name)
        monitored.addHandler(caplog.handler)
    async with served(gateway) as url, httpx.AsyncClient(base_url=url) as client:
        for name in (logging.getLogger(n) for n in ("uvicorn.access", "uvicorn.error")):
            name.addHandler(caplog.handler)
        for address in (
            f"/graphql?query={{__typename}}&key={key}",
            f"/graphql?%6bey={key}&query={{__typename}}",
            f"/graphql?key=wrong-{key}&query={{__typename}}",
            f"/health?key={key}",
        ):
            await client.get(address)
        bearer = {"Authorization": f"Bearer {key}"}
        await client.post("/graphql", json={"query": "{ broken"}, headers=bearer)
    assert "GET /graphql?query=%7B__typename%7D&key=***" in caplog.text
    assert key not in caplog.text


async def test_bytes_are_those_of_orjson(boss: Client) -> None:
    """Given Chinese text, then the reply is plain UTF-8."""
    response = await boss.post('{ employees(where: {nameContains: "焊接"}) { id } }')
    assert response.content == orjson.dumps(response.json())


OTHER_TYPES: tuple[object, ...] = ({"ob": "ject"}, 0, False, ["array"], "text")


@pytest.mark.parametrize("parameter", ["query", "operationName", "variables", "extensions"])
async def test_parameters_of_another_type_are_refused(boss: Client, parameter: str) -> None:
    """Given a parameter that is no text, or no object, then there is a 400; null is none."""
    right = str if parameter in ("query", "operationName") else dict
    for value in OTHER_TYPES:
        if not isinstance(value, right):
            body = {"query": TYPENAME, parameter: value}
            response = await boss.http.post("/graphql", json=body, headers=boss.headers)
            assert response.status_code == 400, value
    if parameter != "query":
        body = {"query": TYPENAME, parameter: None}
        response = await boss.http.post("/graphql", json=body, headers=boss.headers)
        assert "errors" not in response.json()
