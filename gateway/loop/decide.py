"""Letting the ERP's rules look at what it was fed.

The feed moves its own cursor whenever the ERP took something in; a decision is due while the
cursor of ``erp``/``decide`` is another one.
"""

from collections.abc import Mapping
from typing import Any

from gateway.loop.context import LoopContext
from gateway.loop.erp import ask, erp_session
from gateway.loop.state import DECIDE, ERP, FEED
from gateway.warehouse.database import Warehouse, psycopg_of

RULES = "hr.quality.rule"


async def decide(loop: LoopContext) -> Mapping[str, Any]:
    """Has the rules evaluated once; the ERP's own answer.

    Raises ``AdapterError`` or ``SettingsError``, after the state of ``erp``/``decide`` was
    written.
    """
    async with loop.warehouse.alone(DECIDE), loop.state_of_erp(DECIDE).run():
        seen = await _cursor(loop.warehouse, FEED)
        async with erp_session(loop) as session:
            answer: Mapping[str, Any] = await ask(loop, session, RULES, "evaluate")
        await _move_cursor(loop.warehouse, seen)
        return answer


async def decision_is_due(warehouse: Warehouse) -> bool:
    """Whether the ERP took something in that its rules have not looked at."""
    fed = await _cursor(warehouse, FEED)
    return fed is not None and fed != await _cursor(warehouse, DECIDE)


async def _cursor(warehouse: Warehouse, stream: str) -> str | None:
    async with warehouse.read() as connection:
        driver = await psycopg_of(connection)
        cursor = await driver.execute(
            "SELECT cursor FROM source_state WHERE source = %s AND stream = %s", [ERP, stream]
        )
        row = await cursor.fetchone()
        return row[0] if row else None


async def _move_cursor(warehouse: Warehouse, seen: str | None) -> None:
    async with warehouse.write() as connection:
        driver = await psycopg_of(connection)
        await driver.execute(
            "UPDATE source_state SET cursor = %s WHERE source = %s AND stream = %s",
            [seen, ERP, DECIDE],
        )
