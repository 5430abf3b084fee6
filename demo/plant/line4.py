"""Line 4 of the plant, bought with its own MES, which speaks REST: what that MES holds.

The line makes sensor modules: two work centres, four operations, eight operators. Its figures are
below their limits in every week, so that it raises no need; it shows a second MES beside the first.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from demo.plant.own_line import Center, OwnOperation, known_to_the_erp
from demo.plant.plan import Plan, spread
from demo.plant.shifts import EARLY, LATE, Shift

FILE = "line4.json"
MAPPING = Path(__file__).with_name("line4.yaml")
API_KEY = "line4-reader-5d1c"
MATERIAL = "000000000004799001"

_MOUNTING = Center("0410", "Surface mounting", "贴片", "packing_labelling")
_TESTING = Center("0420", "Module test", "模块测试", "test_bench")
_OPERATIONS = (
    OwnOperation("041010", "Solder paste printing", "锡膏印刷", _MOUNTING, "0.05", 160),
    OwnOperation("041020", "Component placement", "元件贴装", _MOUNTING, "0.04", 150),
    OwnOperation("042010", "Sensor calibration", "传感器标定", _TESTING, "0.05", 120),
    OwnOperation("042020", "End-of-line test", "下线测试", _TESTING, "0.04", 120),
)
_NAMES = (
    *("Lena Fischer", "Tobias Wagner", "周雅婷", "Petra Nováková"),
    *("Emre Yıldız", "何志远", "Carla Rossi", "Jonas Becker"),
)
_SHIFTS = ((EARLY, "early"), (LATE, "late"))
_SHARES = (0.012, 0.024)
_WORKDAYS = 5

Row = dict[str, Any]


class Line4:
    """Everything that the MES of the line knows, and what is true of it, from the plant's seed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._rng = Random(f"{plan.settings.seed}/line4")
        self._badges = [f"{5001 + number:08d}" for number in range(len(_NAMES))]
        self._weeks: dict[str, dict[str, dict[str, str]]] = {}
        self._bookings = list(self._booked())

    def content(self) -> Row:
        """The file: what the MES answers, and under ``erp`` what the ERP is to know of the line."""
        weeks = range(self._plan.settings.weeks)
        return {
            "api_key": API_KEY,
            "equipment": list(self._equipment()),
            "operators": list(self._operators()),
            "orders": [self._order(week) for week in weeks],
            "lots": [self._lot(week) for week in weeks],
            "bookings": [*self._bookings, *self._flawed()],
            "erp": self._erp(),
        }

    def truth(self) -> Row:
        """What an adapter must yield and refuse, and the weeks as in the plant's truth."""
        return {
            "records": {
                "production_count": len(self._bookings),
                "order": self._plan.settings.weeks,
                "lot": self._plan.settings.weeks,
                "equipment": len(list(self._equipment())),
                "person": len(_NAMES),
            },
            "rejections": {"production_count": {"unknown_unit": 1, "quantities_disagree": 1}},
            "weeks": self._weeks,
        }

    # ------------------------------------------------------------------------- production

    def _booked(self) -> Iterator[Row]:
        number = 0
        for week in range(self._plan.settings.weeks):
            for position, operation in enumerate(_OPERATIONS):
                for row in self._week(week, position, operation):
                    number += 1
                    yield {"id": number, "no": f"B{number:08d}", "version": 1, **row}

    def _week(self, week: int, position: int, operation: OwnOperation) -> Iterator[Row]:
        """One booking for each shift; the defects of the week are spread over them."""
        monday = self._plan.settings.monday(week)
        days = [monday + timedelta(days=day) for day in range(_WORKDAYS)]
        slots = [(day, *shift) for day in days for shift in _SHIFTS]
        made = [round(operation.pace * self._rng.uniform(0.9, 1.1)) for _ in slots]
        defective = round(sum(made) * self._rng.uniform(*_SHARES))
        wrong = spread(self._rng, defective, made)
        figures = {"produced": str(sum(made)), "defective": str(defective)}
        self._weeks.setdefault(operation.code, {})[self._plan.week_text(week)] = figures
        for (day, shift, word), total, bad in zip(slots, made, wrong, strict=True):
            team = (week + (shift is LATE)) % 2
            scrap = self._rng.randint(0, bad)
            yield {
                **self._times(day, shift, week * len(_OPERATIONS) + position),
                "order": _order_number(week),
                "operation": operation.code,
                "workCenter": operation.center.code,
                "lot": _lot_number(week),
                "material": MATERIAL,
                "badge": self._badges[position * 2 + team],
                "shift": word,
                "quantity": {
                    "total": total,
                    "good": total - bad,
                    "scrap": scrap,
                    "rework": bad - scrap,
                },
                "uom": "PCE",
            }

    def _flawed(self) -> Iterator[Row]:
        """A unit that nobody knows, and more scrap than was made."""
        last = self._bookings[-1]
        boxes = {**last, "uom": "BOX"}
        too_much = {**last, "quantity": {**last["quantity"], "scrap": 999}}
        for step, row in enumerate((boxes, too_much), start=1):
            number = last["id"] + step
            yield {**row, "id": number, "no": f"B{number:08d}"}

    def _times(self, day: date, shift: Shift, minute: int) -> Row:
        began = self._plan.clock.start(day, shift) + 600
        ended = began + 7 * 3600 + minute % 60
        return {"from": _utc(began), "to": _utc(ended), "updatedAt": _utc(ended + 60)}

    # ------------------------------------------------------------------------- master data

    def _order(self, week: int) -> Row:
        monday = self._plan.settings.monday(week)
        last = self._plan.settings.weeks - 1
        ended = monday + timedelta(days=_WORKDAYS)
        return {
            "number": _order_number(week),
            "status": "running" if week == last else "done",
            "material": MATERIAL,
            "workCenter": "0420",
            "lot": _lot_number(week),
            "target": 1200,
            "uom": "PCE",
            "start": f"{monday}",
            "due": f"{ended - timedelta(days=1)}",
            "updatedAt": f"{ended}T06:00:00Z",
        }

    def _lot(self, week: int) -> Row:
        monday = self._plan.settings.monday(week)
        return {
            "number": _lot_number(week),
            "material": MATERIAL,
            "blocked": week == 3,
            "quantity": 1180,
            "uom": "PCE",
            "order": _order_number(week),
            "made": f"{monday + timedelta(days=_WORKDAYS - 1)}",
            "updatedAt": f"{monday + timedelta(days=_WORKDAYS)}T06:00:00Z",
        }

    def _equipment(self) -> Iterator[Row]:
        yield {"code": "L4", "name": "Line 4", "kind": "area", "parent": None, "version": 1}
        for center in (_MOUNTING, _TESTING):
            full = f"{center.name} {center.name_zh}"
            yield {"code": center.code, "name": full, "kind": "line", "parent": "L4", "version": 1}

    def _operators(self) -> Iterator[Row]:
        for badge, name in zip(self._badges, _NAMES, strict=True):
            yield {"badge": badge, "name": name, "team": "L4", "version": 1}

    def _erp(self) -> Row:
        return known_to_the_erp(
            code="D40",
            name="Line 4: sensor modules",
            name_zh="四线:传感器模块",
            operations=_OPERATIONS,
            people=dict(zip(self._badges, _NAMES, strict=True)),
            since=self._plan.settings.first_day,
        )


def _order_number(week: int) -> str:
    return f"{4000000 + week:012d}"


def _lot_number(week: int) -> str:
    return f"S{week:04d}-01"


def _utc(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%dT%H:%M:%SZ}"
