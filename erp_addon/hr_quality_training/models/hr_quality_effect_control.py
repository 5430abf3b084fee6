"""Comparable work without the training: found by rule, so that nobody can choose it."""

from odoo import models

from ..effect.statement import untrained_operations, untrained_people
from ..statistics import Sample
from ..statistics.effect import is_control


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    def _control(self):
        """The control of this one effect: its kind, operation, people, and values of its lines."""
        windows = self._frozen_windows()
        self.env["hr.quality.plan"].flush_model()
        self.env["hr.quality.participant"].flush_model()
        self.env["hr.quality.operation"].flush_model()
        for kind, operation, people in self._control_candidates(windows):
            basis = "people" if kind == "people" else "operation"
            lines = [
                values
                for after, first, last in (
                    (False, windows.before_from, windows.before_to),
                    (True, windows.after_from, windows.after_to),
                )
                for values in self._window_lines(
                    operation, first, last, basis, people, after=after, control=True
                )
            ]
            samples = [_sample(lines, window) for window in ("before", "after")]
            if is_control(*samples, self.min_volume):
                return kind, operation, people, lines
        return "none", self.env["hr.quality.operation"], self.env["hr.employee"], []

    def _control_candidates(self, windows):
        """Others at the operation first, then another operation."""
        operation, nobody = self.operation_id, self.env["hr.employee"]
        if self.basis == "people":
            rows = self.env.execute_query(
                untrained_people(operation.id, windows, self.employee_ids.ids)
            )
            if rows:
                yield "people", operation, nobody.browse(employee_id for (employee_id,) in rows)
        rows = self.env.execute_query(untrained_operations(operation.id, windows, self.min_volume))
        for (operation_id,) in rows:
            yield "operation", operation.browse(operation_id), nobody


def _sample(lines, window):
    chosen = [values for values in lines if values["window"] == window]
    return Sample(
        float(sum(values["defective"] for values in chosen)),
        float(sum(values["produced"] for values in chosen)),
    )
