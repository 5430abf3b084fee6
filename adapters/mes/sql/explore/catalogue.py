"""What a database says of itself: tables, columns, keys, and which table refers to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from sqlalchemy import Inspector, types
from sqlalchemy.engine.reflection import ObjectKind

from adapters.mes.sql.database import Database

_OF_THE_SYSTEM = ("information_schema",)


class Kind(Enum):
    """What a column holds, as far as its type says."""

    INTEGER = auto()
    NUMBER = auto()
    TEXT = auto()
    BYTES = auto()
    MOMENT = auto()
    DAY = auto()
    CLOCK = auto()
    FLAG = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A column that names a row of another table; ``declared``: by a foreign key."""

    column: str
    table: str
    target: str
    declared: bool = True


@dataclass(slots=True)
class Table:
    """A table or view as a mapping names it; ``key`` is its primary key."""

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    links: list[Link] = field(default_factory=list[Link])

    def link_of(self, column: str) -> Link | None:
        return next((link for link in self.links if link.column == column), None)


Catalogue = Mapping[str, Table]


def read_catalogue(database: Database) -> Catalogue:
    """All tables and views that are not the database's own."""
    tables = database.inspected(_tables)
    named = _names_that_refer(tables)
    for table in tables.values():
        table.links += _guessed_links(table, named)
    return tables


def _tables(inspector: Inspector) -> dict[str, Table]:
    found: dict[str, Table] = {}
    default = inspector.default_schema_name
    for schema in _schemas(inspector):
        where = None if schema == default else schema
        columns = inspector.get_multi_columns(schema=where, kind=ObjectKind.ANY)
        keys = inspector.get_multi_pk_constraint(schema=where)
        links = inspector.get_multi_foreign_keys(schema=where)
        for place, described in columns.items():
            table = Table(
                name=_name(place),
                columns={c["name"]: _column(c) for c in described},
                key=tuple((keys.get(place) or {}).get("constrained_columns") or ()),
                links=[link for f in links.get(place, ()) for link in _declared(f)],
            )
            found[table.name] = table
    return found


def _schemas(inspector: Inspector) -> list[str | None]:
    """Those of the database that the address names; to MariaDB each schema is a database."""
    default = inspector.default_schema_name
    if inspector.dialect.name in {"mysql", "mariadb"}:
        return [default]
    names = inspector.get_schema_names()
    return [n for n in names if n not in _OF_THE_SYSTEM and not n.startswith("pg_")] or [default]


def _name(place: tuple[str | None, str]) -> str:
    schema, name = place
    return f"{schema}.{name}" if schema else name


def _column(described: Mapping[str, Any]) -> Column:
    return Column(described["name"], _kind(described["type"]), bool(described.get("nullable")))


def _kind(of: Any) -> Kind:
    for kind, sorts in _KINDS:
        if isinstance(of, sorts):
            return kind
    return Kind.OTHER


_KINDS: Sequence[tuple[Kind, tuple[type[Any], ...]]] = (
    (Kind.FLAG, (types.Boolean,)),
    (Kind.INTEGER, (types.Integer,)),
    (Kind.NUMBER, (types.Numeric,)),
    (Kind.MOMENT, (types.DateTime,)),
    (Kind.DAY, (types.Date,)),
    (Kind.CLOCK, (types.Time, types.Interval)),
    (Kind.BYTES, (types.LargeBinary, types.BINARY, types.VARBINARY)),
    (Kind.TEXT, (types.String, types.Enum, types.Uuid)),
)


def _declared(foreign_key: Mapping[str, Any]) -> list[Link]:
    ours: list[str] = foreign_key["constrained_columns"]
    theirs: list[str] = foreign_key["referred_columns"]
    if len(ours) != 1 or len(theirs) != 1:
        return []
    name = _name((foreign_key.get("referred_schema"), foreign_key["referred_table"]))
    return [Link(ours[0], name, theirs[0])]


def _guessed_links(table: Table, named: Mapping[str, tuple[str, Column]]) -> list[Link]:
    """A column that has the name of another table's key, or of the table and ``_id``."""
    known = {link.column for link in table.links}
    found: list[Link] = []
    for column in table.columns.values():
        other, key = named.get(column.name.lower(), ("", column))
        is_own = not other or other == table.name or (column.name,) == table.key
        if not is_own and column.name not in known and key.kind is column.kind:
            found.append(Link(column.name, other, key.name, declared=False))
    return found


def _names_that_refer(tables: Catalogue) -> dict[str, tuple[str, Column]]:
    """The names under which other tables may name a row: of which table, by which key."""
    named: dict[str, tuple[str, Column]] = {}
    for table in tables.values():
        if len(table.key) != 1:
            continue
        key = table.columns[table.key[0]]
        bare = table.name.rpartition(".")[2].lower()
        names = {f"{bare}_id", f"{bare.removesuffix('s')}_id", f"{bare}id"}
        for name in names if key.name.lower() == "id" else {key.name.lower()}:
            named.setdefault(name, (table.name, key))
    return named
