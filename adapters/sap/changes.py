"""What is new in a part since the last pull: three ways, by what its list can be asked for.

Each gives pieces of work: contents, and the state to go on from once they are stored. The state
is JSON and goes into the cursor. A pull that is killed repeats a piece; none is left out.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from adapters.sap.columns import Content
from adapters.sap.details import Details
from adapters.sap.layout import READ_AT
from adapters.sap.lists import Lists
from adapters.sap.part import CompiledSapPart
from adapters.sap.raw import storable
from adapters.sap.settings import SapSettings

T = TypeVar("T")
State = dict[str, Any]
Piece = tuple[Sequence[Content], State]

# Records with further calls take a while, and a page should not.
_DETAILED_PER_PIECE = 200
_ONE_DAY = timedelta(days=1)


class Reading:
    """What all ways share: the part, its list, its further calls, and the system's clock."""

    def __init__(
        self, part: CompiledSapPart, lists: Lists, details: Details, settings: SapSettings
    ) -> None:
        self.part = part
        self.lists = lists
        self.details = details
        self._settings = settings

    @property
    def since(self) -> date:
        return self.part.part.list.earliest or self._settings.since

    @property
    def today(self) -> date:
        return datetime.now(ZoneInfo(self._settings.zone)).date()

    @property
    def until(self) -> date:
        """Documents may be dated ahead."""
        return self.today + timedelta(days=self.part.part.list.ahead)

    @property
    def overlap(self) -> timedelta:
        return timedelta(days=self._settings.recheck_days)

    def pieces(self, state: State, limit: int) -> Iterator[Piece]:
        """What is new since ``state``, at most ``limit`` at once; at least one piece."""
        spec = self.part.part.list
        if spec.changed is not None:
            return _by_change(self, state, limit)
        if spec.created is not None:
            return _by_creation(self, state, limit)
        return _by_content(self, state, limit)

    def created(self, content: Content) -> date | None:
        """The day by which the list selects a record; ``None`` for one of the future."""
        day = _day(self.part.created(content))
        return day if day is not None and day <= self.today else None

    def detailed(self, contents: Sequence[Content], limit: int) -> Iterator[list[Content]]:
        """The contents with their details, in chunks."""
        size = min(limit, _DETAILED_PER_PIECE) if self.details else limit
        for chunk in chunks(iter(contents), size):
            yield list(self.details.of(chunk))


def chunks(things: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(things, size)):
        yield chunk


# ------------------------------------------------------------------ lists that tell changes


def _by_change(read: Reading, state: State, limit: int) -> Iterator[Piece]:
    """At first all, by windows of creation; from then on what has changed since."""
    changed = _day(state.get("changed"))
    if changed is not None:
        today = read.today
        begin = min(changed, today) - read.overlap
        for contents in read.lists.changed(begin, read.since, read.until):
            for chunk in read.detailed(contents, limit):
                yield chunk, state
        yield (), {"changed": str(today)}
        return
    # What changes while the windows are read is found by the next pull.
    first = state.get("first") or str(read.today)
    done = _day(state.get("until"))
    begin = read.since if done is None else done + _ONE_DAY
    for last, contents in read.lists.windows(begin, read.until):
        yield from _with_state_at_end(
            read.detailed(contents, limit), state, {"until": str(last), "first": first}
        )
        state = {"until": str(last), "first": first}
    yield (), {"changed": first}


# ------------------------------------------------------------------ lists that tell what is new


def _by_creation(read: Reading, state: State, limit: int) -> Iterator[Piece]:
    """What was created since, and what was open and no longer is."""
    still_open: dict[str, str] = dict(state.get("open", {}))
    listed = _day(state.get("listed")) or read.since
    horizon = min(listed, read.today)

    def now() -> State:
        return {"listed": str(horizon), "open": dict(still_open)}

    closed = _no_longer_open(read, still_open)
    for keys in chunks(iter(closed), _DETAILED_PER_PIECE):
        again = [content for key in keys if (content := known_by(read, key)) is not None]
        found = list(read.details.of(again))
        for key in keys:
            still_open.pop(key, None)
        _note_open(read, found, still_open)
        yield found, now()
    begin = max(horizon - read.overlap, read.since)
    read_already = set(closed)
    for _, contents in read.lists.windows(begin, read.until):
        new = [content for content in contents if read.part.key(content) not in read_already]
        for chunk in read.detailed(new, limit):
            for key in map(read.part.key, chunk):
                still_open.pop(key or "", None)
            _note_open(read, chunk, still_open)
            # Only what was created counts: a quiet system's next documents may be dated back.
            horizon = max([horizon, *filter(None, map(read.created, chunk))])
            yield chunk, now()
    yield (), now()


def _no_longer_open(read: Reading, was_open: Mapping[str, str]) -> list[str]:
    """Of the records that were open, those that the list of open ones has no longer."""
    spec = read.part.part.list.open
    if spec is None or not was_open:
        return []
    if not spec.parameters:
        return sorted(was_open)
    days = [day for created in was_open.values() if (day := _day(created)) is not None]
    still: set[str | None] = set()
    for _, contents in read.lists.windows(
        min(days, default=read.since), read.today, spec.parameters
    ):
        still |= {read.part.key(content) for content in contents}
    return sorted(key for key in was_open if key not in still)


def _note_open(read: Reading, contents: Sequence[Content], still_open: dict[str, str]) -> None:
    for content in contents:
        key = read.part.key(content)
        if key is not None and read.part.is_open(content):
            still_open[key] = read.part.created(content) or ""


# ------------------------------------------------------------------ lists without any window


def _by_content(read: Reading, state: State, limit: int) -> Iterator[Piece]:
    """The whole list, of which what differs from what was read before is new."""
    known: dict[str, str] = dict(state.get("known", {}))
    seen: set[str] = set()

    def fresh() -> Iterator[tuple[str, str, Content]]:
        for content in read.lists.whole():
            key = read.part.key(content) or ""
            print_ = _fingerprint(content)
            seen.add(key)
            if known.get(key) != print_:
                yield key, print_, {**content, READ_AT: read_at()}

    for chunk in chunks(fresh(), min(limit, _DETAILED_PER_PIECE) if read.details else limit):
        found = list(read.details.of([content for _, _, content in chunk]))
        known.update((key, print_) for key, print_, _ in chunk)
        yield found, {"known": known}
    yield (), {"known": {key: print_ for key, print_ in known.items() if key in seen}}


def read_at() -> int:
    """This moment as a number that grows, for records that have no stamp of their own."""
    return int(f"{datetime.now(UTC):%Y%m%d%H%M%S}")


def _fingerprint(content: Content) -> str:
    text = json.dumps(storable(content), sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


# ------------------------------------------------------------------ shared


def known_by(read: Reading, key: str) -> Content | None:
    """The content of a key as the list has it, or with the key alone where only further calls
    say more; ``None`` where there is none. Details are not in it yet.
    """
    values = read.part.key_values(key)
    if values is None:
        return None
    if read.part.part.list.one:
        return read.lists.one(values)
    return values if read.details else None


def _with_state_at_end(
    found: Iterator[list[Content]], state: State, last_state: State
) -> Iterator[Piece]:
    """Pieces of a window: only with the last one it is done."""
    held: list[Content] = []
    for chunk in found:
        if held:
            yield held, state
        held = chunk
    yield held, last_state


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(cast(str, text)) if text else None
    except ValueError:
        return None
