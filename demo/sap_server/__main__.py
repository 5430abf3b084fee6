"""``python -m demo.sap_server --data plant/sap.json --port 8160``."""

import argparse
from pathlib import Path

import uvicorn

from demo.sap_server.addresses import wsdl_path
from demo.sap_server.app import SapApp
from demo.sap_server.codec import services
from demo.sap_server.faults import Control, Mode
from demo.sap_server.store import Store
from demo.systems.fault import BROKEN, SLOW, STOPPED, WELL, FaultFile, follow

SECONDS_OF_SLOWNESS = 3.5
_MODES = {WELL: Mode.NONE, SLOW: Mode.SLOW, BROKEN: Mode.FAULT, STOPPED: Mode.DOWN}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="demo.sap_server", description="A SAP system that speaks SOAP."
    )
    parser.add_argument("--data", type=Path, required=True, help="sap.json of a plant")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8160)
    parser.add_argument("--fault", type=Path, help="file that says what goes wrong now")
    arguments = parser.parse_args()
    store = Store.read(arguments.data)
    for name in services():
        print(
            f"http://{arguments.host}:{arguments.port}{wsdl_path(name, store.logon.client)}",
            flush=True,
        )
    control = Control(delay=SECONDS_OF_SLOWNESS)
    if arguments.fault:
        follow(FaultFile(arguments.fault), lambda word: _set(control, word))
    uvicorn.run(
        SapApp(store, control),
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        ws="none",
    )


def _set(control: Control, word: str) -> None:
    control.mode = _MODES.get(word, Mode.NONE)


if __name__ == "__main__":
    main()
