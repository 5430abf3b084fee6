"""A small plant for tests: departments, people, operations, and weeks of production."""

from datetime import date, timedelta

from odoo.addons.hr_quality.tools.iso_week import week_label

MONDAY = date(2026, 8, 24)
"""The day of the evaluations: the last complete week is 2026-W34."""

WELDING = "2026-W31", "2026-W32", "2026-W33"


class Plant:
    """Builds people and production through the doors that the real ones use."""

    def __init__(self, env):
        self.env = env
        self.revision = 0
        self.source = env["hr.quality.source"].create({"code": "line", "name": "Line"})
        self.feeder = self._user("feeder", "hr_quality.hr_quality_group_feeder", internal=False)
        self.quality = self.user("quinn", "quality")
        self.hr = self.user("harper", "hr")
        self.analyst = self.user("ana", "analyst")
        self.system = self._user("sysadmin", "base.group_system")
        self.director = self.user("dora", "operations")
        self.manager = self.user("mira", "operations")
        self.other_manager = self.user("oscar", "operations")
        self.operator = self._user("otto", "base.group_user")
        self.works = self.department("Works", self.director)
        self.body_shop = self.department("Body shop", self.manager, self.works)
        self.paint_shop = self.department("Paint shop", self.other_manager, self.works)
        self.skill = self.new_skill("Special equipment operation")

    # People

    def _user(self, login, group, internal=True):
        groups = [self.env.ref(group).id]
        if internal:
            groups.append(self.env.ref("base.group_user").id)
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login.capitalize(),
                    "login": login,
                    "lang": "en_US",
                    "email": f"{login}@plant.example",
                    "group_ids": [(6, 0, groups)],
                }
            )
        )

    def user(self, login, party):
        return self._user(login, f"base_act.base_act_group_{party}")

    def department(self, name, manager, parent=None):
        """A department whose manager is a new employee with this login."""
        employee = self.env["hr.employee"].create({"name": manager.name, "user_id": manager.id})
        return self.env["hr.department"].create(
            {"name": name, "manager_id": employee.id, "parent_id": parent.id if parent else False}
        )

    def employee(self, badge, score=None, skill=None, **values):
        """Somebody with a badge and, unless None, a score signed by quality."""
        person = self.env["hr.employee"].create(
            {"name": f"Person {badge}", "barcode": badge, **values}
        )
        if score is not None:
            self.sign(person, score, skill)
        return person

    def sign(self, person, score, skill=None, day="2025-01-02", **values):
        ledger = self.env["hr.quality.qualification"].with_user(self.quality)
        return ledger.sign(
            employee_id=person.id,
            skill_id=(skill or self.skill).id,
            score=score,
            evidence="Practical test",
            date=day,
            **values,
        )

    def new_skill(self, name):
        kind = self.env["hr.skill.type"].create(
            {
                "name": f"Type of {name}",
                "skill_level_ids": [
                    (0, 0, {"name": "Beginner", "level_progress": 0, "default_level": True}),
                    (0, 0, {"name": "Expert", "level_progress": 100}),
                ],
                "skill_ids": [(0, 0, {"name": name})],
            }
        )
        return kind.skill_ids

    # Operations and production

    def operation(self, code, limit=0.05, skill=True, **values):
        """An operation of the body shop, with a standard unless ``limit`` is None."""
        operation = self.env["hr.quality.operation"].create(
            {"code": code, "name": f"Weld {code}", "department_id": self.body_shop.id, **values}
        )
        if skill:
            operation.skill_line_ids = [
                (0, 0, {"skill_id": (self.skill if skill is True else skill).id})
            ]
        if limit is not None:
            self.env["hr.quality.standard"].create(
                {
                    "name": f"Standard {code}",
                    "operation_id": operation.id,
                    "revision_ids": [
                        (0, 0, {"number": "1", "date_from": "2025-01-01", "limit": limit})
                    ],
                }
            )
        return operation

    def produce(self, operation, weeks, badges=("b1", "b2", "b3")):
        """Record weeks that end with the last complete one; newest last.

        :param weeks: per week ``(produced, defective)``, or None for a week without production;
            the quantities are shared out among the badges.
        """
        first = MONDAY - timedelta(weeks=len(weeks))
        records = []
        for number, figures in enumerate(weeks):
            if figures is not None:
                day = first + timedelta(weeks=number, days=number % 5)
                records += self.records(operation, day, figures, badges)
        self.feed(records)

    def records(self, operation, day, figures, badges):
        produced, defective = figures
        shares = len(badges)
        return [
            self.record(
                f"{operation.code}-{day}-{badge}",
                operation,
                day,
                produced // shares + (produced % shares if position == 0 else 0),
                defective // shares + (defective % shares if position == 0 else 0),
                badge,
            )
            for position, badge in enumerate(badges)
        ]

    def record(self, key, operation, day, produced, defective, badge, revision=1):
        """Half of the defective pieces scrapped, the rest reworked."""
        scrapped = defective // 2
        return {
            "key": key,
            "revision": revision,
            "day": str(day),
            "shift": "early",
            "operation": operation.code,
            "work_center": None,
            "employee": badge,
            "material": None,
            "lot": None,
            "produced": str(produced),
            "good": str(produced - defective),
            "scrapped": str(scrapped),
            "reworked": str(defective - scrapped),
            "unit": operation.unit,
        }

    def feed(self, records):
        measurements = self.env["hr.quality.measurement"].with_user(self.feeder)
        answer = measurements.record_batch(self.source.code, records)
        if answer["rejected"]:
            raise AssertionError(answer["rejected"])
        return answer

    def rule(self, **values):
        """The default rule: three weeks, below 80, 50 pieces a week, 8 weeks back."""
        return self.env["hr.quality.rule"].create({"name": "Three weeks", **values})


def label(weeks_back):
    """The week so many weeks before the last complete one, e.g. ``label(0)`` is 2026-W34."""
    return week_label(MONDAY - timedelta(weeks=1 + weeks_back))
