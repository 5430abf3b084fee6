"""The generated attacks, on a model that has acts of every kind."""

from odoo.addons.base_act.tests.common import ActAttacks, ProtectedAttacks
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDocumentAttacks(ActAttacks, TransactionCase):
    act_model = "test.base.act.document"
    act_arguments = {
        "act_reject": {"reason": "Not our gauge"},
        "act_add_line": {"text": "Seen by two"},
    }

    def act_values(self):
        folder = self.env["test.base.act.folder"].create({"name": "May"})
        return {
            "name": "Gauge 4",
            "note": "It drifts",
            "folder_id": folder.id,
            "responsible_id": self.people["operations"].id,
            "author_id": self.people["operations_2"].id,
        }


@tagged("post_install", "-at_install")
class TestLineAttacks(ProtectedAttacks, TransactionCase):
    act_model = "test.base.act.line"

    def protected_record(self):
        document = self.env["test.base.act.document"]._act_create([{"name": "Gauge 4"}])
        return self.env["test.base.act.line"]._act_create(
            [{"document_id": document.id, "text": "Seen"}]
        )


@tagged("post_install", "-at_install")
class TestLogAttacks(ProtectedAttacks, TransactionCase):
    act_model = "base.act.log"

    def protected_record(self):
        return self.env["test.base.act.document"]._act_create([{"name": "Gauge 4"}]).act_log_ids


@tagged("post_install", "-at_install")
class TestTheAttacksRun(TransactionCase):
    """The generated tests are found: Odoo's loader passes inherited ones over if it may."""

    def test_a_class_with_a_model_is_run_and_one_without_is_a_base(self):
        self.assertTrue(TestDocumentAttacks.allow_inherited_tests_method)

        class Base(ActAttacks):
            pass

        self.assertFalse(Base.allow_inherited_tests_method)

    def test_a_forgotten_model_is_an_error(self):
        with self.assertRaisesRegex(TypeError, "not its act_model"):

            class Forgotten(ProtectedAttacks):
                def protected_record(self):
                    return None
