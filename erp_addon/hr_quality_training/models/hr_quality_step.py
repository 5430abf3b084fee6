"""How long each step of a need's path may take, and whom it is put to."""

from dataclasses import dataclass
from types import MappingProxyType

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.addons.base_act.act import PARTY_GROUPS
from odoo.addons.hr_quality.tools.uninstalling import is_uninstalling
from odoo.exceptions import AccessError

FIXED = ("state", "party")


@dataclass(frozen=True)
class StepTimes:
    """A step as the clock reads it."""

    step_id: int
    party: str
    timed: bool
    """False: the step waits, but is never due."""
    days_due: int
    days_escalate: int
    coordinator_id: int | bool


class HrQualityStep(models.Model):
    """What a need waits for in a state: which party, for how many days, and then whom else.

    Example: a confirmed need waits for quality. It is due after five days; three days later it goes
    to the next level, and so on every three days until it is done.

    Nobody sets the time of his own party's steps: the other parties do.
    """

    _name = "hr.quality.step"
    _description = "Step of the Training Path"
    _inherit = ["mail.thread"]
    _act_keeps_chatter = True
    _order = "sequence, id"
    _rec_name = "state"

    sequence = fields.Integer(default=10)
    state = fields.Selection(
        selection=lambda self: (
            self.env["hr.quality.need"]._fields["state"]._description_selection(self.env)
        ),
        string="Done So Far",
        required=True,
    )
    task = fields.Char("What Is Waited For", required=True, translate=True)
    party = fields.Selection(selection="_selection_party", required=True)
    coordinator_id = fields.Many2one(
        "res.users",
        company_dependent=True,
        domain="[('share', '=', False)]",
        help="Is asked first, in your company. Empty: everybody of the party; in steps of "
        "operations the manager of the department comes first, and the coordinator where there "
        "is none.",
    )
    active = fields.Boolean(
        default=True, tracking=True, help="Not active: needs wait here without ever being due."
    )
    days_due = fields.Integer(
        "Days Until Due",
        required=True,
        default=7,
        tracking=True,
        help="Those who are waited for are reminded then. For needs that come to this step from "
        "now on.",
    )
    days_escalate = fields.Integer(
        "Days Until Escalation",
        required=True,
        default=3,
        tracking=True,
        help="So many days after the due date the next level is told, then again the next one.",
    )

    _state_unique = models.Constraint("UNIQUE (state)", "The state has its step already.")
    _days_positive = models.Constraint(
        "CHECK (days_due BETWEEN 0 AND 730 AND days_escalate BETWEEN 1 AND 365)",
        "A step is due after 0 to 730 days and goes to the next level after 1 to 365 more.",
    )

    @api.model
    def _selection_party(self):
        """The parties in the words of the reader's company."""
        needs = self.env["hr.quality.need"]
        return [(party, needs._act_party_name(party)) for party in PARTY_GROUPS]

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        self.env.registry.clear_cache()
        return steps

    def write(self, vals):
        """Refuse to turn a step into another one, and to set one's own party's time."""
        if any(step[name] != vals[name] for name in FIXED if name in vals for step in self):
            raise AccessError(
                self.env._("Whose step it is follows from the acts; its times can be changed.")
            )
        self._check_not_ones_own()
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_ones_own(self):
        if not is_uninstalling(self.env):
            self._check_not_ones_own()

    def _check_not_ones_own(self):
        user = self.env.user
        if user.id == SUPERUSER_ID:
            return
        own = self.filtered(lambda step: user.has_group(PARTY_GROUPS[step.party]))
        if own:
            raise AccessError(
                self.env._(
                    "“%(step)s” is a step of your own party. Ask another party to change its time.",
                    step=own[0].task,
                )
            )

    # Reading

    @api.model
    def _along_the_path(self):
        """All steps, timed or not, in their order."""
        steps = self.sudo().with_context(active_test=False)
        return steps.search([("state", "!=", False)])

    @api.model
    def _times(self, company) -> MappingProxyType[str, StepTimes]:
        """State → its step, as it holds in this company."""
        return self._times_in(company.id)

    @api.model
    @tools.ormcache("company_id")
    def _times_in(self, company_id):
        steps = self.with_company(company_id)._along_the_path()
        return MappingProxyType(
            {
                step.state: StepTimes(
                    step_id=step.id,
                    party=step.party,
                    timed=step.active,
                    days_due=step.days_due,
                    days_escalate=step.days_escalate,
                    coordinator_id=step.coordinator_id.id,
                )
                for step in steps
            }
        )
