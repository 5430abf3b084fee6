"""JSON-RPC through odoorpc: Odoo 14 to 19, which know no JSON-2.

odoorpc blocks, so every call runs on a thread of our own small pool.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from pydantic import BaseModel

from adapters.contract import (
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    ErpCredentials,
    ErpSession,
    ProtocolError,
)
from adapters.odoo import payload
from adapters.odoo.faults import from_exception
from adapters.odoo.rpc_wire import RpcFault, RpcLogon, RpcWire
from adapters.odoo.settings import OdooSettings

_REMEMBERED_LOGONS = 256


class OdooRpcErp:
    """The same interface as ``Json2Erp``; a person's key is used as the password of his login."""

    Settings: ClassVar[type[BaseModel]] = OdooSettings

    def __init__(self, settings: OdooSettings) -> None:
        self._wire = RpcWire(settings)
        self._threads = ThreadPoolExecutor(settings.max_connections, "odoorpc")
        self._logons: OrderedDict[tuple[str, bytes], RpcLogon] = OrderedDict()
        # Methods that work on records: only Odoo knows, so it is learned call by call.
        self._record_methods: set[tuple[str, str]] = set()

    def session(self, credentials: ErpCredentials) -> ErpSession:
        return _RpcSession(self, credentials)

    async def check(self) -> str:
        """Odoo's version, for example ``Odoo 19.0``."""
        return f"Odoo {await self._on_thread(self._wire.version)}"

    async def aclose(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)

    async def call(
        self,
        credentials: ErpCredentials,
        model: str,
        method: str,
        ids: Sequence[int],
        parameters: Mapping[str, Any],
    ) -> Any:
        """One call on a thread; see ``ErpSession.call``."""
        plain = payload.plain(parameters)
        return await self._on_thread(
            self._call_blocking, credentials, model, method, list(ids), plain
        )

    async def _on_thread(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def _call_blocking(
        self,
        credentials: ErpCredentials,
        model: str,
        method: str,
        ids: list[int],
        parameters: dict[str, Any],
    ) -> Any:
        try:
            logon = self._logon(credentials)
            on_records = bool(ids) or (model, method) in self._record_methods
            positional: list[Any] = [ids] if on_records else _positional(method, parameters)
            try:
                return self._wire.execute(logon, model, method, positional, parameters)
            except RpcFault as fault:
                # A method of records called on none: JSON-2 passes an empty recordset.
                if on_records or not fault.wants_ids:
                    raise
                self._record_methods.add((model, method))
                return self._wire.execute(logon, model, method, [[]], parameters)
        except RpcFault as fault:
            raise self._error(fault, f"{model}.{method}", credentials) from None

    def _logon(self, credentials: ErpCredentials) -> RpcLogon:
        """The user behind login and key; Odoo checks the key again at every call."""
        if not credentials.login:
            raise AuthenticationFailed("This Odoo is reached by odoorpc: a key needs its login.")
        name = _fingerprint(credentials)
        logon = self._logons.get(name)
        if logon is None:
            logon = self._wire.log_on(credentials.login, credentials.key)
            self._logons[name] = logon
            while len(self._logons) > _REMEMBERED_LOGONS:
                self._logons.popitem(last=False)
        return logon

    def _error(self, fault: RpcFault, call: str, credentials: ErpCredentials) -> AdapterError:
        error = _nothing_there(fault, call) or from_exception(fault.description, call)
        if isinstance(error, AuthenticationFailed):
            self._logons.pop(_fingerprint(credentials), None)
        return error


class _RpcSession:
    def __init__(self, erp: OdooRpcErp, credentials: ErpCredentials) -> None:
        self._erp = erp
        self._credentials = credentials

    async def call(
        self, model: str, method: str, ids: Sequence[int] = (), /, **parameters: Any
    ) -> Any:
        return await self._erp.call(self._credentials, model, method, ids, parameters)


def _nothing_there(fault: RpcFault, call: str) -> AdapterError | None:
    """JSON-RPC tells these two like refusals of business; JSON-2 has codes of their own."""
    name, message = fault.description.get("name"), str(fault.description.get("message"))
    if name == "odoo.exceptions.UserError" and call.rpartition(".")[0] in message.split():
        return ProtocolError(f"Odoo has no model for {call}. Is the add-on installed there?")
    if name == "psycopg2.OperationalError" and "does not exist" in message:
        return ConfigurationError("Odoo has no such database. Put its name in `database`.")
    return None


def _positional(method: str, parameters: dict[str, Any]) -> list[Any]:
    """Odoo's dispatcher looks at the values of ``create`` by position; all else goes by name."""
    if method == "create" and "vals_list" in parameters:
        return [parameters.pop("vals_list")]
    return []


def _fingerprint(credentials: ErpCredentials) -> tuple[str, bytes]:
    key = credentials.key.get_secret_value().encode()
    return credentials.login or "", hashlib.sha256(key).digest()
