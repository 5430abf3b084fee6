"""What every resolver has at hand: who asks, whom to ask, and what it has cost so far."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.types.nodes import SelectedField

from adapters.contract import TimedOut, Unavailable
from gateway.errors import Forbidden, GatewayError, InvalidArgument, LimitExceeded, UpstreamError
from gateway.identity import Identity
from gateway.live import LiveSources
from gateway.schema.limits import Limits
from gateway.upstream import DATABASE, CountedErp, Upstream
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import People, PersonCode

_QUERY_CANCELED = "57014"


@dataclass(slots=True, kw_only=True)
class Context:
    """One request. ``partial`` collects what is missing from an answer that is given anyway."""

    identity: Identity
    erp: CountedErp
    warehouse: Warehouse
    live: LiveSources
    limits: Limits
    upstream: Upstream
    asked_at: datetime
    partial: list[GraphQLError] = field(default_factory=list[GraphQLError])
    truncated: list[list[str | int]] = field(default_factory=list[list[str | int]])

    @property
    def people(self) -> People:
        """The codes of everybody whose own figures the caller may see; ``None`` means all."""
        if self.identity.sees_all_people:
            return None
        return frozenset(
            PersonCode(code.source, code.code)
            for person in self.identity.people
            for code in person.codes
        )

    def require_facts(self) -> None:
        """Raises ``Forbidden`` for callers who see no figures but their own."""
        if not self.identity.sees_facts:
            raise Forbidden(
                "Your login sees only its own figures. Ask for the group Analyst, Operations, "
                "Quality or HR of Quality Loop in Odoo."
            )

    def require_all_people(self, what: str) -> None:
        """Raises ``Forbidden`` for callers who do not see everybody."""
        if not self.identity.sees_all_people:
            raise Forbidden(f"{what} may name any person: quality and HR staff see them.")

    def page(self, limit: int, offset: int = 0) -> int:
        """``limit``, checked."""
        if not 1 <= limit <= self.limits.rows:
            raise LimitExceeded(
                f"limit is {limit}; a list has between 1 and {self.limits.rows} rows. "
                "Narrow where, or read page by page with offset."
            )
        if offset < 0:
            raise InvalidArgument(f"offset is {offset}; it counts rows to leave out, from 0.")
        return limit

    def cut(self, rows: list[Any], limit: int, info: "Info") -> list[Any]:
        """At most ``limit`` of the rows; says in the reply's extensions where there are more."""
        if len(rows) <= limit:
            return rows
        self.truncated.append(info.path.as_list())
        return rows[:limit]

    def missing(self, info: "Info", error: GatewayError) -> None:
        """Tells the client that part of this field's answer is missing, and why."""
        self.partial.append(
            GraphQLError(str(error), path=info.path.as_list(), original_error=error)
        )

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A connection to the facts; raises ``UpstreamError`` where they cannot be had."""
        try:
            async with self.warehouse.read() as connection:
                await connection.execute(
                    text(f"SET LOCAL statement_timeout = {self.limits.statement_ms:d}")
                )
                yield connection
        except SQLAlchemyError as error:
            raise UpstreamError(DATABASE, _database_error(error)) from error


Info = strawberry.Info[Context, None]


def selected(info: Info) -> frozenset[str]:
    """The names of the fields that the client selects of this field's type."""
    names: set[str] = set()
    pending: list[Any] = [
        selection for field_ in info.selected_fields for selection in field_.selections
    ]
    while pending:
        selection = pending.pop()
        if isinstance(selection, SelectedField):
            names.add(selection.name)
        else:
            pending.extend(selection.selections)
    return frozenset(names)


def given(name: str, values: Iterable[Any] | None) -> tuple[Any, ...]:
    """A list of a filter as the queries take it; an empty list is refused, not ignored."""
    if values is None:
        return ()
    listed = tuple(values)
    if not listed:
        raise InvalidArgument(f"where.{name} is an empty list: leave it out to mean everything.")
    return listed


def _database_error(error: SQLAlchemyError) -> Unavailable:
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    if state == _QUERY_CANCELED:
        return TimedOut("The facts took too long to read. Narrow where, for example by dayFrom.")
    return Unavailable("The warehouse does not answer, so there are no facts now.")
