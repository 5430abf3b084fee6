"""Whom each source's system was told to allow or block"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "sent_permission"


def upgrade() -> None:
    op.create_table(
        TABLE,
        _text("source", required=True),
        _text("person", required=True),
        _text("operation", required=True),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        _text("problem"),
        sa.PrimaryKeyConstraint("source", "person", "operation", name=op.f(f"{TABLE}_pkey")),
        comment="Whom each source's system was told to allow or block for what; "
        "not yet: no sent_at",
    )


def downgrade() -> None:
    op.drop_table(TABLE)


def _text(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(collation="C"), nullable=not required)
