"""Quantiles of the normal and of Student's distribution."""

import math
from statistics import NormalDist

TINY = 1e-300
ACCURACY = 1e-16
TERMS = 500


def normal_critical(confidence: float) -> float:
    """Half width, in standard errors, of a two-sided normal interval: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def student_critical(confidence: float, degrees: float) -> float:
    """As :func:`normal_critical`, of Student's distribution.

    :param degrees: degrees of freedom, more than 0
    """
    low, high = 0.0, 2.0
    while student_two_sided(high, degrees) < confidence:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if student_two_sided(middle, degrees) < confidence:
            low = middle
        else:
            high = middle


def student_two_sided(critical: float, degrees: float) -> float:
    """Probability that a Student variable lies between -critical and critical."""
    return 1 - incomplete_beta(degrees / (degrees + critical * critical), degrees / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), 0 <= x <= 1.

    By its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22).
    """
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(logarithm + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluated forwards by Lentz's method."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, TERMS):
        half, odd = divmod(term, 2)
        if odd:
            numerator = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            numerator = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / (1 + numerator * d or TINY)
        c = 1 + numerator / c or TINY
        value *= c * d
        if abs(c * d - 1) < ACCURACY:
            break
    return value
