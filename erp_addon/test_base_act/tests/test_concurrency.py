"""Two people at once: one wins, the other reads who it was. With two real transactions."""

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.addons.base_act.tests.at_once import run_at_once
from odoo.addons.base_act.tests.common import forget_acts
from odoo.addons.base_act.tests.people import people_of_every_role
from odoo.exceptions import LockError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import MODEL


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            people = people_of_every_role(env, "act_at_once")
            cls.people = {role: user.id for role, user in people.items()}
            cls.addClassCleanup(cls._forget_people)

    @classmethod
    def _forget_people(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ids = [id_ for role, id_ in cls.people.items() if role != "system"]
            users = env["res.users"].browse(ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            values = {"name": "Gauge 4", "note": "It drifts", "state": "draft"}
            values["responsible_id"] = self.people["operations"]
            self.document_id = env[MODEL]._act_create([values]).id
        self.addCleanup(self._forget_document)

    def _forget_document(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            forget_acts(env[MODEL].browse(self.document_id))

    def at_once(self, *calls):
        """Run ``(role, act, arguments)`` at once; return True or a sentence for each."""

        def calling(name, arguments):
            return lambda env: getattr(env[MODEL].browse(self.document_id), name)(**arguments)

        return run_at_once(
            self.registry,
            *((self.people[role], calling(name, arguments)) for role, name, arguments in calls),
        )

    def state_and_acts(self):
        with self.registry.cursor() as cr:
            document = api.Environment(cr, SUPERUSER_ID, {})[MODEL].browse(self.document_id)
            return document.state, document.act_log_ids.filtered("act").mapped("kind")

    @mute_logger("odoo.sql_db")
    def test_the_same_act_twice_at_once(self):
        results = self.at_once(
            ("operations", "act_confirm", {"reason": "one"}),
            ("operations", "act_confirm", {"reason": "two"}),
        )
        self.assertEqual(results.count(True), 1, results)
        loser = next(result for result in results if result is not True)
        self.assertIn("is already “Confirmed”", loser)
        self.assertIn("act_at_once operations did “Confirm” at", loser)
        self.assertEqual(self.state_and_acts(), ("confirmed", ["act"]))

    @mute_logger("odoo.sql_db")
    def test_two_different_acts_at_once(self):
        results = self.at_once(
            ("quality", "act_reject", {"reason": "Not ours"}),
            ("system", "act_expire", {}),
        )
        self.assertEqual(results.count(True), 1, results)
        state, acts = self.state_and_acts()
        self.assertIn(state, ("rejected", "expired"))
        self.assertEqual(acts, ["act"])

    @mute_logger("odoo.sql_db")
    def test_two_first_signatures_at_once(self):
        """One of quality signs first, the other learns that HR is next."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.people["operations"], {})
            env[MODEL].browse(self.document_id).act_confirm()
        results = self.at_once(("quality", "act_approve", {}), ("quality_2", "act_approve", {}))
        self.assertEqual(results.count(True), 1, results)
        loser = next(result for result in results if result is not True)
        self.assertIn("The second signature is for HR", loser)
        self.assertEqual(self.state_and_acts(), ("confirmed", ["signature", "act"]))

    @mute_logger("odoo.sql_db")
    def test_a_signature_given_since_one_looked_is_not_overlooked(self):
        """The first signature changes the row, so who still sees the old one begins anew."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.people["operations"], {})
            env[MODEL].browse(self.document_id).act_confirm()
        with self.registry.cursor() as late, self.registry.cursor() as early:
            late.execute("SELECT 1")  # the snapshot is taken here
            one = api.Environment(early, self.people["quality"], {})
            one[MODEL].browse(self.document_id).act_approve()
            early.commit()
            other = api.Environment(late, self.people["quality_2"], {})
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                other[MODEL].browse(self.document_id).act_approve()
            late.rollback()

    def test_while_another_holds_it_the_user_reads_a_sentence(self):
        """Without the server's second try: no waiting, no database error."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, self.people["operations"], {})
            other = api.Environment(second, self.people["quality"], {})
            one[MODEL].browse(self.document_id).act_confirm()
            with self.assertRaises(LockError) as refused:
                other[MODEL].browse(self.document_id).act_reject(reason="Not ours")
            self.assertIn("somebody else is changing it", str(refused.exception))
            first.rollback()
