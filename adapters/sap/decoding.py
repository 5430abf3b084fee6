"""Values of replies by the WSDL's own types, compiled once for each function.

Structures become dictionaries and tables lists, by ABAP names. What a value becomes is what zeep
makes of its XSD type: text as it was sent, ``Decimal``, ``int``, ``float``, ``time``, ``bytes``;
an empty element is ``None``. What the type cannot hold is never dropped: see ``Unreadable``.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, cast

from adapters.contract import ProtocolError
from adapters.sap.untyped import etree, xsd

Row = dict[str, Any]
Convert = Callable[[str], Any]

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SLASH = re.compile(r"_-(?:x_-)?")
# Elements within a value, which the quick way does not see; written so that it is quick itself.
_DEEPER = etree.XPath("boolean(self::*[*[*/*]])")
UNKNOWN_MARK = "?"
"""Before the name of what a reply held although its WSDL does not know it: kept, never mistaken."""

_ITEM = "item"


class Unreadable(str):
    """A value that is not of its type, such as a number ``1.234,5``: the text as it was sent."""

    __slots__ = ()


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


def unknown_in(values: Any, *, deep: bool = True) -> list[str]:
    """The fields that the WSDL does not know, of a structure or of all within it."""
    found: list[str] = []
    _collect_unknown(values, found, deep=deep)
    return list(dict.fromkeys(found))


def _collect_unknown(values: Any, found: list[str], *, deep: bool) -> None:
    """Quick, since it looks at every field of every row."""
    if values.__class__ is dict:
        for name, value in cast(Row, values).items():
            if name[0] == UNKNOWN_MARK:
                found.append(name[1:])
            elif deep and (value.__class__ is dict or value.__class__ is list):
                _collect_unknown(value, found, deep=True)
    elif values.__class__ is list:
        for value in cast(list[Any], values):
            _collect_unknown(value, found, deep=deep)


def unreadable_in(values: Any, where: str = "") -> Iterable[tuple[str, Unreadable]]:
    """The values that are not of their type, with the path of each."""
    if isinstance(values, Mapping):
        for name, value in cast(Mapping[str, Any], values).items():
            yield from unreadable_in(value, f"{where}.{name}" if where else name)
    elif isinstance(values, list):
        for value in cast(list[Any], values):
            yield from unreadable_in(value, where)
    elif isinstance(values, Unreadable):
        yield where, values


@dataclass(frozen=True, slots=True)
class Simple:
    """A value; ``convert`` is ``None`` for text, ``name`` that of the type (``numeric12``)."""

    convert: Convert | None
    name: str = ""

    def decode(self, element: Any) -> Any:
        if len(element):
            return Unreadable("".join(element.itertext()))
        text: str | None = element.text
        return text if text is None or self.convert is None else self.convert(text)


@dataclass(frozen=True, slots=True)
class Structure:
    """Fields by name. ``names`` are those on the wire with ABAP's."""

    types: Mapping[str, "Kind"]
    names: Mapping[str, str] = field(init=False)
    blank: Row = field(init=False)
    converts: Sequence[tuple[str, Convert]] = field(init=False)
    flat: bool = field(init=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__
        simple = {n: t for n, t in self.types.items() if isinstance(t, Simple)}
        keep(self, "names", {name: plain_name(name) for name in self.types})
        keep(self, "blank", {plain_name(n): _nothing(t) for n, t in self.types.items()})
        keep(self, "flat", len(simple) == len(self.types))
        converts = [(plain_name(n), t.convert) for n, t in simple.items() if t.convert is not None]
        keep(self, "converts", converts)

    def decode(self, element: Any) -> Row:
        """A structure with all its fields; those that it lacks are ``None``."""
        values = dict(self.blank)
        seen: set[str] = set()
        for child in element:
            wire = etree.QName(child).localname
            kind = self.types.get(wire)
            if kind is None or wire in seen:
                values[f"{UNKNOWN_MARK}{wire}"] = "".join(child.itertext()).strip()
            else:
                seen.add(wire)
                values[self.names[wire]] = kind.decode(child)
        return values

    def of_table(self, element: Any) -> Row:
        """A table's row, or a stranger among them."""
        wire = etree.QName(element).localname
        if wire != _ITEM:
            return {f"{UNKNOWN_MARK}{wire}": "".join(element.itertext()).strip()}
        return self.decode(element)

    def quickly(self, elements: Iterable[Any]) -> list[Row]:
        """A table's rows without structures in them; any odd one goes the careful way."""
        names, converts, width = self.names, self.converts, len(self.types)
        rows: list[Row] = []
        for element in elements:
            try:
                row = {names[child.tag]: child.text for child in element}
            except KeyError:
                rows.append(self.of_table(element))
                continue
            if len(row) != width or len(element) != width or element.tag != _ITEM:
                rows.append(self.of_table(element))
                continue
            for name, convert in converts:
                text = row[name]
                if text is not None:
                    row[name] = convert(text)
            rows.append(row)
        return rows


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind, each in an ``item``."""

    row: "Kind"

    def decode(self, element: Any) -> list[Any]:
        return self.rows(element, element)

    def rows(self, element: Any, children: Iterable[Any]) -> list[Any]:
        """The rows in some children of the table."""
        if isinstance(self.row, Structure) and self.row.flat and not _DEEPER(element):
            return self.row.quickly(children)
        if isinstance(self.row, Structure):
            return [self.row.of_table(child) for child in children]
        return [self.row.decode(child) for child in children]


Kind = Simple | Structure | Table


def compiled(kind: Any) -> Kind:
    """The decoder of a type that zeep parsed."""
    elements: Any = getattr(kind, "elements", None)
    if elements is None:
        return Simple(_converter(kind), str(getattr(kind, "name", None) or ""))
    fields: dict[str, Any] = dict(elements)
    if set(fields) == {_ITEM} and fields[_ITEM].accepts_multiple:
        return Table(compiled(fields[_ITEM].type))
    return Structure({name: compiled(element.type) for name, element in fields.items()})


def _nothing(kind: Kind) -> Any:
    return [] if isinstance(kind, Table) else None


def _converter(kind: Any) -> Convert | None:
    if isinstance(kind, xsd.Integer):
        return _integer
    if isinstance(kind, xsd.Decimal):
        return _decimal
    if isinstance(kind, xsd.Float | xsd.Double):
        return _float
    if isinstance(kind, xsd.Time):
        return _time
    if kind.pythonvalue.__func__ is xsd.String.pythonvalue:
        return None
    return _zeeps_own(kind)


def _decimal(text: str) -> Any:
    """Exact; ABAP may put the minus behind the number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        plain = text.strip()
        if not plain:
            return None
        if not plain.endswith("-"):
            return Unreadable(text)
        try:
            number = -Decimal(plain[:-1])
        except InvalidOperation:
            return Unreadable(text)
    return number if number.is_finite() else Unreadable(text)


def _integer(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        number = _decimal(text)
        whole = isinstance(number, Decimal) and number == int(number)
        return int(number) if whole else None if number is None else Unreadable(text)


def _float(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return Unreadable(text) if text.strip() else None
    return number if isfinite(number) else Unreadable(text)


def _time(text: str) -> Any:
    """ABAP's end of a day, 24:00:00, is no time in Python and stays text."""
    plain = text.strip()
    try:
        return time.fromisoformat(plain)
    except ValueError:
        return plain or None


def _zeeps_own(kind: Any) -> Convert:
    """Whatever else XSD has: as zeep reads it, or the text where it cannot."""

    def convert(text: str) -> Any:
        try:
            return kind.pythonvalue(text)
        except (ValueError, TypeError, ArithmeticError):
            return Unreadable(text)

    return convert
