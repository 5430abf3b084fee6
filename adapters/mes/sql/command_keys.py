"""The table of done commands: which keys were carried out, and with what answer."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from adapters.contract import BusinessError, Command, CommandResult
from adapters.mes.sql.engines import DRIVERS


class KeyTaken(Exception):
    """Somebody else has written the key since we looked."""


def key_table(name: str) -> Table:
    """The table in which done commands are kept by their keys."""
    schema, _, bare = name.rpartition(".")
    exact = String(64).with_variant(String(64, collation="ascii_bin"), "mariadb", "mysql")
    return Table(
        bare,
        MetaData(),
        Column("idempotency_key", exact, primary_key=True),
        Column("command", String(40), nullable=False),
        Column("content", Text, nullable=False),
        Column("answer", Text),
        Column("done_at", String(40), nullable=False),
        schema=schema or None,
    )


def key_table_statement(name: str, dialect: str) -> str:
    """The statement that makes the table, in the SQL of ``dialect`` (a name of SQLAlchemy)."""
    spoken = make_url(f"{DRIVERS.get(dialect, dialect)}://").get_dialect()()
    return str(CreateTable(key_table(name)).compile(dialect=spoken)).strip()


def known_answer(
    connection: Connection, name: str, table: str | None, command: Command
) -> CommandResult | None:
    """The answer to a key that was carried out; ``None`` for a new one."""
    if table is None:
        return None
    keys = key_table(table)
    row = connection.execute(
        select(keys.c.command, keys.c.content, keys.c.answer).where(
            keys.c.idempotency_key == command.idempotency_key
        )
    ).one_or_none()
    if row is None:
        return None
    if (row.command, row.content) != (name, _content(command)):
        raise BusinessError(
            f"The key {command.idempotency_key} was used for another command."
            " Send this one with a key of its own."
        )
    answer: dict[str, Any] = json.loads(row.answer or "{}")
    messages = tuple(answer.get("messages", ()))
    return CommandResult(reference=answer.get("reference"), messages=messages, repeated=True)


def take_key(connection: Connection, name: str, table: str, command: Command) -> None:
    """Writes the key, and waits for whoever else has it in hand. Raises ``KeyTaken``."""
    values = {
        "idempotency_key": command.idempotency_key,
        "command": name,
        "content": _content(command),
        "done_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        connection.execute(insert(key_table(table)), values)
    except IntegrityError:
        raise KeyTaken from None


def keep_answer(
    connection: Connection, table: str, command: Command, result: CommandResult
) -> None:
    """Writes what a later sending of the key is answered with."""
    keys = key_table(table)
    answer = json.dumps(
        {"reference": result.reference, "messages": list(result.messages)}, ensure_ascii=False
    )
    connection.execute(
        update(keys).where(keys.c.idempotency_key == command.idempotency_key).values(answer=answer)
    )


def _content(command: Command) -> str:
    """What is commanded, without its key; the same for the same command."""
    content = asdict(command)
    del content["idempotency_key"]
    return json.dumps(content, default=str, sort_keys=True, ensure_ascii=False)
