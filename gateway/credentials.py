"""The caller's key in an HTTP request, and keeping it out of every log.

A key comes as ``Authorization: Bearer <key>``, as Basic with login and key, or, for saved queries
that can send no header, as ``?key=`` of a GET.
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from pydantic import SecretStr

from adapters.contract import ErpCredentials

CHALLENGES = ('Bearer realm="Quality Loop"', 'Basic realm="Quality Loop", charset="UTF-8"')
"""What ``WWW-Authenticate`` says."""

MASK = "***"
_LONGEST_KEY = 512


class MissingCredentials(Exception):
    """The request shows no key, or none that can be read; the message says what is expected."""


def credentials_of(
    authorization: str | None, method: str, parameters: Mapping[str, str]
) -> ErpCredentials:
    """The key that the request shows. Raises ``MissingCredentials``."""
    if authorization is not None:
        return _from_header(authorization)
    key = parameters.get("key")
    if key is None:
        raise MissingCredentials(
            "No key came with the request. Send an Odoo API key as "
            '"Authorization: Bearer <key>", as Basic with your login and the key, '
            "or as ?key= of a GET."
        )
    if method != "GET":
        raise MissingCredentials(
            'A key in the address is for GET only; send it as "Authorization: Bearer <key>".'
        )
    return _credentials(key)


def masked_query(query_string: bytes) -> bytes:
    """The query string with the key made unreadable, for everything that is written down."""
    if b"key" not in query_string and b"%" not in query_string:
        return query_string
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    if all(name != "key" for name, _ in pairs):
        return query_string
    return urlencode(
        [(name, MASK if name == "key" else value) for name, value in pairs], safe="*"
    ).encode("ascii")


def _from_header(authorization: str) -> ErpCredentials:
    scheme, _, rest = authorization.strip().partition(" ")
    value = rest.strip()
    if scheme.lower() == "bearer":
        return _credentials(value)
    if scheme.lower() == "basic":
        try:
            login, colon, key = (
                base64.b64decode(value, validate=True).decode("utf-8").partition(":")
            )
        except (binascii.Error, UnicodeDecodeError):
            login = colon = key = ""
        if colon and login:
            return _credentials(key, login)
        raise MissingCredentials("Basic needs your login and your API key: base64(login:key).")
    raise MissingCredentials('The header Authorization begins with "Bearer" or "Basic".')


def _credentials(key: str, login: str | None = None) -> ErpCredentials:
    if not key or len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise MissingCredentials("What stands in the place of the key is not an Odoo API key.")
    return ErpCredentials(key=SecretStr(key), login=login)
