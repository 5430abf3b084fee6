"""That somebody has read a revision of a standard: his own act, and nobody else's."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

KIOSK, LOGIN = "kiosk", "login"


class HrQualityAcknowledgement(models.Model):
    """One person's acknowledgement of one revision, due before the revision takes force."""

    _name = "hr.quality.acknowledgement"
    _description = "Acknowledgement of a Standard"
    _inherit = ["base.act.mixin"]
    _order = "due_on, id"
    _act_state_field = "state"
    _act_protected_fields = (
        "revision_id",
        "employee_id",
        "due_on",
        "acknowledged_at",
        "acknowledged_by",
    )

    revision_id = fields.Many2one(
        "hr.quality.standard.revision",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    operation_id = fields.Many2one(related="revision_id.operation_id", store=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("due", "To Acknowledge"), ("acknowledged", "Acknowledged")],
        required=True,
        default="due",
        readonly=True,
        copy=False,
        index=True,
    )
    due_on = fields.Date(required=True, readonly=True)
    acknowledged_at = fields.Datetime(readonly=True)
    acknowledged_by = fields.Selection(
        [(LOGIN, "Own Login"), (KIOSK, "Kiosk, Badge and PIN")], string="How", readonly=True
    )
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    date_from = fields.Date(related="revision_id.date_from")
    limit = fields.Float(related="revision_id.limit")
    note = fields.Text(related="revision_id.note")
    key_point_ids = fields.One2many(related="revision_id.key_point_ids")
    attachment_ids = fields.Many2many(related="revision_id.attachment_ids")

    _person_unique = models.Constraint(
        "UNIQUE (revision_id, employee_id)", "The person is asked once per revision."
    )
    _due_index = models.Index("(due_on) WHERE state = 'due'")

    @api.depends("revision_id", "employee_id")
    def _compute_display_name(self):
        for asked in self.sudo():
            asked.display_name = (
                f"{asked.employee_id.name or ''}: {asked.revision_id.display_name or ''}"
            )

    @api.depends("state", "due_on")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for asked in self:
            asked.is_overdue = bool(asked.state == "due" and asked.due_on and asked.due_on < today)

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for asked in self:
            asked.is_mine = asked.sudo().employee_id.user_id == self.env.user

    # --------------------------------------------------------------------------------- acts

    @act(
        label=_lt("Acknowledge"),
        source="due",
        target="acknowledged",
        actors="employee_id.user_id",
    )
    def act_acknowledge(self):
        """Say that one has read and understood the revision; only the person himself."""
        self._act_write({"acknowledged_at": fields.Datetime.now(), "acknowledged_by": LOGIN})

    def _acknowledge_at_kiosk(self, employee):
        """The same by somebody without a login, whom the kiosk has identified.

        For the kiosk's code alone, which has checked badge and PIN; no remote call reaches it.

        :param employee: whom the kiosk has identified
        :raises AccessError: one of these is asked of somebody else
        """
        asked = self.sudo()
        if any(one.employee_id != employee for one in asked):
            raise AccessError(self.env._("You can acknowledge for yourself only."))
        if any(one.state != "due" for one in asked):
            raise UserError(self.env._("You have acknowledged this already."))
        asked._act_lock(self.env._("Acknowledge"))
        with_permit(asked).write(
            {
                "state": "acknowledged",
                "acknowledged_at": fields.Datetime.now(),
                "acknowledged_by": KIOSK,
            }
        )
        asked._act_log(
            [
                {
                    "res_id": one.id,
                    "kind": "act",
                    "act": "act_acknowledge",
                    "state_from": "due",
                    "state_to": "acknowledged",
                    "reason": self.env._("At the kiosk: %s", employee.sudo().name),
                }
                for one in asked
            ]
        )
        asked._act_close_activities()

    def _ask_again(self):
        """Take acknowledgements back, because what was acknowledged has changed since."""
        read = self.sudo().filtered(lambda asked: asked.state == "acknowledged")
        if not read:
            return
        with_permit(read).write(
            {"state": "due", "acknowledged_at": False, "acknowledged_by": False}
        )
        read._act_log(
            [
                {
                    "res_id": asked.id,
                    "kind": "act",
                    "act": "act_acknowledge",
                    "state_from": "acknowledged",
                    "state_to": "due",
                    "reason": self.env._("The revision was changed before it took force."),
                }
                for asked in read
            ]
        )
        read._tell()

    def _tell(self):
        """An activity for everybody who has a login, due when the acknowledgement is."""
        today = fields.Date.context_today(self)
        for due_on, asked in self.sudo().grouped("due_on").items():
            asked._act_assign("employee_id.user_id", max((due_on - today).days, 0))
