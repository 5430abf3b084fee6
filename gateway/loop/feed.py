"""From the warehouse into the ERP: measurements that changed since they were last fed.

The ERP takes a batch in idempotently by (source, key, revision), so after a crash between its
answer and our note the same batch goes again and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from adapters.contract import ErpSession, ProtocolError
from gateway.loop.context import LoopContext
from gateway.loop.erp import ask, erp_session
from gateway.loop.state import ERP, FEED
from gateway.settings import ErpSettings, SettingsError
from gateway.warehouse.check import json_safe, storable_text
from gateway.warehouse.database import Warehouse, psycopg_of

MODEL = "hr.quality.measurement"
METHOD = "record_batch"
REFUSED = "refused_by_erp"

_PENDING = """
SELECT key, revision, day, shift, operation, work_center, person AS employee, material, lot,
       produced, good, scrapped, reworked, unit
FROM measurement
WHERE source = %s AND revision > fed_revision AND NOT negative
ORDER BY key LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """What the ERP did with the measurements; ``changed`` is created or replaced there."""

    sent: int = 0
    changed: int = 0
    refused: int = 0

    def __add__(self, other: "Fed") -> "Fed":
        return Fed(
            sent=self.sent + other.sent,
            changed=self.changed + other.changed,
            refused=self.refused + other.refused,
        )


async def feed(loop: LoopContext) -> Fed:
    """Feeds everything that waits, source by source in turns.

    Raises ``AdapterError`` or ``SettingsError``, after the state of ``erp``/``feed`` was written.
    """
    async with loop.warehouse.alone(FEED), loop.state_of_erp(FEED).run():
        return await _feed_all(loop)


async def waiting_sources(warehouse: Warehouse) -> list[str]:
    """The sources with measurements that the ERP has not been given yet."""
    async with warehouse.read() as connection:
        driver = await psycopg_of(connection)
        cursor = await driver.execute(
            "SELECT DISTINCT source FROM measurement "
            "WHERE revision > fed_revision AND NOT negative ORDER BY source"
        )
        return [source for (source,) in await cursor.fetchall()]


async def _feed_all(loop: LoopContext) -> Fed:
    done = Fed()
    async with erp_session(loop) as session:
        while sources := await waiting_sources(loop.warehouse):
            for source in sources:
                done += await _feed_batch(loop, session, source)
    return done


async def _feed_batch(loop: LoopContext, session: ErpSession, source: str) -> Fed:
    records = await _pending(loop.warehouse, source, _limits(loop).feed_batch)
    if not records:
        return Fed()
    answer = await ask(loop, session, MODEL, METHOD, source=source, records=records)
    changed, refused = _read_answer(answer, records)
    await _note_fed(loop.warehouse, source, records, changed=changed, refused=refused)
    return Fed(sent=len(records), changed=changed, refused=len(refused))


async def _pending(warehouse: Warehouse, source: str, limit: int) -> list[dict[str, Any]]:
    async with warehouse.read() as connection:
        driver = await psycopg_of(connection)
        cursor = await driver.cursor(row_factory=dict_row).execute(_PENDING, [source, limit])
        return [_as_sent(row) for row in await cursor.fetchall()]


def _as_sent(row: dict[str, Any]) -> dict[str, Any]:
    """The record as the ERP takes it: quantities as plain decimal text, the day as ISO."""
    quantities = {name: format(value, "f") for name, value in row.items() if _is_decimal(value)}
    return {**row, "day": row["day"].isoformat(), **quantities}


def _is_decimal(value: object) -> bool:
    return isinstance(value, Decimal)


def _read_answer(
    answer: Any, records: Sequence[Mapping[str, Any]]
) -> tuple[int, dict[tuple[str, int], str]]:
    """How many the ERP changed, and why it refused which (key, revision)."""
    sent = {(record["key"], record["revision"]) for record in records}
    try:
        changed = int(answer["created"]) + int(answer["replaced"])
        refused = {
            (str(r["key"]), int(r["revision"])): str(r["reason"]) for r in answer["rejected"]
        }
    except (KeyError, TypeError, ValueError):
        raise ProtocolError(
            f"The ERP's answer to {MODEL}.{METHOD} is not what it promises; the add-on and the "
            "gateway must be of the same version."
        ) from None
    return changed, {identity: why for identity, why in refused.items() if identity in sent}


async def _note_fed(
    warehouse: Warehouse,
    source: str,
    records: Sequence[Mapping[str, Any]],
    *,
    changed: int,
    refused: Mapping[tuple[str, int], str],
) -> None:
    """Writes down what was fed and refused, and that there is something to decide on."""
    accepted = [r for r in records if (r["key"], r["revision"]) not in refused]
    async with warehouse.write() as connection:
        driver = await psycopg_of(connection)
        await driver.execute(
            "UPDATE measurement m SET fed_revision = greatest(m.fed_revision, s.revision) "
            "FROM unnest(%s::text[], %s::bigint[]) AS s (key, revision) "
            "WHERE m.source = %s AND m.key = s.key",
            [*_columns(records), source],
        )
        await driver.execute(
            "UPDATE rejected_record r SET resolved_at = now() "
            "FROM unnest(%s::text[], %s::bigint[]) AS s (key, revision) "
            "WHERE r.source = %s AND r.stream = %s AND r.key = s.key "
            "AND r.revision <= s.revision AND r.resolved_at IS NULL",
            [*_columns(accepted), source, FEED],
        )
        if refused:
            await _keep_refused(driver, source, records, refused)
        await driver.execute(
            "UPDATE source_state SET records = records + %s, rejected = rejected + %s, "
            "cursor = CASE WHEN %s THEN clock_timestamp()::text ELSE cursor END "
            "WHERE source = %s AND stream = %s",
            [len(accepted), len(refused), changed > 0, ERP, FEED],
        )


async def _keep_refused(
    driver: AsyncConnection[Any],
    source: str,
    records: Sequence[Mapping[str, Any]],
    refused: Mapping[tuple[str, int], str],
) -> None:
    rows = [r for r in records if (r["key"], r["revision"]) in refused]
    await driver.execute(
        "INSERT INTO rejected_record AS r (source, stream, key, revision, reason, detail, raw) "
        "SELECT %s, %s, key, revision, %s, detail, raw "
        "FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::jsonb[]) "
        "AS s (key, revision, detail, raw) "
        "ON CONFLICT (source, stream, key, revision) DO UPDATE SET detail = excluded.detail, "
        "raw = excluded.raw, last_seen = now(), times = r.times + 1, resolved_at = NULL",
        [
            source,
            FEED,
            REFUSED,
            *_columns(rows),
            [storable_text(refused[r["key"], r["revision"]]) for r in rows],
            [Jsonb(json_safe(r)) for r in rows],
        ],
    )


def _columns(records: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[int]]:
    return [r["key"] for r in records], [r["revision"] for r in records]


def _limits(loop: LoopContext) -> ErpSettings:
    if loop.settings.erp is None:
        raise SettingsError("erp is missing: add a table [erp] with adapter and url.")
    return loop.settings.erp
