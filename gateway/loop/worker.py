"""The process that pulls, feeds and decides until it is told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker
from sqlalchemy.exc import SQLAlchemyError

from adapters.contract import Stream
from gateway.loop.jobs import SECONDS_TO_DEATH, Jobs
from gateway.loop.listening import Listening

logger = logging.getLogger(__name__)

SECONDS_TO_FINISH = 5.0
"""How long running jobs may go on after SIGTERM; then they are interrupted and roll back."""

SECONDS_BETWEEN_LOOKS = 1.0


async def run_worker(jobs: Jobs, *, queues: list[str] | None = None) -> None:
    """Runs until SIGTERM or SIGINT. ``queues`` are sources (and ``erp``); by default all of them.

    As many jobs may run side by side as there can be streams and permissions, so that a source
    which hangs takes its own place and nobody else's. Raises ``ConnectorException`` when the
    warehouse goes away.
    """
    worker = Worker(
        jobs.app,
        queues=queues,
        concurrency=(len(Stream) + 1) * len(jobs.loop.settings.sources) + 2,
        delete_jobs=DeleteJobCondition.ALWAYS,
        shutdown_graceful_timeout=SECONDS_TO_FINISH,
        stalled_worker_timeout=SECONDS_TO_DEATH,
        install_signal_handlers=True,
    )
    looking = [
        asyncio.create_task(_repeat(jobs.find_streams), name="find streams"),
        asyncio.create_task(_repeat(jobs.free_dead), name="free the jobs of the dead"),
        asyncio.create_task(_repeat(jobs.defer_due), name="defer what is due"),
    ]
    settings = jobs.loop.settings
    listening = Listening(settings, [n for n in settings.sources if not queues or n in queues])
    try:
        with listening:
            await worker.run()
    finally:
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)


async def _repeat(look: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await look()
        except (ConnectorException, SQLAlchemyError, psycopg.Error) as problem:
            logger.warning("the warehouse does not answer, trying again: %s", problem)
        except Exception:
            # If this ended, nobody would be pulled any more.
            logger.exception("an error in the gateway itself, trying again")
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
