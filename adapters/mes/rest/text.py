"""The text of an answer as JSON: numbers exact, whatever the encoding."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from adapters.contract import AuthenticationFailed, ProtocolError
from adapters.mes.web import Answer

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)


def parsed(answer: Answer, encodings: Sequence[str], what: str) -> Any:
    """The content; ``None`` where there is none.

    What the answer says of its own encoding counts first, then ``encodings`` in turn. Bytes that
    none of them reads stay recognisable, so that they spoil their own row only. Raises
    ``ProtocolError`` for what is not JSON.
    """
    if not answer.body.strip():
        return None
    text = _decoded(answer, encodings)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "<" or "html" in answer.headers.get("content-type", ""):
            raise AuthenticationFailed(
                f"{what} answers with a page for people, as systems do to ask for a logon. Check"
                " `logon`, and that `url` is that of the interface."
            ) from None
        raise ProtocolError(
            f"The answer of {what} is not JSON: line {error.lineno}, column {error.colno}:"
            f" {error.msg}."
        ) from None
    except (ValueError, RecursionError):
        raise ProtocolError(
            f"The answer of {what} holds numbers or nesting beyond all measure."
        ) from None


def _decoded(answer: Answer, encodings: Sequence[str]) -> str:
    said = _CHARSET.search(answer.headers.get("content-type", ""))
    detected = json.detect_encoding(answer.body)
    own = [detected] if detected != "utf-8" else []
    for encoding in (*([said[1]] if said else ()), *own, *encodings, "utf-8"):
        try:
            return answer.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return answer.body.decode("utf-8", errors="surrogateescape")
