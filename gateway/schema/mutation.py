"""What a client can do. A mutation is one business act, carried out under the caller's own key."""

from typing import Annotated

import strawberry

from gateway.schema.context import Info
from gateway.schema.need_acts import (
    carry_out_add_key_points,
    carry_out_answer,
    carry_out_confirm,
    carry_out_reject,
    carry_out_review,
    carry_out_send_back,
    carry_out_submit,
)
from gateway.schema.need_path import KeyPointInput, SubmittedKind
from gateway.schema.needs import Need

NeedId = Annotated[strawberry.ID, strawberry.argument(description="Its id from this schema.")]


@strawberry.type(description="One field is one business act; the ERP decides whether you may.")
class Mutation:
    @strawberry.mutation(
        description="Confirms that people need training. Returns the need as it is then."
    )
    async def confirm_need(
        self,
        info: Info,
        id: NeedId,
        reason: Annotated[
            str | None, strawberry.argument(description="What there is to say about it.")
        ] = None,
        problem: Annotated[
            str | None,
            strawberry.argument(description="What goes wrong, in your words; else as it stands."),
        ] = None,
    ) -> Need | None:
        return await carry_out_confirm(info, id, reason, problem)

    @strawberry.mutation(description="Rejects the need. Returns the need as it is then.")
    async def reject_need(
        self,
        info: Info,
        id: NeedId,
        reason: Annotated[str, strawberry.argument(description="Why; it is kept and shown.")],
    ) -> Need | None:
        return await carry_out_reject(info, id, reason)

    @strawberry.mutation(
        description="Submits a need under your name. The manager of the operation's department has"
        " confirmed it with that; for whoever else, he is asked. Returns the need."
    )
    async def submit_need(
        self,
        info: Info,
        operation: Annotated[str, strawberry.argument(description="The operation's code.")],
        problem: Annotated[
            str, strawberry.argument(description="What goes wrong; of a new process: what is new.")
        ],
        kind: Annotated[
            SubmittedKind, strawberry.argument(description="A problem or a new process.")
        ] = SubmittedKind.PERSON,
    ) -> Need | None:
        return await carry_out_submit(info, operation, problem, kind)

    @strawberry.mutation(
        description="Adds key points while the need waits for quality's review. Returns the need."
    )
    async def add_key_points(
        self,
        info: Info,
        id: NeedId,
        points: Annotated[list[KeyPointInput], strawberry.argument(description="One or more.")],
    ) -> Need | None:
        return await carry_out_add_key_points(info, id, points)

    @strawberry.mutation(
        description="Passes quality's review; asks for at least one key point. Returns the need."
    )
    async def review_need(
        self,
        info: Info,
        id: NeedId,
        note: Annotated[
            str | None, strawberry.argument(description="What to pay attention to.")
        ] = None,
    ) -> Need | None:
        return await carry_out_review(info, id, note)

    @strawberry.mutation(description="Sends the need back to the manager. Returns the need.")
    async def send_back_need(
        self,
        info: Info,
        id: NeedId,
        reason: Annotated[str, strawberry.argument(description="What is missing.")],
    ) -> Need | None:
        return await carry_out_send_back(info, id, reason)

    @strawberry.mutation(
        description="Gives the feedback of operations after quality's check. Returns the need."
    )
    async def answer_need(
        self,
        info: Info,
        id: NeedId,
        feedback: Annotated[str, strawberry.argument(description="What was put right.")],
    ) -> Need | None:
        return await carry_out_answer(info, id, feedback)
