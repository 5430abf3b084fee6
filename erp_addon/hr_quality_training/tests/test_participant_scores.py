"""The scores beside the participants of a plan: whose they are to read, and when."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .assessment_case import AssessmentCase

SCORES = ("exam_score", "practical_score", "score")
SHOWN = ("attempt_count", "exam_done", "practical_done", "has_score", *SCORES, "state")


@tagged("post_install", "-at_install")
class TestParticipantScores(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Reads the plan as the trainer of a session, yet has trained nobody of those assessed.
        cls.late_user = cls.login("late", "base.group_user")
        late = cls.env["hr.employee"].create({"name": "Late Trainer", "user_id": cls.late_user.id})
        cls.late_session = {
            "plan_id": cls.plan.id,
            "starts": "2030-01-07 08:00:00",
            "ends": "2030-01-07 10:00:00",
            "trainer_id": late.id,
        }
        for user in (cls.manager, cls.late_user, cls.people["hr"]):
            user.group_ids += cls.env.ref("base.group_allow_export")

    def seen(self, user, participant=None):
        """What a user reads beside the participant on the form of the plan."""
        self.env.invalidate_all()
        participant = participant or self.participant
        spec = {"participant_ids": {"fields": {name: {} for name in SHOWN}}}
        rows = participant.plan_id.with_user(user).web_read(spec)[0]["participant_ids"]
        return next(row for row in rows if row["id"] == participant.id)

    def shown(self, user):
        row = self.seen(user)
        return (row["attempt_count"], row["exam_score"], row["practical_score"], row["score"])

    def test_hr_and_quality_follow_the_scores(self):
        """Given an attempt, each part shows once it is over, and the total at the end."""
        for user in (self.people["hr"], self.people["quality_2"], self.manager):
            with self.subTest(user.login):
                self.assertEqual(self.shown(user), (0, 0, 0, 0))
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first")
        row = self.seen(self.people["hr"])
        self.assertEqual((row["exam_score"], row["exam_done"], row["has_score"]), (80, True, False))
        self.score(assessment, "quality", 8, 24)
        self.score(assessment, "operations", 8, 24)
        for user in (self.people["hr"], self.people["quality_2"], self.manager, self.trainee_user):
            with self.subTest(user.login):
                self.assertEqual(self.shown(user), (1, 80, 80, 80))
        self.assertEqual(self.seen(self.people["hr"])["state"], "passed")

    def test_the_latest_attempt_counts_and_a_cancelled_one_does_not(self):
        first = self.learned()
        self.take_exam(first, Current="90 A", Gas="Air", Order="Weld first", Speed="1")
        self.assertEqual(first.state, "failed")
        self.assertEqual(self.shown(self.people["hr"]), (2, 0, 0, 0))
        second = self.attempts()[-1]
        self.take_exam(second)
        self.assertEqual(self.shown(self.people["hr"]), (2, 100, 0, 0))
        second.with_user(self.people["hr"]).act_cancel(reason="Kiosk broke")
        row = self.seen(self.people["hr"])
        self.assertEqual((row["attempt_count"], row["exam_score"]), (1, 20))

    def test_a_part_too_low_leaves_no_total(self):
        """No total is not a total of zero."""
        assessment = self.learned()
        self.score(assessment, "quality", 1, 1)
        self.score(assessment, "operations", 1, 1)
        self.assertEqual((assessment.state, assessment.has_score), ("failed", False))
        self.assertFalse(self.seen(self.people["hr"])["has_score"])
        traces = self.env["hr.quality.trace"].with_user(self.people["hr"])
        events = traces.get_trace("employee", self.trainee.id)["events"]
        told = [event["text"] for event in events if event["kind"] == "assessment"]
        self.assertTrue(told)
        self.assertNotIn("score 0", " ".join(told))

    # Attacks

    def test_one_sheet_alone_shows_nowhere(self):
        """Neither reading, exporting, searching, grouping nor sorting tells the first sheet."""
        assessment = self.learned()
        self.take_exam(assessment)
        self.score(assessment, "quality", 7.5, 22.5)
        for user in (self.manager, self.people["hr"], self.people["quality_2"], self.trainee_user):
            with self.subTest(user.login):
                row = self.seen(user)
                self.assertEqual((row["practical_score"], row["score"]), (0, 0))
                self.assertFalse(row["practical_done"] or row["has_score"])
                self.nothing_by_other_doors(self.participant.with_user(user))

    def nothing_by_other_doors(self, participant):
        for name in ("practical_score", "score"):
            if participant.env.user.has_group("base.group_allow_export"):
                exported = participant.export_data([name, f"assessment_ids/{name}"])
                self.assertFalse(any(float(cell or 0) for cell in exported["datas"][0]))
            for look in (
                lambda name=name: participant.search([(name, ">", 0)]),
                lambda name=name: participant.search_count([(name, ">", 0)]),
                lambda name=name: participant.search([], order=name),
                lambda name=name: participant.formatted_read_group([], [name], ["__count"]),
                lambda name=name: participant.formatted_read_group([], [], [f"{name}:sum"]),
                lambda name=name: participant.plan_id.search([(f"participant_ids.{name}", ">", 0)]),
            ):
                with self.assertRaises(ValueError):
                    look()
            self.assertFalse(participant.search([(f"assessment_ids.{name}", ">", 0)]))
            self.assertFalse(participant.filtered_domain([(name, ">", 0)]))

    def test_who_reads_the_participant_but_not_his_attempts(self):
        """He is shown nothing, and no error; nor what somebody else has just computed."""
        assessment = self.learned()
        self.take_exam(assessment)
        self.score(assessment, "quality", 8, 24)
        self.score(assessment, "operations", 8, 24)
        self.env["hr.quality.session"]._act_create([self.late_session])
        self.assertFalse(assessment.with_user(self.late_user).has_access("read"))
        self.assertEqual(self.shown(self.late_user), (0, 0, 0, 0))
        self.assertTrue(self.participant.sudo().score)
        self.assertTrue(self.participant.with_user(self.late_user).sudo().score)
        self.assertFalse(self.participant.with_user(self.late_user).score)
        self.assertFalse(self.participant.with_user(self.late_user).assessment_id)
        spec = {"score": {}, "assessment_ids": {"fields": {"score": {}}}}
        self.env.invalidate_all()
        (form,) = self.participant.with_user(self.late_user).web_read(spec)
        self.assertFalse(form["assessment_ids"] or form["score"])
        with self.assertRaises(AccessError):
            self.seen(self.people["operations_2"])

    def test_nobody_writes_them(self):
        self.learned()
        for user in (self.people["hr"], self.manager, self.people["administrator"]):
            for values in ({"score": 100}, {"practical_score": 100}, {"attempt_count": 0}):
                with self.subTest(user.login, values=values):
                    theirs = self.participant.with_user(user)
                    with self.assertRaises(AccessError):
                        theirs.write({**values, "state": "passed"})
                    self.assertFalse(self.participant.sudo().score)

    def test_more_participants_cost_no_more_queries(self):
        def queries(count):
            people = self.env["hr.employee"].create(
                [{"name": f"P{count}-{number}"} for number in range(count)]
            )
            plan = self.new_plan(*people)
            plan.participant_ids._learned("Attended")
            self.env.flush_all()
            hr = plan.with_user(self.people["hr"])
            spec = {"participant_ids": {"fields": {name: {} for name in SHOWN}}}
            hr.web_read(spec)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = hr.web_read(spec)[0]["participant_ids"]
            self.assertEqual({row["attempt_count"] for row in rows}, {1})
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(20), queries(2))
