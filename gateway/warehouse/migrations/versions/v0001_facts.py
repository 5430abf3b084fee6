"""Facts, rejections and the state of the sources"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "defect",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("found_in", sa.Text(collation="C"), nullable=False),
        sa.Column("code_group", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("cause", sa.Text(collation="C"), nullable=True),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("place", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("defect_pkey")),
        comment="What was found wrong, in an inspection or a count",
    )
    op.create_index(
        op.f("defect_source_found_in_idx"), "defect", ["source", "found_in"], unique=False
    )
    op.create_table(
        "inspection",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=True),
        sa.Column("order", sa.Text(collation="C"), nullable=True),
        sa.Column("lot", sa.Text(collation="C"), nullable=True),
        sa.Column("material", sa.Text(collation="C"), nullable=True),
        sa.Column("person", sa.Text(collation="C"), nullable=True),
        sa.Column("inspector", sa.Text(collation="C"), nullable=True),
        sa.Column("inspected", sa.Numeric(), nullable=False),
        sa.Column("nonconforming", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("result", sa.Text(collation="C"), nullable=False),
        sa.Column("standard_revision", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.Date(), nullable=True),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("inspection_pkey")),
        comment="What quality staff checked",
    )
    op.create_index(op.f("inspection_created_idx"), "inspection", ["created"], unique=False)
    op.create_index(
        op.f("inspection_lot_idx"),
        "inspection",
        ["lot"],
        unique=False,
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.create_index(op.f("inspection_updated_at_idx"), "inspection", ["updated_at"], unique=False)
    op.create_table(
        "jobs_schema",
        sa.Column("migration", sa.Text(), nullable=False),
        sa.Column(
            "applied_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("migration", name=op.f("jobs_schema_pkey")),
        comment="Which migrations of the job library its own tables have",
    )
    op.create_table(
        "measurement",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=False),
        sa.Column("work_center", sa.Text(collation="C"), nullable=False),
        sa.Column("person", sa.Text(collation="C"), nullable=True),
        sa.Column("material", sa.Text(collation="C"), nullable=True),
        sa.Column("lot", sa.Text(collation="C"), nullable=True),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("counts", sa.Integer(), nullable=False),
        sa.Column("produced", sa.Numeric(), nullable=False),
        sa.Column("good", sa.Numeric(), nullable=False),
        sa.Column("scrapped", sa.Numeric(), nullable=False),
        sa.Column("reworked", sa.Numeric(), nullable=False),
        sa.Column("fed_revision", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "negative",
            sa.Boolean(),
            sa.Computed("least(produced, good, scrapped, reworked) < 0", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("measurement_pkey")),
        comment="Sums of the counts by day, shift, operation, work centre, person, material, lot",
    )
    op.create_index(
        op.f("measurement_day_operation_idx"), "measurement", ["day", "operation"], unique=False
    )
    op.create_index(
        op.f("measurement_lot_idx"),
        "measurement",
        ["lot"],
        unique=False,
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.create_index(
        "measurement_to_feed_idx",
        "measurement",
        ["source", "key"],
        unique=False,
        postgresql_where=sa.text("revision > fed_revision AND NOT negative"),
    )
    op.create_index(op.f("measurement_updated_at_idx"), "measurement", ["updated_at"], unique=False)
    op.create_table(
        "notification",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("text", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("priority", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("material", sa.Text(collation="C"), nullable=True),
        sa.Column("lot", sa.Text(collation="C"), nullable=True),
        sa.Column("order", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("notification_pkey")),
        comment="A complaint from outside, or a problem reported inside",
    )
    op.create_index(op.f("notification_created_idx"), "notification", ["created"], unique=False)
    op.create_index(
        op.f("notification_lot_idx"),
        "notification",
        ["lot"],
        unique=False,
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.create_index(
        op.f("notification_updated_at_idx"), "notification", ["updated_at"], unique=False
    )
    op.create_table(
        "production_count",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(collation="C"), nullable=False),
        sa.Column("operation", sa.Text(collation="C"), nullable=False),
        sa.Column("work_center", sa.Text(collation="C"), nullable=False),
        sa.Column("work_unit", sa.Text(collation="C"), nullable=True),
        sa.Column("order", sa.Text(collation="C"), nullable=True),
        sa.Column("lot", sa.Text(collation="C"), nullable=True),
        sa.Column("material", sa.Text(collation="C"), nullable=True),
        sa.Column("person", sa.Text(collation="C"), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=False),
        sa.Column("produced", sa.Numeric(), nullable=False),
        sa.Column("good", sa.Numeric(), nullable=False),
        sa.Column("scrapped", sa.Numeric(), nullable=False),
        sa.Column("reworked", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("reverses", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("source", "key", "day", name=op.f("production_count_pkey")),
        comment="Quantities reported for one operation, partitioned by month of the day",
        postgresql_partition_by="RANGE (day)",
    )
    op.create_table(
        "production_count_key",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("production_count_key_pkey")),
        comment="In which month a count is, so that a correction may move it to another one",
    )
    op.create_table(
        "rejected_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("stream", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("detail", sa.Text(collation="C"), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "first_seen",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "last_seen", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("rejected_record_pkey")),
        sa.UniqueConstraint(
            "source",
            "stream",
            "key",
            "revision",
            name=op.f("rejected_record_source_stream_key_revision_key"),
        ),
        comment="Rows that could not be used, and why; open until they come well or are replayed",
    )
    op.create_index(
        "rejected_record_open_idx",
        "rejected_record",
        ["source", "stream", "key"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("stream", sa.Text(collation="C"), nullable=False),
        sa.Column("cursor", sa.Text(collation="C"), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'never'"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("reference", sa.Text(collation="C"), nullable=True),
        sa.Column("running_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("records", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "duration",
            sa.Float(precision=53),
            nullable=True,
            comment="seconds that the last pull took",
        ),
        sa.CheckConstraint(
            "state IN ('never', 'ok', 'slow', 'failing')", name=op.f("source_state_state_check")
        ),
        sa.PrimaryKeyConstraint("source", "stream", name=op.f("source_state_pkey")),
        comment="How far each stream of each source has been read, and how it is doing",
    )
    op.create_table(
        "superseded_record",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("stream", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "superseded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "source", "stream", "key", "revision", name=op.f("superseded_record_pkey")
        ),
        comment="Revisions that a later one replaced, as they were",
    )
    op.create_table(
        "notification_item",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("notification_key", sa.Text(collation="C"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("code_group", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=True),
        sa.Column("text", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["source", "notification_key"],
            ["notification.source", "notification.key"],
            name=op.f("notification_item_source_notification_key_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "source", "notification_key", "position", name=op.f("notification_item_pkey")
        ),
    )
    op.create_table(
        "notification_task",
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("notification_key", sa.Text(collation="C"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("text", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("completed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source", "notification_key"],
            ["notification.source", "notification.key"],
            name=op.f("notification_task_source_notification_key_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "source", "notification_key", "position", name=op.f("notification_task_pkey")
        ),
        comment="One step of rectification",
    )


def downgrade() -> None:
    op.drop_table("notification_task")
    op.drop_table("notification_item")
    op.drop_table("superseded_record")
    op.drop_table("source_state")
    op.drop_index(
        "rejected_record_open_idx",
        table_name="rejected_record",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_table("rejected_record")
    op.drop_table("production_count_key")
    op.drop_table("production_count")
    op.drop_index(op.f("notification_updated_at_idx"), table_name="notification")
    op.drop_index(
        op.f("notification_lot_idx"),
        table_name="notification",
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.drop_index(op.f("notification_created_idx"), table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("measurement_updated_at_idx"), table_name="measurement")
    op.drop_index(
        "measurement_to_feed_idx",
        table_name="measurement",
        postgresql_where=sa.text("revision > fed_revision AND NOT negative"),
    )
    op.drop_index(
        op.f("measurement_lot_idx"),
        table_name="measurement",
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.drop_index(op.f("measurement_day_operation_idx"), table_name="measurement")
    op.drop_table("measurement")
    op.drop_table("jobs_schema")
    op.drop_index(op.f("inspection_updated_at_idx"), table_name="inspection")
    op.drop_index(
        op.f("inspection_lot_idx"),
        table_name="inspection",
        postgresql_where=sa.text("lot IS NOT NULL"),
    )
    op.drop_index(op.f("inspection_created_idx"), table_name="inspection")
    op.drop_table("inspection")
    op.drop_index(op.f("defect_source_found_in_idx"), table_name="defect")
    op.drop_table("defect")
