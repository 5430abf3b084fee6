"""The people and figures that the gateway's tests ask for, put into a real Odoo.

Runs inside ``odoo shell``. Welding exceeded its limit in three weeks, and its people score low:
one need. ``gq.boss`` manages welding, with the operators Olga (``gq.olga``) and Omar below him;
Petra paints, in a department of ``gq.painter``; ``gq.quality`` belongs to neither.
"""

SCRIPT = """
import datetime, json
from odoo import fields

env = env(context={**env.context, "no_reset_password": True, "tracking_disable": True})
today = fields.Date.context_today(env.user)
monday = today - datetime.timedelta(days=today.weekday())
weeks = [monday - datetime.timedelta(weeks=n) for n in (3, 2, 1)]

def user(login, *groups):
    return env["res.users"].create({
        "name": login, "login": login, "lang": "en_US", "tz": "Europe/Berlin",
        "group_ids": [(6, 0, [env.ref(g).id for g in ("base.group_user", *groups)])],
    })

users = {
    "gq.boss": user("gq.boss", "base_act.base_act_group_operations"),
    "gq.painter": user("gq.painter", "base_act.base_act_group_operations"),
    "gq.olga": user("gq.olga"),
    "gq.quality": user("gq.quality", "base_act.base_act_group_quality"),
    "gq.hr": user("gq.hr", "base_act.base_act_group_hr"),
    "gq.analyst": user("gq.analyst", "base_act.base_act_group_analyst"),
    "gq.leaver": user("gq.leaver", "base_act.base_act_group_quality"),
    "gq.admin": user("gq.admin", "base.group_system", "base_act.base_act_group_break_glass"),
    "gq.feeder": user("gq.feeder", "hr_quality.hr_quality_group_feeder"),
}
welding, painting = env["hr.department"].create([{"name": "Welding"}, {"name": "Painting"}])

def employee(name, badge, department, login=None, parent=None):
    return env["hr.employee"].create({
        "name": name, "barcode": badge, "department_id": department.id,
        "user_id": users[login].id if login else False, "parent_id": parent.id if parent else False,
    })

boss = employee("Boris Boss", "W00", welding, "gq.boss")
olga = employee("Olga Operator", "W01", welding, "gq.olga", boss)
omar = employee("Omar Operator", "W02", welding, None, boss)
painter = employee("Paul Painter", "P00", painting, "gq.painter")
petra = employee("Petra Painter", "P01", painting, None, painter)
employee("Quentin Quality", "Q00", env["hr.department"].create({"name": "Quality"}), "gq.quality")
welding.manager_id, painting.manager_id = boss, painter

kind = env["hr.skill.type"].create({"name": "Machines"})
env["hr.skill.level"].create({"name": "Any", "level_progress": 0, "skill_type_id": kind.id})
skill = env["hr.skill"].create({"name": "Welding machine", "skill_type_id": kind.id})
operation = env["hr.quality.operation"].create({
    "code": "W-10", "name": "Weld bracket", "department_id": welding.id, "unit": "pcs",
    "skill_line_ids": [(0, 0, {"skill_id": skill.id})],
})
env["hr.quality.operation"].create({
    "code": "P-10", "name": "Paint bracket", "department_id": painting.id, "unit": "pcs",
})
standard = env["hr.quality.standard"].create({"name": "Seam", "operation_id": operation.id})
env["hr.quality.standard.revision"].create({
    "standard_id": standard.id, "number": "1", "limit": 0.05,
    "date_from": weeks[0] - datetime.timedelta(days=30),
})
ledger = env["hr.quality.qualification"].with_user(users["gq.quality"])
ledger.sign(olga.id, skill.id, "72.5", "Practical", date=weeks[0])
ledger.sign(omar.id, skill.id, "60", "Practical", date=weeks[0])
env["hr.quality.source"].search([("code", "=", "mes")]) or env["hr.quality.source"].create(
    {"code": "mes", "name": "MES"})
records = [
    {
        "key": f"{badge}-{day}", "revision": 1, "day": str(day), "shift": "early",
        "operation": code, "work_center": "WC1", "employee": badge, "material": None,
        "lot": None, "produced": "100", "good": good, "scrapped": bad, "reworked": "0",
        "unit": "pcs",
    }
    for day in weeks
    for badge, code, good, bad in (
        ("W01", "W-10", "92", "8"), ("W02", "W-10", "90", "10"), ("P01", "P-10", "99", "1"))
]
fed = env["hr.quality.measurement"].with_user(users["gq.feeder"]).record_batch("mes", records)
assert fed["created"] == len(records), fed
rules = env["hr.quality.rule"]
rules.search([]).active = False
rules.create({"name": "Above and below", "weeks": 3, "score_below": 80, "min_volume": 50})
raised = rules.with_user(users["gq.quality"]).evaluate()["raised"]
assert len(raised) == 1, raised
until = datetime.datetime.now() + datetime.timedelta(days=1)
keys = {
    login: env["res.users.apikeys"].with_user(who).sudo()._generate(None, "tests", until)
    for login, who in users.items()
}
env.cr.commit()
print("WORLD=" + json.dumps({
    "keys": keys, "need": raised[0], "weeks": [str(week) for week in weeks],
    "employees": {"olga": olga.id, "omar": omar.id, "petra": petra.id, "boss": boss.id},
}))
"""
