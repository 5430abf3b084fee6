"""A document that the first person of operations is to confirm."""

from odoo.addons.base_act.tests.common import ActPeople
from odoo.tests import TransactionCase

MODEL = "test.base.act.document"


class DocumentCase(ActPeople, TransactionCase):
    people_prefix = "act"

    def document(self, **values):
        """A system-made document with its responsible person, its author and a folder."""
        return self.documents(1, **values)

    def documents(self, count, **values):
        folder = self.env["test.base.act.folder"].create({"name": "May"})
        given = {
            "responsible_id": self.people["operations"].id,
            "author_id": self.people["operations_2"].id,
            "folder_id": folder.id,
            "note": "Gauge 4 drifts",
            **values,
        }
        return self.env[MODEL]._act_create(
            [{"name": f"Document {number}", **given} for number in range(1, count + 1)]
        )

    def by(self, role, records):
        return records.with_user(self.people[role])

    def assert_sentence(self, context, *parts):
        """The message of an ``assertRaises`` context holds all parts."""
        for part in parts:
            self.assertIn(part, str(context.exception))
