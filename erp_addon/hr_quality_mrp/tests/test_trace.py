"""Odoo's own lots, work orders and people in the trace: who worked on it, and on which permit."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.addons.base_act.tests.people import FORGED_CONTEXT
from odoo.addons.hr_quality.tests.common import delivered
from odoo.addons.hr_quality.tests.test_trace import QUERIES, TraceCase
from odoo.tests import tagged

from .common import WorkOrderCase


class ShopFloorCase(WorkOrderCase, TraceCase):
    """Frames are welded out of sheets, and both are known by lots."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.product.tracking = "lot"
        cls.sheet = cls.env["product.product"].create(
            {"name": "Sheet", "is_storable": True, "tracking": "lot"}
        )
        cls.bom.bom_line_ids = [Command.create({"product_id": cls.sheet.id, "product_qty": 2})]
        cls.steel = cls.lot("STEEL-9", cls.sheet)
        stock = cls.env["stock.warehouse"].search([], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.sheet, stock, 10000, lot_id=cls.steel)

    @classmethod
    def lot(cls, name, product=None, **values):
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": (product or cls.product).id, **values}
        )

    def made(self, lot="L-77", operator=None, days=1, caller="planner", quantity=10):
        """The work order of a lot that was started at 8 and finished at 10, some days from now."""
        order = self.work_order(operator or self.welder, quantity)
        production = order.production_id
        production.action_assign()
        day = self.today + timedelta(days=days)
        worker = order.with_user(self.users[caller])
        with freeze_time(f"{day} 08:00:00"):
            worker.button_start()
        with freeze_time(f"{day} 10:00:00"):
            worker.button_finish()
            if lot:
                production.lot_producing_ids = self.env["stock.lot"].search(
                    [("name", "=", lot), ("product_id", "=", self.product.id)]
                ) or self.lot(lot)
            production.button_mark_done()
        self.assertEqual(production.state, "done")
        return order

    def events(self, trace, kind):
        return [event for event in trace["events"] if event["kind"] == kind]

    def unqualified(self, trace):
        return [one for one in trace["findings"] if one["rule"] == "unqualified"]


@tagged("post_install", "-at_install")
class TestShopFloorTrace(ShopFloorCase):
    def test_a_lot_tells_who_worked_on_it_and_when(self):
        order = self.made()
        trace = self.trace("L-77")
        self.assertEqual(trace["people"], [{"id": self.welder.id, "name": "Welder"}])
        (told,) = self.events(trace, "workorder")
        self.assertEqual((told["res_model"], told["res_id"]), ("mrp.workorder", order.id))
        self.assertIn(order.production_id.name, told["title"])
        for part in ("Cell 1", "produced 10", "lot L-77", "until "):
            self.assertIn(part, told["text"])
        (time,) = self.events(trace, "worktime")
        self.assertEqual((time["title"], time["employee"]), ("Worked 120 min", "Welder"))
        (permit,) = self.events(trace, "permit")
        self.assertEqual(permit["title"], "Started: allowed")
        self.assertIn("Qualified", permit["text"])
        self.assertEqual(
            sorted(event["title"] for event in self.events(trace, "material")),
            ["Lot L-77 of Frame made", "Lot STEEL-9 of Sheet used"],
        )
        (production,) = self.events(trace, "production")
        self.assertEqual(production["title"], "Produced 10 pcs")
        self.assertFalse(self.unqualified(trace))

    def test_a_component_lot_tells_where_it_went(self):
        order = self.made()
        trace = self.trace("STEEL-9")
        (went,) = self.events(trace, "material")
        self.assertEqual(went["title"], f"Used in {order.production_id.name}")
        self.assertIn("for lot L-77", went["text"])
        self.assertIn("20", went["text"])
        self.assertEqual((trace["people"], trace["findings"]), ([], []))

    def test_a_lot_of_the_mes_and_one_of_odoo_are_one(self):
        self.made()
        self.record(delivered("mes", lot="L-77", employee="B002", day=str(self.today)))
        trace = self.trace("L-77")
        self.assertEqual({person["name"] for person in trace["people"]}, {"Welder", "Other"})
        self.assertEqual(len(self.events(trace, "production")), 2)

    def test_a_serial_number(self):
        self.product.tracking = "serial"
        self.made("SN-1", quantity=1)
        self.assertTrue(self.events(self.trace("SN-1", "serial"), "workorder"))
        self.assertFalse(self.trace("SN-1", "lot")["known"])

    def test_an_order_and_one_of_its_steps(self):
        polishing = self.env["hr.quality.operation"].create({"code": "POL", "name": "Polishing"})
        cell = self.env["mrp.workcenter"].create(
            {"name": "Cell 2", "quality_operation_id": polishing.id}
        )
        polishing.gate = "warn"
        self.bom.operation_ids = [
            Command.create({"name": "Weld again", "workcenter_id": self.center.id}),
            Command.create({"name": "Polish", "workcenter_id": cell.id}),
        ]
        production = self.order()
        for step in production.workorder_ids:
            step.operator_id = self.welder
            step.button_start()
            step.button_finish()
        first = production.workorder_ids[0]
        whole = self.trace(production.name, "order")
        self.assertEqual(len(self.events(whole, "workorder")), 3)
        self.assertEqual(
            sorted(event["title"] for event in self.events(whole, "production")),
            ["Produced 10 pcs", "Produced 20 pcs"],  # welded twice, polished once
        )
        step = self.trace(first.barcode, "order")
        self.assertEqual(len(self.events(step, "workorder")), 1)
        self.assertEqual(step["subject"]["label"], first.display_name)
        self.assertEqual(
            [event["title"] for event in self.events(step, "production")], ["Produced 10 pcs"]
        )
        self.assertFalse(self.trace(f"{production.name}/999999999", "order")["known"])

    def test_a_person(self):
        order = self.made()
        self.qualify(self.other)
        self.made("L-78", operator=self.other)
        trace = self.trace("B001", "employee", until=str(self.today + timedelta(days=5)))
        self.assertEqual([one["res_id"] for one in self.events(trace, "workorder")], [order.id])
        self.assertEqual({one["employee"] for one in trace["events"]} - {""}, {"Welder"})
        before = self.trace("B001", "employee", until=str(self.today - timedelta(days=2)))
        self.assertFalse(self.events(before, "workorder") + self.events(before, "worktime"))

    def test_what_somebody_types_or_scans_is_known(self):
        order = self.made()
        self.env.flush_all()
        service = self.env["hr.quality.trace"].with_user(self.users["quality"])
        for text, kind, value in (
            ("L-77", "lot", "L-77"),
            ("STEEL-9", "lot", "STEEL-9"),
            (order.production_id.name, "order", order.production_id.name),
            (order.barcode, "order", order.barcode),
            (order.display_name, "order", order.barcode),
        ):
            with self.subTest(text):
                guesses = service.guess(text)
                self.assertEqual([(g["kind"], g["value"]) for g in guesses], [(kind, value)])
        self.assertEqual(service.guess(f"{order.production_id.name}/0"), [])

    def test_it_opens_from_lot_work_order_and_order(self):
        order = self.made()
        for record, kind, value in (
            (order, "order", order.barcode),
            (order.production_id, "order", order.production_id.name),
            (order.production_id.lot_producing_ids, "lot", "L-77"),
        ):
            action = record.with_user(self.users["quality"]).action_quality_trace()
            self.assertEqual(action["tag"], "hr_quality.trace")
            self.assertEqual(action["params"], {"kind": kind, "value": value})

    def test_it_is_printed(self):
        self.made()
        reports = self.env["ir.actions.report"].with_user(self.users["quality"])
        page, _kind = reports._render_qweb_html(
            "hr_quality.report_trace", None, data={"kind": "lot", "value": "L-77"}
        )
        for part in ("Worked 120 min", "STEEL-9", "Started: allowed"):
            self.assertIn(part, page.decode())

    def test_queries_do_not_grow(self):
        people = [self._employee(f"Person {n}", f"P{n}") for n in range(4)]
        for person in people:
            self.qualify(person)
        self.made("FEW")
        for number in range(8):
            order = self.made("MANY", operator=people[number % 4], days=number + 1)
        self.trace("FEW")  # fills the caches of models
        few, many = self.queries("FEW"), self.queries("MANY")
        self.assertLessEqual(many, QUERIES)
        self.assertEqual(few, many)
        for kind, value in (
            ("order", order.production_id.name),
            ("order", order.barcode),
            ("employee", people[0].id),
        ):
            with self.subTest(value):
                self.assertLessEqual(self.queries(value, kind), QUERIES)


@tagged("post_install", "-at_install")
class TestShopFloorFindings(ShopFloorCase):
    def test_on_the_post_with_a_warning(self):
        self.operation.gate = "warn"
        self.made(operator=self.other)
        trace = self.trace("L-77")
        (finding,) = self.unqualified(trace)
        self.assertEqual((finding["severity"], finding["employee"]), ("high", "Other"))
        self.assertIn("gate warned", finding["evidence"])
        self.assertEqual(self.events(trace, "permit")[0]["tone"], "bad")
        self.assertIn("not_trained", self.rules(trace))

    def test_qualified_only_later_that_day(self):
        self.operation.gate = "warn"
        self.made(operator=self.other)
        with freeze_time(f"{self.today + timedelta(days=1)} 15:00:00"):
            self.qualify(self.other)
        (finding,) = self.unqualified(self.trace("L-77"))
        self.assertEqual(finding["severity"], "high")
        self.assertIn("later that day", finding["text"])

    def test_supervised_is_told_and_not_held_against_him(self):
        self.operation.gate = "supervise"
        self.made_supervised()
        (finding,) = self.unqualified(self.trace("L-77"))
        self.assertEqual((finding["severity"], finding["employee"]), ("note", "Other"))
        self.assertIn("supervision", finding["evidence"])
        (permit,) = [
            one for one in self.events(self.trace("L-77"), "permit") if "Started" in one["title"]
        ]
        self.assertIn("supervision of Welder", permit["detail"])

    def made_supervised(self):
        original = type(self).work_order

        def supervised(case, operator=None, quantity=10):
            order = original(case, operator, quantity)
            order.supervisor_id = case.welder
            return order

        self.patch(type(self), "work_order", supervised)
        return self.made(operator=self.other)

    def test_trained_on_an_old_revision(self):
        self.standard.add_revision("A", str(self.today - timedelta(days=30)), 0.05)
        self.qualify(self.welder)
        self.standard.add_revision("B", str(self.today + timedelta(days=2)), 0.05)
        self.made("OLD", days=4)
        trace = self.trace("OLD")
        self.assertIn("old_revision", self.rules(trace))
        self.assertIn("not_passed_on", self.rules(trace))

    def test_each_is_held_to_the_days_on_which_he_worked(self):
        """Who takes an order over did not work on it before."""
        self.operation.gate = "warn"
        first, second = self.today + timedelta(days=1), self.today + timedelta(days=2)
        order = self.work_order(self.welder)
        with freeze_time(f"{first} 08:00:00"):
            order.button_start()
        with freeze_time(f"{second} 08:00:00"):
            order.operator_id = self.other
            order.button_finish()
        trace = self.trace(order.production_id.name, "order")
        self.assertEqual(
            [(one["employee"], one["at"]) for one in self.unqualified(trace)],
            [("Other", str(second))],
        )
        taken = [one["title"] for one in self.events(trace, "permit")]
        self.assertIn("Taken Over: warned", taken)

    def test_a_step_that_was_left_out(self):
        order = self.work_order(self.welder)
        production = order.production_id
        production.lot_producing_ids = self.lot("L-OUT")
        order.action_cancel()
        production.action_assign()
        production.qty_producing = 10
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.with_user(self.users["quality"]).button_mark_done()
        self.assertEqual(production.state, "done")
        (told,) = self.events(self.trace("L-OUT"), "workorder")
        self.assertEqual(told["tone"], "bad")
        self.assertIn("without this step", told["text"])


@tagged("post_install", "-at_install")
class TestShopFloorTraceAttacks(ShopFloorCase):
    """Whoever may not know about a person, a company or a record does not learn of it here."""

    def setUp(self):
        super().setUp()
        self.operation.gate = "warn"
        self.made("BOTH")
        self.made("BOTH", operator=self.outsider)
        self.made("SECRET", operator=self.outsider)
        self.env.flush_all()

    def test_each_reads_about_his_own_people_only(self):
        told = {
            "quality": {"Welder", "Outsider"},
            "hr": {"Welder", "Outsider"},
            "manager": {"Welder", "another person"},
            "operator": {"Welder"},
            "stranger": {"Outsider"},
            "planner": set(),
            "analyst": set(),
            "admin": set(),
        }
        for role, names in told.items():
            with self.subTest(role):
                trace = self.trace("BOTH", role=role)
                self.assertEqual({one["employee"] for one in trace["events"]} - {""}, names)
                if "Outsider" not in names:
                    self.assertNotIn("Outsider", str(trace))

    def test_the_gate_answers_about_others_are_nobodys_business(self):
        permits = self.events(self.trace("BOTH", role="manager"), "permit")
        self.assertEqual({one["employee"] for one in permits}, {"Welder"})

    def test_who_had_no_part_learns_not_even_that_it_exists(self):
        for role in ("manager", "operator", "planner", "admin"):
            with self.subTest(role):
                trace = self.trace("SECRET", role=role)
                self.assertFalse(trace["known"] or trace["others"] or trace["kinds"])
                service = self.env["hr.quality.trace"].with_user(self.users[role])
                self.assertEqual(service.guess("SECRET"), [])
                self.assertEqual(service.guess("STEEL-9"), [])
                self.assertFalse(self.trace("STEEL-9", role=role)["known"])

    def test_links_are_for_those_who_may_open_them(self):
        models = {one["res_model"] for one in self.trace("BOTH", role="manager")["events"]}
        self.assertFalse({"mrp.workorder", "stock.lot"} & models)
        models = {one["res_model"] for one in self.trace("BOTH")["events"]}
        self.assertIn("mrp.workorder", models)

    def test_another_company(self):
        theirs = self.env["res.company"].create({"name": "Theirs"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE mrp_production SET company_id = %s", [theirs.id])
        order = self.env["mrp.workorder"].search([("operator_id", "=", self.welder.id)], limit=1)
        subjects = [
            ("lot", "BOTH"),
            ("lot", "STEEL-9"),
            ("order", order.production_id.name),
            ("order", order.barcode),
            ("employee", "B001"),
        ]
        until = str(self.today + timedelta(days=5))
        honest = self.env["hr.quality.trace"].with_user(self.users["quality"])
        forged = honest.with_context(**FORGED_CONTEXT, allowed_company_ids=[theirs.id])
        for company in (None, theirs.id):  # a lot may be shared by the companies
            self.env.cr.execute("UPDATE stock_lot SET company_id = %s", [company])
            self.env.invalidate_all()
            for service in (honest, honest.sudo(), forged.sudo()):
                for kind, value in subjects:
                    trace = service.get_trace(kind, value, until=until)
                    told = {event["kind"] for event in trace["events"]}
                    with self.subTest(kind=kind, value=value, company=company):
                        self.assertFalse(told & {"workorder", "worktime", "permit", "material"})
                guesses = service.guess(order.barcode) + service.guess(order.production_id.name)
                self.assertNotIn(order.barcode, [guess["value"] for guess in guesses])
        self.users["quality"].company_ids += theirs
        seen = honest.with_context(allowed_company_ids=self.users["quality"].company_ids.ids)
        for kind, value in subjects:
            with self.subTest(kind=kind, value=value, company="both"):
                told = {one["kind"] for one in seen.get_trace(kind, value, until=until)["events"]}
                self.assertTrue(told & {"workorder", "material"})

    def test_an_answer_is_not_a_door_to_sql(self):
        for kind in ("lot", "serial", "order"):
            for value in ("BOTH' OR '1'='1", "%", "B_TH", "x/1) OR (1=1", "x/١٢", "x/²"):
                with self.subTest(kind=kind, value=value):
                    self.assertFalse(self.trace(value, kind)["known"])
        self.env["hr.quality.trace"].with_user(self.users["quality"]).guess("%s - %(x)s / ' \" 1")
