"""A screen at the line at which people without a login learn and are examined."""

import secrets

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _lang_get
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

KEEPERS = "base_act.base_act_group_quality,base_act.base_act_group_hr"
PATH = "/quality-loop/kiosk"


class HrQualityKiosk(models.Model):
    """A kiosk has an address of its own that nobody can guess. Closed, or with a new address, it
    ends whatever goes on at it.
    """

    _name = "hr.quality.kiosk"
    _description = "Kiosk"
    _inherit = ["base.act.mixin"]
    _order = "name, id"
    _act_protected_fields = ("token", "last_login_on")

    name = fields.Char(required=True, help="For instance: Hall 3, welding.")
    place = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="People of this company can use it.",
    )
    lang = fields.Selection(
        _lang_get,
        "Language",
        help="Until somebody has shown his badge; then his own, if he has one.",
    )
    idle_minutes = fields.Integer(
        "Logs Out After",
        required=True,
        default=3,
        help="Minutes without a touch after which the person is logged out.",
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    token = fields.Char("Secret", readonly=True, copy=False, groups=KEEPERS)
    url = fields.Char("Address", compute="_compute_url", groups=KEEPERS)
    last_login_on = fields.Datetime("Last Used", readonly=True, copy=False)

    _token_unique = models.UniqueIndex("(token)", "Two kiosks cannot have the same address.")
    _idle_minutes = models.Constraint(
        "CHECK (idle_minutes BETWEEN 1 AND 60)",
        "A kiosk logs people out after 1 to 60 minutes.",
    )

    @api.depends("token")
    def _compute_url(self):
        for kiosk in self:
            kiosk.url = kiosk.token and f"{kiosk.get_base_url()}{PATH}/{kiosk.token}"

    @api.model_create_multi
    def create(self, vals_list):
        """Give each one a secret of its own."""
        kiosks = super().create(vals_list)
        kiosks._new_tokens()
        return kiosks

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_used(self):
        used = self.sudo().filtered("last_login_on")
        if used and not is_uninstalling(self.env):
            raise UserError(
                self.env._(
                    "%s has been used: close it, so that who was there can still be seen.",
                    used[0].display_name,
                )
            )

    def _new_tokens(self):
        for kiosk in with_permit(self):
            kiosk.token = secrets.token_urlsafe(32)
        self._end_sessions()

    def _end_sessions(self):
        self.env["hr.quality.kiosk.session"]._end_at(self)

    @act(
        label=_lt("New Address"),
        source=("open",),
        party=("hr", "quality"),
        primary=False,
    )
    def act_rotate(self):
        """Give it another address; the old one leads nowhere from now on.

        Not through ``_act_write``: the trail would keep the secret.
        """
        self._act_write({})
        self._new_tokens()

    @act(
        label=_lt("Close"),
        source=("open",),
        target="closed",
        party=("hr", "quality"),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_close(self, reason=None):
        """Close it at once, for instance because the screen is gone."""
        self._end_sessions()

    @act(label=_lt("Open Again"), source=("closed",), target="open", party=("hr", "quality"))
    def act_open(self):
        """Open it again, at a new address."""
        self._new_tokens()

    def action_open_kiosk(self):
        """Show it in the browser."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "target": "new", "url": self.url}

    @api.model
    def _by_token(self, token):
        """The open kiosk of that secret as superuser, or none."""
        if not isinstance(token, str) or len(token) < 20:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token), ("state", "=", "open")], limit=1)
