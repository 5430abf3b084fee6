"""Asking the gateway as one person, and the world that is asked about."""

import subprocess
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx


@dataclass(frozen=True)
class World:
    """A running Odoo and what is in it."""

    url: str
    keys: dict[str, str]
    need: int
    weeks: list[date]
    employees: dict[str, int]
    server: "subprocess.Popen[bytes]"


class Client:
    """Asks the gateway as one person."""

    def __init__(self, http: httpx.AsyncClient, key: str | None) -> None:
        self.http = http
        self.headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        body = {"query": query, "variables": variables}
        return await self.http.post("/graphql", json=body, headers=self.headers)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole reply to a query that is answered without any error."""
        response = await self.post(query, **variables)
        reply: dict[str, Any] = response.json()
        assert response.status_code == 200, reply
        assert "errors" not in reply, reply
        return reply

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of a query with one field."""
        (value,) = (await self.ask(query, **variables))["data"].values()
        return value

    async def error(self, query: str, **variables: Any) -> dict[str, Any]:
        """The one error of a query that is refused, wholly or in part."""
        reply = (await self.post(query, **variables)).json()
        (error,) = reply["errors"]
        return error
