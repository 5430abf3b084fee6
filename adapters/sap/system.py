"""A SAP system: calls of function modules by name."""

import threading
from collections.abc import Mapping
from typing import Any

from adapters.contract import ConfigurationError, ProtocolError
from adapters.sap import wsdl
from adapters.sap.errors import fault, raise_for_messages
from adapters.sap.http import SapHttp
from adapters.sap.settings import SapSettings
from adapters.sap.untyped import etree


class SapSystem:
    """Safe on several threads: the WSDLs are read once, and the session never changes."""

    def __init__(self, settings: SapSettings) -> None:
        self._settings = settings
        self._http = SapHttp(settings)
        self._lock = threading.Lock()
        self._functions: Mapping[str, wsdl.Function] | None = None

    def functions(self) -> Mapping[str, wsdl.Function]:
        """The functions of the configured services, by ABAP name; reads the WSDLs at first."""
        with self._lock:
            if self._functions is None:
                self._functions = wsdl.functions(self._settings, self._http)
        return self._functions

    def call(self, name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The reply: structures as dictionaries and tables as lists, by ABAP names.

        Raises ``SapMessage`` where RETURN refuses, else the contract's errors.
        """
        function = self.functions().get(name)
        if function is None:
            known = ", ".join(sorted(self.functions()))
            raise ConfigurationError(
                f"None of the configured WSDLs has the function {name} (they have {known})."
            )
        body, headers = function.request(parameters)
        content = _body(wsdl.parsed(self._http.post(function.address, body, headers)))
        if etree.QName(content).localname == "Fault":
            raise fault(name, _fault_text(content))
        reply = function.reply(content)
        unknown = wsdl.unknown_in(reply, deep=False)
        if unknown:
            raise wsdl.UnknownField(name, unknown)
        raise_for_messages(reply)
        return reply

    def close(self) -> None:
        self._http.close()


def _body(envelope: Any) -> Any:
    name = etree.QName(envelope)
    body = envelope.find(f"{{{name.namespace}}}Body")
    if name.localname != "Envelope" or body is None or not len(body):
        raise ProtocolError("SAP's answer is not a SOAP message.")
    return body[0]


def _fault_text(element: Any) -> str:
    for child in element.iter():
        if isinstance(child.tag, str) and etree.QName(child).localname in {"faultstring", "Text"}:
            return (child.text or "").strip()
    return "no reason given"
