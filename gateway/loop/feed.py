"""From the warehouse into the ERP: facts that changed since they were last fed.

The ERP takes a batch in idempotently by (source, key, revision), so after a crash between its
answer and our note the same batch goes again and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from adapters.contract import ErpSession, ProtocolError
from gateway.loop.context import LoopContext
from gateway.loop.erp import ask, erp_session
from gateway.loop.fed_facts import FED, FedFacts
from gateway.loop.state import ERP, FEED
from gateway.settings import ErpSettings, SettingsError
from gateway.warehouse.check import json_safe, storable_text
from gateway.warehouse.database import Warehouse, psycopg_of

METHOD = "record_batch"
REFUSED = "refused_by_erp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """What the ERP did with the records; ``changed`` is created or replaced there."""

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


async def is_waiting(warehouse: Warehouse) -> bool:
    """Whether there is anything that the ERP has not been given yet."""
    for facts in FED:
        if await waiting_sources(warehouse, facts):
            return True
    return False


async def waiting_sources(warehouse: Warehouse, facts: FedFacts) -> list[str]:
    """The sources with records of this kind that the ERP has not been given yet."""
    async with warehouse.read() as connection:
        driver = await psycopg_of(connection)
        cursor = await driver.execute(
            SQL("SELECT DISTINCT source FROM {} WHERE {} ORDER BY source").format(
                Identifier(facts.table), SQL(facts.waits)
            )
        )
        return [source for (source,) in await cursor.fetchall()]


async def _feed_all(loop: LoopContext) -> Fed:
    """Kind by kind: a nonconformity finds its inspection there already."""
    done = Fed()
    async with erp_session(loop) as session:
        for facts in FED:
            while sources := await waiting_sources(loop.warehouse, facts):
                for source in sources:
                    done += await _feed_batch(loop, session, facts, source)
    return done


async def _feed_batch(loop: LoopContext, session: ErpSession, facts: FedFacts, source: str) -> Fed:
    records = await _pending(loop.warehouse, facts, source, _limits(loop).feed_batch)
    if not records:
        return Fed()
    answer = await ask(loop, session, facts.model, METHOD, source=source, records=records)
    changed, refused = _read_answer(facts, answer, records)
    await _note_fed(loop.warehouse, facts, source, records, changed=changed, refused=refused)
    return Fed(sent=len(records), changed=changed, refused=len(refused))


async def _pending(
    warehouse: Warehouse, facts: FedFacts, source: str, limit: int
) -> list[dict[str, Any]]:
    async with warehouse.read() as connection:
        driver = await psycopg_of(connection)
        cursor = driver.cursor(row_factory=dict_row)
        await cursor.execute(facts.pending, [source, limit])
        return [_as_sent(row) for row in await cursor.fetchall()]


def _as_sent(row: Mapping[str, Any]) -> dict[str, Any]:
    """The record as the ERP takes it: quantities as plain decimal text, days and times as ISO."""
    return {name: _value_as_sent(value) for name, value in row.items()}


def _value_as_sent(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value, "f")
        case date():  # and datetime, which is one
            return value.isoformat()
        case _:
            return value


def _read_answer(
    facts: FedFacts, answer: Any, records: Sequence[Mapping[str, Any]]
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
            f"The ERP's answer to {facts.model}.{METHOD} is not what it promises; the add-on and "
            "the gateway must be of the same version."
        ) from None
    return changed, {identity: why for identity, why in refused.items() if identity in sent}


async def _note_fed(
    warehouse: Warehouse,
    facts: FedFacts,
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
            SQL(
                "UPDATE {} m SET fed_revision = greatest(m.fed_revision, s.revision) "
                "FROM unnest(%s::text[], %s::bigint[]) AS s (key, revision) "
                "WHERE m.source = %s AND m.key = s.key"
            ).format(Identifier(facts.table)),
            [*_columns(records), source],
        )
        await driver.execute(
            "UPDATE rejected_record r SET resolved_at = now() "
            "FROM unnest(%s::text[], %s::bigint[]) AS s (key, revision) "
            "WHERE r.source = %s AND r.stream = %s AND r.key = s.key "
            "AND r.revision <= s.revision AND r.resolved_at IS NULL",
            [*_columns(accepted), source, facts.stream],
        )
        if refused:
            await _keep_refused(driver, facts, source, records, refused)
        await driver.execute(
            "UPDATE source_state SET records = records + %s, rejected = rejected + %s, "
            "cursor = CASE WHEN %s THEN clock_timestamp()::text ELSE cursor END "
            "WHERE source = %s AND stream = %s",
            [len(accepted), len(refused), facts.decides and changed > 0, ERP, FEED],
        )


async def _keep_refused(
    driver: AsyncConnection[Any],
    facts: FedFacts,
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
            facts.stream,
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
