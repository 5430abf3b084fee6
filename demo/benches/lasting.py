"""Servers that all benches of a process share: started with the first, ended with the process."""

import threading
from collections.abc import Callable


def start_for_good(start: Callable[[], None]) -> None:
    """Starts a server on a thread that lasts; raises what ``start`` raises.

    A server ends with the thread that started it, and the thread of a rule ends soon.
    """
    started, failures = threading.Event(), list[Exception]()

    def keep() -> None:
        try:
            start()
        except Exception as error:
            failures.append(error)
        started.set()
        threading.Event().wait()

    threading.Thread(target=keep, name="keeper of the benches' server", daemon=True).start()
    started.wait()
    if failures:
        raise failures[0]
