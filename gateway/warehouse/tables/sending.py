"""What the sources' systems were told."""

from sqlalchemy import BigInteger, Boolean, Column, Date, PrimaryKeyConstraint, Table

from gateway.warehouse.tables.columns import metadata, moment, text_column

sent_permission = Table(
    "sent_permission",
    metadata,
    text_column("source", required=True),
    text_column("person", required=True),
    text_column("operation", required=True),
    Column("allowed", Boolean, nullable=False),
    Column("valid_until", Date),
    Column("revision", BigInteger, nullable=False),
    moment("sent_at"),
    text_column("problem"),
    PrimaryKeyConstraint("source", "person", "operation"),
    comment="Whom each source's system was told to allow or block for what; not yet: no sent_at",
)
