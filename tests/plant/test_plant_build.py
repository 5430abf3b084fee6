"""Building a plant: the same every time, of any size, in steps, in either database."""

import hashlib
import json
import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from plant_reading import Decision, read
from sqlalchemy import inspect, select
from typer.testing import CliRunner

from demo.plant.build import build_plant
from demo.plant.files import FILES, LINE5_ERP_FILE
from demo.plant.mes_schema import BDE_MELDUNG, EVENT_TABLES, MASTER_TABLES
from demo.plant.mes_writer import sqlalchemy_engine
from demo.plant.shifts import last_sunday
from gateway.cli import make_cli

PlantOf = Callable[[int], Path]
SPRING = date(2026, 4, 5)
EVENTS = [table.name for table in EVENT_TABLES]


def _digests(folder: Path) -> dict[str, str]:
    """Of every file in the folder and below."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as database:
        return {
            name: database.execute(f'SELECT * FROM "{name}" ORDER BY SATZ_NR').fetchall()
            for name in EVENTS
        }


def test_the_same_seed_writes_the_same_bytes(plant_of: PlantOf, tmp_path: Path) -> None:
    build_plant(tmp_path, seed=1, until=SPRING, counts=16_000)

    assert _digests(tmp_path) == _digests(plant_of(1))
    assert {Path(name).parts[0] for name in _digests(tmp_path)} == set(FILES)


def test_another_seed_is_another_plant(plant_of: PlantOf) -> None:
    first, second = _digests(plant_of(1)), _digests(plant_of(2))

    # what the ERP knows of line 5, its layout, is always the same
    assert [name for name in first if first[name] == second[name]] == [LINE5_ERP_FILE]


def test_the_plant_is_as_big_as_the_issue_says(plant_of: PlantOf) -> None:
    plant = read(plant_of(1)).plant

    assert len({center["line"] for center in plant["work_centers"]}) == 3
    assert len(plant["work_centers"]) == 12
    assert len(plant["operations"]) == 40
    assert sum(person["role"] == "operator" for person in plant["employees"]) == 60
    assert len({person["badge"] for person in plant["employees"]}) == len(plant["employees"])


@pytest.mark.parametrize(("operators", "weeks", "counts"), [(24, 10, 1), (120, 12, 20_000)])
def test_the_truth_holds_for_other_sizes(
    tmp_path: Path, operators: int, weeks: int, counts: int
) -> None:
    build_plant(tmp_path, seed=5, until=SPRING, operators=operators, weeks=weeks, counts=counts)
    plant = read(tmp_path)

    raised = Decision(plant).raised()

    assert raised == {case["operation"] for case in plant.truth["cases"] if case["raises"]}
    assert len(raised) == 4


def test_about_as_many_counts_come_as_were_asked_for(tmp_path: Path) -> None:
    built = build_plant(tmp_path, seed=5, until=SPRING, weeks=10, counts=20_000)

    assert built.rows["BDE_MELDUNG"] + built.rows["ZAEHLER_STAND"] == pytest.approx(
        20_000, rel=0.05
    )


def test_rows_are_written_in_the_order_of_change(plant_of: PlantOf) -> None:
    rows = _rows(plant_of(3) / "mes.sqlite")

    for name in EVENTS:
        stamps = [str(row[-1]) for row in rows[name]]
        # Text goes back only in the hour that comes twice.
        backwards = [pair for pair in pairwise(stamps) if pair[1] < pair[0]]
        assert all(before.startswith("2025-10-26 02") for before, _ in backwards)
        assert [row[0] for row in rows[name]] == list(range(1, len(stamps) + 1))
        assert stamps[-1] < "2026-04-06"


def test_a_plant_told_in_two_steps_is_the_same_plant(plant_of: PlantOf, tmp_path: Path) -> None:
    sizes = {"seed": 1, "until": SPRING, "counts": 16_000}
    truth = read(plant_of(1)).truth
    corrected = next(c for c in truth["cases"] if c["kind"] == "late_correction")
    year, week = map(int, corrected["weeks"][-1].split("-W"))
    known_by = datetime.combine(date.fromisocalendar(year, week, 7), datetime.max.time())

    build_plant(tmp_path, **sizes, known_by=known_by)
    early = _rows(tmp_path / "mes.sqlite")
    seen_then = {made.operation for made in read(tmp_path).made}
    build_plant(tmp_path, **sizes, append=True)

    assert seen_then
    assert 0 < len(early["BDE_MELDUNG"]) < len(_rows(tmp_path / "mes.sqlite")["BDE_MELDUNG"])
    assert _rows(tmp_path / "mes.sqlite") == _rows(plant_of(1) / "mes.sqlite")


def test_before_its_correction_the_late_case_looks_like_a_need(
    plant_of: PlantOf, tmp_path: Path
) -> None:
    truth = read(plant_of(2)).truth
    case = next(c for c in truth["cases"] if c["kind"] == "late_correction")
    year, week = map(int, case["weeks"][0].split("-W"))
    known_by = datetime.combine(date.fromisocalendar(year, week, 7), datetime.max.time())

    build_plant(tmp_path, seed=2, until=SPRING, counts=16_000, known_by=known_by)

    first_week = truth["weeks"][case["operation"]][case["weeks"][0]]
    total = Decision(read(tmp_path)).weeks[case["operation"]][date.fromisocalendar(year, week, 1)]
    assert total.produced == int(first_week["produced"])
    assert total.defective > 2 * int(first_week["defective"])


def test_postgresql_holds_the_same_rows(
    plant_of: PlantOf, tmp_path: Path, fresh_database: str
) -> None:
    built = build_plant(tmp_path, seed=1, until=SPRING, counts=16_000, mes_url=fresh_database)
    sqlite = _rows(plant_of(1) / "mes.sqlite")

    assert not (tmp_path / "mes.sqlite").exists()
    assert built.rows == {name: len(rows) for name, rows in sqlite.items()}
    with psycopg.connect(fresh_database) as database:
        for name in EVENTS:
            rows = database.execute(f'SELECT * FROM "{name}" ORDER BY "SATZ_NR"').fetchall()
            assert [_plain(row) for row in rows] == [_plain(row) for row in sqlite[name]]


def _plain(row: tuple[object, ...]) -> list[object]:
    """Numbers as floats and NaN as text, so that both databases can be compared."""
    return [
        value if value is None or isinstance(value, str | bytes) else _number(value)
        for value in row
    ]


def _number(value: object) -> object:
    number = float(str(value))
    return number if number == number else "NaN"


def test_a_postgresql_plant_grows_too(tmp_path: Path, fresh_database: str) -> None:
    sizes = {"seed": 4, "until": SPRING, "weeks": 10, "counts": 2_000, "mes_url": fresh_database}

    first = build_plant(tmp_path, **sizes, known_by=datetime(2026, 3, 1))  # noqa: DTZ001
    second = build_plant(tmp_path, **sizes, append=True)

    with psycopg.connect(fresh_database) as database:
        count = database.execute('SELECT count(*), max("SATZ_NR") FROM "BDE_MELDUNG"').fetchone()
    assert first.rows["BDE_MELDUNG"] > 0
    assert second.rows["BDE_MELDUNG"] > 0
    total = first.rows["BDE_MELDUNG"] + second.rows["BDE_MELDUNG"]
    assert count == (total, total)


def test_the_schema_is_the_described_one(plant_of: PlantOf) -> None:
    engine = sqlalchemy_engine(f"sqlite:///{plant_of(1) / 'mes.sqlite'}")
    found = inspect(engine)

    for table in (*MASTER_TABLES, *EVENT_TABLES):
        names = [column["name"] for column in found.get_columns(table.name)]
        assert names == [column.name for column in table.columns]
    with engine.connect() as connection:
        row = connection.execute(select(BDE_MELDUNG).limit(1)).one()
    assert isinstance(row.CHARGE, bytes)
    assert row.MENGE_GES.endswith(",000")
    engine.dispose()


def test_texts_are_in_their_foreign_encodings(plant_of: PlantOf) -> None:
    with sqlite3.connect(plant_of(1) / "mes.sqlite") as database:
        names = [n for (n,) in database.execute("SELECT NAME FROM PERS_STAMM")]
        centers = [n for (n,) in database.execute("SELECT APL_BEZ FROM ARBPLATZ")]
        lots = {n for (n,) in database.execute("SELECT CHARGE FROM BDE_MELDUNG")}

    people = {person["name"] for person in read(plant_of(1)).plant["employees"]}
    assert people < {name.decode("gb18030") for name in names}
    assert "Roboterschweißzelle" in {name.decode("latin-1") for name in centers}
    with pytest.raises(UnicodeDecodeError):
        b"".join(centers).decode("utf-8")
    assert any(lot.startswith("批".encode("gb18030")) for lot in lots)


def test_the_renamed_work_center_carries_both_numbers(plant_of: PlantOf) -> None:
    plant = read(plant_of(1)).plant
    renamed = next(center for center in plant["work_centers"] if center["former"])
    with sqlite3.connect(plant_of(1) / "mes.sqlite") as database:
        used = {
            code: (first, last)
            for code, first, last in database.execute(
                "SELECT APL_NR, min(SATZ_NR), max(SATZ_NR) FROM BDE_MELDUNG"
                " WHERE AG_NR LIKE ? AND LFD = 1 GROUP BY APL_NR",
                (f"{renamed['code']}%",),
            )
        }
        successor = database.execute(
            "SELECT NACHF_APL FROM ARBPLATZ WHERE APL_NR = ?", renamed["former"]
        ).fetchone()

    assert set(used) == {renamed["code"], *renamed["former"]}
    assert successor == (renamed["code"],)


def test_counters_reset_and_roll_over(plant_of: PlantOf) -> None:
    with sqlite3.connect(plant_of(1) / "mes.sqlite") as database:
        size, largest = database.execute("SELECT STELLEN, MAX_JE_ABL FROM ZAEHLER").fetchone()
        stands = [
            total for (total,) in database.execute("SELECT STAND_GES FROM ZAEHLER_STAND ORDER BY 1")
        ]
        read_in_order = [
            total
            for (total,) in database.execute("SELECT STAND_GES FROM ZAEHLER_STAND ORDER BY SATZ_NR")
        ]
    falls = [
        after - before + 10**size for before, after in pairwise(read_in_order) if after < before
    ]

    assert max(stands) < 10**size
    assert sum(step <= largest for step in falls) >= 2
    assert sum(step > largest for step in falls) >= 2


def test_memory_does_not_grow_with_the_counts(tmp_path: Path) -> None:
    def peak(counts: int) -> int:
        tracemalloc.start()
        build_plant(tmp_path, seed=6, until=SPRING, weeks=10, operators=24, counts=counts)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    # Eight times the rows need far less than eight times the memory: rows do not pile up.
    assert peak(40_000) < 3 * peak(5_000)


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [({"weeks": 9}, "at least 10 weeks"), ({"operators": 23}, "at least 24 operators")],
)
def test_a_plant_too_small_for_its_cases_is_refused(
    tmp_path: Path, sizes: dict[str, int], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        build_plant(tmp_path, seed=1, until=SPRING, **sizes)


def test_the_command_makes_a_plant_and_says_how_fast(tmp_path: Path) -> None:
    sizes = ["--operators", "24", "--weeks", "10", "--counts", "500", "--until", "2026-04-05"]
    arguments = ["plant", "--seed", "9", *sizes, "--out", str(tmp_path / "plant")]

    result = CliRunner().invoke(make_cli(arguments), arguments)

    assert result.exit_code == 0, result.output
    assert "rows/s" in result.output
    assert json.loads((tmp_path / "plant" / "truth.json").read_text())["seed"] == 9


def test_the_command_says_what_is_wrong_with_the_sizes(tmp_path: Path) -> None:
    arguments = ["plant", "--seed", "9", "--weeks", "3", "--out", str(tmp_path)]

    result = CliRunner().invoke(make_cli(arguments), arguments)

    assert result.exit_code == 2
    assert "at least 10 weeks" in result.output


def test_a_plant_ends_on_the_last_whole_week() -> None:
    assert last_sunday(date(2026, 4, 6)) == date(2026, 4, 5)
    assert last_sunday(date(2026, 4, 5)) == date(2026, 3, 29)
