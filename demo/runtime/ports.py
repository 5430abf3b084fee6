"""TCP ports on this machine's own address."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from demo.runtime.errors import SetupError

ADDRESS = "127.0.0.1"
_TRIES = 50


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((ADDRESS, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def choose(name: str, asked: int | None, default: int, *, option: str, taken: set[int]) -> int:
    """The port for a server.

    A port that the user asked for must be free, or ``SetupError`` names the option to change;
    where he asked for none it is the default or the next free one above it. ``taken`` are ports
    that others of ours will use.
    """
    if asked is not None:
        if asked in taken or not is_free(asked):
            raise SetupError(
                f"Port {asked} for {name} is taken by another program: stop that program or "
                f"choose another port with {option} (without it, a free one is found)."
            )
        return asked
    for port in range(default, default + _TRIES):
        if port not in taken and is_free(port):
            return port
    raise SetupError(
        f"No port from {default} to {default + _TRIES - 1} is free for {name}: "
        f"choose one with {option}."
    )


@contextmanager
def held(name: str, first: int) -> Iterator[int]:
    """The first free port from ``first`` on, given to nobody else here while the block runs.

    A server listens some seconds after its port is chosen. Of two sessions side by side that choose
    in these seconds each would take the same free port, and the one whose server comes second would
    talk to the other's.
    """
    for port in range(first, first + _TRIES):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as claim:
            if _claimed(claim, port) and is_free(port):
                yield port
                return
    raise SetupError(f"No port from {first} to {first + _TRIES - 1} is free for {name}.")


def _claimed(claim: socket.socket, port: int) -> bool:
    """Take the port's name in the kernel's own list: it has no file and ends with its holder."""
    try:
        claim.bind(f"\0quality-loop/port/{port}")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise
    return True
