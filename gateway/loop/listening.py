"""Sources whose systems push: somebody has to listen to them all the time, not only at a pull."""

import logging
import threading
from collections.abc import Sequence

from adapters.contract import AdapterError, Listener
from gateway.registry import make_source, source_class
from gateway.settings import Settings, SettingsError

logger = logging.getLogger(__name__)

SECONDS_TO_NEXT_TRY = 15.0
"""Also how soon another worker takes over from one that died."""

_SECONDS_TO_END = 5.0


class Listening:
    """A thread for each source that listens; a context manager.

    What is heard is kept by the source and comes with its pulls, and so do its troubles.
    """

    def __init__(
        self, settings: Settings, names: Sequence[str], *, pause: float = SECONDS_TO_NEXT_TRY
    ) -> None:
        self._settings = settings
        self._pause = pause
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._listen, args=(name,), name=f"listens to {name}")
            for name in names
            if self._can_listen(name)
        ]

    @property
    def count(self) -> int:
        """How many sources are listened to."""
        return len(self._threads)

    def __enter__(self) -> "Listening":
        for thread in self._threads:
            thread.daemon = True
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(_SECONDS_TO_END)

    def _can_listen(self, name: str) -> bool:
        own = self._settings.sources.get(name)
        if own is None:
            return False
        try:
            return issubclass(source_class(own, name), Listener)
        except SettingsError:
            # A pull says so.
            return False

    def _listen(self, name: str) -> None:
        said = ""
        while not self._ended.is_set():
            try:
                self._listen_once(name)
            except (AdapterError, SettingsError) as problem:
                if str(problem) != said:
                    said = str(problem)
                    logger.warning("listening to %s: %s", name, problem)
            except Exception:
                # An adapter is somebody else's program: its mistake is its source's alone.
                logger.exception("listening to %s: an error in its adapter", name)
            self._ended.wait(self._pause)

    def _listen_once(self, name: str) -> None:
        source = make_source(self._settings, name)
        try:
            if isinstance(source, Listener):
                source.listen(self._ended.is_set)
        finally:
            source.close()
