"""The list of who may do what, for managers and for the MES."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import delivered
from .ledger_case import LedgerCase


@tagged("post_install", "-at_install")
class TestPermission(LedgerCase):
    def listed(self, role, *domain):
        self.env.flush_all()
        # What the database holds already, for instance of the demo, stays out of it.
        domain = [("operation_id", "=", self.operation.id), *domain]
        rows = self.env["hr.quality.permission"].with_user(self.users[role]).search(domain)
        return {(row.sudo().employee_id.name, row.status) for row in rows}

    def test_who_is_in_the_ledger_and_who_works_without(self):
        self.qualify()
        self.qualify(self.outsider)
        yesterday = str(fields.Date.today() - timedelta(days=1))
        self.record(delivered(day=yesterday, employee="B002"))
        welder, other, outsider = (
            ("Welder", "qualified"),
            ("Other", "none"),
            ("Outsider", "qualified"),
        )
        self.assertEqual(self.listed("quality"), {welder, other, outsider})
        self.assertEqual(self.listed("hr"), {welder, other, outsider})
        self.assertEqual(self.listed("manager"), {welder, other})
        self.assertEqual(self.listed("operator"), {welder})
        for role in ("analyst", "operations", "admin"):
            self.assertEqual(self.listed(role), set())
        unqualified = [("may_work", "=", False), ("last_use", "!=", False)]
        self.assertEqual(self.listed("quality", *unqualified), {other})

    def test_a_row_leads_to_its_entries(self):
        self.qualify()
        self.env.flush_all()
        row = self.env["hr.quality.permission"].search([("employee_id", "=", self.welder.id)])
        action = row.action_open_entries()
        entries = self.ledger.search(action["domain"])
        self.assertEqual(entries, row.entry_id)
        self.assertEqual(self.env["hr.quality.permission"].browse(row.id).status, "qualified")

    def test_what_the_mes_gets(self):
        self.qualify(valid_until="2999-12-31")
        self.record(delivered(day=str(fields.Date.today()), employee="B002"))
        ledger = self.env["hr.quality.qualification"]
        for role in ("quality", "hr", "feeder"):
            rows = ledger.with_user(self.users[role]).get_permissions(["WELD"])
            self.assertEqual(
                {row["name"]: (row["status"], row["may_work"], row["operation"]) for row in rows},
                {"Welder": ("qualified", True, "WELD"), "Other": ("none", False, "WELD")},
            )
            self.assertEqual(rows[0]["valid_until"] or rows[1]["valid_until"], "2999-12-31")
        self.assertEqual(ledger.with_user(self.users["hr"]).get_permissions(["NONE"]), [])
        everything = ledger.with_user(self.users["hr"]).get_permissions()
        self.assertEqual(sum(row["operation"] == "WELD" for row in everything), 2)

    def test_anybody_gets_himself_and_the_people_below(self):
        """Given a list of everybody, then a caller who is no list reader sees his own alone."""
        self.qualify()
        self.qualify(self.outsider)
        ledger = self.env["hr.quality.qualification"]
        seen = {
            "manager": {"Welder"},
            "operator": {"Welder"},
            "operations": set(),
            "analyst": set(),
            "admin": set(),
        }
        for role, names in seen.items():
            with self.subTest(role):
                caller = ledger.with_user(self.users[role]).with_context(active_test=False)
                rows = caller.get_permissions(["WELD"])
                self.assertEqual({row["name"] for row in rows}, names)
                asked = caller.get_permissions(employee_ids=[self.outsider.id])
                self.assertEqual(asked, [])

    def test_page_by_page(self):
        self.qualify()
        self.qualify(self.outsider)
        ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
        whole = ledger.get_permissions(["WELD"])
        self.assertEqual([row["name"] for row in whole], ["Outsider", "Welder"])
        self.assertEqual(ledger.get_permissions(["WELD"], limit=1), whole[:1])
        self.assertEqual(ledger.get_permissions(["WELD"], limit=1, offset=1), whole[1:])
        self.assertEqual(ledger.get_permissions(["WELD"], [self.welder.id]), whole[1:])

    def test_queries_do_not_grow_with_people_and_operations(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            ledger = self.env["hr.quality.qualification"].with_user(self.users["quality"])
            ledger.get_permissions()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ledger.get_permissions()
            return self.env.cr.sql_log_count - before

        self.qualify()
        few = queries()
        people = self.env["hr.employee"].create([{"name": f"P{n}"} for n in range(20)])
        operations = self.env["hr.quality.operation"].create(
            [{"code": f"OP{n}", "name": f"OP{n}"} for n in range(20)]
        )
        for person, operation in zip(people, operations, strict=True):
            self.qualify(person, operation=operation)
        self.assertLessEqual(queries(), few)
