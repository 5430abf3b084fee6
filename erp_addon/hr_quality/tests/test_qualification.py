from datetime import timedelta
from decimal import Decimal

import psycopg2
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestQualification(QualityCase):
    def current(self, employee=None, skill=None, **kwargs):
        scores = self.env["hr.quality.qualification"]._current_scores(
            employee or self.welder, skill or self.skill, **kwargs
        )
        return scores.get(((employee or self.welder).id, (skill or self.skill).id))

    # Signing

    def test_quality_and_hr_sign(self):
        for signer in ("quality", "hr"):
            entry = self.sign(self.welder, 75, signer)
            self.assertEqual(entry.signer_id, self.users[signer])
            self.assertEqual(entry.date, fields.Date.today())

    def test_nobody_else_signs(self):
        for name in ("operations", "analyst", "operator", "manager", "feeder", "admin"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.sign(self.welder, 75, name)

    def test_the_system_itself_signs_nothing(self):
        with self.assertRaises(AccessError):
            self.env["hr.quality.qualification"].sudo().sign(
                self.welder.id, self.skill.id, 100, "None"
            )

    def test_nobody_signs_for_himself(self):
        engineer = self._employee("Engineer", "B500", user_id=self.users["quality"].id)
        with self.assertRaisesRegex(AccessError, "own"):
            self.sign(engineer, 100)

    def test_the_signer_is_never_forged(self):
        context = {
            "default_signer_id": self.users["hr"].id,
            "default_employee_id": self.other.id,
            "uid": self.users["hr"].id,
        }
        ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
        entry = ledger.browse(
            ledger.with_context(**context).sign(self.welder.id, self.skill.id, 70, "Watched")
        )
        self.assertEqual((entry.signer_id, entry.employee_id), (self.users["quality"], self.welder))
        with self.assertRaises(TypeError):
            ledger.sign(self.welder.id, self.skill.id, 70, "x", signer_id=self.users["hr"].id)

    def test_a_score_is_a_number_from_0_to_100(self):
        for score in ("NaN", "Infinity", float("nan"), -1, 100.01, "85.555", "many", None, True):
            with self.subTest(score), self.assertRaises(ValidationError):
                self.sign(self.welder, score)
        self.sign(self.welder, "85.55")
        self.assertEqual(self.current()[0], Decimal("85.55"))

    def test_a_signature_needs_evidence_a_person_and_a_day_that_has_come(self):
        ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
        for evidence in ("", "  ", None, False):
            with self.subTest(evidence), self.assertRaises(ValidationError):
                ledger.sign(self.welder.id, self.skill.id, 70, evidence)
        with self.assertRaises(UserError):
            ledger.sign(0, self.skill.id, 70, "x")
        with self.assertRaises(UserError):
            ledger.sign(self.welder.id, self.skill.id, 70, "x", operation_id=10**8)
        with self.assertRaises(ValidationError):
            self.sign(self.welder, 70, date=fields.Date.today() + timedelta(days=1))

    def test_the_form_signs(self):
        with Form(self.env["hr.quality.sign"].with_user(self.users["quality"])) as form:
            form.employee_id = self.other
            form.skill_id = self.skill
            form.score = 88
            form.evidence = "Ten doors without a fault"
        form.record.action_sign()
        self.assertEqual(self.current(self.other)[0], Decimal("88.00"))

    # Append only

    def test_entries_are_neither_made_nor_changed_nor_deleted_directly(self):
        entry = self.sign(self.welder, 75)
        values = {
            "employee_id": self.welder.id,
            "skill_id": self.skill.id,
            "kind": "assessed",
            "score": 100,
            "date": "2026-01-01",
            "signer_id": self.users["quality"].id,
            "evidence": "x",
        }
        forged = {"base_act_permit": True, "_force_unlink": True, "install_mode": True}
        for name, user in [*self.users.items(), ("root", self.env.ref("base.user_root"))]:
            for caller in (entry.with_user(user), entry.with_user(user).sudo()):
                caller = caller.with_context(**forged)
                with self.subTest(name, su=caller.env.su):
                    with self.assertRaises(AccessError):
                        caller.create(values)
                    with self.assertRaises(AccessError):
                        caller.write({"score": 100})
                    with self.assertRaises(AccessError):
                        caller.unlink()
                    with self.assertRaises(AccessError):
                        caller.copy()
        self.assertEqual(self.current(), (Decimal("75.00"), entry.id))

    def test_an_import_does_not_write_the_ledger(self):
        ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
        answer = ledger.load(
            ["employee_id/.id", "skill_id/.id", "kind", "score", "date", "evidence"],
            [[str(self.welder.id), str(self.skill.id), "assessed", "100", "2026-01-01", "x"]],
        )
        self.assertFalse(answer["ids"])

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes_too(self):
        entry = self.sign(self.welder, 75)
        self.env.flush_all()
        for statement in (
            "UPDATE hr_quality_qualification SET score = 100",
            "DELETE FROM hr_quality_qualification",
            "TRUNCATE hr_quality_qualification",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.Error),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
        self.assertEqual(self.current()[1], entry.id)

    def test_a_user_without_entries_can_be_deleted(self):
        """The ledger's own guard does not mind what touches none of its rows."""
        self.sign(self.welder, 75)
        leaver = new_test_user(self.env, "ql_leaver")
        leaver.unlink()
        self.assertFalse(leaver.exists())

    # The current score

    def test_the_latest_entry_decides(self):
        today = fields.Date.today()
        self.sign(self.welder, 60, date=today - timedelta(days=30))
        latest = self.sign(self.welder, 90, date=today - timedelta(days=10))
        self.sign(self.welder, 50, date=today - timedelta(days=20))
        self.assertEqual(self.current(), (Decimal("90.00"), latest.id))
        before = self.current(day=today - timedelta(days=15))
        self.assertEqual(before[0], Decimal("50.00"))

    def test_of_one_day_the_entry_signed_last_decides(self):
        self.sign(self.welder, 90)
        self.sign(self.welder, 70)
        self.assertEqual(self.current()[0], Decimal("70.00"))

    def test_when_the_latest_entry_has_run_out_there_is_no_score(self):
        today = fields.Date.today()
        self.sign(self.welder, 60, date=today - timedelta(days=60))
        self.sign(
            self.welder,
            90,
            date=today - timedelta(days=30),
            valid_until=today - timedelta(days=1),
        )
        self.assertIsNone(self.current())
        self.assertEqual(self.current(day=today - timedelta(days=1))[0], Decimal("90.00"))

    def test_scores_of_many_people_are_one_query(self):
        self.sign(self.welder, 80)
        self.sign(self.other, 70, skill=self.second_skill)
        self.env.flush_all()
        fields.Date.context_today(self.env.user)  # the zone of today is read once
        people, skills = self.welder + self.other, self.skill + self.second_skill
        with self.assertQueryCount(1):
            scores = self.env["hr.quality.qualification"]._current_scores(people, skills)
        self.assertEqual(len(scores), 2)

    # Odoo's own skills are only a mirror

    def test_a_certificate_one_gives_oneself_changes_no_score(self):
        self.sign(self.welder, 65)
        operator = self.users["operator"]
        expert = self.skill_type.skill_level_ids.filtered(lambda level: level.name == "Expert")
        shown = self.env["hr.employee.skill"].with_user(operator)
        shown.search([("employee_id", "=", self.welder.id)]).write({"skill_level_id": expert.id})
        shown.create(
            {
                "employee_id": self.welder.id,
                "skill_type_id": self.skill_type.id,
                "skill_id": self.second_skill.id,
                "skill_level_id": expert.id,
                "valid_from": fields.Date.today(),
            }
        )
        self.assertEqual(self.current()[0], Decimal("65.00"))
        self.assertIsNone(self.current(skill=self.second_skill))

    def shown_levels(self, employee):
        skills = employee.current_employee_skill_ids.filtered(lambda s: s.skill_id == self.skill)
        return skills.mapped("skill_level_id.name")

    def test_the_mirror_shows_the_highest_level_reached(self):
        for score, level in ((60, "Trained"), (79.99, "Trained"), (80, "Skilled"), (99, "Expert")):
            with self.subTest(score):
                self.sign(self.welder, score)
                self.assertEqual(self.shown_levels(self.welder), [level])

    def test_below_the_lowest_level_nothing_is_shown(self):
        self.sign(self.welder, 99)
        self.sign(self.welder, 10)
        self.assertEqual(self.shown_levels(self.welder), [])

    def test_an_entry_about_the_past_does_not_change_the_mirror(self):
        self.sign(self.welder, 99)
        self.sign(self.welder, 60, date=fields.Date.today() - timedelta(days=5))
        self.assertEqual(self.shown_levels(self.welder), ["Expert"])

    # Reading

    def test_current_scores_show_whom_the_caller_may_see(self):
        everyone = self.welder + self.other + self.outsider
        for person in everyone:
            self.sign(person, 70)
        visible = {
            "operator": self.welder,
            "manager": self.welder + self.other,
            "quality": everyone,
            "hr": everyone,
            "analyst": self.env["hr.employee"],
            "operations": self.env["hr.employee"],
        }
        for name, people in visible.items():
            with self.subTest(name):
                ledger = self.env["hr.quality.qualification"].with_user(self.users[name])
                answer = ledger.current_scores(everyone.ids)
                self.assertEqual({row["employee_id"] for row in answer}, set(people.ids))
                self.assertEqual(ledger.search([]).employee_id, people)
        self.assertEqual(answer, [])
        with self.assertRaises(AccessError):
            self.env["hr.quality.qualification"].with_user(self.users["feeder"]).current_scores([])

    def test_what_current_scores_tell(self):
        entry = self.sign(self.welder, "85.5", valid_until="2999-12-31")
        ledger = self.env["hr.quality.qualification"].with_user(self.users["operator"])
        self.assertEqual(
            ledger.current_scores([self.welder.id]),
            [
                {
                    "employee_id": self.welder.id,
                    "skill_id": self.skill.id,
                    "skill": "Settings",
                    "score": "85.50",
                    "entry_id": entry.id,
                    "date": str(fields.Date.today()),
                    "valid_until": "2999-12-31",
                    "signer": self.users["quality"].name,
                }
            ],
        )
