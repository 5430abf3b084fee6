"""What a client can do. A mutation is one business act, carried out under the caller's own key."""

from typing import Annotated

import strawberry

from gateway.schema.context import Info
from gateway.schema.need_acts import carry_out_confirm, carry_out_reject
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
    ) -> Need | None:
        return await carry_out_confirm(info, id, reason)

    @strawberry.mutation(description="Rejects the need. Returns the need as it is then.")
    async def reject_need(
        self,
        info: Info,
        id: NeedId,
        reason: Annotated[str, strawberry.argument(description="Why; it is kept and shown.")],
    ) -> Need | None:
        return await carry_out_reject(info, id, reason)
