"""The command ``quality-loop plant``."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from demo.plant.build import DEFAULT_COUNTS, build_plant
from demo.plant.shifts import ZONE, Clock, last_sunday


def plant(
    seed: Annotated[int, typer.Option(help="The same seed and sizes write the same plant.")],
    out: Annotated[
        Path, typer.Option(help="Folder for plant.json, truth.json, sap.json and the databases.")
    ],
    operators: Annotated[int, typer.Option(help="Operators, at least 24.")] = 60,
    weeks: Annotated[int, typer.Option(help="Weeks of production, at least 10.")] = 26,
    counts: Annotated[
        int, typer.Option(help="About so many production counts, up to 10 million and more.")
    ] = DEFAULT_COUNTS,
    until: Annotated[
        str | None,
        typer.Option(
            help="The plant ends on the last Sunday up to this day (YYYY-MM-DD); else today."
        ),
    ] = None,
    mes_url: Annotated[
        str | None,
        typer.Option(help="Write the MES database there (postgresql://…, mariadb://…) instead."),
    ] = None,
    known_by: Annotated[
        str | None,
        typer.Option(help="Leave out what was booked after this local time (YYYY-MM-DDTHH:MM:SS)."),
    ] = None,
    append: Annotated[
        bool, typer.Option(help="Add what an earlier run with --known-by left out.")
    ] = False,
) -> None:
    """Make an auto-parts plant whose truth is known."""
    try:
        last = (
            date.fromisoformat(until)
            if until
            else last_sunday(datetime.now(Clock(ZONE).zone).date())
        )
        moment = datetime.fromisoformat(known_by) if known_by else None
        built = build_plant(
            out,
            seed=seed,
            until=last,
            operators=operators,
            weeks=weeks,
            counts=counts,
            mes_url=mes_url,
            known_by=moment,
            append=append,
        )
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    rows = ", ".join(f"{name} {number:,}" for name, number in built.rows.items())
    typer.echo(
        f"{built.folder}: {rows} rows, {built.seconds:.1f} s ({built.rows_per_second:,.0f} rows/s)"
    )


def main() -> None:
    typer.run(plant)


if __name__ == "__main__":
    main()
