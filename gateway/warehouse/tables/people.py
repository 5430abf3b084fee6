"""What the sources say of people: who they are there, what they may do, their figures."""

from sqlalchemy import Boolean, Column, Date, Index, PrimaryKeyConstraint, Table

from gateway.warehouse.tables.columns import identity, metadata, quantity, recorded_at, text_column

person = Table(
    "person",
    metadata,
    *identity(),
    text_column("code", required=True),
    text_column("name", required=True),
    text_column("department"),
    Column("active", Boolean, nullable=False),
    recorded_at(),
    PrimaryKeyConstraint("source", "key"),
    Index(None, "source", "code"),
    Index(None, "updated_at"),
    comment="Whom a source knows; code is what its other records name him by",
)

qualification = Table(
    "qualification",
    metadata,
    *identity(),
    text_column("person", required=True),
    text_column("skill"),
    text_column("operation"),
    quantity("level", required=False),
    Column("allowed", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
    recorded_at(),
    PrimaryKeyConstraint("source", "key"),
    Index(None, "source", "person"),
    Index(None, "updated_at"),
    comment="What a person may do, as the source has it; both days count",
)

indicator_value = Table(
    "indicator_value",
    metadata,
    *identity(),
    text_column("indicator", required=True),
    text_column("person", required=True),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    quantity("value"),
    text_column("unit", required=True),
    recorded_at(),
    PrimaryKeyConstraint("source", "key"),
    Index(None, "source", "person"),
    Index(None, "indicator", "begins"),
    Index(None, "updated_at"),
    comment="One figure of one person in one period, first and last day included",
)
