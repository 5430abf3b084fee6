"""Writes replies as ABAP does: every field that a structure has, initial where nothing is given.

Tables of many rows are written row by row, since a codec that builds objects first takes minutes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from demo.sap_server.dictionary import TABLE_OF, Dictionary, FunctionModule, Parameter
from demo.sap_server.wsdl import Names

_INITIAL = {"date10": "0000-00-00", "time": "00:00:00"}
_DECIMALS = ("quantum", "decimal", "curr")
_PIECE = 500

Write = Callable[[Any], str]


class ReplyWriter:
    """Writes the replies of one function."""

    def __init__(self, function: FunctionModule, abap: Dictionary, names: Names) -> None:
        self._function = function
        self._abap = abap
        self._names = names
        self._writers: dict[str, Write] = {}

    def pieces(self, soap: str, values: Mapping[str, Any]) -> Iterator[bytes]:
        """The envelope, a table's rows some at a time. Optional parameters without a value are
        left out. Raises ``ValueError`` for a name that the function does not have.
        """
        known = {parameter.name for parameter in self._function.response}
        if unknown := set(values) - known:
            raise ValueError(f"{self._function.name} has no {', '.join(sorted(unknown))}.")
        element = self._names.response(self._function.name)
        yield (
            '<?xml version="1.0" encoding="utf-8"?>'
            f'<soap-env:Envelope xmlns:soap-env="{soap}"><soap-env:Body>'
            f'<n0:{element} xmlns:n0="{self._names.namespace}">'
        ).encode()
        for parameter in self._function.response:
            if parameter.name in values or not parameter.optional:
                yield from self._parameter(parameter, values.get(parameter.name))
        yield f"</n0:{element}></soap-env:Body></soap-env:Envelope>".encode()

    def _parameter(self, parameter: Parameter, value: Any) -> Iterator[bytes]:
        wire = self._names.wire(parameter.name)
        if not parameter.type.startswith(TABLE_OF):
            yield _element(wire, self._writer(parameter.type)(value)).encode()
        elif not value:
            yield f"<{wire}/>".encode()
        else:
            yield f"<{wire}>".encode()
            write = self._writer(parameter.structure)
            for start in range(0, len(value), _PIECE):
                rows = value[start : start + _PIECE]
                yield "".join(f"<item>{write(row)}</item>" for row in rows).encode()
            yield f"</{wire}>".encode()

    def _writer(self, kind: str) -> Write:
        if kind not in self._writers:
            fields = self._abap.structures.get(kind)
            self._writers[kind] = (
                _elementary(kind) if fields is None else self._structure(kind, fields)
            )
        return self._writers[kind]

    def _structure(self, name: str, fields: Mapping[str, str]) -> Write:
        parts = [
            (field, self._names.wire(field), self._writer(kind)) for field, kind in fields.items()
        ]

        def write(value: Mapping[str, Any] | None) -> str:
            given = value or {}
            if len(given.keys() & fields.keys()) < len(given):
                raise ValueError(f"{name} has no field {', '.join(given.keys() - fields.keys())}.")
            return "".join(_element(wire, text(given.get(field))) for field, wire, text in parts)

        return write


def _element(wire: str, content: str) -> str:
    return f"<{wire}>{content}</{wire}>" if content else f"<{wire}/>"


def _elementary(kind: str) -> Write:
    initial = initial_value(kind)
    return lambda value: initial if value is None else escape(str(value))


def initial_value(kind: str) -> str:
    """ABAP's initial value of an elementary type, as SAP sends it."""
    if kind in _INITIAL:
        return _INITIAL[kind]
    if kind.startswith("numeric"):
        return "0" * int(kind.removeprefix("numeric"))
    if kind.startswith(_DECIMALS):
        places = int(kind.rsplit(".", 1)[1])
        return f"{0:.{places}f}"
    return "0" if kind in {"int", "double"} else ""
