"""What the tables' columns have in common: names of constraints, and one way to hold each thing."""

from sqlalchemy import BigInteger, Column, DateTime, Index, MetaData, Numeric, Text, func, text

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)


def text_column(name: str, *, required: bool = False) -> Column[str]:
    """Codes are compared byte by byte: the same everywhere, and faster than by a language."""
    return Column(name, Text(collation="C"), nullable=not required)


def identity() -> tuple[Column[str], Column[str], Column[int]]:
    """Which record of which source this is, and which state of it."""
    return (
        text_column("source", required=True),
        text_column("key", required=True),
        Column("revision", BigInteger, nullable=False),
    )


def quantity(name: str, *, required: bool = True) -> Column[object]:
    return Column(name, Numeric, nullable=not required)


def moment(name: str, *, required: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required)


def recorded_at() -> Column[object]:
    """When the warehouse took the revision in: what incremental readers filter by."""
    return Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now())


def fed_revision() -> Column[int]:
    """The revision that the ERP was given last; -1: none."""
    return Column("fed_revision", BigInteger, nullable=False, server_default=text("-1"))


def to_feed(table: str) -> Index:
    return Index(
        f"{table}_to_feed_idx",
        "source",
        "key",
        postgresql_where=text("revision > fed_revision"),
    )


def where_given(column: str) -> Index:
    """An index of the rows that have the column at all."""
    return Index(None, column, postgresql_where=text(f"{column} IS NOT NULL"))
