"""A SAP system: calls of function modules by name."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.contract import ConfigurationError, ProtocolError
from adapters.sap import wsdl
from adapters.sap.decoding import Row, UnknownField, unknown_in, unreadable_in
from adapters.sap.errors import RETURNS, fault, raise_for_messages
from adapters.sap.http import SapHttp
from adapters.sap.passport import HEADER as PASSPORT
from adapters.sap.passport import new_transaction_id, passport
from adapters.sap.reading import ReplyReader, Rows, SoapFault
from adapters.sap.settings import SapSettings
from adapters.sap.stateful import session_header


class SapSystem:
    """Safe on several threads: the WSDLs are read once, and the session never changes."""

    def __init__(self, settings: SapSettings) -> None:
        self._settings = settings
        self._http = SapHttp(settings)
        self._lock = threading.Lock()
        self._all: list[wsdl.Function] | None = None
        self._functions: Mapping[str, wsdl.Function] = {}
        self._root_id = new_transaction_id()

    def all_functions(self) -> list[wsdl.Function]:
        """Every function of every configured service; reads the WSDLs at first."""
        with self._lock:
            if self._all is None:
                self._all = wsdl.functions(self._settings, self._http)
                stateless_last = sorted(self._all, key=lambda function: not function.stateful)
                self._functions = {function.name: function for function in stateless_last}
        return self._all

    def functions(self) -> Mapping[str, wsdl.Function]:
        """The functions by ABAP name, those of stateless services where a stateful has them too."""
        self.all_functions()
        return self._functions

    def call(self, name: str, parameters: Mapping[str, Any]) -> Row:
        """The whole reply: structures as dictionaries and tables as lists, by ABAP names.

        Raises ``SapMessage`` where RETURN refuses, else the contract's errors.
        """
        found: Row = {}
        for table, rows in self.rows(name, parameters, found):
            found.setdefault(table, []).extend(rows)
        for where, value in unreadable_in(found, name):
            raise ProtocolError(f"SAP's {where} holds {value[:40]!r}, which is not of its type.")
        return found

    def rows(self, name: str, parameters: Mapping[str, Any], rest: Row) -> Iterator[Rows]:
        """The rows of the reply's tables, as they come in; ``rest`` is filled with all else.

        What a refusal in RETURN means for rows that came before it, the caller decides. A value
        that is not of its type is ``Unreadable``. Raises as ``call`` does.
        """
        function = self._function(name)
        # A session that nobody goes on with would stay in SAP.
        header = session_header(goes_on=False) if function.stateful else None
        return self._exchange(self._http, function, parameters, rest, header)

    def call_in(
        self, session: SapHttp, function: wsdl.Function, parameters: Mapping[str, Any], header: Any
    ) -> Row:
        """As ``call``, over another connection, with an element as SOAP header."""
        found: Row = {}
        for table, rows in self._exchange(session, function, parameters, found, header):
            found.setdefault(table, []).extend(rows)
        return found

    def _exchange(
        self,
        http: SapHttp,
        function: wsdl.Function,
        parameters: Mapping[str, Any],
        rest: Row,
        header: Any = None,
    ) -> Iterator[Rows]:
        name, transaction_id = function.name, new_transaction_id()
        body, headers = function.request(parameters, header)
        headers[PASSPORT] = passport(transaction_id, self._root_id)
        reader = ReplyReader(function.reply)
        messages: Row = {}
        with http.post(function.address, body, headers) as pieces:
            for piece in pieces:
                for table, rows in reader.feed(piece):
                    if table in RETURNS:
                        messages.setdefault(table, []).extend(rows)
                    yield table, rows
        try:
            last = reader.close()
        except SoapFault as said:
            raise fault(name, str(said)) from None
        unknown = unknown_in(last, deep=False)
        if unknown:
            raise UnknownField(name, unknown)
        raise_for_messages(last | messages, transaction_id=transaction_id)
        for parameter, value in last.items():
            rest.setdefault(parameter, value)

    def _function(self, name: str) -> wsdl.Function:
        function = self.functions().get(name)
        if function is None:
            known = ", ".join(sorted(self.functions()))
            raise ConfigurationError(
                f"None of the configured WSDLs has the function {name} (they have {known})."
            )
        return function

    def close(self) -> None:
        self._http.close()
