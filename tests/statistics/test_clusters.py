"""The spread over weeks and people is that of a clustered log-linear model in statsmodels."""

from collections.abc import Callable, Hashable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm


def made_cells(ours: ModuleType, seed: int, people: int, weeks: int, control: bool) -> list[Any]:
    draw = np.random.default_rng(seed)
    return [
        ours.Cell(
            is_control=is_control,
            is_after=is_after,
            week=week + weeks * is_after,
            person=person + people * is_control,
            produced=(produced := int(draw.integers(60, 200))),
            defective=int(draw.integers(1, produced // 8)),
        )
        for is_control in ((False, True) if control else (False,))
        for is_after in (False, True)
        for week in range(weeks)
        for person in range(people)
    ]


def fitted(cells: list[Any], key: Callable[[Any], Hashable]) -> Any:
    """A log-linear model of the defective, one parameter per window and group."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(map(key, cells)))}
    columns = [[1.0] * len(cells), [cell.is_after for cell in cells]]
    if any(cell.is_control for cell in cells):
        columns.append([not cell.is_control for cell in cells])
        columns.append([cell.is_after and not cell.is_control for cell in cells])
    model = sm.GLM(
        np.array([cell.defective for cell in cells], dtype=float),
        np.array(columns, dtype=float).T,
        family=sm.families.Poisson(),
        offset=np.log([cell.produced for cell in cells]),
    )
    return model.fit(
        tol=1e-14,
        cov_type="cluster",
        cov_kwds={
            "groups": np.array([numbers[key(cell)] for cell in cells]),
            "use_correction": False,
        },
    )


@pytest.mark.parametrize("control", [False, True])
@pytest.mark.parametrize("name", ["week", "person"])
@pytest.mark.parametrize("seed", range(5))
def test_the_variance_of_the_ratio(ours: ModuleType, name: str, control: bool, seed: int) -> None:
    cells = made_cells(ours, seed, people=7, weeks=4, control=control)

    def key(cell: Any) -> Hashable:
        return getattr(cell, name)

    expected = fitted(cells, key)
    found = ours.clusters.cluster_variance(cells, key)
    assert found == pytest.approx(expected.cov_params()[-1, -1], rel=1e-9)


@pytest.mark.parametrize("control", [False, True])
def test_the_reduction_is_that_of_the_model(ours: ModuleType, control: bool) -> None:
    cells = made_cells(ours, 11, people=7, weeks=4, control=control)
    expected = fitted(cells, lambda cell: cell.week)
    found = ours.measure(cells, target=0.3, confidence=0.95, min_volume=100)
    assert 1 - found.reduction.value == pytest.approx(np.exp(expected.params[-1]), rel=1e-9)


def steady(ours: ModuleType, rates: list[float], factor: float) -> list[Any]:
    """People who differ all the time, and whom the training made better alike."""
    return [
        ours.Cell(False, is_after, week + 10 * is_after, person, 1000, 1000 * rate * change)
        for is_after, change in ((False, 1.0), (True, factor))
        for week in range(4)
        for person, rate in enumerate(rates)
    ]


def test_people_who_always_differ_do_not_widen_the_interval(ours: ModuleType) -> None:
    cells = steady(ours, [0.02, 0.04, 0.06, 0.08, 0.10, 0.12], 0.5)
    assert ours.clusters.spread(cells).design_effect == 1


def test_people_on_whom_it_worked_unequally_do(ours: ModuleType) -> None:
    cells = [
        cell
        for person in range(6)
        for cell in steady(ours, [0.08] * 6, 0.1 + 0.18 * person)
        if cell.person == person
    ]
    found = ours.clusters.spread(cells)
    assert found.design_effect > 5
    assert (found.clusters, found.degrees) == (6, 5)


def test_a_bad_week_for_all_is_not_the_trainings_merit(ours: ModuleType) -> None:
    """Given weeks that go up and down for trained and control alike: with the control it cancels"""
    ups = [1.0, 2.0, 0.5, 1.5]
    cells = [
        ours.Cell(control, after, week + 10 * after, None, 1000, 40 * ups[week])
        for control in (False, True)
        for after in (False, True)
        for week in range(4)
    ]
    alone = [cell for cell in cells if not cell.is_control]
    assert ours.clusters.spread(alone).design_effect > 5
    assert ours.clusters.spread(cells).design_effect == 1
