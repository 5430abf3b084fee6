"""Whether a training lowered the defect rate, and by how much."""

import math
from dataclasses import dataclass

from .clusters import CHANCE, Cell, Spread, spread, total
from .interval import combine, difference, ratio
from .quantile import normal_critical, student_critical
from .sample import Estimate, Sample

ROUNDING = 1e-12
"""A reduction of exactly the target reaches it, whatever binary fractions make of it."""


@dataclass(frozen=True)
class Effect:
    """The verdict, and every figure it rests on; rates and reductions are fractions."""

    verdict: str
    """``effective``, ``not_effective`` or ``not_proven``."""
    why: str
    """``reached``, ``missed``, ``volume_before``, ``volume_after``, ``no_defect``, ``chance`` (no
    change is among what the data allow) or ``target_open`` (a change, but the target is neither
    reached nor excluded)."""
    before: Sample
    after: Sample
    control_before: Sample | None
    control_after: Sample | None
    reduction: Estimate | None
    """Relative: 1 minus the ratio of the rates; with a control, minus the ratio of ratios."""
    difference: Estimate | None
    """Rate after minus rate before; with a control, minus the same there."""
    bare_reduction: float | None
    """The reduction with the control left aside."""
    spread: Spread

    @property
    def has_control(self) -> bool:
        return self.control_before is not None


def measure(
    cells: list[Cell], target: float, confidence: float, min_volume: float, looks: int = 1
) -> Effect:
    """The effect of a training on the cells of those trained, against those of a control.

    :param cells: weekly figures of both windows; of a control too where there is one
    :param target: relative reduction that is called effective, 0.3 for 30 % lower
    :param confidence: of the interval at the first look, for instance 0.95
    :param min_volume: in each window, of the trained and of a control
    :param looks: so many times the data were looked at, this time included. The chance of error is
        shared out among them (Bonferroni), so that looking until it pleases is of no use.
    """
    before, after = total(cells, False, False), total(cells, False, True)
    control = control_samples(cells, min_volume)
    if control is None:
        cells = [cell for cell in cells if not cell.is_control]
    if obstacle := _obstacle(before, after, min_volume):
        control_before, control_after = control or (None, None)
        return Effect(
            "not_proven", obstacle, before, after, control_before, control_after,
            None, None, None, CHANCE,
        )  # fmt: skip
    found = spread(cells)
    level = 1 - (1 - confidence) / looks
    critical = student_critical(level, found.degrees) if found.degrees else normal_critical(level)
    samples = [sample.shrunk(found.design_effect) for sample in (after, before, *(control or ()))]
    reduction = _reduction(samples, critical)
    verdict, why = _verdict(reduction, target)
    return Effect(
        verdict,
        why,
        before,
        after,
        *(control or (None, None)),
        reduction,
        _difference(samples, critical),
        1 - after.rate / before.rate,
        found,
    )


def control_samples(cells: list[Cell], min_volume: float) -> tuple[Sample, Sample] | None:
    """Before and after of the control; None where there is none to compare with."""
    before, after = total(cells, True, False), total(cells, True, True)
    return (before, after) if is_control(before, after, min_volume) else None


def is_control(before: Sample, after: Sample, min_volume: float) -> bool:
    """Whether two windows hold enough to compare with, and something defective each."""
    enough = min(before.produced, after.produced) >= min_volume > 0
    return bool(enough and before.defective and after.defective)


def _obstacle(before: Sample, after: Sample, min_volume: float) -> str | None:
    if before.produced < min_volume or not before.produced:
        return "volume_before"
    if after.produced < min_volume or not after.produced:
        return "volume_after"
    return None if before.defective else "no_defect"


def _reduction(samples: list[Sample], critical: float) -> Estimate:
    """1 minus the ratio, or minus the ratio of ratios.

    :param samples: after, before, and of a control before, after
    """
    found = ratio(samples[0], samples[1], critical)
    if len(samples) > 2:
        found = _divide(found, ratio(samples[3], samples[2], critical))
    return Estimate(1 - found.value, 1 - found.high, 1 - found.low)


def _divide(found: Estimate, control: Estimate) -> Estimate:
    """The ratio of two ratios, combined on the scale of logarithms."""
    if not found.value:
        # No logarithm of nothing: the ends against each other, which is never too narrow.
        return Estimate(0.0, 0.0, found.high / control.low)
    logarithm = combine(_log(found), _log(control))
    return Estimate(*map(math.exp, (logarithm.value, logarithm.low, logarithm.high)))


def _log(estimate: Estimate) -> Estimate:
    return Estimate(math.log(estimate.value), math.log(estimate.low), math.log(estimate.high))


def _difference(samples: list[Sample], critical: float) -> Estimate:
    found = difference(samples[0], samples[1], critical)
    if len(samples) > 2:
        found = combine(found, difference(samples[3], samples[2], critical))
    return found


def _verdict(reduction: Estimate, target: float) -> tuple[str, str]:
    """Effective: the target is reached, and no change is not among what the data allow."""
    if reduction.value >= target - ROUNDING and reduction.low > 0:
        return "effective", "reached"
    if reduction.high < target - ROUNDING:
        return "not_effective", "missed"
    return "not_proven", "chance" if reduction.low <= 0 else "target_open"
