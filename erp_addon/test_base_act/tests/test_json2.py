"""JSON-2, as the gateway calls: the act's own method, with the caller's own key."""

from datetime import timedelta

from odoo import fields
from odoo.addons.base_act.tests.common import ActPeople
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MODEL


@tagged("post_install", "-at_install")
class TestJson2(ActPeople, HttpCase):
    people_prefix = "act_json"

    def setUp(self):
        super().setUp()
        self.document = self.env[MODEL]._act_create(
            [{"name": "Gauge 4", "responsible_id": self.people["operations"].id}]
        )

    def call(self, role, method, **body):
        expires = fields.Datetime.now() + timedelta(hours=1)
        keys = self.env["res.users.apikeys"].with_user(self.people[role])
        return self.url_open(
            f"/json/2/{MODEL}/{method}",
            json={"ids": self.document.ids, **body},
            headers={
                "Authorization": f"bearer {keys._generate('rpc', 'test', expires)}",
                "X-Odoo-Database": self.env.cr.dbname,
            },
        )

    def test_an_act(self):
        response = self.call("operations", "act_confirm", reason="Seen it")
        self.assertEqual((response.status_code, response.json()), (200, True))
        self.document.invalidate_recordset()
        self.assertEqual((self.document.state, self.document.reason), ("confirmed", "Seen it"))
        self.assertEqual(self.document.act_log_ids[0].user_id, self.people["operations"])

    def test_what_one_may_do(self):
        response = self.call("quality", "get_available_acts")
        self.assertEqual(response.status_code, 200)
        row = response.json()[0]
        self.assertEqual(row["id"], self.document.id)
        self.assertEqual([act["name"] for act in row["acts"]], ["act_reject"])

    @mute_logger("odoo.http")
    def test_refusals_are_sentences(self):
        for role, method, body, status, part in (
            ("quality", "act_confirm", {}, 403, "is for Operations"),
            ("quality", "act_approve", {}, 422, "is “Draft”"),
            ("quality", "act_reject", {"reason": ""}, 422, "needs “Reason”"),
            ("administrator", "write", {"vals": {"state": "approved"}}, 403, "“State” cannot"),
            (
                "administrator",
                "act_break_glass",
                {"values": {"state": "approved"}, "reason": "x"},
                403,
                "Break Glass",
            ),
        ):
            with self.subTest(role=role, method=method):
                response = self.call(role, method, **body)
                self.assertEqual(response.status_code, status, response.text)
                self.assertIn(part, response.json()["message"])
        self.document.invalidate_recordset()
        self.assertEqual(self.document.state, "draft")

    @mute_logger("odoo.http")
    def test_a_forged_context_is_only_text(self):
        forged = {"base_act_permit": True, "base_act_run": {"name": "act_confirm"}, "uid": 1}
        response = self.call("administrator", "write", vals={"state": "approved"}, context=forged)
        self.assertEqual(response.status_code, 403)
        created = self.call(
            "quality",
            "create",
            ids=[],
            vals_list=[{"name": "Forged"}],
            context={**forged, "default_state": "approved"},
        )
        self.assertEqual(self.env[MODEL].browse(created.json()).state, "draft")

    @mute_logger("odoo.http")
    def test_private_methods_stay_private(self):
        for method in ("_act_write", "_act_create", "_act_perform", "_act_log"):
            with self.subTest(method=method):
                self.assertEqual(self.call("administrator", method).status_code, 403)
