"""The programs of the demo and the settings they run with."""

import json
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass

from demo.runtime.database import Server
from demo.runtime.layout import Layout, executable
from demo.runtime.odoo_server import OdooServer
from demo.runtime.ports import ADDRESS
from demo.runtime.processes import Program
from demo.state import write_private

_ANSWER_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that runs beside PostgreSQL, and where."""

    layout: Layout
    server: Server
    odoo: OdooServer
    warehouse: str
    """The name of the gateway's database."""
    gateway_port: int
    sap_port: int

    @property
    def gateway_url(self) -> str:
        """The address of GraphQL."""
        return f"http://{ADDRESS}:{self.gateway_port}/graphql"

    @property
    def sap_url(self) -> str:
        """The address of the SAP SOAP server."""
        return f"http://{ADDRESS}:{self.sap_port}"

    @property
    def addresses(self) -> dict[str, str]:
        """What a user or a program wants to reach."""
        return {
            "odoo": self.odoo.url,
            "graphql": self.gateway_url,
            "sap": self.sap_url,
            "odoo_database": self.server.url(self.odoo.database),
            "warehouse": self.server.url(self.warehouse),
            "mes": self.mes_url,
        }

    @property
    def mes_url(self) -> str:
        """The MES database."""
        return f"sqlite:///{self.layout.plant / 'mes.sqlite'}"

    @property
    def environment(self) -> dict[str, str]:
        """What the gateway's programs need besides their settings file."""
        return {"QUALITY_LOOP_CONFIG": str(self.layout.gateway_conf)}

    def configure(self, feed_key: str) -> None:
        """Write the gateway's settings."""
        # the codec takes a second to load, and only this needs it
        from demo.plant.sap_data import STREAMS
        from demo.sap_server.app import wsdl_path
        from demo.sap_server.codec import services

        plant = json.loads((self.layout.plant / "plant.json").read_text())
        logon = json.loads((self.layout.plant / "sap.json").read_text())["logon"]
        tables: dict[str, dict[str, str | int | list[str]]] = {
            "": {
                "warehouse_url": self.server.url(self.warehouse),
                "host": ADDRESS,
                "port": self.gateway_port,
            },
            "erp": {
                "adapter": "json2",
                "url": self.odoo.url,
                "database": self.odoo.database,
                "feed_key": feed_key,
            },
            "sources.mes": {
                "adapter": "sql",
                "url": self.mes_url,
                "mapping": "demo_plant",
                "zone": plant["zone"],
                "every": 30,
            },
            "sources.sap": {
                "adapter": "sap",
                "wsdl": [
                    f"{self.sap_url}{wsdl_path(name, logon['client'])}" for name in services()
                ],
                "user": logon["user"],
                "password": logon["password"],
                "client": logon["client"],
                "zone": plant["zone"],
                "streams": list(STREAMS),
                "every": 60,
            },
        }
        write_private(self.layout.gateway_conf, toml(tables))

    def command(self, *arguments: str) -> list[str]:
        """A command of ``quality-loop``."""
        return [executable(), *arguments]

    def sap(self) -> Program:
        """The SAP SOAP server."""
        data = str(self.layout.plant / "sap.json")
        module = [sys.executable, "-m", "demo.sap_server"]
        return Program(
            name="SAP server",
            command=[*module, "--data", data, "--port", str(self.sap_port)],
            log=self.layout.log / "sap.log",
            ready=lambda: answers(self.sap_url),
        )

    def gateway(self) -> Program:
        """The GraphQL service."""
        return Program(
            name="gateway",
            command=self.command("serve"),
            environment=self.environment,
            log=self.layout.log / "gateway.log",
            ready=lambda: answers(f"http://{ADDRESS}:{self.gateway_port}/health"),
        )

    def worker(self) -> Program:
        """The jobs: pull and feed."""
        return Program(
            name="worker",
            command=self.command("worker"),
            environment=self.environment,
            log=self.layout.log / "worker.log",
            ready=lambda: True,
        )


def toml(tables: dict[str, dict[str, str | int | list[str]]]) -> str:
    """Tables of plain values as TOML; JSON's strings, numbers and lists are TOML's."""
    lines: list[str] = []
    for table, values in tables.items():
        if table:
            lines.append(f"\n[{table}]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def answers(url: str) -> bool:
    """Whether a server answers there, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def call(url: str, key: str, body: object, *, scheme: str = "Bearer") -> object:
    """POST JSON with a person's key; the answer, parsed."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"{scheme} {key}"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return json.load(answer)
