"""GraphQL over HTTP: reading a request, choosing the media type and the status of the reply.

Follows the GraphQL over HTTP specification: ``application/graphql-response+json`` where the
client accepts it (a request that could not be executed is then a 400), ``application/json``
otherwise (where it is a 200, as older clients expect).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"


class BadRequest(Exception):
    """The HTTP request is not one that GraphQL over HTTP knows."""

    def __init__(
        self, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, code: str = "bad_request"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLRequest:
    """The parameters of one GraphQL request."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] = field(default_factory=dict[str, Any])


def query_parameters(query_string: bytes) -> dict[str, str]:
    """The parameters in the address. Raises ``BadRequest`` where one comes twice."""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise BadRequest("The address is not URL-encoded UTF-8.") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise BadRequest("A parameter stands twice in the address.")
    return parameters


def from_parameters(parameters: Mapping[str, str]) -> GraphQLRequest:
    """The request in the address of a GET. Raises ``BadRequest``."""
    values: dict[str, Any] = {
        name: parameters[name] for name in ("query", "operationName") if name in parameters
    }
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        if text:
            values[name] = _json(text.encode("utf-8"), f"The parameter {name}")
    return _request(values)


def from_body(body: bytes, content_type: str | None) -> GraphQLRequest:
    """The request in the body of a POST. Raises ``BadRequest``."""
    media_type, charset = _content_type(content_type or "")
    if media_type != JSON:
        raise BadRequest(
            f"A POST carries JSON: send Content-Type: {JSON}.",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
        )
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise BadRequest(
            "The body must be UTF-8.",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
        )
    values = _json(body, "The body")
    if not isinstance(values, dict):
        raise BadRequest("The body is one JSON object with query, variables and operationName.")
    return _request(cast("dict[str, Any]", values))


def chosen_media_type(accept: str | None) -> str:
    """The media type of the reply. Raises ``BadRequest`` (406) where none is accepted."""
    ranges = _accepted(accept) if accept and accept.strip() else {"*/*": 1.0}

    def weight(media_type: str) -> float:
        for candidate in (media_type, "application/*", "*/*"):
            if candidate in ranges:
                return ranges[candidate]
        return 0.0

    # A client that accepts anything, or both alike without naming the new type, gets plain JSON.
    best = GRAPHQL_JSON if GRAPHQL_JSON in ranges else JSON
    other = JSON if best is GRAPHQL_JSON else GRAPHQL_JSON
    chosen = best if weight(best) >= weight(other) else other
    if weight(chosen) <= 0:
        raise BadRequest(
            f"The reply is {JSON} or {GRAPHQL_JSON}; the request accepts neither.",
            HTTPStatus.NOT_ACCEPTABLE,
            "not_acceptable",
        )
    return chosen


def status_of(executed: bool, media_type: str) -> HTTPStatus:
    """The status of a reply to a well-formed request that was, or was not, executed."""
    if executed or media_type == JSON:
        return HTTPStatus.OK
    return HTTPStatus.BAD_REQUEST


def encode(reply: Mapping[str, Any]) -> bytes:
    return orjson.dumps(reply)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"{what} is not JSON: {error}.") from None


def _request(values: Mapping[str, Any]) -> GraphQLRequest:
    query = values.get("query")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest("The parameter query is missing: it holds the GraphQL document as text.")
    operation_name = values.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest("The parameter operationName is a text.")
    return GraphQLRequest(
        query=query,
        operation_name=operation_name or None,
        variables=_mapping(values, "variables"),
        extensions=_mapping(values, "extensions") or {},
    )


def _mapping(values: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = values.get(name)
    if value is not None and not isinstance(value, dict):
        raise BadRequest(f"The parameter {name} is a JSON object.")
    return cast("dict[str, Any] | None", value)


def _content_type(header: str) -> tuple[str, str]:
    """The media type and the charset, which is UTF-8 where none is named."""
    media_type, *parameters = (part.strip() for part in header.split(";"))
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.lower(), charset


def _accepted(accept: str) -> dict[str, float]:
    """Media ranges with their weights."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if media_range:
            ranges[media_range] = weight
    return ranges
