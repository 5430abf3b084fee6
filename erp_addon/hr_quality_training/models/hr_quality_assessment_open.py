"""Opening an attempt: everything it will be judged by is frozen on it."""

import uuid

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    @api.model
    def _open(self, participants):
        """Open the next attempt of each participant; for code inside acts.

        :return: the new assessments, in the order of the participants
        """
        participants = participants.sudo()
        numbers = self._next_attempts(participants)
        assessments = self._act_create(
            [
                self._opening_values(participant, numbers[participant.id])
                for participant in participants
            ]
        )
        assessments.sudo()._freeze_items()
        assessments._tell_assessors()
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
            "opened_on": fields.Date.context_today(self),
            "survey_id": course.survey_id.id,
            "user_input_id": self._new_paper(course.survey_id, participant.employee_id).id,
            **self._marks(participant),
        }

    @api.model
    def _marks(self, participant):
        """Weight, marks and minimums by which the attempt is judged."""
        course = participant.plan_id.course_id
        return {
            "exam_weight": course.exam_weight if course.survey_id else 0,
            "pass_mark": course.pass_mark,
            "exam_minimum": course.exam_minimum,
            "practical_minimum": course.practical_minimum,
            "dispute_points": course.dispute_points,
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
        values = [
            {
                "name": item.name,
                "method": item.method,
                "max_points": item.max_points,
                "origin": "course",
            }
            for item in self.course_id.item_ids
        ]
        return values or [
            {
                "name": self.env._("The work as a whole"),
                "method": self.env._("Done as the standard says, without help"),
                "max_points": 100,
                "origin": "whole",
            }
        ]

    # Telling

    def _tell_assessors(self):
        """Give those who are to score an activity."""
        for assessment in self:
            assessment._act_assign("_first_assessors")

    def _first_assessors(self):
        """Who is asked to score: the operation's manager."""
        self.ensure_one()
        manager = self.operation_id.department_id._quality_responsible()
        return manager - self._act_barred()
