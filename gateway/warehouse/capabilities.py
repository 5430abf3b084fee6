"""What each source can do, as it said when it was last asked under its settings."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.contract import Capability
from gateway.warehouse.database import psycopg_of

STREAM = "stream"
COMMAND = "command"


async def note_capabilities(
    connection: AsyncConnection,
    source: str,
    *,
    streams: Mapping[str, Capability],
    commands: Mapping[str, Capability],
) -> None:
    """Replaces what was known of the source, in the transaction of ``connection``."""
    rows = [
        (kind, str(name), str(capability))
        for kind, found in ((STREAM, streams), (COMMAND, commands))
        for name, capability in found.items()
    ]
    driver = await psycopg_of(connection)
    # Two processes that find out at once take turns: the second would not see the first one's.
    await driver.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{source}/capabilities"]
    )
    await driver.execute("DELETE FROM source_capability WHERE source = %s", [source])
    await driver.execute(
        "INSERT INTO source_capability (source, kind, name, capability) "
        "SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[])",
        [source, *map(list, zip(*rows, strict=True))],
    )
