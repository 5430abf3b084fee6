"""Calls over HTTP: with the logon, within the limits, each answer whole or an error."""

import ssl
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import IO
from urllib.parse import quote, urljoin, urlsplit

import httpx

from adapters.contract import ConfigurationError, ProtocolError, TimedOut, Unavailable
from adapters.mes.web import faults
from adapters.mes.web.logon import make_logon
from adapters.mes.web.message import Answer, Call
from adapters.mes.web.settings import WebSettings
from adapters.mes.web.waiting import Deadline, Pace, at_clock, retry_after

_ASKED_TOO_OFTEN = HTTPStatus.TOO_MANY_REQUESTS


def _is_401(answer: Answer) -> bool:
    return answer.status == HTTPStatus.UNAUTHORIZED


class WebClient:
    """One system over HTTP; used by one thread at a time."""

    def __init__(self, settings: WebSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._pace = Pace(settings.requests_per_minute, sleep)
        self._logon = make_logon(settings)
        self._client = httpx.Client(
            headers={"Accept": "application/json", **settings.headers},
            verify=_trust(settings),
            follow_redirects=False,
        )

    def deadline(self) -> Deadline:
        """The time limit of a page that begins now."""
        return Deadline(self._settings.time_limit)

    def send(
        self, call: Call, deadline: Deadline, asks_to_log_on: Callable[[Answer], bool] = _is_401
    ) -> Answer:
        """The answer, whatever its status; only a logon and a rate limit are dealt with here.

        A logon that is refused is made anew once, since a token may end before its time:
        ``asks_to_log_on`` knows the answers, besides 401, that say so.
        """
        answer = self._logged_on(call, deadline)
        refused = _is_401(answer) or asks_to_log_on(answer)
        return self._logged_on(call, deadline) if refused and self._logon.renew() else answer

    def fault(self, call: Call, answer: Answer) -> Exception:
        """The error of an answer to a question."""
        return faults.of_status(
            answer.status, answer.headers, answer.body, what=call.what, hide=self.secrets
        )

    def refusal(self, call: Call, answer: Answer) -> Exception:
        """The error of an answer to a command."""
        return faults.of_refusal(
            answer.status, answer.headers, answer.body, what=call.what, hide=self.secrets
        )

    @property
    def secrets(self) -> list[str]:
        """What no sentence may show."""
        secret = self._settings.secret.get_secret_value() if self._settings.secret else ""
        return [secret, quote(secret, safe=""), *self._logon.secrets()]

    def close(self) -> None:
        self._client.close()

    def _logged_on(self, call: Call, deadline: Deadline) -> Answer:
        logon = self._logon.headers(lambda login: self._patient(login, {}, deadline))
        return self._patient(call, logon, deadline)

    def _patient(self, call: Call, logon: Mapping[str, str], deadline: Deadline) -> Answer:
        """Waits as long as the system asks for, if the deadline allows."""
        guess = 1.0
        while True:
            self._pace.wait()
            answer = self._exchange(call, logon, deadline)
            asked = retry_after(answer.headers)
            busy = answer.status == HTTPStatus.SERVICE_UNAVAILABLE and asked is not None
            if answer.status != _ASKED_TOO_OFTEN and not busy:
                return answer
            wait = guess if asked is None else asked
            if wait >= deadline.left:
                raise Unavailable(
                    f"The system is asked too often (HTTP {answer.status}); it asks to wait until"
                    f" {at_clock(wait)}, {wait:.0f} s from now."
                )
            self._sleep(wait)
            guess *= 2

    def _exchange(self, call: Call, logon: Mapping[str, str], deadline: Deadline) -> Answer:
        headers = {**call.headers, **logon}
        if call.body is not None:
            headers["Content-Type"] = call.kind
        try:
            if not self._logon.keeps_cookies:
                # A session of the system's would tie later calls to this one.
                self._client.cookies.clear()
            with self._client.stream(
                call.method,
                self._absolute(call),
                params=call.parameters or None,
                headers=headers,
                content=call.body,
                timeout=self._timeout(deadline),
            ) as response:
                return self._whole(response, deadline, call.into)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise faults.of_transport(error, deadline.seconds) from None
        except UnicodeError:
            raise ConfigurationError(
                f"A header of {call.what} holds characters that HTTP does not know."
            ) from None

    def _absolute(self, call: Call) -> str:
        """The address; a link that leads to another machine is not followed."""
        base = self._settings.url
        address = urljoin(base, call.address)
        if _origin(address) != _origin(base) and not self._logon.is_for(address):
            raise ProtocolError(
                f"{call.what} gives a link to another machine; it is not followed, since the logon"
                " would go there too. Put the machine that serves all pages into `url`."
            )
        return address

    def _timeout(self, deadline: Deadline) -> httpx.Timeout:
        left = max(0.001, deadline.left)
        return httpx.Timeout(left, connect=min(left, self._settings.connect_timeout))

    def _whole(
        self, response: httpx.Response, deadline: Deadline, into: IO[bytes] | None
    ) -> Answer:
        parts: list[bytes] = []
        keep: Callable[[bytes], object] = parts.append
        if into is not None and response.is_success:
            into.seek(0)
            into.truncate()
            keep = into.write
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._settings.most_bytes:
                raise ProtocolError(
                    f"The answer is larger than {self._settings.most_bytes} bytes. Ask for smaller"
                    " pages in the mapping, or raise `most_bytes`."
                )
            if not deadline.left:
                raise TimedOut(
                    f"The system took longer than the time limit of {deadline.seconds:g} s."
                )
            keep(part)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, b"".join(parts))


def _speaks_tls(settings: WebSettings) -> bool:
    token = getattr(settings.logon, "token_url", None) or getattr(settings.logon, "url", "")
    return any(address.startswith("https:") for address in (settings.url, token))


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    try:
        return parts.scheme, parts.hostname, parts.port or default
    except ValueError:
        return parts.scheme, parts.hostname, None


def _trust(settings: WebSettings) -> ssl.SSLContext:
    """Whose certificates count."""
    if not _speaks_tls(settings):
        # Reading the machine's authorities takes longer than a call.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if settings.verify is False:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        file = None if settings.verify is True else str(settings.verify)
        try:
            context = ssl.create_default_context(cafile=file)
        except (OSError, ssl.SSLError):
            raise ConfigurationError("`verify` names no file of certificates.") from None
    if settings.certificate is not None:
        try:
            context.load_cert_chain(settings.certificate)
        except (OSError, ssl.SSLError):
            raise ConfigurationError(
                "`certificate` names no file with a certificate and its key."
            ) from None
    return context
