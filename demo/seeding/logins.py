"""Who can sign in, with which rights, and with which API key."""

from dataclasses import dataclass
from typing import Any

OPERATIONS = "base_act.base_act_group_operations"
QUALITY = "base_act.base_act_group_quality"
GROUPS = {
    "operator": (),
    "production_manager": (OPERATIONS,),
    "head_of_production": (OPERATIONS,),
    "shift_leader": (OPERATIONS,),
    "quality_engineer": (QUALITY,),
    "quality_trainer": (QUALITY,),
    "quality_assessor": (QUALITY,),
    "quality_inspector": (QUALITY,),
    "hr_officer": (
        "base_act.base_act_group_hr",
        "hr.group_hr_user",
        # makes courses and exams
        "website_slides.group_website_slides_officer",
        "survey.group_survey_user",
    ),
    "bi_analyst": ("base_act.base_act_group_analyst",),
    "administrator": ("base.group_system", "base_act.base_act_group_break_glass"),
    "feeder": ("hr_quality.hr_quality_group_feeder",),
}
"""The groups of each role, besides those of every internal user."""

FEEDER = "feeder"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Login:
    """A user of the demo. His password is simple: the server listens on this machine alone."""

    user: Any
    role: str
    department: str

    @property
    def password(self) -> str:
        """What he types."""
        return f"{self.user.login}-demo"


def add_users(env: Any, plant: dict[str, Any], employees: dict[str, Any]) -> list[Login]:
    """A user for everybody of the plant who has a login, and one for the gateway's feed."""
    users: list[Login] = []
    for person in plant["people"]:
        employee = employees[person["badge"]]
        user = _user(env, person["login"], person["name"], person["role"], plant["zone"])
        _tie(env, employee, user)
        users.append(Login(user, person["role"], employee.department_id.name))
    feeder = _user(env, FEEDER, "Quality Loop feed", FEEDER, plant["zone"])
    return [*users, Login(feeder, FEEDER, "")]


def _user(env: Any, login: str, name: str, role: str, zone: str) -> Any:
    users = env["res.users"].with_context(no_reset_password=True)
    user = users.search([("login", "=", login)])
    if user:
        return user
    values = {"login": login, "name": name, "tz": zone, "password": f"{login}-demo"}
    if role == ADMINISTRATOR:
        # Odoo's own administrator becomes this person: nobody is left with a well-known password
        user = env.ref("base.user_admin")
        user.write(values)
    else:
        user = users.create(values)
    user.group_ids = [(4, env.ref(group).id) for group in ("base.group_user", *GROUPS[role])]
    if "odoobot_state" in user._fields:
        user.odoobot_state = "disabled"  # its chat would cover a phone's whole screen
    return user


def _tie(env: Any, employee: Any, user: Any) -> None:
    if employee.user_id == user:
        return
    others = env["hr.employee"].search([("user_id", "=", user.id), ("id", "!=", employee.id)])
    others.write({"user_id": False, "active": False})
    employee.user_id = user


def hand_out(env: Any, logins: list[Login], known: dict[str, str]) -> list[dict[str, str]]:
    """What each of them needs to sign in and to call; a key is made where none is known."""
    return [
        {
            "login": login.user.login,
            "password": login.password,
            "key": known.get(login.user.login) or _new_key(env, login.user),
            "role": login.role,
            "name": login.user.name,
            "department": login.department,
        }
        for login in logins
    ]


def _new_key(env: Any, user: Any) -> str:
    keys = env["res.users.apikeys"].with_user(user).sudo()
    # without an end: the demo's data are there again after a long holiday, and so are its keys
    return keys._generate(None, "Quality Loop demo", None)
