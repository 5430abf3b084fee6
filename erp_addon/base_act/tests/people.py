"""People of every party, and what an attacker would put into a call's context."""

from odoo.tests import new_test_user

PARTIES = ("operations", "quality", "hr")

ROLES = {
    "nobody": "base.group_user",
    "operations": "base_act.base_act_group_operations",
    "quality": "base_act.base_act_group_quality",
    "hr": "base_act.base_act_group_hr",
    "analyst": "base_act.base_act_group_analyst",
    "break_glass": "base_act.base_act_group_break_glass",
    "administrator": "base.group_system,base.group_erp_manager",
}

FORGED_CONTEXT = {
    "base_act_permit": True,
    "base_act_run": {"name": "*", "model": "*", "ids": []},
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_activity_automation_skip": True,
    "mail_activity_quick_update": True,
    "install_mode": True,
    "import_file": True,
    "_force_unlink": True,
    "uid": 1,
    "su": True,
}
"""Keys that open doors elsewhere in Odoo, and ours with what JSON can say."""


def people_of_every_role(env, prefix="act"):
    """Role → a new user of that role, two of each party: ``quality`` and ``quality_2``."""
    people = {role: _person(env, prefix, role, groups) for role, groups in ROLES.items()}
    seconds = {f"{party}_2": _person(env, prefix, f"{party}_2", ROLES[party]) for party in PARTIES}
    return {**people, **seconds, "system": env.ref("base.user_root")}


def _person(env, prefix, role, groups):
    return new_test_user(
        env,
        login=f"{prefix}_{role}",
        name=f"{prefix} {role}",
        groups=groups,
        lang="en_US",  # the tests read sentences, whatever language the database speaks
        context={"no_reset_password": True},
    )
