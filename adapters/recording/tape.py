"""The tape: traffic is kept in memory, and written only once it is scrubbed."""

import logging
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from requests.adapters import HTTPAdapter

from adapters.recording.canonical import canonical
from adapters.recording.rules import ScrubRules
from adapters.recording.scrubbing import Scrubber
from adapters.recording.untyped import (
    NoCassette,
    NotRecorded,
    Vcr,
    VcrRequest,
    serialize,
    yaml_serializer,
)

_ENCODING = re.compile(rb"encoding=[\"']([\w-]+)[\"']")
MATCH_ON = ("method", "scheme", "host", "port", "path", "query", "canonical_body")


class RecordingError(Exception):
    """A sentence that says what is wrong with a recording, and how to mend it."""


@dataclass
class Tape:
    """Requests and answers in the order in which they were made; vcrpy's own objects."""

    requests: list[Any] = field(default_factory=list[Any])
    responses: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def scrubbed(self, scrubber: Scrubber, rules: ScrubRules) -> "Tape":
        """The same traffic without secrets, people and hosts; the scrubber must have learned."""
        return Tape(
            [_scrubbed_request(request, scrubber, rules) for request in self.requests],
            [_scrubbed_response(response, scrubber, rules) for response in self.responses],
        )

    def teach(self, scrubber: Scrubber) -> None:
        """Has the scrubber learn who and what is named in the traffic."""
        for request in self.requests:
            scrubber.learn_address(request.uri)
            scrubber.learn_body(_text(request.body))
        for response in self.responses:
            scrubber.learn_body(_text(response["body"]["string"]))

    def as_yaml(self) -> str:
        content = {"requests": self.requests, "responses": self.responses}
        return cast(str, serialize(content, yaml_serializer))


@contextmanager
def recording() -> Generator[Tape]:
    """Records all HTTP of the block; nothing touches the disk."""
    tape = Tape()

    class Memory:
        @staticmethod
        def load_cassette(*_given: Any, **_named: Any) -> Any:
            raise NoCassette

        @staticmethod
        def save_cassette(_path: Any, content: dict[str, Any], **_named: Any) -> None:
            tape.requests, tape.responses = content["requests"], content["responses"]

    recorder = _vcr(record_mode="all", decode_compressed_response=True)
    recorder.register_persister(Memory)
    with recorder.use_cassette("memory"), _one_at_a_time():
        yield tape


@contextmanager
def _one_at_a_time() -> Generator[None]:
    """vcrpy lets real connections through while it records one: another thread's would be lost."""
    lock = threading.RLock()
    send: Any = HTTPAdapter.send

    def locked(*given: Any, **named: Any) -> Any:
        with lock:
            return send(*given, **named)

    HTTPAdapter.send = locked
    try:
        yield
    finally:
        HTTPAdapter.send = send


@contextmanager
def playing(cassette: Path) -> Generator[Any]:
    """Answers all HTTP of the block from the cassette and lets none out.

    Raises ``RecordingError`` for a request that the cassette has not.
    """
    player = _vcr(record_mode="none")
    try:
        with player.use_cassette(str(cassette)) as played:
            yield played
    except NotRecorded as error:
        request: Any = getattr(error, "failed_request", None)
        asked = f"{request.method} {request.path}" if request is not None else "a request"
        raise RecordingError(
            f"The recording has no answer to {asked} as it is asked now: the adapter, its settings"
            " or the rules have changed since. Record again if that is meant."
        ) from None


def same_body(one: Any, other: Any) -> None:
    """vcrpy's matcher: the canonical forms are equal."""
    assert canonical(one.body) == canonical(other.body), "the bodies differ"  # noqa: S101 - vcrpy's way


def _vcr(**options: Any) -> Any:
    # It logs whole addresses, and those may hold keys.
    logging.getLogger("vcr").setLevel(logging.WARNING)
    made = Vcr(match_on=MATCH_ON, **options)
    made.register_matcher("canonical_body", same_body)
    return made


def _scrubbed_request(request: Any, scrubber: Scrubber, rules: ScrubRules) -> Any:
    headers = {
        name: scrubber.text(str(value))
        for name, value in request.headers.items()
        if rules.keeps_header(name)
    }
    body = scrubber.body(_text(request.body)) if request.body else None
    return VcrRequest(request.method, scrubber.address(request.uri), body, headers)


def _scrubbed_response(
    response: dict[str, Any], scrubber: Scrubber, rules: ScrubRules
) -> dict[str, Any]:
    headers = {
        name: [scrubber.text(str(value)) for value in values]
        for name, values in response["headers"].items()
        if rules.keeps_header(name)
    }
    body = scrubber.body(_text(response["body"]["string"]))
    return {"status": response["status"], "headers": headers, "body": {"string": body.encode()}}


def _text(body: Any) -> str:
    if body is None:
        return ""
    if isinstance(body, str):
        return body
    content = bytes(body)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        declared = _ENCODING.search(content[:200])
        return content.decode(declared.group(1).decode() if declared else "latin-1", "replace")
