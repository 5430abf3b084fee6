"""When somebody has learned: his online course is finished, he attended the sessions."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    def _take_progress(self):
        """Read how far the online courses have come, and go on where they are finished."""
        people = self.sudo().filtered(lambda person: person.channel_id and person.user_id)
        places = (
            self.env["slide.channel.partner"]
            .sudo()
            .search(
                [
                    ("channel_id", "in", people.channel_id.ids),
                    ("partner_id", "in", people.user_id.partner_id.ids),
                    ("completion", ">", 0),
                ]
            )
        )
        found = {(place.channel_id, place.partner_id): place for place in places}
        for person in people:
            place = found.get((person.channel_id, person.user_id.partner_id))
            if place:
                person._course_progress(place.completion, place.member_status == "completed")

    def _course_progress(self, completion, is_finished):
        """This one person has come so far in the online course.

        :param int completion: in percent
        """
        if self.state not in ("invited", "learning") or self.course_done_on:
            return
        if is_finished:
            self._course_finished(self.env._("Online course “%s” finished", self.channel_id.name))
            return
        if completion != self.completion:
            with_permit(self).write({"completion": completion})
        if completion and self.state == "invited":
            self._by_system().act_start()

    def _course_finished(self, how):
        """The online course is done, in eLearning or at the kiosk."""
        people = self.sudo().filtered(
            lambda person: person.state in ("invited", "learning") and not person.course_done_on
        )
        with_permit(people).write({"completion": 100, "course_done_on": fields.Datetime.now()})
        people._go_on(how)

    def _go_on(self, how):
        """Those who have done all there is have learned; the others have begun.

        :param str how: what they did last, for the trail
        """
        running = self.sudo().filtered(
            lambda person: (
                person.state in ("invited", "learning") and person.plan_id.state == "published"
            )
        )
        done = running.filtered(lambda person: person._has_learned())
        begun = (running - done).filtered(lambda person: person.state == "invited")
        if begun:
            begun._by_system().act_start()
        done._learned(how)

    def _has_learned(self):
        """Whether this one person has done what the plan asks of him.

        With a login or without: whose course has pages reads them, in eLearning or at the kiosk.
        Having been at the sessions stands for reading only where the plan says "or".
        """
        course_done = bool(self.course_done_on)
        sessions = self.plan_id.session_ids.filtered(lambda session: session.state != "cancelled")
        lines = self.attendance_ids.filtered(lambda line: line.state == "attended")
        sessions_done = bool(sessions) and not sessions - lines.session_id
        if self.plan_id.learned_by == "any":
            return course_done or sessions_done
        has_pages = bool(self.channel_id.total_slides)
        return (
            (course_done or not has_pages)
            and (sessions_done or not sessions)
            and (has_pages or bool(sessions))
        )


class SlideChannelPartner(models.Model):
    _inherit = "slide.channel.partner"

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        places.filtered("completion")._tell_training()
        return places

    def write(self, vals):
        """Whoever gets on in eLearning gets on in his training."""
        result = super().write(vals)
        if {"completion", "member_status"}.intersection(vals):
            self._tell_training()
        return result

    def _tell_training(self):
        """Tell the participants behind these places; partners who take part in nothing cost one
        query."""
        places = self.sudo().filtered("completion")
        people = (
            self.env["hr.quality.participant"]
            .sudo()
            .search(
                [
                    ("channel_id", "in", places.channel_id.ids),
                    ("employee_id.user_id.partner_id", "in", places.partner_id.ids),
                    ("state", "in", ("invited", "learning")),
                    ("plan_id.state", "=", "published"),
                ]
            )
            if places
            else self.env["hr.quality.participant"]
        )
        found = {(place.channel_id, place.partner_id): place for place in places}
        for person in people:
            place = found.get((person.channel_id, person.user_id.partner_id))
            if place:
                person._course_progress(place.completion, place.member_status == "completed")
