"""The people and figures that the gateway's tests ask for, put into a real Odoo.

Welding exceeded its limit in three weeks, and its people score low: one need. ``gq.boss`` manages
welding, with the operators Olga (``gq.olga``) and Omar below him; Petra paints, in a department of
``gq.painter``; ``gq.quality`` belongs to neither. Runs inside Odoo.
"""

from datetime import datetime, timedelta

from odoo import fields

GROUPS = {
    "gq.boss": ["base_act.base_act_group_operations"],
    "gq.painter": ["base_act.base_act_group_operations"],
    "gq.olga": [],
    "gq.quality": ["base_act.base_act_group_quality"],
    "gq.hr": ["base_act.base_act_group_hr"],
    "gq.analyst": ["base_act.base_act_group_analyst"],
    "gq.leaver": ["base_act.base_act_group_quality"],
    "gq.admin": ["base.group_system", "base_act.base_act_group_break_glass"],
    "gq.feeder": ["hr_quality.hr_quality_group_feeder"],
}


def run(env, _given):
    """People with their keys, the need's id, its Mondays and the employees' ids."""
    env = env(context={**env.context, "no_reset_password": True, "tracking_disable": True})
    today = fields.Date.context_today(env.user)
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in (3, 2, 1)]
    users = {login: _user(env, login, groups) for login, groups in GROUPS.items()}
    departments = _departments(env)
    employees = _employees(env, users, departments)
    skill = _operations(env, departments, weeks[0] - timedelta(days=30))
    _sign(env(user=users["gq.quality"]), employees, skill, weeks[0])
    _feed(env(user=users["gq.feeder"]), weeks)
    _exempt(env(user=users["gq.quality"]), employees["olga"], today)
    return {
        "people": [_person(env, user) for user in users.values()],
        "need": _raise_need(env, users["gq.quality"], today),
        "weeks": [str(week) for week in weeks],
        "employees": {name: employee.id for name, employee in employees.items()},
    }


def _user(env, login, groups):
    names = ("base.group_user", *groups)
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "lang": "en_US",
            "tz": "Europe/Berlin",
            "group_ids": [(6, 0, [env.ref(name).id for name in names])],
        }
    )


def _person(env, user):
    until = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - Odoo's times have no zone
    key = env["res.users.apikeys"].with_user(user).sudo()._generate(None, "tests", until)
    return {"login": user.login, "key": key, "role": user.login}


def _departments(env):
    names = ("Welding", "Painting", "Quality")
    return {name: env["hr.department"].create({"name": name}) for name in names}


def _employees(env, users, departments):
    """Everybody who works there; the first of welding and of painting manages it."""
    no_user, nobody = env["res.users"], env["hr.employee"]

    def employee(name, badge, department, user, manager):
        return nobody.create(
            {
                "name": name,
                "barcode": badge,
                "department_id": departments[department].id,
                "user_id": user.id,
                "parent_id": manager.id,
            }
        )

    boss = employee("Boris Boss", "W00", "Welding", users["gq.boss"], nobody)
    painter = employee("Paul Painter", "P00", "Painting", users["gq.painter"], nobody)
    employee("Quentin Quality", "Q00", "Quality", users["gq.quality"], nobody)
    departments["Welding"].manager_id, departments["Painting"].manager_id = boss, painter
    return {
        "boss": boss,
        "olga": employee("Olga Operator", "W01", "Welding", users["gq.olga"], boss),
        "omar": employee("Omar Operator", "W02", "Welding", no_user, boss),
        "petra": employee("Petra Painter", "P01", "Painting", no_user, painter),
    }


def _operations(env, departments, since):
    """Welding, with a limit since that day, and painting; returns the skill of welding."""
    kind = env["hr.skill.type"].create({"name": "Machines"})
    env["hr.skill.level"].create({"name": "Any", "level_progress": 0, "skill_type_id": kind.id})
    skill = env["hr.skill"].create({"name": "Welding machine", "skill_type_id": kind.id})
    welding, _painting = env["hr.quality.operation"].create(
        [
            {
                "code": "W-10",
                "name": "Weld bracket",
                "department_id": departments["Welding"].id,
                "unit": "pcs",
                "skill_line_ids": [(0, 0, {"skill_id": skill.id})],
            },
            {
                "code": "P-10",
                "name": "Paint bracket",
                "department_id": departments["Painting"].id,
                "unit": "pcs",
            },
        ]
    )
    standard = env["hr.quality.standard"].create({"name": "Seam", "operation_id": welding.id})
    env["hr.quality.standard.revision"].create(
        {"standard_id": standard.id, "number": "1", "limit": 0.05, "date_from": since}
    )
    return skill


def _sign(env, employees, skill, day):
    ledger = env["hr.quality.qualification"]
    ledger.sign(employees["olga"].id, skill.id, "72.5", "Practical", date=day)
    ledger.sign(employees["omar"].id, skill.id, "60", "Practical", date=day)


def _exempt(env, employee, today):
    """Olga may weld for three days."""
    welding = env["hr.quality.operation"].search([("code", "=", "W-10")])
    until = str(today + timedelta(days=3))
    env["hr.quality.qualification"].exempt(employee.id, welding.id, "Urgent order", until)


def _feed(env, days):
    """One early shift on each day: two welders, who scrap too much, and a painter."""
    sources = env["hr.quality.source"].sudo()
    if not sources.search([("code", "=", "mes")]):
        sources.create({"code": "mes", "name": "MES"})
    made = (("W01", "W-10", 8), ("W02", "W-10", 10), ("P01", "P-10", 1))
    records = [_record(day, *shift) for day in days for shift in made]
    fed = env["hr.quality.measurement"].record_batch("mes", records)
    assert fed["created"] == len(records), fed


def _record(day, badge, operation, scrapped):
    return {
        "key": f"{badge}-{day}",
        "revision": 1,
        "day": str(day),
        "shift": "early",
        "operation": operation,
        "work_center": "WC1",
        "employee": badge,
        "material": None,
        "lot": None,
        "produced": "100",
        "good": str(100 - scrapped),
        "scrapped": str(scrapped),
        "reworked": "0",
        "unit": "pcs",
    }


def _raise_need(env, user, today):
    rules = env["hr.quality.rule"]
    rules.search([]).active = False
    rules.create({"name": "Above and below", "weeks": 3, "score_below": 80, "min_volume": 50})
    (need,) = rules.with_user(user).evaluate(as_of=today)["raised"]
    return need
