"""What the mapping says of commands: the statements that carry one out.

A statement names the command's fields as parameters: ``:person``, ``:operation``, ``:allowed``;
``:idempotency_key`` is one too. A colon that is none is written ``\\:``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self, get_args, get_type_hints

from pydantic import Field, model_validator
from sqlalchemy import Boolean, Date, DateTime, Numeric, String
from sqlalchemy.types import TypeEngine

from adapters.contract import COMMAND_TYPES
from adapters.mapping.model import Name, Place, Spec

_PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TYPES: Mapping[type, TypeEngine[Any]] = {
    str: String(),
    bool: Boolean(),
    date: Date(),
    datetime: DateTime(timezone=True),
    Decimal: Numeric(),
}


class Step(Spec):
    """One statement; ``when`` or ``unless`` names a field that decides whether it is run.

    ``otherwise`` is the sentence with which the command is refused where the statement finds or
    changes no row; ``{person}`` in it stands for that field.
    """

    sql: Name
    when: Name | None = None
    unless: Name | None = None
    otherwise: Name | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if self.when is not None and self.unless is not None:
            raise ValueError("say when or unless, not both")
        return self


class CommandSpec(Spec):
    """How a command is carried out, in one transaction.

    ``keys`` names a table of done commands, so that a key that comes again does nothing.
    ``done_when`` is a SELECT that finds a row where all is already as commanded; then nothing is
    written. ``reference`` and ``messages`` are SELECTs for the answer, run at the end.
    """

    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    keys: Name | None = None
    done_when: Name | None = None
    reference: Name | None = None
    messages: Name | None = None

    @model_validator(mode="after")
    def _knows_repetitions(self) -> Self:
        if self.keys is None and self.done_when is None:
            raise ValueError(
                "say how a repeated command is known: keys (a table) or done_when (a SELECT)"
            )
        return self

    def statements(self) -> Iterator[tuple[Place, str]]:
        """Every statement with its place below the command."""
        for number, step in enumerate(self.steps):
            yield ("steps", number, "sql"), step.sql
        for name in ("done_when", "reference", "messages"):
            statement: str | None = getattr(self, name)
            if statement is not None:
                yield (name,), statement


@cache
def parameters(command: str) -> Mapping[str, TypeEngine[Any]]:
    """The fields of a command that a statement can name; empty where it has lists of things."""
    kind = COMMAND_TYPES[command]
    hints = get_type_hints(kind)
    found: dict[str, TypeEngine[Any]] = {}
    for field in fields(kind):
        hint = hints[field.name]
        bare: Any = next(t for t in (get_args(hint) or (hint,)) if t is not type(None))
        column_type = String() if issubclass(bare, StrEnum) else _TYPES.get(bare)
        if column_type is None:
            return {}
        found[field.name] = column_type
    return found


def used_parameters(statement: str) -> set[str]:
    """The parameters that a statement names."""
    return set(_PARAMETER.findall(statement))


def command_problems(commands: Mapping[str, CommandSpec]) -> Iterator[tuple[Place, str]]:
    """What cannot work: the place in the file, a sentence."""
    for name, spec in commands.items():
        place: Place = ("commands", name)
        if name not in COMMAND_TYPES:
            yield place, f"there is no command {name} (there are {', '.join(COMMAND_TYPES)})"
            continue
        known = parameters(name)
        if not known:
            yield place, "it has lists of things, which statements cannot name"
            continue
        for below, statement in spec.statements():
            for parameter in sorted(used_parameters(statement) - set(known)):
                yield (*place, *below), _unknown(parameter, known)
        for number, step in enumerate(spec.steps):
            named = {step.when, step.unless} - {None}
            named |= set(_PLACEHOLDER.findall(step.otherwise or ""))
            for parameter in sorted(str(n) for n in named - set(known)):
                yield (*place, "steps", number), _unknown(parameter, known)


def _unknown(parameter: str, known: Mapping[str, Any]) -> str:
    return f"there is no field {parameter or '{}'} (there are {', '.join(known)})"
