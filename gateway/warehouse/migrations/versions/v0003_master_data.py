"""Orders, lots, equipment, people, qualifications, indicator values; what a source can do"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = (
    ("production_order", ("number",)),
    ("production_order", ("updated_at",)),
    ("lot", ("number",)),
    ("lot", ("updated_at",)),
    ("equipment", ("updated_at",)),
    ("person", ("source", "code")),
    ("person", ("updated_at",)),
    ("qualification", ("source", "person")),
    ("qualification", ("updated_at",)),
    ("indicator_value", ("source", "person")),
    ("indicator_value", ("indicator", "begins")),
    ("indicator_value", ("updated_at",)),
)
TABLES = ("production_order", "lot", "equipment", "person", "qualification", "indicator_value")


def upgrade() -> None:
    _make_master_tables()
    _make_people_tables()
    for table, columns in INDEXES:
        op.create_index(op.f(f"{table}_{'_'.join(columns)}_idx"), table, list(columns))
    op.create_index(
        op.f("production_order_lot_idx"),
        "production_order",
        ["lot"],
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.create_table(
        "notification_cause",
        _text("source", required=True),
        _text("notification_key", required=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("item", required=True),
        _text("code_group", required=True),
        _text("code", required=True),
        _text("text", required=True),
        sa.ForeignKeyConstraint(
            ["source", "notification_key"],
            ["notification.source", "notification.key"],
            name=op.f("notification_cause_source_notification_key_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "source", "notification_key", "position", name=op.f("notification_cause_pkey")
        ),
        comment="Why an item went wrong; item is that item's number",
    )
    op.create_table(
        "source_capability",
        _text("source", required=True),
        _text("kind", required=True),
        _text("name", required=True),
        _text("capability", required=True),
        _now("noted_at"),
        sa.CheckConstraint(
            "kind IN ('stream', 'command')", name=op.f("source_capability_kind_check")
        ),
        sa.CheckConstraint(
            "capability IN ('supported', 'unsupported', 'not_implemented', 'unknown')",
            name=op.f("source_capability_capability_check"),
        ),
        sa.PrimaryKeyConstraint("source", "kind", "name", name=op.f("source_capability_pkey")),
        comment="Which streams each source gives under its settings, and which commands it takes",
    )


def downgrade() -> None:
    for table in ("source_capability", "notification_cause", *reversed(TABLES)):
        op.drop_table(table)


def _make_master_tables() -> None:
    _make(
        "production_order",
        "What is to be made; the stream order, under a name that SQL need not quote",
        _text("number", required=True),
        _text("state", required=True),
        _text("material"),
        _text("work_center"),
        _text("lot"),
        sa.Column("planned", sa.Numeric(), nullable=False),
        sa.Column("produced", sa.Numeric()),
        sa.Column("scrapped", sa.Numeric()),
        _text("unit", required=True),
        sa.Column("start", sa.Date()),
        sa.Column("due", sa.Date()),
        sa.Column("started", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
    )
    _make(
        "lot",
        "Material lots, which SAP calls batches",
        _text("number", required=True),
        _text("material", required=True),
        _text("state"),
        sa.Column("quantity", sa.Numeric()),
        _text("unit", required=True),
        _text("order"),
        _text("supplier"),
        sa.Column("produced", sa.Date()),
        sa.Column("expires", sa.Date()),
    )
    _make(
        "equipment",
        "The equipment hierarchy; parent is the code of the next higher level",
        _text("code", required=True),
        _text("name", required=True),
        _text("level", required=True),
        _text("parent"),
        sa.Column("active", sa.Boolean(), nullable=False),
    )


def _make_people_tables() -> None:
    _make(
        "person",
        "Whom a source knows; code is what its other records name him by",
        _text("code", required=True),
        _text("name", required=True),
        _text("department"),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    _make(
        "qualification",
        "What a person may do, as the source has it; both days count",
        _text("person", required=True),
        _text("skill"),
        _text("operation"),
        sa.Column("level", sa.Numeric()),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
    )
    _make(
        "indicator_value",
        "One figure of one person in one period, first and last day included",
        _text("indicator", required=True),
        _text("person", required=True),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        _text("unit", required=True),
    )


def _make(table: str, comment: str, *columns: sa.Column[Any]) -> None:
    """A table of records: identity, the stream's own columns, when it was taken in."""
    op.create_table(
        table,
        _text("source", required=True),
        _text("key", required=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        *columns,
        _now("updated_at"),
        sa.PrimaryKeyConstraint("source", "key", name=op.f(f"{table}_pkey")),
        comment=comment,
    )


def _text(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(collation="C"), nullable=not required)


def _now(name: str) -> sa.Column[Any]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )
