"""The jobs and who starts them when.

A job never retries itself: the state of its stream says when it is next due, and whoever runs a
worker defers what is due. A lock keeps two runs of the same stream apart, a queue per source lets
workers be given to single sources.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.tasks import Task
from psycopg import AsyncConnection as PsycopgConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.contract import AdapterError, Stream
from gateway.loop.context import LoopContext
from gateway.loop.decide import decide, decision_is_due
from gateway.loop.feed import feed, is_waiting
from gateway.loop.permissions import send_permissions
from gateway.loop.pull import pull, streams_of
from gateway.loop.state import ADAPTER, DECIDE, ERP, FEED, PERMISSIONS, not_due
from gateway.settings import SettingsError
from gateway.warehouse.database import libpq_url, psycopg_of, warehouse_url

logger = logging.getLogger(__name__)

SECONDS_FOR_A_CONNECTION = 10.0

# A worker that has not been heard of for so long is dead, and its jobs are free again.
SECONDS_TO_DEATH = 30


class Jobs:
    """The jobs of the loop on the warehouse's own database."""

    def __init__(
        self, loop: LoopContext, *, connections: int = 5, dead_after: float = SECONDS_TO_DEATH
    ) -> None:
        self.loop = loop
        self._dead_after = dead_after
        self.app = App(
            connector=PsycopgConnector(
                conninfo=libpq_url(warehouse_url(loop.settings)),
                min_size=1,
                max_size=connections,
                # A server that restarts is waited for; one that is gone is told.
                timeout=SECONDS_FOR_A_CONNECTION,
            )
        )
        self.streams: dict[str, list[Stream]] = {}
        self._pull = self.app.task(name="pull")(self._run_pull)
        self._feed = self.app.task(name=FEED)(self._run_feed)
        self._decide = self.app.task(name=DECIDE)(self._run_decide)
        self._permissions = self.app.task(name=PERMISSIONS)(self._run_permissions)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator["Jobs"]:
        async with self.app.open_async():
            yield self

    async def defer_feed(self, connection: AsyncConnection) -> None:
        """Has the feed run as soon as the transaction of ``connection`` is kept."""
        if self.loop.settings.erp is None:
            return
        async with connection.begin_nested() as savepoint:
            driver = await psycopg_of(connection)
            if not await self._defer(self._feed, FEED, ERP, connection=driver):
                await savepoint.rollback()

    async def defer_due(self) -> int:
        """Defers whatever is due and not waiting already; how many jobs that made."""
        later = await not_due(self.loop.warehouse)
        made = 0
        # A copy: sources that were slow to be found are added meanwhile.
        for source, streams in tuple(self.streams.items()):
            for stream in streams:
                if (source, stream.value) not in later:
                    made += await self._defer_pull(source, stream)
        if self.loop.settings.erp is None:
            return made
        if (ERP, FEED) not in later and await is_waiting(self.loop.warehouse):
            made += await self._defer(self._feed, FEED, ERP)
        if (ERP, DECIDE) not in later and await decision_is_due(self.loop.warehouse):
            made += await self._defer(self._decide, DECIDE, ERP)
        for source, own in self.loop.settings.sources.items():
            if own.permissions and (source, PERMISSIONS) not in later:
                name = f"{PERMISSIONS}/{source}"
                made += await self._defer(self._permissions, name, source, source=source)
        return made

    async def free_dead(self) -> int:
        """Ends the jobs of workers that died, so that their locks are free; how many."""
        dead = await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._dead_after)
        count = 0
        for job in dead:
            logger.warning("the worker of %s died; it is started anew when due", job.call_string)
            await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
            count += 1
        return count

    async def find_streams(self) -> None:
        """Finds out what can be pulled, of sources whose streams are not known yet.

        One that cannot be made is put down as failing and looked at again later; the others are
        pulled meanwhile.
        """
        unknown = [name for name in self.loop.settings.sources if name not in self.streams]
        await asyncio.gather(*map(self._find_streams, unknown))

    async def _find_streams(self, source: str) -> None:
        if not await self.loop.state_of_source(source, ADAPTER).is_due():
            return
        try:
            self.streams[source] = await streams_of(self.loop, source)
        except (AdapterError, SettingsError) as problem:
            logger.warning("%s: %s", source, problem)
        except SQLAlchemyError:
            raise
        except Exception:
            # An adapter is somebody else's program: its mistake is its source's alone.
            logger.exception("%s: an error in its adapter", source)

    async def _run_pull(self, source: str, stream: str) -> None:
        state = self.loop.state_of_source(source, stream)
        if source in self.loop.settings.sources and await state.is_due():
            with _told(f"{source}/{stream}"):
                done = await pull(self.loop, source, Stream(stream), on_change=self.defer_feed)
                if done.changed or done.rejected:
                    logger.info("pulled %s/%s: %s", source, stream, done)

    async def _run_permissions(self, source: str) -> None:
        own = self.loop.settings.sources.get(source)
        if own and own.permissions and await self.loop.state_of_permissions(source).is_due():
            with _told(f"{source}/{PERMISSIONS}"):
                done = await send_permissions(self.loop, source)
                if done.told:
                    logger.info("told %s who may work: %d changes", source, len(done.told))

    async def _run_feed(self) -> None:
        if await self.loop.state_of_erp(FEED).is_due():
            with _told("feed"):
                done = await feed(self.loop)
                if done.sent:
                    logger.info("fed the ERP: %s", done)
                if await decision_is_due(self.loop.warehouse):
                    await self._defer(self._decide, DECIDE, ERP)

    async def _run_decide(self) -> None:
        if await self.loop.state_of_erp(DECIDE).is_due():
            with _told("decide"):
                answer = await decide(self.loop)
                if answer.get("raised"):
                    logger.info("the ERP raised %d needs", len(answer["raised"]))

    async def _defer_pull(self, source: str, stream: Stream) -> bool:
        name = f"pull/{source}/{stream}"
        return await self._defer(self._pull, name, source, source=source, stream=stream.value)

    async def _defer(
        self,
        task: Task[..., Any, ...],
        name: str,
        queue: str,
        *,
        connection: PsycopgConnection[Any] | None = None,
        **arguments: str,
    ) -> bool:
        """Queues a job unless one of that name waits already; whether it did."""
        job = task.configure(lock=name, queueing_lock=name, queue=queue, connection=connection)
        try:
            await job.defer_async(**arguments)
        except AlreadyEnqueued:
            return False
        return True


@contextmanager
def _told(what: str) -> Generator[None]:
    """Problems that the state tells already end the job with a line in the log."""
    try:
        yield
    except (AdapterError, SettingsError) as problem:
        logger.warning("%s: %s", what, problem)
