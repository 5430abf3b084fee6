"""Three factories, one after the other: pulled and fed once, then asked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whole_factory import Factory, gateway, write_settings

from demo.sap_server.runner import SapServer

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def factory(
    request: pytest.FixtureRequest,
    make_plant: Callable[[int], Path],
    make_database: Callable[[], str],
    run_odoo: Callable,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Factory]:
    """A factory whose data have come in and of which Odoo has decided once."""
    plant = make_plant(request.param)
    folder = tmp_path_factory.mktemp("gateway")
    with run_odoo(plant=plant) as odoo, SapServer.from_file(plant / "sap.json") as sap:
        settings, port = write_settings(
            folder, warehouse=make_database(), odoo=odoo, plant=plant, sap_url=sap.url
        )
        with gateway(settings, port, folder / "gateway.log") as url:
            yield Factory(
                truth=json.loads((plant / "truth.json").read_text()),
                odoo=odoo,
                settings=settings,
                url=url,
            )
