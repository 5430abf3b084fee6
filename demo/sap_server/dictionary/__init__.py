"""Function modules and structures as ABAP's dictionary has them: one YAML file for each subject.

A file may have ``structures``, ``functions`` (``importing``, ``exporting`` and ``tables``) and
``services`` (name → what it publishes). Fields and parameters are written as names with their
types, with commas between. A type is elementary (``char12``), a structure, or ``TABLE_OF_`` a
structure; ``?`` marks an optional parameter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
TABLE_OF = "TABLE_OF_"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    optional: bool

    @property
    def structure(self) -> str:
        """The structure, be it of a table's rows; for an elementary type that type."""
        return self.type.removeprefix(TABLE_OF)


@dataclass(frozen=True, slots=True)
class FunctionModule:
    """What goes in and what comes out. Tables are both, as ABAP has them."""

    name: str
    request: tuple[Parameter, ...]
    response: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A web service: its functions and how its WSDL is written.

    ``style`` is ``rfc`` (names in capitals), ``mc-style`` (camel case) or ``old`` (what SAP wrote
    before it had web services of its own: SOAP 1.1 alone). ``stateful`` services
    keep a caller's session between calls, which the others do not.
    """

    name: str
    functions: tuple[str, ...]
    style: str = "rfc"
    stateful: bool = False


@dataclass(frozen=True, slots=True)
class Dictionary:
    structures: Mapping[str, Mapping[str, str]]
    functions: Mapping[str, FunctionModule]
    services: Mapping[str, Published]


def read(folder: Path = FOLDER) -> Dictionary:
    """All files of the folder as one dictionary."""
    structures: dict[str, Mapping[str, str]] = {}
    functions: dict[str, FunctionModule] = {}
    services: dict[str, Published] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, fields in content.get("structures", {}).items():
            structures[name] = dict(_listed(fields))
        for name, given in content.get("functions", {}).items():
            functions[name] = _function(name, given)
        for name, given in content.get("services", {}).items():
            services[name] = _published(name, given)
    return Dictionary(structures, functions, services)


def _function(name: str, given: Mapping[str, str]) -> FunctionModule:
    tables = [_parameter(p, f"{TABLE_OF}{kind}") for p, kind in _listed(given.get("tables", ""))]
    importing = [_parameter(p, kind) for p, kind in _listed(given.get("importing", ""))]
    exporting = [_parameter(p, kind) for p, kind in _listed(given.get("exporting", ""))]
    return FunctionModule(name, _sorted(importing + tables), _sorted(exporting + tables))


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """``NAME type, NAME type`` as pairs."""
    for entry in filter(None, map(str.strip, text.split(","))):
        name, kind = entry.split()
        yield name, kind


def _parameter(name: str, kind: str) -> Parameter:
    return Parameter(name, kind.removesuffix("?"), kind.endswith("?"))


def _sorted(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """By name, as ABAP writes its WSDLs."""
    return tuple(sorted(parameters, key=lambda parameter: parameter.name))


def _published(name: str, given: Any) -> Published:
    """From a list of functions, or a mapping with the fields of ``Published``."""
    if isinstance(given, list):
        return Published(name=name, functions=tuple(given))
    return Published(
        name=name,
        functions=tuple(given["functions"]),
        style=given.get("style", "rfc"),
        stateful=given.get("stateful", False),
    )
