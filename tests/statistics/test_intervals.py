"""Quantiles and intervals agree with scipy and statsmodels over a grid."""

import itertools
from types import ModuleType

import pytest
from scipy import stats
from scipy.special import betainc
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

PRECISION = 1e-9
CONFIDENCE = 0.9, 0.95, 0.99
SAMPLES = (
    (1, 20), (3, 50), (18, 600), (48, 600), (144, 1800), (54, 1800), (7, 31), (300, 900), (5, 5000)
)  # fmt: skip
PAIRS = list(itertools.permutations(SAMPLES, 2))


@pytest.mark.parametrize("confidence", CONFIDENCE)
def test_the_normal_quantile(ours: ModuleType, confidence: float) -> None:
    expected = stats.norm.ppf((1 + confidence) / 2)
    assert ours.quantile.normal_critical(confidence) == pytest.approx(expected, abs=PRECISION)


@pytest.mark.parametrize("confidence", [0.5, 0.8, *CONFIDENCE, 0.999])
@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 6, 10, 30, 100, 1000, 4.5])
def test_students_quantile(ours: ModuleType, confidence: float, degrees: float) -> None:
    expected = stats.t.ppf((1 + confidence) / 2, degrees)
    assert ours.quantile.student_critical(confidence, degrees) == pytest.approx(
        expected, rel=PRECISION
    )


@pytest.mark.parametrize("x", [0.0, 1e-9, 0.01, 0.2, 0.5, 0.77, 0.999, 1.0])
@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (2, 0.5), (0.5, 7), (30, 0.5), (200, 300)])
def test_the_incomplete_beta_function(ours: ModuleType, x: float, a: float, b: float) -> None:
    expected = betainc(a, b, x)
    assert ours.quantile.incomplete_beta(x, a, b) == pytest.approx(expected, abs=PRECISION)


@pytest.mark.parametrize("confidence", CONFIDENCE)
@pytest.mark.parametrize(("defective", "produced"), [*SAMPLES, (0, 40), (40, 40)])
def test_wilsons_interval(
    ours: ModuleType, defective: int, produced: int, confidence: float
) -> None:
    found = ours.interval.wilson(
        ours.Sample(defective, produced), ours.quantile.normal_critical(confidence)
    )
    low, high = proportion_confint(defective, produced, alpha=1 - confidence, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=PRECISION)


@pytest.mark.parametrize("confidence", CONFIDENCE)
@pytest.mark.parametrize(("after", "before"), [*PAIRS, ((0, 60), (9, 60)), ((9, 60), (0, 60))])
def test_newcombes_difference(
    ours: ModuleType, after: tuple[int, int], before: tuple[int, int], confidence: float
) -> None:
    critical = ours.quantile.normal_critical(confidence)
    found = ours.interval.difference(ours.Sample(*after), ours.Sample(*before), critical)
    expected = confint_proportions_2indep(
        *after, *before, method="newcomb", compare="diff", alpha=1 - confidence
    )
    assert (found.low, found.high) == pytest.approx(expected, abs=PRECISION)


@pytest.mark.parametrize("confidence", CONFIDENCE)
@pytest.mark.parametrize(("after", "before"), PAIRS)
def test_the_score_interval_of_a_ratio(
    ours: ModuleType, after: tuple[int, int], before: tuple[int, int], confidence: float
) -> None:
    critical = ours.quantile.normal_critical(confidence)
    found = ours.interval.ratio(ours.Sample(*after), ours.Sample(*before), critical)
    expected = confint_proportions_2indep(
        *after, *before, method="score", compare="ratio", alpha=1 - confidence
    )
    assert found.low <= found.value <= found.high
    assert (found.low, found.high) == pytest.approx(expected, rel=PRECISION)


def test_nothing_defective_after_still_has_an_upper_end(ours: ModuleType) -> None:
    """Given none of 600 after 48 of 600: the interval begins at 0 and ends where a score does."""
    after, before = ours.Sample(0, 600), ours.Sample(48, 600)
    found = ours.interval.ratio(after, before, 1.96)
    assert (found.value, found.low) == (0, 0)
    assert 0 < found.high < 0.15
    assert ours.interval.ratio_score(after, before, found.high) == pytest.approx(-1.96)


def test_nothing_defective_before_has_no_upper_end(ours: ModuleType) -> None:
    found = ours.interval.ratio(ours.Sample(5, 600), ours.Sample(0, 600), 1.96)
    assert found.high == float("inf")
    assert found.low > 0
