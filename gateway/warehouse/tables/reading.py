"""How far the sources have been read, and what of theirs is not in force or not usable."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gateway.warehouse.tables.columns import metadata, moment, text_column

superseded_record = Table(
    "superseded_record",
    metadata,
    text_column("source", required=True),
    text_column("stream", required=True),
    text_column("key", required=True),
    Column("revision", BigInteger, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("superseded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    PrimaryKeyConstraint("source", "stream", "key", "revision"),
    comment="Revisions that a later one replaced, as they were",
)

rejected_record = Table(
    "rejected_record",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    text_column("source", required=True),
    text_column("stream", required=True),
    text_column("key", required=True),
    Column("revision", BigInteger, nullable=False),
    text_column("reason", required=True),
    text_column("detail", required=True),
    Column("raw", JSONB, nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("times", Integer, nullable=False, server_default=text("1")),
    moment("resolved_at"),
    UniqueConstraint("source", "stream", "key", "revision"),
    Index(
        "rejected_record_open_idx",
        "source",
        "stream",
        "key",
        postgresql_where=text("resolved_at IS NULL"),
    ),
    comment="Rows that could not be used, and why; open until they come well or are replayed",
)

source_state = Table(
    "source_state",
    metadata,
    text_column("source", required=True),
    text_column("stream", required=True),
    text_column("cursor"),
    Column("state", Text, nullable=False, server_default=text("'never'")),
    moment("since"),
    text_column("reason_code"),
    text_column("reason"),
    text_column("reference"),
    moment("running_since"),
    moment("last_attempt_at"),
    moment("last_success_at"),
    moment("next_attempt_at"),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("records", BigInteger, nullable=False, server_default=text("0")),
    Column("rejected", BigInteger, nullable=False, server_default=text("0")),
    Column("duration", Float(53), comment="seconds that the last pull took"),
    PrimaryKeyConstraint("source", "stream"),
    CheckConstraint("state IN ('never', 'ok', 'slow', 'failing')", name="state"),
    comment="How far each stream of each source has been read, and how it is doing",
)

source_capability = Table(
    "source_capability",
    metadata,
    text_column("source", required=True),
    text_column("kind", required=True),
    text_column("name", required=True),
    text_column("capability", required=True),
    Column("noted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    PrimaryKeyConstraint("source", "kind", "name"),
    CheckConstraint("kind IN ('stream', 'command')", name="kind"),
    CheckConstraint(
        "capability IN ('supported', 'unsupported', 'not_implemented', 'unknown')",
        name="capability",
    ),
    comment="Which streams each source gives under its settings, and which commands it takes",
)

jobs_schema = Table(
    "jobs_schema",
    metadata,
    Column("migration", Text, primary_key=True),
    Column("applied_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="Which migrations of the job library its own tables have",
)
