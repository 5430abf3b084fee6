"""The weeks before a training and after it."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.addons.hr_quality.tools.iso_week import monday_of

LEAST_WEEKS = 3
"""In two weeks nobody can tell a bad one from a bad time (decision 10)."""
MOST_WEEKS = 26
BASELINE_WEEKS = 26
SETTLING_DAYS = 3
"""Figures that come late are waited for so many days."""

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Windows:
    """Two windows of complete ISO weeks; each begins on a Monday and ends on a Sunday."""

    before_from: date
    before_to: date
    after_from: date
    after_to: date

    @property
    def weeks(self) -> int:
        return (self.after_to + DAY - self.after_from) // WEEK

    @property
    def due_on(self) -> date:
        """When the window after is complete and late figures are in."""
        return self.after_to + timedelta(days=SETTLING_DAYS)

    @property
    def baseline_from(self) -> date:
        return self.before_from - BASELINE_WEEKS * WEEK

    def extended(self, weeks: int) -> "Windows":
        """Both longer by as many weeks, the one before backwards."""
        return Windows(
            self.before_from - weeks * WEEK,
            self.before_to,
            self.after_from,
            self.after_to + weeks * WEEK,
        )


def around(trained_from: date, trained_until: date, weeks: int) -> Windows:
    """The last weeks before the one in which a training began, the first after it ended."""
    begun, ended = monday_of(trained_from), monday_of(trained_until) + WEEK
    return Windows(begun - weeks * WEEK, begun - DAY, ended, ended + weeks * WEEK - DAY)


def after_run(first_week: date, last_week: date, trained_until: date) -> Windows:
    """The weeks of a need's run, and as many after the training."""
    ended = monday_of(trained_until) + WEEK
    weeks = (last_week - first_week) // WEEK + 1
    return Windows(first_week, last_week + 6 * DAY, ended, ended + weeks * WEEK - DAY)


def fitting(weeks: int) -> int:
    """A number of weeks that something can be proven in."""
    return min(max(weeks, LEAST_WEEKS), MOST_WEEKS)
