"""Reads a mapping file; whatever is wrong in it is said with its line."""

import re
from collections.abc import Sequence
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import ValidationError

from adapters.contract import ConfigurationError
from adapters.mapping.layers import extended, merged
from adapters.mapping.model import Place, SourceMapping, problems

_SHIPPED = "shipped"


# libyaml where PyYAML was built with it: ten times as fast.
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PlainLoader(_FastLoader):
    """YAML as it reads: ``on``, ``NO``, ``0010`` and ``06:00`` are text, as codes must be."""


PlainLoader.yaml_implicit_resolvers = {}
for _kind, _form, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|", "n"),
    ("int", r"-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
):
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_form})$"), list(_first)
    )


class _NamedText(StringIO):
    """Text of a file, whose name YAML's lines are told with."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


M = TypeVar("M", bound=SourceMapping[Any, Any])


def load_mapping(place: Path, model: type[M], package: str) -> M:
    """The mapping in file ``place`` or, without ``.yaml``, the one of that name that comes along.

    ``model`` says what the transport's file may hold, ``package`` where its own ones are. Raises
    ``ConfigurationError`` with a line for each problem.
    """
    name = place.name
    try:
        tree = _tree(place, package)
        # PyYAML has no types
        content: Any = cast(Any, PlainLoader("")).construct_document(tree)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{name} holds no mapping: it must begin with names and values.")
    try:
        mapping = model.model_validate(content)
    except ValidationError as error:
        found = [(p["loc"], p["msg"].removeprefix("Value error, ")) for p in error.errors()]
        raise ConfigurationError(_said(tree, found)) from error
    missing = [*problems(mapping), *mapping.own_problems()]
    if missing:
        raise ConfigurationError(_said(tree, missing))
    return mapping


def shipped_mappings(package: str) -> list[str]:
    """The names of the mappings that come with the transport in ``package``."""
    folder = files(package) / _SHIPPED
    return sorted(
        f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")
    )


def _tree(place: Path, package: str, above: tuple[Path, ...] = ()) -> yaml.Node:
    """The file's content, with what it builds on below it."""
    name, text = _read(place, package)
    loader: Any = PlainLoader(_NamedText(name, text))
    tree: yaml.Node | None = loader.get_single_node()
    if tree is None:
        raise ConfigurationError(f"{name} holds no mapping: it must begin with names and values.")
    base = extended(tree)
    if base is None:
        return tree
    lower = place.parent / base if base.endswith((".yaml", ".yml")) else Path(base)
    if lower in (*above, place):
        raise ConfigurationError(f"{name} extends itself. Name another mapping in `extends`.")
    return merged(_tree(lower, package, (*above, place)), tree)


def _read(place: Path, package: str) -> tuple[str, str]:
    if place.suffix not in {".yaml", ".yml"}:
        if place.name not in (names := shipped_mappings(package)):
            known = ", ".join(names) or "none"
            raise ConfigurationError(
                f"There is no mapping {place.name!r}: name a .yaml file, or one of: {known}."
            )
        shipped = files(package) / _SHIPPED / f"{place.name}.yaml"
        return shipped.name, shipped.read_text(encoding="utf-8")
    try:
        return place.name, place.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"Mapping {place} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"Mapping {place} is not text in UTF-8.") from error


def _said(tree: yaml.Node, found: Sequence[tuple[Place, str]]) -> str:
    """A line of text for each problem: file, line, place and sentence."""
    lines = [f"{_line(tree, place)}: {_where(place)}{text}" for place, text in found]
    return "\n".join(dict.fromkeys(lines))


def _line(tree: yaml.Node, place: Place) -> str:
    """File and line of the innermost node on the way to ``place`` (pydantic adds steps)."""
    node, mark = tree, tree.start_mark
    for step in place:
        found = _step(node, step)
        if found is not None:
            node, mark = found
    return f"{mark.name}:{mark.line + 1}"


def _step(node: yaml.Node, step: int | str) -> tuple[yaml.Node, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None


def _where(place: Place) -> str:
    steps = [str(step) for step in place if "[" not in str(step)]
    return f"{'.'.join(steps)}: " if steps else ""
