"""What a new revision means for those who are qualified on an earlier one."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.plant_day import plant_day

HELD = ("qualified", "retraining_due", "outdated")
MARKING_FIELDS = {"date_from", "grace_days", "requires_retraining", "standard_id"}


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    @api.model_create_multi
    def create(self, vals_list):
        """Mark the qualifications that the revision touches."""
        revisions = super().create(vals_list)
        revisions._mark_retraining()
        return revisions

    def write(self, vals):
        """Mark them anew where the days have moved."""
        result = super().write(vals)
        if MARKING_FIELDS & vals.keys():
            self._mark_retraining()
        return result

    def _mark_retraining(self):
        """Enter in the ledger for whom retraining is due, and tell other modules.

        Whoever is qualified on an earlier revision; from the revision's first day, with its grace.
        Doing it again enters nothing twice, so a daily run finds those who came later.
        """
        today = plant_day(self.env)
        marking = self.sudo().filtered(
            lambda revision: (
                revision.requires_retraining and (not revision.date_to or revision.date_to >= today)
            )
        )
        if not marking:
            return
        ledger = self.env["hr.quality.qualification"]
        statuses = ledger._held_statuses(None, marking.operation_id, today)
        marks = marking._retraining_marks()
        held = {}
        for (employee, operation), status in statuses.items():
            if status.status in HELD:
                held.setdefault(operation, []).append((employee, status.revision_id))
        for revision in marking:
            revision._mark_those_behind(held.get(revision.operation_id.id, []), marks)

    def _mark_those_behind(self, held, marks):
        """Enter what is due for those who are qualified on an earlier revision.

        :param held: pairs of employee id and the revision's id that he is qualified on
        :param marks: {(employee id, revision id): (first day, last day of grace)} of the ledger
        """
        until = self.date_from + timedelta(days=self.grace_days)
        earlier = self._earlier_ids()
        active = self.env["hr.employee"].sudo().browse(employee for employee, _on in held)
        active = set(active.filtered("active").ids)
        behind = [
            employee
            for employee, on in held
            if employee in active
            and (not on or on in earlier)
            and marks.get((employee, self.id)) != (self.date_from, until)
        ]
        entries = self.env["hr.quality.qualification"]._append(
            [self._retraining_values(employee, until) for employee in behind]
        )
        new = entries.filtered(lambda entry: (entry.employee_id.id, self.id) not in marks)
        if new:
            self._raise_retraining(new)

    def _earlier_ids(self):
        siblings = self.standard_id.revision_ids
        return set(siblings.filtered(lambda other: other.date_from < self.date_from).ids)

    def _retraining_values(self, employee_id, until):
        return {
            "employee_id": employee_id,
            "operation_id": self.operation_id.id,
            "kind": "retraining_due",
            "date": self.date_from,
            "valid_until": until,
            "revision_id": self.id,
            "signer_id": self.env.ref("base.user_root").id,
            "evidence": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _retraining_marks(self):
        """{(employee id, revision id): (first day, last day of grace)}, as entered last."""
        entries = (
            self.env["hr.quality.qualification"]
            .sudo()
            .search([("kind", "=", "retraining_due"), ("revision_id", "in", self.ids)], order="id")
        )
        return {
            (entry.employee_id.id, entry.revision_id.id): (entry.date, entry.valid_until)
            for entry in entries
        }

    def _raise_retraining(self, entries):
        """Called with the new ledger entries of kind ``retraining_due``; for other modules.

        :param entries: ``hr.quality.qualification``, of this one revision
        """

    @api.model
    def _not_over_domain(self):
        return Domain("date_to", "=", False) | Domain("date_to", ">=", plant_day(self.env))
