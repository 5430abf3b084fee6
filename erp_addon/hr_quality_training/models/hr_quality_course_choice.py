"""Which course is proposed for an operation, and why."""

from odoo import api, models

from ..planning.ranking import best_course


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    @api.model
    def _proposed(self, operations):
        """Which course to propose for each operation: what helped there, then what fits.

        Courses made for the operation, those for one of its skills, and those measured on it, of
        the company's sector. For the monthly plan, the plan of a need, and the need itself alike.

        :return: ``{operation id: Choice or None}``; the number of queries depends on no number
        """
        courses = self.sudo().search(self._proposed_domain(), order="id")
        effects = courses._measured_effects(courses)
        by_operation, by_skill = {}, {}
        for course in courses:
            for operation in course.operation_ids:
                by_operation.setdefault(operation.id, []).append(course.id)
            for skill in course.skill_ids:
                by_skill.setdefault(skill.id, []).append(course.id)
        choices = {}
        for operation in operations.sudo():
            skills = operation.skill_line_ids.skill_id.ids
            choices[operation.id] = best_course(
                operation.id,
                by_operation.get(operation.id, ()),
                [course for skill in skills for course in by_skill.get(skill, ())],
                effects,
            )
        return choices

    @api.model
    def _proposed_domain(self):
        """Courses of the company's own sector, and those of none."""
        sector = self.env.company.sudo().quality_sector_id.code or "manufacturing"
        return [("sector", "in", (False, sector))]
