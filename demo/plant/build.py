"""Builds a plant in a folder: what its ERP and its other systems know, and what is true."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from demo.plant.attendance import Attendance
from demo.plant.events import Events
from demo.plant.files import (
    ATTENDANCE_FILE,
    LINE4_FILE,
    LINE5_ERP_FILE,
    LINE5_FOLDER,
    MES_FILE,
)
from demo.plant.line4 import Line4
from demo.plant.line5 import Line5
from demo.plant.masters import master_rows
from demo.plant.mes_writer import MesWriter
from demo.plant.plan import Plan, Settings
from demo.plant.plant_json import plant
from demo.plant.sap_data import SapData
from demo.plant.truth import truth

DEFAULT_COUNTS = 25_000


@dataclass(frozen=True, slots=True)
class Built:
    """Where a plant lies and how long it took (seconds)."""

    folder: Path
    mes_url: str
    rows: dict[str, int]
    seconds: float

    @property
    def rows_per_second(self) -> float:
        return sum(self.rows.values()) / self.seconds


def build_plant(
    folder: Path,
    *,
    seed: int,
    until: date,
    operators: int = 60,
    weeks: int = 26,
    counts: int = DEFAULT_COUNTS,
    mes_url: str | None = None,
    known_by: datetime | None = None,
    append: bool = False,
) -> Built:
    """Writes the plant. ``until``: its last day is the last Sunday up to this date.

    ``known_by`` (the plant's wall clock): leaves out what was booked later; ``append`` adds what
    an earlier run left out. Truth is always the whole plant's. Raises ``ValueError`` for sizes
    that cannot hold the cases.
    """
    began = perf_counter()
    plan = Plan(Settings(seed, operators, weeks, counts, until))
    folder.mkdir(parents=True, exist_ok=True)
    url = mes_url or f"sqlite:///{folder / MES_FILE}"
    if mes_url is None and not append:
        (folder / MES_FILE).unlink(missing_ok=True)
    border = known_by.replace(tzinfo=plan.clock.zone).timestamp() if known_by else None
    events = Events(plan)
    writer = MesWriter(url, append=append)
    writer.masters(master_rows(plan))
    for row in events.rows():
        if border is None or row.changed <= border:
            writer.add(row.table, row.values)
    writer.close()
    _write(folder / "plant.json", plant(plan))
    sap = SapData(plan)
    _write_tables(folder / "sap.json", sap.content())
    line4 = Line4(plan)
    _write_tables(folder / LINE4_FILE, line4.content())
    line5 = Line5(plan)
    line5.write(folder / LINE5_FOLDER)
    _write(folder / LINE5_ERP_FILE, {"erp": line5.erp()})
    attendance = Attendance(plan)
    attendance.write(folder / ATTENDANCE_FILE, known_by=known_by)
    _write(
        folder / "truth.json",
        truth(
            plan,
            rejected={"mes": events.rejected(), "attendance": attendance.rejected()},
            records={
                "mes": events.records(),
                "sap": sap.records(),
                "attendance": attendance.records(),
            },
            indicator_values=attendance.truth(),
            own_lines={"line4": line4.truth(), "line5": line5.truth()},
        ),
    )
    return Built(folder, url, writer.written, perf_counter() - began)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_tables(path: Path, content: Mapping[str, Any]) -> None:
    """A line for each row: the tables of a system are long."""
    entries = [f"{json.dumps(name)}: {_table(value)}" for name, value in content.items()]
    path.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


def _table(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
    return f"[\n{rows}\n]"
