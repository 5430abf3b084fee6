"""The worker listens to machines all the time, since a broker keeps little for who is away."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sparkplug_building import SmallSparkplug, produced, running_broker

from adapters.contract import Stream, Unavailable
from demo.benches.edge_node import Node, Wire
from gateway.loop.listening import Listening
from gateway.registry import make_source
from gateway.settings import Settings, load_settings

COUNT = Stream.PRODUCTION_COUNT


@pytest.fixture
def broker(tmp_path):
    with running_broker(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def settings(broker, tmp_path: Path) -> Settings:
    return load_settings(settings_file(broker, tmp_path, "postgresql://nobody@localhost/nothing"))


def settings_file(broker, tmp_path: Path, warehouse_url: str) -> Path:
    line = SmallSparkplug(broker, tmp_path)
    lines = [f"{name} = {json.dumps(value)}" for name, value in line.settings().items()]
    file = tmp_path / "quality-loop.toml"
    file.write_text(
        f"warehouse_url = {json.dumps(warehouse_url)}\n"
        '[sources.files]\nadapter = "b2mml"\n'
        '[sources.line1]\nadapter = "sparkplug"\nevery = 1\n' + "\n".join(lines)
    )
    return file


def counted(settings: Settings) -> list[int]:
    source = make_source(settings, "line1")
    try:
        return produced(record for page in source.pages(COUNT, None) for record in page.records)
    finally:
        source.close()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Waits for what another thread or process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it did not happen within {seconds:g} s"
        time.sleep(0.05)


def test_the_worker_hears_what_a_broker_does_not_keep(settings, broker):
    node = Node()
    with Listening(settings, ["files", "line1"]) as listening, Wire(broker.port) as wire:
        assert listening.count == 1
        until(lambda: listening_on(broker))
        # As the specification has it: data are sent once, and kept for nobody.
        wire.send(node.birth({"order": "A1"}), qos=0)
        wire.send(node.device_birth("M1", {"total": 100, "scrap": 0, "badge": "0007"}), qos=0)
        for number in range(1, 6):
            wire.send(node.data("M1", total=100 + number), node.data(order=f"A{number}"), qos=0)
        until(lambda: counted(settings) == [1] * 5)
        began = time.monotonic()
        counted(settings)
        assert time.monotonic() - began < 1  # it need not wait for who listens


def test_a_broker_that_went_away_is_told_by_the_pull_and_heard_again_when_it_is_back(
    settings, broker
):
    node = Node()
    with Listening(settings, ["line1"]):
        until(lambda: listening_on(broker))
        broker.stop()
        until(lambda: is_unavailable(settings))
        broker.start()
        until(lambda: not is_unavailable(settings))
        with Wire(broker.port) as wire:
            wire.send(node.birth({"order": "A1"}), qos=0)
            wire.send(node.device_birth("M1", {"total": 100, "scrap": 0, "badge": ""}), qos=0)
            wire.send(node.data("M1", total=107), qos=0)
            until(lambda: counted(settings) == [7])


def test_another_worker_takes_over(settings, broker):
    node = Node()
    with Listening(settings, ["line1"], pause=0.1) as second, Wire(broker.port) as wire:
        with Listening(settings, ["line1"], pause=0.1):
            until(lambda: listening_on(broker))
        until(lambda: listening_on(broker))
        assert second.count == 1
        wire.send(node.birth({"order": "A1"}), qos=0)
        wire.send(node.device_birth("M1", {"total": 100, "scrap": 0, "badge": "0007"}), qos=0)
        wire.send(node.data("M1", total=103), qos=0)
        until(lambda: counted(settings) == [3])


def test_a_worker_that_runs_brings_it_into_the_warehouse(broker, tmp_path, fresh_database):
    file = settings_file(broker, tmp_path, fresh_database)
    environment = {**os.environ, "QUALITY_LOOP_CONFIG": str(file)}
    program = Path(sys.executable).with_name("quality-loop")
    subprocess.run([program, "migrate"], env=environment, check=True, capture_output=True)
    worker = subprocess.Popen([program, "worker", "--only", "line1"], env=environment)
    node = Node()
    try:
        until(lambda: listening_on(broker), 30)
        with Wire(broker.port) as wire:
            wire.send(node.birth({"order": "A0"}), qos=0)
            wire.send(node.device_birth("M1", {"total": 100, "scrap": 0, "badge": "0007"}), qos=0)
            for number in range(1, 6):
                wire.send(node.data(order=f"A{number}"), qos=0)
                wire.send(node.data("M1", total=100 + number), qos=0)
                time.sleep(0.4)  # longer than a pull would hear of it by chance
        with psycopg.connect(fresh_database, autocommit=True) as warehouse:
            query = 'SELECT "order", good::int FROM production_count ORDER BY 1'
            until(lambda: len(warehouse.execute(query).fetchall()) == 5, 30)
            assert warehouse.execute(query).fetchall() == [(f"A{n}", 1) for n in range(1, 6)]
    finally:
        worker.terminate()
        assert worker.wait(20) == 0


def is_unavailable(settings: Settings) -> bool:
    try:
        counted(settings)
    except Unavailable:
        return True
    return False


def listening_on(broker) -> bool:
    log = (broker.folder / "mosquitto.log").read_text(errors="replace")
    return log.count("as quality-loop-line1") > log.count("Client quality-loop-line1")
