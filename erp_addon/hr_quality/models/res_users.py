from odoo import api, models

PARTIES = {
    "operations": "base_act.base_act_group_operations",
    "quality": "base_act.base_act_group_quality",
    "hr": "base_act.base_act_group_hr",
    "analyst": "base_act.base_act_group_analyst",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def get_quality_identity(self, sources=()):
        """Who the caller is to Quality Loop, and about whom he may know.

        :param list sources: codes of sources in which a badge counts as its owner's code unless
            they have been told otherwise
        :return: ``{"user_id", "login", "name", "lang", "tz", "employee_id", "parties",
            "administrator", "sees_all_people", "sees_facts", "people"}``. ``people`` are himself
            and everybody below him, as ``{"employee_id", "name", "codes": [{"source", "code"}]}``;
            the list is empty where he sees all people.
        """
        user = self.env.user
        parties = user._quality_parties()
        administrator = user._quality_administrator()
        sees_all = user._quality_sees_all_people()
        return {
            "user_id": user.id,
            "login": user.login,
            "name": user.name,
            "lang": user.lang or "en_US",
            "tz": user.tz or "UTC",
            "employee_id": user.sudo()._quality_employees()[:1].id or None,
            "parties": parties,
            "administrator": administrator,
            "sees_all_people": sees_all,
            "sees_facts": bool(parties) or administrator,
            "people": [] if sees_all else user._quality_people(sources),
        }

    def _quality_parties(self):
        return [party for party, group in PARTIES.items() if self.has_group(group)]

    def _quality_administrator(self):
        return self.has_group("base_act.base_act_group_break_glass")

    def _quality_sees_all_people(self):
        return (
            self.has_group(PARTIES["quality"])
            or self.has_group(PARTIES["hr"])
            or self._quality_administrator()
        )

    def _quality_employees(self):
        """The user's own employees, in every company, that of his own company first."""
        self.ensure_one()
        employees = self.env["hr.employee"].sudo().search([("user_id", "=", self.id)])
        return employees.sorted(lambda employee: employee.company_id != self.company_id)

    def _quality_people_domain(self, path):
        """Limits the employees at ``path`` to those whom the user may know about."""
        self.ensure_one()
        if self._quality_sees_all_people():
            return []
        return [(path, "child_of", self._quality_employees().ids)]

    def _quality_people(self, sources):
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(self._quality_people_domain("id"), order="name, id")
        )
        codes = self.env["hr.quality.alias"]._codes_of(
            employees, [source for source in sources if isinstance(source, str)]
        )
        return [
            {"employee_id": employee.id, "name": employee.name, "codes": codes[employee.id]}
            for employee in employees
        ]
