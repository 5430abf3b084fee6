"""Documents that can be read: the files of a folder, or what is at an address."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from stat import S_ISREG
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from adapters.contract import (
    AccessDenied,
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from adapters.mes.b2mml.model import WebSpec
from adapters.mes.b2mml.settings import B2mmlSettings
from adapters.mes.web import Call, WebClient
from adapters.mes.web.waiting import http_date

# Names under which others write what is not finished yet.
_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", ".swp")

_HEAD, _CHUNK = 512, 64 * 1024
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
"""Byte order marks and white space."""


@dataclass(frozen=True, slots=True)
class Document:
    """``stamp`` is another one whenever the content may be.

    ``fresh``: it may still be written; ``old``: one that is not whole was waited for long enough.
    """

    name: str
    stamp: str
    modified: datetime
    fresh: bool
    old: bool
    open: Callable[[], IO[bytes]]


@dataclass(slots=True)
class WebState:
    """What the last answer said of itself, and when it was sent."""

    etag: str | None = None
    modified: str | None = None
    sent: str | None = None


class Documents(Protocol):
    """``since`` is what the last pull found; ``again``: it is needed even if it is the same."""

    def found(self, since: WebState, *, again: bool) -> Sequence[Document]: ...

    def every(self) -> Iterator[Document]:
        """All that are there now, the latest first."""
        ...

    def state(self) -> WebState:
        """What to give as ``since`` once all that was found is read."""
        ...

    def describe(self) -> str: ...

    def close(self) -> None: ...


class FolderDocuments:
    """The files of a folder that match a pattern, the oldest first."""

    def __init__(self, settings: B2mmlSettings, folder: Path) -> None:
        self._folder = folder
        self._pattern = settings.pattern
        self._settle = timedelta(seconds=settings.settle_seconds)
        self._patience = timedelta(minutes=settings.patience_minutes)

    def found(self, since: WebState, *, again: bool) -> Sequence[Document]:
        return self._files()

    def every(self) -> Iterator[Document]:
        yield from reversed(self._files())

    def state(self) -> WebState:
        return WebState()

    def describe(self) -> str:
        count = len(self._files())
        return f"B2MML, {count} file{'s' * (count != 1)} in the folder"

    def close(self) -> None:
        """Nothing is kept open."""

    def _files(self) -> list[Document]:
        try:
            if not self._folder.exists():
                raise Unavailable("The folder is not there. Is the share mounted?")
            if not self._folder.is_dir():
                raise ConfigurationError("`folder` names a file. Name the folder that holds it.")
            # Listed by itself: a pattern would pass over a folder that may not be read.
            next(self._folder.iterdir(), None)
            found = [d for file in self._folder.glob(self._pattern) if (d := self._document(file))]
        except PermissionError:
            raise AccessDenied("The folder may not be read. Give us the right to.") from None
        except OSError as error:
            raise Unavailable(f"The folder cannot be read: {error.strerror}.") from None
        return sorted(found, key=lambda d: (d.modified, d.name))

    def _document(self, file: Path) -> Document | None:
        if file.name.startswith((".", "~")) or file.name.lower().endswith(_UNFINISHED):
            return None
        try:
            found = file.stat()
        except FileNotFoundError:
            return None
        if not S_ISREG(found.st_mode):
            return None
        modified = datetime.fromtimestamp(found.st_mtime, UTC)
        age = datetime.now(UTC) - modified
        return Document(
            name=file.relative_to(self._folder).as_posix(),
            stamp=f"{found.st_size}/{found.st_mtime_ns}/{found.st_ctime_ns}",
            modified=modified,
            # A time in the future is another machine's clock, not a file in the making.
            fresh=timedelta() <= age < self._settle,
            old=age >= self._patience,
            open=lambda: file.open("rb"),
        )


class WebDocuments:
    """What a system answers at an address: one document, new ones in the place of old ones."""

    def __init__(self, settings: B2mmlSettings, spec: WebSpec) -> None:
        self._client = WebClient(settings)
        self._spec = spec
        self._state = WebState()

    def found(self, since: WebState, *, again: bool) -> Sequence[Document]:
        document = self._fetched(since, again=again)
        return [document] if document else []

    def every(self) -> Iterator[Document]:
        document = self._fetched(WebState(), again=True)
        if document:
            yield document

    def state(self) -> WebState:
        return self._state

    def describe(self) -> str:
        self._fetched(WebState(), again=True)
        return "B2MML over HTTP"

    def close(self) -> None:
        self._client.close()

    def _fetched(self, since: WebState, *, again: bool) -> Document | None:
        """The document; ``None`` where it is still the one that was read last."""
        headers = {"Accept": "application/xml, text/xml"}
        if not again and since.etag:
            headers["If-None-Match"] = since.etag
        elif not again and since.modified:
            headers["If-Modified-Since"] = since.modified
        parameters = dict(self._spec.parameters)
        if self._spec.since and since.sent:
            moment = datetime.fromisoformat(since.sent)
            moment -= timedelta(minutes=self._spec.overlap_minutes)
            parameters[self._spec.since] = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        # Read twice and perhaps large: on the disk, and gone with the document.
        file = NamedTemporaryFile(prefix="quality-loop-")  # noqa: SIM115
        call = Call(
            address=self._spec.get,
            what=self._spec.get or "the document",
            parameters=parameters,
            headers=headers,
            into=file,
        )
        answer = self._client.send(call, self._client.deadline())
        if answer.status == HTTPStatus.NOT_MODIFIED:
            self._state = since
            return None
        if not answer.ok:
            raise self._client.fault(call, answer)
        file.flush()
        stamp = _checked(file, call.what)
        stated = answer.headers.get("last-modified", "")
        self._state = WebState(answer.headers.get("etag"), stated, answer.sent.isoformat())
        if stamp is None:
            return None
        return Document(
            name=call.what,
            stamp=stamp,
            modified=http_date(stated) or answer.sent,
            fresh=False,
            old=True,
            open=lambda: Path(file.name).open("rb"),
        )


def _checked(file: IO[bytes], what: str) -> str | None:
    """The digest of a document, ``None`` of an empty answer.

    Raises ``AuthenticationFailed`` for a page and ``ProtocolError`` for what cannot be XML.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip():
        return None
    text = head.lstrip(_BEFORE_XML).replace(b"\0", b"").lower()
    if text.startswith((b"<html", b"<!doctype html")):
        raise AuthenticationFailed(
            f"{what} answers with a page for people, as systems do to ask for a logon. Check"
            " `logon`, `user` and `secret`, or the address."
        )
    if not text.startswith(b"<"):
        raise ProtocolError(f"{what} answers with something that is no XML. Check the address.")
    digest = hashlib.blake2b(head, digest_size=16)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
