"""The plant's truth against its rows, read independently."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from plant_reading import Reading, Wrong

SEEDS = (1, 2, 3, 20, 4711)
PlantOf = Callable[[int], Path]


def _truth(folder: Path) -> dict:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rows_raise_exactly_the_needs_of_the_truth(plant_of: PlantOf, seed: int) -> None:
    folder = plant_of(seed)
    told = [need | {"mean_score": Decimal(need["mean_score"])} for need in _truth(folder)["needs"]]

    assert Reading(folder).needs() == sorted(told, key=lambda need: need["operation"])
    assert len(told) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_every_week_of_every_operation_adds_up(plant_of: PlantOf, seed: int) -> None:
    folder = plant_of(seed)
    truth, reading = _truth(folder), Reading(folder)

    read = {
        operation: {
            f"{day.isocalendar().year}-W{day.isocalendar().week:02d}": (total.produced, total.defective)
            for day, total in weeks.items()
        }
        for operation, weeks in reading.weeks.items()
    }
    read.pop("990010")
    told = {
        operation: {week: (Decimal(f["produced"]), Decimal(f["defective"])) for week, f in weeks.items()}
        for operation, weeks in truth["weeks"].items()
    }
    assert read == told


@pytest.mark.parametrize("seed", SEEDS)
def test_rejections_and_keys_are_counted_exactly(plant_of: PlantOf, seed: int) -> None:
    folder = plant_of(seed)
    truth, reading = _truth(folder), Reading(folder)

    assert dict(reading.rejected) == truth["rejections"]["mes"]["production_count"]
    assert len(reading.keys) == truth["records"]["mes"]["production_count"]
    assert set(reading.rejected) == {
        "missing_value",
        "not_a_number",
        "unknown_unit",
        "quantities_disagree",
        "negative_quantity",
        "invalid_time",
        "unreadable_text",
        "unknown_code",
    }


MISREADINGS = {
    "night_shift": Wrong(calendar_day=True),
    "double_delivery": Wrong(every_delivery=True),
    "late_correction": Wrong(first_revision=True),
    "reversal": Wrong(no_reversals=True),
    "unit_mix": Wrong(kilograms_are_pieces=True),
    "unknown_badge": Wrong(unknown_is_zero=True),
    "three_of_five": Wrong(any_volume=True),
    "gap_then_good": Wrong(gap_is_bad=True),
    "two_bad_weeks": Wrong(two_weeks=True),
    "bad_lot": Wrong(two_weeks=True),
    "skilled_operators": Wrong(ignores_scores=True),
}


@pytest.mark.parametrize("kind", MISREADINGS)
@pytest.mark.parametrize("seed", SEEDS)
def test_each_look_alike_would_raise_for_a_careless_reader(plant_of: PlantOf, seed: int, kind: str) -> None:
    folder = plant_of(seed)
    case = next(case for case in _truth(folder)["cases"] if case["kind"] == kind)

    careless = {need["operation"] for need in Reading(folder, MISREADINGS[kind]).needs()}

    assert case["raises"] is False
    assert case["operation"] in careless


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("week_without_production", Wrong(gap_breaks=True)), ("late_scrap", Wrong(first_revision=True))],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_each_hidden_problem_would_be_missed_by_a_careless_reader(
    plant_of: PlantOf, seed: int, kind: str, wrong: Wrong
) -> None:
    folder = plant_of(seed)
    case = next(case for case in _truth(folder)["cases"] if case["kind"] == kind)

    careless = {need["operation"] for need in Reading(folder, wrong).needs()}

    assert case["raises"] is True
    assert case["operation"] not in careless


def test_the_bad_lot_alone_carries_the_defects(plant_of: PlantOf) -> None:
    import sqlite3

    folder = plant_of(1)
    case = next(case for case in _truth(folder)["cases"] if case["kind"] == "bad_lot")
    plant = json.loads((folder / "plant.json").read_text(encoding="utf-8"))
    limit = next(float(o["limit"]) for o in plant["operations"] if o["code"] == case["operation"])
    first = [date.fromisocalendar(*map(int, (week[:4], week[6:], 1))) for week in case["weeks"]]
    wanted = {f"{day.year % 100:02d}{day.isocalendar().week:02d}" for day in first}

    with sqlite3.connect(folder / "mes.sqlite") as database:
        rows = database.execute(
            "SELECT CHARGE, SUM(CAST(MENGE_GES AS REAL)), SUM(MENGE_AUS + MENGE_NA) FROM BDE_MELDUNG"
            " WHERE AG_NR = ? AND LFD = 1 GROUP BY CHARGE",
            (case["operation"],),
        ).fetchall()
    rates = {lot.decode("gb18030"): bad / made for lot, made, bad in rows}

    bad = [lot for lot in rates if lot.startswith("G")]
    assert len(bad) == 1
    assert rates[bad[0]] > limit * 2
    assert all(rate < limit for lot, rate in rates.items() if lot[1:5] in wanted)


def test_the_story_goes_from_eight_to_three_percent(plant_of: PlantOf) -> None:
    truth = _truth(plant_of(2))
    weeks = truth["weeks"][truth["story"]["operation"]]
    rate = {week: int(f["defective"]) / int(f["produced"]) for week, f in weeks.items()}
    training = truth["story"]["training_week"]

    before = [rate[week] for week in truth["story"]["raised_weeks"]]
    after = [share for week, share in rate.items() if week > training]

    assert len(before) >= 3
    assert all(0.078 < share < 0.082 for share in before)
    assert after
    assert all(0.028 < share < 0.032 for share in after)
    assert int(weeks[training]["produced"]) < truth["rule"]["min_volume"]
