"""``sources``: how every source is doing, and what each can do."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from adapters.contract import COMMAND_TYPES, AdapterError, Stream
from gateway.abilities import Abilities, known_abilities
from gateway.commands.output import FAILED, as_age, give_up, named, run, show, show_json
from gateway.commands.running import AsJson
from gateway.registry import make_source
from gateway.settings import SettingsError, load_settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.queries import SourceRow, list_capabilities, list_sources

Rows = list[dict[str, Any]]

TOLD = ["source", "stream", "state", "since", "age", "records", "open_rejections", "reason"]


def sources_command(
    check: Annotated[bool, typer.Option(help="Ask every source whether it answers.")] = False,
    as_json: AsJson = False,
) -> None:
    """How every source is doing, since when and why; which streams it gives and which commands
    it takes. With --check exit code 1 when one fails.
    """
    if check:
        _show_check(run(_check()), as_json=as_json)
        return
    states, abilities = run(_sources())
    if as_json:
        show_json([*_stream_rows(states, abilities), *_command_rows(abilities)])
        return
    show(
        [{**row, "age": as_age(row["age"]), "reason": _reason(row)} for row in states],
        columns=TOLD,
        as_json=False,
        empty="No source was pulled yet.",
    )
    if abilities:
        typer.echo()
        show(_matrix(abilities), columns=["what", *abilities], as_json=False, empty="")


def _reason(row: Mapping[str, Any]) -> str | None:
    """Why it is as it is; of what is well, where to read why some of it was refused."""
    if row["reason"] or not row["open_rejections"]:
        return row["reason"]
    return f"Some of it was refused: quality-loop rejected list --source {row['source']}"


def _show_check(rows: Rows, *, as_json: bool) -> None:
    show(rows, columns=["source", "state", "reason"], as_json=as_json, empty="")
    if any(row["state"] == "failing" for row in rows):
        raise typer.Exit(FAILED)


async def _sources() -> tuple[Rows, dict[str, Abilities]]:
    """The state of every stream, and what each source of the settings can do."""
    settings = load_settings()
    async with Warehouse.open(settings) as warehouse, warehouse.read() as connection:
        states = named(await list_sources(connection))
        said = await list_capabilities(connection)
    abilities = known_abilities(settings, said)
    return [*states, *_not_pulled(states, abilities)], abilities


def _not_pulled(states: Rows, abilities: Mapping[str, Abilities]) -> Iterator[dict[str, Any]]:
    """What the sources of the settings give and was never pulled."""
    told = {(row["source"], row["stream"]) for row in states}
    nothing = {**dict.fromkeys(SourceRow._fields), "state": "never"}
    for source, own in abilities.items():
        if own.noted_at is None:
            if not any(source == other for other, _ in told):
                yield {**nothing, "source": source}
            continue
        for stream in own.supported_streams:
            if (source, stream.value) not in told:
                yield {**nothing, "source": source, "stream": stream.value}


def _stream_rows(states: Rows, abilities: Mapping[str, Abilities]) -> Iterator[dict[str, Any]]:
    """A row for every stream that has a state, or that its source says anything about."""
    told = {(row["source"], row["stream"]): row for row in states}
    said = {
        (source, stream): capability
        for source, own in abilities.items()
        for stream, capability in own.streams.items()
    }
    nothing = dict.fromkeys(SourceRow._fields)
    for source, stream in sorted({**told, **said}, key=lambda both: (both[0], both[1] or "")):
        row = told.get((source, stream), {**nothing, "source": source, "stream": stream})
        yield {**row, "command": None, "capability": said.get((source, stream))}


def _command_rows(abilities: Mapping[str, Abilities]) -> Iterator[dict[str, Any]]:
    nothing = dict.fromkeys(SourceRow._fields)
    for source, own in abilities.items():
        for command, capability in own.commands.items():
            yield {**nothing, "source": source, "command": command, "capability": capability}


def _matrix(abilities: Mapping[str, Abilities]) -> Rows:
    """A line for each stream and command, a column for each source."""
    return [
        {"what": str(name)}
        | {
            source: str({**own.streams, **own.commands}[name]).replace("_", " ")
            for source, own in abilities.items()
        }
        for name in (*Stream, *COMMAND_TYPES)
    ]


async def _check() -> Rows:
    settings = load_settings()
    if not settings.sources:
        give_up("There is no source in the settings.", code=FAILED)
    return await asyncio.gather(
        *(asyncio.to_thread(_check_one, name) for name in sorted(settings.sources))
    )


def _check_one(name: str) -> dict[str, Any]:
    try:
        source = make_source(load_settings(), name)
        try:
            return {"source": name, "state": "ok", "reason": source.check()}
        finally:
            source.close()
    except (AdapterError, SettingsError) as problem:
        return {"source": name, "state": "failing", "reason": str(problem)}
