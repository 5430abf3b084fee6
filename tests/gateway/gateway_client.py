"""Asking the gateway as one person, and the world that is asked about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import httpx

from demo.runtime.throwaway import ThrowawayOdoo


@dataclass(frozen=True, slots=True)
class World:
    """A running Odoo and what is in it: see ``gateway_world.py``."""

    odoo: ThrowawayOdoo
    need: int
    weeks: list[date]
    employees: dict[str, int]
    keys: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, odoo: ThrowawayOdoo) -> Self:
        answer = odoo.answer
        return cls(
            odoo=odoo,
            need=answer["need"],
            weeks=[date.fromisoformat(week) for week in answer["weeks"]],
            employees=answer["employees"],
            keys={login: person["key"] for login, person in odoo.people.items()},
        )

    @property
    def url(self) -> str:
        return self.odoo.url

    @property
    def database(self) -> str:
        return self.odoo.database

    def revoke_keys(self, login: str) -> None:
        """What Odoo does when somebody revokes his keys, whatever its version calls the method."""
        with self.odoo.server.connection(self.database) as connection:
            connection.execute(
                "DELETE FROM res_users_apikeys USING res_users u"
                " WHERE u.id = user_id AND login = %s",
                [login],
            )

    @contextmanager
    def nobody_scored(self) -> Iterator[None]:
        """The need without scores while the block runs; the rule itself raises none like it."""
        get = "SELECT scored_count, evidence_mean_score FROM hr_quality_need WHERE id = %s"
        put = "UPDATE hr_quality_need SET (scored_count, evidence_mean_score) = (%s, %s)"
        with self.odoo.server.connection(self.database) as connection:
            before = connection.execute(get, [self.need]).fetchone()
            assert before is not None
            connection.execute(f"{put} WHERE id = %s", [0, 0, self.need])
            try:
                yield
            finally:
                connection.execute(f"{put} WHERE id = %s", [*before, self.need])


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
