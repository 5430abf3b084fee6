"""From a source into the warehouse: the pages since the cursor, each in one transaction."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.contract import Stream
from gateway.abilities import source_abilities
from gateway.loop.context import LoopContext
from gateway.loop.fed_facts import is_fed_as_pulled
from gateway.loop.reading import PageReader, on_thread
from gateway.loop.state import ADAPTER, Run, StateKeeper, forget
from gateway.registry import make_source
from gateway.warehouse.capabilities import note_capabilities
from gateway.warehouse.ingest import Ingested, ingest

# Called in the transaction of a page that changed what the ERP is fed.
OnChange = Callable[[AsyncConnection], Awaitable[None]]


async def pull(loop: LoopContext, source: str, stream: Stream, *, on_change: OnChange) -> Ingested:
    """Pulls what the stream has since its cursor and says what came.

    What was stored before a failure stays stored. Raises ``AdapterError`` or ``SettingsError``,
    after the stream's state has been written.
    """
    state = loop.state_of_source(source, stream.value)
    async with loop.warehouse.alone(f"pull/{source}/{stream}"), state.run() as run:
        return await _pull_pages(loop, source, stream, run, state, on_change)


async def streams_of(loop: LoopContext, source: str) -> list[Stream]:
    """What the source can be pulled for; notes in the warehouse all that it can do.

    Raises ``AdapterError``, ``SettingsError`` or, for an adapter is somebody else's program, its
    mistake; in the source's state that stands under ``ADAPTER`` until it can be asked again.
    """
    state = loop.state_of_source(source, ADAPTER)
    try:
        abilities = await on_thread(
            loop.left_behind,
            partial(source_abilities, loop.settings, source),
            time_limit=loop.settings.sources[source].time_limit,
            purpose=source,
        )
    except Exception as problem:
        await state.failed(problem)
        raise
    async with loop.warehouse.write() as connection:
        await note_capabilities(
            connection, source, streams=abilities.streams, commands=abilities.commands
        )
    await forget(loop.warehouse, source, ADAPTER)
    return abilities.supported_streams


async def _pull_pages(
    loop: LoopContext,
    source: str,
    stream: Stream,
    run: Run,
    state: StateKeeper,
    on_change: OnChange,
) -> Ingested:
    own = loop.settings.sources[source]
    reader = PageReader(
        loop.left_behind,
        partial(make_source, loop.settings, source),
        stream,
        run.cursor,
        limit=own.page_size,
        purpose=f"{source}/{stream}",
    )
    done = Ingested()
    async with reader:
        while True:
            began = time.monotonic()
            page = await reader.next_page(
                time_limit=own.time_limit,
                slow_after=own.slow_after,
                on_slow=lambda: state.is_slow(
                    f"{source} has not answered for {own.slow_after:g} s."
                ),
            )
            waited = time.monotonic() - began
            if waited > own.slow_after:
                run.slow = f"{source} took {waited:.0f} s for a page of {stream}."
            if page is None:
                return done
            async with loop.warehouse.write() as connection:
                taken = await ingest(connection, source, stream, page)
                if taken.measurements or (taken.changed and is_fed_as_pulled(stream)):
                    await on_change(connection)
            done += taken
