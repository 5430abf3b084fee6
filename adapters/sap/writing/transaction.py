"""BAPIs in one session of a stateful service: they happen at the commit, or not at all."""

from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, cast

from adapters.contract import AdapterError
from adapters.sap.decoding import Row
from adapters.sap.http import SapHttp
from adapters.sap.settings import SapSettings
from adapters.sap.stateful import session_header
from adapters.sap.system import SapSystem
from adapters.sap.wsdl import Function

COMMIT, ROLLBACK = "BAPI_TRANSACTION_COMMIT", "BAPI_TRANSACTION_ROLLBACK"


class Transaction:
    """A context manager for one thread; what is not committed at its end is rolled back."""

    def __init__(
        self, system: SapSystem, settings: SapSettings, functions: Mapping[str, Function]
    ) -> None:
        self._system = system
        self._functions = functions
        self._http = SapHttp(settings, keeps_session=True)
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._open:
                self.roll_back()
        finally:
            self._http.close()

    def call(self, name: str, parameters: Mapping[str, Any]) -> Row:
        """One BAPI. Raises as ``SapSystem.call`` does.

        What the session's service does not have, and what only reads elsewhere, is called there.
        """
        function = self._functions.get(name)
        if function is None:
            return self._system.call(name, parameters)
        self._open = True
        return self._system.call_in(self._http, function, parameters, session_header(goes_on=True))

    def commit(self) -> None:
        """Everything since the beginning, and the session ends. When the answer is lost it is not
        known whether it happened.
        """
        self._open = False
        self._end(COMMIT, {"WAIT": True})

    def roll_back(self) -> None:
        """Nothing happened, and the session ends; after a while SAP does so by itself."""
        self._open = False
        with suppress(AdapterError):
            self._end(ROLLBACK, {})

    def _end(self, name: str, parameters: Mapping[str, Any]) -> None:
        header = session_header(goes_on=False)
        self._system.call_in(self._http, self._functions[name], parameters, header)


def rows_of(reply: Row, table: str) -> list[Row]:
    """A table's rows; none where SAP did not answer it."""
    return cast("list[Row]", reply.get(table) or [])
