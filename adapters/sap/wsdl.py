"""WSDLs and the functions in them. zeep reads the WSDL and writes requests.

Replies are decoded by the WSDL's own types (``adapters.sap.decoding``), because zeep turns every
field after one that it does not know into nothing, and is slow on large tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from adapters.contract import ConfigurationError
from adapters.sap.decoding import Structure, compiled, plain_name
from adapters.sap.http import SapHttp
from adapters.sap.settings import SapSettings
from adapters.sap.untyped import (
    Client,
    Settings,
    Soap12Binding,
    XmlError,
    ZeepError,
    etree,
)


@dataclass(frozen=True, slots=True)
class Function:
    """One function module of a service, callable."""

    name: str
    address: str
    operation: Any
    client: Any
    binding: Any
    reply: Structure

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


def functions(settings: SapSettings, http: SapHttp) -> dict[str, Function]:
    """Every function of the configured WSDLs, by its ABAP name."""
    found: dict[str, Function] = {}
    for place in settings.wsdl:
        for function in _functions_of(place, settings, http):
            found[function.name] = function
    return found


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
                    Function(
                        plain_name(name),
                        address,
                        operation,
                        client,
                        port.binding,
                        reply_kind(operation),
                    )
                    for name, operation in port.binding._operations.items()
                ]
    if not found:
        raise ConfigurationError(
            f"The WSDL {_file_name(place)} has no SOAP {settings.soap} port; set `soap`."
        )
    return found


def reply_kind(operation: Any) -> Structure:
    elements = operation.output.body.type.elements
    return Structure({name: compiled(element.type) for name, element in elements})


def _outgoing(value: Any) -> Any:
    return {"item": cast(list[Any], value)} if isinstance(value, list) else value


def _address(named: str, replaced_by: str | None) -> str:
    if replaced_by is None:
        return named
    ours, theirs = urlsplit(replaced_by), urlsplit(named)
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _file_name(place: str) -> str:
    return urlsplit(place).path.rsplit("/", 1)[-1] or place
