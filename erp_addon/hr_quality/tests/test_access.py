"""Role × model × operation: who may read, create, write and delete what."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QualityCase, delivered

READ, ALL = "r", "rcwd"
ROLES = ("operator", "manager", "operations", "quality", "hr", "analyst", "break_glass", "admin")
# Model → role → letters of what it may do in general; roles not named may read.
MATRIX = {
    "hr.quality.source": {"quality": ALL, "feeder": ""},
    "hr.quality.work.center": {"quality": ALL, "feeder": ""},
    "hr.quality.operation": {"quality": ALL, "feeder": ""},
    "hr.quality.operation.skill": {"quality": ALL, "feeder": ""},
    "hr.quality.standard": {"quality": ALL, "feeder": ""},
    "hr.quality.standard.revision": {"quality": ALL, "feeder": ""},
    "hr.quality.key.point": {"quality": ALL, "feeder": ""},
    "hr.quality.acknowledgement": {"feeder": ""},
    "hr.quality.exemption": {"feeder": ""},
    "hr.quality.permission": {"feeder": ""},
    "hr.quality.recognition": {"feeder": ""},
    "hr.quality.recognise": {**dict.fromkeys(ROLES, ""), "quality": "rcw", "feeder": ""},
    "hr.quality.alias": {
        **dict.fromkeys(ROLES, ""),
        "quality": ALL,
        "hr": ALL,
        "feeder": "",
    },
    "hr.quality.measurement": {"feeder": ""},
    "hr.quality.measurement.report": {"feeder": ""},
    "hr.quality.inspection": {"feeder": ""},
    "hr.quality.nonconformity": {"feeder": ""},
    "hr.quality.qualification": {"feeder": ""},
    "hr.quality.sign": {**dict.fromkeys(ROLES, ""), "quality": "rcw", "hr": "rcw", "feeder": ""},
    "hr.quality.decide": {**dict.fromkeys(ROLES, ""), "quality": "rcw", "feeder": ""},
    "hr.quality.ask.exemption": {
        **dict.fromkeys(ROLES, ""),
        "operations": "rcw",
        "manager": "rcw",
        "feeder": "",
    },
    "hr.quality.add.revision": {**dict.fromkeys(ROLES, ""), "quality": "rcw", "feeder": ""},
    "hr.quality.add.revision.point": {
        **dict.fromkeys(ROLES, ""),
        "quality": ALL,
        "feeder": "",
    },
    "hr.quality.enter.inspection": {**dict.fromkeys(ROLES, ""), "quality": ALL, "feeder": ""},
    "hr.quality.enter.inspection.line": {
        **dict.fromkeys(ROLES, ""),
        "quality": ALL,
        "feeder": "",
    },
    "hr.quality.import": {**dict.fromkeys(ROLES, ""), "quality": "rcw", "feeder": ""},
    "hr.quality.import.line": {**dict.fromkeys(ROLES, ""), "quality": ALL, "feeder": ""},
}
LETTERS = {"r": "read", "c": "create", "w": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(QualityCase):
    def test_every_role_may_exactly_what_the_matrix_says(self):
        for model, rights in MATRIX.items():
            for role in (*ROLES, "feeder"):
                allowed = rights.get(role, READ)
                records = self.env[model].with_user(self.users[role])
                for letter, operation in LETTERS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(records.has_access(operation), letter in allowed)

    def test_the_matrix_names_every_model_of_the_module(self):
        rows = self.env["ir.model.data"].search(
            [("module", "=", "hr_quality"), ("model", "=", "ir.model")]
        )
        names = self.env["ir.model"].browse(rows.mapped("res_id")).mapped("model")
        ours = {
            name
            for name in names
            if name.startswith("hr.quality.") and not self.env[name]._abstract
        }
        self.assertEqual(ours, set(MATRIX))

    def test_measurements_are_seen_by_whom_they_concern(self):
        self.record(
            delivered("welder"),
            delivered("other", employee="B002"),
            delivered("outsider", employee="B003"),
            delivered("nobody", employee=None),
            delivered("waits", operation="UNKNOWN"),
        )
        everything = {"welder", "other", "outsider", "nobody", "waits"}
        visible = {
            "operator": {"welder", "waits"},
            "manager": {"welder", "other", "waits"},
            "stranger": {"outsider"},
            "operations": set(),
            "analyst": set(),
            "admin": set(),
            "break_glass": set(),
            "quality": everything,
            "hr": everything,
        }
        for role, keys in visible.items():
            with self.subTest(role):
                records = self.env["hr.quality.measurement"].with_user(self.users[role])
                self.assertEqual(set(records.search([]).mapped("source_key")), keys)
                counted = self.env["hr.quality.measurement.report"].with_user(self.users[role])
                self.assertEqual(counted.search_count([]), len(keys - {"waits"}))

    def test_measurements_are_not_touched_directly_by_anybody(self):
        self.record(delivered())
        measurement = self.measurements()
        values = {"source_id": measurement.source_id.id, "source_key": "X", "produced": 1}
        forged = {"base_act_permit": object(), "_force_unlink": True, "active_test": False}
        for name, user in [*self.users.items(), ("root", self.env.ref("base.user_root"))]:
            for caller in (measurement.with_user(user), measurement.with_user(user).sudo()):
                caller = caller.with_context(**forged)
                with self.subTest(name, su=caller.env.su):
                    with self.assertRaises(AccessError):
                        caller.create(values)
                    with self.assertRaises(AccessError):
                        caller.write({"scrapped": 0})
                    with self.assertRaises(AccessError):
                        caller.unlink()
                    with self.assertRaises(AccessError):
                        caller.copy()
        answer = self.env["hr.quality.measurement"].load(["source_key", "produced"], [["X", "1"]])
        self.assertFalse(answer["ids"])
        self.assertEqual(self.measurements().scrapped, 5)

    def test_private_methods_are_not_public(self):
        """What checks no right begins with an underscore, so that no remote call reaches it."""
        public = {
            "hr.quality.measurement": {"record_batch"},
            "hr.quality.qualification": {
                "sign",
                "current_scores",
                "get_qualification",
                "revoke",
                "suspend",
                "reinstate",
                "exempt",
                "ask_exemption",
                "recognise",
                "get_permissions",
            },
            "hr.quality.inspection": {"record_batch", "action_open_trace", "action_correct"},
            "hr.quality.trace": {"get_trace", "guess", "action_open_trace", "action_print"},
            "hr.quality.nonconformity": {"record_batch"},
            "hr.quality.alias": {"resolve_employees", "get_worklist_count"},
            "hr.quality.standard": {"add_revision", "action_add_revision"},
            "hr.quality.standard.revision": {"action_open_acknowledgements"},
            "hr.quality.operation": set(),
            "hr.quality.source": set(),
            "hr.quality.work.center": set(),
        }
        for model, expected in public.items():
            own = {
                name
                for cls in type(self.env[model]).mro()
                if cls.__module__.startswith("odoo.addons.hr_quality.")
                for name, value in vars(cls).items()
                if callable(value) and not name.startswith("_")
            }
            with self.subTest(model):
                self.assertEqual(own - {"create", "write", "unlink", "init"}, expected)
