"""Who works in the plant: names, badges, teams and skill scores."""

from dataclasses import dataclass, field
from random import Random

from demo.plant.layout import WORK_CENTERS, WorkCenter

SHARED_BADGE = "00009000"
UNKNOWN_BADGE = "00077123"

_GIVEN = (
    "Jürgen Björn Käthe Günther Jörg Sören Anneliese Ulrike Thomas Bärbel Matthias "
    "Sabine Mehmet Ayşe Katarzyna Piotr Luís Zoë Henrik Renée Stefan Monika Götz "
    "Rüdiger Heike Frank Petra Tomáš Ján Ingrid"
)
_FAMILY = (
    "Müller Schröder Groß Weiß Köhler Krüger Böhm Jäger Schäfer Vogel Lindström "
    "Özdemir Nowak Kowalski Dvořák Pérez Fuß Brandt Hübner Rößler Kühn Zimmermann "
    "Pfäffle Lehmann Maïer Sörensen Hagen Thöne Strauß Ebert"
)
_FAMILY_ZH = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN_ZH = (
    "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 文博 "
    "子涵 雨桐 建国 志强 海燕 晓明"
)


@dataclass(frozen=True, slots=True)
class Person:
    """``grade`` tells how well trained: low (mean below 80), high (80 and more), new (no score)."""

    badge: str
    name: str
    department: str
    role: str
    manager: str | None = None
    login: str | None = None
    grade: str = ""
    team: int = 0
    scores: dict[str, int] = field(default_factory=dict[str, int])


def _names(rng: Random, count: int) -> list[str]:
    """``count`` distinct names, two European ones to each Chinese one."""
    european = [f"{given} {family}" for given in _GIVEN.split() for family in _FAMILY.split()]
    chinese = [family + given for family in _FAMILY_ZH for given in _GIVEN_ZH.split()]
    rng.shuffle(european)
    rng.shuffle(chinese)
    names: list[str] = []
    for number in range(count):
        pool = chinese if number % 3 == 2 else european
        position = number // 3 if number % 3 == 2 else number // 3 * 2 + number % 3
        again, index = divmod(position, len(pool))
        names.append(pool[index] if not again else f"{pool[index]} {again + 1}")
    return names


# role, badge, department, role of the manager, login where the demo signs in with it
_STAFF = (
    ("plant_manager", "00000100", "D00", None, None),
    ("head_of_production", "00000101", "D01", "00000100", "head"),
    ("production_manager", "00000110", "D10", "00000101", "production"),
    ("production_manager", "00000120", "D20", "00000101", "production2"),
    ("production_manager", "00000130", "D30", "00000101", "production3"),
    ("quality_manager", "00000201", "D02", "00000100", None),
    ("quality_engineer", "00000210", "D02", "00000201", "quality"),
    ("quality_trainer", "00000211", "D02", "00000201", "trainer"),
    ("hr_officer", "00000301", "D03", "00000100", "hr"),
    ("it_manager", "00000401", "D04", "00000100", None),
    ("bi_analyst", "00000410", "D04", "00000401", "bi"),
    ("administrator", "00000420", "D04", "00000401", "administrator"),
    ("shift_leader", "00000111", "D10", "00000110", "shift"),
    ("quality_assessor", "00000212", "D02", "00000201", "assessor"),
    ("quality_inspector", "00000213", "D02", "00000201", "inspector"),
)
DEPARTMENT_MANAGERS = {
    "D00": "00000100",
    "D01": "00000101",
    "D10": "00000110",
    "D20": "00000120",
    "D30": "00000130",
    "D02": "00000201",
    "D03": "00000301",
    "D04": "00000401",
}
SHIFT_LEADERS = {"D10": "00000111"}
"""Who leads the operators of a department where it is not its manager himself."""
INSPECTORS = ("00000210", "00000213")
# Two poorly trained to two well trained, and one beginner: so each work centre has both kinds.
_GRADES = ("low", "high", "low", "high", "new")
_SCORES = {"low": (52, 74), "high": (85, 97)}


class People:
    """Everybody in the plant; ``crews`` are the operators of each work centre."""

    def __init__(self, seed: int, operators: int) -> None:
        if operators < 2 * len(WORK_CENTERS):
            raise ValueError(
                f"{len(WORK_CENTERS)} work centres need at least {2 * len(WORK_CENTERS)} operators."
            )
        rng = Random(f"{seed}/people")
        names = _names(rng, len(_STAFF) + operators)
        self.staff = [
            Person(badge, names[number], department, role, manager, login)
            for number, (role, badge, department, manager, login) in enumerate(_STAFF)
        ]
        self.crews: dict[str, list[Person]] = {center.code: [] for center in WORK_CENTERS}
        for number in range(operators):
            center = WORK_CENTERS[number % len(WORK_CENTERS)]
            self.crews[center.code].append(
                self._operator(rng, number, center, names[len(_STAFF) + number])
            )
        self.everybody = self.staff + [person for crew in self.crews.values() for person in crew]
        self.by_badge = {person.badge: person for person in self.everybody}

    def _operator(self, rng: Random, number: int, center: WorkCenter, name: str) -> Person:
        team = len(self.crews[center.code])
        grade = _GRADES[team % len(_GRADES)]
        scores = {center.skill: rng.randint(*_SCORES[grade])} if grade in _SCORES else {}
        department = center.line.department
        manager = SHIFT_LEADERS.get(department, DEPARTMENT_MANAGERS[department])
        return Person(
            f"{1001 + number * 3:08d}",
            name,
            department,
            "operator",
            manager,
            None,
            grade,
            team,
            scores,
        )

    def graded(self, center: WorkCenter, *grades: str) -> list[Person]:
        return [person for person in self.crews[center.code] if person.grade in grades]
