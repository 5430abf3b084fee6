"""How a participant gets on: learning, learned, passed or failed; excused with a reason."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    @act(
        label=_lt("Excuse"),
        source=("invited", "learning", "learned"),
        target="excused",
        party="hr",
        excludes="employee_id",
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_excuse(self, reason=None):
        """Expect nothing more of the person, as after a long illness; it stays visible."""
        self._act_write({"excuse": reason, "settled_on": fields.Datetime.now()})
        self._refuse_empty_plans()
        self.plan_id._settle()

    @act(
        label=_lt("Call Back"),
        source="excused",
        target="invited",
        party="hr",
        excludes="employee_id",
        demands="reason",
        primary=False,
    )
    def act_readmit(self, reason=None):
        """Expect the person again; only while the others learn."""
        late = self.sudo().filtered(
            lambda person: person.plan_id.state not in ("draft", "published")
        )
        if late:
            raise UserError(
                self.env._(
                    "%s: the others have learned already. Put the person into another plan.",
                    late._act_speaking()._act_document(),
                )
            )
        self._act_write({"excuse": False, "settled_on": False})
        back = self.filtered(lambda person: person.sudo().plan_id.state == "published")
        back._enrol()
        back._expect()
        for plan, people in back.grouped("plan_id").items():
            plan._tell(people)

    @act(label=_lt("Begin"), source="invited", target="learning", party="system")
    def act_start(self):
        """The person has begun to learn."""

    @act(label=_lt("Learned"), source=("invited", "learning"), target="learned", party="system")
    def act_learn(self, reason=None):
        """The person has finished what there is to learn; the reason says how."""
        self._act_write({"learned_on": fields.Datetime.now()})

    @act(label=_lt("Passed"), source="learned", target="passed", party="system")
    def act_pass(self, reason=None):
        """The person has passed the assessment that the reason names."""
        self._act_write({"settled_on": fields.Datetime.now()})

    @act(label=_lt("Failed"), source="learned", target="failed", party="system")
    def act_fail(self, reason=None):
        """The person has failed for good in the assessment that the reason names."""
        self._act_write({"settled_on": fields.Datetime.now()})

    def _act_next_activity(self, declared):
        """Who has only begun, or was called back, still has it to do."""
        if declared.name in ("act_start", "act_readmit"):
            return None
        return super()._act_next_activity(declared)

    # Doors for code

    def _learned(self, how):
        """Those still learning have learned.

        :param str how: what shows it, for the trail
        """
        people = self.sudo().filtered(lambda person: person.state in ("invited", "learning"))
        if people:
            people._by_system().act_learn(reason=how)
            people.plan_id._settle()

    def _learn_at_kiosk(self, how):
        """The person, known by badge and PIN, has gone through the course at the kiosk.

        :param str how: where and how, for the trail
        """
        self._course_finished(how)

    def _passed(self, assessment):
        """These participants have passed ``assessment``, a record that the trail names."""
        self._by_system().act_pass(reason=assessment.sudo().display_name)
        self.sudo().plan_id._settle()

    def _failed(self, assessment, final=False):
        """They have failed ``assessment``; for good if ``final``, else they may try again."""
        if final:
            self._by_system().act_fail(reason=assessment.sudo().display_name)
            self.sudo().plan_id._settle()

    def _refuse_empty_plans(self):
        """The last one is not excused: a plan for nobody is cancelled instead."""
        for plan in self.sudo().plan_id:
            if not plan.participant_ids.filtered(lambda person: person.state != "excused"):
                raise UserError(
                    self.env._(
                        "Nobody would be left in %s. Cancel the plan, with the reason.", plan.name
                    )
                )
