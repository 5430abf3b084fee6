from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QualityCase, delivered


@tagged("post_install", "-at_install")
class TestIdentity(QualityCase):
    def identity(self, role, *sources, **context):
        users = self.env["res.users"].with_user(self.users[role])
        return users.with_context(**context).get_quality_identity(list(sources))

    def test_an_operator_knows_himself(self):
        self.record(delivered())
        identity = self.identity("operator")
        self.assertEqual(identity["login"], "ql_operator")
        self.assertEqual(identity["employee_id"], self.welder.id)
        self.assertEqual(identity["parties"], [])
        self.assertFalse(identity["sees_all_people"])
        self.assertFalse(identity["sees_facts"])
        self.assertFalse(identity["administrator"])
        self.assertEqual(
            identity["people"],
            [
                {
                    "employee_id": self.welder.id,
                    "name": "Welder",
                    "codes": [{"source": "mes", "code": "B001"}],
                }
            ],
        )

    def test_a_manager_knows_everybody_below_him(self):
        apprentice = self._employee("Apprentice", "B010", parent_id=self.other.id)
        gone = self._employee("Gone", "B011", parent_id=self.manager.id, active=False)
        identity = self.identity("manager")
        self.assertEqual(identity["parties"], ["operations"])
        self.assertTrue(identity["sees_facts"])
        self.assertEqual(
            {person["employee_id"] for person in identity["people"]},
            set((self.manager + self.welder + self.other + apprentice + gone).ids),
        )

    def test_quality_and_hr_see_all_and_get_no_list(self):
        for role in ("quality", "hr", "break_glass"):
            with self.subTest(role):
                identity = self.identity(role)
                self.assertTrue(identity["sees_all_people"])
                self.assertEqual(identity["people"], [])
        self.assertTrue(self.identity("break_glass")["administrator"])

    def test_an_analyst_sees_facts_and_nobody(self):
        identity = self.identity("analyst")
        self.assertEqual(identity["parties"], ["analyst"])
        self.assertTrue(identity["sees_facts"])
        self.assertEqual((identity["sees_all_people"], identity["people"]), (False, []))

    def test_odoos_administrator_is_none_of_ours(self):
        identity = self.identity("admin")
        self.assertEqual(
            (identity["administrator"], identity["sees_all_people"], identity["sees_facts"]),
            (False, False, False),
        )

    def test_the_context_makes_nobody_somebody_else(self):
        identity = self.identity(
            "operator", uid=self.users["quality"].id, default_group_ids=[1], su=True
        )
        self.assertEqual(identity["login"], "ql_operator")
        self.assertFalse(identity["sees_all_people"])

    def test_queries_do_not_grow_with_people(self):
        def queries():
            self.env.invalidate_all()
            self.identity("manager", "mes", "time")  # what is cached for every caller
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.identity("manager", "mes", "time")
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(30):
            self._employee(f"P{number}", f"P{number}", parent_id=self.manager.id)
        self.record(*[delivered(f"K{number}", employee=f"P{number}") for number in range(30)])
        self.assertLessEqual(queries(), few + 1)

    def test_a_badge_is_its_owners_code_in_a_source_that_has_delivered_nothing(self):
        """Records of an attendance system are read from the warehouse and never fed."""
        self.record(delivered())
        (himself,) = self.identity("operator", "mes", "time")["people"]
        self.assertEqual(
            himself["codes"],
            [{"source": "mes", "code": "B001"}, {"source": "time", "code": "B001"}],
        )

    def test_a_badge_is_not_its_owners_code_where_a_source_says_otherwise(self):
        """Given a source where B001 is somebody else's and B002 is shared, nobody gets them."""
        source = self.env["hr.quality.source"].create({"code": "time", "name": "Attendance"})
        aliases = self.env["hr.quality.alias"].with_user(self.users["quality"])
        identity = {"source_id": source.id, "kind": "employee"}
        aliases.create({**identity, "code": "B001", "employee_id": self.outsider.id})
        aliases.create({**identity, "code": self.other.barcode, "shared": True})
        for person in self.identity("manager", "time")["people"]:
            self.assertNotIn("B001", [code["code"] for code in person["codes"]])
            self.assertNotIn(self.other.barcode, [code["code"] for code in person["codes"]])
        codes = [("time", "B001"), ("time", self.other.barcode)]
        self.assertEqual(self.resolve("manager", *codes), set())
        self.assertEqual(self.resolve("quality", *codes), {("time", "B001", "Outsider")})

    def test_nonsense_for_sources_ties_nothing(self):
        (himself,) = self.identity("operator", None, 3, ["mes"])["people"]
        self.assertEqual(himself["codes"], [])

    # Codes of people

    def resolve(self, role, *codes):
        aliases = self.env["hr.quality.alias"].with_user(self.users[role])
        answer = aliases.resolve_employees([{"source": s, "code": c} for s, c in codes])
        return {(row["source"], row["code"], row["name"]) for row in answer}

    def test_codes_are_resolved_for_whom_the_caller_may_see(self):
        self.record(
            delivered("A"),
            delivered("B", employee="B003"),
            delivered("C", employee="NOBODY"),
        )
        codes = [("mes", "B001"), ("mes", "B003"), ("mes", "NOBODY"), ("time", "B001")]
        welder, outsider = ("mes", "B001", "Welder"), ("mes", "B003", "Outsider")
        by_badge = ("time", "B001", "Welder")
        self.assertEqual(self.resolve("operator", *codes), {welder, by_badge})
        self.assertEqual(self.resolve("manager", *codes), {welder, by_badge})
        self.assertEqual(self.resolve("stranger", *codes), {outsider})
        self.assertEqual(self.resolve("quality", *codes), {welder, by_badge, outsider})
        self.assertEqual(self.resolve("hr", *codes), {welder, by_badge, outsider})
        for role in ("analyst", "admin", "operations"):
            self.assertEqual(self.resolve(role, *codes), set())

    def test_nonsense_is_resolved_to_nothing(self):
        aliases = self.env["hr.quality.alias"].with_user(self.users["quality"])
        self.assertEqual(aliases.resolve_employees([{"source": None, "code": 3}, {}]), [])
        self.assertEqual(aliases.resolve_employees([]), [])

    def test_the_count_of_the_worklist_is_for_those_who_tie(self):
        with self.assertRaises(AccessError):
            self.env["hr.quality.alias"].with_user(self.users["operator"]).get_worklist_count()

    def test_nobody_steps_out_of_his_own_employee(self):
        """Whoever is no employee any more would be free to sign about himself."""
        clerk = self._login("ql_clerk", "hr.group_hr_user,base_act.base_act_group_hr")
        own = self._employee("Clerk", "B950", user_id=clerk.id)
        for values in ({"user_id": False}, {"user_id": self.users["hr"].id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                own.with_user(clerk).write(values)
        own.with_user(clerk).write({"user_id": clerk.id})
        self.outsider.with_user(clerk).user_id = False
        colleague = self._login("ql_clerk_2", "hr.group_hr_user")
        own.with_user(colleague).user_id = False
        self.assertFalse(own.user_id)
