"""The need's last steps as checks, effects and responsibility see them."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = ("check_ids", "effect_ids", "responsibility_ids")

    check_ids = fields.One2many("hr.quality.check", "need_id", "Supervision Checks")
    effect_ids = fields.One2many("hr.quality.effect", "need_id", "Effects")
    responsibility_ids = fields.One2many("hr.quality.responsibility", "need_id", "Responsibility")

    @act(label=_lt("Checked"), source=("assessed",), target="checked", party="system")
    def act_checked(self):
        """All checks that the training made due are done."""

    @act(label=_lt("Measured"), source=("answered",), target="measured", party="system")
    def act_measured(self):
        """The effect of the training was measured."""

    @act(label=_lt("Close"), source=("measured",), target="closed", party="system")
    def act_close(self, reason=None):
        """The training was effective, or quality accepted that it is not proven."""
