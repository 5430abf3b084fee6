"""The gateway as an ASGI application.

``/graphql`` answers GraphQL over HTTP; ``/health`` says that the process is alive. Every request
to ``/graphql`` shows a key and is answered only after the ERP has said whose it is.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from graphql import GraphQLError
from sqlalchemy import event
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ErpCredentials,
    TimedOut,
    Unavailable,
)
from gateway.asgi import (
    BodyTooLarge,
    Disconnected,
    Receive,
    Reply,
    Scope,
    Send,
    header,
    read_body,
    send_reply,
)
from gateway.credentials import CHALLENGES, MissingCredentials, credentials_of, masked_query
from gateway.errors import UpstreamError, shown
from gateway.identity import Identities
from gateway.live import LiveSources
from gateway.protocol import (
    JSON,
    BadRequest,
    GraphQLRequest,
    chosen_media_type,
    encode,
    from_body,
    from_parameters,
    query_parameters,
    status_of,
)
from gateway.registry import make_erp
from gateway.schema import Limits, build_schema
from gateway.schema.context import Context
from gateway.schema.erp import ERP
from gateway.settings import Settings
from gateway.upstream import DATABASE, CountedErp, Upstream, current_upstream
from gateway.warehouse.database import Warehouse

METHODS = "GET, POST"
_ALLOWED = {
    "GET": (OperationType.QUERY,),
    "POST": (OperationType.QUERY, OperationType.MUTATION),
}


def create_app(settings: Settings, *, limits: Limits | None = None) -> "Gateway":
    """The application; nothing is reached before the first request. Raises ``SettingsError``."""
    return Gateway(settings, limits or Limits())


class Gateway:
    """One process's part of the gateway; closes what it opened when the server shuts down."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._limits = limits
        self._schema = build_schema(limits)
        self._warehouse = Warehouse.from_settings(settings)
        self._erp = make_erp(settings)
        self._identities = Identities(self._erp, sources=sorted(settings.sources))
        self._live = LiveSources(settings, seconds=limits.live_seconds)
        event.listen(self._warehouse.engine.sync_engine, "before_cursor_execute", _count_statement)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                await send_reply(send, await self._reply(scope, receive))
            except Disconnected:
                return
        else:
            raise ValueError(f"The gateway does not speak {scope['type']}.")

    async def aclose(self) -> None:
        self._live.close()
        await self._erp.aclose()
        await self._warehouse.aclose()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        query_string: bytes = scope["query_string"]
        # The server writes its access log from the scope: no key may stand there.
        scope["query_string"] = masked_query(query_string)
        if scope["path"] == "/health":
            return Reply(status=HTTPStatus.OK, body=encode({"status": "ok"}), media_type=JSON)
        if scope["path"].rstrip("/") != "/graphql":
            return _refusal(HTTPStatus.NOT_FOUND, "not_found", "Ask at /graphql.")
        try:
            return await self._graphql(scope, receive, query_string)
        except BadRequest as error:
            return _refusal(error.status, error.code, str(error))
        except BodyTooLarge:
            return _refusal(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "limit_exceeded",
                f"The body is longer than {self._limits.body_bytes} bytes.",
            )

    async def _graphql(self, scope: Scope, receive: Receive, query_string: bytes) -> Reply:
        method: str = scope["method"]
        if method not in _ALLOWED:
            message = f"GraphQL is asked with {METHODS}, not with {method}."
            return _not_allowed(message, METHODS)
        media_type = chosen_media_type(header(scope, "accept"))
        parameters = query_parameters(query_string)
        try:
            credentials = credentials_of(header(scope, "authorization"), method, parameters)
        except MissingCredentials as error:
            return _unauthorized(str(error), media_type)
        upstream = Upstream(self._limits.upstream_calls)
        try:
            context = await self._context(credentials, upstream)
        except AdapterError as error:
            return _no_identity(error, media_type)
        request = (
            from_parameters(parameters)
            if method == "GET"
            else from_body(
                await read_body(receive, self._limits.body_bytes), header(scope, "content-type")
            )
        )
        return await self._answer(request, context, method, media_type)

    async def _context(self, credentials: ErpCredentials, upstream: Upstream) -> Context:
        identity, asked = await self._identities.of(credentials)
        if asked:
            upstream.count(ERP)
        session = self._erp.session(credentials)
        return Context(
            identity=identity,
            erp=CountedErp(session, upstream, ERP, identity.lang, identity.tz),
            warehouse=self._warehouse,
            live=self._live,
            limits=self._limits,
            upstream=upstream,
            asked_at=datetime.now(UTC),
        )

    async def _answer(
        self, request: GraphQLRequest, context: Context, method: str, media_type: str
    ) -> Reply:
        try:
            reply = await self._execute(request, context, method)
        except InvalidOperationTypeError:
            message = "A mutation is sent with POST; GET is for queries."
            return _not_allowed(message, "POST", media_type)
        return Reply(
            status=status_of("data" in reply, media_type),
            body=encode(reply),
            media_type=media_type,
        )

    async def _execute(
        self, request: GraphQLRequest, context: Context, method: str
    ) -> Mapping[str, Any]:
        """The reply; it has no ``data`` where the request could not be executed."""
        token = current_upstream.set(context.upstream)
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                result = await self._schema.execute(
                    request.query,
                    variable_values=request.variables,
                    context_value=context,
                    operation_name=request.operation_name,
                    allowed_operation_types=_ALLOWED[method],
                )
        except CannotGetOperationTypeError as error:
            return {"errors": [shown(GraphQLError(error.as_http_error_reason()))]}
        except TimeoutError:
            return {"errors": [shown(_too_slow(self._limits.request_seconds))]}
        finally:
            current_upstream.reset(token)
        return _envelope(result.data, list(result.errors or ()), context)


def _envelope(
    data: Mapping[str, Any] | None, errors: list[GraphQLError], context: Context
) -> Mapping[str, Any]:
    # Errors of fields have a path; without one, the request was not executed at all.
    if data is None and not any(error.path for error in errors):
        return {"errors": [shown(error) for error in errors]}
    errors += context.partial
    extensions: dict[str, Any] = {"upstream": context.upstream.as_json()}
    if context.truncated:
        extensions["truncated"] = context.truncated
    reply: dict[str, Any] = {"data": data, "extensions": extensions}
    if errors:
        reply["errors"] = [shown(error) for error in errors]
    return reply


def _count_statement(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    upstream = current_upstream.get()
    if upstream is not None and not statement.startswith("SET LOCAL"):
        upstream.count(DATABASE)


def _too_slow(seconds: float) -> GraphQLError:
    error = TimedOut(f"The query was not answered within {seconds:g} seconds. Ask for less.")
    return GraphQLError(str(error), original_error=error)


def _refusal(
    status: HTTPStatus,
    code: str,
    message: str,
    media_type: str = JSON,
    headers: tuple[tuple[str, str], ...] = (),
) -> Reply:
    error = GraphQLError(message, extensions={"code": code})
    return Reply(
        status=status,
        body=encode({"errors": [shown(error)]}),
        media_type=media_type,
        headers=headers,
    )


def _not_allowed(message: str, methods: str, media_type: str = JSON) -> Reply:
    return _refusal(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        message,
        media_type,
        (("allow", methods),),
    )


def _unauthorized(message: str, media_type: str) -> Reply:
    challenges = tuple(("www-authenticate", challenge) for challenge in CHALLENGES)
    return _refusal(
        HTTPStatus.UNAUTHORIZED, AuthenticationFailed.code, message, media_type, challenges
    )


def _no_identity(error: AdapterError, media_type: str) -> Reply:
    """The ERP did not say who the caller is: without that there is no answer."""
    if isinstance(error, AuthenticationFailed):
        return _unauthorized(str(error), media_type)
    upstream = UpstreamError(ERP, error)
    reply = encode({"errors": [shown(GraphQLError(str(error), original_error=upstream))]})
    if isinstance(error, AccessDenied):
        return Reply(status=HTTPStatus.FORBIDDEN, body=reply, media_type=media_type)
    if isinstance(error, Unavailable):
        return Reply(
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            body=reply,
            media_type=media_type,
            headers=(("retry-after", "5"),),
        )
    return Reply(status=HTTPStatus.BAD_GATEWAY, body=reply, media_type=media_type)
