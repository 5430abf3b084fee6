"""Inspections out of a file, by Odoo's own import: each row is entered as if by hand."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.record_reading import digest

TEMPLATE = "/hr_quality/static/template/inspections.csv"
IDENTIFIERS = ("id", ".id")


class HrQualityEnterInspection(models.TransientModel):
    _inherit = "hr.quality.enter.inspection"

    badge = fields.Char(help="Whose work it was, where names are not enough to tell people apart.")

    @api.model
    def get_import_templates(self):
        """A file with every column and two inspections to look at."""
        return [{"label": self.env._("Import Template for Inspections"), "template": TEMPLATE}]

    @api.model
    def load(self, fields, data):
        """Enter the inspections of a file under the caller's own name, all of them or none.

        The importer answers for them as for those he types: nothing about his own work, and
        nothing that a system recorded is touched. A row that says what was entered already is
        refused, so that a file imported twice counts once. Where a name fits several people the
        row is refused too; Odoo would take the first.

        :return: as ``load`` of any model
        :raises AccessError: the caller is not of quality
        """
        self.env["hr.quality.inspection"]._check_may_enter(self.env["hr.employee"])
        problem = self._problem_of_columns(fields)
        if problem:
            return _refused([{"type": "error", "message": problem, "record": False}])
        with self.env.cr.savepoint(flush=True) as savepoint:
            result = super().load(fields, data)
            messages = [{**said, "type": "error"} for said in result["messages"]]
            if result["ids"] and not messages:
                messages = self.browse(result["ids"])._enter_rows(self._rows_of(fields, data))
            if messages:
                savepoint.rollback()
                self.env.invalidate_all()
                return _refused(messages)
        return result

    @api.model
    def _problem_of_columns(self, names):
        parts = {part for name in names for part in name.split("/")}
        if parts.intersection(IDENTIFIERS):
            return self.env._(
                "An import adds inspections and changes none: leave the column of ids out. To put"
                " one right, open it and press “Correct”."
            )
        if "decided_at" not in names:
            return self.env._("Say when each was decided: the column “Decided” is missing.")
        if {"corrected_id", "reason", "inspection_id"}.intersection(names):
            return self.env._("A correction is not imported: open the inspection and correct it.")
        return None

    @api.model
    def _rows_of(self, names, data):
        """First and last row of each record in the file."""
        paths = [name.split("/") for name in names]
        return [found["rows"] for _record, found in self._extract_records(paths, data)]

    def _enter_rows(self, rows):
        """Enter each; messages about those that are refused."""
        messages = []
        for wizard, place in zip(self, rows, strict=True):
            try:
                with self.env.cr.savepoint():
                    wizard._enter_row()
            except UserError as refusal:
                messages.append(
                    {"type": "error", "message": str(refusal), "rows": place, "record": False}
                )
        return messages

    def _enter_row(self):
        self._take_badge()
        if self.decided_at > fields.Datetime.now():
            raise UserError(self.env._("It is said to have been decided in the future."))
        self.inspection_id = self._enter(key=self._key_of_row())

    def _take_badge(self):
        if not self.badge:
            return
        people = self.env["hr.employee"].sudo().search([("barcode", "=", self.badge)])
        if len(people) != 1 or (self.employee_id and self.employee_id.id != people.id):
            raise UserError(
                self.env._("The badge %s is nobody's, or not of the person named.", self.badge)
            )
        self.employee_id = people.id

    def _key_of_row(self):
        """The same for rows that say the same."""
        values, found = self._entered_values()
        said = [f"{name}={values[name]}" for name in sorted(values)]
        said += [f"{name}={line[name]}" for line in found for name in sorted(line)]
        return f"import/{digest(said)}"


def _refused(messages):
    return {"ids": False, "messages": messages, "nextrow": 0}
