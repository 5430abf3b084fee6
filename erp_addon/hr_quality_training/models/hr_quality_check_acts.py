"""Acts on a supervision check: take it, record it, waive it; and who may not."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..checking.finding import read_finding
from ..checking.flaw import FindingError, finding_problem

_lt = LazyTranslate(__name__)

BARRED = ("_act_checked_person", "_act_trainers", "_act_assessors")


class HrQualityCheck(models.Model):
    """Nobody signs his own work: not the person, nor his trainer, nor who signed that he can."""

    _inherit = "hr.quality.check"

    # Who may not

    def _act_checked_person(self):
        """The person who is checked."""
        return self._people_behind(self.employee_id)

    def _act_trainers(self):
        """Who trained him."""
        plans = self.participant_id.plan_id
        return self._people_behind(plans.trainer_id | plans.session_ids.trainer_id)

    def _act_assessors(self):
        """Who signed his assessment."""
        passed = self.participant_id.assessment_ids.filtered(lambda one: one.state == "passed")
        assessors = passed.quality_assessor_id | passed.operations_assessor_id
        return self.env["hr.quality.assessment"]._people_behind_users(assessors)

    @api.model
    def _people_behind(self, employees):
        """Every login of these people, also those of further employees with the same contact.

        By fields alone, so that a list of checks reads them once.
        """
        employees = employees.sudo().with_context(active_test=False)
        partners = employees.work_contact_id | employees.user_id.partner_id
        return (employees | partners.employee_ids).user_id | partners.user_ids

    def _act_barred(self):
        """Everybody who may neither record nor waive."""
        return self._act_checked_person() | self._act_trainers() | self._act_assessors()

    def _act_available(self):
        """As ever, with the people behind all of them read at once."""
        self.sudo()._act_barred()
        return super()._act_available()

    # Acts

    @act(
        label=_lt("Record"),
        source=("due",),
        target="passed",
        party="quality",
        excludes=BARRED,
        demands=("inspected",),
        wizard="hr_quality_training.hr_quality_check_entry_action",
    )
    def act_record(
        self, inspected, nonconforming=0, points=None, findings=None, attachment_ids=None
    ):
        """Enter what was found; the figures decide whether the check passed or failed.

        It fails where a key point is not in order, or where more is nonconforming than both the
        acceptance number and the standard's limit of what was inspected allow.

        :param inspected: how much was inspected, in the check's unit: number or decimal text
        :param nonconforming: how much of that was nonconforming
        :param list points: one per key point of ``get_points``: ``{"key": "standard,7",
            "measured": "182.5"}``, or ``{"key": "review,3", "ok": true}`` for yes or no
        :param str findings: what was seen; demanded where the check fails
        :param list attachment_ids: the caller's own uploads, tied to nothing yet
        """
        if len(self) > 1:
            raise UserError(self.env._("Record one check at a time: each has its own figures."))
        own = self.sudo()
        revision = own._revision_in_force()
        demanded = {point.key: point for point in own._points(revision)}
        allowed = own._allowed_share(revision)
        try:
            finding = read_finding(
                inspected, nonconforming, points, findings, demanded, own.acceptance_number, allowed
            )
        except FindingError as error:
            raise UserError(finding_problem(self.env, error)) from error
        self._act_write(
            {
                "state": "passed" if finding.passed else "failed",
                "inspected": finding.inspected,
                "nonconforming": finding.nonconforming,
                "nonconforming_rate": finding.rate,
                "limit": revision.limit if revision else 0.0,
                "revision_id": revision.id,
                "findings": finding.text,
                "done_on": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        own._keep_points(demanded, finding)
        self._keep_pictures(attachment_ids)
        own._after_done()

    @act(
        label=_lt("Take"),
        source=("due",),
        party="quality",
        excludes=(*BARRED, "inspector_id"),
        primary=False,
    )
    def act_take(self):
        """Make the check one's own."""
        self._act_write({"inspector_id": self.env.uid})

    @act(
        label=_lt("Waive"),
        source=("due",),
        target="waived",
        party="quality",
        excludes=BARRED,
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_waive(self, reason=None):
        """Say why the check is not made; coverage counts it as due and not done."""
        self._act_write(
            {"reason": reason, "done_on": fields.Datetime.now(), "done_by_id": self.env.uid}
        )
        self.sudo()._after_done()

    @act(label=_lt("Bring Forward"), source=("due",), party="system", demands=("due_on",))
    def act_advance(self, due_on=None, standing=None):
        """The person's standing has changed, so the check is due earlier."""
        self._act_write({"due_on": due_on, "standing": standing})

    @act(label=_lt("Escalate"), source=("due",), party="system", demands=("level",))
    def act_escalate(self, level=None, today=None):
        """The check is overdue: remind, or tell the next level."""
        self._act_write({"escalation_level": level, "escalated_on": today})

    # What follows

    def _after_done(self):
        """A training's need goes on once all its checks are done; another failure raises one."""
        for check in self:
            if check.need_id and check.need_id.is_open:
                check.need_id._settle_checks()
            elif check.state == "failed":
                check._raise_from_failure()
