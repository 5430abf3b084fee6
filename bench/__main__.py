"""``python -m bench``: runs every benchmark, writes bench/results.json and prints a table.

Ends with code 1 where a ratio is below the one that is promised.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bench import deciding, feeding, graphql, pull, report, sap_tables
from bench.place import Place, database, odoo_of, plant_of
from demo.runtime.session import shared_session

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Measure, write, print."""
    with tempfile.TemporaryDirectory() as name, shared_session() as session:
        folder = Path(name)
        plant = plant_of(folder / "plant")
        with database(session.server, "ql_bench_warehouse") as url:
            place = Place(session=session, plant=plant, folder=folder, warehouse_url=url)
            with odoo_of(place) as whole:
                figures = asyncio.run(_measure(whole))
        figures += deciding.measure(session)
    figures += sap_tables.measure()
    report.write(figures, RESULTS)
    report.show(figures)
    if any(figure.is_missed for figure in figures):
        sys.exit(1)


async def _measure(place: Place) -> list[report.Figure]:
    async with place.loop() as loop:
        pulled = await pull.measure(place, loop)
        fed = await feeding.measure(place, loop)
        return [pulled, fed, *await graphql.measure(place)]


main()
