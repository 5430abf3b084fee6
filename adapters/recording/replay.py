"""Replays a recording: the same adapter, the recorded answers, the clock of that moment."""

import json
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from adapters.contract import SOURCE_ENTRY_POINTS, AdapterError, Source
from adapters.recording.recording import (
    CASSETTE,
    EXPECTED,
    FILES,
    Outcome,
    Recording,
    carry_out,
)
from adapters.recording.tape import RecordingError, playing
from adapters.recording.untyped import travel


def check_replay(folder: Path) -> None:
    """Raises ``RecordingError`` where the adapter makes something else of the recorded answers."""
    found = replayed(folder)
    expected = _expected(folder)
    for stream, wanted in expected.items():
        for kind, rows in wanted.items():
            _compare(rows, found.get(stream, {}).get(kind, []), f"{stream}, {kind}")


def replayed(
    folder: Path,
    *,
    name: str | None = None,
    source: Callable[[str, Any], Source] | None = None,
    settings_type: type[BaseModel] | None = None,
) -> Outcome:
    """What the adapter reads from the recording. Without a class, that of the entry point."""
    manifest = Recording.read(folder)
    if source is None or settings_type is None:
        adapter = _adapter(manifest.adapter)
        source, settings_type = cast(Any, adapter), adapter.Settings
    try:
        settings = settings_type.model_validate(_with_folder(manifest.settings, folder))
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, e["loc"])) or e["msg"] for e in error.errors())
        raise RecordingError(
            f"The settings of the recording are none of today's {manifest.adapter}: {wrong}."
        ) from None
    with travel(manifest.made, tick=False), playing(folder / CASSETTE):
        made = cast("Callable[[str, Any], Source]", source)(name or "recorded", settings)
        try:
            return carry_out(made, manifest.plan)
        except AdapterError as error:
            raise RecordingError(
                f"From the recorded answers the adapter reads no more: {error}"
            ) from error
        finally:
            made.close()


def _expected(folder: Path) -> Outcome:
    try:
        return cast(Outcome, json.loads((folder / EXPECTED).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise RecordingError(
            f"{folder.name} has no {EXPECTED} that can be read ({type(error).__name__})."
        ) from None


def _adapter(name: str) -> type[Source]:
    found = {point.name: point for point in entry_points(group=SOURCE_ENTRY_POINTS)}
    if name not in found:
        raise RecordingError(f"The adapter {name} of the recording is not installed.")
    return cast("type[Source]", found[name].load())


def _with_folder(settings: Any, folder: Path) -> Any:
    if isinstance(settings, dict):
        inner = cast("dict[str, Any]", settings)
        return {key: _with_folder(value, folder) for key, value in inner.items()}
    if isinstance(settings, list):
        return [_with_folder(value, folder) for value in cast("list[Any]", settings)]
    if isinstance(settings, str) and settings.startswith(f"{FILES}/"):
        return str(folder / settings)
    return settings


def _compare(wanted: list[Any], found: list[Any], where: str) -> None:
    if len(wanted) != len(found):
        raise RecordingError(f"{where}: {len(found)} now, {len(wanted)} when it was recorded.")
    for place, (old, new) in enumerate(zip(wanted, found, strict=True), start=1):
        was, now = _fields(old), _fields(new)
        for key in {**was, **now}:
            if was.get(key) != now.get(key):
                raise RecordingError(
                    f"{where}, number {place}: {key} is {now.get(key)!r} now and was"
                    f" {was.get(key)!r} when it was recorded."
                )


def _fields(record: Any) -> dict[str, Any]:
    """What is compared: the source's own name is the caller's."""
    given = cast("dict[str, Any]", record or {})
    return {key: value for key, value in given.items() if key != "source"}
