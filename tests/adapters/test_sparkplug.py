"""Sparkplug B through a real broker: counts are neither lost nor doubled, whoever ends when."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError
from sparkplug_building import PART, SmallSparkplug, produced, running_broker

from adapters.contract import (
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    Reason,
    Stream,
    TimedOut,
    Unavailable,
)
from adapters.mes.sparkplug import SparkplugSettings
from demo.benches.edge_node import Node, Wire, metric
from demo.runtime.mosquitto import EmbeddedMosquitto

COUNT = Stream.PRODUCTION_COUNT


@pytest.fixture
def broker(tmp_path):
    with running_broker(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def line(broker, tmp_path):
    """The source has been there once, so that the broker keeps messages for it."""
    line = SmallSparkplug(broker, tmp_path)
    line.read()
    return line


@pytest.fixture
def wire(broker):
    with Wire(broker.port) as wire:
        yield wire


@pytest.fixture
def node() -> Node:
    return Node()


def born(node: Node, total: int = 100, **values) -> list[tuple[str, bytes]]:
    return [
        node.birth({"order": "A1"}),
        node.device_birth("M1", {"total": total, "scrap": 0, "badge": "0007"} | values),
    ]


# ------------------------------------------------------------------ counts


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
def test_a_machine_with_counters_makes_counts(line, wire, node, mqtt):
    line.read(mqtt=mqtt)
    wire.send(*born(node), node.data("M1", total=105), node.data("M1", total=110, scrap=2))
    (first, second), rejections, _ = line.read(mqtt=mqtt)
    assert rejections == []
    assert (first.produced, first.good, second.scrapped, second.good) == (5, 5, 2, 3)
    assert (first.work_center, first.work_unit, first.order) == ("N1", "M1", "A1")
    assert (first.person, first.unit) == ("0007", "pcs")
    assert (first.day, first.shift) == (date(2026, 3, 2), "early")
    assert first.key == "G/N1/M1@2026-03-02T06:32:00.000Z#2"
    assert first.ended == second.started


def test_counters_that_roll_over_or_are_reset_count_what_was_made(line, wire, node):
    totals = [9990, 9999, 10, 20, 3, 8]
    wire.send(*born(node, 9980), *(node.data("M1", total=total) for total in totals))
    records, _, _ = line.read()
    assert produced(records) == [10, 9, 11, 10, 3, 5]


def test_what_was_counted_while_a_node_was_away_is_in_its_birth(line, wire, node):
    wire.send(*born(node, 100), node.data("M1", total=105), node.death())
    node.bd_seq += 1
    node.now += 3_600_000
    wire.send(*born(node, 150))
    records, _, _ = line.read()
    assert produced(records) == [5, 45]


def test_an_order_that_changes_counts_from_then_on(line, wire, node):
    wire.send(*born(node), node.data("M1", total=105), node.data(order="A2"))
    wire.send(node.data("M1", total=107))
    records, _, _ = line.read()
    assert [(int(r.produced), r.order) for r in records] == [(5, "A1"), (2, "A2")]


def test_a_null_counter_is_told_and_the_next_one_counts_it(line, wire, node):
    wire.send(*born(node), node.data("M1", total=None), node.data("M1", total=108))
    records, (rejection,), _ = line.read()
    assert produced(records) == [8]
    assert rejection.reason is Reason.MISSING_VALUE
    assert "next reading counts what this one missed" in rejection.detail


def test_two_parts_read_their_own_machines(line, wire, node):
    part = PART | {"name": "presses", "of": {"device": "P*"}}
    line.streams = {"production_count": [PART | {"of": {"device": "M*"}}, part]}
    line.read()
    wire.send(
        *born(node), node.device_birth("P1", {"total": 5, "scrap": 0}), node.data("P1", total=7)
    )
    records, _, _ = line.read()
    assert [(r.work_unit, int(r.produced)) for r in records] == [("P1", 2)]


# ------------------------------------------------------------------ neither lost nor doubled


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_a_pull_that_is_killed_in_mid_page_goes_on_from_the_last_stored_one(
    line, wire, node, limit
):
    wire.send(*born(node), *(node.data("M1", total=100 + n) for n in range(1, 13)))
    source = line.source()
    pages = source.pages(COUNT, None, limit=limit)
    stored = next(page for page in pages if page.records)
    source.close()
    rest, _, _ = line.read(stored.cursor, limit=limit)
    assert produced([*stored.records, *rest]) == [1] * 12


# A process that is killed when so many messages are stored: before it acknowledges them, or after.
KILLED = """
import json, os, signal, sys
from adapters.mes.sparkplug import SparkplugSettings, SparkplugSource
from adapters.mes.sparkplug.broker import Broker
settings, moment, count = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real, seen = Broker.acknowledge, 0
def acknowledge(self, arrived):
    global seen
    seen += len(arrived)
    if seen >= count and moment == "before": os.kill(os.getpid(), signal.SIGKILL)
    real(self, arrived)
    if seen >= count: os.kill(os.getpid(), signal.SIGKILL)
Broker.acknowledge = acknowledge
source = SparkplugSource("line1", SparkplugSettings.model_validate(settings))
list(source.pages("production_count", None))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("count", [1, 300])
def test_we_are_killed_while_receiving(line, wire, node, moment, count):
    wire.send(*born(node), *(node.data("M1", total=100 + n) for n in range(1, 451)))
    command = [sys.executable, "-c", KILLED, json.dumps(line.settings()), moment, str(count)]
    died = subprocess.run(command, check=False)
    assert died.returncode == -signal.SIGKILL
    records, rejections, _ = line.read()
    assert sum(produced(records)) == 450
    assert len({r.key for r in records}) == len(records)
    assert rejections == []


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_broker_restarts_with_messages_for_us(line, wire, node, broker, how):
    wire.send(*born(node), *(node.data("M1", total=100 + n) for n in range(1, 11)))
    first, _, cursor = line.read()
    wire.send(*(node.data("M1", total=110 + n) for n in range(1, 11)))
    time.sleep(1.2)  # what it was told is on its disk within a second
    getattr(broker, how)()
    broker.start()
    second, _, cursor = line.read(cursor)
    assert (sum(produced(first)), sum(produced(second))) == (10, 10)
    assert line.read(cursor)[0] == []


def test_the_broker_forgets_us_and_the_machines_are_asked_for_their_births(
    line, wire, node, broker
):
    wire.send(*born(node), node.data("M1", total=105))
    first, _, cursor = line.read()
    broker.stop()
    (broker.folder / "mosquitto.db").unlink()
    broker.start()
    with Wire(broker.port) as again:
        again.send(node.data("M1", total=110))  # for nobody
        line.read(cursor)
        time.sleep(0.2)
        assert again.asked == ["spBv1.0/G/NCMD/N1 Node Control/Rebirth"]
        again.send(*born(node, 112))
        second, _, _ = line.read(cursor)
    assert (produced(first), produced(second)) == ([5], [7])


def test_messages_that_a_broker_does_not_keep_cost_no_count(line, wire, node):
    # QoS 0, as the specification has it: Mosquitto keeps none of it for who is away.
    wire.send(*born(node))
    first, _, cursor = line.read()
    wire.send(*(node.data("M1", total=100 + n) for n in range(1, 200)), qos=0)
    wire.send(node.data("M1", total=300))
    second, _, _ = line.read(cursor)
    assert (first, produced(second)) == ([], [200])


def test_a_journal_that_was_lost_goes_on_with_the_counters_of_the_cursor(line, wire, node):
    wire.send(*born(node), node.data("M1", total=105))
    first, _, cursor = line.read()
    for file in line.journal.parent.glob("journal.sqlite*"):
        file.unlink()
    wire.send(node.data("M1", total=106))
    assert line.read(cursor)[0] == []  # nobody knows the aliases any more
    wire.send(*born(node, 120))
    second, _, _ = line.read(cursor)
    assert (produced(first), produced(second)) == ([5], [15])


def test_who_listens_all_the_time_leaves_the_pages_to_the_pull(line, wire, node):
    stopped = threading.Event()
    listening = line.source()
    thread = threading.Thread(target=listening.listen, args=(stopped.is_set,))
    thread.start()
    try:
        time.sleep(0.5)
        wire.send(*born(node), qos=0)
        wire.send(*(node.data("M1", total=100 + n) for n in range(1, 6)), qos=0)
        time.sleep(0.7)
        records, _, _ = line.read()
        with pytest.raises(Unavailable, match="already"):
            line.source().listen(lambda: True)
    finally:
        stopped.set()
        thread.join(5)
        listening.close()
    assert produced(records) == [1] * 5


def test_what_troubles_who_listens_is_told_to_the_pull(line, broker):
    broker.stop()
    stopped = threading.Event()
    listening = line.source()
    thread = threading.Thread(target=listening.listen, args=(stopped.is_set,))
    thread.start()
    try:
        time.sleep(0.5)
        with pytest.raises(Unavailable, match="cannot be reached"):
            line.read()
    finally:
        stopped.set()
        thread.join(5)
        listening.close()


def test_old_readings_are_let_go_of_once_they_are_stored(line, wire, node):
    wire.send(*born(node), *(node.data("M1", total=100 + n) for n in range(1, 6)))
    _, _, cursor = line.read()
    source = line.source(keep_days=1)
    assert "7 readings" in source.check()
    journal = source._opened()
    journal._database.execute("UPDATE reading SET received = received - 2 * 86400000")
    list(source.pages(COUNT, cursor))
    assert "0 readings" in source.check()
    source.close()


# ------------------------------------------------------------------ one record, and problems


def test_one_count_is_looked_up_with_the_step_before_it(line, wire, node):
    wire.send(*born(node), node.data("M1", total=105), node.data("M1", total=112))
    records, _, _ = line.read()
    source = line.source()
    assert [source.lookup(COUNT, r.key) for r in records] == records
    assert source.lookup(COUNT, "none") is None
    source.close()


def test_what_is_no_payload_is_rejected_and_stops_no_other(line, wire, node):
    wire.send(*born(node), ("spBv1.0/G/NDATA/N2", b"hello"), node.data("M1", total=105))
    records, (rejection,), _ = line.read()
    assert produced(records) == [5]
    assert "no payload of Sparkplug B" in rejection.detail
    source = line.source()
    assert source.replay(rejection) == rejection
    source.close()


def test_topics_of_others_are_passed_over(line, wire):
    wire.send(("spBv1.0/STATE/host", b"{}"), ("spBv1.0/G/NCMD/N1", b""), ("umh/v1/x", b"1"))
    assert line.read()[:2] == ([], [])


# ------------------------------------------------------------------ what goes wrong


def test_a_broker_that_is_away_is_unavailable_and_read_again_when_it_is_back(line, wire, node):
    wire.send(*born(node), node.data("M1", total=105))
    line.broker.stop()
    with pytest.raises(Unavailable, match="cannot be reached") as error:
        line.read()
    assert "127.0.0.1" not in str(error.value)
    line.broker.start()
    assert produced(line.read()[0]) == [5]


def test_a_broker_that_does_not_answer_times_out(line):
    line.broker.freeze()
    began = time.monotonic()
    with pytest.raises(TimedOut):
        line.read(time_limit=1)
    assert time.monotonic() - began < 5


def test_a_wrong_secret_is_told_without_it(tmp_path):
    broker = EmbeddedMosquitto(tmp_path / "b", user="ql", password="right")
    try:
        broker.start()
        line = SmallSparkplug(broker, tmp_path)
        line.read(user="ql", secret="right")
        for mqtt in ("5", "3.1.1"):
            with pytest.raises(AuthenticationFailed) as error:
                line.read(user="ql", secret="wr0ng-s3cret", mqtt=mqtt)
            assert "wr0ng" not in str(error.value)
    finally:
        broker.stop()


def test_what_is_no_broker_is_told(line):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                time.sleep(0.5)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(AdapterError) as error:
            line.read(port=server.getsockname()[1], time_limit=2)
    assert isinstance(error.value, ProtocolError | Unavailable)


def test_a_journal_that_is_none_is_told(line):
    for file in line.journal.parent.glob("journal.sqlite*"):
        file.unlink()
    line.journal.write_text("this is a diary" * 1000)
    with pytest.raises(ConfigurationError, match="no journal of ours"):
        line.read()


def test_another_adapters_cursor_is_refused(line):
    with pytest.raises(ConfigurationError, match="not one of this adapter"):
        line.read('{"version": 1, "parts": {}}')


@pytest.mark.parametrize("groups", ["a/b", "#", "", []])
def test_groups_that_are_no_names_are_refused(groups):
    with pytest.raises(ValidationError):
        SparkplugSettings.model_validate(
            {"host": "h", "mapping": "m", "journal": "j", "groups": groups}
        )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"births": False}, "counters need births"),
        ({"key": "message:nothing"}, "not there"),
        ({"fields": PART["fields"] | {"lot": {"sql": "LOT"}}}, "no expressions"),
    ],
)
def test_a_mapping_that_cannot_work_is_told(line, part, said):
    line.streams = {"production_count": [PART | part]}
    with pytest.raises(ConfigurationError, match=said):
        line.source()


def test_history_in_one_message_is_counted_step_by_step(line, wire, node):
    wire.send(*born(node))
    begin = node.now
    stamps = [(begin + n * 1000, 100 + n) for n in range(1, 4)]
    given = [metric(t, name="total", timestamp=at, is_historical=True) for at, t in stamps]
    wire.send(node.history("M1", *given))
    assert produced(line.read()[0]) == [1, 1, 1]


def test_the_process_has_nothing_open_after_a_pull(line):
    def open_files() -> int:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    before = open_files()
    for _ in range(5):
        line.read()
    assert open_files() <= before + 1
