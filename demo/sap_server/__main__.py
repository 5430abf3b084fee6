"""``python -m demo.sap_server --data plant/sap.json --port 8160``."""

import argparse
from pathlib import Path

import uvicorn

from demo.sap_server.app import SapApp, wsdl_path
from demo.sap_server.codec import services
from demo.sap_server.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="demo.sap_server", description="A SAP system that speaks SOAP."
    )
    parser.add_argument("--data", type=Path, required=True, help="sap.json of a plant")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8160)
    arguments = parser.parse_args()
    store = Store.read(arguments.data)
    for name in services():
        print(
            f"http://{arguments.host}:{arguments.port}{wsdl_path(name, store.logon.client)}",
            flush=True,
        )
    uvicorn.run(
        SapApp(store), host=arguments.host, port=arguments.port, log_level="warning", ws="none"
    )


if __name__ == "__main__":
    main()
