"""HTTP to SAP: each way in which it can go wrong has an error of its own."""

import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ReadTimeoutError

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    TimedOut,
    Unavailable,
)
from adapters.sap.reading import cut_short, page_for_people
from adapters.sap.settings import SapSettings

_FORBIDDEN_IN_XML = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));",
    re.IGNORECASE,
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_BEGUN_REFERENCE = re.compile(rb"&[#0-9a-zA-Z]{0,20}\Z")
_REPLACEMENT = "\ufffd".encode()
_LONGEST_REFERENCE = 24
_PIECE = 64 * 1024
_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR

T = TypeVar("T")
Pieces = Generator[Iterator[bytes], None, None]
_BUSY = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


class SapHttp:
    """One session with HTTP Basic logon, shared by threads; it never changes once made.

    With ``keeps_session`` SAP's cookies are kept, so that calls belong together: for one thread.
    """

    def __init__(self, settings: SapSettings, *, keeps_session: bool = False) -> None:
        self._keeps_session = keeps_session
        self._timeout = (settings.connect_timeout, settings.time_limit)
        self._transfer_limit = settings.transfer_limit
        self._logon = {"sap-client": settings.client, "sap-language": settings.language}
        session = requests.Session()
        session.auth = (settings.user, _password(settings))
        session.verify = (
            str(settings.verify) if not isinstance(settings.verify, bool) else (settings.verify)
        )
        session.max_redirects = 5
        adapter = HTTPAdapter(pool_maxsize=settings.parallel)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        self._session = session

    def get(self, address: str) -> bytes:
        """A WSDL or a schema that it imports; SAP redirects these from http to https."""
        parameters = {} if "sap-client=" in address else self._logon
        response = self._send("GET", address, parameters=parameters, redirects=True)
        with response:
            return b"".join(self._pieces(response))

    @contextmanager
    def post(self, address: str, body: bytes, headers: dict[str, str]) -> Pieces:
        """The reply to a SOAP message, a fault included, in pieces as they come in.

        The time between two pieces is limited, and so is the sum of it.
        """
        response = self._send("POST", address, parameters=self._logon, body=body, headers=headers)
        with response:
            yield self._pieces(response)

    def close(self) -> None:
        self._session.close()

    def _send(
        self,
        method: str,
        address: str,
        *,
        parameters: dict[str, str],
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        redirects: bool = False,
    ) -> requests.Response:
        if not self._keeps_session:
            # A session of SAP's would tie later calls to this one.
            self._session.cookies.clear()
        return _said(
            lambda: self._session.request(
                method,
                address,
                params=parameters,
                data=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=redirects,
                stream=True,
            )
        )

    def _pieces(self, response: requests.Response) -> Iterator[bytes]:
        """The body, if it is XML; everything else is an error."""
        status = response.status_code
        kind = response.headers.get("Content-Type", "").lower()
        if "xml" not in kind or (status >= HTTPStatus.BAD_REQUEST and status != _FAULT):
            raise _refusal(status, kind)
        raw = response.iter_content(_PIECE)
        waited, begun = 0.0, b""
        while True:
            began = time.monotonic()
            piece = _said(lambda: next(raw, None))
            waited += time.monotonic() - began
            if piece is None:
                break
            if waited > self._transfer_limit:
                raise TimedOut("SAP took longer for its whole answer than the transfer limit.")
            piece = begun + piece
            # A reference to a character may be cut by the end of the piece.
            cut = _BEGUN_REFERENCE.search(piece, max(0, len(piece) - _LONGEST_REFERENCE))
            begun = b"" if cut is None else cut.group()
            yield _allowed(piece[: len(piece) - len(begun)])
        if begun:
            yield begun


def _allowed(piece: bytes) -> bytes:
    """The piece with what XML forbids replaced; most pieces have none of it."""
    if b"&#" not in piece and len(piece.translate(None, _CONTROLS)) == len(piece):
        return piece
    return _FORBIDDEN_IN_XML.sub(_REPLACEMENT, piece)


def _said(attempt: Callable[[], T]) -> T:
    """What ``attempt`` gives; each way in which HTTP fails is an error of its own."""
    try:
        return attempt()
    except requests.TooManyRedirects:
        raise ConfigurationError(
            "SAP's address redirects in a circle. Put the final address into `wsdl`."
        ) from None
    except requests.exceptions.SSLError:
        raise ConfigurationError(
            "SAP's certificate is not trusted. Put its authority's file into `verify`."
        ) from None
    except requests.ConnectTimeout:
        raise TimedOut("SAP cannot be reached: nothing answered in time.") from None
    except requests.Timeout:
        raise TimedOut("SAP took longer than the time limit.") from None
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
        raise cut_short() from None
    except requests.exceptions.InvalidURL:
        raise ConfigurationError("SAP's address is not a web address.") from None
    except requests.ConnectionError as error:
        if error.args and isinstance(error.args[0], ReadTimeoutError):
            raise TimedOut("SAP fell silent in the middle of its answer.") from None
        raise Unavailable("SAP cannot be reached. Is it running, is the address right?") from None
    except requests.RequestException as error:
        raise ConfigurationError(
            f"SAP's address cannot be called ({type(error).__name__})."
        ) from None


def _refusal(status: int, kind: str) -> AdapterError:
    if status == HTTPStatus.UNAUTHORIZED:
        return AuthenticationFailed(
            "SAP does not accept user, password or client. Check all three, and that the user is"
            " not locked."
        )
    if status == HTTPStatus.FORBIDDEN:
        return AccessDenied("SAP does not let this user at the web service (HTTP 403).")
    if status in _BUSY:
        return Unavailable(f"SAP cannot answer now (HTTP {status}).")
    if status == HTTPStatus.NOT_FOUND:
        return ConfigurationError(
            "SAP has no web service at this address, or it is not active (HTTP 404)."
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return ConfigurationError(
            "SAP redirects the call elsewhere. Put that address into `address`."
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"SAP failed before it reached the function (HTTP {status}).")
    if "html" in kind:
        return page_for_people()
    return ConfigurationError(f"What answers is not a SAP web service (HTTP {status}).")


def _password(settings: SapSettings) -> str:
    if settings.password is not None:
        return settings.password.get_secret_value()
    if settings.password_file is None:
        raise ConfigurationError("SAP's password is missing: set password or password_file.")
    try:
        return settings.password_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            f"The password file of SAP cannot be read: {error.strerror}."
        ) from error
