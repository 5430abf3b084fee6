"""Nobody sees a sheet's points until both are in, except who gave it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .assessment_case import AssessmentCase

MODELS = ("hr.quality.practical", "hr.quality.practical.line")


@tagged("post_install", "-at_install")
class TestBlind(AssessmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The strongest attacker: every group that an internal user can have.
        cls.mighty = cls.login("mighty", "base.group_user")
        other_kinds = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups = cls.env["res.groups"].search([])
        cls.mighty.group_ids = groups.filtered(
            lambda group: not (group | group.all_implied_ids) & other_kinds
        )

        for user in {*cls.people.values(), cls.both} - {cls.people["system"]}:
            user.group_ids += cls.env.ref("base.group_allow_export")

    def everybody(self):
        return {**self.people, "mighty": self.mighty, "both": self.both, "boss": self.manager}

    def test_whoever_asks_finds_nothing(self):
        assessment = self.learned()
        self.score(assessment, "quality", 7.5, 22.5, remark="Secret remark")
        sheet = assessment.sudo().practical_ids
        rows = {MODELS[0]: sheet, MODELS[1]: sheet.line_ids}
        self.env.invalidate_all()
        for who, user in self.everybody().items():
            if user == self.assessor or who == "system":
                continue
            for model, records in rows.items():
                with self.subTest(who=who, model=model):
                    self.find_nothing(self.env[model].with_user(user), records)

    def find_nothing(self, model, records):
        """Reading, searching, grouping, exporting, completing: all find nothing."""
        value = "score" if "score" in model._fields else "points"
        # No access to the model at all is the same.
        these = [("id", "in", records.ids)]
        if model.has_access("read"):
            self.assertFalse(model.search(these))
            self.assertFalse(model.search([*these, (value, ">", 0)]))
            self.assertFalse(model.search_count([*these, (value, ">", 0)]))
            self.assertFalse(model.search_read(these, [value]))
            self.assertFalse(model.web_search_read(these, {value: {}})["records"])
            self.assertFalse(model.name_search("", these))
            measures = [f"{value}:sum", f"{value}:max"]
            self.assertFalse(model.formatted_read_group(these, ["assessor_id"], measures))
            self.assertFalse(model._read_group(these, [], measures)[0][0])
        mine = records.with_user(model.env.user)
        for read in (
            lambda: mine.read([value]),
            lambda: mine.export_data(["id", value]),
            lambda: mine.web_read({value: {}}),
            lambda: mine.mapped(value),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_not_through_the_assessment(self):
        """Its fields, its one2many fields, domains along them, its trail and its chatter."""
        assessment = self.learned()
        self.score(assessment, "quality", 7.5, 22, remark="Secret remark")
        self.env.invalidate_all()
        for who in ("hr", "quality_2", "operations", "administrator", "break_glass"):
            seen = assessment.with_user(self.everybody()[who])
            with self.subTest(who=who):
                if not seen.has_access("read"):
                    continue
                self.assertFalse(seen.practical_ids)
                self.assertEqual((seen.practical_score, seen.practical_difference), (0, 0))
                spec = {"practical_ids": {"fields": {"score": {}, "line_ids": {}}}}
                self.assertFalse(seen.web_read(spec)[0]["practical_ids"])
                exported = seen.export_data(["practical_ids/score", "practical_ids/remark"])
                self.assertFalse(any(exported["datas"][0]))
                for domain in (
                    [("practical_ids.score", ">", 0)],
                    [("practical_ids.line_ids.points", ">", 0)],
                    [("practical_ids", "any", [("score", ">", 0)])],
                ):
                    self.assertNotIn(seen, seen.search(domain))
        told = "".join(str(row) for row in assessment.sudo().act_log_ids.mapped("changes"))
        told += "".join(str(body) for body in assessment.sudo().message_ids.mapped("body"))
        told += "".join(assessment.sudo().activity_ids.mapped("summary"))
        tracked = self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", assessment.sudo().message_ids.ids)]
        )
        self.assertFalse(tracked)
        # the score is 73.75: no id and no time is written so
        for secret in ("73.75", "Secret remark", "7.5"):
            self.assertNotIn(secret, told)

    def test_an_administrator_who_rewrites_the_record_rules_sees_nothing_either(self):
        assessment = self.learned()
        self.score(assessment, "quality", 7, 21)
        rules = self.env["ir.rule"].search([("model_id.model", "in", MODELS)])
        rules.write({"domain_force": "[(1, '=', 1)]"})
        self.env.invalidate_all()
        sheet = assessment.sudo().practical_ids
        self.find_nothing(self.env[MODELS[0]].with_user(self.mighty), sheet)

    def test_the_giver_sees_his_own(self):
        assessment = self.learned()
        self.score(assessment, "quality", 7, 21)
        self.env.invalidate_all()
        sheet = assessment.with_user(self.assessor).practical_ids
        self.assertEqual(sheet.score, 70)
        self.assertEqual(sheet.line_ids.mapped("points"), [7, 21])

    def test_both_in_and_everybody_concerned_sees_both(self):
        assessment = self.learned()
        self.score(assessment, "quality", 7, 21)
        self.score(assessment, "operations", 8, 24)
        self.env.invalidate_all()
        for user in (self.assessor, self.manager, self.people["hr"], self.trainee_user):
            seen = assessment.with_user(user)
            with self.subTest(user.login):
                self.assertEqual(sorted(seen.practical_ids.mapped("score")), [70, 80])
                self.assertEqual(seen.practical_score, 75)
        with self.assertRaises(AccessError):
            assessment.practical_ids.with_user(self.people["nobody"]).read(["score"])

    def test_who_knows_whose_wrong_answers(self):
        assessment = self.learned()
        self.take_exam(assessment, Order="Weld first")
        self.env.invalidate_all()
        for user, count in (
            (self.assessor, 1),
            (self.people["hr"], 1),
            (self.manager, 1),
            (self.trainer_user, 1),
            (self.trainee_user, 1),
            (self.people["operations_2"], 0),
            (self.people["nobody"], 0),
            (self.people["analyst"], 0),
            (self.people["administrator"], 0),
        ):
            wrong = self.env["hr.quality.wrong.answer"].with_user(user)
            with self.subTest(user.login):
                self.assertEqual(wrong.search_count([("assessment_id", "=", assessment.id)]), count)
        with self.assertRaises(AccessError):
            assessment.wrong_answer_ids.with_user(self.trainee_user).read(["right"])
