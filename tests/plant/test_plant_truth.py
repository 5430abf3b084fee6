"""The plant's truth against its rows, read independently."""

import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from plant_reading import Decision, Wrong, read, week_text

SEEDS = (1, 2, 3, 20, 4711)
UNKNOWN_OPERATION = "990010"
PlantOf = Callable[[int], Path]

pytestmark = pytest.mark.parametrize("seed", SEEDS)


def _case(folder: Path, kind: str) -> dict:
    return next(case for case in read(folder).truth["cases"] if case["kind"] == kind)


def test_the_rows_raise_exactly_the_needs_of_the_truth(plant_of: PlantOf, seed: int) -> None:
    plant = read(plant_of(seed))
    told = [need | {"mean_score": Decimal(need["mean_score"])} for need in plant.truth["needs"]]

    assert Decision(plant).needs() == sorted(told, key=lambda need: need["operation"])
    assert len(told) == 4


def test_every_week_of_every_operation_adds_up(plant_of: PlantOf, seed: int) -> None:
    plant = read(plant_of(seed))
    told = {
        (operation, week): (Decimal(figures["produced"]), Decimal(figures["defective"]))
        for operation, weeks in plant.truth["weeks"].items()
        for week, figures in weeks.items()
    }

    found = {
        (operation, week_text(day)): (total.produced, total.defective)
        for operation, weeks in Decision(plant).weeks.items()
        for day, total in weeks.items()
        if operation != UNKNOWN_OPERATION
    }

    assert found == told


def test_rejections_and_keys_are_counted_exactly(plant_of: PlantOf, seed: int) -> None:
    plant = read(plant_of(seed))

    assert plant.rejected == plant.truth["rejections"]["mes"]["production_count"]
    assert len(Decision(plant).keys) == plant.truth["records"]["mes"]["production_count"]
    assert set(plant.rejected) == {
        "missing_value",
        "not_a_number",
        "unknown_unit",
        "quantities_disagree",
        "negative_quantity",
        "invalid_time",
        "unreadable_text",
        "unknown_code",
    }


def test_the_worklist_names_what_nobody_knows(plant_of: PlantOf, seed: int) -> None:
    plant = read(plant_of(seed))
    badges = {person["badge"] for person in plant.plant["employees"]}
    badges |= set(plant.plant["shared_badges"])
    operations = {operation["code"] for operation in plant.plant["operations"]}

    unknown = {("employee", made.badge) for made in plant.made if made.badge}
    unknown = {(kind, code) for kind, code in unknown if code not in badges}
    unknown |= {("operation", m.operation) for m in plant.made if m.operation not in operations}

    assert unknown == {(line["kind"], line["code"]) for line in plant.truth["worklist"]}


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
def test_each_look_alike_would_raise_for_a_careless_reader(
    plant_of: PlantOf, seed: int, kind: str
) -> None:
    folder = plant_of(seed)
    case = _case(folder, kind)

    careless = Decision(read(folder), MISREADINGS[kind]).raised()

    assert case["raises"] is False
    assert case["operation"] in careless


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("week_without_production", Wrong(gap_breaks=True)),
        ("late_scrap", Wrong(first_revision=True)),
    ],
)
def test_each_hidden_problem_would_be_missed_by_a_careless_reader(
    plant_of: PlantOf, seed: int, kind: str, wrong: Wrong
) -> None:
    folder = plant_of(seed)
    case = _case(folder, kind)

    careless = Decision(read(folder), wrong).raised()

    assert case["raises"] is True
    assert case["operation"] not in careless


def test_the_bad_lot_alone_carries_the_defects(plant_of: PlantOf, seed: int) -> None:
    folder = plant_of(seed)
    case = _case(folder, "bad_lot")
    operations = read(folder).plant["operations"]
    limit = next(float(o["limit"]) for o in operations if o["code"] == case["operation"])

    with sqlite3.connect(folder / "mes.sqlite") as database:
        rows = database.execute(
            "SELECT CHARGE, SUM(CAST(MENGE_GES AS REAL)), SUM(MENGE_AUS + MENGE_NA)"
            " FROM BDE_MELDUNG WHERE AG_NR = ? GROUP BY CHARGE",
            (case["operation"],),
        ).fetchall()
    rates = {lot.decode("gb18030"): bad / made for lot, made, bad in rows}

    assert [lot for lot, rate in rates.items() if rate > limit] == [
        lot for lot in rates if lot.startswith("G")
    ]
    assert max(rates.values()) > 2 * limit


def test_the_story_goes_from_eight_to_three_percent(plant_of: PlantOf, seed: int) -> None:
    truth = read(plant_of(seed)).truth
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


def test_the_clock_changes_are_in_the_rows(plant_of: PlantOf, seed: int) -> None:
    with sqlite3.connect(plant_of(seed) / "mes.sqlite") as database:
        nights = database.execute(
            "SELECT BEGINN, ENDE FROM BDE_MELDUNG"
            " WHERE BEGINN LIKE '26.10.2025 02:%' OR ENDE LIKE '29.03.2026 03:1%'"
        ).fetchall()

    # Twenty minutes each: the hour from 02:00 comes twice in one night, never in the other.
    assert ("26.10.2025 02:50:00", "26.10.2025 02:10:00") in nights
    assert ("29.03.2026 01:50:00", "29.03.2026 03:10:00") in nights


def test_the_plant_lasts_from_a_monday_to_a_sunday(plant_of: PlantOf, seed: int) -> None:
    truth = read(plant_of(seed)).truth

    assert date.fromisoformat(truth["first_day"]).isoweekday() == 1
    assert truth["last_day"] == "2026-04-05"
