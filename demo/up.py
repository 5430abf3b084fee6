"""Sets the demo up, runs the loop through it once, and keeps it running."""

import os
from contextlib import ExitStack
from dataclasses import dataclass

from demo.database_setup import Databases, open_databases
from demo.down import clear_leftovers
from demo.half_way import is_half_way, play_half_way
from demo.keeper import Keeper
from demo.kiosk_address import kiosk_address
from demo.loop_once import Pull, run_loop
from demo.parts import Parts
from demo.plant_folder import make_plant
from demo.runtime import odoo_source, ports
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.runtime.locks import Busy, exclusive
from demo.runtime.odoo_server import OdooServer
from demo.runtime.steps import Steps
from demo.show import show_result
from demo.state import Process, RunState
from demo.systems.programs import Systems

LINE4_PORT = 8161
DEFAULT_PORTS = {"Odoo": 8069, "GraphQL": 8080, "the SAP server": 8000}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPorts:
    """The ports that the user asked for; ``None``: the default or the next free one."""

    odoo: int | None = None
    gateway: int | None = None
    sap: int | None = None

    def options(self) -> list[str]:
        """The same as options of the command line."""
        named = {"--odoo-port": self.odoo, "--gateway-port": self.gateway, "--sap-port": self.sap}
        return [word for name, port in named.items() if port for word in (name, str(port))]

    def choose(self) -> tuple[int, int, int]:
        """The ports to use. Raises ``SetupError`` when one that was asked for is taken."""
        chosen: list[int] = []
        asked = (self.odoo, self.gateway, self.sap)
        options = ("--odoo-port", "--gateway-port", "--sap-port")
        for (name, default), port, option in zip(
            DEFAULT_PORTS.items(), asked, options, strict=True
        ):
            taken = {*chosen, *(other for other in asked if other and other != port)}
            chosen.append(ports.choose(name, port, default, option=option, taken=taken))
        return chosen[0], chosen[1], chosen[2]


def run(layout: Layout, asked: AskedPorts) -> None:
    """Everything, until a signal ends it. Raises ``SetupError`` where a part cannot be had."""
    layout.make()
    try:
        with exclusive(layout.lock, wait=False):
            clear_leftovers(layout)
            _run_alone(layout, asked)
    except Busy as busy:
        raise SetupError(
            f"The demo of this checkout runs already (process {busy.holder}): quality-loop demo "
            "status shows its addresses, quality-loop demo down stops it."
        ) from None


def _run_alone(layout: Layout, asked: AskedPorts) -> None:
    steps = Steps()
    odoo_port, gateway_port, sap_port = asked.choose()
    source = odoo_source.find_or_fetch(steps)
    with ExitStack() as stack:
        stack.callback(steps.say, "Everything is stopped; the data stay for the next time.")
        run_state = RunState(Process.of(os.getpid()))
        run_state.write(layout)
        stack.callback(layout.status.unlink, missing_ok=True)
        keeper = Keeper(layout, run_state, stack)
        make_plant(layout, steps)
        databases = open_databases(layout, steps, keeper.keep, stack.callback)
        parts = _parts(layout, databases, source, (odoo_port, gateway_port, sap_port))
        parts.odoo.configure()
        people = databases.people_of_before(parts)
        odoo = parts.odoo.program()
        early = bool(people) and is_half_way(layout)
        if early:
            keeper.begin(odoo)  # it takes longest, and all else goes on beside it
        keeper.begin_systems(parts.systems.programs())
        parts.configure(people)
        databases.prepare_warehouse(parts, steps)
        with steps.step("Start SAP, the MESs and the attendance system"):
            keeper.wait_for_systems()
        pull = Pull(parts, steps, stack.callback)
        if not people:
            people = databases.prepare_odoo(parts, steps, stack.callback)
            parts.configure(people)
        if is_half_way(layout):
            keeper.begin(*(() if early else (odoo,)), parts.gateway())
            pull.wait()
        else:
            play_half_way(parts, people, steps, pull)
            keeper.begin(odoo, parts.gateway())
        with steps.step("Start Odoo and the gateway"):
            keeper.wait()
        result = run_loop(parts, people, steps)
        keeper.start(parts.worker())
        run_state.addresses = parts.addresses | kiosk_address(parts, people)
        show_result(steps, run_state.addresses, parts, people, result)
        run_state.state = "running"
        run_state.write(layout)
        keeper.watch()


def _parts(
    layout: Layout,
    databases: Databases,
    source: odoo_source.OdooSource,
    chosen: tuple[int, int, int],
) -> Parts:
    odoo = OdooServer(
        source=source,
        server=databases.server,
        database=databases.odoo,
        port=chosen[0],
        conf=layout.odoo_conf,
        files=layout.files,
        log=layout.log / "odoo.log",
    )
    return Parts(
        layout=layout,
        server=databases.server,
        odoo=odoo,
        warehouse=databases.warehouse,
        gateway_port=chosen[1],
        systems=Systems(
            plant=layout.plant,
            faults=layout.faults,
            log=layout.log,
            sap_port=chosen[2],
            line4_port=ports.choose(
                "the MES of line 4", None, LINE4_PORT, option="", taken={*chosen}
            ),
        ),
    )
