"""The attendance system, read as the gateway reads it, against the plant's truth."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.contract import IndicatorValue, Record, Rejection, Stream
from adapters.mes.sql import SqlSettings, SqlSource
from demo.plant.attendance import FILE, MAPPING
from demo.plant.build import build_plant

PlantOf = Callable[[int], Path]
SPRING = date(2026, 4, 5)


def read(folder: Path, stream: Stream) -> tuple[list[Record], list[Rejection]]:
    settings = SqlSettings(url=f"sqlite:///{folder / FILE}", mapping=MAPPING)
    source = SqlSource("attendance", settings)
    pages = list(source.pages(stream, None, limit=100))
    source.close()
    return (
        [record for page in pages for record in page.records],
        [rejection for page in pages for rejection in page.rejections],
    )


def in_force(records: Iterable[Record]) -> dict[tuple[str, str, str], Decimal]:
    """The values of the highest revisions, by indicator, badge and month."""
    newest: dict[str, IndicatorValue] = {}
    for record in records:
        assert isinstance(record, IndicatorValue)
        if record.key not in newest or newest[record.key].revision < record.revision:
            newest[record.key] = record
    return {
        (record.indicator, record.person, f"{record.begins:%Y-%m}"): record.value
        for record in newest.values()
    }


@pytest.mark.parametrize("seed", [1, 2, 4711])
def test_its_values_people_and_flaws_are_those_of_the_truth(plant_of: PlantOf, seed: int) -> None:
    folder = plant_of(seed)
    truth = json.loads((folder / "truth.json").read_text())
    records, rejections = read(folder, Stream.INDICATOR_VALUE)
    told = {
        (indicator, badge, month): Decimal(value)
        for indicator, people in truth["indicator_values"].items()
        for badge, months in people.items()
        for month, value in months.items()
    }
    assert in_force(records) == told
    assert len(told) == truth["records"]["attendance"]["indicator_value"] > 700
    rejected = truth["rejections"]["attendance"]["indicator_value"]
    assert Counter(rejection.reason for rejection in rejections) == rejected
    assert set(rejected) == {"missing_value", "not_a_number"}
    people, _ = read(folder, Stream.PERSON)
    assert len(people) == truth["records"]["attendance"]["person"]


def test_it_has_corrections_and_figures_below_zero(plant_of: PlantOf) -> None:
    records, _ = read(plant_of(1), Stream.INDICATOR_VALUE)
    assert {record.revision for record in records} == {1, 2}
    values = in_force(records)
    assert min(values.values()) < 0
    shares = [value for (indicator, _, _), value in values.items() if indicator == "attendance"]
    assert all(50 < share <= 100 for share in shares)


def test_what_was_booked_later_comes_with_the_second_step(
    plant_of: PlantOf, tmp_path: Path
) -> None:
    """Given a plant known up to the middle of its time, then its figures grow to the whole ones."""
    sizes = {"seed": 1, "until": SPRING, "counts": 16_000}
    build_plant(tmp_path, **sizes, known_by=datetime.combine(date(2026, 1, 5), time()))
    early, _ = read(tmp_path, Stream.INDICATOR_VALUE)
    build_plant(tmp_path, **sizes, append=True)
    late, _ = read(tmp_path, Stream.INDICATOR_VALUE)
    whole, _ = read(plant_of(1), Stream.INDICATOR_VALUE)
    assert 0 < len(early) < len(late) == len(whole)
    assert late == whole
