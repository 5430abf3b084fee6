"""The characteristics of inspections with their results"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "inspection_characteristic"


def upgrade() -> None:
    op.create_table(
        TABLE,
        _text("source", required=True),
        _text("inspection_key", required=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("operation", required=True),
        _text("number", required=True),
        _text("text", required=True),
        sa.Column("target", sa.Numeric()),
        sa.Column("lower", sa.Numeric()),
        sa.Column("upper", sa.Numeric()),
        sa.Column("mean", sa.Numeric()),
        _text("unit"),
        sa.Column("inspected", sa.Numeric()),
        sa.Column("nonconforming", sa.Numeric()),
        _text("code_group"),
        _text("code"),
        _text("inspector"),
        _text("result", required=True),
        sa.ForeignKeyConstraint(
            ["source", "inspection_key"],
            ["inspection.source", "inspection.key"],
            name=op.f(f"{TABLE}_source_inspection_key_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "inspection_key", "position", name=op.f(f"{TABLE}_pkey")),
        comment="What an inspection asks of one characteristic, and what was found",
    )


def downgrade() -> None:
    op.drop_table(TABLE)


def _text(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(collation="C"), nullable=not required)
