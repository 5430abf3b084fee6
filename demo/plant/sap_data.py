"""sap.json: the inspection lots and notifications that SAP would hold for this plant.

Fields carry their ABAP names; what is initial is left out.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.plant.bookings import bad_lot_number, lot_number, material_number, order_number
from demo.plant.cases import Case
from demo.plant.layout import (
    BY_CODE,
    OPERATIONS,
    STORY_OPERATION,
    WORK_CENTERS,
    Operation,
    WorkCenter,
)
from demo.plant.people import INSPECTORS
from demo.plant.plan import Plan
from demo.plant.sap_production import PLANT, SapProduction
from demo.plant.sap_results import SapResults

LOGON = {"user": "QL_RFC", "password": "Schweissnaht-7", "client": "100"}

STREAMS = ("inspection", "defect", "notification", "order", "lot", "qualification")
"""What is to be read of it: its confirmations tell the production that the MES tells."""

Fields = dict[str, object]

INCOMING, IN_FINAL, SUPERVISION = ("01", "01"), ("04", "04"), ("Z9", "89")
_VENDORS = ("0000100217", "0000100342", "0000100488", "0000200015")
_CUSTOMERS = ("0000300101", "0000300102", "0000300117")


def _time(rng: Random, earliest: int) -> str:
    """A time of day in the eight hours from ``earliest`` on."""
    return f"{earliest + rng.randrange(8):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def _user(badge: str) -> str:
    """The SAP user of an inspector."""
    return f"QM{badge[-4:]}"


class SapData:
    """Builds the content of sap.json from a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lots: list[Fields] = []
        self._notices: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}
        self._production = SapProduction(plan)
        self._results = SapResults(plan.settings.seed)
        for week in range(plan.settings.weeks):
            for center in WORK_CENTERS:
                self._incoming(center, week)
                self._final(center, week)
            self._story(week)
        for code in sorted(plan.cases):
            self._of_case(plan.cases[code])
        self._everyday()
        self._notices.sort(
            key=lambda notice: (notice["header"]["QMDAT"], notice["header"]["QMNUM"])
        )

    def content(self) -> Fields:
        return {
            "system": "QLD",
            "plant": PLANT,
            "zone": self._plan.clock.zone.key,
            "logon": LOGON,
            "inspection_lots": self._lots,
            "notifications": self._notices,
            **self._results.tables(),
            **self._production.tables(),
        }

    def records(self) -> dict[str, int]:
        """Stream → distinct keys, for the truth."""
        return {
            "inspection": len(self._lots),
            "defect": len(self._results.defects),
            "notification": len(self._notices),
            "order": len(self._production.orders),
            "lot": len(self._production.batches),
            "qualification": len(self._production.qualifications),
        }

    def _rng(self, *names: object) -> Random:
        return Random("/".join(map(str, (self._plan.settings.seed, "sap", *names))))

    def _next(self, prefix: str, digits: int) -> str:
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}{self._numbers[prefix]:0{digits - len(prefix)}d}"

    # ------------------------------------------------------------------ inspection lots

    def _incoming(self, center: WorkCenter, week: int) -> None:
        """The week's material, inspected when it comes in; the bad lot is refused too late."""
        rng = self._rng("incoming", center.code, week)
        monday = self._plan.settings.monday(week)
        size = rng.randrange(800, 4000, 50)
        failed = rng.choice((0, 0, 0, 1))
        text = f"Wareneingang {center.name_de}"
        self._lot(INCOMING, center, lot_number(center, monday), monday, size, 80, failed, text, rng)
        bad = next(
            (c for c in self._cases_of(center) if c.kind.name == "bad_lot" and c.start == week),
            None,
        )
        if bad is not None:
            number = bad_lot_number(center)
            self._lot(INCOMING, center, number, monday + timedelta(days=4), 1200, 80, 19, text, rng)

    def _cases_of(self, center: WorkCenter) -> list[Case]:
        return [case for case in self._plan.cases.values() if case.operation.work_center is center]

    def _final(self, center: WorkCenter, week: int) -> None:
        """The final inspection of what a work centre's last operation made."""
        operation = [o for o in OPERATIONS if o.work_center is center][-1]
        self._all_pieces(IN_FINAL, operation, week)

    def _story(self, week: int) -> None:
        """Every piece of the story's welding is inspected: 8 % before, 3 % after the training."""
        self._all_pieces(IN_FINAL, BY_CODE[STORY_OPERATION], week)
        if week > self._training():
            self._all_pieces(SUPERVISION, BY_CODE[STORY_OPERATION], week)

    def _training(self) -> int:
        case = self._plan.cases[STORY_OPERATION]
        return case.start + [intent.trait for intent in case.kind.weeks].index("training")

    def _all_pieces(self, kind: tuple[str, str], operation: Operation, week: int) -> None:
        plan = self._plan.week(operation, week)
        if not plan.produced:
            return
        center, monday = operation.work_center, self._plan.settings.monday(week)
        self._lot(
            kind,
            center,
            lot_number(center, monday),
            monday + timedelta(days=4),
            plan.produced,
            plan.produced,
            plan.defective,
            operation.name_de,
            self._rng(kind[0], operation.code, week),
            operation,
        )

    def _lot(
        self,
        kind: tuple[str, str],
        center: WorkCenter,
        batch: str,
        created: date,
        size: int,
        sample: int,
        failed: int,
        text: str,
        rng: Random,
        operation: Operation | None = None,
    ) -> None:
        number = self._next(kind[1], 12)
        material = material_number(center)
        monday = created - timedelta(days=created.weekday())
        general: Fields = {
            "INSPLOT": number,
            "PLANT": PLANT,
            "INSPTYPE": kind[0],
            "INSPLOT_ORIGIN": kind[1],
            "SHORT_TEXT": text[:40],
            "CREATED_BY_USER": "MESIF" if operation else "WE_BUCHER",
            "CREATED_ON_DATE": created.isoformat(),
            "CREATED_AT_TIME": _time(rng, 6),
            "MATERIAL": material,
            "MATERIAL_LONG": material,
        }
        if operation is not None:
            general["ORDERID"] = order_number(operation, monday)
        else:
            general["VENDOR"] = _VENDORS[center.number % len(_VENDORS)]
        stock: Fields = {
            "INSPLOT": number,
            "MATERIAL": material,
            "BATCH": batch,
            "STOCK_PLANT": PLANT,
            "INSPLOT_SIZE": f"{size}.000",
            "INSPLOT_BASE_UOM": "ST",
            "INSPLOT_BASE_UOM_ISO": "PCE",
            "SAMPLE_SIZE": f"{sample}.000",
            "SAMPLE_BASE_UOM": "ST",
            "QUANTITY_UOM": "ST",
            "QUANTITY_ACTUAL": f"{size}.000",
        }
        decision: Fields = {}
        status = ["REL"]
        decided = created + timedelta(days=1 + rng.randrange(2))
        if decided <= self._plan.settings.last_day - timedelta(days=2):
            status.append("UD")
            allowed = float(operation.limit if operation else 0.02) * sample
            decision = self._decision(decided, failed, failed > allowed, center, rng)
            scrapped = round(failed * 0.6)
            stock["QUANTITY_SCRAP"] = f"{scrapped}.000"
            stock["QUANTITY_BLOCKED"] = f"{failed - scrapped}.000"
            stock["QUANTITY_AVAILABLE"] = f"{size - failed}.000"
        else:
            stock["QUANTITY_TO_BE_POSTED"] = f"{size}.000"
        accounting = {"ORDERID": general["ORDERID"]} if operation else {}
        lot: dict[str, Any] = {
            "general": general,
            "stock": stock,
            "accounting": accounting,
            "usage_decision": decision,
            "status": status,
        }
        self._lots.append(lot)
        self._results.add(lot, failed)

    def _decision(
        self, day: date, failed: int, refused: bool, center: WorkCenter, rng: Random
    ) -> Fields:
        inspector = _user(INSPECTORS[center.number % len(INSPECTORS)])
        return {
            "UD_CATALOG_TYPE": "3",
            "UD_PLANT": PLANT,
            "UD_SELECTED_SET": "01",
            "UD_CODE_GROUP": "01",
            "UD_CODE": "R" if refused else "A" if not failed else "A1",
            "CODE_VALUATION": "R" if refused else "A",
            "QUALITY_SCORE": "1" if refused else "100" if not failed else "75",
            "UD_RECORDED_BY_USER": inspector,
            "UD_RECORDED_ON_DATE": day.isoformat(),
            "UD_RECORDED_AT_TIME": _time(rng, 8),
        }

    # ------------------------------------------------------------------ notifications

    def _of_case(self, case: Case) -> None:
        """Every case of bad quality leaves an internal notification; the story complaints too."""
        bad = [
            week
            for week in range(
                case.start, min(case.start + len(case.kind.weeks), self._plan.settings.weeks)
            )
            if self._plan.week(case.operation, week).defective > 5
            and case.kind.name != "night_shift"
        ]
        if not bad:
            return
        rng = self._rng("notice", case.operation.code)
        monday = self._plan.settings.monday(bad[0])
        name = case.operation.name_de
        batch = bad_lot_number(case.operation.work_center) if case.kind.name == "bad_lot" else None
        self._notice(
            "Q3", f"Fehler: {name}", monday + timedelta(days=8), case.operation, rng, batch
        )
        if case.kind.name == "story":
            for week in bad[1:3]:
                day = self._plan.settings.monday(week) + timedelta(days=9)
                self._notice("Q1", f"Reklamation Schweißnaht {name}", day, case.operation, rng)

    def _everyday(self) -> None:
        """One complaint or internal notification a week, about anything."""
        for week in range(self._plan.settings.weeks):
            rng = self._rng("everyday", week)
            operation = rng.choice(OPERATIONS)
            day = self._plan.settings.monday(week) + timedelta(days=rng.randrange(5))
            kind, text = rng.choice((("Q1", "Reklamation"), ("Q3", "Abweichung"), ("Q3", "Fehler")))
            self._notice(kind, f"{text}: {operation.name_de}", day, operation, rng)

    def _notice(
        self,
        kind: str,
        text: str,
        day: date,
        operation: Operation,
        rng: Random,
        batch: str | None = None,
    ) -> None:
        last = self._plan.settings.last_day
        day = min(day, last)
        number = self._next("0002", 12)
        monday = day - timedelta(days=day.weekday())
        center = operation.work_center
        due = day + timedelta(days=rng.randrange(10, 30))
        closed = day + timedelta(days=rng.randrange(7, 28))
        status = "NOCO" if closed <= last else "NOPR" if day + timedelta(days=3) <= last else "OSNO"
        quantity = f"{rng.randrange(3, 40)}.000"
        changed = closed if status == "NOCO" else min(day + timedelta(days=3), last)
        header: Fields = {
            "QMNUM": number,
            "QMART": kind,
            "QMTXT": text[:40],
            "PRIOK": str(rng.randrange(1, 5)),
            "QMDAT": day.isoformat(),
            "MZEIT": _time(rng, 7),
            "STRMN": day.isoformat(),
            "LTRMN": due.isoformat(),
            "ERDAT": day.isoformat(),
            "AEDAT": changed.isoformat(),
            "AEZEIT": "17:00:00",
            "STTXT": status,
            "MAWERK": PLANT,
            "MATNR": material_number(center),
            "CHARG": batch or lot_number(center, monday),
            "AUFNR": order_number(operation, monday),
            "RKMNG": quantity,
            "MGEIN": "ST",
        }
        if kind == "Q1":
            header["KUNUM"] = rng.choice(_CUSTOMERS)
        if status == "NOCO":
            header |= {"QMDAB": closed.isoformat(), "QMZAB": "17:00:00"}
        items = [
            {
                "QMNUM": number,
                "FENUM": "0001",
                "FETXT": text[:40],
                "FEGRP": "SCHW" if center.number < 2 else "MASS",
                "FECOD": "0010",
                "OTGRP": "PLATZ",
                "OTEIL": f"{operation.number:04d}",
                "FMGEIG": quantity,
                "FMGEIN": "ST",
            }
        ]
        tasks = list(self._tasks(number, day, due, closed if status == "NOCO" else None, rng))
        causes = [
            {
                "QMNUM": number,
                "FENUM": "0001",
                "URNUM": "0001",
                "URTXT": "Einstellung der Anlage",
                "URGRP": "MASCH",
                "URCOD": "0010",
            }
        ]
        self._notices.append(
            {
                "header": header,
                "items": items,
                "causes": causes if status == "NOCO" else [],
                "tasks": tasks,
            }
        )

    def _tasks(
        self, number: str, day: date, due: date, closed: date | None, rng: Random
    ) -> Iterator[Fields]:
        texts = (
            "Sofortmaßnahme: Bestand sperren",
            "Ursache ermitteln",
            "Anlageneinstellung prüfen",
        )
        for place, text in enumerate(texts[: rng.randrange(1, 4)], start=1):
            done = closed or (day + timedelta(days=1) if place == 1 else None)
            done = done if done and done <= self._plan.settings.last_day else None
            task: Fields = {
                "QMNUM": number,
                "MANUM": f"{place:04d}",
                "FENUM": "0001",
                "MNGRP": "QM-MASSN",
                "MNCOD": f"{place:04d}",
                "MATXT": text,
                "STTXT": "TSCO" if done else "TSRL" if place == 1 else "TSOS",
                "PSTER": day.isoformat(),
                "PETER": min(due, day + timedelta(days=2 if place == 1 else 14)).isoformat(),
            }
            if done:
                inspector = _user(INSPECTORS[place % len(INSPECTORS)])
                task |= {"ERLDAT": done.isoformat(), "ERLZEIT": "16:30:00", "ERLNAM": inspector}
            yield task
