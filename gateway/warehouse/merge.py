"""From the staged rows to the facts: new revisions in, replaced ones into history.

Works on whole pages with a fixed number of statements. The caller holds the lock of the source's
stream, so nobody else changes its rows meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.sql import SQL, Composable, Identifier, Literal

from adapters.contract import Stream
from gateway.warehouse.parts import Part, parts_of
from gateway.warehouse.staging import INCOMING, column_list, record_columns, table_name

FRESH = "incoming_fresh"
REPLACED = "incoming_replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of the records: new keys, and keys with a newer revision."""

    created: int
    replaced: int

    @property
    def changed(self) -> int:
        return self.created + self.replaced


async def merge(
    connection: AsyncConnection[Any], source: str, stream: Stream, *, staged: int
) -> Merged:
    """Stores the revisions among the ``staged`` rows that are newer than what is there.

    Leaves ``incoming_fresh`` (the revisions now in force) and ``incoming_replaced`` (the rows
    that they replaced) for whoever sums them up.
    """
    await _pick_newest(connection, source, stream)
    merged = await _count_fresh(connection)
    if merged.changed < staged:
        await _keep_late(connection, source, stream)
        await _execute(connection, "DELETE FROM {fresh} WHERE old_revision >= revision", {})
    await _take_out_replaced(connection, source, stream, any_replaced=merged.replaced > 0)
    if merged.changed:
        await _put_in(connection, source, stream)
    return merged


async def _pick_newest(connection: AsyncConnection[Any], source: str, stream: Stream) -> None:
    """The newest staged revision of each key beside the one in force."""
    known = "production_count_key" if stream is Stream.PRODUCTION_COUNT else table_name(stream)
    old_day = "k.day" if stream is Stream.PRODUCTION_COUNT else "NULL::date"
    await connection.execute(
        SQL(
            "CREATE TEMP TABLE {fresh} ON COMMIT DROP AS "
            "SELECT DISTINCT ON (i.key) i.*, k.revision AS old_revision, {old_day} AS old_day "
            "FROM {incoming} i "
            "LEFT JOIN {known} k ON k.source = {source} AND k.key = i.key "
            # Of the same revision twice, the one that came last.
            "ORDER BY i.key, i.revision DESC, i.ctid DESC"
        ).format(
            fresh=Identifier(FRESH),
            incoming=Identifier(INCOMING),
            known=Identifier(known),
            old_day=SQL(old_day),
            source=Literal(source),
        )
    )


async def _keep_late(connection: AsyncConnection[Any], source: str, stream: Stream) -> None:
    """Revisions that came when a newer one was there already are history at once."""
    staged = {part: part.incoming for part in parts_of(stream)}
    parts = _parts_as_json(staged, "i.key", "p.revision = i.revision")
    await _execute(
        connection,
        "INSERT INTO superseded_record (source, stream, key, revision, content) "
        "SELECT %(source)s, %(stream)s, i.key, i.revision, to_jsonb(i){parts} "
        "FROM {incoming} i JOIN {fresh} f ON f.key = i.key "
        "WHERE i.revision < greatest(f.revision, f.old_revision) "
        "AND i.revision IS DISTINCT FROM f.old_revision "
        "ON CONFLICT DO NOTHING",
        {"source": source, "stream": stream.value},
        parts=parts,
    )


async def _count_fresh(connection: AsyncConnection[Any]) -> Merged:
    cursor = await connection.execute(
        SQL(
            "SELECT count(*) FILTER (WHERE old_revision IS NULL), "
            "count(*) FILTER (WHERE old_revision < revision) FROM {}"
        ).format(Identifier(FRESH))
    )
    created, replaced = await cursor.fetchone() or (0, 0)
    return Merged(created=created, replaced=replaced)


async def _take_out_replaced(
    connection: AsyncConnection[Any], source: str, stream: Stream, *, any_replaced: bool
) -> None:
    """Moves the rows that a fresh revision replaces into history."""
    # A literal day lets PostgreSQL look into the one partition that holds the row.
    same_day = SQL(" AND t.day = f.old_day" if stream is Stream.PRODUCTION_COUNT else "")
    names = {"table": Identifier(table_name(stream)), "same_day": same_day}
    await _execute(
        connection,
        "CREATE TEMP TABLE {replaced} ON COMMIT DROP AS SELECT t.* FROM {fresh} f "
        "JOIN {table} t ON t.source = {source} AND t.key = f.key{same_day} "
        "WHERE f.old_revision IS NOT NULL"
        if any_replaced
        else "CREATE TEMP TABLE {replaced} ON COMMIT DROP AS SELECT * FROM {table} WITH NO DATA",
        {},
        **names,
        source=Literal(source),
    )
    if not any_replaced:
        return
    kept = {part: part.table for part in parts_of(stream)}
    parts = _parts_as_json(kept, "r.key", "p.source = r.source")
    await _execute(
        connection,
        "INSERT INTO superseded_record (source, stream, key, revision, content) "
        "SELECT r.source, %(stream)s, r.key, r.revision, (to_jsonb(r) - 'fed_revision'){parts} "
        "FROM {replaced} r "
        "ON CONFLICT DO NOTHING",
        {"stream": stream.value},
        parts=parts,
    )
    same_day = SQL(" AND t.day = r.day" if stream is Stream.PRODUCTION_COUNT else "")
    await _execute(
        connection,
        "DELETE FROM {table} t USING {replaced} r "
        "WHERE t.source = r.source AND t.key = r.key{same_day}",
        {},
        table=names["table"],
        same_day=same_day,
    )


async def _put_in(connection: AsyncConnection[Any], source: str, stream: Stream) -> None:
    columns = column_list(record_columns(stream))
    if stream is Stream.PRODUCTION_COUNT:
        await _execute(
            connection,
            "INSERT INTO production_count_key (source, key, revision, day) "
            "SELECT %(source)s, key, revision, day FROM {fresh} "
            "ON CONFLICT (source, key) DO UPDATE "
            "SET revision = excluded.revision, day = excluded.day",
            {"source": source},
        )
    await _execute(
        connection,
        "INSERT INTO {table} (source, {columns}) SELECT %(source)s, {columns} FROM {fresh}",
        {"source": source},
        table=Identifier(table_name(stream)),
        columns=columns,
    )
    for part in parts_of(stream):
        await _put_in_parts(connection, source, part)


async def _put_in_parts(connection: AsyncConnection[Any], source: str, part: Part) -> None:
    await _execute(
        connection,
        "INSERT INTO {table} (source, {parent}, position, {columns}) "
        # The same record twice on one page brings its lists twice.
        "SELECT DISTINCT ON ({parent}, position) %(source)s, {parent}, position, {staged} "
        "FROM {parts} JOIN {fresh} f ON f.key = {parent} AND f.revision = {parts}.revision",
        {"source": source},
        table=Identifier(part.table),
        parts=Identifier(part.incoming),
        parent=Identifier(part.parent),
        columns=column_list(part.columns),
        staged=SQL(", ").join(
            SQL("{}.{}").format(Identifier(part.incoming), Identifier(name))
            for name in part.columns
        ),
    )


def _parts_as_json(
    tables: Mapping[Part, str], key: LiteralString, same: LiteralString
) -> Composable:
    """The lists of a record in those tables, as pieces of JSON to be joined to its own columns."""
    pieces = [
        SQL(
            " || jsonb_build_object({word}, coalesce((SELECT jsonb_agg(to_jsonb(p) "
            "ORDER BY p.position) FROM {table} p WHERE p.{parent} = {key} AND {same}), '[]'))"
        ).format(
            word=Literal(part.field),
            table=Identifier(table),
            parent=Identifier(part.parent),
            key=SQL(key),
            same=SQL(same),
        )
        for part, table in tables.items()
    ]
    return SQL("").join(pieces)


async def _execute(
    connection: AsyncConnection[Any],
    statement: LiteralString,
    parameters: dict[str, Any],
    **names: Composable,
) -> None:
    names |= {
        "incoming": Identifier(INCOMING),
        "fresh": Identifier(FRESH),
        "replaced": Identifier(REPLACED),
    }
    await connection.execute(SQL(statement).format(**names), parameters)
