"""Two real transactions at once, each on its own connection."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import delivered

# What these tests commit is named so that no run meets the leavings of another.
RUN = uuid.uuid4().hex[:8]
SOURCE, OPERATION = f"two-{RUN}", f"TWO-{RUN}"
WAIT = 30


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds this lock while its tests run; other threads would wait for it.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.addClassCleanup(cls.clean)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            operation = env["hr.quality.operation"].create({"code": OPERATION, "name": OPERATION})
            standard = env["hr.quality.standard"].create(
                {"name": OPERATION, "operation_id": operation.id}
            )
            cls.operation_id, cls.standard_id = operation.id, standard.id

    def tearDown(self):
        super().tearDown()
        self.clean_deliveries()

    @classmethod
    def clean_deliveries(cls):
        with cls.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM hr_quality_measurement m USING hr_quality_source s"
                " WHERE s.id = m.source_id AND s.code = %s",
                [SOURCE],
            )
            cr.execute(
                "DELETE FROM hr_quality_alias a USING hr_quality_source s"
                " WHERE s.id = a.source_id AND s.code = %s",
                [SOURCE],
            )
            cr.execute("DELETE FROM hr_quality_source WHERE code = %s", [SOURCE])
            cr.execute(
                "DELETE FROM hr_quality_standard_revision WHERE standard_id = %s",
                [cls.standard_id],
            )

    @classmethod
    def clean(cls):
        cls.clean_deliveries()
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["hr.quality.standard"].browse(cls.standard_id).unlink()
            env["hr.quality.operation"].browse(cls.operation_id).unlink()

    def at_once(self, *jobs):
        """Runs each job as a request: own transaction, snapshots taken before any of them works."""
        barrier = threading.Barrier(len(jobs))

        def request(job):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                cr.execute("SELECT count(*) FROM hr_quality_measurement")
                barrier.wait(timeout=WAIT)
                try:
                    return retrying(lambda: job(env), env)
                except ValidationError as refusal:
                    return str(refusal)

        with ThreadPoolExecutor(len(jobs)) as pool, mute_logger("odoo.sql_db"):
            futures = [pool.submit(request, job) for job in jobs]
            return [future.result(timeout=WAIT) for future in futures]

    def deliver(self, *records):
        return lambda env: env["hr.quality.measurement"]._record_batch(SOURCE, list(records))

    def query(self, statement, *parameters):
        with self.registry.cursor() as cr:
            cr.execute(statement, parameters)
            return cr.fetchall()

    def test_the_same_batch_twice_at_once_is_recorded_once(self):
        batch = [delivered(f"K{n}", operation=OPERATION, employee="QLX") for n in range(200)]
        answers = self.at_once(self.deliver(*batch), self.deliver(*reversed(batch)))
        self.assertEqual(sorted(answer["created"] for answer in answers), [0, 200])
        self.assertEqual(sorted(answer["unchanged"] for answer in answers), [0, 200])
        counts = self.query(
            "SELECT count(*), count(*) FILTER (WHERE m.current) FROM hr_quality_measurement m"
            " JOIN hr_quality_source s ON s.id = m.source_id WHERE s.code = %s",
            SOURCE,
        )
        self.assertEqual(counts, [(200, 200)])
        waiting = "SELECT waiting_count FROM hr_quality_alias WHERE code = 'QLX'"
        self.assertEqual(self.query(waiting), [(200,)])

    def test_two_revisions_at_once_leave_the_higher_one(self):
        self.at_once(self.deliver(delivered("K", 1, operation=OPERATION)))
        self.at_once(
            self.deliver(delivered("K", 2, operation=OPERATION, good="91", scrapped="6")),
            self.deliver(delivered("K", 3, operation=OPERATION, good="90", scrapped="7")),
        )
        rows = self.query(
            "SELECT revision, current FROM hr_quality_measurement WHERE source_key = 'K'"
            " AND operation_code = %s ORDER BY revision",
            OPERATION,
        )
        self.assertEqual(rows, [(1, False), (2, False), (3, True)])

    def test_a_code_tied_while_its_measurements_come_in_leaves_none_behind(self):
        self.at_once(self.deliver(delivered("K0", operation="QL-OLD")))

        def tie(env):
            alias = env["hr.quality.alias"].search([("code", "=", "QL-OLD")])
            alias.operation_id = self.operation_id
            env.flush_all()

        batch = [delivered(f"K{n}", operation="QL-OLD") for n in range(1, 100)]
        self.at_once(self.deliver(*batch), tie)
        rows = self.query(
            "SELECT DISTINCT state, operation_id FROM hr_quality_measurement"
            " WHERE operation_code = 'QL-OLD'"
        )
        self.assertEqual(rows, [("taken", self.operation_id)])

    def test_of_two_overlapping_revisions_at_once_one_is_refused(self):
        """The check cannot see the other's row yet; the database's constraint can."""

        def add(number):
            def job(env):
                env["hr.quality.standard.revision"].create(
                    {
                        "standard_id": self.standard_id,
                        "number": number,
                        "date_from": "2026-01-01",
                        "limit": 0.05,
                    }
                )
                env.flush_all()
                return "added"

            return job

        outcomes = self.at_once(add("1"), add("2"))
        refused = [outcome for outcome in outcomes if outcome != "added"]
        self.assertEqual(len(refused), 1, outcomes)
        self.assertIn("overlap", refused[0])
        held = "SELECT count(*) FROM hr_quality_standard_revision WHERE standard_id = %s"
        self.assertEqual(self.query(held, self.standard_id), [(1,)])
