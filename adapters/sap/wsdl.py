"""WSDLs and the functions in them. zeep reads the WSDL and writes requests.

Replies are decoded by the WSDL's own types (``adapters.sap.decoding``), because zeep turns every
field after one that it does not know into nothing, and is slow on large tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from adapters.contract import ConfigurationError
from adapters.sap.decoding import Structure, compiled, plain_name
from adapters.sap.http import SapHttp
from adapters.sap.outgoing import prepared
from adapters.sap.schema import Field, Schema
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
    """One function module of a service, callable.

    ``importing`` and ``exporting`` are its parameters, tables among both. A ``stateful`` service
    keeps the caller's session between calls.
    """

    name: str
    service: str
    address: str
    stateful: bool
    importing: tuple[Field, ...]
    exporting: tuple[Field, ...]
    operation: Any
    client: Any
    binding: Any
    reply: Structure

    def request(
        self, parameters: Mapping[str, Any], header: Any = None
    ) -> tuple[bytes, dict[str, str]]:
        """The message, with an element as SOAP header, and its HTTP headers.

        Raises ``ConfigurationError`` for odd parameters, ``ValueRefused`` for values that do not
        fit into theirs.
        """
        given = prepared(self.name, parameters, self.importing)
        if header is not None:
            given["_soapheaders"] = [header]
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


def functions(settings: SapSettings, http: SapHttp) -> list[Function]:
    """Every function of the configured WSDLs, in their order."""
    return [f for place in settings.wsdl for f in _functions_of(place, settings, http)]


class _Loader:
    """All that zeep needs of a transport to read WSDLs: files, or our own HTTP and its errors."""

    def __init__(self, http: SapHttp) -> None:
        self._http = http
        self.documents: list[bytes] = []

    def load(self, url: str) -> bytes:
        self.documents.append(self._loaded(url))
        return self.documents[-1]

    def _loaded(self, url: str) -> bytes:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"}:
            return self._http.get(url)
        return Path(unquote(parts.path) if parts.scheme == "file" else url).read_bytes()


def _functions_of(place: str, settings: SapSettings, http: SapHttp) -> list[Function]:
    loader = _Loader(http)
    try:
        client: Any = Client(
            place,
            transport=loader,
            settings=Settings(strict=False, xsd_ignore_sequence_order=True),
        )
    except (ZeepError, XmlError, OSError, ValueError, LookupError) as error:
        raise ConfigurationError(
            f"The WSDL {_file_name(place)} cannot be read ({type(error).__name__}). Load it again"
            " from SAP's SOAMANAGER."
        ) from error
    if not client.wsdl.services:
        raise ConfigurationError(
            f"The WSDL {_file_name(place)} cannot be read (there is no web service in it). Load it"
            " again from SAP's SOAMANAGER."
        )
    schema = Schema(loader.documents)
    found: list[Function] = []
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if isinstance(port.binding, Soap12Binding) == (settings.soap == "1.2"):
                address = _address(port.binding_options["address"], settings.address)
                found += [
                    Function(
                        name=plain_name(name),
                        service=service.name,
                        address=address,
                        stateful=port.binding.name.localname in schema.stateful_bindings,
                        importing=schema.element(_name(operation.input)),
                        exporting=schema.element(_name(operation.output)),
                        operation=operation,
                        client=client,
                        binding=port.binding,
                        reply=reply_kind(operation),
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


def _name(message: Any) -> tuple[str, str]:
    """Namespace and name of a message's element."""
    name = message.body.qname
    return str(name.namespace or ""), str(name.localname)


def _address(named: str, replaced_by: str | None) -> str:
    if replaced_by is None:
        return named
    ours, theirs = urlsplit(replaced_by), urlsplit(named)
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _file_name(place: str) -> str:
    return urlsplit(place).path.rsplit("/", 1)[-1] or place
