"""One part of the mapping, read page by page: what is new, in whichever way the system knows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin

from adapters.contract import ConfigurationError, ProtocolError, Stream
from adapters.mapping.flaw import Flaw
from adapters.mapping.layout import Row
from adapters.mapping.part import CompiledPart
from adapters.mapping.plant import Plant
from adapters.mapping.times import PlantClock, instant_reader
from adapters.mes.rest.model import ByAfter, ChangedSpec, RestPart, WindowSpec
from adapters.mes.rest.paging import Step, make_pager
from adapters.mes.rest.places import JsonLayout, at, list_at
from adapters.mes.rest.position import PartPosition, RunPosition
from adapters.mes.rest.request import call_of, written
from adapters.mes.web import Answer, Call

# Asks the system and gives the answer with its content.
Ask = Callable[[Call], tuple[Answer, Any]]

_NARROWEST = timedelta(seconds=1)
_DAY = timedelta(days=1)
_AHEAD = timedelta(days=1)
"""How far beyond now the last window reaches, for clocks and zones that differ."""


class CompiledRestPart(CompiledPart):
    """A part with its places and its way through the pages."""

    def __init__(self, plant: Plant, stream: Stream, part: RestPart) -> None:
        layout = JsonLayout(part.each)
        super().__init__(plant, stream, part, layout, [])
        self.part = part
        self.layout = layout
        self.clock = plant.clock
        self.pager = make_pager(part.paging, part.key.column)
        self.after_place = (
            layout.place(part.paging.id)
            if isinstance(part.paging, ByAfter) and not part.each
            else None
        )
        spec = part.changed
        self.changed_of = (
            instant_reader(f"changed ({spec.field})", plant.clock, spec.form) if spec else None
        )

    @property
    def what(self) -> str:
        return f"{self.part.address} ({self.stream}, {self.part.name})"


class PartReader:
    """The pages of a part since a position, which it moves on."""

    def __init__(
        self, part: CompiledRestPart, position: PartPosition, ask: Ask, limit: int
    ) -> None:
        self._part = part
        self._spec = part.part
        self._position = position
        self._ask = ask
        self._limit = limit
        self._size = min(limit, self._spec.paging.size or limit)

    def pages(self) -> Iterator[Sequence[Row]]:
        """Rows, at most ``limit`` at a time; the position is that after the rows handed out."""
        resumed = self._position.run is not None
        run = self._position.run or self._begin()
        while True:
            try:
                rows, following = self._next(run)
            except ConfigurationError:
                if not resumed or not run.page:
                    raise
                # The page's cursor may have ended meanwhile: the pull begins again.
                rows, following = self._next(run := self._begin())
            resumed = False
            yield from self._in_parts(rows, run)
            self._move(run, following)
            yield rows[(len(rows) - 1) // self._limit * self._limit :] if rows else rows
            if following is None:
                return
            run = following

    def _in_parts(self, rows: Sequence[Row], run: RunPosition) -> Iterator[Sequence[Row]]:
        """All but the last rows of an answer with more than was asked for.

        Whoever goes on from between them reads the same answer again.
        """
        for begin in range(0, len(rows) - self._limit, self._limit):
            part = rows[begin : begin + self._limit]
            self._position.run = run
            if self._part.after_place is not None:
                after = part[-1][self._part.after_place]
                self._position.after = _later(self._position.after, after)
                self._position.run = RunPosition(page={"after": after})
            yield part

    def _move(self, run: RunPosition, following: RunPosition | None) -> None:
        self._position.run = following
        if following is None:
            self._finish(run)
        elif "after" in following.page:
            self._position.after = _later(self._position.after, following.page["after"])

    def _begin(self) -> RunPosition:
        position, spec = self._position, self._spec
        if isinstance(spec.paging, ByAfter):
            after = position.after
            if isinstance(after, int):
                after -= spec.paging.overlap_ids
            return RunPosition(page={} if after is None else {"after": after})
        if spec.changed is not None:
            since = self._since(spec.changed, spec.changed.since)
            return RunPosition(since=since.isoformat() if since else None)
        if spec.window is not None:
            since = self._since(spec.window, spec.window.since) or datetime.now(UTC)
            until = self._end_of_window(since, _DAY * spec.window.days)
            return RunPosition(window=[since.isoformat(), until.isoformat()])
        return RunPosition()

    def _since(self, spec: ChangedSpec | WindowSpec, first: date | None) -> datetime | None:
        """From when this pull asks: where the last one got to, less the overlap."""
        if self._position.mark is not None:
            overlap = timedelta(minutes=spec.overlap_minutes) or _NARROWEST
            return datetime.fromisoformat(self._position.mark) - overlap
        if first is None:
            return None
        return _first_moment(first, self._part.clock)

    def _next(self, run: RunPosition) -> tuple[Sequence[Row], RunPosition | None]:
        """The rows of one answer, and where the pull goes on."""
        answer, content, objects = self._fetch(run)
        run.began = run.began or answer.sent.isoformat()
        if self._is_cut_off(objects):
            return (), self._narrower(run)
        step = self._part.pager.step(run.page, content, answer.headers, objects)
        rows = self._part.layout.rows(content, step.objects)
        self._note_changes(run, step.objects)
        return rows, self._following(run, step)

    def _fetch(self, run: RunPosition) -> tuple[Answer, Any, Sequence[Any]]:
        spec, part = self._spec, self._part
        asked = part.pager.asked(run.page, self._size)
        parameters = {**self._when(run), **asked.parameters}
        call = call_of(spec, part.what, parameters, address=asked.address)
        answer, content = self._ask(call)
        objects = [] if content is None else list_at(content, spec.rows)
        return answer, content, objects

    def _when(self, run: RunPosition) -> dict[str, str]:
        spec, clock = self._spec, self._part.clock
        if spec.changed is not None and run.since is not None:
            moment = datetime.fromisoformat(run.since)
            return {spec.changed.parameter: written(moment, spec.changed.form, clock)}
        if spec.window is not None and run.window is not None:
            begin, end = (
                written(datetime.fromisoformat(t), spec.window.form, clock) for t in run.window
            )
            return {spec.window.begin: begin, spec.window.end: end}
        return {}

    def _following(self, run: RunPosition, step: Step) -> RunPosition | None:
        if step.following is not None:
            page = step.following
            if "link" in page:
                here = run.page.get("link", self._spec.address)
                page = {**page, "link": urljoin(here, page["link"])}
            return replace(run, page=page)
        if self._spec.window is None or run.window is None:
            return None
        begin, end = (datetime.fromisoformat(t) for t in run.window)
        if end >= self._now(run):
            return None
        # A window that had to be narrowed grows again.
        span = min(_DAY * self._spec.window.days, (end - begin) * 2)
        until = self._end_of_window(end, span)
        return replace(run, page={}, window=[end.isoformat(), until.isoformat()])

    def _finish(self, run: RunPosition) -> None:
        """What the next pull begins from."""
        position = self._position
        if isinstance(self._spec.paging, ByAfter):
            return
        began = self._now(run)
        # Later changes may have been passed by while the pages were read.
        seen = datetime.fromisoformat(run.seen) if run.seen else None
        mark = began if self._spec.window is not None else min(seen, began) if seen else None
        if mark is not None:
            before = datetime.fromisoformat(position.mark) if position.mark else mark
            position.mark = max(mark, before).isoformat()

    def _now(self, run: RunPosition) -> datetime:
        """The system's time when the pull began."""
        return datetime.fromisoformat(run.began) if run.began else datetime.now(UTC)

    def _note_changes(self, run: RunPosition, objects: Sequence[Any]) -> None:
        spec, read = self._spec.changed, self._part.changed_of
        if spec is None or read is None or not objects:
            return
        moments: list[datetime] = []
        for item in objects:
            try:
                moment = read(at(item, spec.field), None)
            except Flaw:
                continue
            if moment is not None:
                moments.append(moment)
        if not moments:
            raise ProtocolError(
                f"No object of {self._part.what} has a time of change at {spec.field!r}. Correct"
                " `changed` in the mapping."
            )
        latest = max(moments)
        if run.seen is None or latest > datetime.fromisoformat(run.seen):
            run.seen = latest.isoformat()

    def _end_of_window(self, begin: datetime, span: timedelta) -> datetime:
        return min(begin + span, max(datetime.now(UTC), begin) + _AHEAD)

    def _is_cut_off(self, objects: Sequence[Any]) -> bool:
        spec = self._spec.window
        return spec is not None and spec.most_rows is not None and len(objects) >= spec.most_rows

    def _narrower(self, run: RunPosition) -> RunPosition:
        spec = self._spec.window
        begin, end = (datetime.fromisoformat(t) for t in run.window or ())
        middle = begin + (end - begin) / 2
        form = spec.form if spec else None
        names = [written(t, form, self._part.clock) for t in (begin, middle, end)]
        if len(set(names)) < len(names) or middle - begin < _NARROWEST:
            raise ProtocolError(
                f"{self._part.what} gives no more than {spec.most_rows if spec else 0} rows, and"
                f" there are more between {names[0]} and {names[2]}. Let the system hand out more,"
                " or map a paging."
            )
        return replace(run, window=[begin.isoformat(), middle.isoformat()])


def _later(before: Any, after: Any) -> Any:
    """The id that is further on: with an overlap, earlier ones are read again."""
    return max(before, after) if isinstance(before, int) and isinstance(after, int) else after


def _first_moment(day: date, clock: PlantClock) -> datetime:
    """The beginning of a day, by the plant's clock; in some zones a clock change skips midnight."""
    midnight = datetime.combine(day, time())
    try:
        return clock.at("since", midnight)
    except Flaw:
        return clock.at("since", midnight + timedelta(hours=1))
