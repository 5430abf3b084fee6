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
    def protected_record(self):
        document = self.env["test.base.act.document"]._act_create([{"name": "Gauge 4"}])
        return self.env["test.base.act.line"]._act_create(
            [{"document_id": document.id, "text": "Seen"}]
        )


@tagged("post_install", "-at_install")
class TestLogAttacks(ProtectedAttacks, TransactionCase):
    def protected_record(self):
        return self.env["test.base.act.document"]._act_create([{"name": "Gauge 4"}]).act_log_ids
