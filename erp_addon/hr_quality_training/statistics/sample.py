"""Counts out of trials, and estimates with their interval."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """``defective`` out of ``produced``; fractions are allowed, as of an effective sample."""

    defective: float
    produced: float

    @property
    def rate(self) -> float:
        """From 0 to 1; 0 where nothing was produced."""
        return self.defective / self.produced if self.produced else 0.0

    def shrunk(self, design_effect: float) -> "Sample":
        """As many trials as would say as much if they were independent.

        Rao and Scott, A simple method for the analysis of clustered binary data, Biometrics 48
        (1992), 577-585.
        """
        return Sample(self.defective / design_effect, self.produced / design_effect)


@dataclass(frozen=True)
class Estimate:
    """A value and its confidence interval."""

    value: float
    low: float
    high: float
