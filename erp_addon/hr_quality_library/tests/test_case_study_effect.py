"""The figures of a case study are those that were measured."""

from odoo.addons.hr_quality_training.tests.common import GOOD
from odoo.addons.hr_quality_training.tests.path import PathCase
from odoo.exceptions import UserError
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestCaseStudyEffect(PathCase):
    def write_study(self, need, **values):
        quality = self.plant.quality
        action = need.with_user(quality).action_case_study()
        studies = self.env[action["res_model"]].with_user(quality)
        form = Form(studies.with_context(**action["context"]))
        form.cause = "The current was set by feeling"
        form.right_way = "Set 180 A by the clamp meter"
        for name, value in values.items():
            form[name] = value
        return form.save()

    def measured_need(self):
        operation, need = self.answered_need()
        self.produce_after(operation, (GOOD, GOOD, GOOD))
        return need, self.measure(need)

    def test_rates_of_a_measured_need(self):
        """Given 8 % before and 3 % after, measured, then the case study says so by itself."""
        need, effect = self.measured_need()
        study = self.write_study(need)
        self.assertEqual(study.effect_id, effect)
        self.assertTrue(study.has_rates)
        self.assertAlmostEqual(study.rate_before, 0.08, 6)
        self.assertAlmostEqual(study.rate_after, 0.03, 6)

    def test_measured_rates_are_not_typed(self):
        need, _effect = self.measured_need()
        study = self.write_study(need)
        with self.assertRaisesRegex(UserError, "8.0 % before and 3.0 % after"):
            study.rate_after = 0.01
        with self.assertRaises(UserError):
            study.write({"rate_before": 0.2})
        study.write({"rate_before": study.rate_before, "cause": "By feeling, not by the meter"})
        self.assertAlmostEqual(study.rate_after, 0.03, 6)

    def test_no_way_around_the_measured_rates(self):
        """Given values sent past the form, then the measured ones stand."""
        need, effect = self.measured_need()
        studies = self.env["hr.quality.case.study"].with_user(self.plant.quality)
        values = {
            "name": "Spatter",
            "operation_id": need.operation_id.id,
            "happened": "Spatter",
            "cause": "Current",
            "right_way": "Meter",
            "rate_before": 0.9,
            "rate_after": 0.001,
        }
        study = studies.create({**values, "need_id": need.id})
        self.assertAlmostEqual(study.rate_after, 0.03, 6)
        tied_later = studies.create(values)
        self.assertAlmostEqual(tied_later.rate_after, 0.001, 6)
        tied_later.write({"need_id": need.id, "rate_after": 0.001})
        self.assertAlmostEqual(tied_later.rate_after, 0.03, 6)
        study.write({"effect_id": False})
        study.invalidate_recordset()
        self.assertEqual(study.effect_id, effect)
        self.assertAlmostEqual(study.rate_after, 0.03, 6)

    def test_written_before_it_was_measured(self):
        """Given a slide told before the effect, then it asks to be renewed and says what came."""
        operation, need = self.answered_need()
        study = self.write_study(need, rate_after=0.5)
        self.assertFalse(study.effect_id)
        self.assertAlmostEqual(study.rate_before, need.defect_rate, 6)
        channel = self.env["slide.channel"].create({"name": "Welding"})
        self.course.channel_id = channel
        study.make_slide(self.course.id)
        self.produce_after(operation, (GOOD, GOOD, GOOD))
        self.measure(need, day="2099-09-24")
        self.assertAlmostEqual(study.rate_after, 0.03, 6)
        self.assertTrue(study.slides_outdated)
        study.update_slides()
        html = study.sudo().slide_ids.with_context(lang="en_US").html_content
        self.assertIn("3.0 %", html)
        self.assertIn("Measured over 3 weeks", " ".join(html.split()))

    def test_without_enough_figures_nothing_is_measured(self):
        """Given a window with hardly any production, then quality's own figures stay."""
        operation, need = self.answered_need()
        self.produce_after(operation, ((3, 0),))
        effect = self.measure(need)
        self.assertFalse(effect.reduction_known)
        study = self.write_study(need, rate_after=0.04)
        self.assertFalse(study.effect_id)
        self.assertAlmostEqual(study.rate_after, 0.04, 6)
