"""Fills an Odoo with the people of these tests."""

from datetime import datetime, timedelta

GROUPS = {
    "ad.member": ["base.group_user"],
    "ad.leaver.Json2Erp": ["base.group_user"],
    "ad.leaver.OdooRpcErp": ["base.group_user"],
    "ad.admin": ["base.group_user", "base.group_system"],
}


def run(env, _given):
    """Users with an API key each."""
    return {"people": [_person(env, login, groups) for login, groups in GROUPS.items()]}


def _person(env, login, groups):
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login,
                "login": login,
                "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
            }
        )
    )
    until = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - Odoo's times have no zone
    key = env["res.users.apikeys"].with_user(user).sudo()._generate(None, "tests", until)
    return {"login": login, "key": key, "role": login}
