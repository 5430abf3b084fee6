"""Adapters block; here they are read on threads of their own, without holding up anybody.

A thread that hangs in a system which never answers cannot be stopped in Python. It is left behind:
it is a daemon, so it keeps neither the next job nor the end of the process waiting, and there is a
limit to how many may be left behind for one stream.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

from adapters.contract import Page, Source, Stream, TimedOut, Unavailable

T = TypeVar("T")

MOST_LEFT_BEHIND = 3


class LeftBehind:
    """Threads that did not come back in time, by what they were doing."""

    def __init__(self) -> None:
        self._threads: defaultdict[str, list[threading.Thread]] = defaultdict(list)

    def add(self, purpose: str, thread: threading.Thread) -> None:
        self._threads[purpose].append(thread)

    def check(self, purpose: str) -> None:
        """Raises ``Unavailable`` when too many calls for this purpose still hang."""
        alive = [thread for thread in self._threads[purpose] if thread.is_alive()]
        self._threads[purpose] = alive
        if len(alive) >= MOST_LEFT_BEHIND:
            raise Unavailable(
                f"{len(alive)} earlier calls to {purpose} still hang; it is tried again when one "
                "of them ends. If the system is up, restart the worker."
            )


class PageReader:
    """The pages of a stream, read one ahead while the last one is being stored.

    >>> async with PageReader(left_behind, make, stream, since, limit=5000) as reader:
    ...     while (page := await reader.next_page(time_limit=30)) is not None:
    ...         ...
    """

    def __init__(
        self,
        left_behind: LeftBehind,
        make: Callable[[], Source],
        stream: Stream,
        since: str | None,
        *,
        limit: int,
        purpose: str,
    ) -> None:
        self._left_behind = left_behind
        self._make = make
        self._stream = stream
        self._since = since
        self._limit = limit
        self._purpose = purpose
        self._answers: asyncio.Queue[Page | BaseException | None] = asyncio.Queue()
        self._wanted = threading.Semaphore(1)
        self._stopped = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._read, name=f"pull {purpose}", daemon=True)

    async def __aenter__(self) -> Self:
        self._left_behind.check(self._purpose)
        self._thread.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._stopped.set()
        self._wanted.release()
        if self._thread.is_alive():
            self._left_behind.add(self._purpose, self._thread)

    async def next_page(
        self,
        *,
        time_limit: float,
        slow_after: float,
        on_slow: Callable[[], Awaitable[None]],
    ) -> Page | None:
        """The next page, ``None`` after the last one. Times are seconds.

        Calls ``on_slow`` once when the page takes longer than ``slow_after``. Raises what the
        adapter raised, or ``TimedOut``.
        """
        answer = asyncio.ensure_future(self._answers.get())
        try:
            early = min(slow_after, time_limit)
            done, _ = await asyncio.wait([answer], timeout=early)
            if not done and slow_after < time_limit:
                await on_slow()
                done, _ = await asyncio.wait([answer], timeout=time_limit - early)
            if not done:
                raise TimedOut(
                    f"{self._purpose} has not answered within {time_limit:g} s; see whether the "
                    "system is up, or raise time_limit."
                )
        finally:
            answer.cancel()
        self._wanted.release()
        page = answer.result()
        if isinstance(page, BaseException):
            raise page
        return page

    def _read(self) -> None:
        try:
            source = self._make()
            try:
                self._hand_over_all(source)
            finally:
                source.close()
        except BaseException as error:
            self._hand_over(error)
        else:
            self._hand_over(None)

    def _hand_over_all(self, source: Source) -> None:
        pages = source.pages(self._stream, self._since, limit=self._limit)
        while True:
            self._wanted.acquire()
            if self._stopped.is_set():
                return
            page = next(pages, None)
            if page is None:
                return
            self._hand_over(page)

    def _hand_over(self, answer: Page | BaseException | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._answers.put_nowait, answer)
        except RuntimeError:
            # The worker ended meanwhile: nobody waits for the answer any more.
            self._stopped.set()


async def on_thread(
    left_behind: LeftBehind, call: Callable[[], T], *, time_limit: float, purpose: str
) -> T:
    """What ``call`` returns, run on a thread of its own for at most ``time_limit`` seconds.

    Raises what it raised, or ``TimedOut``.
    """
    left_behind.check(purpose)
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(result: Any, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def run() -> None:
        try:
            answer: tuple[Any, BaseException | None] = (call(), None)
        except Exception as error:
            answer = (None, error)
        try:
            loop.call_soon_threadsafe(deliver, *answer)
        except RuntimeError:
            return

    thread = threading.Thread(target=run, name=purpose, daemon=True)
    thread.start()
    try:
        return await asyncio.wait_for(asyncio.shield(future), time_limit)
    except TimeoutError:
        left_behind.add(purpose, thread)
        raise TimedOut(f"{purpose} has not answered within {time_limit:g} s.") from None
