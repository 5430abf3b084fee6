"""One rule's turn with a bench: rows written, pulls read, and all of it closed at the end."""

import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from adapters.conformance.bench import Bench, Fault
from adapters.conformance.outcome import BenchFailed, Broken, CannotHappen, NotShown
from adapters.conformance.specimens import specimen
from adapters.contract import (
    AdapterError,
    ConfigurationError,
    Page,
    Reason,
    Record,
    Rejection,
    Source,
    Stream,
)

T = TypeVar("T")

NAME = "under-test"
"""The name that the settings give to the source."""
WIDE = 1000
"""A page limit that no trial with a few rows reaches."""
_MOST_PAGES = 2000


@dataclass(slots=True)
class Pull:
    """The pages of one pull, in order."""

    since: str | None
    pages: list[Page] = field(default_factory=list[Page])

    @property
    def cursor(self) -> str | None:
        """Where the next pull begins: what the gateway has stored after this one."""
        return self.pages[-1].cursor if self.pages else self.since

    @property
    def records(self) -> list[Record]:
        return [record for page in self.pages for record in page.records]

    @property
    def rejections(self) -> list[Rejection]:
        return [rejection for page in self.pages for rejection in page.rejections]

    @property
    def states(self) -> list[tuple[str, int]]:
        """Key and revision of each record."""
        return [(record.key, record.revision) for record in self.records]

    @property
    def keys(self) -> list[str]:
        return [record.key for record in self.records]

    def newest(self) -> dict[str, Record]:
        """By key the record of the highest revision, as the warehouse would keep it."""
        kept: dict[str, Record] = {}
        for record in self.records:
            there = kept.get(record.key)
            if there is None or record.revision >= there.revision:
                kept[record.key] = record
        return kept


class Trial:
    """A bench of its own and the sources that were made for it; a context manager."""

    def __init__(self, make: Callable[[Path], Bench], folder: Path) -> None:
        self._sources: list[Source] = []
        with _of_the_bench("be made"):
            self.bench = make(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for source in self._sources:
            with suppress(Exception):
                source.close()
        with _of_the_bench("be closed"):
            self.bench.close()

    # ------------------------------------------------------------------ the adapter

    def source(self) -> Source:
        """A new instance of the adapter, closed at the end of the trial."""
        with _of_the_bench("give settings"):
            self.bench.settings()
        source = self.bench.source(NAME)
        self._sources.append(source)
        return source

    @property
    def streams(self) -> Sequence[Stream]:
        return self.bench.streams

    @property
    def stream(self) -> Stream:
        """The stream for rules that are not about each of them."""
        return self.bench.streams[0]

    # ------------------------------------------------------------------ the system

    def put(self, record: Record) -> Record:
        with _of_the_bench(f"put a {type(record).__name__}"):
            return self.bench.put(record)

    def write(self, stream: Stream, numbers: Sequence[int]) -> list[Record]:
        """Plain rows of these numbers; what the adapter has to give for them."""
        return [self.put(specimen(stream, number)) for number in numbers]

    def spoil(self, record: Record) -> Reason:
        with _of_the_bench("spoil"):
            return self.bench.spoil(record)

    def mend(self, record: Record) -> Record:
        with _of_the_bench("mend"):
            return self.bench.mend(record)

    @contextmanager
    def broken(self, fault: Fault) -> Generator[None]:
        with _of_the_bench(f"break ({fault})"):
            block = self.bench.broken(fault)
            block.__enter__()
        try:
            yield
        finally:
            with _of_the_bench(f"end the fault ({fault})"):
                block.__exit__(None, None, None)

    def of_bench(self, what: str, call: Callable[[], T]) -> T:
        """What the bench answers; an error of its own is not the adapter's."""
        with _of_the_bench(what):
            return call()


def pull(
    source: Source, stream: Stream, since: str | None = None, *, limit: int = WIDE, most: int = 0
) -> Pull:
    """Reads a stream to its end, or ``most`` pages of it."""
    pulled = Pull(since)
    pages = source.pages(stream, since, limit=limit)
    for page in pages:
        pulled.pages.append(page)
        if len(pulled.pages) == most:
            break
        if len(pulled.pages) > _MOST_PAGES:
            raise Broken(
                f"{stream}: the pull did not end after {_MOST_PAGES} pages.",
                "let each page begin after the last row of the one before, and end where there"
                " is none.",
            )
    closed: Any = getattr(pages, "close", None)
    if closed is not None:
        closed()
    return pulled


def looked_up(source: Source, stream: Stream, key: str) -> Record | None:
    """As ``Source.lookup``. Raises ``CannotHappen`` for a stream without lookup."""
    try:
        return source.lookup(stream, key)
    except ConfigurationError as error:
        raise CannotHappen(f"{stream} has no lookup: {error}") from error


def each_stream(trial: Trial, check: Callable[[Stream], None]) -> None:
    """``check`` for every stream of the bench; what is broken in several is told together.

    One stream that is not shown leaves the rule not shown; streams that the rule is no matter
    for leave it to the others.
    """
    broken: list[Broken] = []
    hidden: list[str] = []
    no_matter: list[str] = []
    for stream in trial.streams:
        try:
            check(stream)
        except Broken as error:
            broken.append(error)
        except NotShown as error:
            hidden.append(f"{stream}: {error}")
        except CannotHappen as error:
            no_matter.append(f"{stream}: {error}")
    if broken:
        mends = dict.fromkeys(error.mend for error in broken if error.mend)
        raise Broken(" ".join(error.seen for error in broken), " ".join(mends))
    if hidden:
        raise NotShown("; ".join(hidden))
    if len(no_matter) == len(trial.streams):
        raise CannotHappen("; ".join(no_matter))


def told(error: BaseException) -> str:
    """An error in a sentence, with the place in the adapter where it came up."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, AdapterError):
        return text
    frames = traceback.extract_tb(error.__traceback__)
    if frames:
        last = frames[-1]
        text += f" ({Path(last.filename).name}, line {last.lineno}, in {last.name})"
    return text


@contextmanager
def _of_the_bench(what: str) -> Generator[None]:
    try:
        yield
    except (Broken, NotShown, CannotHappen, BenchFailed):
        raise
    except Exception as error:
        raise BenchFailed(f"the bench could not {what}: {told(error)}") from error
