"""The warehouse's tables.

Keys and codes are text, quantities exact ``numeric``, times ``timestamptz``. Fact tables hold the
revision in force of each record; what it replaced is kept in ``superseded_record``.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def _text(name: str, *, required: bool = False) -> Column[str]:
    """Codes are compared byte by byte: the same everywhere, and faster than by a language."""
    return Column(name, Text(collation="C"), nullable=not required)


def _quantity(name: str, *, required: bool = True) -> Column[object]:
    return Column(name, Numeric, nullable=not required)


def _time(name: str, *, required: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required)


def _fed_revision() -> Column[int]:
    """The revision that the ERP was given last; -1: none."""
    return Column("fed_revision", BigInteger, nullable=False, server_default=text("-1"))


def _to_feed(table: str) -> Index:
    return Index(
        f"{table}_to_feed_idx",
        "source",
        "key",
        postgresql_where=text("revision > fed_revision"),
    )


def _recorded_at() -> Column[object]:
    """When the warehouse took the revision in: what incremental readers filter by."""
    return Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now())


production_count = Table(
    "production_count",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    _text("shift", required=True),
    _text("operation", required=True),
    _text("work_center", required=True),
    _text("work_unit"),
    _text("order"),
    _text("lot"),
    _text("material"),
    _text("person"),
    _time("started", required=True),
    _time("ended", required=True),
    _quantity("produced"),
    _quantity("good"),
    _quantity("scrapped"),
    _quantity("reworked"),
    _text("unit", required=True),
    _text("reverses"),
    _recorded_at(),
    PrimaryKeyConstraint("source", "key", "day"),
    comment="Quantities reported for one operation, partitioned by month of the day",
    postgresql_partition_by="RANGE (day)",
)

production_count_key = Table(
    "production_count_key",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("source", "key"),
    comment="In which month a count is, so that a correction may move it to another one",
)

inspection = Table(
    "inspection",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    _text("kind", required=True),
    _text("operation"),
    _text("order"),
    _text("lot"),
    _text("material"),
    _text("person"),
    _text("inspector"),
    _quantity("inspected"),
    _quantity("nonconforming", required=False),
    _text("unit", required=True),
    _text("result", required=True),
    _text("standard_revision"),
    Column("created", Date),
    _time("decided"),
    _recorded_at(),
    _fed_revision(),
    PrimaryKeyConstraint("source", "key"),
    _to_feed("inspection"),
    Index(None, "created"),
    Index(None, "lot", postgresql_where=text("lot IS NOT NULL")),
    Index(None, "updated_at"),
    comment="What quality staff checked",
)

defect = Table(
    "defect",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    _text("found_in", required=True),
    _text("code_group", required=True),
    _text("code", required=True),
    _text("cause"),
    _quantity("quantity"),
    _text("unit", required=True),
    _text("place"),
    _recorded_at(),
    _fed_revision(),
    PrimaryKeyConstraint("source", "key"),
    _to_feed("defect"),
    Index(None, "source", "found_in"),
    comment="What was found wrong, in an inspection or a count",
)

notification = Table(
    "notification",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    _text("kind", required=True),
    _text("number", required=True),
    _text("text", required=True),
    _text("status", required=True),
    _text("priority"),
    Column("created", Date, nullable=False),
    Column("due", Date),
    Column("closed", Date),
    _text("material"),
    _text("lot"),
    _text("order"),
    _recorded_at(),
    PrimaryKeyConstraint("source", "key"),
    Index(None, "created"),
    Index(None, "lot", postgresql_where=text("lot IS NOT NULL")),
    Index(None, "updated_at"),
    comment="A complaint from outside, or a problem reported inside",
)

notification_item = Table(
    "notification_item",
    metadata,
    _text("source", required=True),
    _text("notification_key", required=True),
    Column("position", Integer, nullable=False),
    _text("number", required=True),
    _text("code_group", required=True),
    _text("code", required=True),
    _quantity("quantity", required=False),
    _text("text", required=True),
    PrimaryKeyConstraint("source", "notification_key", "position"),
    ForeignKeyConstraint(
        ["source", "notification_key"],
        ["notification.source", "notification.key"],
        ondelete="CASCADE",
    ),
)

notification_task = Table(
    "notification_task",
    metadata,
    _text("source", required=True),
    _text("notification_key", required=True),
    Column("position", Integer, nullable=False),
    _text("number", required=True),
    _text("text", required=True),
    _text("status", required=True),
    Column("due", Date),
    Column("completed", Date),
    PrimaryKeyConstraint("source", "notification_key", "position"),
    ForeignKeyConstraint(
        ["source", "notification_key"],
        ["notification.source", "notification.key"],
        ondelete="CASCADE",
    ),
    comment="One step of rectification",
)

superseded_record = Table(
    "superseded_record",
    metadata,
    _text("source", required=True),
    _text("stream", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("superseded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    PrimaryKeyConstraint("source", "stream", "key", "revision"),
    comment="Revisions that a later one replaced, as they were",
)

measurement = Table(
    "measurement",
    metadata,
    _text("source", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    _text("shift", required=True),
    _text("operation", required=True),
    _text("work_center", required=True),
    _text("person"),
    _text("material"),
    _text("lot"),
    _text("unit", required=True),
    Column("counts", Integer, nullable=False),
    _quantity("produced"),
    _quantity("good"),
    _quantity("scrapped"),
    _quantity("reworked"),
    Column("fed_revision", BigInteger, nullable=False, server_default=text("0")),
    Column(
        "negative",
        Boolean,
        Computed("least(produced, good, scrapped, reworked) < 0", persisted=True),
        nullable=False,
    ),
    _recorded_at(),
    PrimaryKeyConstraint("source", "key"),
    Index(None, "day", "operation"),
    Index(None, "lot", postgresql_where=text("lot IS NOT NULL")),
    Index(None, "updated_at"),
    Index(
        "measurement_to_feed_idx",
        "source",
        "key",
        postgresql_where=text("revision > fed_revision AND NOT negative"),
    ),
    comment="Sums of the counts by day, shift, operation, work centre, person, material, lot",
)

rejected_record = Table(
    "rejected_record",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _text("source", required=True),
    _text("stream", required=True),
    _text("key", required=True),
    Column("revision", BigInteger, nullable=False),
    _text("reason", required=True),
    _text("detail", required=True),
    Column("raw", JSONB, nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("times", Integer, nullable=False, server_default=text("1")),
    _time("resolved_at"),
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
    _text("source", required=True),
    _text("stream", required=True),
    _text("cursor"),
    Column("state", Text, nullable=False, server_default=text("'never'")),
    _time("since"),
    _text("reason_code"),
    _text("reason"),
    _text("reference"),
    _time("running_since"),
    _time("last_attempt_at"),
    _time("last_success_at"),
    _time("next_attempt_at"),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("records", BigInteger, nullable=False, server_default=text("0")),
    Column("rejected", BigInteger, nullable=False, server_default=text("0")),
    Column("duration", Float(53), comment="seconds that the last pull took"),
    PrimaryKeyConstraint("source", "stream"),
    CheckConstraint("state IN ('never', 'ok', 'slow', 'failing')", name="state"),
    comment="How far each stream of each source has been read, and how it is doing",
)

jobs_schema = Table(
    "jobs_schema",
    metadata,
    Column("migration", Text, primary_key=True),
    Column("applied_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="Which migrations of the job library its own tables have",
)
