"""Between a client and PostgreSQL or MariaDB: on demand the answer to a COMMIT does not arrive.

The server has committed; the client sees its connection break off, and cannot know.
"""

import socket
import threading
from contextlib import suppress
from pathlib import Path

_COMMIT = b"COMMIT"
_CHUNK = 65536


class LosingProxy:
    """Listens at ``socket`` as the ``server`` does at its own; ``losing`` switches the fault on."""

    def __init__(self, at: Path, server: Path) -> None:
        self.socket = at
        self.losing = False
        self._server = str(server)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(at))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        # Wakes up whoever waits for a connection; closing alone does not.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            pair = _Pair(self, client, server)
            threading.Thread(target=pair.forward, daemon=True).start()
            threading.Thread(target=pair.back, daemon=True).start()


class _Pair:
    """One connection through the proxy."""

    def __init__(self, proxy: LosingProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._loses = False

    def forward(self) -> None:
        with suppress(OSError):
            while sent := self._client.recv(_CHUNK):
                self._loses = self._proxy.losing and _COMMIT in sent
                self._server.sendall(sent)
        self._end()

    def back(self) -> None:
        with suppress(OSError):
            while answer := self._server.recv(_CHUNK):
                if self._loses:
                    break
                self._client.sendall(answer)
        self._end()

    def _end(self) -> None:
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
