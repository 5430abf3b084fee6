"""What the plan's form says about it at a glance."""

from odoo import api, fields, models


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    participant_count = fields.Integer("Number of Participants", compute="_compute_counts")
    learned_count = fields.Integer("Have Learned", compute="_compute_counts")
    settled_count = fields.Integer("Have Been Assessed", compute="_compute_counts")
    excused_count = fields.Integer("Excused", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Share of those who have learned.")
    missing_note = fields.Text("Still Missing", compute="_compute_missing_note")
    left_out_note = fields.Text("Left Out", compute="_compute_left_out_note")
    kiosk_note = fields.Text(
        "Cannot Read Yet",
        compute="_compute_kiosk_note",
        help="Who has neither a login to read the course with nor a way to do it at the kiosk.",
    )

    @api.depends("participant_ids.state")
    def _compute_counts(self):
        groups = self.env["hr.quality.participant"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"]
        )
        counts = {(plan.id, state): count for plan, state, count in groups}
        for plan in self:
            by_state = {
                state: counts.get((plan._origin.id, state), 0)
                for state in ("invited", "learning", "learned", "passed", "failed", "excused")
            }
            plan.excused_count = by_state.pop("excused")
            plan.settled_count = by_state["passed"] + by_state["failed"]
            plan.learned_count = plan.settled_count + by_state["learned"]
            plan.participant_count = sum(by_state.values())
            plan.progress = (
                plan.learned_count / plan.participant_count if plan.participant_count else 0.0
            )

    @api.depends(
        "state",
        "course_id",
        "due_on",
        "trainer_id",
        "learned_by",
        "participant_ids.state",
        "participant_ids.variant",
        "session_ids.trainer_id",
        "session_ids.ends",
    )
    @api.depends_context("lang")
    def _compute_missing_note(self):
        for plan in self:
            is_draft = plan.state == "draft" and plan._origin.id
            plan.missing_note = "\n".join(plan.sudo()._missing()) if is_draft else False

    @api.depends("participant_ids.state", "participant_ids.excuse", "need_id")
    @api.depends_context("lang")
    def _compute_left_out_note(self):
        for plan in self:
            left_out = plan._left_out() if plan.need_id else {}
            plan.left_out_note = (
                "\n".join(
                    self.env._("%(person)s: %(reason)s", person=name, reason=reason)
                    for name, reason in left_out.items()
                )
                or False
            )

    @api.depends(
        "state",
        "course_id",
        "learned_by",
        "participant_ids.state",
        "participant_ids.variant",
        "session_ids.state",
    )
    @api.depends_context("lang")
    def _compute_kiosk_note(self):
        waiting = self.filtered(lambda plan: plan.state in ("draft", "published"))
        (self - waiting).kiosk_note = False
        open_at = self.env["hr.quality.kiosk"].sudo().search([("state", "=", "open")]).company_id
        for plan in waiting:
            readers = plan.sudo()._kiosk_readers()
            unknown = readers.filtered(lambda one: not (one.barcode and one.pin))
            sentences = [
                (
                    readers and plan.company_id not in open_at,
                    self.env._("There is no open kiosk to read the course at."),
                ),
                (
                    unknown,
                    self.env._(
                        "No login, and no badge and PIN for the kiosk: %s.",
                        ", ".join(unknown.mapped("name")),
                    ),
                ),
            ]
            plan.kiosk_note = "\n".join(text for given, text in sentences if given) or False

    def _kiosk_readers(self):
        """Employees who have to read the course of this one plan, and have no login."""
        sessions = self.session_ids.filtered(lambda session: session.state != "cancelled")
        if self.learned_by == "any" and sessions:
            return self.env["hr.employee"]
        return self.participant_ids.filtered(
            lambda person: (
                person.state in ("invited", "learning")
                and not person.user_id
                and not person.course_done_on
                and self.course_id._channel_of(person.variant).total_slides
            )
        ).employee_id

    def _left_out(self):
        """Whom the evidence names and this one plan does not train: name → reason."""
        plan = self.sudo()
        people = {person.employee_id: person for person in plan.participant_ids}
        left_out = {}
        for line in plan.need_id.person_ids:
            person = people.get(line.employee_id)
            if person is None:
                left_out[line.employee_name] = self.env._("not in the plan")
            elif person.state == "excused":
                left_out[line.employee_name] = person.excuse or self.env._("excused")
        return left_out

    def action_open_need(self):
        """Open the need that this plan answers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.quality.need",
            "res_id": self.need_id.id,
            "views": [(False, "form")],
        }

    def action_open_participants(self):
        """The participants as a list, with their progress."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_participant_action"
        )
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {}}
