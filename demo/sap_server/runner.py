"""A demo SAP system in this process: for tests, and for the demo."""

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from demo.sap_server.addresses import wsdl_path
from demo.sap_server.app import SapApp
from demo.sap_server.faults import Control
from demo.sap_server.store import Store

START_LIMIT = 10.0


class SapServer:
    """Serves a store on a thread, on a free port unless one is named.

    A context manager; ``control`` makes it fail, ``stop`` takes it off the network.
    """

    def __init__(self, store: Store, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.store = store
        self.control = Control()
        self._app = SapApp(store, self.control)
        config = uvicorn.Config(self._app, host=host, port=port, log_level="warning", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="demo SAP", daemon=True)

    @classmethod
    def from_file(cls, path: Path, *, host: str = "127.0.0.1", port: int = 0) -> "SapServer":
        return cls(Store.read(path), host=host, port=port)

    def start(self) -> "SapServer":
        self._thread.start()
        until = time.monotonic() + START_LIMIT
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise RuntimeError("The demo SAP server does not start; is its port taken?")
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(START_LIMIT)

    def hold(self, content: Mapping[str, Any]) -> None:
        """The system holds this from now on (as sap.json has it); nobody has a session."""
        self.store.__dict__.update(Store(content).__dict__)
        self._app.end_sessions()

    @property
    def open_sessions(self) -> int:
        """How many callers' sessions the system keeps."""
        return self._app.open_sessions

    @property
    def url(self) -> str:
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def wsdl_url(self, service: str) -> str:
        """Where the WSDL of a service (``z_ql_inspection_lot``) is."""
        return self.url + wsdl_path(service, self.store.logon.client)

    def __enter__(self) -> "SapServer":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
