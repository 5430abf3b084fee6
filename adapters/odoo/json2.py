"""JSON-2, the remote interface of Odoo 19 and later."""

import ssl
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any, ClassVar, cast

import httpx
import orjson
from pydantic import BaseModel

from adapters.contract import (
    AdapterError,
    ConfigurationError,
    ErpCredentials,
    ErpSession,
    ProtocolError,
    TimedOut,
    Unavailable,
)
from adapters.odoo import payload
from adapters.odoo.faults import from_exception, from_status
from adapters.odoo.settings import OdooSettings


class Json2Erp:
    """One pool of connections, shared by the sessions of all persons."""

    Settings: ClassVar[type[BaseModel]] = OdooSettings

    def __init__(self, settings: OdooSettings) -> None:
        self._settings = settings
        self._client = httpx.AsyncClient(
            base_url=settings.url,
            headers={"X-Odoo-Database": settings.database} if settings.database else {},
            timeout=httpx.Timeout(settings.timeout, connect=settings.connect_timeout),
            limits=httpx.Limits(max_connections=settings.max_connections),
            verify=_trust(settings.verify),
            cookies=_no_cookies(),
            follow_redirects=False,
        )

    def session(self, credentials: ErpCredentials) -> ErpSession:
        return _Json2Session(self._client, self._settings, credentials)

    async def check(self) -> str:
        """Odoo's version, for example ``Odoo 19.0``."""
        response = await _send(
            self._client, self._client.build_request("GET", "/json/version"), "json/version"
        )
        if response.status_code != HTTPStatus.OK:
            raise self._not_json2(response)
        body = _decoded(response, "json/version")
        if not isinstance(body, Mapping) or "version" not in body:
            raise ProtocolError("What answers is not Odoo: it does not say its version.")
        return f"Odoo {cast(Mapping[str, Any], body)['version']}"

    async def aclose(self) -> None:
        await self._client.aclose()

    def _not_json2(self, response: httpx.Response) -> AdapterError:
        return _html_error(response, self._settings, "json/version")


class _Json2Session:
    """Calls with one person's key, which travels in the header only."""

    def __init__(
        self, client: httpx.AsyncClient, settings: OdooSettings, credentials: ErpCredentials
    ) -> None:
        self._client = client
        self._settings = settings
        self._key = credentials.key

    async def call(
        self, model: str, method: str, ids: Sequence[int] = (), /, **parameters: Any
    ) -> Any:
        call = f"{model}.{method}"
        body = dict(parameters, ids=list(ids)) if ids else parameters
        request = self._client.build_request(
            "POST",
            f"/json/2/{model}/{method}",
            content=payload.encode(body),
            headers={"Content-Type": "application/json", "Authorization": self._authorization()},
        )
        response = await _send(self._client, request, call)
        if response.status_code == HTTPStatus.OK:
            return _decoded(response, call)
        raise _refusal(response, self._settings, call)

    def _authorization(self) -> str:
        key = self._key.get_secret_value()
        if not key.isascii() or not key.isprintable():
            raise from_status(HTTPStatus.UNAUTHORIZED, "the key")
        return f"bearer {key}"


async def _send(client: httpx.AsyncClient, request: httpx.Request, call: str) -> httpx.Response:
    try:
        return await client.send(request)
    except httpx.ConnectTimeout as error:
        raise TimedOut("Odoo cannot be reached: nothing answered in time.") from error
    except httpx.PoolTimeout as error:
        raise TimedOut("All connections to Odoo are in use; try again.") from error
    except httpx.TimeoutException as error:
        raise TimedOut(f"Odoo took too long over {call}. It may still have done it.") from error
    except httpx.ConnectError as error:
        raise Unavailable("Odoo cannot be reached. Is it running, is the address right?") from error
    except httpx.TransportError as error:
        raise Unavailable(f"Odoo broke off while answering {call}.") from error


def _refusal(response: httpx.Response, settings: OdooSettings, call: str) -> AdapterError:
    if not _is_json(response):
        return _html_error(response, settings, call)
    body = _decoded(response, call)
    if not isinstance(body, Mapping):
        return from_status(response.status_code, call)
    return from_exception(cast(Mapping[str, Any], body), call, response.status_code)


def _html_error(response: httpx.Response, settings: OdooSettings, call: str) -> AdapterError:
    if response.is_redirect:
        return ConfigurationError(
            "Odoo's address answers with a redirect; put the address it leads to in `url`."
        )
    if response.status_code == HTTPStatus.NOT_FOUND:
        return ConfigurationError(
            f"Odoo has no JSON-2 for database {settings.database or '(none named)'}: the database"
            " does not exist there, or Odoo is older than 19 (then use adapter `odoorpc`)."
        )
    return from_status(response.status_code, call)


def _decoded(response: httpx.Response, call: str) -> Any:
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise ProtocolError(f"The answer to {call} is not JSON. Is this address Odoo's?") from error


def _is_json(response: httpx.Response) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: a session cookie of one person must not travel with another."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _trust(verify: bool | Path) -> ssl.SSLContext | bool:
    return ssl.create_default_context(cafile=str(verify)) if isinstance(verify, Path) else verify
