"""Confidence intervals of one proportion, of a difference and of a ratio of two."""

import math

from .sample import Estimate, Sample

STEPS = 400


def wilson(sample: Sample, critical: float) -> Estimate:
    """A proportion with its score interval.

    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    :param critical: half width in standard errors, 1.96 for 95 %
    """
    square = critical * critical
    middle = (sample.defective + square / 2) / (sample.produced + square)
    half = (
        critical
        * math.sqrt(sample.rate * (1 - sample.rate) * sample.produced + square / 4)
        / (sample.produced + square)
    )
    return Estimate(sample.rate, max(0.0, middle - half), min(1.0, middle + half))


def difference(after: Sample, before: Sample, critical: float) -> Estimate:
    """Rate after minus rate before: the hybrid of two Wilson intervals.

    Newcombe, Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17 (1998), 873-890, method 10.
    """
    return combine(wilson(after, critical), wilson(before, critical))


def combine(first: Estimate, second: Estimate) -> Estimate:
    """First minus second, of independent estimates (method of variance estimates recovery).

    Zou and Donner, Construction of confidence limits about effect measures, Statistics in Medicine
    27 (2008), 1693-1702.
    """
    value = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - below, value + above)


def ratio(after: Sample, before: Sample, critical: float) -> Estimate:
    """Rate after divided by rate before, with its score interval.

    Miettinen and Nurminen, Comparative analysis of two rates, Statistics in Medicine 4 (1985),
    213-226. Holds for small counts and for none, where an interval of logarithms breaks down: with
    nothing defective after, the interval begins at 0; before, it is without end.
    """
    value = after.rate / before.rate if before.defective else math.inf
    low = _ratio_at(after, before, critical) if after.defective else 0.0
    high = _ratio_at(after, before, -critical) if before.defective else math.inf
    return Estimate(value, low, high)


def _ratio_at(after: Sample, before: Sample, score: float) -> float:
    """The ratio of which the data are ``score`` standard errors away; by bisection."""
    low = high = math.log((after.defective + 0.5) / (after.produced + 1)) - math.log(
        (before.defective + 0.5) / (before.produced + 1)
    )
    while ratio_score(after, before, math.exp(low)) < score:
        low -= 1
    while ratio_score(after, before, math.exp(high)) > score:
        high += 1
    for _step in range(STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if ratio_score(after, before, math.exp(middle)) > score:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def ratio_score(after: Sample, before: Sample, supposed: float) -> float:
    """How many standard errors the data lie above a supposed ratio of the rates.

    The standard error is that of the most likely rates whose ratio is the supposed one.
    """
    total, defective = after.produced + before.produced, after.defective + before.defective
    a = total * supposed
    b = after.produced * supposed + after.defective + before.produced + before.defective * supposed
    # The smaller root of a p² - b p + defective = 0, written so that nothing is cancelled.
    rate_before = 2 * defective / (b + math.sqrt(max(0.0, b * b - 4 * a * defective)))
    rate_after = min(1.0, rate_before * supposed)
    variance = (
        rate_after * (1 - rate_after) / after.produced
        + supposed * supposed * rate_before * max(0.0, 1 - rate_before) / before.produced
    )
    variance *= total / (total - 1) if total > 2 else 1.0
    distance = after.rate - supposed * before.rate
    return distance / math.sqrt(variance) if variance else math.copysign(math.inf, distance)
