"""What the machines said, on this machine's disk, before the broker hears that we have it.

A broker pushes, and sends again what was not acknowledged; a pull asks for pages since a cursor.
Between the two stands a small database: readings under growing numbers, the state of each node,
and messages that wait for others. One transaction holds what a batch of messages changed.
"""

import fcntl
import json
import sqlite3
import uuid
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.contract import ConfigurationError, Unavailable
from adapters.mapping import raw
from adapters.mes.sparkplug.state import Message, NodeState, Reading
from adapters.mes.sparkplug.topic import parsed

_FORMAT = "1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS node (path TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS held (
    path TEXT NOT NULL, topic TEXT NOT NULL, content BLOB NOT NULL, received INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS held_path ON held (path);
CREATE TABLE IF NOT EXISTS reading (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, topic TEXT NOT NULL,
    path TEXT NOT NULL, time INTEGER NOT NULL, received INTEGER NOT NULL, vals TEXT NOT NULL,
    touched TEXT NOT NULL, birth INTEGER NOT NULL, problem TEXT
);
CREATE INDEX IF NOT EXISTS reading_path ON reading (path, id);
"""
_AFTER = """
SELECT id, key, topic, time, received, vals, touched, birth, problem FROM reading
WHERE id > ? ORDER BY id LIMIT ?
"""
_BEFORE = """
SELECT id, key, topic, time, received, vals, touched, birth, problem FROM reading
WHERE id < ? AND problem IS NULL ORDER BY id DESC LIMIT 500
"""
_UP_TO = """
SELECT r.id, r.key, r.topic, r.time, r.received, r.vals, r.touched, r.birth, r.problem
FROM reading r JOIN reading k ON k.key = ?
WHERE r.path = k.path AND r.id <= k.id AND r.problem IS NULL ORDER BY r.id DESC LIMIT ?
"""
_BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading under its number in the journal."""

    id: int
    reading: Reading


class Journal:
    """The database at ``file``. ``names`` are the metrics that the mapping needs.

    States that were written for other names are forgotten: a birth brings what they lack.
    """

    def __init__(self, file: Path, names: Iterable[str]) -> None:
        self._file = file
        self._names = json.dumps(sorted(names))
        self._database = self._opened()

    @property
    def id(self) -> str:
        """Tells this journal from another one that was begun in its place."""
        return self.note("id") or ""

    def note(self, name: str) -> str | None:
        row = self._one("SELECT value FROM meta WHERE name = ?", name)
        return row[0] if row else None

    def keep_note(self, name: str, value: str) -> None:
        with self._writing():
            self._keep_note(name, value)

    def states(self) -> dict[str, NodeState]:
        rows = self._all("SELECT path, state FROM node")
        return {path: NodeState.from_json(json.loads(state)) for path, state in rows}

    def held(self) -> dict[str, list[Message]]:
        """The messages that wait for others, by the path of their node."""
        found: dict[str, list[Message]] = {}
        for path, topic, content, received in self._all(
            "SELECT path, topic, content, received FROM held ORDER BY rowid"
        ):
            where = parsed(topic)
            if where is not None:
                found.setdefault(path, []).append(Message(where, content, received))
        return found

    def store(
        self,
        readings: Sequence[Reading],
        states: Mapping[str, NodeState],
        held: Mapping[str, Sequence[Message]],
    ) -> None:
        """All of it or nothing; a reading whose key is there already is there once."""
        with self._writing() as database:
            database.executemany(
                "INSERT OR IGNORE INTO reading (key, topic, path, time, received, vals, touched,"
                " birth, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_written(reading) for reading in readings],
            )
            for path, state in states.items():
                database.execute(
                    "INSERT OR REPLACE INTO node VALUES (?, ?)",
                    (path, json.dumps(state.as_json(), ensure_ascii=False)),
                )
                database.execute("DELETE FROM held WHERE path = ?", (path,))
            database.executemany(
                "INSERT INTO held VALUES (?, ?, ?, ?)",
                [
                    (path, m.topic.text, m.content, m.received)
                    for path, messages in held.items()
                    for m in messages
                ],
            )

    def after(self, number: int, limit: int) -> list[Kept]:
        """The readings after a number, in order."""
        return [_read(row) for row in self._all(_AFTER, number, limit)]

    def up_to(self, key: str, count: int) -> list[Kept]:
        """The reading of a key and those of its machine before it, the last one first."""
        return [_read(row) for row in self._all(_UP_TO, key, count)]

    def backwards(self) -> Iterator[Kept]:
        """All readings, the last one first."""
        number = (1 << 63) - 1
        while rows := self._all(_BEFORE, number):
            number = rows[-1][0]
            yield from map(_read, rows)

    def count(self) -> int:
        row = self._one("SELECT count(*) FROM reading")
        return int(row[0]) if row else 0

    def forget(self, up_to: int, before: int) -> None:
        """Readings up to a number that are older than a moment (milliseconds)."""
        with self._writing() as database:
            database.execute("DELETE FROM reading WHERE id <= ? AND received < ?", (up_to, before))

    @contextmanager
    def only_one(self) -> Generator[bool]:
        """Whether nobody else receives for this journal, on this machine; kept for the block."""
        with self._file.with_name(f"{self._file.name}.lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def close(self) -> None:
        self._database.close()

    # ------------------------------------------------------------------ SQLite

    def _opened(self) -> sqlite3.Connection:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(
                self._file,
                isolation_level=None,
                timeout=_BUSY_SECONDS,
                check_same_thread=False,
            )
            self._database = database
            # What the broker hears that we have must survive a power cut.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.executescript(_SCHEMA)
            self._begin()
        except sqlite3.DatabaseError as error:
            raise _unusable(error) from None
        except OSError as error:
            raise ConfigurationError(
                f"The journal cannot be made: {error.strerror}. Name a file in a folder that we"
                " may write to."
            ) from None
        return database

    def _begin(self) -> None:
        with self._writing() as database:
            database.execute(
                "INSERT OR IGNORE INTO meta VALUES ('id', ?), ('format', ?), ('names', ?)",
                (uuid.uuid4().hex, _FORMAT, self._names),
            )
            if self.note("format") != _FORMAT:
                raise ConfigurationError("The journal is of another version. Name a new file.")
            if self.note("names") != self._names:
                database.execute("DELETE FROM node")
                database.execute("DELETE FROM held")
                self._keep_note("names", self._names)

    def _keep_note(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        database = self._database
        try:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")
        except sqlite3.Error as error:
            raise _unusable(error) from None

    def _all(self, query: str, *values: Any) -> list[Any]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(error) from None

    def _one(self, query: str, *values: Any) -> Any:
        return next(iter(self._all(query, *values)), None)


def _written(reading: Reading) -> tuple[Any, ...]:
    names = list(reading.values)
    values = raw.to_json(names, [reading.values[name] for name in names])
    topic = reading.topic
    return (
        reading.key,
        topic.text,
        topic.path,
        reading.time,
        reading.received,
        json.dumps(values, ensure_ascii=False),
        json.dumps(sorted(reading.touched), ensure_ascii=False),
        reading.birth,
        reading.problem,
    )


def _read(row: Sequence[Any]) -> Kept:
    number, key, topic, time, received, vals, touched, birth, problem = row
    content: dict[str, Any] = json.loads(vals)
    names = list(content)
    where = parsed(topic)
    if where is None:
        raise ConfigurationError("The journal is damaged. Name a new file.")
    reading = Reading(
        topic=where,
        key=key,
        time=time,
        received=received,
        values=dict(zip(names, raw.from_json(names, content), strict=True)),
        touched=frozenset(json.loads(touched)),
        birth=bool(birth),
        problem=problem,
    )
    return Kept(number, reading)


def _unusable(error: sqlite3.Error) -> Unavailable | ConfigurationError:
    text = str(error).lower()
    if "not a database" in text or "malformed" in text:
        return ConfigurationError("The journal is no journal of ours, or damaged. Name a new file.")
    if "locked" in text or "busy" in text:
        return Unavailable("The journal is in use by another process for too long.")
    if "unable to open" in text or "readonly" in text:
        return ConfigurationError("The journal cannot be written. Name a file that we may write.")
    return Unavailable(f"The journal cannot be used now: {error}.")
