"""What is in a recording's folder, and what is read of a source to make or to check it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from adapters.contract import Capability, Page, Record, Rejection, Source, Stream
from adapters.recording.tape import RecordingError

CASSETTE, EXPECTED, MANIFEST, FILES = "cassette.yaml", "expected.json", "recording.yaml", "files"
_MOST_PAGES = 500


class Plan(BaseModel):
    """What is read: of each stream some pages, and each page's first records once more by key."""

    streams: tuple[Stream, ...]
    pages: int = 1
    rows: int = 20
    lookups: int = 1


class Recording(BaseModel):
    """``recording.yaml``. ``made`` is the moment; a replay sets the clock to it."""

    adapter: str
    made: datetime
    plan: Plan
    settings: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Recording":
        try:
            return cls.model_validate(yaml.safe_load((folder / MANIFEST).read_text("utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise RecordingError(
                f"{folder.name} is not a recording: its {MANIFEST} cannot be read"
                f" ({type(error).__name__})."
            ) from None


Outcome = dict[str, Any]


def carry_out(source: Source, plan: Plan) -> Outcome:
    """Reads what the plan says; records and rejections as JSON."""
    outcome: Outcome = {}
    source.check()
    for stream in plan.streams:
        pages = _some(source.pages(stream, None, limit=plan.rows), plan.pages)
        records = [record for page in pages for record in page.records]
        supported = source.streams.get(stream) is Capability.SUPPORTED
        keys = [record.key for record in records][: plan.lookups] if supported else []
        outcome[stream.value] = {
            "records": [as_json(record) for record in records],
            "rejections": [as_json(r) for page in pages for r in page.rejections],
            "by_key": [as_json(source.lookup(stream, key)) for key in keys],
        }
    return outcome


def as_json(thing: Record | Rejection | None) -> Any:
    """A record as plain JSON; decimals and times as text."""
    return None if thing is None else json.loads(json.dumps(asdict(thing), default=str))


def _some(pages: Iterator[Page], number: int) -> list[Page]:
    """The first pages that hold something; those between them that do not come along."""
    found: list[Page] = []
    for page in pages:
        found.append(page)
        if page.records or page.rejections:
            number -= 1
        if number == 0 or len(found) == _MOST_PAGES:
            break
    return found
