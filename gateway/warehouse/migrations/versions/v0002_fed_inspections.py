"""Inspections and defects are fed to the ERP"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("inspection", "defect")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table,
            sa.Column(
                "fed_revision", sa.BigInteger(), server_default=sa.text("-1"), nullable=False
            ),
        )
        op.create_index(
            f"{table}_to_feed_idx",
            table,
            ["source", "key"],
            unique=False,
            postgresql_where=sa.text("revision > fed_revision"),
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(
            f"{table}_to_feed_idx",
            table_name=table,
            postgresql_where=sa.text("revision > fed_revision"),
        )
        op.drop_column(table, "fed_revision")
