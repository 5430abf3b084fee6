"""Column by column must answer what row by row answers: the same bytes, the same errors."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson
import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gateway.schema.execution import SHORTEST_LIST, ColumnExecutor
from gateway.schema.scalars import SCALARS


@strawberry.enum
class Colour(Enum):
    RED = "red"
    GREEN = strawberry.enum_value("grün", name="VERT")


@strawberry.type
class Inner:
    text: str


@strawberry.type
class Row:
    whole: int
    maybe_whole: int | None
    number: float
    maybe_number: float | None
    text: str
    maybe_text: str | None
    id: strawberry.ID
    flag: bool
    maybe_flag: bool | None
    exact: Decimal
    maybe_exact: Decimal | None
    day: date
    maybe_day: date | None
    moment: datetime
    maybe_moment: datetime | None
    colour: Colour
    maybe_colour: Colour | None
    texts: list[str]
    inner: Inner

    @strawberry.field
    def shout(self, times: int = 1) -> str:
        return self.text.upper() * times


@dataclass
class Plain:
    """A row that is no Strawberry object, as those of the warehouse."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


ROWS: list[Any] = []


@strawberry.type
class Query:
    @strawberry.field
    def rows(self) -> list[Row]:
        return ROWS

    @strawberry.field
    async def holes(self) -> list[Row | None] | None:
        return ROWS


def schema(executor: type[StrawberryGraphQLCoreExecutionContext]) -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        execution_context_class=executor,
        config=StrawberryConfig(scalar_map=SCALARS),
    )


STOCK = schema(StrawberryGraphQLCoreExecutionContext)
FAST = schema(ColumnExecutor)


def answer(of: strawberry.Schema, query: str) -> bytes:
    result = asyncio.run(of.execute(query))
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


def dice(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311 no secret depends on it


BERLIN = timezone(timedelta(hours=1))


def good_values(random_: random.Random) -> dict[str, Any]:
    moments = [datetime(2026, 1, 5, 6, tzinfo=UTC), datetime(2026, 1, 5, 7, 0, 0, 5, tzinfo=BERLIN)]
    exact = [Decimal("0"), Decimal("-0.10"), Decimal("123456789012345678.12"), Decimal("1E+3")]
    exact += [Decimal("0E-10"), Decimal("0.00000001")]
    values: dict[str, Any] = {
        "whole": random_.choice([0, 1, -1, 2**31 - 1, -(2**31)]),
        "number": random_.choice([0.0, -0.0, 1.5, 1e300, 1e-300]),
        "text": random_.choice(["", "焊接", 'quote " and \\', "000042", "\u2028", "🔧"]),
        "flag": random_.random() < 0.5,
        "exact": random_.choice(exact),
        "day": random_.choice([date(2026, 1, 5), date(1, 1, 1), date(9999, 12, 31)]),
        "moment": random_.choice(moments),
        "colour": random_.choice(list(Colour)),
    }
    maybes = {
        f"maybe_{name}": None if random_.random() < 0.3 else value for name, value in values.items()
    }
    id_ = random_.choice(["1", "000042"])
    return {**values, **maybes, "id": id_, "texts": ["a", "b"], "inner": Inner(text="in")}


BAD: dict[str, list[Any]] = {
    "whole": [2**31, -(2**31) - 1, None, "7", "x", 1.0, 1.5, True, float("nan")],
    "number": [float("nan"), float("inf"), None, 3, "3.5", "x", True],
    "text": [None, 5, True, b"x", 1.5],
    "id": [None, 7, 1.5],
    "flag": [None, 1, 0, "yes", 2.5],
    "exact": [None, Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), 5, "5"],
    "day": [None, datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05"],
    "moment": [None, datetime(2026, 1, 5), date(2026, 1, 5), "2026-01-05"],  # noqa: DTZ001
    "colour": [None, "red", "grün", "blue"],
}
BAD.update(
    {f"maybe_{name}": [v for v in BAD[name] if v is not None] for name in BAD if name != "id"}
)
LEAVES = [name for name in Row.__annotations__ if name not in ("texts", "inner")]


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def random_query(random_: random.Random) -> str:
    names = random_.sample(LEAVES, random_.randint(1, len(LEAVES)))
    fields = [
        f"{f'a{i}: ' if random_.random() < 0.2 else ''}{camel(n)}" for i, n in enumerate(names)
    ]
    extras = ["__typename", "...F", "shout", "shout(times: 2)", "texts", "inner { text }"]
    extras += ["whole @skip(if: true)", "... on Row { text flag }", "text"]
    fields += random_.sample(extras, random_.choice([0, 0, 1, 2]))
    root = random_.choice(["rows", "holes"])
    fragment = " fragment F on Row { day more: exact }" if "...F" in fields else ""
    return f"{{ {root} {{ {' '.join(fields)} }} }}{fragment}"


def both(values: list[dict[str, Any]], make: Callable[[dict[str, Any]], Any], query: str) -> None:
    ROWS[:] = [make(value) for value in values]
    assert answer(FAST, query) == answer(STOCK, query), query


@pytest.mark.parametrize("seed", range(60))
def test_good_rows_are_the_same_bytes(seed: int) -> None:
    """Given random rows without a flaw, when random fields are read, then nothing differs."""
    random_ = dice(seed)
    values = [good_values(random_) for _ in range(random_.choice([0, 1, SHORTEST_LIST, 60]))]
    both(values, random_.choice([Plain, lambda v: Row(**v)]), random_query(random_))


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("root", ["rows", "holes"])
def test_every_flaw_is_the_same_error(name: str, root: str) -> None:
    """Given one flawed value among good ones, then value, error and path are those of stock."""
    random_ = dice(name)
    for flaw in BAD[name]:
        values = [good_values(random_) for _ in range(SHORTEST_LIST + 5)]
        values[7][name] = flaw
        both(values, Plain, f"{{ {root} {{ text {camel(name)} }} }}")


def test_rows_that_are_missing_or_errors_are_the_same() -> None:
    random_ = dice(1)
    for odd in (None, ValueError("row"), Plain({"text": "alone"})):
        rows: list[Any] = [Plain(good_values(random_)) for _ in range(SHORTEST_LIST + 5)]
        rows[3] = odd
        for root in ("rows", "holes"):
            ROWS[:] = rows
            query = f"{{ {root} {{ text day }} }}"
            assert answer(FAST, query) == answer(STOCK, query)


def test_the_fast_path_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a long flat list, then no row goes down the stock path; given a field with a
    resolver of its own, then every row does.
    """
    seen: list[int] = []
    stock = StrawberryGraphQLCoreExecutionContext.complete_list_item_value

    def spy(self: Any, *arguments: Any, **named: Any) -> bool:
        seen.append(1)
        return stock(self, *arguments, **named)

    monkeypatch.setattr(ColumnExecutor, "complete_list_item_value", spy)
    ROWS[:] = [Plain(good_values(dice(n))) for n in range(100)]
    answer(FAST, "{ rows { " + " ".join(camel(name) for name in LEAVES) + " } }")
    assert seen == []
    answer(FAST, "{ rows { text shout } }")
    assert len(seen) == 100
