"""Reads a table over HTTP as a stream, row by row: prints rows, and the peak above idle in bytes.

The server is a process of its own, so that its memory is not counted.
"""

import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random

from adapters.sap import SapSettings
from adapters.sap.system import SapSystem
from demo.sap_server.tables import FUNCTION, TABLE, SapTable

STRUCTURE = {
    "RUECK": "numeric10", "RMZHL": "numeric8", "BUDAT": "date10", "PERNR": "numeric8",
    "LMNGA": "quantum13.3", "LTXA1": "char40",
}  # fmt: skip


def serve(count: int) -> None:
    """Answers every call with ``count`` rows; prints its port."""
    table = SapTable(STRUCTURE)
    random = Random(1)  # noqa: S311
    some = [table.row(random) for _ in range(500)]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.end_headers()
            for piece in table.pieces((some[n % 500] for n in range(count)), count):
                self.wfile.write(piece)

        def log_message(self, *_arguments: object) -> None:
            """Nothing is printed but the port."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()


def measure(count: int, port: int) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.wsdl"
        file.write_text(SapTable(STRUCTURE).wsdl, encoding="utf-8")
        system = SapSystem(
            SapSettings(
                wsdl=str(file), address=f"http://127.0.0.1:{port}", user="u", password="p",
                client="100",
            )
        )  # fmt: skip
        system.functions()
        idle, rows = _memory("VmRSS"), 0
        for _, some in system.rows(FUNCTION, {TABLE: []}, {}):
            rows += len(some)
        return rows, _memory("VmHWM") - idle


def _memory(name: str) -> int:
    """Bytes, from the kernel."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def main() -> None:
    count = int(sys.argv[1])
    if "--serve" in sys.argv:
        serve(count)
        return
    command = [sys.executable, __file__, str(count), "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            print(*measure(count, int(server.stdout.readline())))  # noqa: T201
        finally:
            server.kill()


if __name__ == "__main__":
    main()
