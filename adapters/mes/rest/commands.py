"""Commands as calls of the interface, under an idempotency key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from adapters.contract import (
    COMMAND_TYPES,
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
)
from adapters.mes.rest import template
from adapters.mes.rest.interface import Interface
from adapters.mes.rest.model import CommandSpec, RestMapping
from adapters.mes.rest.places import text_at
from adapters.mes.web import Answer, Call

_NAMES = {kind: name for name, kind in COMMAND_TYPES.items()}


class Commands:
    """Carries out the commands that a mapping knows."""

    def __init__(self, interface: Interface, mapping: RestMapping) -> None:
        self._interface = interface
        self._specs = mapping.commands
        self.capabilities: Mapping[str, Capability] = {
            name: Capability.SUPPORTED if name in self._specs else Capability.UNSUPPORTED
            for name in COMMAND_TYPES
        }

    def execute(self, command: Command, *, dry_run: bool) -> CommandResult:
        """See ``CommandTarget.execute``."""
        name = _NAMES.get(type(command), type(command).__name__)
        spec = self._specs.get(name)
        if spec is None:
            raise ConfigurationError(f"The mapping does not say how to carry out {name}.")
        if dry_run and spec.dry_run is None:
            said = "The system has no check of its own: the call is ready, nothing was sent."
            _call(name, spec, command, dry_run=False)
            return CommandResult(dry_run=True, messages=(said,))
        answer, content = self._interface.tell(_call(name, spec, command, dry_run=dry_run))
        message = text_at(content, spec.message)
        return CommandResult(
            reference=text_at(content, spec.reference),
            messages=(self._interface.presentable(message),) if message else (),
            repeated=_is_repeated(spec, answer, content),
            dry_run=dry_run,
        )


def _call(name: str, spec: CommandSpec, command: Command, *, dry_run: bool) -> Call:
    values = {f.name: getattr(command, f.name) for f in fields(command)}
    check = spec.dry_run if dry_run else None
    address = check.address if check and check.address else spec.address
    for used in template.placeholders(address):
        if values[used] in (None, ""):
            raise ConfigurationError(f"{name} without {used}: the system's address needs it.")
    headers = template.texts({**spec.headers, **(check.headers if check else {})}, values)
    if spec.key_header is not None:
        headers[spec.key_header] = command.idempotency_key
    parameters = {**spec.parameters, **(check.parameters if check else {})}
    body = None if spec.body is None else template.filled(spec.body, values)
    return Call(
        method=spec.method,
        address=template.address(address, values),
        what=name,
        parameters=template.texts(parameters, values),
        headers=headers,
        body=None if body is None else to_json(body).encode(),
    )


def _is_repeated(spec: CommandSpec, answer: Answer, content: Any) -> bool:
    if spec.repeated is None:
        return False
    if spec.repeated.header is not None:
        found = answer.headers.get(spec.repeated.header.lower())
    else:
        found = text_at(content, spec.repeated.at)
    return found is not None and found.lower() == spec.repeated.equals.lower()


def to_json(value: Any) -> str:
    """JSON whose numbers are exact: ``Decimal`` is written digit by digit."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return json.dumps(value.isoformat())
    if is_dataclass(value) and not isinstance(value, type):
        return to_json({f.name: getattr(value, f.name) for f in fields(value)})
    if isinstance(value, Mapping):
        entries = cast(Mapping[str, Any], value).items()
        return "{" + ",".join(f"{json.dumps(n)}:{to_json(v)}" for n, v in entries) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(to_json, cast(Sequence[Any], value))) + "]"
    return json.dumps(value, ensure_ascii=False)
