"""A broker, machines, and sources that read what they publish."""

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mes_building import gathered

from adapters.contract import Rejection, Stream
from adapters.mes.sparkplug import SparkplugSettings, SparkplugSource
from demo.runtime.errors import SetupError
from demo.runtime.machine_packages import required
from demo.runtime.mosquitto import EmbeddedMosquitto

SHIFTS = {
    "early": {"start": "06:00", "end": "14:00"},
    "late": {"start": "14:00", "end": "22:00"},
    "night": {"start": "22:00", "end": "06:00"},
}
PART: dict[str, Any] = {
    "name": "counted",
    "key": "message:id",
    "counter": {
        "machine": "topic:path",
        "time": "message:time",
        "digits": 4,
        "largest_step": 500,
    },
    "unit": {"into": "pcs"},
    "fields": {
        "operation": {"constant": "0010"},
        "work_center": "topic:node",
        "work_unit": "topic:device",
        "order": "node:order",
        "person": "badge",
        "produced": "total",
        "scrapped": "scrap",
        "reworked": {"constant": 0},
    },
}


@contextmanager
def running_broker(folder: Path, **settings: Any) -> Generator[EmbeddedMosquitto]:
    """Skips the test where there is none; with ``CI=true`` that is a failure."""
    broker = EmbeddedMosquitto(folder, **settings)
    try:
        broker.start()
    except SetupError as error:
        if required():
            pytest.fail(str(error))
        pytest.skip(str(error))
    try:
        yield broker
    finally:
        broker.thaw()
        broker.stop()


def produced(records: Iterable[Any]) -> list[int]:
    return [int(record.produced) for record in records]


class SmallSparkplug:
    """Settings and mapping of a source on a broker; nothing is waited for longer than it must."""

    def __init__(self, broker: EmbeddedMosquitto, folder: Path) -> None:
        self.broker = broker
        self.file = folder / "machines.yaml"
        self.journal = folder / "journal.sqlite"
        self.streams: dict[str, Any] = {"production_count": [PART]}

    def settings(self, **settings: Any) -> dict[str, Any]:
        content = {"zone": "Europe/Berlin", "shifts": SHIFTS, "streams": self.streams}
        self.file.write_text(json.dumps(content), encoding="utf-8")
        given = {
            "host": "127.0.0.1",
            "port": self.broker.port,
            "mapping": str(self.file),
            "journal": str(self.journal),
            "quiet_seconds": 0.1,
            "hold_seconds": 0.3,
            "time_limit": 10,
        }
        return given | settings

    def source(self, **settings: Any) -> SparkplugSource:
        return SparkplugSource("line1", SparkplugSettings.model_validate(self.settings(**settings)))

    def read(
        self, since: str | None = None, limit: int = 5000, **settings: Any
    ) -> tuple[list[Any], list[Rejection], str]:
        """All records and rejections since a cursor, and the next one."""
        source = self.source(**settings)
        try:
            pages = list(source.pages(Stream.PRODUCTION_COUNT, since, limit=limit))
        finally:
            source.close()
        return (*gathered(pages), pages[-1].cursor or "")
