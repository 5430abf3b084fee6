"""The ways in which a system wants to know who asks."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Protocol, cast
from urllib.parse import quote_plus, urlencode, urljoin

from adapters.contract import AdapterError, AuthenticationFailed, ProtocolError, Unavailable
from adapters.mes.web.message import Answer, Call
from adapters.mes.web.settings import Basic, ClientCredentials, Key, Login, WebSettings

# Sends a call that itself needs no logon.
Send = Callable[[Call], Answer]

_DEFAULT_LIFETIME = 300.0
_MOST_EARLY = 30.0
"""Seconds by which a token is renewed before it ends, at most."""


class Logon(Protocol):
    """What each call carries; ``keeps_cookies`` where the system keeps a session by cookie."""

    keeps_cookies: bool

    def headers(self, send: Send) -> Mapping[str, str]: ...

    def renew(self) -> bool:
        """Forgets what was refused; whether another try may do better."""
        ...

    def is_for(self, address: str) -> bool:
        """Whether the address is where tokens come from, which may be another machine."""
        ...

    def secrets(self) -> Iterator[str]: ...


def make_logon(settings: WebSettings) -> Logon:
    secret = settings.secret.get_secret_value() if settings.secret is not None else ""
    match settings.logon:
        case Basic():
            return _Fixed({"Authorization": _basic(settings.user or "", secret)})
        case Key(header=header, prefix=prefix):
            return _Fixed({header: f"{prefix}{secret}"})
        case ClientCredentials() as spec:
            return _OAuth(spec, settings.url, settings.user or "", secret)
        case Login() as spec:
            return _Own(spec, settings.url, settings.user or "", secret)
        case _:
            return _Fixed({})


class _Fixed:
    """The same headers with every call."""

    keeps_cookies = False

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def headers(self, send: Send) -> Mapping[str, str]:
        return self._headers

    def renew(self) -> bool:
        return False

    def is_for(self, address: str) -> bool:
        return False

    def secrets(self) -> Iterator[str]:
        yield from self._headers.values()


class _Token:
    """A token that is had by a call, and had anew before it ends."""

    def __init__(self, address: str, header: str, prefix: str) -> None:
        self._address = address
        self._header = header
        self._prefix = prefix
        self._token: str | None = None
        self._until = 0.0

    def headers(self, send: Send) -> Mapping[str, str]:
        if self._token is None or time.monotonic() >= self._until:
            self._token, lifetime = self._have(send)
            self._until = time.monotonic() + lifetime - min(_MOST_EARLY, lifetime / 10)
        return {self._header: f"{self._prefix}{self._token}"} if self._token else {}

    def renew(self) -> bool:
        had, self._token = self._token is not None, None
        return had

    def is_for(self, address: str) -> bool:
        return address == self._address

    def secrets(self) -> Iterator[str]:
        if self._token:
            yield self._token

    def _have(self, send: Send) -> tuple[str, float]:
        """A token and how many seconds it lives."""
        raise NotImplementedError


class _OAuth(_Token):
    keeps_cookies = False

    def __init__(self, spec: ClientCredentials, url: str, user: str, secret: str) -> None:
        super().__init__(urljoin(url, spec.token_url), "Authorization", "Bearer ")
        self._spec = spec
        self._user = user
        self._secret = secret

    def _have(self, send: Send) -> tuple[str, float]:
        form = {"grant_type": "client_credentials", **self._spec.parameters}
        headers: dict[str, str] = {}
        if self._spec.scope:
            form["scope"] = self._spec.scope
        if self._spec.send == "basic":
            # RFC 6749, 2.3.1: both are form-encoded before they become Basic.
            headers["Authorization"] = _basic(quote_plus(self._user), quote_plus(self._secret))
        else:
            form |= {"client_id": self._user, "client_secret": self._secret}
        call = Call(
            method="POST",
            address=self._address,
            what="the token",
            headers=headers,
            body=urlencode(form).encode(),
            kind="application/x-www-form-urlencoded",
        )
        content = _content(send(call))
        return _text(content.get("access_token")), _seconds(content.get("expires_in"), None)


class _Own(_Token):
    def __init__(self, spec: Login, url: str, user: str, secret: str) -> None:
        super().__init__(urljoin(url, spec.url), spec.header, spec.prefix)
        self._spec = spec
        self._user = user
        self._secret = secret
        self.keeps_cookies = not spec.token_at

    def _have(self, send: Send) -> tuple[str, float]:
        filled = {
            name: text.replace("{user}", self._user).replace("{secret}", self._secret)
            for name, text in self._spec.body.items()
        }
        call = Call(
            method="POST",
            address=self._address,
            what="the logon",
            body=json.dumps(filled).encode(),
        )
        answer = send(call)
        lifetime = self._spec.lifetime
        if not self._spec.token_at:
            _check(answer)
            return "", _seconds(None, lifetime)
        content = _content(answer)
        ends = _at(content, self._spec.seconds_at) if self._spec.seconds_at else None
        return _text(_at(content, self._spec.token_at)), _seconds(ends, lifetime)


def _basic(user: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode('ascii')}"


def _check(answer: Answer) -> None:
    if answer.ok:
        return
    refused = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if answer.status in refused:
        raise AuthenticationFailed(
            f"The system gives no token for this user and secret (HTTP {answer.status}). Check"
            " `user`, `secret` and `logon`."
        )
    raise _no_token(answer.status)


def _no_token(status: int) -> AdapterError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"What gives the tokens cannot answer now (HTTP {status}).")
    return AuthenticationFailed(
        f"There is nothing that gives tokens at the address in `logon` (HTTP {status})."
    )


def _content(answer: Answer) -> Mapping[str, Any]:
    _check(answer)
    try:
        content: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ProtocolError("What answers the logon is not JSON. Check the address in `logon`.")
    return cast(dict[str, Any], content)


def _at(content: Mapping[str, Any], place: str) -> Any:
    found: Any = content
    for step in place.split("."):
        found = cast(dict[str, Any], found).get(step) if isinstance(found, dict) else None
    return found


def _text(token: Any) -> str:
    if not isinstance(token, str) or not token:
        raise ProtocolError("The answer to the logon holds no token. Check `token_at` in `logon`.")
    return token


def _seconds(given: Any, otherwise: float | None) -> float:
    try:
        lifetime = float(given)
    except (TypeError, ValueError):
        lifetime = 0.0
    return lifetime if lifetime > 0 else otherwise or _DEFAULT_LIFETIME
