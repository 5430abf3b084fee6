"""Makes a recording of an adapter's traffic with a real system."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from adapters.contract import Source
from adapters.recording.recording import (
    CASSETTE,
    EXPECTED,
    MANIFEST,
    Outcome,
    Plan,
    Recording,
    carry_out,
)
from adapters.recording.replay import replayed
from adapters.recording.rules import ScrubRules
from adapters.recording.scrubbing import Scrubber
from adapters.recording.settings_copy import dumped_settings, secrets_of, with_files
from adapters.recording.tape import RecordingError, recording


@dataclass(frozen=True, slots=True)
class Made:
    """A recording that was written: when, and how much is in it."""

    made: datetime
    requests: int
    records: int
    rejections: int


def make(
    name: str,
    adapter: str,
    source: Callable[[str, Any], Source],
    settings: BaseModel,
    plan: Plan,
    rules: ScrubRules,
    folder: Path,
) -> Made:
    """Records the source ``name``, whose class and settings are given, into ``folder``.

    What was scrubbed is replayed before it is written. Raises ``RecordingError`` and the errors
    of adapters.
    """
    made = datetime.now(UTC)
    with recording() as tape:
        live = _with_source(source(name, settings), plan)
    if not tape.requests:
        raise RecordingError(
            f"{name} made no call over HTTP: there is nothing to record. Sources that read a"
            " database, a broker or a file are tested against a copy of it."
        )
    secrets = tuple(secrets_of(settings))
    scrubber = Scrubber(rules, secrets)
    tape.teach(scrubber)
    dumped = dumped_settings(settings)
    scrubber.learn_value(dumped)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".recording-") as temporary:
        new = Path(temporary) / folder.name
        new.mkdir()
        plain = scrubber.value(with_files(dumped, scrubber, new))
        manifest = Recording(adapter=adapter, made=made, plan=plan, settings=plain)
        _write(new / CASSETTE, tape.scrubbed(scrubber, rules).as_yaml(), secrets)
        _write(new / MANIFEST, _as_yaml(manifest), secrets)
        again = replayed(new, name=name, source=source, settings_type=type(settings))
        _same_size(live, again)
        expected = json.dumps(again, indent=1, ensure_ascii=False)
        _write(new / EXPECTED, f"{expected}\n", secrets)
        shutil.copytree(new, folder, dirs_exist_ok=True)
    return Made(made, len(tape.requests), _count(again, "records"), _count(again, "rejections"))


def _with_source(source: Source, plan: Plan) -> Outcome:
    try:
        return carry_out(source, plan)
    finally:
        source.close()


def _same_size(live: Outcome, again: Outcome) -> None:
    for stream, read in live.items():
        for kind in ("records", "rejections", "by_key"):
            before, after = len(read[kind]), len(again[stream][kind])
            if before != after:
                raise RecordingError(
                    f"Scrubbed, {stream} has {after} {kind.replace('_', ' ')} instead of {before}:"
                    " a code that the adapter needs is among what is scrubbed. Say fewer elements."
                )


def _count(outcome: Outcome, kind: str) -> int:
    return sum(len(read[kind]) for read in outcome.values())


def _write(file: Path, content: str, secrets: Sequence[str]) -> None:
    """Writes what holds no secret. Raises ``RecordingError`` for what does."""
    if any(secret in content for secret in secrets):
        raise RecordingError(
            f"A secret would have been written into {file.name}: nothing was. Name the element"
            " that holds it under `secrets` in your rules."
        )
    file.write_text(content, encoding="utf-8")


def _as_yaml(manifest: Recording) -> str:
    content = manifest.model_dump(mode="json")
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
