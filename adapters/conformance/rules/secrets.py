"""Secrets of the settings are seen nowhere: no text of the adapter, no error, no log."""

import logging
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretBytes, SecretStr

from adapters.conformance.bench import Fault
from adapters.conformance.outcome import Broken, CannotHappen, NotShown
from adapters.conformance.trial import Trial, looked_up, pull
from adapters.contract import AdapterError, Source

_MEND = (
    "keep secrets in SecretStr, take `get_secret_value()` only where it is sent, and raise errors"
    " `from None` where the library's text holds it."
)
_SHORTEST = 4
_FAULTS = (Fault.AWAY, Fault.WRONG_SECRET, Fault.NONSENSE, Fault.SLOW)


def no_secret_leaks(trial: Trial) -> None:
    """Held against everything that the adapter says, on a good day and on bad ones."""
    settings = trial.bench.adapter.Settings.model_validate(
        trial.of_bench("give settings", trial.bench.settings)
    )
    secrets = secret_texts(settings)
    private = list(trial.of_bench("name its private texts", lambda: trial.bench.private))
    if not secrets and not private:
        raise CannotHappen("its settings hold no secret")
    trial.write(trial.stream, range(3))
    listener = Listener(secrets, private)
    with listener.logs():
        source = trial.source()
        listener.hears_source(source, settings)
        listener.hears("check()", source.check())
        for page in pull(source, trial.stream).pages:
            listener.hears("a cursor", str(page.cursor))
        failures = sum(_fails(trial, fault, listener) for fault in _FAULTS)
    listener.judge()
    if not failures:
        raise NotShown("the bench offers no fault, so no error was heard")


def _fails(trial: Trial, fault: Fault, listener: "Listener") -> int:
    """How many errors were heard under that fault."""
    heard = 0
    try:
        with trial.broken(fault):
            for call in (
                lambda: trial.source().check(),
                lambda: pull(trial.source(), trial.stream, most=1),
                lambda: looked_up(trial.source(), trial.stream, "1000"),
            ):
                try:
                    call()
                except CannotHappen:
                    continue
                except Exception as error:
                    listener.hears_error(f"the error under {fault!s}", error)
                    heard += 1
    except (NotShown, CannotHappen):
        return heard
    return heard


class Listener:
    """Remembers where one of the secrets was seen."""

    def __init__(self, secrets: Sequence[str], private: Sequence[str] = ()) -> None:
        self._secrets = secrets
        self._private = private
        self._seen: list[str] = []

    def hears(self, where: str, text: str) -> None:
        if any(secret in text for secret in self._secrets):
            self._seen.append(f"a secret in {where}")

    def hears_source(self, source: Source, settings: object) -> None:
        for where, thing in (("the adapter", source), ("its settings", settings)):
            self.hears(f"repr of {where}", repr(thing))
            self.hears(f"str of {where}", str(thing))

    def hears_error(self, where: str, error: BaseException) -> None:
        """What the gateway shows and logs of an error: itself and what it was raised from."""
        if isinstance(error, AdapterError) and any(text in str(error) for text in self._private):
            self._seen.append(f"an internal address in {where}")
        heard: BaseException | None = error
        while heard is not None:
            self.hears(where, f"{heard!s} {heard!r} {heard.args!r}")
            context = None if heard.__suppress_context__ else heard.__context__
            heard = heard.__cause__ or context

    @contextmanager
    def logs(self) -> Generator[None]:
        """Everything that is logged meanwhile, at any level, by any library."""
        handler, root = _Handler(self), logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            root.setLevel(level)
            root.removeHandler(handler)

    def judge(self) -> None:
        """Raises ``Broken`` where something was seen."""
        if self._seen:
            raise Broken(f"there was {', '.join(dict.fromkeys(self._seen))}.", _MEND)


class _Handler(logging.Handler):
    def __init__(self, listener: Listener) -> None:
        super().__init__(logging.DEBUG)
        self._listener = listener

    def emit(self, record: logging.LogRecord) -> None:
        self._listener.hears(f"the log {record.name}", record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            self._listener.hears_error(f"the log {record.name}", record.exc_info[1])


def secret_texts(settings: BaseModel) -> list[str]:
    """Every secret of the settings: values, passwords in addresses, contents of ``…_file``."""
    found: list[str] = []
    for name, value in settings:
        if name.endswith("_file") and isinstance(value, Path) and value.is_file():
            found.append(value.read_text(encoding="utf-8", errors="replace").strip())
        else:
            found += _secrets_in(value)
    return [text for text in dict.fromkeys(found) if len(text) >= _SHORTEST]


def has_secrets(settings: type[BaseModel]) -> bool:
    """Whether such settings can hold a secret at all."""
    return any(
        "Secret" in str(field.annotation) or name.endswith("_file")
        for name, field in settings.model_fields.items()
    )


def _secrets_in(value: Any) -> list[str]:
    match value:
        case SecretStr():
            return _with_parts(value.get_secret_value())
        case SecretBytes():
            return [value.get_secret_value().decode(errors="replace")]
        case BaseModel():
            return secret_texts(value)
        case Mapping():
            parts = cast("Mapping[Any, Any]", value).values()
        case list() | tuple():
            parts = cast("Sequence[Any]", value)
        case _:
            return []
    return [text for part in parts for text in _secrets_in(part)]


def _with_parts(secret: str) -> list[str]:
    """Of an address only the password is a secret: hosts and paths are told by design."""
    if "://" not in secret:
        return [secret]
    try:
        password = urlsplit(secret).password
    except ValueError:
        return [secret]
    return [password, unquote(password)] if password else []
