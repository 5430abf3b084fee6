"""The documents of line 5, read by the B2MML adapter, against the plant's truth."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from plant_reading import week_text

from adapters.contract import Capability, ProductionCount, Record, Rejection, Stream
from adapters.mes.b2mml import B2mmlSettings, B2mmlSource
from demo.plant.line5 import ERP_FILE, FOLDER, MAPPING
from demo.plant_folder import read_plant

PlantOf = Callable[[int], Path]


@pytest.fixture(scope="module")
def folder(plant_of: PlantOf) -> Path:
    return plant_of(1)


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text())["line5"]


@pytest.fixture(scope="module")
def erp(folder: Path) -> dict[str, Any]:
    return json.loads((folder / ERP_FILE).read_text())["erp"]


@pytest.fixture
def line(folder: Path) -> Iterator[B2mmlSource]:
    settings = {"folder": folder / FOLDER, "mapping": str(MAPPING), "settle_seconds": 0}
    source = B2mmlSource("line5", B2mmlSettings.model_validate(settings))
    yield source
    source.close()


@pytest.fixture
def found(line: B2mmlSource) -> tuple[list[Record], list[Rejection]]:
    pages = list(line.pages(Stream.PRODUCTION_COUNT, None, limit=300))
    records = [record for page in pages for record in page.records]
    return records, [rejection for page in pages for rejection in page.rejections]


def test_its_counts_and_rejections_are_those_of_the_truth(
    line: B2mmlSource, found: tuple[list[Record], list[Rejection]], truth: dict[str, Any]
) -> None:
    records, rejections = found
    supported = {s for s, able in line.streams.items() if able is Capability.SUPPORTED}
    assert supported == {Stream.PRODUCTION_COUNT}
    number = truth["records"]["production_count"]
    assert len({record.key for record in records}) == len(records) == number > 0
    reasons = Counter(rejection.reason for rejection in rejections)
    assert reasons == truth["rejections"]["production_count"]


def test_its_weeks_add_up_and_none_is_above_its_limit(
    found: tuple[list[Record], list[Rejection]], truth: dict[str, Any], erp: dict[str, Any]
) -> None:
    weeks: dict[str, dict[str, list[Decimal]]] = {}
    for record in found[0]:
        assert isinstance(record, ProductionCount)
        monday = date.fromisocalendar(*record.day.isocalendar()[:2], 1)
        sums = weeks.setdefault(record.operation, {}).setdefault(
            week_text(monday), [Decimal(0), Decimal(0)]
        )
        sums[0] += record.produced
        sums[1] += record.scrapped + record.reworked
    assert weeks == {
        operation: {
            week: [Decimal(figures["produced"]), Decimal(figures["defective"])]
            for week, figures in own.items()
        }
        for operation, own in truth["weeks"].items()
    }
    limits = {operation["code"]: Decimal(operation["limit"]) for operation in erp["operations"]}
    assert limits.keys() == weeks.keys()
    for operation, own in weeks.items():
        assert all(bad < limits[operation] * made for made, bad in own.values())


def test_the_erp_knows_everybody_and_everything_that_it_names(
    folder: Path, found: tuple[list[Record], list[Rejection]]
) -> None:
    plant = read_plant(folder)
    known = {
        "person": {each["badge"] for each in plant["employees"]},
        "operation": {each["code"] for each in plant["operations"]},
        "work_center": {each["code"] for each in plant["work_centers"]},
    }
    for name, codes in known.items():
        assert {getattr(record, name) for record in found[0]} <= codes
    assert {each["skill"] for each in plant["operations"]} <= {s["code"] for s in plant["skills"]}


def test_every_shift_is_the_one_that_worked(found: tuple[list[Record], list[Rejection]]) -> None:
    """Given both clock changes in its time, then every count lies in its shift."""
    for record in found[0]:
        assert isinstance(record, ProductionCount)
        assert record.shift == {"F": "early", "S": "late"}[record.key[-1]]
        assert str(record.day) in record.key
