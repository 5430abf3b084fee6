import base64

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..models.hr_quality_fact import FILE, MAX_BATCH
from ..tools.measurement_file import FileUnreadable, key_of, read_lines
from ..tools.measurement_record import read_record
from ..tools.record_reading import RecordRejected


class _Checked(Exception):
    """Takes a trial import back."""


class HrQualityImport(models.TransientModel):
    """Measurements from a file, for companies without a gateway: look first, then import.

    A line is named by its day, shift, operation, work center, employee, material and lot. The same
    line in a later file corrects the earlier; one that says the same changes nothing.
    """

    _name = "hr.quality.import"
    _description = "Import Measurements"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("checked", "Check"), ("done", "Done")],
        required=True,
        default="choose",
    )
    created = fields.Integer(readonly=True)
    replaced = fields.Integer(string="Corrected", readonly=True)
    unchanged = fields.Integer(readonly=True)
    waiting = fields.Integer(
        readonly=True, help="Their operation is unknown: tie its code in the worklist."
    )
    line_ids = fields.One2many("hr.quality.import.line", "import_id", readonly=True)
    rejected = fields.Integer(compute="_compute_rejected")

    @api.depends("line_ids")
    def _compute_rejected(self):
        for wizard in self:
            wizard.rejected = len(wizard.line_ids)

    def action_check(self):
        """Shows what importing the file would do, and does not do it."""
        outcome, lines = {}, {}
        try:
            with self.env.cr.savepoint():
                outcome, lines = self._import()
                raise _Checked
        except _Checked:
            self.env.invalidate_all()
        return self._show("checked", outcome, lines)

    def action_import(self):
        """Imports what is usable; what is not stays listed with its reason."""
        return self._show("done", *self._import())

    def action_choose(self):
        """Back to choosing a file."""
        self.line_ids.unlink()
        self.write({"state": "choose", "file": False, "file_name": False})
        return self._reopen()

    def action_open_measurements(self):
        """The measurements that came from files."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_measurement_action"
        )
        return {**action, "domain": [("source_id.code", "=", FILE)], "target": "main"}

    def action_open_worklist(self):
        """The codes that nobody has tied yet."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_alias_action_worklist"
        )

    # ----------------------------------------------------------------------------- the work

    def _import(self):
        self.ensure_one()
        if not self.env.user.has_group("base_act.base_act_group_quality"):
            raise AccessError(self.env._("Only quality imports measurements from a file."))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            lines = read_lines(base64.b64decode(self.file), self.env)
        except FileUnreadable as reason:
            raise UserError(str(reason)) from reason
        if len(lines) > MAX_BATCH:
            raise UserError(
                self.env._(
                    "The file has %(count)s lines; import at most %(limit)s at a time.",
                    count=len(lines),
                    limit=MAX_BATCH,
                )
            )
        records = [{"key": key_of(line), "revision": 0, **line} for _number, line in lines]
        self._number_revisions(records)
        measurements = self.env["hr.quality.measurement"]
        outcome = measurements._record_batch(FILE, records)
        numbers = {(r["key"], r["revision"]): n for r, (n, _l) in zip(records, lines, strict=True)}
        return outcome, numbers

    def _number_revisions(self, records):
        """One revision higher than what is there, where the line says something else."""
        rows = self.env.execute_query(
            SQL(
                "SELECT m.source_key, m.revision, m.digest FROM hr_quality_measurement m"
                " JOIN hr_quality_source s ON s.id = m.source_id"
                " WHERE s.code = %s AND m.source_key = ANY(%s) AND m.current",
                FILE,
                [record["key"] for record in records],
            )
        )
        known = {key: (revision, digest) for key, revision, digest in rows}
        for record in records:
            revision, digest = known.get(record["key"], (0, None))
            try:
                same = read_record(record, self.env).digest == digest
            except RecordRejected:
                same = False
            record["revision"] = revision if same else revision + 1

    def _show(self, state, outcome, numbers):
        self.line_ids.unlink()
        self.write(
            {
                "state": state,
                **{name: outcome[name] for name in ("created", "replaced", "unchanged", "waiting")},
                "line_ids": [
                    Command.create(
                        {
                            "number": numbers.get((entry["key"], entry["revision"])),
                            "reason": entry["reason"],
                        }
                    )
                    for entry in outcome["rejected"]
                ],
            }
        )
        return self._reopen()

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_import_action"
        )
        return {**action, "res_id": self.id}


class HrQualityImportLine(models.TransientModel):
    """A line of the file that cannot be used."""

    _name = "hr.quality.import.line"
    _description = "Unusable Line"
    _order = "number, id"

    import_id = fields.Many2one("hr.quality.import", required=True, ondelete="cascade")
    number = fields.Integer(string="Line")
    reason = fields.Char()
