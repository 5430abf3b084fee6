"""The one place that touches odoorpc, which has no types and logs what it sends."""

import json
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, OpenerDirector, build_opener

import odoorpc  # pyright: ignore[reportMissingTypeStubs]
from odoorpc.error import (  # pyright: ignore[reportMissingTypeStubs]
    InternalError,
    RPCError,
)
from pydantic import SecretStr

from adapters.contract import (
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    TimedOut,
    Unavailable,
)
from adapters.odoo.faults import from_status
from adapters.odoo.settings import OdooSettings

# odoorpc writes whole requests, key included, to this logger at level DEBUG.
_CHATTY_LOGGER = "odoorpc.rpc.jsonrpclib"
# Odoo's dispatcher takes the ids from the first argument before the method runs.
_TAKES_IDS = "args[0], args[1:]"


@dataclass(frozen=True, slots=True)
class RpcLogon:
    """A user of one database and the key that proves him."""

    user_id: int
    key: SecretStr


class RpcFault(Exception):
    """Odoo answered with an exception, described as ``adapters.odoo.faults`` reads it."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        super().__init__("Odoo answered with an exception")
        self.description = description

    @property
    def wants_ids(self) -> bool:
        """Whether the dispatcher stopped, before the method ran, because no ids were given."""
        lines = str(self.description.get("debug") or "").rstrip().splitlines()
        name = self.description.get("name")
        return name == "builtins.IndexError" and any(_TAKES_IDS in line for line in lines[-3:])


class RpcWire:
    """Requests to one Odoo. Safe on several threads."""

    def __init__(self, settings: OdooSettings) -> None:
        if not settings.database:
            raise ConfigurationError("Adapter `odoorpc` needs `database`: the name of Odoo's.")
        if urlsplit(settings.url).path:
            raise ConfigurationError("Adapter `odoorpc` needs a `url` without a path.")
        _silence_request_log()
        self._settings = settings
        self._database = settings.database
        self._lock = threading.Lock()
        self._odoo: Any = None

    def version(self) -> str:
        return str(_guarded(lambda: self._connected().version, "the version"))

    def log_on(self, login: str, key: SecretStr) -> RpcLogon:
        user_id = self._request("common", "login", [self._database, login, key.get_secret_value()])
        if not isinstance(user_id, int) or not user_id:
            raise AuthenticationFailed("Odoo does not accept this login and key.")
        return RpcLogon(user_id, key)

    def execute(
        self,
        logon: RpcLogon,
        model: str,
        method: str,
        arguments: list[Any],
        parameters: dict[str, Any],
    ) -> Any:
        """Calls a method as Odoo's ``execute_kw`` does. Raises ``RpcFault``."""
        who = [self._database, logon.user_id, logon.key.get_secret_value()]
        return self._request(
            "object",
            "execute_kw",
            [*who, model, method, arguments, parameters],
            f"{model}.{method}",
        )

    def _request(self, service: str, method: str, arguments: list[Any], call: str = "logon") -> Any:
        def send() -> Any:
            params = {"service": service, "method": method, "args": arguments}
            return self._connected().json("/jsonrpc", params).get("result")

        return _guarded(send, call)

    def _connected(self) -> Any:
        """The server; made at the first need, since odoorpc asks for the version at once."""
        with self._lock:
            if self._odoo is None:
                parts = urlsplit(self._settings.url)
                secure = parts.scheme == "https"
                self._odoo = cast(Any, odoorpc.ODOO)(
                    host=parts.hostname,
                    protocol="jsonrpc+ssl" if secure else "jsonrpc",
                    port=parts.port or (443 if secure else 80),
                    timeout=self._settings.timeout,
                    opener=_opener(self._settings.verify),
                )
        return self._odoo


def _guarded(send: Any, call: str) -> Any:
    """Runs ``send``; what goes wrong becomes an error of the contract or an ``RpcFault``."""
    try:
        return send()
    except RPCError as error:
        raise _fault(cast(Any, error).info) from None
    except HTTPError as error:
        raise from_status(error.code, call) from None
    except TimeoutError:
        raise TimedOut(f"Odoo took too long over {call}. It may still have done it.") from None
    except URLError as error:
        if isinstance(error.reason, socket.timeout):
            raise TimedOut("Odoo cannot be reached: nothing answered in time.") from None
        raise Unavailable("Odoo cannot be reached. Is it running, is the address right?") from None
    except json.JSONDecodeError:
        raise ProtocolError(f"The answer to {call} is not JSON. Is this address Odoo's?") from None
    except (ConnectionError, HTTPException):
        raise Unavailable(f"Odoo broke off while answering {call}.") from None
    except (InternalError, KeyError, TypeError):
        raise ProtocolError("What answers does not speak Odoo's JSON-RPC.") from None


def _fault(info: Any) -> RpcFault:
    data = cast(Mapping[str, Any], info).get("data") if isinstance(info, Mapping) else None
    return RpcFault(cast(Mapping[str, Any], data) if isinstance(data, Mapping) else {})


def _opener(verify: bool | Path) -> OpenerDirector:
    """Without a cookie jar: persons share the connection, never a session."""
    context = ssl.create_default_context(cafile=str(verify) if isinstance(verify, Path) else None)
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return build_opener(HTTPSHandler(context=context))


def _silence_request_log() -> None:
    logger = logging.getLogger(_CHATTY_LOGGER)
    logger.setLevel(logging.CRITICAL)
