"""The schema as it is published."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    lexicographic_sort_schema,
    print_schema,
)

from gateway.schema import export_schema, schema

OUTSIDE = (
    *("Measurement", "Inspection", "Notification", "Order", "Lot", "Equipment"),
    *("Person", "Qualification", "IndicatorValue", "Employee", "Permission", "Need"),
)
PUBLISHED = Path(__file__).parents[2] / "schema.graphql"


def named_types() -> list[GraphQLNamedType]:
    types = build_schema(export_schema()).type_map.values()
    return [type_ for type_ in types if not type_.name.startswith("__")]


def test_the_published_schema_is_that_of_the_code() -> None:
    """Given the file in the repository, when the code changes, then it must be exported anew."""
    assert PUBLISHED.read_text(encoding="utf-8") == export_schema(), (
        "schema.graphql is stale: quality-loop schema export > schema.graphql"
    )


def test_the_published_schema_is_sorted() -> None:
    text = export_schema()
    assert print_schema(lexicographic_sort_schema(build_schema(text))) + "\n" == text


def test_everything_is_described() -> None:
    """Given the whole schema, then every type, field, argument and value says what it is."""
    assert list(undescribed()) == []


def undescribed() -> Iterator[str]:
    built_in = {"Boolean", "Float", "ID", "Int", "String"}
    for type_ in named_types():
        if type_.name not in built_in and not type_.description:
            yield type_.name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{type_.name}.{n}" for n, v in type_.values.items() if not v.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType):
            yield from (f"{type_.name}.{n}" for n, f in type_.fields.items() if not f.description)
        if isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                for argument, definition in field.args.items():
                    if not definition.description:
                        yield f"{type_.name}.{name}({argument})"


def test_what_comes_from_outside_says_from_where_and_how_old_it_is() -> None:
    """Given the types of facts, people and workflow, then each has source and age."""
    types = build_schema(export_schema()).type_map
    for name in OUTSIDE:
        fields = types[name].fields
        assert {"source", "asOf", "ageSeconds"} <= fields.keys(), name


def test_the_schema_is_valid_for_graphql_core() -> None:
    assert schema.introspect()["__schema"]["queryType"]["name"] == "Query"
