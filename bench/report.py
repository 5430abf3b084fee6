"""What a benchmark says: a value, the limit it is held against, and their ratio."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``ratio`` is ``value / limit``; the name says of what. Both are medians of the same run.

    ``least`` is the ratio that is promised; 0 where none is.
    """

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    least: float = 0

    @property
    def is_missed(self) -> bool:
        return self.ratio < self.least

    @classmethod
    def of(cls, name: str, value: float, unit: str, limit: float, *, least: float = 0) -> "Figure":
        return cls(
            name=name,
            value=round(value, 3),
            unit=unit,
            limit=round(limit, 3),
            ratio=round(value / limit, 3),
            least=least,
        )


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds of each repetition of one piece of work."""

    seconds: list[float]

    @property
    def median(self) -> float:
        return median(self.seconds)

    def time(self) -> "_Lap":
        return _Lap(self.seconds)


class _Lap:
    def __init__(self, seconds: list[float]) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._start = perf_counter()

    def __exit__(self, *_: object) -> None:
        self._seconds.append(perf_counter() - self._start)


def write(figures: Sequence[Figure], path: Path) -> None:
    path.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")


def show(figures: Iterable[Figure]) -> None:
    table = Table(title="Benchmarks: value, limit of the same run, and value / limit")
    table.add_column("name")
    for column in ("value", "limit", "ratio"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:,.1f}",
            f"{figure.limit:,.1f}",
            f"{figure.ratio:.3f}" + (f" < {figure.least:g}" if figure.is_missed else ""),
            figure.unit,
        )
    Console(width=140).print(table)
