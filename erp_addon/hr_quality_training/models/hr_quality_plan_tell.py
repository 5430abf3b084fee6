"""Who is told what: participants by mail and activity, managers of those without a login."""

import base64
from datetime import timedelta

from markupsafe import Markup
from odoo import fields, models
from odoo.addons.base_act.models.base_act_activity import ACTIVITY_TYPE
from odoo.tools import format_date

from ..tools.session_calendar import Meeting, icalendar

INVITATION = "hr_quality_training.mail_template_invitation"
CHANGE = "hr_quality_training.mail_template_change"
CANCELLATION = "hr_quality_training.mail_template_cancellation"
REMINDER = "hr_quality_training.mail_template_reminder"


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    def _tell(self, people, template=INVITATION):
        """Tell participants of this one plan: a mail, an activity, and a line in the chatter.

        Who has no login is called to the kiosk by his manager, who gets the list.

        :param template: external id of the mail
        """
        self.ensure_one()
        if not people:
            return
        people._mail(template, self._calendar_attachment())
        people._remind_of_learning()
        without_login = people.sudo().filtered(lambda person: not person.user_id)
        without_login._tell_managers()
        self._log_told(people, without_login)

    def _act_next_activity(self, declared):
        """What managers are asked for when a plan is published waits for what comes after."""
        if declared.name in ("act_publish", "act_learn_again"):
            return None
        return super()._act_next_activity(declared)

    def _tell_cancelled(self, learners):
        """Tell those who were still learning in published plans."""
        for plan, people in learners.grouped("plan_id").items():
            if plan.published_on:
                people._mail(CANCELLATION, plan._calendar_attachment())

    def _log_told(self, people, without_login):
        told = self.env._("Told: %s.", ", ".join(people.sudo().employee_id.mapped("name")))
        lines = [told]
        if without_login:
            lines.append(
                self.env._(
                    "Without a login, to be called by their managers: %s.",
                    ", ".join(without_login.employee_id.mapped("name")),
                )
            )
        self._message_log_batch({self.id: Markup("<br/>").join(lines)})

    def _calendar_attachment(self):
        """The plan's sessions as a file to attach; empty where there are none."""
        sessions = self.sudo().session_ids
        if not sessions:
            return self.env["ir.attachment"]
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        meetings = [session._meeting(database) for session in sessions]
        content = icalendar(meetings, fields.Datetime.now())
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self.name.replace('/', '-')}.ics",
                    "datas": base64.b64encode(content),
                    "mimetype": "text/calendar",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )


class HrQualitySession(models.Model):
    _inherit = "hr.quality.session"

    def _meeting(self, database):
        plan = self.plan_id
        return Meeting(
            uid=f"quality-session-{self.id}@{database}",
            edition=self.edition + (plan.state == "cancelled"),
            starts=self.starts,
            ends=self.ends,
            title=plan.course_id.name or plan.name,
            place=self.place or "",
            note=self.trainer_id.name or "",
            is_cancelled="cancelled" in (self.state, plan.state),
        )


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    def _mail(self, template, attachments=None):
        """Queue a mail for each who has an address, in his own language."""
        reached = self.sudo().filtered(lambda person: person._has_address())
        values = {"attachment_ids": [(4, id_) for id_ in attachments.ids]} if attachments else {}
        if reached:
            template = self.env.ref(template).sudo()
            template.send_mail_batch(
                reached.ids, email_values=values, email_layout_xmlid="mail.mail_notification_light"
            )

    def _has_address(self):
        user, employee = self.user_id, self.employee_id
        return bool(user.email if user else employee.work_email)

    def _remind_of_learning(self):
        """An activity for each who has a login, closed when he has learned."""
        people = self.sudo().filtered(
            lambda person: person.user_id.active and person.state in ("invited", "learning")
        )
        model_id = self.env["ir.model"]._get_id(self._name)
        kind = self.env.ref(ACTIVITY_TYPE)
        # The mail has told him already; a second one would only be noise.
        quiet = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": person.id,
                    "user_id": person.user_id.id,
                    "date_deadline": person.due_on,
                    "summary": person._learn_label(),
                }
                for person in people
            ]
        )

    def _learn_label(self):
        """What there is to do, in the person's own language."""
        theirs = self.with_context(lang=self.user_id.lang or self.env.lang)
        return theirs.env._("Learn: %s", theirs.course_id.name)

    def _tell_managers(self):
        """An activity, and with it Odoo's mail, for each manager: whom to call, by when."""
        chosen = {person: person._nearest_manager() for person in self}
        by_manager = self.filtered(lambda person: chosen[person]).grouped(chosen.get)
        for manager, people in by_manager.items():
            for plan, called in people.grouped("plan_id").items():
                plan._call(manager, called)

    def _nearest_manager(self):
        """The next above with an active login; without any, who publishes."""
        employee = self.employee_id
        above, seen = employee.parent_id, employee
        while above and above not in seen and not above.user_id.active:
            seen |= above
            above = above.parent_id
        user = above.user_id if above not in seen else self.env["res.users"]
        found = user.filtered("active") or employee.department_id._quality_responsible()
        return found or self.env.user.filtered(lambda user: user._is_internal())


class HrQualityPlanCall(models.Model):
    _inherit = "hr.quality.plan"

    def _call(self, manager, people):
        """Ask ``manager`` to call those of his people who have no login."""
        theirs = self.with_context(lang=manager.lang or self.env.lang)
        self._give_activity(
            manager,
            theirs.env._("People to call to their training: %s", len(people)),
            theirs.env._(
                "These people have no login. Please call them to the sessions, and to the kiosk to"
                " read the course; they are expected to have learned by %s.",
                theirs._date_text(self.due_on),
            ),
            people,
            max(fields.Date.context_today(self), self.due_on - timedelta(days=7)),
        )

    def _give_activity(self, user, summary, sentence, people, deadline):
        """An activity on this one plan for ``user`` with the names of people, and Odoo's mail."""
        names = Markup("").join(
            Markup("<li>%s</li>") % name for name in people.sudo().employee_id.mapped("name")
        )
        self.env["mail.activity"].sudo().create(
            {
                "activity_type_id": self.env.ref(ACTIVITY_TYPE).id,
                "automated": True,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "user_id": user.id,
                "date_deadline": deadline,
                "summary": summary,
                "note": Markup("<p>%s</p><ul>%s</ul>") % (sentence, names),
            }
        )

    def _date_text(self, day):
        return format_date(self.env, day)
