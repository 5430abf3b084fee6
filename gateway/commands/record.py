"""``record`` and ``replay``: a source's traffic, scrubbed, as a test of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.contract import AdapterError, Capability, Source, Stream
from adapters.recording import Plan, RecordingError, ScrubRules, check_replay, make
from gateway.commands.output import FAILED, WRONG, give_up
from gateway.registry import source_and_settings
from gateway.settings import SettingsError, load_settings

_TEST = '''"""What was recorded of {name} on {day}: the adapter makes the same records of it."""

from pathlib import Path

from adapters.recording import check_replay


def test_the_recording_of_{function}_gives_the_same_records():
    check_replay(Path(__file__).parent)
'''


def record(
    source: Annotated[str, typer.Argument(help="Its name in the settings.")],
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; without it recordings/SOURCE.")
    ] = None,
    stream: Annotated[
        list[Stream] | None, typer.Option(help="This stream alone; may be repeated.")
    ] = None,
    pages: Annotated[int, typer.Option(min=1, help="Pages of each stream.")] = 1,
    rows: Annotated[int, typer.Option(min=1, help="Records of a page, at most.")] = 20,
    lookups: Annotated[int, typer.Option(min=0, help="Records read again by key.")] = 1,
    rules: Annotated[
        Path | None, typer.Option(help="A YAML file with more to scrub: secrets, people, texts.")
    ] = None,
) -> None:
    """Record what a source over HTTP answers, without secrets and names, to replay it as a test.

    Reads only. Nothing is written before it is scrubbed, and only what replays is kept.
    """
    folder = out or Path("recordings") / source
    try:
        settings = load_settings()
        adapter, values = source_and_settings(settings, source)
        chosen = ScrubRules.shipped()
        chosen = chosen.with_file(rules) if rules else chosen
        plan = Plan(
            streams=tuple(stream or _supported(adapter(source, values))),
            pages=pages,
            rows=rows,
            lookups=lookups,
        )
        name = settings.sources[source].adapter
        made = make(source, name, adapter, values, plan, chosen, folder)
    except SettingsError as problem:
        give_up(*problem.sentences, code=WRONG)
    except (AdapterError, RecordingError, OSError) as problem:
        give_up(str(problem), code=FAILED)
    except ValueError as problem:
        give_up(str(problem), code=WRONG)
    test = folder / f"test_{_function(source)}_recording.py"
    test.write_text(
        _TEST.format(name=source, function=_function(source), day=f"{made.made:%Y-%m-%d}"),
        encoding="utf-8",
    )
    typer.echo(
        f"{folder}: {made.requests} calls, {made.records} records, {made.rejections} rejected."
        f" Look through it, then keep it; pytest {test} replays it."
    )


def replay(
    folder: Annotated[Path, typer.Argument(help="The folder of a recording.")],
) -> None:
    """Replay a recording: exit code 1 where the adapter makes other records of it."""
    try:
        check_replay(folder)
    except (RecordingError, AdapterError) as problem:
        give_up(str(problem), code=FAILED)
    typer.echo(f"{folder}: the same records as when it was recorded.")


def _supported(source: Source) -> list[Stream]:
    """What the source can do under its settings, which it may have to ask its system for."""
    try:
        return [s for s in Stream if source.streams.get(s) is Capability.SUPPORTED]
    finally:
        source.close()


def _function(source: str) -> str:
    return source.replace("-", "_")
