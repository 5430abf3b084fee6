"""Documents that cost more than they are worth are refused before they cost anything."""

import asyncio
import time
from typing import Any

import pytest

from gateway.schema import Limits, build_schema

SCHEMA = build_schema(Limits(depth=4, aliases=5, directives=6, tokens=600))


def refusal(query: str) -> tuple[str, dict[str, Any]]:
    result = asyncio.run(SCHEMA.execute(query))
    assert result.data is None
    assert result.errors
    return result.errors[0].message, result.errors[0].extensions or {}


def test_depth_counts_fragments_and_leaves_introspection_alone() -> None:
    """Given five levels of which two are in a fragment, then the query is refused."""
    query = """{ needs { ...F } } fragment F on Need { weeks { week { a { b } } } }"""
    message, extensions = refusal(query)
    assert message.startswith("The query has 5 levels; 4 are allowed.")
    assert extensions["code"] == "limit_exceeded"
    result = asyncio.run(SCHEMA.execute("{ __schema { types { fields { type { name } } } } }"))
    assert result.errors is None


def test_aliases_count_wherever_a_fragment_is_spread() -> None:
    query = "{ a: me { ...F } b: me { ...F } } fragment F on Me { x: login y: login }"
    assert refusal(query)[0].startswith("The query has 6 aliases; 5 are allowed.")


def test_fragments_that_double_each_other_are_refused_at_once() -> None:
    """Given 40 fragments that each spread the next one twice, then the answer takes no time."""
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    query = "{ ...F0 } " + chain + "fragment F40 on Query { x: __typename }"
    began = time.perf_counter()
    message, _ = refusal(query)
    assert message.startswith("The query has more than a million aliases")
    assert time.perf_counter() - began < 1


def test_a_fragment_in_itself_is_an_error_and_not_the_end() -> None:
    message, _ = refusal("{ ...F } fragment F on Query { __typename ...F }")
    assert message == "Cannot spread fragment 'F' within itself."


@pytest.mark.parametrize("directive", ["@include(if: true)", "@unknown"])
def test_repeated_directives_are_counted(directive: str) -> None:
    result = asyncio.run(SCHEMA.execute("{ __typename " + directive * 7 + " }"))
    messages = [error.message for error in result.errors or ()]
    assert "The query has 7 directives; 6 are allowed. Leave repeated ones out." in messages


def test_tokens_are_counted_before_anything_else() -> None:
    message, _ = refusal("{ " + "me { login } " * 200 + "}")
    assert "600 tokens" in message


def test_nesting_beyond_the_parser_is_an_error_of_the_client() -> None:
    deep = build_schema(Limits(tokens=100_000))
    result = asyncio.run(deep.execute("{ me " * 20_000))
    assert result.errors
    assert result.data is None
