"""What people were judged and taught by stays: key points and documents of a settled revision."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .ledger_case import LedgerCase

FORGED = {"_force_unlink": True, "module_uninstall": True, "install_mode": True}


@tagged("post_install", "-at_install")
class TestStandardFrozen(LedgerCase):
    def setUp(self):
        super().setUp()
        self.engineer = self.users["quality"]
        self.first = self.revision("1", "2020-01-01", key_point_ids=[self.current()])
        self.point = self.first.key_point_ids

    def document(self, user=None, **values):
        attachments = self.env["ir.attachment"].with_user(user or self.engineer)
        return attachments.create({"name": "drawing.txt", "raw": b"Weld here", **values})

    def attackers(self, records):
        for role in ("quality", "admin", "operations", "operator"):
            for caller in (records.with_user(self.users[role]),):
                yield caller.sudo().with_context(**FORGED)
        yield records.with_user(self.engineer)

    def test_key_points_of_a_settled_revision_stay(self):
        self.point.with_user(self.engineer).upper = 9.6  # a slip, put right on the same day
        self.age(self.first)
        other = self.revision("0", "2019-01-01", date_to="2019-12-31")
        for point in self.attackers(self.point):
            revision = self.first.with_env(point.env)
            attacks = (
                lambda point=point: point.write({"upper": 12}),
                lambda point=point: point.unlink(),
                lambda point=point: point.copy(),
                lambda point=point: point.write({"revision_id": other.id}),
                lambda revision=revision: revision.write({"key_point_ids": [self.current("F")]}),
                lambda revision=revision: revision.write({"key_point_ids": [Command.clear()]}),
                lambda revision=revision: revision.write({"requires_retraining": False}),
                lambda revision=revision: revision.write({"grace_days": 300}),
            )
            for number, attack in enumerate(attacks):
                with self.subTest(number), self.assertRaises(UserError):
                    attack()
        self.assertEqual(self.point.upper, 9.6)

    def test_a_translation_changes_no_settled_key_point(self):
        self.age(self.first)
        with self.assertRaises(UserError):
            self.point.with_user(self.engineer).update_field_translations(
                "parameter", {"en_US": "Something else"}
            )

    def test_only_quality_writes_key_points(self):
        for role in ("operations", "hr", "analyst", "operator", "manager", "break_glass", "admin"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.point.with_user(self.users[role]).write({"upper": 12})

    def test_a_key_point_is_whole(self):
        for values in ({"lower": 9.3}, {"upper": 9.1}, {"unit": False}, {"unit": ""}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.point.write(values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_its_tolerance_reads_as_people_write_it(self):
        self.assertEqual(self.point.tolerance, "9.2 kA (8.9 to 9.5)")
        self.point.kind = "maximum"
        self.assertEqual(self.point.tolerance, "at most 9.5 kA")

    # Documents

    def test_documents_of_a_settled_revision_stay(self):
        document = self.document()
        self.first.with_user(self.engineer).attachment_ids = document
        self.assertEqual((document.res_model, document.res_id), (self.first._name, self.first.id))
        self.age(self.first)
        for attacked in self.attackers(document):
            revision = self.first.with_env(attacked.env)
            attacks = (
                lambda attacked=attacked: attacked.unlink(),
                lambda attacked=attacked: attacked.write({"raw": b"Weld there"}),
                lambda attacked=attacked: attacked.write({"res_id": 0}),
                lambda attacked=attacked: attacked.write({"res_model": "res.partner"}),
                lambda attacked=attacked: attacked.write({"name": "old.txt"}),
                lambda revision=revision: revision.write({"attachment_ids": [Command.clear()]}),
            )
            for number, attack in enumerate(attacks):
                with self.subTest(number), self.assertRaises(UserError):
                    attack()
        self.assertEqual(document.raw, b"Weld here")

    def test_somebody_elses_file_is_not_opened_to_all(self):
        secret = self.document(self.env.user, res_model="hr.employee", res_id=self.welder.id)
        private = self.document(self.users["hr"])
        for stolen in (secret, private):
            with self.subTest(stolen.res_model), self.assertRaises(AccessError):
                self.first.with_user(self.engineer).attachment_ids = [Command.link(stolen.id)]
        self.assertTrue(self.document().exists())

    def test_whoever_reads_the_standard_reads_its_documents(self):
        document = self.document()
        self.first.with_user(self.engineer).attachment_ids = document
        self.assertEqual(document.with_user(self.users["stranger"]).raw, b"Weld here")

    # From revision to revision

    def test_a_new_revision_begins_with_what_the_one_before_says(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.point.with_context(lang="zh_CN").parameter = "焊接电流"
        self.first.attachment_ids = self.document(self.env.user)
        self.first.note = "Watch the electrodes"
        standard = self.standard.with_user(self.engineer)
        second = self.first.browse(standard.add_revision("2", "2090-01-01", 0.04))
        self.assertEqual(second.key_point_ids.tolerance, "9.2 kA (8.9 to 9.5)")
        self.assertEqual(second.key_point_ids.with_context(lang="zh_CN").parameter, "焊接电流")
        self.assertEqual((second.note, second.attachment_ids.raw), (self.first.note, b"Weld here"))
        self.assertNotEqual(second.attachment_ids, self.first.attachment_ids)
        self.assertEqual(len(self.first.key_point_ids), 1)

    def test_what_is_given_changes_and_the_rest_is_carried(self):
        standard = self.standard.with_user(self.engineer)
        points = [
            {"id": self.point.id, "upper": 9.4},
            {"parameter": "Seam", "kind": "attribute", "method": "By eye"},
        ]
        second = self.first.browse(
            standard.add_revision("2", "2090-01-01", 0.04, note="", key_points=points)
        )
        self.assertEqual(
            second.key_point_ids.mapped("tolerance"), ["9.2 kA (8.9 to 9.4)", "yes or no"]
        )
        self.assertFalse(second.note)
        with self.assertRaisesRegex(ValidationError, "colour"):
            standard.add_revision("3", "2091-01-01", 0.04, key_points=[{"colour": "red"}])

    def test_the_wizard_offers_them_for_editing(self):
        wizard = self.env["hr.quality.add.revision"].with_user(self.engineer)
        with Form(wizard.with_context(default_standard_id=self.standard.id)) as form:
            form.number = "2"
            self.assertEqual(form.limit, 0.05)
            with form.key_point_ids.edit(0) as point:
                self.assertEqual(point.parameter, "Welding current")
                point.upper = 9.45
        form.record.action_add()
        second = self.standard.revision_ids.filtered(lambda one: one.number == "2")
        self.assertEqual(second.key_point_ids.tolerance, "9.2 kA (8.9 to 9.45)")
        self.assertEqual(second.date_from, fields.Date.add(fields.Date.today(), days=1))

    def test_a_standard_stays_with_the_operation_that_it_judged(self):
        other = self.env["hr.quality.operation"].create({"code": "PAINT", "name": "Painting"})
        standard = self.standard.with_user(self.engineer)
        standard.operation_id = other  # a slip, put right on the same day
        standard.operation_id = self.operation
        self.age(self.first)
        for attacked in (standard, standard.sudo().with_context(**FORGED)):
            with self.assertRaises(UserError) as refused:
                attacked.operation_id = other
            self.assertIn("judged by it", str(refused.exception))
        standard.write({"operation_id": self.operation.id, "name": "Weld quality, again"})

    def test_what_odoo_wrote_stays_in_the_chatter(self):
        """Odoo lets the author of a line rewrite it; not here, of what tells who changed what."""
        operation = self.operation.with_user(self.engineer)
        line = operation._message_log(body="Without qualification: warn → only under supervision")
        self.assertEqual(line.author_id, self.engineer.partner_id)
        own = line.sudo(False)
        for values in ({"body": "forged"}, {"date": "2020-01-01"}, {"author_id": False}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            own.unlink()
        operation.message_post(body="I think so", message_type="comment").unlink()
        self.assertTrue(line.exists())
