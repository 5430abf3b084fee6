"""Much to read, several at once, and nothing left behind."""

import gc
import threading
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adapters.conformance.outcome import Broken, NotShown
from adapters.conformance.trial import Pull, Trial, pull, told
from adapters.contract import Source, Stream

FEW, MANY = 300, 3000
_PAGE = 100
_ALLOWED_GROWTH = 0.5
_ALLOWED_BYTES = 512 * 1024
_OPENED = 8
_PATIENCE = 5.0
_THREADS = 4


def memory_stays_flat(trial: Trial) -> None:
    """Ten times the rows do not need more memory: pages are let go of, and not read all at once."""
    stream = trial.stream
    trial.of_bench("fill", lambda: trial.bench.fill(stream, FEW))
    peak_of_pages(trial.source(), stream)
    before = peak_of_pages(trial.source(), stream)
    trial.of_bench("fill", lambda: trial.bench.fill(stream, MANY))
    after = peak_of_pages(trial.source(), stream)
    if after.rows < MANY:
        raise NotShown(f"the bench filled in {after.rows} rows and not {MANY}")
    allowed = before.peak * (1 + _ALLOWED_GROWTH) + _ALLOWED_BYTES
    if after.peak > allowed:
        raise Broken(
            f"{stream}: {before.rows} rows took {before.peak // 1024} KiB and {after.rows} rows"
            f" {after.peak // 1024} KiB, in pages of {_PAGE}.",
            "read page by page (LIMIT, streaming, incremental parsing), and keep nothing of a page"
            " that was yielded.",
        )


class Peak:
    """How many rows a pull brought and how many bytes it held at most."""

    def __init__(self, rows: int, peak: int) -> None:
        self.rows = rows
        self.peak = peak


def peak_of_pages(
    source: Source,
    stream: Stream,
    *,
    limit: int = _PAGE,
    goes_on: Callable[[int], bool] = lambda _pages: True,
) -> Peak:
    """Reads as a pull does, a page at a time, and measures what Python allocates for it."""
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        begun = tracemalloc.get_traced_memory()[0]
        rows = 0
        for number, page in enumerate(source.pages(stream, None, limit=limit), start=1):
            rows += len(page.records) + len(page.rejections)
            if not goes_on(number):
                break
        return Peak(rows, tracemalloc.get_traced_memory()[1] - begun)
    finally:
        if not running:
            tracemalloc.stop()


def threads_do_not_mix(trial: Trial) -> None:
    """Several instances side by side answer as one alone, and one may move between threads."""
    stream = trial.stream
    trial.write(stream, range(12))
    alone = pull(trial.source(), stream, limit=3)
    sources = [trial.source() for _ in range(_THREADS)]
    check_threads(sources, stream, alone, limit=3)


def check_threads(sources: Sequence[Source], stream: Stream, alone: Pull, *, limit: int) -> None:
    """Raises ``Broken`` where sources made here and read elsewhere, all at once, do otherwise.

    They read as many pages as the one ``alone`` did; some of these may be empty.
    """
    together = threading.Barrier(len(sources))

    def read(source: Source) -> list[str]:
        together.wait(_PATIENCE)
        return pull(source, stream, limit=limit, most=len(alone.pages)).keys

    mend = (
        "keep the state of a pull in the pull, share nothing that changes between instances, and"
        " tie nothing to the thread that made it."
    )
    with ThreadPoolExecutor(len(sources)) as threads:
        for future in [threads.submit(read, source) for source in sources]:
            try:
                keys = future.result()
            except Exception as error:
                raise Broken(
                    f"{stream}: an instance that was made on one thread and read on another, beside"
                    f" {len(sources) - 1} more, raised {told(error)}.",
                    mend,
                ) from error
            if keys != alone.keys:
                raise Broken(
                    f"{stream}: {len(sources)} instances side by side did not read what one reads"
                    f" alone ({len(keys)} rows, {len(alone.keys)} alone).",
                    mend,
                )


def close_releases(trial: Trial) -> None:
    """After ``close`` no thread, connection or file is left, wherever the pull was left off."""
    trial.write(trial.stream, range(12))
    check_released(trial.source, trial.stream)


def check_released(make: Callable[[], Source], stream: Stream) -> None:
    """Raises ``Broken`` where sources that were used and closed leave something behind."""
    _use(make(), stream)
    threads, files = threading.active_count(), _open_files()
    for _ in range(_OPENED):
        _use(make(), stream)
    left = _left(threads, files)
    if left:
        raise Broken(
            f"{_OPENED} instances were opened, read in part and closed, and there are {left} more"
            " than before.",
            "close connections, files and pools in close(), and in a generator's `finally`.",
        )
    if files is None:
        raise NotShown("this machine does not tell which files are open")


def _use(source: Source, stream: Stream) -> None:
    pages = source.pages(stream, None, limit=2)
    next(iter(pages), None)
    source.close()
    try:
        source.close()
    except Exception as error:
        raise Broken(
            f"close() raised {told(error)} when it was called once more.",
            "let close() do nothing where there is nothing to close.",
        ) from error


def _left(threads: int, files: int | None) -> str:
    """What is left; servers and libraries are given a moment to end theirs."""
    until = time.monotonic() + _PATIENCE
    while True:
        more_threads = threading.active_count() - threads
        more_files = (_open_files() or 0) - (files or 0)
        told_of = [f"{more_threads} threads"] if more_threads >= _OPENED // 2 else []
        told_of += [f"{more_files} open files or connections"] if more_files >= _OPENED // 2 else []
        if not told_of or time.monotonic() > until:
            return " and ".join(told_of)
        gc.collect()
        time.sleep(0.05)


def _open_files() -> int | None:
    listed = Path("/proc/self/fd")
    return sum(1 for _ in listed.iterdir()) if listed.is_dir() else None
