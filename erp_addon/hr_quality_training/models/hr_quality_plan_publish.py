"""Publishing a plan: what must be complete, who is enrolled where, who is expected when."""

from odoo import fields, models
from odoo.addons.base_act.permit import with_permit


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    def _missing(self):
        """What keeps this one plan from being published: sentences for HR; empty: nothing."""
        self.ensure_one()
        people = self.participant_ids.filtered(lambda person: person.state != "excused")
        sentences = [
            (not people, self.env._("Nobody takes part in it: add participants.")),
            (
                self.due_on < fields.Date.context_today(self),
                self.env._("Its due date is past: choose a later one."),
            ),
            *self._missing_in_course(people),
            *self._missing_in_sessions(people),
        ]
        return [sentence for missing, sentence in sentences if missing]

    def _missing_in_course(self, people):
        """Pairs of whether it is missing and the sentence."""
        course = self.course_id
        if not course:
            return [(True, self.env._("It has no course: choose one, or make one by upload."))]
        channels = {variant: course._channel_of(variant) for variant in people.mapped("variant")}
        used = self.env["slide.channel"].union(*channels.values())
        unpublished = used.filtered(lambda channel: not channel.website_published)
        empty = (used - unpublished).filtered(lambda channel: not channel.total_slides)
        names = unpublished[:1].name or empty[:1].name or ""
        both = course.channel_id and course.retraining_channel_id
        return [
            (
                not course.active,
                self.env._("The course “%s” is archived: choose another one.", course.name),
            ),
            (
                bool(unpublished),
                self.env._("The online course “%s” is not published in eLearning.", names),
            ),
            (bool(empty), self.env._("The online course “%s” has no content yet.", names)),
            (
                not self.session_ids.filtered(lambda session: session.state != "cancelled")
                and not all(channels.values()),
                self.env._(
                    "There is nothing to learn from: neither an online course nor a session."
                ),
            ),
            (
                course.exam_weight > 0 and not course.survey_id,
                self.env._("The exam counts in the course “%s”, but it has none.", course.name),
            ),
            (
                self.need_id.kind == "process" and not both,
                self.env._(
                    "A new process needs both variants, an onboarding and a retraining course; “%s”"
                    " has one.",
                    course.name,
                ),
            ),
        ]

    def _missing_in_sessions(self, people):
        sessions = self.session_ids.filtered(lambda session: session.state == "planned")
        trainers = self.trainer_id | sessions.trainer_id
        late = sessions.filtered(lambda session: session.ends.date() > self.due_on)
        return [
            (
                bool(sessions.filtered(lambda session: not session.trainer_id)),
                self.env._("A session has no trainer."),
            ),
            (bool(late), self.env._("A session lies after the due date.")),
            (
                bool(trainers & people.employee_id),
                self.env._("A trainer takes part himself: nobody trains himself."),
            ),
        ]

    def _after_publish(self):
        """Enrol and expect the participants, tell them; and the need is planned."""
        people = self.participant_ids.filtered(lambda person: person.state == "invited")
        people._enrol()
        people._expect()
        result = super()._after_publish()
        for plan in self:
            plan._tell(people.filtered(lambda person, plan=plan: person.plan_id == plan))
        return result


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    def _enrol(self):
        """Give each his online course and, who has a login, a place in it; all begin anew."""
        people = with_permit(self)
        for (course, variant), group in people.grouped(
            lambda person: (person.course_id, person.variant)
        ).items():
            channel = course._channel_of(variant)
            if channel:
                group.write({"channel_id": channel.id})
                partners = group.user_id.partner_id
                self._begin_anew(channel, partners)
                channel._action_add_members(partners)
        people.filtered("channel_id")._take_progress()

    def _begin_anew(self, channel, partners):
        """Forget what these partners finished in the channel, unless another plan has them in it.

        Whoever is to be retrained takes the course again, however long ago he finished it.
        """
        elsewhere = self.sudo().search(
            [
                ("channel_id", "=", channel.id),
                ("plan_id", "not in", self.plan_id.ids),
                ("plan_id.state", "in", ("published", "learned")),
                ("state", "in", ("invited", "learning", "learned")),
            ]
        )
        again = partners - elsewhere.user_id.partner_id
        mine = [("channel_id", "=", channel.id), ("partner_id", "in", again.ids)]
        places = self.env["slide.channel.partner"].sudo().with_context(active_test=False)
        places = places.search([*mine, ("completion", ">", 0)])
        slides = self.env["slide.slide.partner"].sudo().search([*mine, ("completed", "=", True)])
        # The status first: Odoo leaves a finished course finished.
        places.write({"member_status": "joined", "completion": 0, "completed_slides_count": 0})
        slides.write({"completed": False, "quiz_attempts_count": 0})

    def _expect(self):
        """Put each on the list of every session still to come."""
        people = self.sudo()
        there = {(line.session_id, line.participant_id) for line in people.attendance_ids}
        self.env["hr.quality.attendance"]._act_create(
            [
                {"session_id": session.id, "participant_id": person.id}
                for person in people
                for session in person.plan_id.session_ids
                if session.state == "planned" and (session, person) not in there
            ]
        )
