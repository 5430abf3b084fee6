"""Adapters that each break one rule, in the ways that adapters do."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from datetime import time as clock_time
from decimal import Decimal
from typing import Any, ClassVar

from lab_adapter import LabSource
from lab_system import AGE, STREAM, NoLogon, NoRight, Refused, Row

from adapters.contract import (
    AuthenticationFailed,
    BusinessError,
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
    Notification,
    Page,
    ProductionCount,
    ProtocolError,
    Record,
    Rejection,
    Stream,
    Unavailable,
)

STREAMS = (Stream.PRODUCTION_COUNT, Stream.NOTIFICATION)
BROKEN: list[tuple[str, type[LabSource]]] = []
END_OF_TESTS = threading.Event()


def breaks(rule: str) -> Callable[[type[LabSource]], type[LabSource]]:
    """Notes which rule the adapter breaks; its docstring says how."""

    def note(adapter: type[LabSource]) -> type[LabSource]:
        BROKEN.append((rule, adapter))
        return adapter

    return note


class Lab(LabSource):
    """As the good one, for two streams: what the others are made of."""

    streams: Mapping[Stream, Capability] = {
        stream: Capability.SUPPORTED if stream in STREAMS else Capability.UNSUPPORTED
        for stream in Stream
    }


# ------------------------------------------------------------------ what it is


@breaks("port")
class OwnName(Lab):
    """Calls its records by a name of its own, whatever the settings call the source."""

    def _record(self, stream: Stream, row: Row) -> Record:
        return replace(super()._record(stream, row), source="lab")


@breaks("port")
class DayWithTime(Lab):
    """Gives a moment where the record has a day."""

    def _record(self, stream: Stream, row: Row) -> Record:
        record = super()._record(stream, row)
        if isinstance(record, Notification):
            return replace(record, created=datetime.combine(record.created, clock_time(), UTC))
        return record


@breaks("declared-streams")
class SilentlyNothing(Lab):
    """Gives an empty page for a stream that it does not have."""

    def _declared(self, stream: Stream) -> None:
        return


@breaks("declared-streams")
class Promises(Lab):
    """Declares a stream that it cannot read."""

    streams: Mapping[Stream, Capability] = {
        **Lab.streams,
        Stream.EQUIPMENT: Capability.SUPPORTED,
    }

    def _declared(self, stream: Stream) -> None:
        super()._declared(stream)
        if stream is Stream.EQUIPMENT:
            raise ConfigurationError("The lab has no equipment.")


@breaks("declared-streams")
class ClassSaysLess(Lab):
    """Declares on the instance what the class, which the gateway asks first, does not."""

    streams = dict.fromkeys(Stream, Capability.UNKNOWN)

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self.streams = Lab.streams


# ------------------------------------------------------------------ pages and cursors


@breaks("no-row-skipped")
class SkipsAtPageEnd(Lab):
    """Counts one too far between two pages."""

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        begin = after
        while rows := self._rows(stream, begin, limit):
            after = self._place(rows)
            yield self._page(stream, rows, after)
            if len(rows) < limit:
                return
            begin = after + 1
        yield self._empty(after)


@breaks("no-row-repeated")
class BeginsWithTheLast(Lab):
    """Asks for what is at its cursor or after it."""

    def _begin(self, since: str | None) -> int:
        return max(super()._begin(since) - 1, 0)


@breaks("pages-within-limit")
class OneMore(Lab):
    """Reads one row more than asked for, to see whether there are more, and gives it too."""

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        return super()._rows(stream, after, limit + 1)


@breaks("same-cursor-same-records")
class RemembersWhatItGave(Lab):
    """Keeps its place in itself and not in the cursor alone."""

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self._furthest = dict.fromkeys(Stream, 0)

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        for page in super()._pages(stream, max(after, self._furthest[stream]), limit):
            self._furthest[stream] = int(page.cursor or 0)
            yield page


@breaks("same-cursor-same-records")
class RevisionOfTheMoment(Lab):
    """Takes the moment of reading for the revision."""

    def _age(self, row: Row) -> int:
        return time.time_ns()


@breaks("killed-pull-resumes")
class ReadsAhead(Lab):
    """Gives a page the cursor of the one that it has already fetched."""

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        rows = self._rows(stream, after, limit)
        if not rows:
            yield self._empty(after)
        while rows:
            following = self._rows(stream, self._place(rows), limit)
            yield self._page(stream, rows, self._place(following or rows))
            rows = following


@breaks("killed-pull-resumes")
class CursorAtTheEnd(Lab):
    """Moves its cursor when the whole pull is through."""

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        pages = list(super()._pages(stream, after, limit))
        for page in pages[:-1]:
            yield replace(page, cursor=str(after))
        yield pages[-1]


@breaks("empty-page-keeps-cursor")
class LosesItsPlace(Lab):
    """Gives no cursor where it found nothing."""

    def _empty(self, after: int) -> Page:
        return Page(records=(), cursor=None)


@breaks("empty-page-keeps-cursor")
class ClockAhead(Lab):
    """Goes on from its own clock where it found nothing, and that clock is ahead."""

    def _empty(self, after: int) -> Page:
        return Page(records=(), cursor=str(after + 3))


@breaks("foreign-cursor-said")
class StartsAnew(Lab):
    """Takes what it does not understand for the beginning."""

    def _begin(self, since: str | None) -> int:
        return int(since) if since is not None and since.isdecimal() else 0


@breaks("foreign-cursor-said")
class DoesNotLook(Lab):
    """Lets the conversion's own error out."""

    def _begin(self, since: str | None) -> int:
        return int(since or 0)


# ------------------------------------------------------------------ what changes


@breaks("corrections-replace")
class SameRevision(Lab):
    """Has one revision for all states of a row."""

    def _age(self, row: Row) -> int:
        return 1


@breaks("corrections-replace")
class ByCreation(Lab):
    """Follows the order in which rows were made, and sees no later change of them."""

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        states = super()._rows(stream, 0, 1_000_000)
        newest = {row["key"]: row for row in states}
        first: dict[str, Row] = {}
        for row in states:
            first.setdefault(row["key"], row)
        made = [(row[AGE], newest[key]) for key, row in first.items() if row[AGE] > after]
        self._made = {id(row): age for age, row in made}
        return [row for _, row in made[:limit]]

    def _place(self, rows: Sequence[Row]) -> int:
        return self._made[id(rows[-1])]


@breaks("corrections-replace")
class RevisesAll(Lab):
    """Takes the table's version for the row's."""

    def _age(self, row: Row) -> int:
        return len(self._system.rows)


@breaks("bad-rows-told")
class DropsBadRows(Lab):
    """Leaves out what it cannot use."""

    def _page(self, stream: Stream, rows: Sequence[Row], after: int) -> Page:
        return replace(super()._page(stream, rows, after), rejections=())


@breaks("bad-rows-told")
class StopsAtBadRows(Lab):
    """Ends the pull at a row that it cannot use."""

    def _page(self, stream: Stream, rows: Sequence[Row], after: int) -> Page:
        page = super()._page(stream, rows, after)
        if page.rejections:
            raise ProtocolError("The lab has a row that cannot be used.")
        return page


@breaks("bad-rows-told")
class SaysNothing(Lab):
    """Rejects without a word that helps."""

    def _converted(self, stream: Stream, row: Row) -> Record | Rejection:
        found = super()._converted(stream, row)
        return replace(found, detail="bad row") if isinstance(found, Rejection) else found


@breaks("lookup-agrees")
class FirstState(Lab):
    """Looks up the row as it was first written."""

    def lookup(self, stream: Stream, key: str) -> Record | None:
        super().lookup(stream, key)
        states = [r for r in self._system.rows if r[STREAM] == stream and r["key"] == key]
        return self._record(stream, states[0]) if states else None


@breaks("lookup-agrees")
class RaisesForUnknown(Lab):
    """Lets a key error out for a key that is not there."""

    def lookup(self, stream: Stream, key: str) -> Record | None:
        found = super().lookup(stream, key)
        if found is None:
            raise KeyError(key)
        return found


@breaks("replay-agrees")
class ReplaysTheKeptRow(Lab):
    """Tries the row again as it was kept, whatever became of it."""

    def replay(self, rejection: Rejection) -> Record | Rejection:
        return self._converted(rejection.stream, dict(rejection.raw))


# ------------------------------------------------------------------ values


@breaks("times-are-moments")
class WallClock(Lab):
    """Leaves the zone away."""

    def _moment(self, value: str) -> datetime:
        return datetime.fromisoformat(value)


@breaks("times-are-moments")
class WinterAllYear(Lab):
    """Has one offset for the whole year."""

    def _moment(self, value: str) -> datetime:
        return datetime.fromisoformat(value).replace(tzinfo=timezone(timedelta(hours=1)))


@breaks("times-are-moments")
class CalendarDay(Lab):
    """Counts the hours after midnight for the next day."""

    def _record(self, stream: Stream, row: Row) -> Record:
        record = super()._record(stream, row)
        if isinstance(record, ProductionCount):
            return replace(record, day=record.started.date())
        return record


@breaks("quantities-are-exact")
class ThroughFloat(Lab):
    """Lets a float in."""

    def _number(self, name: str, value: str) -> Decimal:
        return Decimal(str(float(super()._number(name, value))))


@breaks("quantities-are-exact")
class TwoPlaces(Lab):
    """Rounds to two places."""

    def _number(self, name: str, value: str) -> Decimal:
        return super()._number(name, value).quantize(Decimal("0.01"))


@breaks("text-survives")
class LatinOne(Lab):
    """Reads everything as Latin-1."""

    def _code(self, value: str) -> str:
        return value.encode("latin-1", "replace").decode("latin-1")


@breaks("keys-keep-zeros")
class NumbersForKeys(Lab):
    """Makes numbers of what looks like them."""

    def _code(self, value: str) -> str:
        return str(int(value)) if value.isascii() and value.isdecimal() else value


@breaks("keys-keep-zeros")
class GuessesTypes(Lab):
    """Takes ``12E4`` for a number, as spreadsheets do."""

    def _code(self, value: str) -> str:
        mantissa, _, exponent = value.partition("E")
        if mantissa.isdecimal() and exponent.isdecimal():
            return str(int(mantissa) * 10 ** int(exponent))
        return value


# ------------------------------------------------------------------ what goes wrong outside


@breaks("away-is-unavailable")
class RawErrors(Lab):
    """Lets the library's error out."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except Unavailable as error:
            if isinstance(error.__context__, ConnectionError) and "refused" in str(
                error.__context__
            ):
                raise error.__context__ from None
            raise


@breaks("away-is-unavailable")
class GivesUp(Lab):
    """Says of a system that is away that it is of no use to try again."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except Unavailable as error:
            if "refused" in str(error.__context__):
                raise ProtocolError("The lab is not there any more.") from None
            raise


@breaks("away-is-unavailable")
class StaysDown(Lab):
    """Keeps a broken connection for ever."""

    _down = False

    @contextmanager
    def _said(self) -> Iterator[None]:
        if self._down:
            raise Unavailable("The lab's connection is broken.")
        try:
            with super()._said():
                yield
        except Unavailable as error:
            self._down = "refused" in str(error.__context__)
            raise


@breaks("slow-is-timed-out")
class WaitsForEver(Lab):
    """Has no time limit."""

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self._patience = None


@breaks("slow-is-timed-out")
class SaysAway(Lab):
    """Does not tell a slow system from one that is away."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except Unavailable:
            raise Unavailable("The lab does not answer.") from None


@breaks("wrong-secret-said")
class TriesAgain(Lab):
    """Takes a wrong password for something that passes."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except AuthenticationFailed:
            raise Unavailable("The lab does not let us in.") from None


@breaks("forbidden-said")
class BlamesThePassword(Lab):
    """Takes a missing right for a wrong password."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        with super()._said():
            try:
                yield
            except NoRight:
                raise NoLogon from None


@breaks("nonsense-said")
class TakesItForNothing(Lab):
    """Takes an answer that it does not understand for an empty one."""

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        try:
            return super()._rows(stream, after, limit)
        except ProtocolError:
            return []


@breaks("nonsense-said")
class DoesNotExpectIt(Lab):
    """Trips over an answer that it does not understand."""

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        try:
            return super()._rows(stream, after, limit)
        except ProtocolError:
            raise TypeError("string indices must be integers") from None


# ------------------------------------------------------------------ secrets


@breaks("no-secret-leaks")
class PasswordInError(Lab):
    """Says the password with the error."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except AuthenticationFailed:
            raise AuthenticationFailed(f"The lab does not accept {self._secret}.") from None


@breaks("no-secret-leaks")
class PasswordInCause(Lab):
    """Raises its error from one that holds the password."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except Unavailable as error:
            cause = ConnectionError(f"http://lab:{self._secret}@10.1.2.3")
            raise type(error)(str(error)) from cause


@breaks("no-secret-leaks")
class PasswordInLog(Lab):
    """Logs how it logs on."""

    def check(self) -> str:
        logging.getLogger("lab").debug("logon with %s", self._secret)
        return super().check()


@breaks("no-secret-leaks")
class PasswordInRepr(Lab):
    """Shows itself whole."""

    def __repr__(self) -> str:
        return f"Lab({self._secret})"


@breaks("no-secret-leaks")
class AddressInError(Lab):
    """Tells everybody where the system stands."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with super()._said():
                yield
        except Unavailable as error:
            raise type(error)(f"The lab at 10.1.2.3 does not answer: {error}") from None


# ------------------------------------------------------------------ many, and the end


@breaks("memory-stays-flat")
class KeepsAll(Lab):
    """Keeps every record that it gave."""

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self._all: list[Record] = []

    def _page(self, stream: Stream, rows: Sequence[Row], after: int) -> Page:
        page = super()._page(stream, rows, after)
        self._all += page.records
        return page


@breaks("memory-stays-flat")
class ReadsAllFirst(Lab):
    """Reads everything and then cuts it into pages."""

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        yield from list(super()._pages(stream, after, limit))


@breaks("threads-do-not-mix")
class BoundToItsThread(Lab):
    """Can be used on the thread that made it only, as some drivers."""

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self._thread = threading.get_ident()

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        if threading.get_ident() != self._thread:
            raise RuntimeError("objects created in a thread can only be used in that thread")
        return super()._rows(stream, after, limit)


@breaks("threads-do-not-mix")
class OneForAll(Lab):
    """Has one result set for all instances: a new pull ends the one before."""

    _latest: ClassVar[object] = None

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        mine = object()
        type(self)._latest = mine
        for page in super()._pages(stream, after, limit):
            time.sleep(0.005)
            if type(self)._latest is not mine:
                return
            yield page


@breaks("close-releases")
class LeavesThreads(Lab):
    """Starts a thread and never ends it."""

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        threading.Thread(target=END_OF_TESTS.wait, daemon=True).start()


@breaks("close-releases")
class LeavesFiles(Lab):
    """Opens a connection and never closes it."""

    left: ClassVar[list[int]] = []

    def __init__(self, name: str, settings: Any) -> None:
        super().__init__(name, settings)
        self.left.append(os.open(os.devnull, os.O_RDONLY))


@breaks("close-releases")
class ClosesOnce(Lab):
    """Fails when it is closed a second time."""

    _closed = False

    def close(self) -> None:
        if self._closed:
            raise RuntimeError("already closed")
        self._closed = True


# ------------------------------------------------------------------ commands


@breaks("declared-commands")
class DoesMore(Lab):
    """Carries out what it does not declare."""

    def _can_do(self, command: Command) -> None:
        return


@breaks("declared-commands")
class ForgetsSome(Lab):
    """Says nothing of the commands that it does not have."""

    commands: Mapping[str, Capability] = {
        name: value
        for name, value in LabSource.commands.items()
        if value is Capability.SUPPORTED or name == "decide_usage"
    }


@breaks("commands-happen-once")
class NewKeyEachTime(Lab):
    """Makes a key of its own for a further call."""

    _calls = 0

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        self._calls += not dry_run
        if self._calls > 1:
            key = f"{command.idempotency_key}-{self._calls}"
            command = replace(command, idempotency_key=key)
        return super().execute(command, dry_run=dry_run)


@breaks("commands-happen-once")
class DoesNotSayRepeated(Lab):
    """Answers a known key as if it had been carried out now."""

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        return replace(super().execute(command, dry_run=dry_run), repeated=False)


@breaks("lost-answer-repeated")
class RetriesByItself(Lab):
    """Sends a command once more under another key when the answer is lost."""

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        try:
            return super().execute(command, dry_run=dry_run)
        except Unavailable:
            key = f"{command.idempotency_key}-again"
            return super().execute(replace(command, idempotency_key=key), dry_run=dry_run)


@breaks("lost-answer-repeated")
class CallsItRefused(Lab):
    """Says that it was refused where nobody knows."""

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        try:
            return super().execute(command, dry_run=dry_run)
        except Unavailable:
            raise BusinessError("The lab did not do it.") from None


@breaks("dry-runs-do-nothing")
class DoesItAllTheSame(Lab):
    """Takes no notice of the dry run."""

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        return replace(super().execute(command), dry_run=dry_run)


@breaks("dry-runs-do-nothing")
class UsesUpTheKey(Lab):
    """Keeps the key of a dry run."""

    tried: ClassVar[set[str]] = set()

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        key = f"{self._address} {command.idempotency_key}"
        self._can_do(command)
        if dry_run:
            self.tried.add(key)
        elif key in self.tried:
            return CommandResult(reference="D0", repeated=True)
        return super().execute(command, dry_run=dry_run)


@breaks("refusals-typed")
class AnswersTheRefusal(Lab):
    """Answers with the refusal as if it were a result."""

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        try:
            return super().execute(command, dry_run=dry_run)
        except BusinessError as error:
            return CommandResult(messages=[str(error)])


@breaks("refusals-typed")
class TriesRefusedAgain(Lab):
    """Takes a refusal for something that passes."""

    @contextmanager
    def _said(self) -> Iterator[None]:
        with super()._said():
            try:
                yield
            except Refused:
                raise ConnectionError from None
