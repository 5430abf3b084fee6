"""Three ways into Odoo, as one: JSON-2 with a key, odoorpc with a key, the web client's form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import odoorpc

SECONDS = 60


class Refused(Exception):
    """Odoo did not do it; the text is its sentence."""


class Door(Protocol):
    """Calls a method of a model in the name of one person."""

    def call(
        self, model: str, method: str, ids: list[int], arguments: Mapping[str, Any], context: Any
    ) -> Any:
        """What Odoo answers. Raises ``Refused``."""
        ...


@dataclass(frozen=True, slots=True)
class Json2:
    """``POST /json/2/<model>/<method>``."""

    url: str
    key: str = field(repr=False)

    def call(
        self, model: str, method: str, ids: list[int], arguments: Mapping[str, Any], context: Any
    ) -> Any:
        body = {**arguments, "context": context}
        answer = httpx.post(
            f"{self.url}/json/2/{model}/{method}",
            json={**body, "ids": ids} if ids else body,
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=SECONDS,
        )
        if answer.is_error:
            raise Refused(f"{answer.status_code}: {answer.text[:200]}")
        return answer.json()


class OdooRpc:
    """odoorpc's ``execute_kw``, which older integrations use."""

    def __init__(self, url: str, database: str, login: str, key: str) -> None:
        parts = urlsplit(url)
        self._odoo = odoorpc.ODOO(parts.hostname, port=parts.port, timeout=SECONDS)
        self._odoo.login(database, login, key)

    def call(
        self, model: str, method: str, ids: list[int], arguments: Mapping[str, Any], context: Any
    ) -> Any:
        positional = [ids] if ids else []
        try:
            return self._odoo.execute_kw(
                model, method, positional, {**arguments, "context": context}
            )
        except odoorpc.error.RPCError as error:
            raise Refused(str(error)) from error


class Form:
    """What the web client sends when somebody presses a button or saves a form."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=SECONDS)
        body = {"db": database, "login": login, "password": password}
        answer = self._client.post(
            "/web/session/authenticate", json={"jsonrpc": "2.0", "params": body}
        ).json()
        if "result" not in answer:
            raise Refused(f"{login} cannot sign in: {answer}")

    def call(
        self, model: str, method: str, ids: list[int], arguments: Mapping[str, Any], context: Any
    ) -> Any:
        if method == "write":
            method, arguments = "web_save", {"vals": arguments["vals"], "specification": {}}
        elif method == "create":
            method, ids = "web_save", []
            arguments = {"vals": arguments["vals_list"][0], "specification": {}}
        params = {
            "model": model,
            "method": method,
            "args": [ids] if ids or method == "web_save" else [],
            "kwargs": {**arguments, "context": context},
        }
        answer = self._client.post(
            f"/web/dataset/call_kw/{model}/{method}", json={"jsonrpc": "2.0", "params": params}
        ).json()
        if "error" in answer:
            raise Refused(answer["error"]["data"]["message"])
        return answer.get("result")  # left out where the method returns nothing
