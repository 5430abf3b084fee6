"""What the demo's Odoo knows of the plant: people, operations, standards, scores, logins, a rule.

Runs inside Odoo (``demo.runtime.odoo_server.OdooServer.script``) as often as one likes: what is
there already stays as people left it, what is missing is added.
"""

from typing import Any

from demo.seeding import logins, organisation, production


def run(env: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Fill the database.

    ``given``: ``plant`` (the content of plant.json), ``rule`` (weeks, score_below, min_volume,
    horizon_weeks) and ``keys`` (login → API key, as far as they are known). Returns ``people``,
    a list of ``{"login", "password", "key", "role", "name", "department"}``.
    """
    plant = given["plant"]
    departments = organisation.add_departments(env, plant)
    employees = organisation.add_employees(env, plant, departments)
    users = logins.add_users(env, plant, employees)
    skills = production.add_skills(env, plant)
    production.add_operations(env, plant, departments, skills)
    production.add_codes(env, plant)
    production.sign_scores(env, plant, employees, skills)
    production.name_inspector(env)
    production.set_rule(env, given["rule"])
    return {"people": logins.hand_out(env, users, given["keys"])}
