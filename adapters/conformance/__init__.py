"""The suite that every adapter must pass. One line in the tests of an adapter's package:

>>> test_conformance = suite(MyBench)

``MyBench`` is a ``Bench``: a small system of the adapter's kind that the suite may write to, break
and stop. ``docs/writing-an-adapter.md`` walks through it.
"""

from adapters.conformance.bench import Bench, Fault
from adapters.conformance.outcome import CannotHappen, Grade, NotShown, Outcome, State, grade_of
from adapters.conformance.pytest_suite import suite
from adapters.conformance.rulebook import RULES, Rule
from adapters.conformance.specimens import SHIFTS, ZONE, further, specimen

BENCH_ENTRY_POINTS = "quality_loop.benches"
"""Benches by the names of their adapters, for ``quality-loop adapter check``.

One that has several, on different kinds of systems, has ``sql.sqlite`` and ``sql.mariadb``.
"""

__all__ = [
    "BENCH_ENTRY_POINTS",
    "RULES",
    "SHIFTS",
    "ZONE",
    "Bench",
    "CannotHappen",
    "Fault",
    "Grade",
    "NotShown",
    "Outcome",
    "Rule",
    "State",
    "further",
    "grade_of",
    "specimen",
    "suite",
]
