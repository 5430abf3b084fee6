"""The MES of line 4, asked over HTTP by the REST adapter, against the plant's truth."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from plant_reading import week_text

from adapters.contract import (
    AuthenticationFailed,
    BusinessError,
    Capability,
    ProductionCount,
    Record,
    Rejection,
    SetPermission,
    Stream,
)
from adapters.mes.rest import RestSettings, RestSource
from demo.plant.line4 import API_KEY, FILE, MAPPING
from demo.runtime import ports
from demo.runtime.processes import Program, start
from demo.systems.programs import answers

PlantOf = Callable[[int], Path]


@pytest.fixture(scope="module")
def folder(plant_of: PlantOf) -> Path:
    return plant_of(1)


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text())["line4"]


@pytest.fixture(scope="module")
def url(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = ports.choose("line 4", None, 9161, option="", taken=set())
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "demo.systems.rest_mes", "--data", str(folder / FILE)]
    program = Program(
        name="line 4",
        command=[*command, "--port", str(port)],
        log=tmp_path_factory.mktemp("line4") / "log",
        ready=lambda: answers(address),
    )
    running = start(program)
    yield f"{address}/api/v1/"
    running.stop()


def source(url: str, secret: str = API_KEY) -> RestSource:
    settings = RestSettings.model_validate(
        {"url": url, "mapping": str(MAPPING), "secret": secret, "logon": {"kind": "key"}}
    )
    return RestSource("line4", settings)


@pytest.fixture
def mes(url: str) -> Iterator[RestSource]:
    reader = source(url)
    yield reader
    reader.close()


def read(
    mes: RestSource, stream: Stream, since: str | None = None
) -> tuple[list[Record], list[Rejection], str | None]:
    records: list[Record] = []
    rejections: list[Rejection] = []
    for page in mes.pages(stream, since, limit=300):
        records += page.records
        rejections += page.rejections
        since = page.cursor
    return records, rejections, since


def test_all_its_streams_are_those_of_the_truth(mes: RestSource, truth: dict[str, Any]) -> None:
    for stream, number in truth["records"].items():
        records, rejections, _ = read(mes, Stream(stream))
        assert len({record.key for record in records}) == number > 0
        reasons = Counter(rejection.reason for rejection in rejections)
        assert reasons == truth["rejections"].get(stream, {})


def test_its_weeks_add_up(mes: RestSource, truth: dict[str, Any]) -> None:
    records, _, _ = read(mes, Stream.PRODUCTION_COUNT)
    found: dict[str, dict[str, list[Decimal]]] = {}
    for record in records:
        assert isinstance(record, ProductionCount)
        monday = date.fromisocalendar(*record.day.isocalendar()[:2], 1)
        sums = found.setdefault(record.operation, {}).setdefault(
            week_text(monday), [Decimal(0)] * 2
        )
        sums[0] += record.produced
        sums[1] += record.scrapped + record.reworked
    assert found == {
        operation: {
            week: [Decimal(figures["produced"]), Decimal(figures["defective"])]
            for week, figures in weeks.items()
        }
        for operation, weeks in truth["weeks"].items()
    }


def test_no_week_is_above_its_limit(folder: Path, truth: dict[str, Any]) -> None:
    erp = json.loads((folder / FILE).read_text())["erp"]
    limits = {operation["code"]: Decimal(operation["limit"]) for operation in erp["operations"]}
    assert limits.keys() == truth["weeks"].keys()
    for operation, weeks in truth["weeks"].items():
        for figures in weeks.values():
            assert Decimal(figures["defective"]) < limits[operation] * Decimal(figures["produced"])


def test_a_second_reading_brings_what_changed_since(mes: RestSource) -> None:
    first, _, cursor = read(mes, Stream.PRODUCTION_COUNT)
    again, _, _ = read(mes, Stream.PRODUCTION_COUNT, cursor)
    assert 0 < len(again) < len(first) / 10


def test_one_record_is_looked_up(mes: RestSource) -> None:
    records, _, _ = read(mes, Stream.PRODUCTION_COUNT)
    assert mes.lookup(Stream.PRODUCTION_COUNT, records[7].key) == records[7]
    assert mes.lookup(Stream.LOT, "none") is None


def test_it_lets_an_operator_work_once_for_each_key(mes: RestSource) -> None:
    assert mes.commands["set_permission"] is Capability.SUPPORTED
    command = SetPermission(
        idempotency_key="k-1", person="00005001", operation="041010", allowed=False
    )
    assert mes.execute(command, dry_run=True).dry_run
    done = mes.execute(command)
    assert (done.reference, done.repeated) == ("00005001/041010", False)
    assert mes.execute(command).repeated
    with pytest.raises(BusinessError, match="Nobody here"):
        mes.execute(
            SetPermission(idempotency_key="k-2", person="1", operation="041010", allowed=True)
        )


def test_another_key_is_refused(url: str) -> None:
    stranger = source(url, "guessed")
    with pytest.raises(AuthenticationFailed):
        read(stranger, Stream.LOT)
    stranger.close()
