"""Functions with their parameters and tables, in the words of ABAP's dictionary."""

from collections.abc import Iterator, Sequence

from adapters.sap.schema import Field, Type
from adapters.sap.wsdl import Function

_DIGITS, _DAY = r"\d*", r"\d\d\d\d-\d\d-\d\d"
_WIDTH = 96
_MESSAGE = {"TYPE", "ID", "NUMBER", "MESSAGE"}


def abap_type(kind: Type) -> str:
    """``CHAR 12``, ``NUMC 8``, ``DATS``, ``QUAN 13.3`` …, ``TABLE`` and ``STRUCTURE``."""
    if kind.row is not None:
        return "TABLE"
    if kind.fields is not None:
        return "STRUCTURE"
    if kind.total_digits is not None:
        return f"DEC {kind.total_digits}.{kind.fraction_digits or 0}"
    if _DAY in kind.patterns:
        return "DATS"
    if kind.base == "string":
        name = "NUMC" if _DIGITS in kind.patterns else "CHAR"
        return name if kind.max_length is None else f"{name} {kind.max_length}"
    return {"time": "TIMS", "int": "INT", "double": "FLTP", "base64Binary": "RAW"}.get(
        kind.base, kind.base
    )


def described(function: Function, *, all_fields: bool) -> Iterator[str]:
    """The function's lines below its name. Tables, which go both ways, are told once."""
    answered = {parameter.name for parameter in function.exporting}
    taken = {parameter.name for parameter in function.importing}
    ways = (
        ("takes", [p for p in function.importing if p.name not in answered]),
        ("answers", [p for p in function.exporting if p.name not in taken]),
        ("both", [p for p in function.exporting if p.name in taken]),
    )
    for title, parameters in ways:
        yield from _parameters(title, parameters, all_fields)


def is_of_messages(parameter: Field) -> bool:
    """Whether it has SAP's messages (BAPIRET2 and its like)."""
    return {column.name for column in parameter.type.columns} >= _MESSAGE


def _parameters(title: str, parameters: Sequence[Field], all_fields: bool) -> Iterator[str]:
    plain = [f"{_named(p)} {abap_type(p.type)}" for p in parameters if not p.type.columns]
    if plain:
        yield from _wrapped(f"  {title}: ", plain)
    for parameter in parameters:
        if parameter.type.columns:
            head = f"  {title}: {_named(parameter)} {abap_type(parameter.type)}: "
            yield from _wrapped(head, _columns(parameter, all_fields))


def _columns(parameter: Field, all_fields: bool) -> list[str]:
    columns = parameter.type.columns
    if all_fields:
        return [f"{column.name} {abap_type(column.type)}" for column in columns]
    return ["messages"] if is_of_messages(parameter) else [column.name for column in columns]


def _named(parameter: Field) -> str:
    return f"{parameter.name}?" if parameter.optional else parameter.name


def as_json(function: Function) -> dict[str, object]:
    return {
        "name": function.name,
        "service": function.service,
        "stateful": function.stateful,
        "importing": [_field(field) for field in function.importing],
        "exporting": [_field(field) for field in function.exporting],
    }


def _field(field: Field) -> dict[str, object]:
    told: dict[str, object] = {"name": field.name, "type": abap_type(field.type)}
    if field.optional:
        told["optional"] = True
    if field.type.columns:
        told["fields"] = [_field(column) for column in field.type.columns]
    return told


def _wrapped(head: str, words: Sequence[str]) -> Iterator[str]:
    line, indent = head, " " * min(len(head), 8)
    for place, word in enumerate(words):
        piece = word + ("," if place + 1 < len(words) else "")
        if len(line) + len(piece) > _WIDTH and line.strip():
            yield line.rstrip()
            line = indent
        line += f"{piece} "
    yield line.rstrip()
