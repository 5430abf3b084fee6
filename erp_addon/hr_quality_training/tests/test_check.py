"""Supervision checks after a training: whom, by whom, what is found, and what follows."""

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .path import CHECKED, CURRENT, PORES, TRAINED, PathCase


@tagged("post_install", "-at_install")
class TestCheck(PathCase):
    # Made by itself

    def test_a_training_makes_one_check_per_participant(self):
        operation, need = self.assessed_need()
        self.assertEqual(need.state, "assessed")
        self.assertEqual(need.check_ids.employee_id, self.people)
        self.assertEqual(need.check_ids.operation_id, operation)
        self.assertEqual(set(need.check_ids.mapped("origin")), {"training"})
        self.assertEqual({str(day) for day in need.check_ids.mapped("due_on")}, {"2026-09-04"})
        self.assertEqual(need.check_ids.activity_ids.user_id, self.plant.quality)

    def test_who_passes_first_is_checked_first(self):
        _operation, need = self.trained_need()
        first = need.plan_id.participant_ids[0]
        first._passed(self.attempt(first))
        self.assertEqual(need.check_ids.participant_id, first)
        self.assess(need)
        self.assertEqual(len(need.check_ids), 3)

    def test_again_makes_none_twice(self):
        _operation, need = self.assessed_need()
        self.env["hr.quality.check"]._make_for_training(need.plan_id.participant_ids)
        need._after_assessment()
        self.assertEqual(len(need.check_ids), 3)

    def test_who_failed_or_was_excused_is_left_to_the_sampling_plan(self):
        _operation, need = self.trained_need()
        failed, excused, _passed = need.plan_id.participant_ids
        failed._failed(self.attempt(failed, state="failed"), final=True)
        excused.with_user(self.plant.hr).act_excuse(reason="Long illness")
        self.assess(need)
        self.assertEqual(need.check_ids.employee_id, self.people[2])

    def test_nobody_to_check_does_not_stop_the_path(self):
        _operation, need = self.trained_need()
        for participant in need.plan_id.participant_ids:
            participant._failed(self.attempt(participant, state="failed"), final=True)
        self.assertEqual((need.state, len(need.check_ids)), ("checked", 0))

    # By whom

    def test_nobody_checks_whom_he_trained_or_passed_or_is(self):
        _operation, need = self.trained_need()
        participant = need.plan_id.participant_ids[0]
        assessor = self.plant.user("asa", "quality")
        participant._passed(self.attempt(participant, quality_assessor_id=assessor.id))
        check = need.check_ids
        participant.employee_id.user_id = self.plant.user("own", "quality")
        for user in (self.trainer.user_id, assessor, participant.employee_id.user_id):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.record(check, user=user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                check.with_user(user).act_waive(reason="No time")
        self.record(check)
        self.assertEqual((check.state, check.done_by_id), ("passed", self.inspector))

    def test_the_reviewer_gets_it_unless_he_trained(self):
        _operation, need = self.trained_need()
        self.trainer.user_id = self.plant.quality
        self.assess(need)
        self.assertFalse(need.check_ids.inspector_id)
        need.check_ids[0].with_user(self.inspector).act_take()
        self.assertEqual(need.check_ids[0].inspector_id, self.inspector)
        with self.assertRaises(AccessError):
            need.check_ids[0].with_user(self.inspector).act_take()

    def test_operations_and_hr_record_nothing(self):
        _operation, need = self.assessed_need()
        for user in (self.plant.manager, self.plant.hr):
            with self.subTest(user.login), self.assertRaises(AccessError):
                need.check_ids[0].with_user(user).act_record(inspected=20)

    # What is found

    def test_the_key_points_are_those_of_the_review_and_of_the_standard(self):
        operation, need = self.trained_need()
        revision = operation.standard_ids.revision_ids
        self.env["hr.quality.key.point"].create(
            [
                {"revision_id": revision.id, **point}
                for point in (CURRENT, {**CURRENT, "parameter": "Gas flow", "unit": "l/min"})
            ]
        )
        self.assess(need)
        points = need.check_ids[0].with_user(self.inspector).get_points()
        self.assertEqual(
            [(point["origin"], point["parameter"]) for point in points],
            [("review", "Welding current"), ("standard", "Gas flow")],
        )
        self.assertEqual(
            (points[0]["lower"], points[0]["nominal"], points[0]["upper"]), ("170", "180", "190")
        )

    def test_every_point_in_its_tolerance_passes(self):
        operation, need = self.assessed_need(points=(CURRENT, PORES))
        check = self.record(need.check_ids[0], measured="190", findings="Steady hand")
        self.assertEqual((check.state, check.inspected, check.nonconforming), ("passed", 20, 0))
        self.assertEqual(check.line_ids.mapped("is_ok"), [True, True])
        self.assertEqual(check.line_ids.mapped("found_text"), ["190 A", "in order"])
        self.assertEqual(check.revision_id, operation.standard_ids.revision_ids)
        self.assertEqual(check.findings, "Steady hand")

    def test_a_point_outside_its_tolerance_fails(self):
        _operation, need = self.assessed_need()
        check = self.record(need.check_ids[0], measured="190,5", findings="Too hot")
        self.assertEqual(check.state, "failed")
        self.assertEqual(check.line_ids.measured, 190.5)

    def test_the_standards_limit_allows_some_nonconforming(self):
        """5 % of 20 is one: with it the check passes, with two it fails."""
        _operation, need = self.assessed_need()
        one, two, _third = need.check_ids
        self.assertEqual(self.record(one, nonconforming="1").state, "passed")
        self.assertEqual(self.record(two, nonconforming="2", findings="Two").state, "failed")
        self.assertEqual(two.nonconforming_rate, 0.1)

    def test_quantities_are_exact(self):
        _operation, need = self.assessed_need()
        check = self.record(need.check_ids[0], inspected="0.3", nonconforming="0.015")
        self.assertEqual(check.state, "passed")

    def test_what_is_entered_is_checked(self):
        _operation, need = self.assessed_need(points=(CURRENT, PORES))
        check = need.check_ids[0]
        current, pores = (point["key"] for point in check.get_points())
        good = [{"key": current, "measured": 180}, {"key": pores, "ok": True}]
        wrong = [
            ({"inspected": 0}, "more than nothing"),
            ({"inspected": "many"}, "must be a number"),
            ({"inspected": "NaN"}, "must be a number"),
            ({"inspected": "1e400"}, "must be a number"),
            ({"inspected": 20, "nonconforming": -1}, "must be a number"),
            ({"inspected": 20, "nonconforming": 21}, "than was inspected"),
            ({"inspected": 20, "points": good[:1]}, "has no result yet"),
            ({"inspected": 20, "points": None}, "has no result yet"),
            ({"inspected": 20, "points": [*good, good[0]]}, "given twice"),
            ({"inspected": 20, "points": [*good, {"key": "standard,0"}]}, "no key point"),
            ({"inspected": 20, "points": "all"}, "as a list"),
            ({"inspected": 20, "points": [{"key": current}, good[1]]}, "is measured"),
            (
                {"inspected": 20, "points": [{"key": current, "measured": ""}, good[1]]},
                "has no result yet",
            ),
            ({"inspected": 20, "points": [good[0], {"key": pores, "ok": "yes"}]}, "yes or no"),
            ({"inspected": 20, "points": good, "nonconforming": 9}, "say what was found"),
            ({"inspected": 20, "points": good, "findings": ["x"]}, "must be a text"),
        ]
        for given, sentence in wrong:
            with self.subTest(given):
                with self.assertRaises(UserError) as refused:
                    check.with_user(self.inspector).act_record(**{"points": good, **given})
                self.assertIn(sentence, str(refused.exception))
        self.assertEqual((check.state, len(check.line_ids)), ("due", 0))

    def test_pictures_are_the_inspectors_own(self):
        _operation, need = self.assessed_need()
        attachments = self.env["ir.attachment"]
        own = attachments.with_user(self.inspector).create({"name": "seam.png", "raw": b"x"})
        foreign = attachments.create({"name": "other.png", "raw": b"x"})
        with self.assertRaises(AccessError):
            self.record(need.check_ids[0], attachment_ids=foreign.ids)
        check = self.record(need.check_ids[1], attachment_ids=own.ids)
        self.assertEqual(check.attachment_ids, own)
        self.assertEqual((own.res_model, own.res_id), (check._name, check.id))

    def test_the_dialog_records_it(self):
        _operation, need = self.assessed_need(points=(CURRENT, PORES))
        check = need.check_ids[0].with_user(self.inspector)
        action = check.with_context(base_act_name="act_record").action_act_wizard()
        dialogs = self.env[action["res_model"]].with_user(self.inspector)
        form = Form(dialogs.with_context(**action["context"]))
        self.assertEqual(form.inspected, 20)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.label, "Welding current\n170 … 190 A (180)\nClamp meter")
            self.assertFalse(line.ok)
            for measured, shown in (("190,1", "no"), ("what", False), ("179,5", "yes")):
                line.measured = measured
                self.assertEqual(line.ok, shown, measured)
        with form.line_ids.edit(1) as line:
            self.assertEqual(line.label, "Seam without pores\nin order\nLook")
            line.ok = "yes"
        form.save().action_confirm()
        self.assertEqual((check.state, check.line_ids[0].measured), ("passed", 179.5))

    # What follows

    def test_the_need_goes_on_when_the_last_check_is_done(self):
        _operation, need = self.assessed_need()
        first, second, third = need.check_ids
        self.record(first)
        self.record(second, measured="200", findings="Too hot")
        self.assertEqual(need.state, "assessed")
        third.with_user(self.inspector).act_waive(reason="Moved to another plant")
        self.assertEqual(need.state, "checked")
        self.assertEqual((need.due_check_count, need.failed_check_count), (0, 1))
        self.assertFalse(second.raised_need_id, "It is in the path of its need already")

    def test_a_check_done_before_the_others_are_assessed(self):
        _operation, need = self.trained_need()
        first = need.plan_id.participant_ids[0]
        first._passed(self.attempt(first))
        self.record(need.check_ids)
        self.assertEqual(need.state, "learned")
        self.assess(need)
        self.assertEqual(need.state, "assessed")
        self.check_all(need)
        self.assertEqual(need.state, "checked")

    def test_reopened_at_the_check_the_same_people_are_checked_again(self):
        _operation, need = self.assessed_need()
        self.check_all(need)
        need._reopen("assessed", "Nobody looked")
        self.assertEqual((need.state, need.due_check_count), ("assessed", 3))
        self.check_all(need)
        self.assertEqual(need.state, "checked")

    # Who sees what

    def test_who_sees_whose_checks(self):
        _operation, need = self.assessed_need()
        self.people[0].user_id = self.plant.operator
        self.people.parent_id = self.plant.body_shop.manager_id
        checks = self.env["hr.quality.check"]
        seen = {
            self.plant.operator: 1,
            self.plant.manager: 3,
            self.plant.other_manager: 0,
            self.plant.hr: 3,
            self.inspector: 3,
            self.plant.analyst: 0,
        }
        for user, count in seen.items():
            with self.subTest(user.login):
                found = checks.with_user(user).search([("need_id", "=", need.id)])
                self.assertEqual(len(found), count)

    def test_reading_the_list_takes_as_many_queries_for_more_checks(self):
        operation, _need = self.assessed_need()

        def make(count):
            people = self.env["hr.employee"].create([{"name": f"P{i}"} for i in range(count)])
            self.env["hr.quality.check"]._act_create(
                [
                    {
                        "employee_id": person.id,
                        "operation_id": operation.id,
                        "origin": "sampling",
                        "standing": "new",
                        "due_on": TRAINED,
                    }
                    for person in people
                ]
            )

        fields = {
            name: {}
            for name in ("due_on", "is_overdue", "standing", "state", "unit", "act_available")
        }
        fields |= {
            name: {"fields": {"display_name": {}}}
            for name in ("employee_id", "operation_id", "inspector_id")
        }

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hr.quality.check"].with_user(self.inspector).web_search_read([], fields)
            return self.env.cr.sql_log_count - before

        make(2)
        queries()
        few = queries()
        make(30)
        self.assertEqual(queries(), few)

    def test_it_is_overdue_the_day_after(self):
        _operation, need = self.assessed_need()
        check = need.check_ids[0]
        for day, overdue in (("2026-09-04", False), ("2026-09-05", True)):
            with freeze_time(f"{day} 10:00:00"):
                check.invalidate_recordset(["is_overdue"])
                self.assertEqual(check.is_overdue, overdue)
                found = check.search([("is_overdue", "=", True), ("id", "=", check.id)])
                self.assertEqual(bool(found), overdue)
        self.record(check, day=CHECKED)
        with freeze_time("2026-09-05 10:00:00"):
            self.assertFalse(check.is_overdue)
