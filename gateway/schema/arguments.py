"""Arguments that every list has."""

from typing import Annotated

import strawberry

Limit = Annotated[int, strawberry.argument(description="At most so many rows.")]
Offset = Annotated[int, strawberry.argument(description="So many rows are left out at the start.")]
