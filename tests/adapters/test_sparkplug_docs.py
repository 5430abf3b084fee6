"""What the guide of the Sparkplug adapter shows can be used as it stands."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mes_building import gathered
from sparkplug_building import running_broker

from adapters.contract import InspectionResult, Stream
from adapters.mes.sparkplug import SparkplugSettings, SparkplugSource
from demo.benches.edge_node import Node, Wire
from gateway.settings import SourceSettings

GUIDE = Path(__file__).parents[2] / "docs" / "adapters" / "sparkplug.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def blocks(kind: str) -> str:
    (text,) = [body for name, body in BLOCKS if name == kind]
    return text


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "line1.yaml"
    file.write_text(blocks("yaml"), encoding="utf-8")
    return file


def test_its_settings_are_accepted():
    given = SourceSettings.model_validate(tomllib.loads(blocks("toml"))["sources"]["line1"])
    values = given.adapter_values()
    values["secret"] = values.pop("secret_file")
    assert SparkplugSettings.model_validate(values).tls
    assert (given.adapter, given.every) == ("sparkplug", 10)


def test_every_setting_is_told():
    told = set(re.findall(r"[a-z]\w+", GUIDE.read_text("utf-8")))
    assert set(SparkplugSettings.model_fields) <= told


def test_its_mapping_makes_counts_and_inspections(mapping, tmp_path):
    line, tester = Node("Line3", "Plant1"), Node("Lab", "Plant1")
    with running_broker(tmp_path / "broker") as broker, Wire(broker.port) as wire:
        settings = SparkplugSettings.model_validate(
            {
                "host": "127.0.0.1",
                "port": broker.port,
                "mapping": mapping,
                "journal": tmp_path / "journal.sqlite",
                "quiet_seconds": 0.1,
            }
        )
        source = SparkplugSource("line1", settings)
        source.check()
        metrics = {"Counters/Total": 999998, "Counters/Scrap": 1, "Badge": "0007"}
        wire.send(
            line.birth({"Order": "000047", "Operation": "0010"}),
            line.device_birth("Press1", metrics),
            line.data("Press1", **{"Counters/Total": 3, "Counters/Scrap": 2}),
            tester.birth(),
            tester.device_birth(
                "Tester1", {"Test/Number": "1", "Test/Lot": "L1", "Test/Bad": 0, "Test/Result": ""}
            ),
            tester.data("Tester1", **{"Test/Number": "2", "Test/Bad": 1, "Test/Result": "NOK"}),
        )
        (count,), rejections = gathered(source.pages(Stream.PRODUCTION_COUNT, None))
        (inspection,), refused = gathered(source.pages(Stream.INSPECTION, None))
        source.close()
    assert rejections == refused == []
    assert (count.produced, count.scrapped, count.good) == (5, 1, 4)
    assert (count.order, count.operation, count.work_unit) == ("000047", "0010", "Press1")
    assert (count.person, count.work_center) == ("0007", "Line3")
    assert count.ended == datetime(2026, 3, 2, 6, 32, tzinfo=UTC)
    assert (inspection.key, inspection.lot, inspection.nonconforming) == ("T2", "L1", 1)
    assert inspection.result is InspectionResult.REJECTED
