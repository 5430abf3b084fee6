"""The programs of the demo and the settings they run with."""

import json
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo.runtime.database import Server
from demo.runtime.layout import Layout, executable
from demo.runtime.odoo_server import OdooServer
from demo.runtime.ports import ADDRESS
from demo.runtime.processes import Program
from demo.state import write_private
from demo.systems.programs import Systems, Table, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that runs beside PostgreSQL, and where."""

    layout: Layout
    server: Server
    odoo: OdooServer
    warehouse: str
    """The name of the gateway's database."""
    gateway_port: int
    systems: Systems
    """What the gateway reads from."""

    @property
    def gateway_url(self) -> str:
        """The address of GraphQL."""
        return f"http://{ADDRESS}:{self.gateway_port}/graphql"

    @property
    def addresses(self) -> dict[str, str]:
        """What a user or a program wants to reach."""
        return {
            "odoo": self.odoo.url,
            "graphql": self.gateway_url,
            **self.systems.addresses,
            "odoo_database": self.server.url(self.odoo.database),
            "warehouse": self.server.url(self.warehouse),
        }

    @property
    def environment(self) -> dict[str, str]:
        """What the gateway's programs need besides their settings file."""
        return {"QUALITY_LOOP_CONFIG": str(self.layout.gateway_conf)}

    def configure(self, people: Sequence[Mapping[str, str]]) -> None:
        """Write the gateway's settings; nothing is fed while nobody may."""
        tables: dict[str, Table] = {
            "": {
                "warehouse_url": self.server.url(self.warehouse),
                "host": ADDRESS,
                "port": self.gateway_port,
            },
        }
        for person in people:
            if person["role"] == "feeder":
                tables["erp"] = {
                    "adapter": "json2",
                    "url": self.odoo.url,
                    "database": self.odoo.database,
                    "feed_key": person["key"],
                }
        tables |= {f"sources.{name}": table for name, table in self.systems.sources().items()}
        write_private(self.layout.gateway_conf, toml(tables))

    def command(self, *arguments: str) -> list[str]:
        """A command of ``quality-loop``."""
        return [executable(), *arguments]

    def pull(self) -> Program:
        """Everything that is new in the sources, into the warehouse."""
        return Program(
            name="pull",
            command=self.command("pull"),
            environment=self.environment,
            log=self.layout.log / "pull.log",
            ready=lambda: True,
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


def toml(tables: Mapping[str, Table]) -> str:
    """Tables of plain values as TOML; JSON's strings, numbers and lists are TOML's."""
    lines: list[str] = []
    for table, values in tables.items():
        if table:
            lines.append(f"\n[{table}]")
        lines += [f"{name} = {_inline(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(name)} = {_inline(each)}" for name, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value)


def call(url: str, key: str, body: object, *, scheme: str = "Bearer") -> object:
    """POST JSON with a person's key; the answer, parsed."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"{scheme} {key}"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return json.load(answer)
