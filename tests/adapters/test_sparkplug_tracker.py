"""One node's messages: what is counted is neither lost nor doubled, whatever order they come in."""

import random

import pytest

from adapters.mes.sparkplug.payload import decoded
from adapters.mes.sparkplug.state import Message, NodeState
from adapters.mes.sparkplug.topic import Kind, parsed
from adapters.mes.sparkplug.tracker import Tracker
from demo.benches.edge_node import BEGAN, Node, metric

NAMES = {"total", "scrap", "order"}
HOLD = 3000


class Listening:
    """A tracker and what it made of messages; ``now`` is when they come in."""

    def __init__(self) -> None:
        self.tracker = Tracker(
            path="G/N1",
            state=NodeState(),
            names=NAMES,
            counters={"total", "scrap"},
            hold=HOLD,
            resumed=False,
        )
        self.now = BEGAN + 10_000_000
        self.readings = []
        self.asked = 0

    def hears(self, *messages: tuple[str, bytes], again: bool = False) -> None:
        for topic, content in messages:
            where = parsed(topic)
            assert where is not None
            self._add(self.tracker.take(Message(where, content, self.now, again)))
            self.now += 1

    def waits(self, milliseconds: int = HOLD) -> None:
        self.now += milliseconds
        self._add(self.tracker.overdue(self.now))

    def restarts(self) -> None:
        """Another process goes on from what was stored."""
        before = self.tracker
        self.tracker = Tracker(
            path="G/N1",
            state=NodeState.from_json(before.state.as_json()),
            names=NAMES,
            counters=before.counters,
            hold=HOLD,
            held=list(before.held),
        )

    @property
    def totals(self) -> list[int]:
        return [r.values["total"] for r in self.readings if r.problem is None]

    @property
    def problems(self) -> list[str]:
        return [r.problem for r in self.readings if r.problem]

    def _add(self, outcome) -> None:
        self.readings += outcome.readings
        self.asked += outcome.rebirth


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture
def heard() -> Listening:
    return Listening()


def born(node: Node, total: int = 100) -> list[tuple[str, bytes]]:
    return [node.birth(), node.device_birth("M1", {"total": total, "scrap": 1, "other": 5})]


def test_births_and_data_by_alias_are_readings(node, heard):
    heard.hears(*born(node), node.data("M1", total=105), node.data("M1", scrap=2))
    assert heard.totals == [100, 105, 105]
    assert [r.values["scrap"] for r in heard.readings] == [1, 1, 2]
    assert [r.birth for r in heard.readings] == [True, False, False]
    assert heard.readings[1].touched == {"total"}
    assert "other" not in heard.readings[0].values
    assert heard.readings[1].key == "G/N1/M1@2026-03-02T06:32:00.000Z#2"


def test_what_is_not_mapped_makes_no_reading(node, heard):
    heard.hears(*born(node), node.data("M1", other=6))
    assert heard.totals == [100]


def test_a_device_sees_the_metrics_of_its_node(node, heard):
    heard.hears(node.birth({"order": "A1"}), node.device_birth("M1", {"total": 1}))
    heard.hears(node.data(order="A2"), node.data("M1", total=2))
    assert [r.values.get("node:order") for r in heard.readings if r.topic.device] == ["A1", "A2"]


@pytest.mark.parametrize("seed", range(30))
def test_messages_out_of_order_are_read_in_order(node, heard, seed):
    heard.hears(*born(node))
    messages = [node.data("M1", total=100 + n) for n in range(1, 13)]
    random.Random(seed).shuffle(messages)  # noqa: S311 - an order, no secret
    heard.hears(*messages)
    assert heard.totals == list(range(100, 113))
    assert heard.tracker.held == []


def test_messages_that_come_twice_are_read_once(node, heard):
    messages = [*born(node), *(node.data("M1", total=100 + n) for n in range(1, 6))]
    heard.hears(*messages, *messages, *messages[3:])
    assert heard.totals == [100, 101, 102, 103, 104, 105]


def test_messages_that_come_again_after_a_restart_are_read_once(node, heard):
    messages = [*born(node), *(node.data("M1", total=100 + n) for n in range(1, 100))]
    heard.hears(*messages)
    heard.restarts()
    heard.hears(*messages, node.data("M1", total=300))
    assert heard.totals == [*range(100, 200), 300]


def test_more_messages_than_there_are_numbers_come_again_and_are_read_once(node, heard):
    messages = [*born(node), *(node.data("M1", total=100 + n) for n in range(1, 600))]
    heard.hears(*messages)
    heard.restarts()
    heard.hears(*messages[2:], again=True)
    heard.hears(node.data("M1", total=800))
    assert heard.totals == [*range(100, 700), 800]
    assert (heard.asked, heard.tracker.held) == (0, [])


def test_numbers_begin_again_after_255(node, heard):
    heard.hears(*born(node), *(node.data("M1", total=100 + n) for n in range(1, 600)))
    assert heard.totals == list(range(100, 700))


def test_what_is_missing_is_waited_for_and_then_given_up(node, heard):
    heard.hears(*born(node), node.data("M1", total=105))
    node.data("M1", total=110)  # lost
    heard.hears(node.data("M1", total=115), node.data("M1", total=120))
    assert heard.totals == [100, 105]
    heard.waits(HOLD - 10)
    assert heard.totals == [100, 105]
    heard.waits(10)
    assert heard.totals == [100, 105, 115, 120]
    assert heard.asked == 1


def test_what_was_given_up_and_comes_after_all_is_passed_over(node, heard):
    heard.hears(*born(node))
    late = node.data("M1", total=110)
    heard.hears(node.data("M1", total=115))
    heard.waits()
    heard.hears(late, node.data("M1", total=120))
    assert heard.totals == [100, 115, 120]


def test_a_gap_after_we_were_away_is_not_waited_for(node, heard):
    heard.hears(*born(node))
    for total in range(101, 180):
        node.data("M1", total=total)
    heard.restarts()
    heard.hears(node.data("M1", total=180), node.data("M1", total=181))
    assert heard.totals == [100, 180, 181]


def test_held_messages_outlive_a_restart(node, heard):
    heard.hears(*born(node))
    missing = node.data("M1", total=105)
    heard.hears(node.data("M1", total=110))
    heard.restarts()
    heard.hears(missing)
    assert heard.totals == [100, 105, 110]


def test_data_before_its_birth_waits_for_it_and_has_it_asked_for(node, heard):
    born(node)
    heard.hears(node.data("M1", total=105), node.data("M1", total=106))
    assert (heard.totals, heard.asked) == ([], 1)
    heard.hears(*born(node, 107), node.data("M1", total=108))
    assert heard.totals == [107, 108]
    assert heard.problems == []


def test_data_without_a_birth_is_told_once(node, heard):
    born(node)
    for total in range(5):
        heard.hears(node.data("M1", total=total))
        heard.waits()
    (problem,) = heard.problems
    assert "DDATA of G/N1/M1 came without the birth" in problem
    assert heard.asked == 1


def test_a_birth_again_goes_on_from_where_the_counters_stand(node, heard):
    heard.hears(*born(node, 100), node.data("M1", total=105))
    node.bd_seq += 1
    heard.hears(*born(node, 130), node.data("M1", total=131))
    assert heard.totals == [100, 105, 130, 131]


def test_a_death_of_an_earlier_session_changes_nothing(node, heard):
    heard.hears(*born(node, 100))
    late = node.death()
    node.bd_seq += 1
    heard.hears(*born(node, 110), late, node.data("M1", total=111))
    assert heard.totals == [100, 110, 111]


def test_after_a_death_data_needs_a_birth(node, heard):
    heard.hears(*born(node, 100), node.death(), node.data("M1", total=105))
    assert heard.totals == [100]
    assert heard.asked == 1


def test_a_birth_of_an_earlier_session_that_comes_late_changes_nothing(node, heard):
    first = born(node, 100)
    node.bd_seq += 1
    second = born(node, 200)
    heard.hears(*second, *first, node.data("M1", total=201))
    assert heard.totals == [200, 201]


def test_data_of_an_earlier_session_that_comes_late_changes_nothing(node, heard):
    heard.hears(*born(node, 100))
    late = [node.data("M1", total=101), node.data("M1", total=102)]
    node.bd_seq += 1
    heard.hears(*born(node, 200), *late, node.data("M1", total=201))
    heard.waits()
    assert heard.totals == [100, 200, 201]


def test_a_device_that_died_is_read_again_when_it_is_born(node, heard):
    heard.hears(*born(node), node.device_death("M1"))
    heard.hears(node.device_birth("M1", {"total": 120}), node.data("M1", total=121))
    assert heard.totals == [100, 120, 121]


# ------------------------------------------------------------------ clocks and history


def test_a_clock_that_is_put_back_stops_nothing(node, heard):
    heard.hears(*born(node), node.data("M1", total=101))
    heard.now += 61_000
    node.now -= 3_600_000
    heard.hears(node.data("M1", total=102), node.data("M1", total=103))
    assert heard.totals == [100, 101, 102, 103]
    times = [r.time for r in heard.readings]
    assert times == sorted(times)


def test_a_clock_that_is_put_back_right_after_the_birth_costs_no_count(node, heard):
    heard.hears(*born(node), node.data("M1", total=101))
    node.now -= 3_600_000
    heard.hears(node.data("M1", total=102), node.data("M1", total=103))
    heard.now += 61_000
    heard.hears(node.data("M1", total=104))
    heard.waits()
    assert heard.totals == [100, 101, 104]
    assert heard.asked == 1


def test_a_clock_that_is_put_back_with_a_gap_is_mended_by_a_birth(node, heard):
    heard.hears(*born(node), node.data("M1", total=101))
    node.now -= 86_400_000
    node.data("M1", total=102)  # lost
    for total in range(103, 400):
        heard.hears(node.data("M1", total=total))
    assert heard.asked >= 1
    heard.hears(*born(node, 400), node.data("M1", total=401))
    assert heard.totals[-2:] == [400, 401]


def test_a_time_ahead_of_ours_is_not_believed(node, heard):
    node.now = heard.now + 86_400_000
    heard.hears(*born(node))
    assert heard.readings[0].time <= heard.now


def test_a_history_in_one_message_is_several_readings_in_order_of_time(node, heard):
    heard.hears(*born(node))
    begin = node.now
    heard.hears(
        node.history(
            "M1",
            metric(103, name="total", timestamp=begin + 2000, is_historical=True),
            metric(2, name="scrap", timestamp=begin + 1000, is_historical=True),
            metric(101, name="total", timestamp=begin + 1000, is_historical=True),
        )
    )
    assert heard.totals == [100, 101, 103]
    assert [r.values["scrap"] for r in heard.readings] == [1, 2, 2]
    assert len({r.key for r in heard.readings}) == 3


def test_history_that_comes_after_the_birth_is_counted_by_it(node, heard):
    heard.hears(*born(node), node.data("M1", total=105))
    before = node.now
    node.now += 3_600_000
    node.bd_seq += 1
    heard.hears(*born(node, 150))
    heard.hears(node.history("M1", metric(120, name="total", timestamp=before, is_historical=True)))
    assert heard.totals == [100, 105, 150]
    assert heard.problems == []


def test_history_that_shows_a_reset_nobody_saw_is_told(node, heard):
    heard.hears(*born(node), node.data("M1", total=105))
    before = node.now
    node.now += 3_600_000
    node.bd_seq += 1
    heard.hears(*born(node, 20))
    heard.hears(node.history("M1", metric(900, name="total", timestamp=before, is_historical=True)))
    assert heard.totals == [100, 105, 20]
    (problem,) = heard.problems
    assert "total stood at 900" in problem
    assert "above 20" in problem


def test_what_is_no_payload_is_told(heard):
    heard.hears(("spBv1.0/G/NDATA/N1", b"hello world"))
    (problem,) = heard.problems
    assert "NDATA of G/N1 is no payload of Sparkplug B" in problem


# ------------------------------------------------------------------ the payload itself


def varint(number: int) -> bytes:
    made = b""
    while True:
        number, low = number >> 7, number & 127
        made += bytes([low | (128 if number else 0)])
        if not number:
            return made


def put(field: int, content: bytes | int) -> bytes:
    """A field of protobuf, written without any library."""
    if isinstance(content, int):
        return varint(field << 3) + varint(content)
    return varint(field << 3 | 2) + varint(len(content)) + content


def test_the_payload_is_that_of_the_specification():
    name = put(1, b"total") + put(2, 7) + put(3, 1234) + put(4, 4) + put(11, 2**64 - 5)
    null = put(2, 8) + put(7, 1)
    half = put(1, b"rate") + put(4, 9) + varint(12 << 3 | 5) + b"\xcd\xcc\xcc\x3d"
    stale = put(1, b"stale") + put(9, put(1, b"Quality") + put(2, put(3, 500))) + put(10, 5)
    inner = put(1, b"in") + put(15, "工".encode())
    template = put(1, b"T") + put(18, put(2, inner))
    metrics = b"".join(put(2, m) for m in (name, null, half, stale, template))
    found = decoded(put(1, 99) + metrics + put(3, 255) + put(4, b"unknown") + put(77, 1))
    assert (found.time, found.seq) == (99, 255)
    total, empty, rate, old, nested = found.metrics
    assert (total.name, total.alias, total.time, total.value) == ("total", 7, 1234, -5)
    assert (empty.alias, empty.value) == (8, None)
    assert str(rate.value) == "0.1"
    assert old.value is None
    assert (nested.name, nested.value) == ("T/in", "工")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("spBv1.0/G/NBIRTH/N", Kind.NBIRTH),
        ("spBv1.0/G/DDATA/N/D", Kind.DDATA),
        ("spBv1.0/G/NCMD/N", None),
        ("spBv1.0/STATE/host", None),
        ("spBv1.0/G/DDATA/N", None),
        ("spBv1.0/G/NDATA/N/D", None),
        ("spAv1.0/G/NDATA/N", None),
        ("spBv1.0/G/NDATA/", None),
    ],
)
def test_topics_are_told_apart(text, kind):
    topic = parsed(text)
    assert (topic.kind if topic else None) is kind
    assert topic is None or topic.text == text
