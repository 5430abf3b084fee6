"""Reads SAP's SOAP messages by the WSDL, with zeep's own codec, and has replies written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from lxml import etree
from zeep import Settings
from zeep.exceptions import Error as ZeepError
from zeep.transports import Transport
from zeep.wsdl import Document
from zeep.wsdl.bindings import Soap12Binding
from zeep.wsdl.definitions import Operation
from zeep.xsd import Element

from demo.sap_server import dictionary, wsdl
from demo.sap_server.dictionary import Dictionary, Published
from demo.sap_server.replies import ReplyWriter
from demo.sap_server.wsdl import Names

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"

_LAST_CALL = re.compile(rb"<(?:\w+:)?enableSession>\s*false\s*</")
_INITIAL = {"0000-00-00", "00:00:00"}


class RequestError(ValueError):
    """The message is not what the WSDL asks for."""


class Request:
    """The parameters of one call, by their names in ABAP.

    Absent and empty are different to ABAP, so both are kept.
    """

    def __init__(self, function: str, element: etree._Element, names: Names) -> None:
        self.function = function
        self._element = element
        self._names = names

    def given(self, name: str) -> bool:
        return self._find(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """The parameter's value; ``default`` where the caller left it out."""
        found = self._find(name)
        return default if found is None else (found.text or "").strip()

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        try:
            return int(text)
        except ValueError:
            raise RequestError(f"{name}: {text!r} is not a number.") from None

    def day(self, name: str) -> str:
        """A date as YYYY-MM-DD, empty where it is initial or left out."""
        text = self.text(name)
        if text in {"", "0000-00-00"}:
            return ""
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise RequestError(f"{name}: {text!r} is not a date YYYY-MM-DD.") from None

    def structure(self, name: str) -> "Fields":
        """A structure's fields; none where the caller left it out."""
        found = self._find(name)
        return Fields(found, self._names)

    def rows(self, name: str) -> list["Fields"]:
        """A table's rows."""
        found = self._find(name)
        return [] if found is None else [Fields(row, self._names) for row in found]

    def _find(self, name: str) -> etree._Element | None:
        return self._element.find(self._names.wire(name))


class Fields:
    """The fields of a structure that a caller sent, by their names in ABAP."""

    def __init__(self, element: etree._Element | None, names: Names) -> None:
        self._element = element
        self._names = names

    def __getitem__(self, name: str) -> str:
        """The value as text, empty where the field is initial or left out."""
        if self._element is None:
            return ""
        text = (self._element.findtext(self._names.wire(name)) or "").strip()
        return "" if text in _INITIAL else text


class Service:
    """One ABAP web service: its WSDL, its operations in SOAP 1.1 and 1.2."""

    def __init__(self, published: Published, abap: Dictionary) -> None:
        self.name = published.name.lower()
        self.stateful = published.stateful
        self._published = published
        self._abap = abap
        self._names = Names(published.style)
        self._functions = {self._names.wire(name): name for name in published.functions}
        self._writers = {
            name: ReplyWriter(abap.functions[name], abap, self._names)
            for name in published.functions
        }
        text = self.wsdl("http://localhost").encode()
        self._document = Document(BytesIO(text), Transport(), settings=Settings(strict=True))
        self._operations: dict[str, dict[str, Operation]] = {SOAP11: {}, SOAP12: {}}
        for binding in self._document.bindings.values():
            version = SOAP12 if isinstance(binding, Soap12Binding) else SOAP11
            self._operations[version].update(binding._operations)

    def wsdl(self, endpoint: str) -> str:
        """The WSDL with the address at which the service was asked."""
        return wsdl.write(self._published, self._abap, endpoint)

    def read(self, body: bytes) -> tuple[str, Request]:
        """The SOAP version and the call. Raises ``RequestError``."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            envelope = etree.fromstring(body, parser)
        except etree.XMLSyntaxError as error:
            raise RequestError(f"The message is not XML: {error}.") from error
        version = etree.QName(envelope).namespace or ""
        content = envelope.find(f"{{{version}}}Body")
        if version not in self._operations or content is None or not len(content):
            raise RequestError("The message is not a SOAP envelope with a body.")
        element = content[0]
        name = etree.QName(element)
        operation = self._operations[version].get(name.localname)
        if operation is None or name.namespace != self._names.namespace:
            raise RequestError(f"{self.name} has no operation {name.text}.")
        try:
            operation.input.body.parse(element, self._document.types)
        except (ZeepError, ValueError, LookupError, ArithmeticError) as error:
            raise RequestError(f"{name.localname}: {error}") from error
        self._check_names(operation.input.body, element)
        return version, Request(self._functions[name.localname], element, self._names)

    @staticmethod
    def ends_session(body: bytes) -> bool:
        """Whether the caller's SOAP header says that this was the session's last call."""
        return _LAST_CALL.search(body) is not None

    @staticmethod
    def _check_names(expected: Element, element: etree._Element) -> None:
        """Children are unqualified and named in the WSDL."""
        known = {name for name, _ in expected.type.elements}
        for child in element:
            if child.tag not in known:
                raise RequestError(f"{element.tag} does not know {child.tag}.")
        required = {name for name, part in expected.type.elements if not part.is_optional}
        for name in sorted(required - {child.tag for child in element}):
            raise RequestError(f"{element.tag} needs {name}.")

    def write(self, version: str, function: str, values: Mapping[str, Any]) -> list[bytes]:
        """The reply's envelope in pieces."""
        return list(self._writers[function].pieces(version, values))


@cache
def services() -> Mapping[str, Service]:
    """Service name (lower case) → service, for every one that the dictionary publishes.

    Made once in a process, since they hold nothing of a system.
    """
    abap = dictionary.read()
    return {name.lower(): Service(abap.services[name], abap) for name in sorted(abap.services)}


@cache
def old_style() -> Service:
    """Every function at once, as the address ``/sap/bc/soap/rfc`` has them."""
    abap = dictionary.read()
    return Service(Published(name="RFC", functions=tuple(abap.functions), style="old"), abap)


def old_wsdl(functions: Sequence[str], endpoint: str) -> str | None:
    """The old WSDL of some functions; ``None`` where one is none of the system's."""
    abap = dictionary.read()
    if not functions or not set(functions) <= abap.functions.keys():
        return None
    published = Published(name=functions[0], functions=tuple(functions), style="old")
    return wsdl.write(published, abap, endpoint)
