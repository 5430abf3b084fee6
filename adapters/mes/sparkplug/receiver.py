"""From the broker into the journal: stored first, then acknowledged.

What was stored and not yet acknowledged when we ended comes again, and is known by its number.
"""

import time
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import suppress

from adapters.contract import AdapterError
from adapters.mes.sparkplug.broker import Arrived, Broker
from adapters.mes.sparkplug.journal import Journal
from adapters.mes.sparkplug.payload import encoded
from adapters.mes.sparkplug.settings import SparkplugSettings
from adapters.mes.sparkplug.state import Message, NodeState, Reading
from adapters.mes.sparkplug.topic import parsed, rebirth_topic
from adapters.mes.sparkplug.tracker import Outcome, Tracker

_TURN = 0.05
_BOOLEAN = 11
_RETRY = (1.0, 30.0)
"""Seconds between two tries to reach the broker again: the first, and the most."""


class Receiver:
    """Receives for one source; only one at a time may do so for a journal."""

    def __init__(
        self,
        settings: SparkplugSettings,
        client_id: str,
        journal: Journal,
        names: Set[str],
        counters: Set[str],
    ) -> None:
        self._settings = settings
        self._client_id = client_id
        self._journal = journal
        self._names = names
        self._counters = counters
        self._trackers: dict[str, Tracker] = {}

    def drain(self, seconds: float) -> bool:
        """Stores what the broker holds for us, for so many seconds at most.

        Whether nothing came any more at the end. Raises ``AdapterError``; what was stored before
        stays.
        """
        until = time.monotonic() + seconds
        quiet = False

        def ends(broker: Broker, heard: float) -> bool:
            nonlocal quiet
            waiting = any(tracker.held for tracker in self._trackers.values())
            silent = time.monotonic() - heard >= self._settings.quiet_seconds
            quiet = silent and broker.subscribed and not waiting
            return quiet or time.monotonic() >= until

        self._session(ends)
        return quiet

    def listen(self, stop: Callable[[], bool], told: Callable[[AdapterError | None], None]) -> None:
        """Stores what comes until ``stop``; reaches the broker again when it was lost.

        ``told`` hears of each error, and of ``None`` when all is well again.
        """
        first, most = _RETRY
        wait = first
        while not stop():
            began = time.monotonic()
            try:
                self._session(lambda _broker, _heard: stop(), lambda: told(None))
            except AdapterError as error:
                told(error)
                wait = first if time.monotonic() - began > most else min(most, wait * 2)
                until = time.monotonic() + wait
                while not stop() and time.monotonic() < until:
                    time.sleep(_TURN)

    def _session(
        self, ends: Callable[[Broker, float], bool], connected: Callable[[], None] = lambda: None
    ) -> None:
        self._load()
        broker = Broker(self._settings, self._client_id)
        try:
            broker.connect()
            connected()
            if not broker.kept_session:
                self._ask_all(broker)
            heard = time.monotonic()
            while not ends(broker, heard):
                arrived = broker.turn(_TURN)
                self._take(broker, arrived)
                broker.acknowledge(arrived)
                if arrived:
                    # Not before: a broker sends more only for what was acknowledged.
                    heard = time.monotonic()
        except AdapterError:
            # Not acknowledged, and yet ours: it comes again, or it does not.
            while arrived := broker.arrived():
                self._take(broker, arrived)
            raise
        finally:
            with suppress(OSError, ValueError):
                broker.close()

    def _load(self) -> None:
        held = self._journal.held()
        states = self._journal.states()
        self._trackers = {
            path: self._tracker(path, state, held.get(path, [])) for path, state in states.items()
        }

    def _tracker(self, path: str, state: NodeState, held: Sequence[Message]) -> Tracker:
        return Tracker(
            path=path,
            state=state,
            names=self._names,
            counters=self._counters,
            hold=int(self._settings.hold_seconds * 1000),
            held=list(held),
        )

    def _take(self, broker: Broker, arrived: Sequence[Arrived]) -> None:
        """A batch of messages, stored in one transaction."""
        readings: list[Reading] = []
        changed: set[str] = set()
        asked: set[str] = set()
        for message in self._messages(arrived):
            path = message.topic.node_path
            tracker = self._trackers.get(path)
            if tracker is None:
                tracker = self._trackers[path] = self._tracker(path, NodeState(), [])
            self._add(path, tracker.take(message), readings, asked)
            changed.add(path)
        now = int(time.time() * 1000)
        for path, tracker in self._trackers.items():
            if tracker.held:
                before = len(tracker.held)
                self._add(path, tracker.overdue(now), readings, asked)
                if len(tracker.held) != before:
                    changed.add(path)
        if changed or readings:
            self._store(readings, changed)
        self._ask(broker, asked)

    def _messages(self, arrived: Sequence[Arrived]) -> Iterable[Message]:
        for message in arrived:
            topic = parsed(message.topic)
            if topic is not None:
                yield Message(topic, message.content, message.received, message.again)

    @staticmethod
    def _add(path: str, outcome: Outcome, readings: list[Reading], asked: set[str]) -> None:
        readings += outcome.readings
        if outcome.rebirth:
            asked.add(path)

    def _store(self, readings: Sequence[Reading], changed: Set[str]) -> None:
        trackers = {path: self._trackers[path] for path in changed}
        self._journal.store(
            readings,
            {path: tracker.state for path, tracker in trackers.items()},
            {path: tracker.held for path, tracker in trackers.items()},
        )

    def _ask_all(self, broker: Broker) -> None:
        """The broker does not know us, so we may have missed anything."""
        now = int(time.time() * 1000)
        for tracker in self._trackers.values():
            tracker.state.asked = now
        self._ask(broker, self._trackers.keys())

    def _ask(self, broker: Broker, paths: Iterable[str]) -> None:
        if not self._settings.rebirth:
            return
        wanted = {"name": "Node Control/Rebirth", "datatype": _BOOLEAN, "boolean_value": True}
        for path in paths:
            now = int(time.time() * 1000)
            broker.publish(rebirth_topic(path), encoded(time=now, metrics=[wanted]))
