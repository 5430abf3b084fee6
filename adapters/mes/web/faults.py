"""Each way in which HTTP can go wrong, in the contract's words: no secret and no address."""

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

import httpx

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    BusinessError,
    ConfigurationError,
    ProtocolError,
    TimedOut,
    Unavailable,
)

_BUSY = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_REFUSED = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.LOCKED,
    HTTPStatus.FAILED_DEPENDENCY,
}
# What a system's support asks for, in the order of preference.
_REFERENCES = ("x-request-id", "x-correlation-id", "request-id", "traceparent")
_SAYS = ("detail", "message", "error_description", "title", "error", "errors", "msg")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://\S+)|(?:\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b)"
    r"|(?:\b[\w-]+(?:\.[\w-]+)*:\d{2,5}\b)",
    re.IGNORECASE,
)
_MOST_SAID = 300


def of_transport(error: httpx.HTTPError | httpx.InvalidURL, seconds: float) -> AdapterError:
    """The error of a call that brought no answer within ``seconds``."""
    match error:
        case httpx.ConnectTimeout():
            return TimedOut("The system cannot be reached: nothing answered in time.")
        case httpx.TimeoutException():
            return TimedOut(f"The system took longer than the time limit of {seconds:g} s.")
        case httpx.ConnectError() if "certificate" in str(error).lower():
            return ConfigurationError(
                "The system's certificate is not trusted. Put its authority's file into `verify`."
            )
        case httpx.ConnectError() if "ssl" in str(error).lower():
            return ConfigurationError("The system does not speak TLS as we do. Check `url`.")
        case httpx.ConnectError() | httpx.ProxyError():
            return Unavailable("The system cannot be reached. Is it running, is `url` right?")
        case httpx.DecodingError():
            return ProtocolError("The answer is not compressed as the system says it is.")
        case httpx.RemoteProtocolError() | httpx.NetworkError():
            return Unavailable("The system broke off in the middle of its answer.")
        case _:
            return ConfigurationError(
                f"The address cannot be called ({type(error).__name__}). Check `url`."
            )


def of_status(
    status: int, headers: Mapping[str, str], body: bytes, *, what: str, hide: Iterable[str]
) -> AdapterError:
    """The error of an answer with a status that is no success.

    ``what`` is the address as the mapping writes it; ``hide`` are secrets that may be in a
    sentence of the system's own.
    """
    reference = next((headers[name] for name in _REFERENCES if name in headers), None)
    own = said(body, hide)
    quoted = f": {own}" if own else "."
    if status == HTTPStatus.UNAUTHORIZED:
        return AuthenticationFailed(
            "The system does not accept the logon. Check `logon`, `user` and `secret`.",
            reference=reference,
        )
    if status == HTTPStatus.FORBIDDEN:
        return AccessDenied(
            f"The logon is good, but may not use {what} (HTTP 403). Have it allowed there.",
            reference=reference,
        )
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"The system cannot answer now (HTTP {status}).", reference=reference)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return ConfigurationError(
            f"The system has nothing at {what} (HTTP {status}). Check `url` and the mapping.",
            reference=reference,
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return ConfigurationError(
            "The system sends us elsewhere. Put the final address into `url`.",
            reference=reference,
        )
    return ConfigurationError(
        f"The system does not accept the call of {what} (HTTP {status}){quoted}",
        reference=reference,
    )


def of_refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, what: str, hide: Iterable[str]
) -> AdapterError:
    """The error of a command that the system did not carry out."""
    reference = next((headers[name] for name in _REFERENCES if name in headers), None)
    if status == HTTPStatus.CONFLICT and ("retry-after" in headers or b"dempoten" in body):
        return Unavailable(
            "The system is still busy with the same command (HTTP 409).", reference=reference
        )
    if status in _REFUSED:
        own = said(body, hide)
        return BusinessError(
            own or f"The system refuses {what} (HTTP {status}) without a reason.",
            reference=reference,
        )
    return of_status(status, headers, body, what=what, hide=hide)


def said(body: bytes, hide: Iterable[str]) -> str:
    """The system's own sentence in an error (RFC 9457 and what is usual), fit to be shown."""
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return presentable(_sentence(content), hide)


def presentable(text: str, hide: Iterable[str]) -> str:
    """Text of another system without secrets and addresses, on one line, not too long."""
    for secret in hide:
        if secret:
            text = text.replace(secret, "…")
    text = " ".join(_ADDRESS.sub("…", text).split())
    return text if len(text) <= _MOST_SAID else f"{text[:_MOST_SAID]}…"


def _sentence(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        items = cast(list[Any], content)
        return "; ".join(filter(None, map(_sentence, items[:5])))
    if isinstance(content, dict):
        known = cast(dict[str, Any], content)
        return next((s for name in _SAYS if (s := _sentence(known.get(name)))), "")
    return ""
