"""What courses achieved where they were taught."""

from odoo import api, fields, models

MEASURED = ("effective", "not_effective", "not_proven", "accepted")


class HrQualityCourse(models.Model):
    _inherit = "hr.quality.course"

    effect_count = fields.Integer("Effects Measured", compute="_compute_mean_reduction")
    mean_reduction = fields.Float(
        "Defects Lowered By",
        digits=(7, 4),
        compute="_compute_mean_reduction",
        help="Relative reduction of the defect rate where the course was taught, weighted by what"
        " was produced; proven or not.",
    )

    def _compute_mean_reduction(self):
        found = self._effects_by_course()
        for course in self:
            course.mean_reduction, course.effect_count = found.get(course.id, (0.0, 0))

    def action_open_report(self):
        """What trainings by these courses came to: participation, passing, effect."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality_training.hr_quality_training_report_action"
        )
        return {**action, "domain": [("course_id", "in", self.ids)], "context": {}}

    @api.model
    def _measured_effects(self, courses=None, operations=None):
        """Mean relative reduction by course and operation, and in how many cases.

        All that were measured count, not only those that were proven: leaving out what failed to
        be proven would praise courses that were tried on few pieces. Each weighs as much as was
        produced in its windows.

        :param courses: records of hr.quality.course; None: all
        :param operations: records of hr.quality.operation; None: all
        :return: ``{(course id, operation id): (reduction as 0.6, cases)}``
        """
        domain = [
            ("state", "in", MEASURED),
            ("why", "not in", (False, "volume_before", "volume_after", "no_defect")),
        ]
        if operations is not None:
            domain.append(("operation_id", "in", operations.ids))
        if courses is not None:
            domain.append(("course_ids", "in", courses.ids))
        wanted = None if courses is None else set(courses.ids)
        sums = {}
        for effect in self.env["hr.quality.effect"].sudo().search(domain):
            weight = effect.before_produced + effect.after_produced
            for course in effect.course_ids:
                if wanted is None or course.id in wanted:
                    key = course.id, effect.operation_id.id
                    before = sums.get(key, (0.0, 0.0, 0))
                    sums[key] = (
                        before[0] + weight * effect.reduction,
                        before[1] + weight,
                        before[2] + 1,
                    )
        return {key: (total / weight, cases) for key, (total, weight, cases) in sums.items()}

    def _effects_by_course(self, operations=None):
        """{course id: (mean reduction, cases)} over operations, each case once."""
        found = {}
        for (course, _operation), (reduction, cases) in self._measured_effects(
            self, operations
        ).items():
            total, count = found.get(course, (0.0, 0))
            found[course] = (total + reduction * cases, count + cases)
        return {course: (total / count, count) for course, (total, count) in found.items()}
