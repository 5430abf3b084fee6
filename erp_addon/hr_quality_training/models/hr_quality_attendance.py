"""Who was there."""

from odoo import fields, models


class HrQualityAttendance(models.Model):
    """One participant at one session; marked by the trainer or HR through the session's acts."""

    _name = "hr.quality.attendance"
    _description = "Attendance of a Session"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "session_id, participant_id"
    _rec_name = "participant_id"

    session_id = fields.Many2one(
        "hr.quality.session", required=True, index=True, ondelete="cascade"
    )
    participant_id = fields.Many2one(
        "hr.quality.participant", required=True, index=True, ondelete="cascade"
    )
    plan_id = fields.Many2one(related="session_id.plan_id")
    employee_id = fields.Many2one(related="participant_id.employee_id", store=True, index=True)
    session_state = fields.Selection(related="session_id.state", string="State of the Session")
    state = fields.Selection(
        [("expected", "Expected"), ("attended", "Attended"), ("absent", "Absent")],
        required=True,
        default="expected",
    )
    marked_by_id = fields.Many2one("res.users", ondelete="restrict")
    marked_on = fields.Datetime()

    _once = models.Constraint(
        "UNIQUE (session_id, participant_id)", "The session expects this person already."
    )
