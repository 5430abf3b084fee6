"""How old what we know is: when each stream of each source was last read through."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.warehouse.queries import list_sources

Reading = datetime | None


async def last_readings(connection: AsyncConnection) -> dict[tuple[str, str], Reading]:
    """{(source, stream): when a pull last succeeded}, in one statement."""
    return {(row.source, row.stream): row.last_success_at for row in await list_sources(connection)}


def seconds_old(moment: datetime | None, now: datetime) -> int | None:
    """Whole seconds between the moment and now, never negative."""
    return None if moment is None else max(0, int((now - moment).total_seconds()))
