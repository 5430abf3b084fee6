"""What the mapping of an SQL database says beyond the fields: tables, joins and the cursor.

A column is written ``COLUMN`` (of the part's own table) or ``alias.COLUMN`` (of a join).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.mapping.file import load_mapping
from adapters.mapping.model import Name, Part, Place, ShiftSpec, SourceMapping, Spec
from adapters.mes.sql.command_spec import CommandSpec, command_problems

PACKAGE = "adapters.mes.sql"


class Join(Spec):
    """A table of master data beside the part's own: at most one row of it for each row.

    ``on``: column of this table → column of the part (or of an earlier join).
    """

    table: Name
    alias: Name = Field(alias="as")
    on: Annotated[Mapping[str, str], Field(min_length=1)]


class CursorSpec(Spec):
    """How to know what is new.

    ``id``: a number that grows with every row written. ``changed``: when a row was last written
    (``form`` as in a field; text must sort as time does). With both, rows are read in order of
    change and the id parts equal times; without an id the columns of the part's key do. Rows
    committed late or by a slow clock are caught by reading the last ``overlap_ids`` or
    ``overlap_minutes`` again. ``whole``: small tables whose
    rows are changed without a trace are read from their beginning at each pull.
    """

    id: Name | None = None
    changed: Name | None = None
    form: str | None = None
    overlap_ids: int = Field(default=0, ge=0)
    overlap_minutes: int = Field(default=0, ge=0)
    whole: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.id is None and self.changed is None:
            raise ValueError("a cursor needs id, changed or both")
        if self.whole and (self.changed is not None or self.overlap_ids):
            raise ValueError("whole needs an id alone: all rows are read again anyhow")
        if self.changed is None and (self.overlap_minutes or self.form):
            raise ValueError("overlap_minutes and form belong to changed")
        if self.changed is not None and self.overlap_ids:
            raise ValueError("overlap_ids belongs to a cursor by id alone")
        if self.changed is not None and self.id is None and not self.overlap_minutes:
            raise ValueError("a cursor by time alone needs overlap_minutes or an id beside it")
        if self.form is not None and not re.match(r"%Y.?%m.?%d", self.form):
            raise ValueError("text that does not begin with the year does not sort as time does")
        return self


class ShiftTable(Spec):
    """The plan as a table or query of the MES; ``names`` gives a code a word of ours."""

    table: Name | None = None
    query: Name | None = None
    code: Name
    start: Name
    end: Name
    names: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("say either table or query")
        return self

    @property
    def place(self) -> "TableOrQuery":
        return TableOrQuery(self.table or self.query or "", is_query=self.table is None)


class SqlPart(Part):
    """One table, with its joins, that yields records of a stream.

    ``query``, a SELECT in the database's own SQL, stands for the table where rows must be grouped
    or united first.
    """

    table: Name | None = Field(default=None, alias="from")
    query: Name | None = None
    alias: str | None = Field(default=None, alias="as")
    joins: tuple[Join, ...] = ()
    where: str | None = None
    cursor: CursorSpec

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("say either from (a table or view) or query (a SELECT)")
        if self.query is not None and self.query.rstrip().endswith(";"):
            raise ValueError("query is one SELECT without a semicolon")
        names = [self.own_name, *(join.alias for join in self.joins)]
        if len(set(names)) < len(names):
            raise ValueError("two tables have the same name: give each join its own `as`")
        if self.cursor.id is None and not self.order[1:]:
            raise ValueError("a cursor by time alone needs a key that is a column, or an id")
        if self.counter and (self.cursor.overlap_ids or self.cursor.overlap_minutes):
            raise ValueError("counter readings must be read once, in order: no overlap")
        if self.counter and (self.cursor.id is None or self.cursor.changed or self.cursor.whole):
            raise ValueError("counter readings need a cursor by id alone")
        return self

    @property
    def own_name(self) -> str:
        """What columns without an alias belong to."""
        return self.alias or self.table or "query"

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that rows are read in order of; no two rows are equal in all of them."""
        time = (self.cursor.changed,) if self.cursor.changed else ()
        if self.cursor.id is not None:
            return (*time, self.cursor.id)
        return (*time, *((self.key.column,) if self.key.column else self.key.all_of or ()))

    def table_of(self, alias: str) -> "TableOrQuery":
        """What an alias of this part stands for."""
        if alias == self.own_name:
            return TableOrQuery(self.table or self.query or "", is_query=self.table is None)
        return TableOrQuery(next(join.table for join in self.joins if join.alias == alias))


@dataclass(frozen=True, slots=True)
class TableOrQuery:
    """A table or view by its name, or a SELECT that stands for one."""

    text: str
    is_query: bool = False

    def __str__(self) -> str:
        return "the query" if self.is_query else self.text


class SqlMapping(SourceMapping[SqlPart, Mapping[str, ShiftSpec] | ShiftTable]):
    """A whole file; the shift plan may be a table, and commands are statements."""

    commands: Mapping[str, CommandSpec] = Field(default_factory=dict)

    def own_problems(self) -> Iterator[tuple[Place, str]]:
        return command_problems(self.commands)


def load_sql_mapping(place: Path) -> SqlMapping:
    """See ``load_mapping``."""
    return load_mapping(place, SqlMapping, PACKAGE)
