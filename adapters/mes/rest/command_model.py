"""What the mapping of a REST interface says of commands: the call that carries one out."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from adapters.contract import COMMAND_TYPES
from adapters.mapping.model import Name, Spec
from adapters.mes.rest.template import placeholders

# YAML reads a bare number; a parameter is text.
Text = Annotated[str, BeforeValidator(lambda v: v if v is None or isinstance(v, str) else str(v))]


class RepeatedSpec(Spec):
    """How the system says that it knew the key: a ``header`` or a place ``at``, and its value."""

    header: Name | None = None
    at: Name | None = None
    equals: Text = "true"

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.header is None) == (self.at is None):
            raise ValueError("say either header or at")
        return self


class DryRunSpec(Spec):
    """What makes a call of the same kind a mere check."""

    address: Name | None = None
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    headers: Mapping[str, Text] = Field(default_factory=dict)


class CommandSpec(Spec):
    """The call that carries out a command.

    ``{field}`` stands for a field of the command, ``{idempotency_key}`` for its key; a text that
    is nothing but ``{field}`` becomes the value itself (true, a number, null), and ``{field?}``
    leaves its name out where the value is empty. ``dry_run``: what is sent besides to have the
    system check only.
    """

    method: Literal["POST", "PUT", "PATCH", "DELETE"] = "POST"
    address: Name
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    headers: Mapping[str, Text] = Field(default_factory=dict)
    body: Any = None
    key_header: Name | None = "Idempotency-Key"
    reference: Name | None = None
    message: Name | None = None
    repeated: RepeatedSpec | None = None
    dry_run: DryRunSpec | None = None

    @model_validator(mode="after")
    def _can_be_repeated(self) -> Self:
        sends_key = self.key_header is not None or "{idempotency_key}" in str(
            (self.address, self.parameters, self.headers, self.body)
        )
        if not sends_key and self.method in {"POST", "PATCH"}:
            raise ValueError(
                f"{self.method} without key_header or {{idempotency_key}} would be done twice when"
                " it is sent twice; send the key, or use PUT"
            )
        return self


def command_problems(name: str, spec: CommandSpec) -> Iterator[str]:
    """What a command's mapping names and the command does not have."""
    if name not in COMMAND_TYPES:
        yield f"there is no command {name} (only {', '.join(COMMAND_TYPES)})"
        return
    known = [f.name for f in fields(COMMAND_TYPES[name])]
    check = spec.dry_run or DryRunSpec()
    texts = (spec.address, spec.parameters, spec.headers, spec.body)
    for used in placeholders([*texts, check.address, check.parameters, check.headers]):
        if used not in known:
            yield f"{name} has no {{{used}}} (only {', '.join(known)})"
