"""What a client sees: types, queries and mutations, a file per domain."""

import strawberry
from graphql import build_schema as schema_of_text
from graphql import lexicographic_sort_schema, print_schema
from strawberry.extensions import MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig

from gateway.schema.execution import ColumnExecutor
from gateway.schema.limits import Limits, document_limits
from gateway.schema.mutation import Mutation
from gateway.schema.query import Query
from gateway.schema.scalars import SCALARS


def build_schema(limits: Limits | None = None) -> strawberry.Schema:
    """The schema under the given limits."""
    allowed = limits or Limits()
    return strawberry.Schema(
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
