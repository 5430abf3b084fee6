import ast

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import QualityCase, delivered


@tagged("post_install", "-at_install")
class TestAlias(QualityCase):
    def tie(self, alias, by="quality", **values):
        alias.with_user(self.users[by]).write(values)
        self.env.flush_all()

    # An unknown operation: the measurement waits entirely

    def test_an_unknown_operation_waits_and_is_taken_in_when_tied(self):
        answer = self.record(
            delivered("A", operation="OLD-7"), delivered("B", operation="OLD-7"), delivered("C")
        )
        self.assertEqual((answer["created"], answer["waiting"]), (3, 2))
        alias = self.alias("OLD-7", "operation")
        self.assertEqual(alias.waiting_count, 2)
        self.assertEqual(self.measurements(("state", "=", "waiting")).mapped("operation_id.id"), [])

        self.tie(alias, operation_id=self.operation.id)
        self.assertEqual(alias.waiting_count, 0)
        self.assertEqual(len(self.measurements(("operation_id", "=", self.operation.id))), 3)
        self.assertFalse(self.measurements(("state", "=", "waiting")))

    def test_untying_lets_them_wait_again_and_retargeting_moves_them(self):
        self.record(delivered("A", operation="OLD-7"))
        alias = self.alias("OLD-7", "operation")
        self.tie(alias, operation_id=self.operation.id)
        other = self.env["hr.quality.operation"].create({"code": "RIVET", "name": "Riveting"})
        self.tie(alias, operation_id=other.id)
        self.assertEqual(self.measurements().operation_id, other)
        self.tie(alias, operation_id=False)
        self.assertEqual(self.measurements().state, "waiting")
        self.assertEqual(alias.waiting_count, 1)

    def test_history_follows_as_well(self):
        self.record(delivered("A", operation="OLD-7"))
        self.record(delivered("A", 2, operation="OLD-7", good="90", scrapped="7"))
        alias = self.alias("OLD-7", "operation")
        self.assertEqual(alias.waiting_count, 1, "what was replaced does not wait")
        self.tie(alias, operation_id=self.operation.id)
        self.assertEqual(self.measurements().operation_id, self.operation)

    def test_a_correction_takes_a_record_off_the_worklist(self):
        self.record(delivered("A", operation="TYPO"))
        self.record(delivered("A", 2, operation="WELD"))
        self.assertEqual(self.alias("TYPO", "operation").waiting_count, 0)

    def test_only_its_own_sources_measurements_follow(self):
        self.record(delivered("A", operation="X1"))
        self.record(delivered("A", operation="X1"), source="sap")
        self.tie(self.alias("X1", "operation"), operation_id=self.operation.id)
        waiting = self.measurements(("state", "=", "waiting"))
        self.assertEqual(waiting.source_id.code, "sap")

    # An unknown or shared badge: it counts for the operation, without a person

    def test_an_unknown_badge_counts_for_the_operation_and_waits_for_its_person(self):
        self.record(delivered("A", employee="NEW1"), delivered("B", employee="NEW1"))
        measurements = self.measurements()
        self.assertEqual(set(measurements.mapped("state")), {"taken"})
        self.assertFalse(measurements.employee_id)
        alias = self.alias("NEW1")
        self.assertEqual(alias.waiting_count, 2)
        self.tie(alias, by="hr", employee_id=self.other.id)
        self.assertEqual(measurements.employee_id, self.other)
        self.assertEqual(alias.waiting_count, 0)

    def test_a_shared_badge_is_nobodys_and_waits_for_nobody(self):
        self.record(delivered("A", employee="POOL"))
        alias = self.alias("POOL")
        self.tie(alias, shared=True)
        self.record(delivered("B", employee="POOL"))
        self.assertFalse(self.measurements().employee_id)
        self.assertEqual(alias.waiting_count, 0)
        self.assertNotIn(alias, alias.search(alias._worklist_domain()))

    def test_a_badge_that_turns_out_to_be_shared_is_taken_from_its_person(self):
        self.record(delivered("A"))
        self.tie(self.alias("B001"), employee_id=False, shared=True)
        self.assertFalse(self.measurements().employee_id)
        self.record(delivered("B"))
        self.assertFalse(self.measurements().employee_id, "equal codes no longer tie it")

    def test_no_badge_is_nothing_to_wait_for(self):
        self.record(delivered("A", employee=None))
        self.assertFalse(self.alias("", "employee"))
        self.assertEqual(self.measurements().state, "taken")

    # Renamed work centers

    def test_two_codes_of_a_renamed_work_center_are_one_place(self):
        self.record(delivered("A"), delivered("B", work_center="LINE-A-NEW"))
        self.tie(
            self.alias("LINE-A-NEW", "work_center"),
            work_center_id=self.operation.work_center_id.id,
        )
        self.assertEqual(self.measurements().work_center_id, self.operation.work_center_id)

    # Equal codes tie themselves

    def test_an_operation_that_comes_later_takes_in_what_waits_for_its_code(self):
        self.record(delivered("A", operation="RIVET"))
        operation = self.env["hr.quality.operation"].create({"code": "RIVET", "name": "Riveting"})
        self.assertEqual(self.measurements().operation_id, operation)
        self.assertEqual(self.alias("RIVET", "operation").waiting_count, 0)

    def test_an_operation_that_is_given_the_code_takes_it_in(self):
        operation = self.env["hr.quality.operation"].create({"code": "R", "name": "Riveting"})
        self.record(delivered("A", operation="RIVET"))
        operation.code = "RIVET"
        self.assertEqual(self.measurements().operation_id, operation)

    def test_a_badge_given_later_ties_itself(self):
        self.record(delivered("A", employee="B777"))
        self.other.barcode = "B777"
        self.assertEqual(self.measurements().employee_id, self.other)
        newcomer = self._employee("Newcomer", "B778")
        self.record(delivered("B", employee="B778"))
        self.assertEqual(self.measurements(("source_key", "=", "B")).employee_id, newcomer)

    def test_a_code_left_untied_is_tried_again_with_the_next_delivery(self):
        self.record(delivered("A", operation="RIVET"))
        # As if the operation had been committed while the batch was under way.
        self.env["hr.quality.operation"].create({"code": "R", "name": "Riveting"})
        self.env.cr.execute("UPDATE hr_quality_operation SET code = 'RIVET' WHERE code = 'R'")
        self.env.invalidate_all()
        self.record(delivered("B", operation="RIVET"))
        self.assertFalse(self.measurements(("state", "=", "waiting")))

    def test_what_a_person_untied_stays_untied(self):
        self.record(delivered("A"))
        self.tie(self.alias("B001"), employee_id=False)
        self.record(delivered("B"))
        self.assertFalse(self.measurements().employee_id)
        self.assertEqual(self.alias("B001").waiting_count, 2)

    # Units

    def test_measurements_in_another_unit_are_not_taken_in(self):
        self.record(delivered("A", operation="OLD-7", unit="kg"))
        with self.assertRaisesRegex(ValidationError, "kg"):
            self.tie(self.alias("OLD-7", "operation"), operation_id=self.operation.id)

    def test_a_later_operation_of_the_code_but_another_unit_leaves_them_waiting(self):
        self.record(delivered("A", operation="RIVET", unit="kg"))
        self.env["hr.quality.operation"].create({"code": "RIVET", "name": "Riveting"})
        self.assertEqual(self.alias("RIVET", "operation").waiting_count, 1)

    # The worklist

    def test_the_worklist_shows_what_waits_most_first(self):
        self.record(
            delivered("A", operation="X1"),
            delivered("B", operation="X2", employee="N1"),
            delivered("C", operation="X2"),
            delivered("D", day="2026-02-09", operation="X2"),
        )
        aliases = self.env["hr.quality.alias"].with_user(self.users["quality"])
        lines = aliases.search(aliases._worklist_domain())
        self.assertEqual(
            [(line.code, line.waiting_count) for line in lines], [("X2", 3), ("N1", 1), ("X1", 1)]
        )
        self.assertEqual(str(lines[0].first_day), "2026-02-02")
        self.assertEqual(str(lines[0].last_day), "2026-02-09")
        self.assertEqual(aliases.get_worklist_count(), 3)
        self.assertEqual(lines[0].source_id.open_alias_count, 3)

    def test_the_action_shows_the_same_lines(self):
        self.record(delivered("A", operation="X1", employee="N1"))
        action = self.env.ref("hr_quality.hr_quality_alias_action_worklist")
        aliases = self.env["hr.quality.alias"]
        shown = aliases.search(ast.literal_eval(action.domain))
        self.assertEqual(shown, aliases.search(aliases._worklist_domain()))

    # Who may tie

    def test_hr_ties_badges_and_quality_everything(self):
        self.record(delivered("A", operation="X1", employee="N1", work_center="W1"))
        with self.assertRaises(AccessError):
            self.tie(self.alias("X1", "operation"), by="hr", operation_id=self.operation.id)
        with self.assertRaises(AccessError):
            self.tie(
                self.alias("W1", "work_center"),
                by="hr",
                work_center_id=self.operation.work_center_id.id,
            )
        self.tie(self.alias("N1"), by="hr", employee_id=self.other.id)
        self.tie(self.alias("N1"), employee_id=self.welder.id)
        self.tie(self.alias("X1", "operation"), operation_id=self.operation.id)

    def test_nobody_else_ties(self):
        self.record(delivered("A", employee="N1"))
        for name in ("operations", "analyst", "operator", "manager", "feeder", "break_glass"):
            with self.subTest(name), self.assertRaises(AccessError):
                self.tie(self.alias("N1"), by=name, employee_id=self.other.id)

    def test_nobody_ties_a_code_to_himself_or_away_from_himself(self):
        self._employee("Engineer", "B500", user_id=self.users["quality"].id)
        engineer = self.users["quality"].employee_id
        self.record(delivered("A", employee="N1"), delivered("B", employee="B500"))
        with self.assertRaises(AccessError):
            self.tie(self.alias("N1"), employee_id=engineer.id)
        with self.assertRaises(AccessError):
            self.tie(self.alias("B500"), employee_id=self.other.id)
        with self.assertRaises(AccessError):
            self.env["hr.quality.alias"].with_user(self.users["quality"]).create(
                {
                    "source_id": self.alias("N1").source_id.id,
                    "kind": "employee",
                    "code": "N2",
                    "employee_id": engineer.id,
                }
            )

    def test_counts_are_written_by_nobody(self):
        self.record(delivered("A", employee="N1"))
        alias = self.alias("N1").with_user(self.users["quality"])
        for forged in ({"waiting_count": 0}, {"tied_by_hand": False}, {"first_day": "2020-01-01"}):
            for caller in (alias, alias.sudo(), alias.with_context(base_act_permit=True)):
                with self.subTest(forged), self.assertRaises(AccessError):
                    caller.write(forged)

    def test_a_code_stays_what_it_is(self):
        self.record(delivered("A", employee="N1"))
        alias = self.alias("N1").with_user(self.users["quality"])
        for change in ({"code": "N2"}, {"kind": "operation"}, {"source_id": 1}):
            with self.subTest(change), self.assertRaises(UserError):
                alias.write(change)
        for forged in ({}, {"_force_unlink": True}):
            with self.assertRaises(UserError):
                alias.with_context(**forged).unlink()

    def test_aliases_can_be_tied_before_the_first_delivery(self):
        source = self.env["hr.quality.source"].create({"code": "mes", "name": "MES"})
        self.env["hr.quality.alias"].with_user(self.users["hr"]).create(
            {
                "source_id": source.id,
                "kind": "employee",
                "code": "EARLY",
                "employee_id": self.other.id,
            }
        )
        self.record(delivered("A", employee="EARLY"))
        self.assertEqual(self.measurements().employee_id, self.other)

    def test_who_tied_is_in_the_chatter(self):
        self.record(delivered("A", employee="N1"))
        alias = self.alias("N1").with_context(tracking_disable=False)
        alias.with_user(self.users["hr"]).employee_id = self.other
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = alias.message_ids.tracking_value_ids
        self.assertEqual(tracked.new_value_char, "Other")
        self.assertEqual(alias.message_ids[:1].author_id, self.users["hr"].partner_id)

    # One's own badge

    def test_an_operator_cannot_take_over_a_waiting_badge(self):
        self.record(delivered("A", employee="B777"))
        operator = self.users["operator"]
        with self.assertRaisesRegex(AccessError, "HR"):
            operator.with_user(operator).write({"barcode": "B777"})
        self.assertFalse(self.measurements().employee_id)
