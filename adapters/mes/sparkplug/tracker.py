"""One node's messages in their order: births, aliases, deaths, what is missing or late.

Every message but a death has a number, counted from its node's birth up to 255 and over again.
One that came too early is held until the missing ones are there, for some seconds; one that came
too late is passed over: counters are cumulative, so its quantity is in a later one. Pure: what is
to be stored and sent is returned.
"""

import hashlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.mes.sparkplug.payload import Metric, NoPayload, Payload, decoded, typed
from adapters.mes.sparkplug.state import DeviceState, Message, MetricState, NodeState, Reading
from adapters.mes.sparkplug.topic import Kind, Topic

_NUMBERS = 256
_BD_SEQ = "bdSeq"
_CLOCK_TOLERANCE = 5 * 60_000
"""Milliseconds by which a node's clock may be wrong before ours is taken instead."""
_LATEST = 60_000
"""Milliseconds after a birth in which messages of the session before it may still come."""
_MOST_LATE = 200
"""Messages in a row that can be late: more than a broker sends without an answer."""
_ASK_AGAIN = 60_000
"""Milliseconds between two requests to one node to be born again."""


@dataclass(slots=True)
class Outcome:
    """``readings`` to be stored, in order; ``rebirth``: the node has to be asked for its birth."""

    readings: list[Reading] = field(default_factory=list[Reading])
    rebirth: bool = False


@dataclass(slots=True)
class Tracker:
    """``names`` are the metrics that the mapping needs, ``counters`` those of them that count on.

    ``hold`` is milliseconds.
    ``held`` are the messages that wait for others. ``resumed``: we were away, so what is missing
    will not come any more.
    """

    path: str
    state: NodeState
    names: Set[str]
    counters: Set[str]
    hold: int
    held: list[Message] = field(default_factory=list[Message])
    resumed: bool = True
    # When devices that are not there now were last read.
    _times: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, message: Message) -> Outcome:
        """A message as it came in."""
        outcome = Outcome()
        try:
            payload = decoded(message.content)
        except NoPayload:
            sentence = "is no payload of Sparkplug B. Look at what its node publishes."
            outcome.readings.append(_problem(message, sentence))
            return outcome
        kind = message.topic.kind
        if kind is Kind.NBIRTH:
            self._born(message, payload, outcome)
        elif kind is Kind.NDEATH:
            self._died(payload)
        else:
            self._ordered(message, payload, outcome)
        return outcome

    def overdue(self, now: int) -> Outcome:
        """What has waited long enough for others."""
        outcome = Outcome()
        if not self.held or now - min(m.received for m in self.held) < self.hold:
            return outcome
        if not self.state.born:
            self._tell_unborn(outcome)
            self.held.clear()
            return outcome
        # What is missing is lost: the counters make up for it, the rest a birth.
        following = self._next_held()
        self._go_on(following, decoded(following.content), outcome)
        self._ask(outcome, now)
        return outcome

    # ------------------------------------------------------------------ births and deaths

    def _born(self, message: Message, payload: Payload, outcome: Outcome) -> None:
        state = self.state
        time = payload.time or message.received
        bd_seq = next((m.value for m in payload.metrics if m.name == _BD_SEQ), None)
        digest = hashlib.blake2b(message.content, digest_size=8).hexdigest()
        asked = message.received - state.asked < _ASK_AGAIN
        if digest == state.birth or not self._is_new_birth(time, bd_seq, asked=asked):
            return
        waiting, self.held = self.held, []
        times = {name: device.time for name, device in state.devices.items()}
        self.state = state = NodeState(
            born=True,
            birth=digest,
            bd_seq=bd_seq,
            birth_time=time,
            heard=message.received,
            last_time=time,
            expected=((payload.seq or 0) + 1) % _NUMBERS,
            asked=state.asked,
            # The clock of a machine goes on from where it was.
            devices={"": DeviceState(time=times.get("", 0))},
        )
        self.resumed = False
        self._times = times
        self._apply(message, payload, outcome)
        for early in waiting:
            if (decoded(early.content).time or 0) >= time:
                self._ordered(early, decoded(early.content), outcome)

    def _is_new_birth(self, time: int, bd_seq: int | None, *, asked: bool) -> bool:
        """Whether a birth is no late one; one that was asked for may have an earlier clock."""
        state = self.state
        if time > state.birth_time or asked:
            return True
        if bd_seq is None or state.bd_seq is None:
            return False
        # Sessions are numbered too: one before ours is a message that is late.
        return 0 < (bd_seq - state.bd_seq) % _NUMBERS < _NUMBERS // 2

    def _died(self, payload: Payload) -> None:
        bd_seq = next((m.value for m in payload.metrics if m.name == _BD_SEQ), None)
        if bd_seq is None or bd_seq == self.state.bd_seq:
            self.state.born = False
            self.state.told = False

    # ------------------------------------------------------------------ order

    def _ordered(self, message: Message, payload: Payload, outcome: Outcome) -> None:
        state = self.state
        if not state.born:
            self._hold(message)
            self._ask(outcome, message.received)
            return
        time = payload.time or message.received
        if payload.seq is None or state.expected is None:
            self._apply(message, payload, outcome)
            return
        ahead = (payload.seq - state.expected) % _NUMBERS
        # Numbers begin anew with a session: only its time tells what is left of the one before.
        # Long after the birth nothing is, and the node's clock was put back.
        left_over = time < state.birth_time and message.received - state.heard < _LATEST
        # Of many that come again, some have by chance the number that is due.
        left_over = left_over or (message.again and time < state.last_time)
        if ahead == 0 and not left_over:
            self._go_on(message, payload, outcome)
        elif left_over or (ahead >= _NUMBERS // 2 and time <= state.last_time):
            # Late, or delivered again: what it counted is counted. So many are no delay: the
            # node's clock was put back.
            state.late += not message.again
            if state.late > _MOST_LATE:
                self._ask(outcome, message.received)
        elif self.resumed:
            self._go_on(message, payload, outcome)
            self._ask(outcome, message.received)
        else:
            self._hold(message)

    def _go_on(self, message: Message, payload: Payload, outcome: Outcome) -> None:
        """From this message on, and with those that waited for it."""
        following: tuple[Message, Payload] | None = (message, payload)
        while following is not None:
            message, payload = following
            if message in self.held:
                self.held.remove(message)
            if payload.seq is not None:
                self.state.expected = (payload.seq + 1) % _NUMBERS
            self.resumed = False
            self.state.late = 0
            self._apply(message, payload, outcome)
            waiting = ((m, decoded(m.content)) for m in self.held)
            following = next((w for w in waiting if w[1].seq == self.state.expected), None)

    def _hold(self, message: Message) -> None:
        if not any(m.topic == message.topic and m.content == message.content for m in self.held):
            self.held.append(message)

    def _next_held(self) -> Message:
        expected = self.state.expected or 0
        return min(self.held, key=lambda m: ((decoded(m.content).seq or 0) - expected) % _NUMBERS)

    def _ask(self, outcome: Outcome, now: int) -> None:
        if now - self.state.asked >= _ASK_AGAIN:
            self.state.asked = now
            outcome.rebirth = True

    def _tell_unborn(self, outcome: Outcome) -> None:
        if not self.state.told:
            self.state.told = True
            sentence = (
                "came without the birth that says what its aliases mean. Have it born again"
                " (Node Control/Rebirth); the birth counts what was made meanwhile."
            )
            outcome.readings.append(_problem(self.held[0], sentence))

    # ------------------------------------------------------------------ values

    def _apply(self, message: Message, payload: Payload, outcome: Outcome) -> None:
        topic, state = message.topic, self.state
        state.last_time = max(state.last_time, payload.time or 0)
        if topic.kind is Kind.DDEATH:
            gone = state.devices.pop(topic.device, None)
            self._times[topic.device] = gone.time if gone else 0
            return
        if topic.kind is Kind.DBIRTH:
            before = state.devices.get(topic.device)
            time = before.time if before else self._times.get(topic.device, 0)
            state.devices[topic.device] = DeviceState(time=time)
        device = state.devices.get(topic.device)
        if device is None:
            # The node is born, and this device is not: its birth was lost.
            self._ask(outcome, message.received)
            return
        for number, group in enumerate(_at_once(payload.metrics)):
            touched = self._set(message, payload, device, group, outcome)
            if touched:
                outcome.readings.append(
                    self._reading(message, payload, device, group, touched, number)
                )

    def _set(
        self,
        message: Message,
        payload: Payload,
        device: DeviceState,
        group: Sequence[Metric],
        outcome: Outcome,
    ) -> frozenset[str]:
        """Sets the values; the names of those that were."""
        touched: set[str] = set()
        for metric in group:
            name = metric.name
            if not name and metric.alias is not None:
                name = device.name_of(metric.alias) or ""
            if name not in self.names:
                continue
            known = device.metrics.get(name)
            if known is None or message.topic.kind.is_birth:
                known = MetricState(metric.alias, metric.datatype, None)
                device.metrics[name] = known
            value = typed(metric.value, metric.datatype or known.datatype)
            time = metric.time or payload.time or message.received
            if metric.historical and time < known.time:
                # What was cut off is sent after the birth, whose counters hold it already.
                if name in self.counters and _is_above(value, known.value):
                    outcome.readings.append(_reset_unseen(message, name, value, time, known))
                continue
            known.value, known.time = value, time
            touched.add(name)
        return frozenset(touched)

    def _reading(
        self,
        message: Message,
        payload: Payload,
        device: DeviceState,
        group: Sequence[Metric],
        touched: frozenset[str],
        number: int,
    ) -> Reading:
        stamps = [m.time for m in group if m.time is not None]
        stated = max(stamps) if stamps else payload.time or message.received
        device.time = time = _plausible(stated, device.time, message.received)
        place = f"{number}." if number else ""
        values = {name: m.value for name, m in device.metrics.items()}
        if message.topic.device and "" in self.state.devices:
            own = self.state.devices[""].metrics
            values |= {f"node:{name}": m.value for name, m in own.items()}
        return Reading(
            topic=message.topic,
            key=f"{message.topic.path}@{_iso(stated)}#{place}{payload.seq}",
            time=time,
            received=message.received,
            values=values,
            touched=touched,
            birth=message.topic.kind.is_birth,
        )


def _at_once(metrics: Sequence[Metric]) -> Iterator[list[Metric]]:
    """The metrics of a payload that belong to one moment.

    Nodes that were cut off send the history of a metric in one payload, in order of time.
    """
    group: list[Metric] = []
    names: set[Any] = set()
    for metric in sorted(metrics, key=lambda m: m.time or 0):
        name = metric.name or metric.alias
        if name in names:
            yield group
            group, names = [], set()
        group.append(metric)
        names.add(name)
    if group:
        yield group


def _plausible(stated: int, before: int, received: int) -> int:
    """The time of a reading: a machine's time does not run back, nor ahead of ours."""
    if stated > received + _CLOCK_TOLERANCE:
        return max(before, received)
    if stated >= before:
        return stated
    return before if before - stated <= _CLOCK_TOLERANCE else max(before, received)


def _problem(message: Message, sentence: str) -> Reading:
    topic: Topic = message.topic
    return Reading(
        topic=topic,
        key=f"{topic.path}@{_iso(message.received)}#problem",
        time=message.received,
        received=message.received,
        values={"content": message.content},
        problem=f"A message {topic.kind} of {topic.path} {sentence}",
    )


def _is_above(value: Any, other: Any) -> bool:
    try:
        return value is not None and other is not None and value > other
    except TypeError:
        return False


def _reset_unseen(
    message: Message, name: str, value: Any, time: int, known: MetricState
) -> Reading:
    sentence = (
        f"brings a history in which {name} stood at {value} ({_iso(time)}), above {known.value}"
        f" of {_iso(known.time)}: the counter was reset in between. What it had counted up to"
        " then since the last reading before is missing; book it by hand."
    )
    return _problem(message, sentence)


def _iso(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"
