"""What is done to a session: who was there, another time, not at all."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import current_run, with_permit
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from .hr_quality_plan_tell import CHANGE

_lt = LazyTranslate(__name__)

HR_GROUP = "base_act.base_act_group_hr"


class HrQualitySession(models.Model):
    _inherit = "hr.quality.session"

    def _act_markers(self):
        """Trainer of the session, or HR"""
        trainers = (self.trainer_id | self.plan_id.trainer_id).user_id
        return trainers | self.env.ref(HR_GROUP).sudo().all_user_ids

    @act(
        label=_lt("Attendance"),
        source=("planned", "held"),
        target="held",
        actors="_act_markers",
        button=False,
    )
    def act_mark(self, attended=None, absent=None):
        """Say who was there and who was not; the trainer does, or HR, and nobody for himself.

        :param attended: ids of employees, of these sessions' participants
        :param absent: likewise
        :raise UserError: somebody is not expected, or has been assessed since
        """
        marks = {
            **dict.fromkeys(self._marked(absent), "absent"),
            **dict.fromkeys(self._marked(attended), "attended"),
        }
        for session in self.sudo():
            session.with_env(self.env)._check_markable(marks)
            lines = session.attendance_ids.filtered(lambda line: line.employee_id.id in marks)
            self._note_marks(lines, marks)
            for state, part in lines.grouped(lambda line: marks[line.employee_id.id]).items():
                with_permit(part).write(
                    {
                        "state": state,
                        "marked_by_id": self.env.uid,
                        "marked_on": fields.Datetime.now(),
                    }
                )
            present = lines.filtered(lambda line: line.state == "attended").participant_id
            present._go_on(self.env._("Attended %s", session.display_name))

    @act(
        label=_lt("Move"),
        source="planned",
        party="hr",
        demands=("starts", "ends", "reason"),
        primary=False,
        wizard="hr_quality_training.hr_quality_session_move_action",
    )
    def act_move(self, starts=None, ends=None, place=None, reason=None):
        """Hold it at another time, or elsewhere, and tell those who are expected.

        :param starts: in UTC, as ``2026-08-24 06:00:00``
        :param ends: likewise
        """
        values = {"starts": self._moment(starts), "ends": self._moment(ends)}
        if place is not None:
            values["place"] = place
        for session in self:
            session._act_write({**values, "edition": session.sudo().edition + 1})
        self._tell_change()

    @act(
        label=_lt("Cancel the Session"),
        source="planned",
        target="cancelled",
        party="hr",
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_cancel(self, reason=None):
        """It does not take place; the others of the plan count."""
        for session in self:
            session._act_write({"edition": session.sudo().edition + 1})
        self._tell_change()
        people = self.sudo().attendance_ids.participant_id
        done = people.filtered(lambda person: person.course_done_on or _attended(person))
        done._go_on(self.env._("The last session was cancelled"))

    def _marked(self, ids):
        if not all(type(id_) is int for id_ in ids or ()):
            raise UserError(self.env._("Name people who exist, by the ids of their employees."))
        return ids or ()

    def _note_marks(self, lines, marks):
        """Put into the trail what the attendance was, and what it is now."""
        before = {str(line.employee_id.id): line.state for line in lines}
        after = {str(line.employee_id.id): marks[line.employee_id.id] for line in lines}
        current_run(self.env).note(lines.session_id.id, "attendance_ids", before, after)

    def _moment(self, value):
        try:
            return fields.Datetime.to_datetime(value)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("“%s” is not a time: write YYYY-MM-DD HH:MM:SS, in UTC.", value)
            ) from error

    def _follow_trainer(self, trainer):
        """These sessions get the plan's new trainer."""
        with_permit(self).write({"trainer_id": trainer.id})

    def _check_markable(self, marks):
        """Refuse marks about strangers, about oneself, and about who has left the learning."""
        lines = self.sudo().attendance_ids.filtered(lambda line: line.employee_id.id in marks)
        if not marks or len(lines) != len(marks):
            raise UserError(
                self.env._(
                    "%s: name the people who were there, or absent, out of those expected.",
                    self._act_document(),
                )
            )
        if self.env.user in lines.employee_id.user_id:
            raise AccessError(
                self.env._(
                    "Nobody marks himself as present: ask the trainer, or %s.",
                    self._act_party_name("hr"),
                )
            )
        changed = lines.filtered(lambda line: line.state != marks[line.employee_id.id])
        settled = changed.participant_id.filtered(
            lambda person: person.state not in ("invited", "learning")
        )
        lost = settled.filtered(lambda person: marks[person.employee_id.id] == "absent")
        if lost:
            raise UserError(
                self.env._(
                    "%s counts as having learned already, so the attendance stays as it is.",
                    ", ".join(lost.employee_id.mapped("name")),
                )
            )

    def _tell_change(self):
        """Tell those who still learn in a published plan, with the calendar as it is now."""
        for plan in self.sudo().plan_id.filtered(lambda plan: plan.state == "published"):
            plan.with_env(self.env)._mail_learners(CHANGE)


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    def _learners(self):
        """Participants from whom learning is still expected."""
        return self.participant_ids.filtered(lambda person: person.state in ("invited", "learning"))

    def _mail_learners(self, template):
        self.ensure_one()
        self._learners()._mail(template, self._calendar_attachment())

    def _tell_of_sessions(self):
        """There is a session more: expect the learners there and tell them."""
        self._learners()._expect()
        self._mail_learners(CHANGE)


class HrQualityAttendance(models.Model):
    _inherit = "hr.quality.attendance"

    def action_attended(self):
        """Mark these people as present, by the session's own act."""
        for session, lines in self.grouped("session_id").items():
            session.act_mark(attended=lines.employee_id.ids)

    def action_absent(self):
        """Mark these people as absent, by the session's own act."""
        for session, lines in self.grouped("session_id").items():
            session.act_mark(absent=lines.employee_id.ids)


def _attended(person):
    return any(line.state == "attended" for line in person.attendance_ids)
