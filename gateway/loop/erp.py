"""Calls to the ERP under the technical user's key, each within a time limit."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from adapters.contract import ErpSession, TimedOut
from gateway.loop.context import LoopContext
from gateway.registry import feed_credentials, make_erp


@asynccontextmanager
async def erp_session(loop: LoopContext) -> AsyncGenerator[ErpSession]:
    """A session of the technical user. Raises ``SettingsError``."""
    credentials = feed_credentials(loop.settings)
    erp = make_erp(loop.settings)
    try:
        yield erp.session(credentials)
    finally:
        await erp.aclose()


async def ask(
    loop: LoopContext, session: ErpSession, model: str, method: str, **parameters: Any
) -> Any:
    """What a public method of a model answers. Raises ``AdapterError``."""
    limit = loop.settings.erp.feed_time_limit if loop.settings.erp else None
    try:
        return await asyncio.wait_for(session.call(model, method, **parameters), limit)
    except TimeoutError:
        raise TimedOut(f"The ERP has not answered {model}.{method} within {limit:g} s.") from None
