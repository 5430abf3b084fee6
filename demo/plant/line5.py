"""Line 5 of the plant, whose controller writes B2MML documents (IEC 62264) into a folder.

The line assembles wheel hubs: one work centre, two operations, four operators. It writes one
OperationsPerformance for each day, when its late shift is over. Its figures are below their limits
in every week, so that it raises no need.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from demo.plant.own_line import Center, OwnOperation, known_to_the_erp
from demo.plant.plan import Plan, spread
from demo.plant.shifts import EARLY, LATE

FOLDER = "line5"
ERP_FILE = "line5.json"
"""What the ERP is to know of the line."""
MAPPING = Path(__file__).with_name("line5.yaml")

_NAMESPACE = "http://www.mesa.org/xml/B2MML"
_MATERIAL = "000000000004899001"
_CENTER = Center("0510", "Wheel hub assembly", "轮毂装配", "bearing_assembly")
_OPERATIONS = (
    OwnOperation("051010", "Bearing press-in", "轴承压装", _CENTER, "0.05", 110),
    OwnOperation("051020", "Hub torque test", "轮毂扭矩测试", _CENTER, "0.04", 110),
)
_NAMES = ("Marek Zieliński", "Sophie Lang", "许文静", "Ali Demir")
_BADGES = tuple(f"{6001 + number:08d}" for number in range(len(_NAMES)))
_SHIFTS = (EARLY, LATE)
_SHARES = (0.010, 0.022)
_WORKDAYS = 5
_UNKNOWN_UNIT, _NO_TIME = "BX", "25:61"


class Line5:
    """Every document that the line has written, and what is true of them, from the plant's seed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._rng = Random(f"{plan.settings.seed}/line5")
        self._weeks: dict[str, dict[str, dict[str, str]]] = {}
        self._days = dict(self._made())

    def write(self, folder: Path) -> None:
        """The documents of all days; what else lies in the folder is removed."""
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        last = max(self._days)
        for day, segments in self._days.items():
            flawed = self._flawed(day) if day == last else ()
            content = _performance(day, self._published(day), [*segments, *flawed])
            (folder / f"performance-{day}.xml").write_text(content, encoding="utf-8")

    def erp(self) -> dict[str, Any]:
        """What the ERP is to know of the line, in the words of plant.json."""
        return known_to_the_erp(
            code="D50",
            name="Line 5: wheel hubs",
            name_zh="五线:轮毂",
            operations=_OPERATIONS,
            people=dict(zip(_BADGES, _NAMES, strict=True)),
            since=self._plan.settings.first_day,
        )

    def truth(self) -> dict[str, Any]:
        """What an adapter must yield and refuse, and the weeks as in the plant's truth."""
        return {
            "records": {"production_count": sum(map(len, self._days.values()))},
            "rejections": {"production_count": {"unknown_unit": 1, "invalid_time": 1}},
            "weeks": self._weeks,
        }

    def _made(self) -> Iterator[tuple[date, list[str]]]:
        """Each working day with its segments: an operation in a shift."""
        for week in range(self._plan.settings.weeks):
            monday = self._plan.settings.monday(week)
            days = [monday + timedelta(days=number) for number in range(_WORKDAYS)]
            segments: dict[date, list[str]] = {day: [] for day in days}
            for position, operation in enumerate(_OPERATIONS):
                for day, segment in self._week(week, days, position, operation):
                    segments[day].append(segment)
            yield from segments.items()

    def _week(
        self, week: int, days: Sequence[date], position: int, operation: OwnOperation
    ) -> Iterator[tuple[date, str]]:
        """A segment for each shift; the defects of the week are spread over them."""
        slots = [(day, shift) for day in days for shift in _SHIFTS]
        made = [round(operation.pace * self._rng.uniform(0.9, 1.1)) for _ in slots]
        defective = round(sum(made) * self._rng.uniform(*_SHARES))
        figures = {"produced": str(sum(made)), "defective": str(defective)}
        self._weeks.setdefault(operation.code, {})[self._plan.week_text(week)] = figures
        wrong = spread(self._rng, defective, made)
        for (day, shift), total, bad in zip(slots, made, wrong, strict=True):
            team = (week + (shift is LATE)) % 2
            scrap = self._rng.randint(0, bad)
            began = self._plan.clock.start(day, shift) + 900 + 60 * position
            yield (
                day,
                _segment(
                    f"{operation.code}-{shift.code}",
                    operation.code,
                    times=(_utc(began), _utc(began + 7 * 3600)),
                    person=_BADGES[position * 2 + team],
                    lot=f"H{day:%y%j}",
                    quantities={
                        "Produced": total - bad,
                        "Scrap": scrap,
                        "Rework": bad - scrap,
                    },
                ),
            )

    def _flawed(self, day: date) -> Iterator[str]:
        """A unit that nobody knows, and a time that does not exist."""
        began = self._plan.clock.start(day, EARLY)
        for number, (unit, start) in enumerate(
            ((_UNKNOWN_UNIT, _utc(began)), ("C62", f"{day}T{_NO_TIME}:00Z"))
        ):
            yield _segment(
                f"FLAW-{number}",
                _OPERATIONS[0].code,
                times=(start, _utc(began + 3600)),
                person=_BADGES[0],
                lot=f"H{day:%y%j}",
                quantities={"Produced": 7},
                unit=unit,
            )

    def _published(self, day: date) -> str:
        return _utc(self._plan.clock.start(day, LATE) + 8 * 3600 + 300)


def _performance(day: date, published: str, segments: Sequence[str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OperationsPerformance xmlns="{_NAMESPACE}">\n'
        f"<ID>L5-{day}</ID><PublishedDate>{published}</PublishedDate>\n"
        f"<OperationsResponse><ID>L5-{day}</ID>"
        f"<OperationsRequestID>{5000000 + day.toordinal():012d}</OperationsRequestID>\n"
        "<HierarchyScope><EquipmentID>L5</EquipmentID><EquipmentLevel>Area</EquipmentLevel>"
        f"<HierarchyScope><EquipmentID>{_CENTER.code}</EquipmentID>"
        "<EquipmentLevel>WorkCenter</EquipmentLevel></HierarchyScope></HierarchyScope>\n"
        f"{''.join(segments)}</OperationsResponse>\n"
        "</OperationsPerformance>\n"
    )


def _segment(
    number: str,
    operation: str,
    *,
    times: tuple[str, str],
    person: str,
    lot: str,
    quantities: dict[str, int],
    unit: str = "C62",
) -> str:
    made = "".join(_material(use, amount, lot, unit) for use, amount in quantities.items())
    return (
        f"<SegmentResponse><ID>{number}</ID><ProcessSegmentID>{operation}</ProcessSegmentID>"
        f"<ActualStartTime>{times[0]}</ActualStartTime><ActualEndTime>{times[1]}</ActualEndTime>"
        f"<PersonnelActual><PersonID>{escape(person)}</PersonID></PersonnelActual>"
        f"{made}</SegmentResponse>\n"
    )


def _material(use: str, amount: int, lot: str, unit: str) -> str:
    """Scrap and rework have no word of their own in B2MML."""
    said = (
        "<MaterialUse>Produced</MaterialUse>"
        if use == "Produced"
        else f'<MaterialUse OtherValue="{use}">Other</MaterialUse>'
    )
    return (
        f"<MaterialActual><MaterialDefinitionID>{_MATERIAL}</MaterialDefinitionID>"
        f"<MaterialLotID>{lot}</MaterialLotID>{said}<Quantity>"
        f"<QuantityString>{amount}</QuantityString><UnitOfMeasure>{unit}</UnitOfMeasure>"
        "</Quantity></MaterialActual>"
    )


def _utc(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%dT%H:%M:%SZ}"
