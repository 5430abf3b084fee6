"""The command ``quality-loop demo``: up, down, status, fault."""

import json
import sys
from typing import Annotated

import typer

from demo import state
from demo.faults import Do, faults, make_fault
from demo.runtime.cleanly import ends_cleanly
from demo.runtime.layout import Layout

app = typer.Typer(no_args_is_help=True, help="A plant, an Odoo and the gateway on this machine.")

OdooPort = Annotated[int | None, typer.Option(min=1, max=65535, help="Port of Odoo.")]
GatewayPort = Annotated[int | None, typer.Option(min=1, max=65535, help="Port of GraphQL.")]
SapPort = Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the SAP server.")]


@app.command()
def up(
    detach: Annotated[bool, typer.Option(help="Return when it runs; stop it with down.")] = False,
    odoo_port: OdooPort = None,
    gateway_port: GatewayPort = None,
    sap_port: SapPort = None,
) -> None:
    """Set everything up, run the loop once, and keep it running until Ctrl-C."""
    from demo import up as demo_up
    from demo.detach import detached

    ports = demo_up.AskedPorts(odoo=odoo_port, gateway=gateway_port, sap=sap_port)
    with ends_cleanly():
        if detach:
            detached(Layout.of_demo(), ports)
        else:
            demo_up.run(Layout.of_demo(), ports)


@app.command()
def down() -> None:
    """Stop the running demo; its data stay."""
    from demo.down import stop

    with ends_cleanly():
        print("Stopped." if stop(Layout.of_demo()) else "The demo was not running.")


@app.command()
def fault(
    source: Annotated[
        str | None, typer.Argument(help="The source whose system is meant, such as sap.")
    ] = None,
    do: Annotated[Do | None, typer.Argument(help="What to do to it.")] = None,
) -> None:
    """Stop, slow, break or mend a system that the demo reads from; alone, say how each is."""
    layout = Layout.of_demo()
    with ends_cleanly():
        if source is not None and do is not None:
            make_fault(layout, source, do)
        found = faults(layout)
    for name, word in found.items():
        if source in (None, name):
            print(f"{name:<12} {word or 'well'}")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Addresses, keys, process ids and the state of each; exit code 3 unless all of it runs."""
    with ends_cleanly():
        found = state.status(Layout.of_demo())
    if as_json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        from demo.show import show_status

        show_status(found)
    ended = [each for each in found["processes"].values() if each["state"] != "running"]
    if found["state"] != "running" or ended:
        sys.exit(3)
