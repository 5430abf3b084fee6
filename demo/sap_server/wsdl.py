"""WSDLs as ABAP writes them, made of its dictionary: both namespaces, SOAP 1.1 and 1.2."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from demo.sap_server.dictionary import TABLE_OF, Dictionary, FunctionModule, Parameter, Published

RFC = "urn:sap-com:document:sap:rfc:functions"
MC_STYLE = "urn:sap-com:document:sap:soap:functions:mc-style"

# The prefix of SOAP's elements, and what the port's name ends with.
_PORTS = (("soap", ""), ("wsoap12", "_soap12"))
_DECIMALS = ("quantum", "curr", "decimal")


@dataclass(frozen=True, slots=True)
class Names:
    """How ABAP's names are written on the wire in one style."""

    style: str

    @property
    def namespace(self) -> str:
        return MC_STYLE if self.style == "mc-style" else RFC

    def wire(self, name: str) -> str:
        """``/QL/ROWS`` → ``_-QL_-ROWS``; in mc-style ``ET_RETURN`` → ``EtReturn``."""
        if self.style == "mc-style":
            return "".join(word.capitalize() for word in name.split("_"))
        return name.replace("/", "_-")

    def response(self, function: str) -> str:
        """The reply's element."""
        return f"{self.wire(function)}{'.' if self.style == 'old' else ''}Response"

    @property
    def group(self) -> str:
        """How XSD holds a message's parameters together."""
        return "all" if self.style == "old" else "sequence"

    def action(self, service: str, function: str) -> str:
        if self.style == "old":
            return f"http://www.sap.com/{self.wire(function)}"
        return f"{RFC}:{service}:{self.wire(function)}Request"

    @property
    def types(self) -> str:
        """The prefix of simple types, which both styles take from the RFC namespace."""
        return "rfc" if self.style == "mc-style" else "tns"


def write(published: Published, dictionary: Dictionary, endpoint: str) -> str:
    """The service's WSDL; ``endpoint`` is the address of both its ports."""
    names = Names(published.style)
    functions = [dictionary.functions[name] for name in published.functions]
    ports = _PORTS[:1] if published.style == "old" else _PORTS
    parts = [
        _head(published, names),
        _types(functions, dictionary, names),
        *(_messages(name, names) for name in published.functions),
        _port_type(published, names),
        *(_binding(published, names, *port) for port in ports),
        _service(published.name, endpoint, ports),
        "</wsdl:definitions>\n",
    ]
    return "\n".join(parts)


def _head(published: Published, names: Names) -> str:
    stateful = "true" if published.stateful else "false"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<wsdl:definitions targetNamespace="{names.namespace}"'
        ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
        ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        ' xmlns:wsoap12="http://schemas.xmlsoap.org/wsdl/soap12/"'
        ' xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"'
        ' xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/'
        'oasis-200401-wss-wssecurity-utility-1.0.xsd"'
        f' xmlns:rfc="{RFC}" xmlns:tns="{names.namespace}">\n'
        '<wsp:UsingPolicy wsdl:required="true"/>\n'
        f'<wsp:Policy wsu:Id="BN__{published.name}"><wsp:ExactlyOne><wsp:All>'
        '<sapsess:Session xmlns:sapsess="http://www.sap.com/webas/630/soap/features/session/">'
        f"<sapsess:enableSession>{stateful}</sapsess:enableSession></sapsess:Session>"
        "</wsp:All></wsp:ExactlyOne></wsp:Policy>"
    )


# ---------------------------------------------------------------------------- types


def _types(functions: Iterable[FunctionModule], dictionary: Dictionary, names: Names) -> str:
    structures = dict.fromkeys(_structures(functions, dictionary))
    elementary = {
        kind
        for kind in (
            *(p.type for f in functions for p in (*f.request, *f.response)),
            *(kind for s in structures for kind in dictionary.structures[s].values()),
        )
        if _is_simple(kind)
    }
    simple = "\n".join(_simple(kind) for kind in sorted(elementary))
    tables = sorted({p.structure for f in functions for p in _tables(f)})
    content = "\n".join(
        [
            *(_structure(name, dictionary.structures[name], names) for name in structures),
            *(_table(name, names) for name in tables),
            *(element for f in functions for element in _elements(f, names)),
        ]
    )
    if names.namespace == RFC:
        return f"<wsdl:types>{_schema(RFC, simple, content)}</wsdl:types>"
    own = _schema(names.namespace, f'<xsd:import namespace="{RFC}"/>', content)
    return f"<wsdl:types>{_schema(RFC, simple)}{own}</wsdl:types>"


def _structures(functions: Iterable[FunctionModule], dictionary: Dictionary) -> Iterator[str]:
    for function in functions:
        for parameter in (*function.request, *function.response):
            if parameter.structure in dictionary.structures:
                yield parameter.structure


def _tables(function: FunctionModule) -> Iterator[Parameter]:
    for parameter in (*function.request, *function.response):
        if parameter.type.startswith(TABLE_OF):
            yield parameter


def _is_simple(kind: str) -> bool:
    return kind[0].islower() and kind != "int"


def _schema(namespace: str, *contents: str) -> str:
    content = "\n".join(contents)
    return (
        f'<xsd:schema attributeFormDefault="qualified" targetNamespace="{namespace}">\n'
        f"{content}\n</xsd:schema>"
    )


def _simple(kind: str) -> str:
    base, facets = _restriction(kind)
    return (
        f'<xsd:simpleType name="{kind}"><xsd:restriction base="xsd:{base}">{facets}'
        "</xsd:restriction></xsd:simpleType>"
    )


def _restriction(kind: str) -> tuple[str, str]:
    """The XSD base of an elementary type, and what narrows it."""
    if kind == "time":
        return "time", '<xsd:pattern value="[0-9]{2}:[0-9]{2}:[0-9]{2}"/>'
    if kind == "date10":
        pattern = r'<xsd:pattern value="\d\d\d\d-\d\d-\d\d"/>'
        return "string", f'<xsd:maxLength value="10"/>{pattern}'
    if kind.startswith("numeric"):
        length = kind.removeprefix("numeric")
        return "string", rf'<xsd:maxLength value="{length}"/><xsd:pattern value="\d*"/>'
    if kind.startswith(_DECIMALS):
        digits, places = kind.lstrip("abcdefghijklmnopqrstuvwxyz").split(".")
        total = f'<xsd:totalDigits value="{digits}"/>'
        return "decimal", f'{total}<xsd:fractionDigits value="{places}"/>'
    if kind in {"string", "double"}:
        return kind, ""
    if kind.startswith("byte"):
        return "base64Binary", f'<xsd:maxLength value="{kind.removeprefix("byte")}"/>'
    length = kind.lstrip("abcdefghijklmnopqrstuvwxyz") or "1"
    return "string", f'<xsd:maxLength value="{length}"/>'


def _reference(kind: str, names: Names) -> str:
    if kind == "int":
        return "xsd:int"
    if _is_simple(kind):
        return f"{names.types}:{kind}"
    return f"tns:{names.wire(kind)}"


def _structure(name: str, fields: Mapping[str, str], names: Names) -> str:
    elements = "".join(
        f'<xsd:element name="{names.wire(field)}" type="{_reference(kind, names)}"/>'
        for field, kind in fields.items()
    )
    return (
        f'<xsd:complexType name="{names.wire(name)}"><xsd:sequence>{elements}'
        "</xsd:sequence></xsd:complexType>"
    )


def _table(structure: str, names: Names) -> str:
    return (
        f'<xsd:complexType name="{names.wire(TABLE_OF + structure)}"><xsd:sequence>'
        f'<xsd:element name="item" type="tns:{names.wire(structure)}"'
        ' minOccurs="0" maxOccurs="unbounded"/></xsd:sequence></xsd:complexType>'
    )


def _elements(function: FunctionModule, names: Names) -> Iterator[str]:
    for name, parameters in (
        (names.wire(function.name), function.request),
        (names.response(function.name), function.response),
    ):
        fields = "".join(_parameter(parameter, names) for parameter in parameters)
        yield (
            f'<xsd:element name="{name}"><xsd:complexType><xsd:{names.group}>{fields}'
            f"</xsd:{names.group}></xsd:complexType></xsd:element>"
        )


def _parameter(parameter: Parameter, names: Names) -> str:
    optional = ' minOccurs="0"' if parameter.optional else ""
    kind = _reference(parameter.type, names)
    return f'<xsd:element name="{names.wire(parameter.name)}" type="{kind}"{optional}/>'


# ---------------------------------------------------------------------------- operations


def _messages(function: str, names: Names) -> str:
    return "\n".join(
        f'<wsdl:message name="{message}"><wsdl:part name="parameters" element="tns:{message}"/>'
        "</wsdl:message>"
        for message in (names.wire(function), names.response(function))
    )


def _port_type(published: Published, names: Names) -> str:
    operations = "".join(
        f'<wsdl:operation name="{names.wire(name)}"><wsdl:input message="tns:{names.wire(name)}"/>'
        f'<wsdl:output message="tns:{names.response(name)}"/></wsdl:operation>'
        for name in published.functions
    )
    return f'<wsdl:portType name="{published.name}">{operations}</wsdl:portType>'


def _binding(published: Published, names: Names, prefix: str, suffix: str) -> str:
    service, body = published.name, f'<{prefix}:body use="literal"/>'
    operations = "".join(
        f'<wsdl:operation name="{names.wire(name)}">'
        f'<{prefix}:operation soapAction="{names.action(service, name)}" style="document"/>'
        f"<wsdl:input>{body}</wsdl:input><wsdl:output>{body}</wsdl:output></wsdl:operation>"
        for name in published.functions
    )
    return (
        f'<wsdl:binding name="{service}{suffix}" type="tns:{service}">'
        f'<wsp:Policy><wsp:PolicyReference URI="#BN__{service}"/></wsp:Policy>'
        f'<{prefix}:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>'
        f"{operations}</wsdl:binding>"
    )


def _service(service: str, endpoint: str, ports: Iterable[tuple[str, str]]) -> str:
    named = "".join(
        f'<wsdl:port name="{service}{suffix}" binding="tns:{service}{suffix}">'
        f'<{prefix}:address location="{endpoint}"/></wsdl:port>'
        for prefix, suffix in ports
    )
    return f'<wsdl:service name="{service}">{named}</wsdl:service>'
