"""Odoo's exceptions as the errors of the contract.

Both protocols carry the same description of an exception: ``name`` (the Python class),
``message`` (a sentence for the user) and ``debug`` (a traceback, which never leaves here).
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    BusinessError,
    ProtocolError,
    Unavailable,
)

_WRONG_KEY = "Odoo does not accept this key. It may be mistyped, revoked or expired."

_BY_NAME: Mapping[str, type[AdapterError]] = {
    "odoo.exceptions.AccessDenied": AuthenticationFailed,
    "odoo.http.SessionExpiredException": AuthenticationFailed,
    "werkzeug.exceptions.Unauthorized": AuthenticationFailed,
    "odoo.exceptions.AccessError": AccessDenied,
    "werkzeug.exceptions.Forbidden": AccessDenied,
    "werkzeug.exceptions.NotFound": ProtocolError,
    "werkzeug.exceptions.UnprocessableEntity": ProtocolError,
    "werkzeug.exceptions.BadRequest": ProtocolError,
}
_BY_STATUS: Mapping[int, type[AdapterError]] = {
    HTTPStatus.UNAUTHORIZED: AuthenticationFailed,
    HTTPStatus.FORBIDDEN: AccessDenied,
    HTTPStatus.NOT_FOUND: BusinessError,
    HTTPStatus.CONFLICT: BusinessError,
    HTTPStatus.UNPROCESSABLE_ENTITY: BusinessError,
    HTTPStatus.TOO_MANY_REQUESTS: Unavailable,
    HTTPStatus.BAD_GATEWAY: Unavailable,
    HTTPStatus.SERVICE_UNAVAILABLE: Unavailable,
    HTTPStatus.GATEWAY_TIMEOUT: Unavailable,
}
# Odoo's own code and add-ons raise these for a person to read.
_FOR_PEOPLE = ("odoo.exceptions.", "odoo.addons.")
# The database was busy or away; Odoo has already tried several times.
_PASSING = ("psycopg2.errors.", "psycopg2.OperationalError", "odoo.sql_db.PoolError")


def from_exception(
    description: Mapping[str, Any], call: str, status: int | None = None
) -> AdapterError:
    """The contract's error for an exception that ``call`` (``model.method``) met in Odoo."""
    name = str(description.get("name") or "")
    message = _one_paragraph(description.get("message"))
    kind = _kind(name, status)
    if kind is None:
        short = name.rpartition(".")[2] or "an unnamed error"
        return ProtocolError(f"Odoo failed inside {call} ({short}). Odoo's own log says why.")
    if kind is AuthenticationFailed:
        return AuthenticationFailed(_WRONG_KEY)
    if kind is Unavailable:
        return Unavailable(f"Odoo was too busy to carry out {call}. Try again.")
    return kind(message or f"Odoo refused {call} without saying why.")


def from_status(status: int, call: str) -> AdapterError:
    """The contract's error for a refusal without a description, as a proxy sends it."""
    kind = _BY_STATUS.get(status)
    if kind is AuthenticationFailed:
        return AuthenticationFailed(_WRONG_KEY)
    if kind is AccessDenied:
        return AccessDenied(f"Something before Odoo refused {call} (HTTP {status}).")
    if kind is Unavailable or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(f"Odoo cannot answer now (HTTP {status}).")
    return ProtocolError(f"{call} was answered with HTTP {status} and no word of Odoo's.")


def _kind(name: str, status: int | None) -> type[AdapterError] | None:
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    if name.startswith(_PASSING):
        return Unavailable
    if status is not None and status in _BY_STATUS:
        return _BY_STATUS[status]
    return BusinessError if name.startswith(_FOR_PEOPLE) else None


def _one_paragraph(message: Any) -> str:
    return "" if message is None else str(message).strip()
