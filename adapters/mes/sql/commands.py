"""Commands as statements: each in one transaction, under an account of its own, once.

Where the mapping names a table of keys, the key is written in the same transaction as the deed:
both are there or neither is. Whoever comes second with the same key waits for the first and then
reads its answer. Otherwise a SELECT tells whether all is already as commanded.
"""

import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError

from adapters.contract import (
    COMMAND_TYPES,
    BusinessError,
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
    Unavailable,
)
from adapters.mes.sql.command_keys import (
    KeyTaken,
    keep_answer,
    key_table,
    known_answer,
    take_key,
)
from adapters.mes.sql.command_spec import CommandSpec, parameters, used_parameters
from adapters.mes.sql.engines import address, make_engine, watch
from adapters.mes.sql.errors import by_text, contract_error
from adapters.mes.sql.settings import SqlSettings

COMMANDS: Mapping[str, Capability] = {
    name: Capability.SUPPORTED if parameters(name) else Capability.UNSUPPORTED
    for name in COMMAND_TYPES
}
"""What statements can carry out: commands without lists of things."""


class Commands:
    """Carries out the commands of one mapping on one database."""

    def __init__(self, settings: SqlSettings, specs: Mapping[str, CommandSpec]) -> None:
        self._specs = specs
        self._limit = settings.time_limit
        self._engine = None
        if settings.write_url is not None and specs:
            url = address(
                "write_url",
                settings.write_url,
                settings.write_password,
                settings.write_password_file,
            )
            self._dialect = url.get_backend_name()
            self._engine = make_engine(url, self._limit, writing=True)

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """What can be carried out under this mapping and these settings."""
        ready = self._engine is not None
        return {
            name: Capability.SUPPORTED if ready and name in self._specs else Capability.UNSUPPORTED
            for name in COMMAND_TYPES
        }

    def check(self) -> None:
        """Reaches the database as the writing user, and the tables of keys."""
        if self._engine is None:
            return
        with self._transaction() as connection:
            for spec in self._specs.values():
                if spec.keys is not None:
                    keys = key_table(spec.keys)
                    connection.execute(select(keys.c.idempotency_key).limit(0))

    def execute(self, command: Command, *, dry_run: bool) -> CommandResult:
        """See ``CommandTarget.execute``."""
        name, spec = self._spec_of(command)
        try:
            return self._once(name, spec, command, dry_run=dry_run)
        except KeyTaken:
            pass
        with self._transaction() as connection:
            known = known_answer(connection, name, spec.keys, command)
        if known is None:
            raise Unavailable("Somebody else tried the same command just now; it is tried again.")
        return known

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _spec_of(self, command: Command) -> tuple[str, CommandSpec]:
        name = next((n for n, kind in COMMAND_TYPES.items() if type(command) is kind), "")
        if name not in self._specs:
            raise ConfigurationError(f"The mapping has no command {name or 'of this kind'}.")
        if self._engine is None:
            raise ConfigurationError(
                "Nothing can be written: set `write_url`, the address with the account that may"
                " carry out the mapping's commands."
            )
        return name, self._specs[name]

    def _once(
        self, name: str, spec: CommandSpec, command: Command, *, dry_run: bool
    ) -> CommandResult:
        values = {key: getattr(command, key) for key in parameters(name)}
        with self._transaction() as connection:
            known = known_answer(connection, name, spec.keys, command)
            if known is not None:
                return replace(known, dry_run=dry_run)
            if spec.keys is not None:
                take_key(connection, name, spec.keys, command)
            repeated = spec.done_when is not None and bool(
                _rows(connection, name, spec.done_when, values)
            )
            if not repeated:
                _run_steps(connection, name, spec, values)
            result = _result(connection, name, spec, values, repeated=repeated, dry_run=dry_run)
            if dry_run:
                connection.rollback()
            elif spec.keys is not None:
                keep_answer(connection, spec.keys, command, result)
        return result

    @contextmanager
    def _transaction(self) -> Generator[Connection]:
        assert self._engine is not None  # noqa: S101 - whoever calls has looked
        try:
            with self._engine.connect() as connection, connection.begin():
                if self._dialect == "sqlite":
                    watch(connection, self._limit)
                yield connection
        except SQLAlchemyError as error:
            raise contract_error(error, self._limit, writing=True) from None
        except sqlite3.Error as error:
            raise by_text(str(error), self._limit, writing=True) from None


def _run_steps(
    connection: Connection, name: str, spec: CommandSpec, values: Mapping[str, Any]
) -> None:
    for step in spec.steps:
        if step.when is not None and not values[step.when]:
            continue
        if step.unless is not None and values[step.unless]:
            continue
        result = connection.execute(_statement(name, step.sql), _used(step.sql, values))
        found = bool(result.all()) if result.returns_rows else result.rowcount > 0
        if not found and step.otherwise is not None:
            raise BusinessError(step.otherwise.format_map(values))


def _result(
    connection: Connection,
    name: str,
    spec: CommandSpec,
    values: Mapping[str, Any],
    *,
    repeated: bool,
    dry_run: bool,
) -> CommandResult:
    references = _rows(connection, name, spec.reference, values) if spec.reference else ()
    messages = _rows(connection, name, spec.messages, values) if spec.messages else ()
    return CommandResult(
        reference=str(references[0][0]) if references else None,
        messages=tuple(str(row[0]) for row in messages),
        repeated=repeated,
        dry_run=dry_run,
    )


def _rows(
    connection: Connection, name: str, statement: str, values: Mapping[str, Any]
) -> Sequence[Any]:
    return connection.execute(_statement(name, statement), _used(statement, values)).all()


def _statement(name: str, statement: str) -> Any:
    """The statement with the types of its parameters, since an empty one would have none."""
    types = parameters(name)
    typed = [bindparam(p, type_=types[p]) for p in used_parameters(statement)]
    return text(statement).bindparams(*typed)


def _used(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in used_parameters(statement)}
