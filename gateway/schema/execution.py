"""Completes long lists of flat rows column by column.

Stock graphql-core spends about 5 µs on every field of every row: it resolves, checks and
serialises value by value. A list of rows of one class whose selected fields are plain leaf
attributes is completed here one column at a time, with the same checks: 32-bit Int, finite
Float, no null where the schema forbids it. Anything else, and anything that a check refuses,
goes down the stock path, which also words the errors. Rows must be plain data: an attribute is
read once per row, in the order of the columns.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from inspect import isawaitable
from itertools import repeat
from math import isfinite
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    TypeNameMetaFieldDef,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from gateway.schema.scalars import decimal_text

SHORTEST_LIST = 24
"""Below so many rows the stock path is as fast as finding out that this one may be taken."""

_INT32_MIN, _INT32_MAX = -(2**31), 2**31 - 1

type_ = type
OutputType = Any
"""A GraphQL output type; graphql-core's own union of them is not typed to the end."""
Column = list[Any]
Serialize = Callable[[Column], Column]


class Unsuited(Exception):
    """The column holds something that only the stock path handles."""


def _same(values: Column) -> Column:
    return values


def _ints(values: Column) -> Column:
    if min(values) < _INT32_MIN or max(values) > _INT32_MAX:
        raise Unsuited
    return values


def _floats(values: Column) -> Column:
    if not all(map(isfinite, values)):
        raise Unsuited
    return values


def _decimals(values: Column) -> Column:
    texts = list(map(str, values))
    joined = "".join(texts)
    # str() writes an exponent for very small and very large numbers, and names NaN and Infinity.
    if "E" in joined or "N" in joined or "n" in joined:
        if not all(value.is_finite() for value in values):
            raise Unsuited
        return [decimal_text(value) for value in values]
    return texts


def _days(values: Column) -> Column:
    text = {day: day.isoformat() for day in set(values)}
    return [text[day] for day in values]


def _moments(values: Column) -> Column:
    if any(value.tzinfo is None for value in values):
        raise Unsuited
    return [value.isoformat() for value in values]


_SCALARS: dict[str, tuple[type, Serialize]] = {
    "Int": (int, _ints),
    "Float": (float, _floats),
    "String": (str, _same),
    "ID": (str, _same),
    "Boolean": (bool, _same),
    "Decimal": (Decimal, _decimals),
    "Date": (date, _days),
    "DateTime": (datetime, _moments),
}


def _enum_column(enum: GraphQLEnumType) -> Serialize:
    def serialize(values: Column) -> Column:
        names = {value: enum.coerce_output_value(value) for value in set(values)}
        return [names[value] for value in values]

    return serialize


def _nullable(output_type: OutputType) -> OutputType:
    """The type without the outermost "!"."""
    non_null = isinstance(output_type, GraphQLNonNull)
    return cast("Any", output_type).of_type if non_null else output_type


def _leaf(leaf: OutputType) -> tuple[type, Serialize] | None:
    """The one Python type that the column may hold, and how the whole column is serialised."""
    if isinstance(leaf, GraphQLScalarType):
        return _SCALARS.get(leaf.name)
    if isinstance(leaf, GraphQLEnumType):
        wrapped = getattr(leaf, "wrapped_cls", None)
        return (wrapped, _enum_column(leaf)) if isinstance(wrapped, type) else None
    return None


def _complete_column(values: Column, return_type: OutputType) -> Column:
    """``values`` as the client gets them; raises ``Unsuited`` where the stock path must decide."""
    nullable = not isinstance(return_type, GraphQLNonNull)
    known = _leaf(_nullable(return_type))
    if known is None:
        raise Unsuited
    python_type, serialize = known
    types = set(map(type_, values))
    if types == {python_type}:
        return serialize(values)
    if not nullable or not types <= {python_type, type(None)}:
        raise Unsuited
    present = [value for value in values if value is not None]
    if not present:
        return values
    completed = iter(serialize(present))
    return [None if value is None else next(completed) for value in values]


def _attribute(field: GraphQLField) -> str:
    """The attribute that the field reads, if reading an attribute is all it does."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if (
        field.args
        or not isinstance(definition, StrawberryField)
        or not definition.is_basic_field
        or definition.default_resolver is not getattr
        or not getattr(field.resolve, "_is_default", False)
    ):
        raise Unsuited
    return definition.python_name


def _row_class(items: Sequence[Any]) -> type:
    """The one class of all rows; rows that are errors or still to be awaited are not rows."""
    classes: set[type[object]] = set(map(type_, items))
    if len(classes) != 1:
        raise Unsuited
    (row_class,) = classes
    if issubclass(row_class, Exception) or isawaitable(items[0]):
        raise Unsuited
    return row_class


class ColumnExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor with a fast path for long lists of flat rows."""

    def complete_iterable_value(
        self,
        item_type: OutputType,
        field_details_list: Any,
        info: Any,
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Any:
        rows = cast("list[Any]", items)
        if type_(rows) is list and len(rows) >= SHORTEST_LIST:
            try:
                return self._complete_columns(item_type, field_details_list, path, rows)
            except (Unsuited, AttributeError):
                pass
        stock: Any = super()
        return stock.complete_iterable_value(
            item_type, field_details_list, info, path, items, position_context
        )

    def _complete_columns(
        self, item_type: OutputType, field_details_list: Any, path: Path, rows: list[Any]
    ) -> list[dict[str, Any]]:
        object_type = self._flat_object(item_type, field_details_list, path)
        _row_class(rows)
        grouped, deferred, _ = self.collect_subfields(object_type, field_details_list)
        if deferred:
            raise Unsuited
        names: list[str] = []
        columns: list[Column] = []
        for name, details in grouped.items():
            field = self.schema.get_field(object_type, details[0].node.name.value)
            if field is None:
                continue
            names.append(name)
            columns.append(_column(rows, field, object_type))
        return list(map(dict, map(zip, repeat(names), zip(*columns, strict=False))))

    def _flat_object(
        self, item_type: OutputType, field_details_list: Any, path: Path
    ) -> GraphQLObjectType:
        inner = _nullable(item_type)
        if (
            not isinstance(inner, GraphQLObjectType)
            or inner.is_type_of is not None
            or (self.middleware_manager and self.middleware_manager.middlewares)
            or self.get_stream_usage(field_details_list, path)
        ):
            raise Unsuited
        return inner


def _column(rows: list[Any], field: GraphQLField, parent: GraphQLObjectType) -> Column:
    if field is TypeNameMetaFieldDef:
        return [parent.name] * len(rows)
    values = list(map(attrgetter(_attribute(field)), rows))
    return_type = cast("Any", field).type
    return _complete_column(values, return_type)
