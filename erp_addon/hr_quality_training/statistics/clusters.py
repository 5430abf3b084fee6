"""By how much weeks and people vary more than pieces drawn at random would."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from .sample import Sample

LEAST_PEOPLE = 6
"""Fewer clusters of people say too little about how people differ (see decision 10)."""


@dataclass(frozen=True)
class Cell:
    """What was produced in one week by one person, or by all together (``person`` None)."""

    is_control: bool
    is_after: bool
    week: Hashable
    person: Hashable
    produced: float
    defective: float


@dataclass(frozen=True)
class Spread:
    """Variance of the logarithm of the ratio, as found, in units of what chance alone makes."""

    design_effect: float
    clusters: int
    degrees: int
    """Degrees of freedom of the variance found; 0: none was found beyond chance."""


CHANCE = Spread(1.0, 0, 0)


def total(cells: Iterable[Cell], is_control: bool, is_after: bool) -> Sample:
    chosen = [cell for cell in cells if (cell.is_control, cell.is_after) == (is_control, is_after)]
    return Sample(
        float(sum(cell.defective for cell in chosen)), float(sum(cell.produced for cell in chosen))
    )


def spread(cells: list[Cell]) -> Spread:
    """The larger one of the spreads over weeks and over people, never less than chance.

    A week is in one window; what happens to all in the same week, trained or not, cancels out. A
    person is in both windows: how he differs from others all the time cancels out too.
    """
    found = [CHANCE, _spread(cells, lambda cell: cell.week, 2)]
    people = {cell.person for cell in cells}
    if None not in people and len(people) >= LEAST_PEOPLE:
        groups = len({cell.is_control for cell in cells})
        found.append(_spread(cells, lambda cell: cell.person, groups))
    return max(found, key=lambda each: each.design_effect)


def _spread(cells: list[Cell], key: Callable[[Cell], Hashable], constraints: int) -> Spread:
    """Spread over the clusters that ``key`` makes of the cells.

    :param constraints: in so many parts of the data the residuals sum up to zero
    """
    clusters = len({key(cell) for cell in cells})
    degrees = clusters - constraints
    chance = chance_variance(cells)
    if degrees < 1 or not chance:
        return CHANCE
    variance = cluster_variance(cells, key) * clusters / degrees
    return Spread(variance / chance, clusters, degrees)


def cluster_variance(cells: list[Cell], key: Callable[[Cell], Hashable]) -> float:
    """Sandwich variance of the logarithm of the ratio, or of the ratio of ratios with a control.

    That of a log-linear model with one parameter per window and group, clustered, without any
    correction for few clusters: Liang and Zeger, Longitudinal data analysis using generalized
    linear models, Biometrika 73 (1986), 13-22.
    """
    totals = _totals(cells)
    sums: dict[Hashable, float] = defaultdict(float)
    for cell in cells:
        sample = totals[cell.is_control, cell.is_after]
        if sample.defective:
            sign = 1 if cell.is_after != cell.is_control else -1
            residual = cell.defective - sample.rate * cell.produced
            sums[key(cell)] += sign * residual / sample.defective
    return sum(value * value for value in sums.values())


def chance_variance(cells: list[Cell]) -> float:
    """The same if every piece were drawn independently (binomial)."""
    return sum(
        (1 - sample.rate) / sample.defective
        for sample in _totals(cells).values()
        if sample.defective
    )


def _totals(cells: list[Cell]) -> dict[tuple[bool, bool], Sample]:
    groups = {(cell.is_control, cell.is_after) for cell in cells}
    return {group: total(cells, *group) for group in groups}
