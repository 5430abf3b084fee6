"""What people decide about a need: one act of theirs is one call to the ERP."""

import strawberry

from gateway.errors import ActDone, InvalidArgument, UpstreamError
from gateway.schema.context import Info
from gateway.schema.ids import erp_number
from gateway.schema.needs import MODEL, Need, read_need


async def carry_out_confirm(info: Info, id: strawberry.ID, reason: str | None) -> Need:
    return await _decide(info, id, "act_confirm", reason)


async def carry_out_reject(info: Info, id: strawberry.ID, reason: str) -> Need:
    if not reason.strip():
        raise InvalidArgument("Say why the need is rejected: reason is empty.")
    return await _decide(info, id, "act_reject", reason)


async def _decide(info: Info, id: strawberry.ID, act: str, reason: str | None) -> Need:
    """The act under the caller's own key, then the need as it is after it."""
    await info.context.erp.call(MODEL, act, [erp_number(id)], reason=reason)
    try:
        after = await read_need(info, id)
    except UpstreamError as error:
        raise ActDone(f"The act was carried out, but the need cannot be read: {error}") from error
    if after is None:
        raise ActDone("The act was carried out, but you may not see the need any more.")
    return after
