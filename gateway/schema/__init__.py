"""What a client sees: types, queries and mutations, a file per domain."""

import strawberry
from graphql import GraphQLError, lexicographic_sort_schema, print_schema
from graphql import build_schema as schema_of_text
from strawberry.extensions import MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from gateway.schema.execution import ColumnExecutor
from gateway.schema.limits import Limits, document_limits
from gateway.schema.mutation import Mutation
from gateway.schema.query import Query
from gateway.schema.scalars import SCALARS


class GatewaySchema(strawberry.Schema):
    """Strawberry's schema, which leaves it to the reply to log what is worth it."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Logs nothing: a client's mistake is not the operator's, and may hold anything."""


def build_schema(limits: Limits | None = None) -> strawberry.Schema:
    """The schema under the given limits."""
    allowed = limits or Limits()
    return GatewaySchema(
        query=Query,
        mutation=Mutation,
        execution_context_class=ColumnExecutor,
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=allowed.tokens),
            lambda: document_limits(allowed),
        ],
        # Strawberry's own sort_schema rebuilds the enums without their Python classes.
        config=StrawberryConfig(scalar_map=SCALARS),
    )


schema = build_schema()
"""The schema under the usual limits: what ``schema.graphql`` is exported from."""


def export_schema() -> str:
    """The schema in GraphQL's own language, sorted, as it stands in ``schema.graphql``."""
    return print_schema(lexicographic_sort_schema(schema_of_text(schema.as_str()))) + "\n"


__all__ = ["Limits", "build_schema", "export_schema", "schema"]
