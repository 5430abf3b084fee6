"""Errors as clients read them: a sentence, and in ``extensions`` what a program needs.

``code`` is stable; ``retryable`` says whether the same request may succeed later; ``reference``
is what the support of the system named in ``source`` asks for. Nothing internal is shown: an
unexpected exception becomes a sentence with a reference that stands in the log beside the trace.
"""

import logging
import secrets
from typing import Any, ClassVar

from graphql import GraphQLError

from adapters.contract import AdapterError

logger = logging.getLogger(__name__)


class GatewayError(Exception):
    """A sentence that the caller can act on."""

    code: ClassVar[str] = "gateway_error"
    retryable: ClassVar[bool] = False

    def extensions(self) -> dict[str, Any]:
        return _extensions(self.code, self.retryable)


class LimitExceeded(GatewayError):
    """The request asks for more than one request may."""

    code = "limit_exceeded"


class InvalidArgument(GatewayError):
    """An argument is of the right type and still cannot be meant."""

    code = "invalid_argument"


class Forbidden(GatewayError):
    """The caller may not see or do this."""

    code = "access_denied"


class NotFound(GatewayError):
    """There is no such thing, or not for this caller."""

    code = "not_found"


class ActDone(GatewayError):
    """What was to be done is done, only its outcome cannot be shown: it is not to be repeated."""

    code = "act_done"


class UpstreamError(GatewayError):
    """Another system refused, failed or did not answer; the sentence is its own."""

    def __init__(self, source: str, error: AdapterError) -> None:
        super().__init__(str(error))
        self.source = source
        self.error = error

    def extensions(self) -> dict[str, Any]:
        return _extensions(self.error.code, self.error.retryable, self.error.reference, self.source)


def _extensions(
    code: str, retryable: bool, reference: str | None = None, source: str | None = None
) -> dict[str, Any]:
    return {"code": code, "retryable": retryable, "reference": reference, "source": source}


def shown(error: GraphQLError) -> dict[str, Any]:
    """``error`` as it stands in the reply."""
    formatted: dict[str, Any] = {"message": error.message}
    if error.locations:
        formatted["locations"] = [
            {"line": location.line, "column": location.column} for location in error.locations
        ]
    if error.path is not None:
        formatted["path"] = error.path
    message, formatted["extensions"] = _explained(error)
    formatted["message"] = message
    return formatted


def _explained(error: GraphQLError) -> tuple[str, dict[str, Any]]:
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, GatewayError):
        return str(original), original.extensions()
    if isinstance(original, AdapterError):
        return str(original), _extensions(original.code, original.retryable, original.reference)
    if original is None or isinstance(original, GraphQLError):
        return error.message, {**_extensions("invalid_query", False), **(error.extensions or {})}
    if isinstance(original, RecursionError):
        return "The query is nested too deeply.", _extensions("limit_exceeded", False)
    reference = secrets.token_hex(6)
    logger.error("Unexpected error %s at %s", reference, error.path, exc_info=original)
    return (
        f"The gateway failed to answer; the log has it under {reference}.",
        _extensions("internal", False, reference, "gateway"),
    )
