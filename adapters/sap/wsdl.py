"""The one place that touches zeep, which has no types: WSDLs, requests, and types of replies.

zeep reads the WSDL and writes requests. Replies are decoded here by the WSDL's own types,
because zeep turns every field after one that it does not know into nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from adapters.contract import ConfigurationError, ProtocolError
from adapters.sap.http import SapHttp
from adapters.sap.settings import SapSettings
from adapters.sap.untyped import (
    Client,
    Settings,
    Soap12Binding,
    XmlError,
    ZeepError,
    etree,
    xsd,
)

_INTEGERS: tuple[Any, ...] = (xsd.Integer, xsd.Int, xsd.Long, xsd.Short)
_DECIMALS: tuple[Any, ...] = (xsd.Decimal, xsd.Float, xsd.Double)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Marks what a reply held although its WSDL does not know it: kept, and never mistaken.
_UNKNOWN = "?"
_SLASH = re.compile(r"_-(?:x_-)?")


class UnknownField(ProtocolError):
    """A reply holds a field that its WSDL does not know."""

    def __init__(self, function: str, fields: Sequence[str]) -> None:
        super().__init__(
            f"SAP's {function} answers with {', '.join(fields)}, which its WSDL does not know."
            " Load the WSDL again: it is older than the function."
        )


def plain_name(name: str) -> str:
    """ABAP's name of a WSDL's: ``EtReturn`` → ``ET_RETURN``, ``_-BEV1_-X`` → ``/BEV1/X``."""
    name = _SLASH.sub("/", name)
    return name if name.isupper() else _CAPITAL.sub("_", name).upper()


@dataclass(frozen=True, slots=True)
class Function:
    """One function module of a service, callable."""

    name: str
    address: str
    operation: Any
    client: Any
    binding: Any

    def request(self, parameters: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """The message and its HTTP headers. Raises ``ConfigurationError`` for odd parameters."""
        elements: Any = self.operation.input.body.type.elements
        names = {plain_name(name): name for name, _ in elements}
        unknown = [name for name in parameters if name not in names]
        if unknown:
            raise ConfigurationError(
                f"SAP's {self.name} has no parameter {', '.join(unknown)} in its WSDL."
            )
        given = {names[name]: _outgoing(value) for name, value in parameters.items()}
        for name, element in elements:
            # A table without minOccurs must be sent, empty, or ABAP does not fill it.
            if name not in given and not element.is_optional:
                given[name] = {} if hasattr(element.type, "elements") else ""
        try:
            message, headers = self.binding._create(
                self.operation.name,
                [],
                given,
                client=self.client,
                options={"address": self.address},
            )
        except (ZeepError, ValueError, TypeError) as error:
            raise ConfigurationError(f"SAP's {self.name} cannot be called: {error}") from error
        return etree.tostring(message, xml_declaration=True, encoding="utf-8"), dict(headers)

    def reply(self, element: Any) -> dict[str, Any]:
        """The body's element as plain values; see ``unknown_in``. Raises ``ProtocolError``."""
        return cast(dict[str, Any], _decoded(element, self.operation.output.body.type, self.name))


def functions(settings: SapSettings, http: SapHttp) -> dict[str, Function]:
    """Every function of the configured WSDLs, by its ABAP name."""
    found: dict[str, Function] = {}
    for place in settings.wsdl:
        for function in _functions_of(place, settings, http):
            found[function.name] = function
    return found


def parsed(content: bytes) -> Any:
    """A reply's XML. Raises ``ProtocolError`` where it is cut short or broken."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except XmlError as error:
        raise ProtocolError("SAP's answer is cut short or not XML.") from error


def unknown_in(values: Any, *, deep: bool = True) -> list[str]:
    """The fields that the WSDL does not know, of a structure or of all within it."""
    found: list[str] = []
    if isinstance(values, Mapping):
        for name, value in cast(Mapping[str, Any], values).items():
            if name.startswith(_UNKNOWN):
                found.append(name.removeprefix(_UNKNOWN))
            elif deep:
                found += unknown_in(value)
    elif isinstance(values, list):
        for value in cast(list[Any], values):
            found += unknown_in(value)
    return list(dict.fromkeys(found))


class _Loader:
    """All that zeep needs of a transport to read WSDLs: files, or our own HTTP and its errors."""

    def __init__(self, http: SapHttp) -> None:
        self._http = http

    def load(self, url: str) -> bytes:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"}:
            return self._http.get(url)
        return Path(unquote(parts.path) if parts.scheme == "file" else url).read_bytes()


def _functions_of(place: str, settings: SapSettings, http: SapHttp) -> list[Function]:
    try:
        client: Any = Client(
            place,
            transport=_Loader(http),
            settings=Settings(strict=False, xsd_ignore_sequence_order=True),
        )
    except (ZeepError, XmlError, OSError, ValueError, LookupError) as error:
        raise ConfigurationError(
            f"The WSDL {_file_name(place)} cannot be read ({type(error).__name__}). Load it again"
            " from SAP's SOAMANAGER."
        ) from error
    found: list[Function] = []
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if isinstance(port.binding, Soap12Binding) == (settings.soap == "1.2"):
                address = _address(port.binding_options["address"], settings.address)
                found += [
                    Function(plain_name(name), address, operation, client, port.binding)
                    for name, operation in port.binding._operations.items()
                ]
    if not found:
        raise ConfigurationError(
            f"The WSDL {_file_name(place)} has no SOAP {settings.soap} port; set `soap`."
        )
    return found


def _decoded(element: Any, kind: Any, where: str) -> Any:
    """Values by their type: structures as dictionaries, tables as lists, text as it was sent."""
    elements: Any = getattr(kind, "elements", None)
    if elements is None:
        return _value(element.text, kind, where)
    fields: dict[str, Any] = dict(elements)
    if set(fields) == {"item"} and fields["item"].accepts_multiple:
        return [_decoded(row, fields["item"].type, where) for row in element]
    values: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        field = fields.get(name)
        if field is None:
            values[f"{_UNKNOWN}{name}"] = "".join(child.itertext()).strip()
            continue
        values[plain_name(name)] = _decoded(child, field.type, f"{where}.{plain_name(name)}")
    return values


def _value(text: str | None, kind: Any, where: str) -> Any:
    """Decimals exact (a minus may trail), integers, text. Dates and times stay text."""
    given = (text or "").strip()
    if isinstance(kind, _INTEGERS):
        return int(_number(given, where)) if given else None
    if isinstance(kind, _DECIMALS):
        return _number(given, where) if given else None
    return given


def _number(text: str, where: str) -> Decimal:
    plain = f"-{text[:-1].strip()}" if text.endswith("-") else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ProtocolError(f"SAP's {where} holds {text[:40]!r}, which is not a number.") from None
    if not number.is_finite():
        raise ProtocolError(f"SAP's {where} holds {text[:40]!r}, which is not a number.")
    return number


def _outgoing(value: Any) -> Any:
    return {"item": cast(list[Any], value)} if isinstance(value, list) else value


def _address(named: str, replaced_by: str | None) -> str:
    if replaced_by is None:
        return named
    ours, theirs = urlsplit(replaced_by), urlsplit(named)
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _file_name(place: str) -> str:
    return urlsplit(place).path.rsplit("/", 1)[-1] or place
