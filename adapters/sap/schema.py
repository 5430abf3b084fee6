"""What a WSDL's own schema says of a function's parameters: names, types, lengths, patterns.

zeep knows the names and the order; it drops lengths and patterns, which are read here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from adapters.sap.decoding import plain_name
from adapters.sap.untyped import XmlError, etree

XSD = "http://www.w3.org/2001/XMLSchema"
_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SESSION = "http://www.sap.com/webas/630/soap/features/session/"
_POLICY = "http://schemas.xmlsoap.org/ws/2004/09/policy"
_ID = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}Id"

Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """An elementary type (``base`` is XSD's), a structure (``fields``) or a table (``row``)."""

    base: str = "string"
    max_length: int | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    patterns: tuple[str, ...] = ()
    fields: "tuple[Field, ...] | None" = None
    row: "Type | None" = None

    @property
    def columns(self) -> "tuple[Field, ...]":
        """The fields of a structure or of a table's rows."""
        return (self.row.fields if self.row is not None else self.fields) or ()

    def __str__(self) -> str:
        if self.row is not None:
            return "table"
        if self.fields is not None:
            return "structure"
        if self.total_digits is not None:
            return f"{self.base} {self.total_digits}.{self.fraction_digits or 0}"
        return self.base if self.max_length is None else f"{self.base} {self.max_length}"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a function or a field of a structure; ``wire`` is its name in XML."""

    name: str
    wire: str
    type: Type
    optional: bool


class Schema:
    """The schemas and policies of a WSDL with all that it imports."""

    def __init__(self, documents: Sequence[bytes]) -> None:
        self._roots = [root for document in documents for root in _parsed(document)]
        self._types: dict[Name, Type] = {}

    def element(self, name: Name) -> tuple[Field, ...]:
        """The fields of a message's element; nothing where the schema has none of that name."""
        node = self._globals.get(("element", *name))
        return () if node is None else self._element_type(node).fields or ()

    @cached_property
    def stateful_bindings(self) -> frozenset[str]:
        """The bindings whose policy keeps a session between calls (``enableSession``)."""
        stateful = {
            f"#{policy.get(_ID)}"
            for policy in self._all(_POLICY, "Policy")
            for enabled in policy.iter(f"{{{_SESSION}}}enableSession")
            if (enabled.text or "").strip() == "true"
        }
        return frozenset(
            str(binding.get("name"))
            for binding in self._all(_WSDL, "binding")
            for reference in binding.iter(f"{{{_POLICY}}}PolicyReference")
            if reference.get("URI") in stateful
        )

    # ------------------------------------------------------------------ reading

    def _all(self, namespace: str, name: str) -> Iterator[Any]:
        for root in self._roots:
            yield from root.iter(f"{{{namespace}}}{name}")

    @cached_property
    def _globals(self) -> dict[tuple[str, str, str], Any]:
        found: dict[tuple[str, str, str], Any] = {}
        for schema in self._all(XSD, "schema"):
            namespace = str(schema.get("targetNamespace") or "")
            for child in _children(schema):
                key = (_kind(child), namespace, str(child.get("name")))
                found.setdefault(key, child)
        return found

    def _element_type(self, node: Any) -> Type:
        named = node.get("type")
        if named is not None:
            return self._named(_resolved(node, named))
        for child in _children(node):
            if _kind(child) == "complexType":
                return self._complex(child)
            if _kind(child) == "simpleType":
                return self._simple(child)
        return Type()

    def _named(self, name: Name) -> Type:
        if name[0] == XSD:
            return Type(base=name[1])
        if name not in self._types:
            # Holds the place of a type that contains itself, which ABAP has not.
            self._types[name] = Type(fields=())
            complex_node = self._globals.get(("complexType", *name))
            simple_node = self._globals.get(("simpleType", *name))
            if complex_node is not None:
                self._types[name] = self._complex(complex_node)
            elif simple_node is not None:
                self._types[name] = self._simple(simple_node)
            else:
                self._types[name] = Type()
        return self._types[name]

    def _complex(self, node: Any) -> Type:
        elements = [e for e in node.iter(f"{{{XSD}}}element") if _owner(e) is node]
        if len(elements) == 1 and elements[0].get("maxOccurs") not in {None, "0", "1"}:
            return Type(row=self._element_type(elements[0]))
        return Type(fields=tuple(self._field(element) for element in elements))

    def _field(self, node: Any) -> Field:
        if node.get("ref") is not None:
            namespace, name = _resolved(node, node.get("ref"))
            referred = self._globals.get(("element", namespace, name))
            kind = Type() if referred is None else self._element_type(referred)
        else:
            name, kind = str(node.get("name")), self._element_type(node)
        return Field(plain_name(name), name, kind, node.get("minOccurs") == "0")

    def _simple(self, node: Any) -> Type:
        restriction = node.find(f"{{{XSD}}}restriction")
        if restriction is None:
            return Type()
        inner = restriction.find(f"{{{XSD}}}simpleType")
        if restriction.get("base") is not None:
            base = self._named(_resolved(restriction, restriction.get("base")))
        else:
            base = Type() if inner is None else self._simple(inner)
        return Type(
            base=base.base,
            max_length=_limit(restriction, "maxLength", "length", default=base.max_length),
            total_digits=_limit(restriction, "totalDigits", default=base.total_digits),
            fraction_digits=_limit(restriction, "fractionDigits", default=base.fraction_digits),
            patterns=base.patterns + tuple(_values(restriction, "pattern")),
        )


def _parsed(document: bytes) -> list[Any]:
    """The document's root; what is no XML is said by whoever loads the WSDL."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return [etree.fromstring(document, parser)]
    except XmlError:
        return []


def _children(node: Any) -> Iterator[Any]:
    return (child for child in node if isinstance(child.tag, str))


def _kind(node: Any) -> str:
    return str(etree.QName(node).localname)


def _owner(element: Any) -> Any:
    """The complex type that an element belongs to directly."""
    parent = element.getparent()
    while _kind(parent) not in {"complexType", "element", "schema"}:
        parent = parent.getparent()
    return parent


def _resolved(node: Any, name: str) -> Name:
    prefix, colon, local = name.partition(":")
    if not colon:
        return str(node.nsmap.get(None) or ""), name
    return str(node.nsmap.get(prefix) or ""), local


def _values(restriction: Any, facet: str) -> Iterator[str]:
    return (str(node.get("value")) for node in restriction.iter(f"{{{XSD}}}{facet}"))


def _limit(restriction: Any, *facets: str, default: int | None) -> int | None:
    for facet in facets:
        for value in _values(restriction, facet):
            return int(value) if value.isdigit() else default
    return default
