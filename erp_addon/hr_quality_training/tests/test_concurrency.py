"""Two evaluations at once, in two real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api, fields
from odoo.addons.base_act.permit import with_permit
from odoo.addons.base_act.tests.at_once import AtOnceCase
from odoo.addons.base_act.tests.common import forget_acts
from odoo.tests import tagged
from odoo.tools import SQL

from .plant import MONDAY

PATIENCE = 20
"""Seconds that one thread waits for the other."""

WEEKS = "2026-08-03", "2026-08-10", "2026-08-17"


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        """An operation at 8 % for three weeks, and one person who scores 70."""
        kind = env["hr.skill.type"].create(
            {
                "name": "Two at once",
                "skill_level_ids": [(0, 0, {"name": "Any", "default_level": True})],
                "skill_ids": [(0, 0, {"name": "Two at once"})],
            }
        )
        person = env["hr.employee"].create({"name": "Two at once", "barcode": "twoatonce"})
        env["hr.quality.qualification"]._act_create(
            [
                {
                    "employee_id": person.id,
                    "skill_id": kind.skill_ids.id,
                    "kind": "assessed",
                    "score": 70,
                    "scored": True,
                    "date": "2025-01-02",
                    "signer_id": env.uid,
                    "evidence": "Practical test",
                    "created_at": fields.Datetime.now(),
                }
            ]
        )
        operation = env["hr.quality.operation"].create(
            {
                "code": "TWO-AT-ONCE",
                "name": "Two at once",
                "skill_line_ids": [(0, 0, {"skill_id": kind.skill_ids.id})],
            }
        )
        standard = env["hr.quality.standard"].create(
            {"name": "Two at once", "operation_id": operation.id}
        )
        standard.add_revision("1", "2025-01-01", 0.05)
        source = env["hr.quality.source"].create({"code": "two-at-once", "name": "Two at once"})
        env["hr.quality.measurement"]._record_batch(source.code, [cls._count(day) for day in WEEKS])
        rule = env["hr.quality.rule"].create(
            {"name": "Two at once", "scope": "chosen", "operation_ids": [(6, 0, operation.ids)]}
        )
        cls.made = {
            "kind": kind.id,
            "person": person.id,
            "operation": operation.id,
            "standard": standard.id,
            "source": source.id,
            "rule": rule.id,
        }

    @staticmethod
    def _count(day):
        return {
            "key": day,
            "revision": 1,
            "day": day,
            "shift": "early",
            "operation": "TWO-AT-ONCE",
            "work_center": None,
            "employee": "twoatonce",
            "material": None,
            "lot": None,
            "produced": "600",
            "good": "552",
            "scrapped": "24",
            "reworked": "24",
            "unit": "pcs",
        }

    @classmethod
    def _remove(cls, env):
        """Take back what was committed, past the doors that would keep it."""
        made = cls.made
        needs = cls._needs(env)
        if needs:
            forget_acts(needs)
        env.cr.execute("DELETE FROM hr_quality_measurement WHERE source_id = %s", [made["source"]])
        env["hr.quality.rule"].browse(made["rule"]).unlink()
        cls._remove_ledger_entries(env)
        standard = env["hr.quality.standard"].browse(made["standard"])
        with_permit(standard.revision_ids).unlink()
        standard.unlink()
        env.cr.execute("DELETE FROM hr_quality_alias WHERE source_id = %s", [made["source"]])
        env["hr.quality.source"].browse(made["source"]).unlink()
        env["hr.quality.operation"].browse(made["operation"]).unlink()
        env["hr.employee"].browse(made["person"]).unlink()
        env["hr.skill.type"].browse(made["kind"]).unlink()

    @classmethod
    def _remove_ledger_entries(cls, env):
        table = SQL.identifier("hr_quality_qualification")
        trigger = SQL.identifier("hr_quality_qualification_append_only")
        env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER %s", table, trigger))
        env.cr.execute(
            "DELETE FROM hr_quality_qualification WHERE employee_id = %s", [cls.made["person"]]
        )
        env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER %s", table, trigger))

    @classmethod
    def _needs(cls, env):
        return env["hr.quality.need"].search([("rule_id", "=", cls.made["rule"])])

    def evaluate_at_once(self):
        """Two evaluations, each in a transaction that began before the other acted."""
        barrier = threading.Barrier(2)

        def evaluate(env):
            with env.cr:
                self.assertFalse(self._needs(env), "the snapshot is taken before either acts")
                barrier.wait(PATIENCE)
                return env["hr.quality.rule"].browse(self.made["rule"]).evaluate(MONDAY)

        # The environments are made here: the thread that runs the tests holds the registry.
        envs = [api.Environment(self.registry.cursor(), SUPERUSER_ID, {}) for _thread in range(2)]
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(evaluate, envs, timeout=PATIENCE))

    def test_two_evaluations_at_once_raise_one_need(self):
        """The second one says that a need is open, and does not fail."""
        answers = self.evaluate_at_once()
        outcomes = sorted(answer["outcomes"][0]["outcome"] for answer in answers)
        self.assertEqual(outcomes, ["need_open", "raised"])
        self.assertEqual(sum(len(answer["raised"]) for answer in answers), 1)
        self._in_transaction(self._check_kept)

    def _check_kept(self, env):
        need = self._needs(env)
        self.assertEqual(len(need), 1)
        kept = env["hr.quality.rule.outcome"].search([("rule_id", "=", self.made["rule"])])
        self.assertEqual((kept.outcome, kept.need_id), ("raised", need))
