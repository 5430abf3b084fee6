from odoo import Command
from odoo.tests import TransactionCase, new_test_user

PARTY_GROUPS = {
    "operations": "base_act.base_act_group_operations",
    "quality": "base_act.base_act_group_quality",
    "hr": "base_act.base_act_group_hr",
    "analyst": "base_act.base_act_group_analyst",
    "break_glass": "base_act.base_act_group_break_glass",
}


def delivered(key="K1", revision=1, **values):
    """A record as a source delivers it."""
    return {
        "key": key,
        "revision": revision,
        "day": "2026-02-02",
        "shift": "early",
        "operation": "WELD",
        "work_center": "LINE-A",
        "employee": "B001",
        "material": "M-1",
        "lot": "L-1",
        "produced": "100",
        "good": "92",
        "scrapped": "5",
        "reworked": "3",
        "unit": "pcs",
        **values,
    }


class QualityCase(TransactionCase):
    """A small plant: a manager above two welders, one operation with skill and standard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.users = {name: cls._login(f"ql_{name}", group) for name, group in PARTY_GROUPS.items()}
        cls.users["operator"] = cls._login("ql_operator", "base.group_user")
        cls.users["manager"] = cls._login("ql_manager", PARTY_GROUPS["operations"])
        cls.users["stranger"] = cls._login("ql_stranger", "base.group_user")
        cls.users["feeder"] = cls._login("ql_feeder", "hr_quality.hr_quality_group_feeder")
        cls.users["admin"] = cls._login("ql_admin", "base.group_system,hr.group_hr_manager")
        cls.manager = cls._employee("Manager", "B900", user_id=cls.users["manager"].id)
        cls.welder = cls._employee(
            "Welder", "B001", user_id=cls.users["operator"].id, parent_id=cls.manager.id
        )
        cls.other = cls._employee("Other", "B002", parent_id=cls.manager.id)
        cls.outsider = cls._employee("Outsider", "B003", user_id=cls.users["stranger"].id)
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Equipment",
                "skill_ids": [Command.create({"name": name}) for name in ("Settings", "Care")],
                "skill_level_ids": [
                    Command.create({"name": name, "level_progress": progress})
                    for name, progress in (("Trained", 60), ("Skilled", 80), ("Expert", 95))
                ],
            }
        )
        cls.skill, cls.second_skill = cls.skill_type.skill_ids
        cls.operation = cls.env["hr.quality.operation"].create(
            {
                "code": "WELD",
                "name": "Welding",
                "work_center": "LINE-A",
                "work_center_name": "Line A",
                "skill_line_ids": [Command.create({"skill_id": cls.skill.id})],
            }
        )
        cls.standard = cls.env["hr.quality.standard"].create(
            {"name": "Weld quality", "operation_id": cls.operation.id}
        )

    @classmethod
    def _login(cls, login, groups):
        """A new user, whom no invitation is mailed."""
        return new_test_user(cls.env, login, groups, context={"no_reset_password": True})

    @classmethod
    def _employee(cls, name, barcode, **values):
        return cls.env["hr.employee"].create({"name": name, "barcode": barcode, **values})

    def record(self, *records, source="mes"):
        """Delivers records as the feeder does."""
        feeder = self.env["hr.quality.measurement"].with_user(self.users["feeder"])
        return feeder.record_batch(source, list(records))

    def measurements(self, *domain, **kwargs):
        return self.env["hr.quality.measurement"].search(list(domain), **kwargs)

    def alias(self, code, kind="employee", source="mes"):
        return self.env["hr.quality.alias"].search(
            [("code", "=", code), ("kind", "=", kind), ("source_id.code", "=", source)]
        )

    def sign(self, employee, score, signer="quality", skill=None, **values):
        ledger = self.env["hr.quality.qualification"].with_user(self.users[signer])
        entry_id = ledger.sign(
            employee.id, (skill or self.skill).id, score, "Watched at work", **values
        )
        return self.env["hr.quality.qualification"].browse(entry_id)
