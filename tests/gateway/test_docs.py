"""Every query of the documentation works."""

import re
from pathlib import Path

import pytest
from gateway_client import Client
from graphql import build_schema, parse, validate

from gateway.schema import Limits, export_schema

TEXT = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```graphql\n(.*?)```", TEXT, re.DOTALL)
MUTATIONS = re.findall(r"^mutation .*(?:\n +.*)*$", TEXT, re.MULTILINE)
IN_ADDRESS = re.search(r"graphql\?query=(\S+)&key=KEY", TEXT)


@pytest.mark.parametrize("query", QUERIES)
async def test_a_query_of_the_documentation_is_answered(query: str, quality: Client) -> None:
    await quality.ask(query)


def test_every_mutation_is_documented_and_valid() -> None:
    """Given the schema, then the documentation shows each of its mutations as it can be sent."""
    known = build_schema(export_schema())
    shown = [re.findall(r"\{ (\w+)\(", mutation)[0] for mutation in MUTATIONS]
    assert known.mutation_type is not None
    assert sorted(shown) == sorted(known.mutation_type.fields)
    for mutation in MUTATIONS:
        assert validate(known, parse(mutation)) == []


async def test_the_saved_query_of_the_documentation_is_answered(quality: Client) -> None:
    assert IN_ADDRESS is not None
    address = f"/graphql?query={IN_ADDRESS[1]}"
    reply = await quality.http.get(address, headers=quality.headers)
    assert "errors" not in reply.json()


def test_the_limits_are_those_of_the_documentation() -> None:
    usual = Limits()
    for said in (
        f"at most {usual.rows:,}",
        f"{usual.depth} levels",
        f"{usual.aliases} aliases",
        f"{usual.directives} directives",
        f"{usual.tokens:,} tokens",
        f"{usual.upstream_calls} calls",
        f"{usual.statement_ms // 1000} seconds",
        f"a look at a source {usual.live_seconds:g}",
        f"request {usual.request_seconds:g}",
    ):
        assert said in re.sub(r"\s+", " ", TEXT), said
