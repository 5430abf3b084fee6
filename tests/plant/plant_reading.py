"""The rule of the plant computed from the rows of its MES, sharing no code with the generator.

``Reading`` interprets the rows as demo/plant/README.md says. Its switches turn one rule of
interpretation wrong, to show what a careless adapter would find.
"""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Wrong:
    """One careless interpretation at a time."""

    calendar_day: bool = False
    every_delivery: bool = False
    first_revision: bool = False
    no_reversals: bool = False
    kilograms_are_pieces: bool = False
    unknown_is_zero: bool = False
    any_volume: bool = False
    gap_breaks: bool = False
    gap_is_bad: bool = False
    two_weeks: bool = False
    ignores_scores: bool = False


NOTHING_WRONG = Wrong()


@dataclass
class Sum:
    produced: Decimal = Decimal(0)
    defective: Decimal = Decimal(0)


class Reading:
    def __init__(self, folder: Path, wrong: Wrong = NOTHING_WRONG) -> None:
        self.wrong = wrong
        self.plant = json.loads((folder / "plant.json").read_text(encoding="utf-8"))
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self.zone = ZoneInfo(self.plant["zone"])
        database = sqlite3.connect(folder / "mes.sqlite")
        database.row_factory = sqlite3.Row
        self.weights = {
            row["AG_NR"]: Decimal(row["STK_GEW"].replace(",", "."))
            for row in database.execute("SELECT AG_NR, STK_GEW FROM AGANG WHERE STK_GEW IS NOT NULL")
        }
        self.shift_starts = {
            row["SCHICHT"]: int(row["VON"][:2]) for row in database.execute("SELECT * FROM SCHICHTPLAN")
        }
        self.rejected: dict[str, int] = defaultdict(int)
        self.keys: set[str] = set()
        self.weeks: dict[str, dict[date, Sum]] = defaultdict(lambda: defaultdict(Sum))
        self.people: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._counts(database)
        self._readings(database)
        database.close()

    # ------------------------------------------------------------------ rows

    def _counts(self, database: sqlite3.Connection) -> None:
        delivered: dict[tuple[str, int, int], sqlite3.Row] = {}
        for row in database.execute("SELECT * FROM BDE_MELDUNG ORDER BY SATZ_NR"):
            flaw = self._flaw(row)
            if flaw:
                self.rejected[flaw] += 1
                continue
            repeat = row["SATZ_NR"] if self.wrong.every_delivery else 0
            delivered[row["MELD_NR"], row["LFD"], repeat] = row
        current: dict[tuple[str, int], sqlite3.Row] = {}
        for (key, revision, repeat), row in sorted(delivered.items(), key=lambda item: item[0]):
            if not (self.wrong.first_revision and revision > 1):
                current[key, repeat] = row
        for (key, _), row in current.items():
            self.keys.add(key)
            if self.wrong.no_reversals and row["STORNO_KZ"] == "X":
                continue
            self._add(row)

    def _add(self, row: sqlite3.Row) -> None:
        started = datetime.strptime(row["BEGINN"], "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007
        scale = Decimal(1)
        if row["ME"] == "KG" and not self.wrong.kilograms_are_pieces:
            scale = 1 / self.weights[row["AG_NR"]]
        produced = Decimal(row["MENGE_GES"].replace(",", ".")) * scale
        defective = (Decimal(str(row["MENGE_AUS"])) + Decimal(str(row["MENGE_NA"]))) * scale
        self._book(row["AG_NR"], self._day(started, row["SCHICHT"]), row["PERS_NR"], produced, defective)

    def _book(self, operation: str, day: date, badge: str | None, produced: Decimal, defective: Decimal) -> None:
        monday = day - timedelta(days=day.weekday())
        total = self.weeks[operation][monday]
        total.produced += produced
        total.defective += defective
        if badge and produced > 0:
            self.people[operation][monday].add(badge)

    def _day(self, started: datetime, shift: str) -> date:
        """The day on which the shift began that was running then."""
        if self.wrong.calendar_day or started.hour >= self.shift_starts[shift]:
            return started.date()
        return started.date() - timedelta(days=1)

    def _flaw(self, row: sqlite3.Row) -> str | None:
        try:
            row["CHARGE"].decode("gb18030")
        except UnicodeDecodeError:
            return "unreadable_text"
        if row["ME"] not in {"ST", "KG"}:
            return "unknown_unit"
        if row["SCHICHT"] not in self.shift_starts:
            return "unknown_code"
        if not (self._exists(row["BEGINN"]) and self._exists(row["ENDE"])):
            return "invalid_time"
        names = ("MENGE_GES", "MENGE_GUT", "MENGE_AUS", "MENGE_NA")
        if any(row[name] is None for name in names):
            return "missing_value"
        try:
            produced, good, scrapped, reworked = (Decimal(str(row[name]).replace(",", ".")) for name in names)
        except InvalidOperation:
            return "not_a_number"
        if any(number.is_nan() for number in (produced, good, scrapped, reworked)):
            return "not_a_number"
        if row["STORNO_KZ"] != "X" and min(produced, good, scrapped, reworked) < 0:
            return "negative_quantity"
        return "quantities_disagree" if produced != good + scrapped + reworked else None

    def _exists(self, text: str) -> bool:
        try:
            naive = datetime.strptime(text, "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            return False
        there_and_back = naive.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)
        return there_and_back.replace(tzinfo=None) == naive

    def _readings(self, database: sqlite3.Connection) -> None:
        counter = database.execute("SELECT * FROM ZAEHLER").fetchone()
        size, largest = 10 ** counter["STELLEN"], counter["MAX_JE_ABL"]
        names = ("STAND_GES", "STAND_AUS", "STAND_NA")
        before: list[int] | None = None
        for row in database.execute("SELECT * FROM ZAEHLER_STAND ORDER BY SATZ_NR"):
            now = [row[name] for name in names]
            if before is not None:
                reset = now[0] < before[0] and now[0] - before[0] + size > largest
                made = [n if reset else (n - b) % size for n, b in zip(now, before, strict=True)]
                read = datetime.strptime(row["ABL_ZEIT"], "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007
                self.keys.add(f"Z{row['SATZ_NR']}")
                defective = Decimal(made[1] + made[2])
                day = self._day(read, row["SCHICHT"])
                self._book(row["AG_NR"], day, row["PERS_NR"], Decimal(made[0]), defective)
            before = now

    # ------------------------------------------------------------------ rule

    def needs(self) -> list[dict[str, object]]:
        found = [need for operation in self.plant["operations"] if (need := self._need(operation))]
        return sorted(found, key=lambda need: str(need["operation"]))

    def _need(self, operation: dict[str, str]) -> dict[str, object] | None:
        run = self._last_run(operation)
        if not run:
            return None
        scores = self._scores(operation, run)
        if not scores:
            return None
        mean = (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if mean >= self.truth["rule"]["score_below"] and not self.wrong.ignores_scores:
            return None
        weeks = [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in run]
        return {"operation": operation["code"], "weeks": weeks, "mean_score": mean}

    def _scores(self, operation: dict[str, str], run: list[date]) -> list[int]:
        scores = {p["badge"]: p["scores"].get(operation["skill"]) for p in self.plant["employees"]}
        badges = set().union(*(self.people[operation["code"]][day] for day in run))
        missing = 0 if self.wrong.unknown_is_zero else None
        found = [scores.get(badge, missing) for badge in badges - set(self.plant["shared_badges"])]
        return [score for score in found if score is not None]

    def _last_run(self, operation: dict[str, str]) -> list[date]:
        rule = self.truth["rule"]
        needed = 2 if self.wrong.two_weeks else rule["weeks"]
        volume = 1 if self.wrong.any_volume else rule["min_volume"]
        limit = Decimal(operation["limit"])
        last: list[date] = []
        run: list[date] = []
        day = date.fromisoformat(self.truth["first_day"])
        while day < date.fromisoformat(self.truth["last_day"]):
            total = self.weeks[operation["code"]].get(day, Sum())
            counts = total.produced >= volume
            if counts and total.defective / total.produced > limit:
                run.append(day)
            elif not counts and self.wrong.gap_is_bad and run:
                run.append(day)
            elif counts or self.wrong.gap_breaks:
                run = []
            if len(run) >= needed:
                last = run[:]
            day += timedelta(days=7)
        return last
