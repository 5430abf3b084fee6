"""Departments and employees."""

from datetime import date, timedelta
from typing import Any

LONG_AGO = timedelta(days=3 * 365)


def add_departments(env: Any, plant: dict[str, Any]) -> dict[str, Any]:
    """The departments by their code, each below its parent; the company gets the plant's
    name and zone."""
    env.company.name = plant["name"]
    env.company.resource_calendar_id.tz = plant["zone"]
    known = env["hr.department"].search([])
    departments: dict[str, Any] = {}
    for entry in plant["departments"]:
        found = known.filtered(lambda d, name=entry["name"]: d.name == name)[:1]
        department = found or env["hr.department"].create({"name": entry["name"]})
        department.with_context(lang="zh_CN").name = entry["name_zh"]
        departments[entry["code"]] = department
    for entry in plant["departments"]:
        if entry["parent"]:
            departments[entry["code"]].parent_id = departments[entry["parent"]]
    return departments


def add_employees(env: Any, plant: dict[str, Any], departments: dict[str, Any]) -> dict[str, Any]:
    """The employees by their badge, with department and manager.

    A badge is Odoo's barcode; its last four digits are the PIN.
    """
    badges = [person["badge"] for person in plant["employees"]]
    found = env["hr.employee"].search([("barcode", "in", badges)])
    employees = {employee.barcode: employee for employee in found}
    new = [person for person in plant["employees"] if person["badge"] not in employees]
    created = env["hr.employee"].create(
        [
            {
                "name": person["name"],
                "barcode": person["badge"],
                "pin": person["badge"][-4:],
                "department_id": departments[person["department"]].id,
                "job_title": _title(person["role"]),
                "tz": plant["zone"],
                "lang": _language(person["name"]),
            }
            for person in new
        ]
    )
    for person, employee in zip(new, created, strict=True):
        day = _hired_on(person, plant["first_day"])
        employee.version_id.write({"date_version": day, "contract_date_start": day})
    employees.update(zip((person["badge"] for person in new), created, strict=True))
    for person in new:
        manager = employees.get(person["manager"])
        employees[person["badge"]].parent_id = manager.id if manager else False
    for entry in plant["departments"]:
        if entry.get("manager"):
            departments[entry["code"]].manager_id = employees[entry["manager"]]
    return employees


def _hired_on(person: dict[str, Any], first_day: str) -> date:
    """Operators without any score are new in the plant; all others have long been there."""
    begin = date.fromisoformat(first_day)
    is_new = person["role"] == "operator" and not person["scores"]
    return begin if is_new else begin - LONG_AGO


def _language(name: str) -> str:
    """What the kiosk speaks to somebody: Chinese where his name is written so."""
    return "zh_CN" if any("\u4e00" <= sign <= "\u9fff" for sign in name) else "en_US"


def _title(role: str) -> str:
    return role.replace("_", " ").capitalize().replace("Hr ", "HR ").replace("Bi ", "BI ")
