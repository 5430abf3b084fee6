"""What people decide about a need: one act of theirs is one call to the ERP."""

import strawberry

from gateway.errors import ActDone, InvalidArgument, UpstreamError
from gateway.schema.context import Info
from gateway.schema.erp import records_of
from gateway.schema.ids import erp_number
from gateway.schema.need_path import KeyPointInput, SubmittedKind, key_point_values
from gateway.schema.needs import MODEL, Need, read_need


async def carry_out_confirm(
    info: Info, id: strawberry.ID, reason: str | None, problem: str | None
) -> Need:
    return await _decide(info, id, "act_confirm", reason=reason, problem=problem)


async def carry_out_reject(info: Info, id: strawberry.ID, reason: str) -> Need:
    said = _said(reason, "Say why the need is rejected: reason is empty.")
    return await _decide(info, id, "act_reject", reason=said)


async def carry_out_submit(info: Info, operation: str, problem: str, kind: SubmittedKind) -> Need:
    """One look at the operation's code, then the act."""
    said = _said(problem, "Say what goes wrong: problem is empty.")
    found = records_of(
        await info.context.erp.call(
            "hr.quality.operation",
            "web_search_read",
            domain=[["code", "=", operation]],
            specification={},
            limit=1,
        )
    )
    if not found:
        raise InvalidArgument(f"There is no operation {operation!r} that you may see.")
    submitted = await info.context.erp.call(
        MODEL, "submit", operation_id=int(found[0]["id"]), problem=said, kind=kind.value
    )
    return await _as_it_is_then(info, strawberry.ID(str(submitted)))


async def carry_out_add_key_points(
    info: Info, id: strawberry.ID, points: list[KeyPointInput]
) -> Need:
    if not points:
        raise InvalidArgument("Name at least one key point: points is empty.")
    need = erp_number(id)
    await info.context.erp.call(
        "hr.quality.need.key.point",
        "create",
        vals_list=[{"need_id": need, **key_point_values(point)} for point in points],
    )
    return await _as_it_is_then(info, id)


async def carry_out_review(info: Info, id: strawberry.ID, note: str | None) -> Need:
    return await _decide(info, id, "act_review", note=note)


async def carry_out_send_back(info: Info, id: strawberry.ID, reason: str) -> Need:
    said = _said(reason, "Say what is missing: reason is empty.")
    return await _decide(info, id, "act_send_back", reason=said)


async def carry_out_answer(info: Info, id: strawberry.ID, feedback: str) -> Need:
    said = _said(feedback, "Say what was put right: feedback is empty.")
    return await _decide(info, id, "act_answer", feedback=said)


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise InvalidArgument(otherwise)
    return text


async def _decide(info: Info, id: strawberry.ID, act: str, **said: str | None) -> Need:
    """The act under the caller's own key, then the need as it is after it."""
    await info.context.erp.call(MODEL, act, [erp_number(id)], **said)
    return await _as_it_is_then(info, id)


async def _as_it_is_then(info: Info, id: strawberry.ID) -> Need:
    try:
        after = await read_need(info, id)
    except UpstreamError as error:
        raise ActDone(f"The act was carried out, but the need cannot be read: {error}") from error
    if after is None:
        raise ActDone("The act was carried out, but you may not see the need any more.")
    return after
