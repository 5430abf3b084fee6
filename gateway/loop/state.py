"""What is written down about each stream: how it is doing since when, and when it is next."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapters.contract import AdapterError
from gateway.settings import SettingsError
from gateway.warehouse.database import Warehouse, psycopg_of

ERP = "erp"
FEED = "feed"
DECIDE = "decide"
PERMISSIONS = "permissions"
"""The stream under which the state of telling a source's system who may work stands."""

ADAPTER = "adapter"
"""The stream of a source whose adapter cannot even be loaded."""

Problem = AdapterError | SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two runs, and at most between two tries while they fail."""

    every: float
    longest_wait: float

    def wait_after(self, failures: int) -> float:
        """Twice as long after each failure in a row, up to the longest wait."""
        return max(self.every, min(self.longest_wait, self.every * 2 ** min(failures, 30)))


def explain(problem: BaseException) -> tuple[str, str, str | None]:
    """Code, sentence and the other system's reference of what went wrong."""
    match problem:
        case AdapterError():
            return problem.code, str(problem), problem.reference
        case SettingsError():
            return "configuration", str(problem), None
        case _:
            name = type(problem).__name__
            return "internal", f"An error in the gateway itself ({name}); its log says more.", None


@dataclass(slots=True)
class Run:
    """A run of a stream: where it goes on from, and why it was slow, if it was."""

    cursor: str | None
    slow: str | None = None


class StateKeeper:
    """Writes the state of one stream, each time in a transaction of its own."""

    def __init__(self, warehouse: Warehouse, source: str, stream: str, pace: Pace) -> None:
        self._warehouse = warehouse
        self._key = (source, stream)
        self._pace = pace

    async def is_due(self) -> bool:
        rows = await self._execute(
            "SELECT coalesce(next_attempt_at <= clock_timestamp(), true) FROM source_state "
            "WHERE source = %s AND stream = %s",
            [*self._key],
        )
        return rows[0][0] if rows else True

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[Run]:
        """Keeps the state around a run: begun, and then succeeded, failed or interrupted."""
        run = Run(cursor=await self.started())
        try:
            yield run
        except asyncio.CancelledError:
            await asyncio.shield(self.interrupted())
            raise
        except Exception as problem:
            await self.failed(problem)
            raise
        await self.succeeded(slow=run.slow)

    async def started(self) -> str | None:
        """Notes that a run begins; the cursor that it goes on from."""
        rows = await self._execute(
            "INSERT INTO source_state AS s "
            "(source, stream, running_since, last_attempt_at, next_attempt_at) "
            "VALUES (%s, %s, clock_timestamp(), clock_timestamp(), "
            "clock_timestamp() + make_interval(secs => %s)) "
            "ON CONFLICT (source, stream) DO UPDATE SET running_since = excluded.running_since, "
            "last_attempt_at = excluded.last_attempt_at, "
            "next_attempt_at = excluded.next_attempt_at RETURNING cursor",
            [*self._key, self._pace.every],
        )
        return rows[0][0]

    async def succeeded(self, *, slow: str | None = None) -> None:
        """Notes that the run came to its end; ``slow`` says why it was no pleasure."""
        await self._execute(
            "UPDATE source_state SET since = CASE WHEN state = %(state)s THEN since "
            "ELSE clock_timestamp() END, state = %(state)s, reason_code = %(code)s, "
            "reason = %(reason)s, reference = NULL, failures = 0, "
            "last_success_at = clock_timestamp(), "
            "duration = extract(epoch FROM clock_timestamp() - last_attempt_at), "
            "running_since = NULL WHERE source = %(source)s AND stream = %(stream)s",
            self._named(state="slow" if slow else "ok", code="slow" if slow else None, reason=slow),
        )

    async def is_slow(self, reason: str) -> None:
        """Notes that the run takes long; a stream that was failing is failing still."""
        await self._execute(
            "UPDATE source_state SET since = CASE WHEN state = 'slow' THEN since "
            "ELSE clock_timestamp() END, state = 'slow', reason_code = 'slow', reason = %(reason)s "
            "WHERE source = %(source)s AND stream = %(stream)s AND state <> 'failing'",
            self._named(reason=reason),
        )

    async def failed(self, problem: BaseException) -> None:
        """Notes why the run failed, and puts the next one off."""
        code, reason, reference = explain(problem)
        rows = await self._execute(
            "INSERT INTO source_state AS s (source, stream, state, since, failures) "
            "VALUES (%(source)s, %(stream)s, 'failing', clock_timestamp(), 1) "
            "ON CONFLICT (source, stream) DO UPDATE SET failures = s.failures + 1 "
            "RETURNING failures",
            self._named(),
        )
        wait = self._pace.wait_after(rows[0][0])
        await self._execute(
            "UPDATE source_state SET since = CASE WHEN state = 'failing' THEN since "
            "ELSE clock_timestamp() END, state = 'failing', reason_code = %(code)s, "
            "reason = %(reason)s, reference = %(reference)s, "
            "last_attempt_at = coalesce(last_attempt_at, clock_timestamp()), "
            "next_attempt_at = clock_timestamp() + make_interval(secs => %(wait)s), "
            "running_since = NULL WHERE source = %(source)s AND stream = %(stream)s",
            self._named(code=code, reason=reason, reference=reference, wait=wait),
        )

    async def interrupted(self) -> None:
        """Notes that the worker stopped in the middle: the next one goes on at once."""
        await self._execute(
            "UPDATE source_state SET running_since = NULL, next_attempt_at = clock_timestamp() "
            "WHERE source = %(source)s AND stream = %(stream)s",
            self._named(),
        )

    def _named(self, **values: Any) -> dict[str, Any]:
        source, stream = self._key
        return {"source": source, "stream": stream, **values}

    async def _execute(self, statement: Any, parameters: Any) -> list[Any]:
        async with self._warehouse.write() as connection:
            driver = await psycopg_of(connection)
            cursor = await driver.execute(statement, parameters)
            return await cursor.fetchall() if cursor.description else []


async def not_due(warehouse: Warehouse) -> set[tuple[str, str]]:
    """The streams whose next run is still to come."""
    async with warehouse.write() as connection:
        driver = await psycopg_of(connection)
        cursor = await driver.execute(
            "SELECT source, stream FROM source_state WHERE next_attempt_at > clock_timestamp()"
        )
        return {(source, stream) for source, stream in await cursor.fetchall()}


async def forget(warehouse: Warehouse, source: str, stream: str) -> None:
    """Removes a state that no longer stands for anything."""
    async with warehouse.write() as connection:
        driver = await psycopg_of(connection)
        await driver.execute(
            "DELETE FROM source_state WHERE source = %s AND stream = %s", [source, stream]
        )
