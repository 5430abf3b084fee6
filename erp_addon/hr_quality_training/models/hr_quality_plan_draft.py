"""From a reviewed need to the draft of a plan: which course, who takes part, in which variant."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

LEARNING_DAYS = 30
"""Days from the draft until the training is due, unless HR says otherwise."""

LOOK_BACK_WEEKS = 13
"""Weeks of production in which those who did the operation are looked for."""

CONCERNED = ("qualified", "retraining_due", "outdated", "exempt", "suspended")
"""Standings in the ledger of those whom a change of the operation concerns."""

BELOW, DID, ADDED = "score", "work", "added"


class HrQualityPlan(models.Model):
    _inherit = "hr.quality.plan"

    @api.model
    def _draft(self, operation, people, need=None, course=None, due_on=None, kind=None):
        """Make a draft, as HR, with these people; return it.

        :param people: ``{hr.employee: "score" | "work" | "added"}``, why each takes part
        :param course: ``hr.quality.course``; None: the fitting one with the best measured effect
        :param kind: of the need, where it is another than that of ``need``
        :raise AccessError: the caller may not make plans
        """
        self.check_access("create")
        courses = self.env["hr.quality.course"]
        choice = None if course else courses._proposed(operation)[operation.id]
        course = course or courses.browse(choice and choice.course_id)
        today = fields.Date.context_today(self)
        plan = self.create(
            {
                "need_id": need and need.id,
                "operation_id": operation.id,
                "course_id": course.id,
                "due_on": due_on or today + timedelta(days=LEARNING_DAYS),
            }
        )
        plan._propose(people, kind or (need and need.kind))
        return plan

    def _propose(self, people, kind=None, reason=False):
        """Add people to this plan, each in the variant that fits; return the participants."""
        self.ensure_one()
        employees = self.env["hr.employee"].union(*people)
        variants = self._variants(employees.sudo(), kind)
        return self.env["hr.quality.participant"]._act_create(
            [
                {
                    "plan_id": self.id,
                    "employee_id": employee.id,
                    "variant": variants[employee.id],
                    "origin": people[employee],
                    "reason": reason,
                }
                for employee in employees
            ]
        )

    # Variants

    def _variants(self, employees, kind=None):
        """Employee id → ``onboarding`` or ``retraining``.

        Onboarding is for whoever was hired within the course's newcomer months, and for whoever the
        ledger has never assessed or qualified for the operation or one of its skills. On a new
        process nobody could be: there it is whoever the ledger does not know at all.
        """
        months = self.course_id.sudo().newcomer_months if self.course_id else 3
        since = fields.Date.context_today(self) - relativedelta(months=months)
        newcomers = self._hired_since(employees, since)
        known = self._known_to_ledger(employees, any_work=kind == "process")
        return {
            id_: "retraining" if id_ in known and id_ not in newcomers else "onboarding"
            for id_ in employees.ids
        }

    @api.model
    def _hired_since(self, employees, day):
        """Ids of those whose first contract, or else first record, begins on ``day`` or later."""
        self.env["hr.version"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT employee_id FROM hr_version WHERE employee_id = ANY(%s)"
                " GROUP BY employee_id"
                " HAVING coalesce(min(contract_date_start), min(date_version)) >= %s",
                employees.ids,
                day,
            )
        )
        return {id_ for (id_,) in rows}

    def _known_to_ledger(self, employees, any_work=False):
        """Ids of those with an entry about the operation or its skills, or about any work."""
        domain = [("employee_id", "in", employees.ids)]
        if not any_work:
            skills = self.operation_id.sudo().skill_line_ids.skill_id
            domain += [
                "|",
                ("operation_id", "=", self.operation_id.id),
                ("skill_id", "in", skills.ids),
            ]
        ledger = self.env["hr.quality.qualification"].sudo()
        return {employee.id for (employee,) in ledger._read_group(domain, ["employee_id"])}


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def action_draft_plan(self):
        """Open the plan of this need; where there is none yet, HR gets a draft of it."""
        self.ensure_one()
        self.check_access("read")
        plan = self.plan_id
        if not plan or (plan.state == "assessed" and self.state == "reviewed"):
            plan = self._draft_plan()
        return {
            "type": "ir.actions.act_window",
            "res_model": plan._name,
            "res_id": plan.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _refuse_unless_reviewed(self):
        """Nothing is planned for this one need before its key points are named."""
        if self.state == "reviewed":
            return
        states = self._act_state_labels()
        raise UserError(
            self.env._(
                "%(need)s is “%(state)s”: a plan can be made while it is “%(reviewed)s”, with the"
                " key points of %(party)s.",
                need=self._act_document(),
                state=states[self.state],
                reviewed=states["reviewed"],
                party=self._act_party_name("quality"),
            )
        )

    def _draft_plan(self):
        """A draft with the best fitting course and everybody whom the evidence names."""
        self._refuse_unless_reviewed()
        people = self.sudo()._people_to_train()
        return self.env["hr.quality.plan"]._draft(self.operation_id, people, need=self)

    def _people_to_train(self):
        """Employee → why: everybody in the evidence; without any, whom the operation concerns."""
        lines = self.person_ids.filtered("employee_id.active")
        if lines:
            return {
                line.employee_id: DID if line._skilled(self.score_below) else BELOW
                for line in lines
            }
        concerned = self._workers() | self._in_ledger()
        if not concerned and self.kind == "process":
            concerned = self.env["hr.employee"].search(
                [("department_id", "child_of", self.department_id.ids)]
            )
        return dict.fromkeys(concerned, DID)

    def _workers(self):
        """Who has done the operation of late."""
        since = fields.Date.context_today(self) - timedelta(weeks=LOOK_BACK_WEEKS)
        groups = self.env["hr.quality.measurement"]._read_group(
            [
                ("operation_id", "=", self.operation_id.id),
                ("current", "=", True),
                ("state", "=", "taken"),
                ("employee_id.active", "=", True),
                ("day", ">=", since),
            ],
            ["employee_id"],
        )
        return self.env["hr.employee"].union(*(employee for (employee,) in groups))

    def _in_ledger(self):
        """Who is or was qualified for the operation, and is still here."""
        statuses = self.env["hr.quality.qualification"]._held_statuses(
            None, self.operation_id, fields.Date.context_today(self)
        )
        ids = [pair[0] for pair, status in statuses.items() if status.status in CONCERNED]
        return self.env["hr.employee"].browse(ids).filtered("active")


class HrQualityNeedPerson(models.Model):
    _inherit = "hr.quality.need.person"

    def _skilled(self, score_below):
        return self.has_score and self.score >= score_below
