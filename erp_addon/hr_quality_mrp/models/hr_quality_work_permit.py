"""Who worked on a work order, and on which qualification he was let to it."""

from odoo import api, fields, models
from odoo.addons.base_act.append_only import make_append_only
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS


class HrQualityWorkPermit(models.Model):
    """One answer of the gate before a work order; only ever appended.

    A refusal leaves no row: whatever was tried is rolled back with it.
    """

    _name = "hr.quality.work.permit"
    _description = "Work Permit"
    _inherit = ["base.act.protected"]
    _act_protected_fields = ALL_FIELDS
    _order = "moment desc, id desc"
    _rec_name = "workorder_id"

    workorder_id = fields.Many2one(
        "mrp.workorder", "Work Order", required=True, index=True, ondelete="restrict"
    )
    production_id = fields.Many2one(
        "mrp.production", "Manufacturing Order", required=True, index=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Operator", index="btree_not_null", ondelete="restrict"
    )
    event = fields.Selection(
        [
            ("started", "Started"),
            ("taken_over", "Taken Over"),
            ("joined", "Joined"),
            ("finished", "Finished"),
        ],
        required=True,
    )
    decision = fields.Selection(
        [("allowed", "Allowed"), ("supervised", "Supervised"), ("warned", "Warned")],
        required=True,
        index=True,
        help="Warned: worked without a valid qualification, and quality was told.",
    )
    status = fields.Char(required=True, help="The qualification's status at that moment.")
    qualification_id = fields.Many2one(
        "hr.quality.qualification", "Ledger Entry", ondelete="restrict"
    )
    supervisor_id = fields.Many2one("hr.employee", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Entered By", required=True, ondelete="restrict")
    moment = fields.Datetime(required=True, index=True)
    sentence = fields.Char("Why")

    _employee_index = models.Index("(employee_id, operation_id, moment)")

    @api.private
    def init(self):
        """Let the database refuse what goes round the ORM."""
        make_append_only(self.env.cr, self._table, "Work permits are append-only.")

    def _act_message_wholly_protected(self):
        return self.env._(
            "Work permits are written by the gate before the work order and changed by nobody."
        )
