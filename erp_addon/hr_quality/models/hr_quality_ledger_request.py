"""What is asked of the ledger and becomes an entry of it, or does not."""

from odoo import api, fields, models


class HrQualityLedgerRequest(models.AbstractModel):
    """Somebody wants an entry about a person and an operation; who may sign it answers.

    What counts is the entry that is made of it, never the request.
    """

    _name = "hr.quality.ledger.request"
    _description = "Request to the Ledger"
    _inherit = ["base.act.mixin"]
    _order = "id desc"
    _rec_name = "employee_id"
    _act_state_field = "state"

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, readonly=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, readonly=True, ondelete="restrict"
    )
    entry_id = fields.Many2one(
        "hr.quality.qualification", "Ledger Entry", readonly=True, ondelete="restrict"
    )
    answer = fields.Text(readonly=True)

    @api.depends("employee_id", "operation_id")
    def _compute_display_name(self):
        for request in self.sudo():
            request.display_name = (
                f"{request.employee_id.name or ''}: {request.operation_id.display_name or ''}"
            )

    def _besides_the_person(self, users):
        """``users`` without whom it is about: nobody answers for himself."""
        return users - self.sudo().employee_id.user_id
