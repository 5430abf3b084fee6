"""What SAP would hold of the plant's production: orders, confirmations, batches, qualifications.

Fields carry the names of SAP's tables (AFKO, AFRU, MCHA, HRP1001); what is initial is left out.
Confirmations tell the same production as the MES, a person's shift at a time, so their sums by
operation and week are the truth's. Whoever reads both counts everything twice.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from demo.plant.bookings import bad_lot_number, lot_number, material_number, order_number
from demo.plant.layout import OPERATIONS, SKILLS, WORK_CENTERS, WorkCenter
from demo.plant.plan import Block, Plan, WeekPlan

Fields = dict[str, Any]

PLANT = "1000"
_SCRAP_SHARE = 0.6
_SHIFT = timedelta(hours=8)
_NO_END = "9999-12-31"


def qualification_number(skill: str) -> str:
    """The object of a qualification in personnel development (8 digits)."""
    codes = [known.code for known in SKILLS]
    return f"{50_000_100 + codes.index(skill):08d}"


class SapProduction:
    """Builds the tables from a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.orders: list[Fields] = []
        self.confirmations: list[Fields] = []
        for week in range(plan.settings.weeks):
            for operation in OPERATIONS:
                self._order(plan.week(operation, week))
        self.confirmations.sort(key=lambda row: (row["ERSDA"], row["ERZET"], row["RUECK"]))
        self.batches = list(self._batches())
        self.qualifications = list(self._qualifications())

    def tables(self) -> dict[str, list[Fields]]:
        return {
            "orders": self.orders,
            "confirmations": self.confirmations,
            "batches": self.batches,
            "qualifications": self.qualifications,
        }

    def _order(self, week: WeekPlan) -> None:
        """The order of an operation's week, and what was confirmed on it."""
        if not week.blocks:
            return
        operation, monday = week.operation, self._plan.settings.monday(week.week)
        number = order_number(operation, monday)
        confirmed = list(self._confirmations(week, number))
        first, last = confirmed[0], confirmed[-1]
        done = week.week < self._plan.settings.weeks - 1
        final = [row for row in confirmed if "STOKZ" not in row and "STZHL" not in row]
        order: Fields = {
            "AUFNR": number,
            "AUART": "PP01",
            "WERKS": PLANT,
            "MATNR": material_number(operation.work_center),
            "CHARG": lot_number(operation.work_center, monday),
            "ARBPL": operation.work_center.code,
            "KTEXT": operation.name_de[:40],
            "GAMNG": f"{-(-max(week.produced, 1) // 10) * 10}.000",
            "GMEIN": "ST",
            "IGMNG": _total(final, "LMNGA"),
            "IASMG": _total(final, "XMNGA"),
            "GSTRP": monday.isoformat(),
            "GLTRP": (monday + timedelta(days=6)).isoformat(),
            "GSTRI": first["ISDD"],
            "GSUZI": first["ISDZ"],
            "ERDAT": (monday - timedelta(days=5)).isoformat(),
            "ERFZEIT": "09:00:00",
            "AEDAT": last["ERSDA"],
            "AEZEIT": last["ERZET"],
            "STTXT": "TECO CNF  PRC  GMPS" if done else "REL  PCNF PRC  GMPS",
        }
        if done:
            order |= {"GETRI": last["IEDD"], "GEUZI": last["IEDZ"]}
        self.orders.append(order)
        self.confirmations += confirmed

    def _confirmations(self, week: WeekPlan, order: str) -> Iterator[Fields]:
        """A row for each shift of a person; one taken back is marked, another row takes it back."""
        counter = 0
        for block in week.blocks:
            counter += 1
            row = self._confirmation(block, order, counter)
            if block.trait == "reversed":
                later = datetime.fromisoformat(f"{row['ERSDA']} {row['ERZET']}") + timedelta(days=1)
                day, time = _day_and_time(later)
                yield row | {"STOKZ": "X", "AEDAT": day, "AEZEIT": time}
                counter += 1
                yield row | {
                    "RMZHL": f"{counter:08d}",
                    "STZHL": row["RMZHL"],
                    "BUDAT": day,
                    "ERSDA": day,
                    "ERZET": time,
                }
            else:
                yield row

    def _confirmation(self, block: Block, order: str, counter: int) -> Fields:
        operation = block.operation
        center, monday = operation.work_center, _monday(block.day)
        lot = bad_lot_number(center) if block.trait == "bad_lot" else lot_number(center, monday)
        started = datetime.combine(block.day, block.shift.starts) + timedelta(minutes=1)
        if block.trait == "after_midnight":
            started += timedelta(hours=2, minutes=1)
        ended = datetime.combine(block.day, block.shift.starts) + _SHIFT - timedelta(minutes=1)
        entered = ended + timedelta(minutes=6)
        (start_day, start), (end_day, end) = _day_and_time(started), _day_and_time(ended)
        scrapped = round(block.defective * _SCRAP_SHARE)
        entry_day, entry = _day_and_time(entered)
        quantities = {
            "LMNGA": block.produced - block.defective,
            "XMNGA": scrapped,
            "RMNGA": block.defective - scrapped,
        }
        return {
            "RUECK": confirmation_number(order),
            "RMZHL": f"{counter:08d}",
            "AUFNR": order,
            "VORNR": "0010",
            "KTSCH": operation.code,
            "LTXA1": operation.name_de[:40],
            "ARBPL": center.code,
            "WERKS": PLANT,
            "MATNR": material_number(center),
            "CHARG": lot,
            "BUDAT": block.day.isoformat(),
            "ERSDA": entry_day,
            "ERZET": entry,
            "ISDD": start_day,
            "ISDZ": start,
            "IEDD": end_day,
            "IEDZ": end,
            **{field: f"{value}.000" for field, value in quantities.items() if value},
            "MEINH": "ST",
            "PERNR": block.badge,
        }

    def _batches(self) -> Iterator[Fields]:
        for week in range(self._plan.settings.weeks):
            monday = self._plan.settings.monday(week)
            for center in WORK_CENTERS:
                yield self._batch(center, monday, lot_number(center, monday))
        for code in sorted(self._plan.cases):
            case = self._plan.cases[code]
            if case.kind.name == "bad_lot":
                center = case.operation.work_center
                monday = self._plan.settings.monday(case.start)
                number = bad_lot_number(center)
                yield self._batch(center, monday, number) | {"SPERR": "S", "CSPEM": "37.000"}

    def _batch(self, center: WorkCenter, monday: date, number: str) -> Fields:
        rng = Random(f"{self._plan.settings.seed}/batch/{number}")
        last = min(monday + timedelta(days=6), self._plan.settings.last_day)
        return {
            "MATNR": material_number(center),
            "CHARG": number,
            "WERKS": PLANT,
            "HSDAT": monday.isoformat(),
            "VFDAT": (monday + timedelta(days=730)).isoformat(),
            "CLABS": f"{rng.randrange(0, 900, 10)}.000",
            "MEINS": "ST",
            "ERSDA": monday.isoformat(),
            "ERZEIT": "05:30:00",
            "AEDAT": last.isoformat(),
            "AEZEIT": "21:15:00",
        }

    def _qualifications(self) -> Iterator[Fields]:
        """What people were taught before the plant's first day: a tenth of the exam's score."""
        first = self._plan.settings.first_day
        for person in self._plan.people.everybody:
            rng = Random(f"{self._plan.settings.seed}/qualified/{person.badge}")
            for skill, score in sorted(person.scores.items()):
                begins = first - timedelta(days=rng.randrange(60, 1500))
                ends = begins + timedelta(days=5 * 365)
                yield {
                    "PERNR": person.badge,
                    "QUALI": qualification_number(skill),
                    "SKILL": skill,
                    "STEXT": next(s.name for s in SKILLS if s.code == skill),
                    "PROFC": f"{score // 10:04d}",
                    "BEGDA": begins.isoformat(),
                    "ENDDA": ends.isoformat() if rng.random() < 0.3 else _NO_END,
                    "AEDAT": begins.isoformat(),
                    "AEZEIT": "10:00:00",
                }


def confirmation_number(order: str) -> str:
    """The number under which an order's one operation is confirmed (10 digits)."""
    return f"{int(order) + 2_000_000:010d}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day_and_time(moment: datetime) -> tuple[str, str]:
    return f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}"


def _total(rows: list[Fields], field: str) -> str:
    return f"{sum(int(row.get(field, '0').split('.')[0]) for row in rows)}.000"
