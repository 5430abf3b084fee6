"""A reply read piece by piece: the rows of its tables are handed out and forgotten.

``feed`` takes the next bytes and gives the rows that are complete; ``close`` gives all else that
the reply held. What has been handed out is no longer in memory.
"""

import re
from collections.abc import Iterator
from typing import Any

from adapters.contract import AdapterError, AuthenticationFailed, ProtocolError, Unavailable
from adapters.sap.decoding import Row, Structure, Table
from adapters.sap.untyped import XmlError, etree

# A table's name and rows of it, in the order of the reply.
Rows = tuple[str, list[Any]]

_PAGE = re.compile(rb"\s*<(!doctype\s+)?html[\s>]", re.IGNORECASE)
_SEEN_OF_PAGE = 200


class SoapFault(Exception):
    """SAP answered with a fault; the message is its text."""


class ReplyReader:
    """Reads one reply of the shape ``kind``. Every method may raise ``AdapterError``."""

    def __init__(self, kind: Structure) -> None:
        self._kind = kind
        self._tables = {n: t for n, t in kind.types.items() if isinstance(t, Table)}
        self._parser = etree.XMLPullParser(
            events=("start", "end") if self._tables else (),
            tag=list(self._tables),
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        )
        self._open: Any = None
        self._begun = False

    def feed(self, data: bytes) -> list[Rows]:
        """The rows that ``data`` completes."""
        if not self._begun:
            self._begun = True
            if _PAGE.match(data[:_SEEN_OF_PAGE]):
                raise page_for_people()
        try:
            self._parser.feed(data)
        except XmlError as error:
            raise _broken(error) from error
        found = list(self._ended_tables())
        if self._open is not None:
            # The last row may not be whole yet.
            rows = self._taken(self._open, slice(0, -1))
            if rows:
                found.append((self._name(self._open), rows))
        return found

    def close(self) -> Row:
        """The parameters that are no tables, and tables of a shape that no one hands out.

        Raises ``SoapFault`` where SAP answered with one, ``Unavailable`` for a reply that ends
        in its middle.
        """
        try:
            envelope = self._parser.close()
        except XmlError as error:
            raise cut_short() from error
        content = _body(envelope)
        if etree.QName(content).localname == "Fault":
            raise SoapFault(_fault_text(content))
        return self._kind.decode(content)

    def _ended_tables(self) -> Iterator[Rows]:
        for event, element in self._parser.read_events():
            if event == "start":
                if self._open is None and _is_parameter(element):
                    self._open = element
            elif element is self._open:
                rows = self._taken(element, slice(None))
                self._open = None
                if rows:
                    yield self._name(element), rows

    def _taken(self, table: Any, some: slice) -> list[Any]:
        """The rows of some of the table's children, which are gone from it afterwards."""
        children = table[some]
        if not children:
            return []
        rows = self._tables[etree.QName(table).localname].rows(table, children)
        del table[some]
        return rows

    def _name(self, table: Any) -> str:
        return self._kind.names[etree.QName(table).localname]


def cut_short() -> AdapterError:
    return Unavailable("SAP broke off in the middle of its answer.")


def _broken(error: Exception) -> AdapterError:
    return ProtocolError(f"SAP's answer is not XML: {error}.")


def page_for_people() -> AdapterError:
    return AuthenticationFailed(
        "SAP answered with a page for people, as it does to ask for a logon. Check user,"
        " password and that the address is a web service's."
    )


def _is_parameter(element: Any) -> bool:
    """Whether an element is a parameter of the function, in the SOAP body."""
    above = [etree.QName(ancestor).localname for ancestor in element.iterancestors()]
    return above[1:] == ["Body", "Envelope"]


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
