"""Opening an attempt: everything it will be judged by is frozen on it."""

import uuid

from odoo import api, models
from odoo.addons.base_act.permit import with_permit
from odoo.addons.hr_quality.tools.plant_day import plant_day

KEY_POINT_POINTS = 10
"""Points at most for a key point of the review: as many as a course's item has by default."""


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    @api.model
    def _open(self, participants):
        """Open the next attempt of each participant; for code inside acts.

        :return: the new assessments, in the order of the participants
        """
        participants = participants.sudo()
        # The database looks at each statement: the attempt before must be closed there already.
        self.flush_model(["state"])
        numbers = self._next_attempts(participants)
        assessments = self._act_create(
            [
                self._opening_values(participant, numbers[participant.id])
                for participant in participants
            ]
        )
        assessments.sudo()._freeze_items()
        assessments._act_assign("_first_people")
        return assessments

    @api.model
    def _next_attempts(self, participants):
        """Participant id → number of the next attempt, from 1."""
        latest = dict(
            self.sudo()._read_group(
                [("participant_id", "in", participants.ids)], ["participant_id"], ["attempt:max"]
            )
        )
        return {participant.id: (latest.get(participant) or 0) + 1 for participant in participants}

    @api.model
    def _opening_values(self, participant, attempt):
        plan, course = participant.plan_id, participant.plan_id.course_id
        trainers = plan.trainer_id | plan.session_ids.trainer_id
        return {
            "participant_id": participant.id,
            "employee_id": participant.employee_id.id,
            "plan_id": plan.id,
            "need_id": plan.need_id.id,
            "operation_id": plan.operation_id.id,
            "course_id": course.id,
            "trainer_ids": [(6, 0, trainers.ids)],
            "attempt": attempt,
            "round": plan.need_id.round or 1,
            "opened_on": plant_day(self.env),
            "survey_id": plan.survey_id.id,
            "user_input_id": self._new_paper(plan.survey_id, participant.employee_id).id,
            **self._marks(plan),
        }

    @api.model
    def _marks(self, plan):
        """Weight, marks and minimums by which the attempt is judged, as the plan froze them."""
        return {
            "exam_weight": plan.exam_weight if plan.survey_id else 0,
            "pass_mark": plan.pass_mark,
            "exam_minimum": plan.exam_minimum,
            "practical_minimum": plan.practical_minimum,
            "dispute_points": plan.course_id.dispute_points,
        }

    @api.model
    def _new_paper(self, survey, employee):
        """The exam paper of this very attempt; nobody but the person can write on it.

        Its ``invite_token`` is its own, so that the survey's own limit of attempts, which counts
        per such token, does not stop the second one.
        """
        papers = self.env["survey.user_input"].sudo()
        if not survey:
            return papers
        user = employee.sudo().user_id
        return papers.create(
            {
                "survey_id": survey.id,
                "partner_id": user.partner_id.id,
                "nickname": employee.sudo().name,
                "invite_token": str(uuid.uuid4()),
            }
        )

    # Items of the practical

    def _freeze_items(self):
        """Write the items of the course and the key points of the review on the attempt."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        told = {
            language: self.with_context(lang=language)._items_in_language()
            for language in languages
        }
        first = told[languages[0]]
        items = self.env["hr.quality.assessment.item"]._act_create(first)
        for language in languages[1:]:
            for item, values in zip(items, told[language], strict=True):
                words = {name: values[name] for name in ("name", "method")}
                with_permit(item.with_context(lang=language)).write(words)

    def _items_in_language(self):
        """Values of the items of all these attempts, worded in the context's language."""
        rows = []
        for assessment in self:
            found = assessment._item_values()
            rows += [
                {**values, "assessment_id": assessment.id, "number": number}
                for number, values in enumerate(found, start=1)
            ]
        return rows

    def _item_values(self):
        self.ensure_one()
        found = self._course_items() + self._key_point_items()
        return found or [
            {
                "name": self.env._("The work as a whole"),
                "method": self.env._("Done as the standard says, without help"),
                "max_points": 100,
                "origin": "whole",
            }
        ]

    def _course_items(self):
        return [
            {
                "name": item.name,
                "method": False,
                "max_points": item.max_points,
                "origin": "course",
            }
            for item in self.course_id.item_ids
        ]

    def _key_point_items(self):
        return [
            {
                "name": self._key_point_text(point),
                "method": point.method,
                "max_points": KEY_POINT_POINTS,
                "origin": "review",
            }
            for point in self.need_id.key_point_ids
        ]

    def _key_point_text(self, point):
        """The parameter with its tolerance: “Welding current: 170 to 190 A”."""
        words = {
            "parameter": point.parameter,
            "unit": point.unit or "",
            "lower": f"{point.lower:g}",
            "upper": f"{point.upper:g}",
        }
        if point.kind == "range":
            return self.env._("%(parameter)s: %(lower)s to %(upper)s %(unit)s", **words)
        if point.kind == "minimum":
            return self.env._("%(parameter)s: at least %(lower)s %(unit)s", **words)
        if point.kind == "maximum":
            return self.env._("%(parameter)s: at most %(upper)s %(unit)s", **words)
        return point.parameter

    # Telling

    def _first_people(self):
        """Who has something to do once the attempt is open.

        The person himself if there is an exam, the operation's manager, and quality's reviewer of
        the need; whoever else may score finds it in the list.
        """
        self.ensure_one()
        manager = self.operation_id.department_id._quality_responsible()
        assessors = (manager | self.need_id.reviewer_id) - self._act_barred()
        trainee = self.employee_id.user_id if self.survey_id else manager.browse()
        return assessors | trainee

    def _act_next_label(self, user):
        """What ``user`` does next, in his own language."""
        spoken = self.with_user(user).with_context(lang=user.lang)
        if user in self._act_trainee():
            return spoken.env._("Take the Exam")
        acts = self._acts()
        labels = [
            spoken._act_label(acts[name])
            for name in ("act_score_quality", "act_score_operations")
            if spoken._act_in_party(acts[name].party)
        ]
        return " / ".join(labels) or super()._act_next_label(user)
