"""The dialog in which an inspector records a check, at the line and on a phone."""

from odoo import api, fields, models
from odoo.fields import Command

from ..checking.finding import is_within, read_measured
from ..checking.words import tolerance_text


class HrQualityCheckEntry(models.TransientModel):
    """What an inspector enters before he signs it; nothing here counts until then."""

    _name = "hr.quality.check.entry"
    _description = "Record a Supervision Check"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    act = fields.Char(required=True)
    check_id = fields.Many2one("hr.quality.check", required=True, ondelete="cascade")
    employee_id = fields.Many2one(related="check_id.employee_id")
    operation_id = fields.Many2one(related="check_id.operation_id")
    unit = fields.Char(related="check_id.unit")
    inspected = fields.Float(digits=(18, 6), required=True)
    nonconforming = fields.Float(digits=(18, 6))
    findings = fields.Text()
    line_ids = fields.One2many("hr.quality.check.entry.line", "entry_id", "Key Points")
    attachment_ids = fields.Many2many("ir.attachment", string="Pictures")

    @api.model
    def default_get(self, fields_list):
        """Begin with the sample size and every key point to look at."""
        values = super().default_get(fields_list)
        check = self.env["hr.quality.check"].browse(values.get("res_ids") or ())[:1].exists()
        if not check:
            return values
        check.check_access("read")
        return {
            **values,
            "check_id": check.id,
            "inspected": check.sample_size,
            "line_ids": [
                Command.create(
                    {
                        "key": point["key"],
                        "is_measured": point["kind"] != "attribute",
                        "kind": point["kind"],
                        "lower": point["lower"],
                        "upper": point["upper"],
                        "label": self._label(point),
                    }
                )
                for point in check.get_points()
            ],
        }

    def _label(self, point):
        """The key point, what is allowed, how to look: a phone has no room for more columns."""
        limits = (float(point[name] or 0) for name in ("nominal", "lower", "upper"))
        allowed = tolerance_text(self.env, point["kind"], point["unit"], *limits)
        return "\n".join(filter(None, (point["parameter"], allowed, point["method"])))

    def action_confirm(self):
        """Sign it: every check is made there."""
        self.ensure_one()
        self.check_id.act_record(
            inspected=self.inspected,
            nonconforming=self.nonconforming,
            points=[line._as_point() for line in self.line_ids],
            findings=self.findings,
            attachment_ids=self.attachment_ids.ids,
        )
        return {"type": "ir.actions.act_window_close"}


class HrQualityCheckEntryLine(models.TransientModel):
    """One key point to look at."""

    _name = "hr.quality.check.entry.line"
    _description = "Key Point to Look At"

    entry_id = fields.Many2one("hr.quality.check.entry", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    label = fields.Text("Key Point", readonly=True)
    kind = fields.Char()
    lower = fields.Char()
    upper = fields.Char()
    is_measured = fields.Boolean()
    measured = fields.Char(help="The number read; with a point or a comma.")
    ok = fields.Selection(
        [("yes", "In order"), ("no", "Not in order")],
        "Result",
        compute="_compute_ok",
        store=True,
        readonly=False,
    )

    @api.depends("measured")
    def _compute_ok(self):
        """Show at once whether what was measured is allowed; signing judges it anew."""
        for line in self:
            if line.is_measured:
                measured = read_measured(line.measured)
                limits = {"kind": line.kind, "lower": line.lower, "upper": line.upper}
                ok = measured is not None and ("yes" if is_within(limits, measured) else "no")
                line.ok = ok
            else:
                line.ok = line.ok

    def _as_point(self):
        """As ``act_record`` takes it; what was left empty stays empty and is asked for there."""
        if self.is_measured:
            return {"key": self.key, "measured": self.measured or ""}
        return {"key": self.key, "ok": {"yes": True, "no": False}.get(self.ok)}
