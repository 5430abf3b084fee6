from odoo import Command, api, fields, models

COPIED = (
    *("kind", "result", "operation_id", "employee_id", "lot", "serial", "order_code", "material"),
    *("inspected", "nonconforming", "unit", "decided_at"),
)
FOUND = ("code_group", "code", "text", "cause", "place", "quantity", "picture")


class HrQualityEnterInspection(models.TransientModel):
    """An inspection by hand: what was checked, how it came out, what was wrong."""

    _name = "hr.quality.enter.inspection"
    _description = "Enter Inspection"

    corrected_id = fields.Many2one("hr.quality.inspection", readonly=True)
    inspection_id = fields.Many2one("hr.quality.inspection", readonly=True, help="As entered.")
    kind = fields.Selection(
        selection=lambda self: (
            self.env["hr.quality.inspection"]._fields["kind"]._description_selection(self.env)
        ),
        required=True,
        default="in_process",
    )
    result = fields.Selection(
        selection=lambda self: (
            self.env["hr.quality.inspection"]._fields["result"]._description_selection(self.env)
        ),
        required=True,
        default="accepted",
    )
    operation_id = fields.Many2one("hr.quality.operation")
    employee_id = fields.Many2one("hr.employee.public", string="Produced By")
    lot = fields.Char()
    serial = fields.Char(string="Serial Number")
    order_code = fields.Char(string="Order")
    material = fields.Char()
    inspected = fields.Float(digits=(18, 6), required=True, default=1)
    nonconforming = fields.Float(digits=(18, 6))
    unit = fields.Char(
        compute="_compute_unit", store=True, readonly=False, precompute=True, required=True
    )
    decided_at = fields.Datetime(string="Decided", required=True, default=fields.Datetime.now)
    reason = fields.Text(string="What Was Wrong")
    line_ids = fields.One2many("hr.quality.enter.inspection.line", "wizard_id", "Nonconformities")

    _quantities = models.Constraint(
        "CHECK (inspected > 0 AND nonconforming >= 0)",
        "More than nothing is inspected, and quantities are not negative.",
    )

    @api.depends("operation_id")
    def _compute_unit(self):
        for wizard in self:
            wizard.unit = wizard.operation_id.unit or wizard.unit or "pcs"

    @api.model
    def default_get(self, fields_list):
        """Begin a correction from what was entered."""
        values = super().default_get(fields_list)
        corrected = self.env["hr.quality.inspection"].browse(values.get("corrected_id") or [])
        if corrected:
            values |= {name: corrected[name] for name in COPIED if name in fields_list}
            values |= {
                name: corrected[name].id
                for name in ("operation_id", "employee_id")
                if name in fields_list
            }
            values["line_ids"] = [
                Command.create({name: found[name] for name in FOUND})
                for found in corrected.nonconformity_ids
            ]
        return values

    def action_enter(self):
        """Record it under the caller's name and open it."""
        self.ensure_one()
        if not self.inspection_id:
            self.inspection_id = self._enter()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.quality.inspection",
            "res_id": self.inspection_id.id,
            "views": [(False, "form")],
        }

    def _enter(self, key=None):
        """Record this one inspection; return it.

        :param str key: what it is recorded under; None: a new one
        """
        values, found = self._entered_values()
        return self.env["hr.quality.inspection"]._enter(
            values, found, self.corrected_id, self.reason, key=key
        )

    def _entered_values(self):
        """Fields of the inspection, and of each of its nonconformities."""
        values = {name: self[name] for name in COPIED}
        values |= {"operation_id": self.operation_id.id, "employee_id": self.employee_id.id}
        return values, [{name: line[name] for name in FOUND} for line in self.line_ids]


class HrQualityEnterInspectionLine(models.TransientModel):
    """One thing that was wrong."""

    _name = "hr.quality.enter.inspection.line"
    _description = "Nonconformity to Enter"

    wizard_id = fields.Many2one("hr.quality.enter.inspection", required=True, ondelete="cascade")
    code_group = fields.Char()
    code = fields.Char(required=True)
    text = fields.Text(string="What Was Wrong")
    cause = fields.Char()
    place = fields.Char()
    quantity = fields.Float(digits=(18, 6), required=True, default=1)
    picture = fields.Image(max_width=1920, max_height=1920)
