"""What a participant sees of his training, in mails and on his phone."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, format_time

OPEN_STATES = ("published", "learned")


class HrQualityParticipant(models.Model):
    _inherit = "hr.quality.participant"

    schedule = fields.Text(
        "Sessions", compute="_compute_schedule", help="When and where, in the person's own time."
    )
    course_url = fields.Char("Course Link", compute="_compute_course_url")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    @api.depends("plan_id.session_ids.starts", "plan_id.session_ids.state", "employee_id")
    @api.depends_context("lang")
    def _compute_schedule(self):
        for person in self:
            own = person.sudo()
            zone = own.user_id.tz or own.employee_id.tz or "UTC"
            sessions = own.plan_id.session_ids.filtered(lambda one: one.state == "planned")
            person.schedule = "\n".join(self._session_line(one, zone) for one in sessions) or False

    def _session_line(self, session, zone):
        starts = format_datetime(
            self.env, session.starts, tz=zone, dt_format="EEE d MMM yyyy HH:mm"
        )
        ends = format_time(self.env, session.ends, tz=zone, time_format="HH:mm")
        where = (session.place, session.trainer_id.name)
        return " · ".join(filter(None, (f"{starts} – {ends}", *where)))

    @api.depends("channel_id")
    def _compute_course_url(self):
        for person in self:
            channel = person.sudo().channel_id
            person.course_url = channel and f"{channel.get_base_url()}{channel.website_url}"

    @api.depends("state", "due_on", "plan_state")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain()) if self._origin.ids else self.browse()
        for person in self:
            person.is_late = person in late

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain(self._late_domain())
        return late if True in value else ~late

    @api.model
    def _late_domain(self):
        return [
            ("state", "in", ("invited", "learning")),
            ("plan_id.state", "=", "published"),
            ("plan_id.due_on", "<", fields.Date.context_today(self)),
        ]

    def action_open_course(self):
        """Open the online course, for him who takes part."""
        self.ensure_one()
        self.check_access("read")
        channel = self.sudo().channel_id
        if not channel:
            raise UserError(
                self.env._("This training has no online course: come to its sessions, please.")
            )
        return {"type": "ir.actions.act_url", "target": "self", "url": channel.website_url}

    def action_open_plan(self):
        """Open the plan that this person takes part in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.quality.plan",
            "res_id": self.plan_id.id,
            "views": [(False, "form")],
        }
