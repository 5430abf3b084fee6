from odoo.addons.base_act.tests.common import ProtectedAttacks
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import QualityCase

NOTHING = {
    "created": 0,
    "replaced": 0,
    "unchanged": 0,
    "superseded": 0,
    "waiting": 0,
    "rejected": [],
}


def inspected(key="I1", revision=1, **values):
    """An inspection as a source delivers it."""
    return {
        "key": key,
        "revision": revision,
        "kind": "final",
        "result": "rejected",
        "created": "2026-02-02",
        "decided": "2026-02-03T23:30:00+08:00",
        "operation": "WELD",
        "order": "O-1",
        "lot": "L-1",
        "employee": "B001",
        "inspector": "B002",
        "inspected": "50",
        "nonconforming": "4",
        "unit": "pcs",
        "standard": "A",
        **values,
    }


def found(key="N1", revision=1, **values):
    """A nonconformity as a source delivers it."""
    return {
        "key": key,
        "revision": revision,
        "found_in": "I1",
        "code_group": "WELD",
        "code": "POROSITY",
        "cause": "Current too low",
        "quantity": "4",
        "unit": "pcs",
        **values,
    }


class InspectionCase(QualityCase):
    def inspect(self, *records, source="sap", model="inspection"):
        """Delivers inspections as the feeder does."""
        feeder = self.env[f"hr.quality.{model}"].with_user(self.users["feeder"])
        return feeder.record_batch(source, list(records))

    def find(self, *records):
        return self.inspect(*records, model="nonconformity")

    def inspections(self, *domain, **kwargs):
        return self.env["hr.quality.inspection"].search(list(domain), **kwargs)

    def nonconformities(self, *domain, **kwargs):
        return self.env["hr.quality.nonconformity"].search(list(domain), **kwargs)


@tagged("post_install", "-at_install")
class TestInspection(InspectionCase):
    def test_an_inspection_finds_operation_people_and_the_standard_in_force(self):
        self.standard.add_revision("A", "2026-01-01", 0.05)
        self.standard.add_revision("B", "2026-02-04", 0.05)
        self.assertEqual(self.inspect(inspected()), {**NOTHING, "created": 1})
        row = self.inspections()
        self.assertEqual(row.operation_id, self.operation)
        self.assertEqual((row.employee_id, row.inspector_id), (self.welder, self.other))
        self.assertEqual(row.standard_revision_id.number, "A")
        self.assertEqual(str(row.decided_at), "2026-02-03 15:30:00")
        self.assertEqual(row.nonconforming, 4)

    def test_the_day_is_that_of_the_company(self):
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.inspect(inspected(decided="2026-02-03T23:30:00+00:00"))
        self.assertEqual(str(self.inspections().day), "2026-02-04")
        self.inspect(inspected("open", result="open", decided=None))
        self.assertEqual(str(self.inspections(("result", "=", "open")).day), "2026-02-02")

    def test_missing_is_not_zero(self):
        self.inspect(inspected("counted", nonconforming="0"), inspected("not", nonconforming=None))
        counted = {row.source_key: row.is_counted for row in self.inspections()}
        self.assertEqual(counted, {"counted": True, "not": False})
        self.env.cr.execute(
            "SELECT nonconforming FROM hr_quality_inspection WHERE source_key = 'not'"
        )
        self.assertEqual(self.env.cr.fetchall(), [(None,)])

    def test_again_changes_nothing_and_a_later_revision_replaces(self):
        self.inspect(inspected())
        self.assertEqual(self.inspect(inspected()), {**NOTHING, "unchanged": 1})
        self.assertEqual(
            self.inspect(inspected(revision=2, result="accepted")), {**NOTHING, "replaced": 1}
        )
        first, second = self.inspections(order="revision")
        self.assertEqual((first.current, second.current), (False, True))
        changed = self.inspect(inspected(revision=2, nonconforming="5"))
        self.assertIn("higher revision", changed["rejected"][0]["reason"])

    def test_an_unknown_operation_waits_and_is_taken_in_when_tied(self):
        self.standard.add_revision("A", "2026-01-01", 0.05)
        self.assertEqual(self.inspect(inspected(operation="X9"))["waiting"], 1)
        self.find(found())
        row, defect = self.inspections(), self.nonconformities()
        self.assertEqual((row.state, defect.state), ("waiting", "waiting"))
        alias = self.alias("X9", "operation", "sap")
        self.assertEqual(alias.waiting_count, 2)
        alias.with_user(self.users["quality"]).operation_id = self.operation
        self.assertEqual((row.state, defect.state), ("taken", "taken"))
        self.assertEqual(row.standard_revision_id.number, "A")
        self.assertEqual(defect.operation_id, self.operation)
        self.assertEqual(alias.waiting_count, 0)

    def test_both_people_follow_their_codes(self):
        self.inspect(inspected(employee="Z1", inspector="Z2"))
        row = self.inspections()
        for code, employee, waiting in (("Z1", self.welder, 1), ("Z2", self.other, 0)):
            alias = self.alias(code, "employee", "sap")
            self.assertEqual(alias.waiting_count, waiting, "nothing waits for an inspector")
            alias.with_user(self.users["hr"]).employee_id = employee
        self.assertEqual((row.employee_id, row.inspector_id), (self.welder, self.other))

    def test_without_an_operation_nothing_waits(self):
        self.assertEqual(self.inspect(inspected(kind="incoming", operation=None))["waiting"], 0)
        self.assertEqual(self.inspections().state, "taken")

    def test_a_nonconformity_follows_its_inspection_whichever_comes_first(self):
        self.find(found("before"))
        self.assertFalse(self.nonconformities().inspection_id)
        self.inspect(inspected())
        self.find(found("after"))
        for defect in self.nonconformities():
            with self.subTest(defect.source_key):
                self.assertEqual(defect.inspection_id, self.inspections())
                self.assertEqual((defect.lot, defect.employee_id), ("L-1", self.welder))
        self.inspect(inspected(revision=2, employee="B003", lot="L-2"))
        current = self.inspections(("current", "=", True))
        self.assertEqual(current.nonconformity_ids, self.nonconformities())
        self.assertEqual(self.nonconformities().mapped("lot"), ["L-2", "L-2"])
        self.assertEqual(self.nonconformities().employee_id, self.outsider)

    def test_a_nonconformity_of_production_says_itself_what_it_is_about(self):
        self.find(found(found_in="C7", operation="WELD", employee="B001", day="2026-02-02"))
        defect = self.nonconformities()
        self.assertEqual((defect.operation_id, defect.employee_id), (self.operation, self.welder))
        self.assertFalse(defect.inspection_id)

    def test_bad_records_do_not_hold_back_the_good_ones(self):
        answer = self.inspect(
            inspected("A"),
            inspected("B", kind="nonsense"),
            inspected("C", created=None, decided=None),
            inspected("D", decided="2026-02-03 10:00"),
            inspected("E", inspected="-1"),
            inspected("F", colour="red"),
            inspected("G", result=None),
            inspected("H", lot=17),
        )
        self.assertEqual(answer["created"], 1)
        self.assertEqual({row["key"] for row in answer["rejected"]}, set("BCDEFGH"))
        answer = self.find(found("A"), found("B", code=None), found("C", quantity="many"))
        self.assertEqual(answer["created"], 1)
        self.assertEqual({row["key"] for row in answer["rejected"]}, {"B", "C"})

    def test_only_the_feeder_records(self):
        for model in ("inspection", "nonconformity"):
            for name, user in self.users.items():
                if name == "feeder":
                    continue
                records = self.env[f"hr.quality.{model}"].with_user(user)
                for caller in (records, records.sudo()):
                    with self.subTest(model=model, name=name), self.assertRaises(AccessError):
                        caller.record_batch("sap", [])

    def test_they_are_seen_by_whom_they_concern(self):
        self.inspect(
            inspected("welder"),
            inspected("other", employee="B002"),
            inspected("outsider", employee="B003"),
            inspected("nobody", employee=None),
        )
        self.find(*[found(key, found_in=key) for key in ("welder", "other", "outsider", "nobody")])
        everything = {"welder", "other", "outsider", "nobody"}
        visible = {
            "operator": {"welder"},
            "manager": {"welder", "other"},
            "stranger": {"outsider"},
            "operations": set(),
            "analyst": set(),
            "break_glass": set(),
            "quality": everything,
            "hr": everything,
        }
        for role, keys in visible.items():
            for model in ("inspection", "nonconformity"):
                with self.subTest(role=role, model=model):
                    rows = self.env[f"hr.quality.{model}"].with_user(self.users[role]).search([])
                    self.assertEqual(set(rows.mapped("source_key")), keys)

    def test_queries_do_not_grow_with_the_batch(self):
        def queries(record, make, count, revision=1):
            record()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            record(*[make(f"K{number}", revision) for number in range(count)])
            return self.env.cr.sql_log_count - before

        for record, make in ((self.inspect, inspected), (self.find, found)):
            with self.subTest(make=make.__name__):
                few = queries(record, lambda key, r, make=make: make(f"F{key}", r), 3)
                many = queries(record, make, 1000)
                corrected = queries(
                    record, lambda key, r, make=make: make(key, r, lot="X"), 1000, revision=2
                )
                self.assertLessEqual(max(few, many, corrected), 12)


@tagged("post_install", "-at_install")
class TestInspectionAttacks(ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.inspection"

    def protected_record(self):
        self.env["hr.quality.inspection"]._record_batch("sap", [inspected()])
        return self.env["hr.quality.inspection"].search([("source_key", "=", "I1")])


@tagged("post_install", "-at_install")
class TestNonconformityAttacks(ProtectedAttacks, TransactionCase):
    act_model = "hr.quality.nonconformity"

    def protected_record(self):
        self.env["hr.quality.nonconformity"]._record_batch("sap", [found()])
        return self.env["hr.quality.nonconformity"].search([("source_key", "=", "N1")])
