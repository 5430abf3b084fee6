"""A source's settings as a recording keeps them: without secrets, with the files they name."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, SecretStr

from adapters.recording.recording import FILES
from adapters.recording.scrubbing import SCRUBBED, Scrubber

_SHORTEST_SECRET = 4
_FILE = "_file"


def dumped_settings(settings: BaseModel) -> dict[str, Any]:
    """The settings that were made, secrets replaced; a secret's file becomes a secret."""
    dumped = cast(dict[str, Any], _without_secrets(settings))
    fields = type(settings).model_fields
    for key in [k for k in dumped if k.endswith(_FILE) and k.removesuffix(_FILE) in fields]:
        del dumped[key]
        dumped[key.removesuffix(_FILE)] = SCRUBBED
    return dumped


def _without_secrets(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return SCRUBBED
    if isinstance(value, BaseModel):
        return {name: _without_secrets(getattr(value, name)) for name in value.model_fields_set}
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        return {str(key): _without_secrets(inner) for key, inner in given.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(inner) for inner in cast("Sequence[Any]", value)]
    return value if isinstance(value, int | float | bool | None) else str(value)


def with_files(dumped: Mapping[str, Any], scrubber: Scrubber, folder: Path) -> dict[str, Any]:
    """The settings with the files that they name copied into the recording, scrubbed."""

    def copied(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: copied(v) for k, v in cast("dict[str, Any]", value).items()}
        if isinstance(value, list):
            return [copied(v) for v in cast("list[Any]", value)]
        if not isinstance(value, str) or not _is_file(value):
            return value
        file = Path(value)
        text = file.read_text(encoding="utf-8")
        scrubber.learn_body(text)
        (folder / FILES).mkdir(exist_ok=True)
        (folder / FILES / file.name).write_text(scrubber.body(text), encoding="utf-8")
        return f"{FILES}/{file.name}"

    return cast("dict[str, Any]", copied(dict(dumped)))


def _is_file(value: str) -> bool:
    try:
        return Path(value).is_file()
    except (OSError, ValueError):
        return False


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """What must not be written, also as HTTP Basic writes it with the user's name."""
    users = [str(getattr(settings, name)) for name in ("user", "login") if hasattr(settings, name)]
    for secret in _secret_values(settings):
        yield secret
        for user in users:
            yield base64.b64encode(f"{user}:{secret}".encode()).decode()


def _secret_values(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        if len(value.get_secret_value()) >= _SHORTEST_SECRET:
            yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        for name in fields:
            inner = getattr(value, name)
            secret = name.endswith(_FILE) and name.removesuffix(_FILE) in fields
            if secret and isinstance(inner, Path):
                yield inner.read_text(encoding="utf-8").strip()
            yield from _secret_values(inner)
    elif isinstance(value, Mapping):
        for inner in cast("Mapping[str, Any]", value).values():
            yield from _secret_values(inner)
    elif isinstance(value, list | tuple):
        for inner in cast("Sequence[Any]", value):
            yield from _secret_values(inner)
