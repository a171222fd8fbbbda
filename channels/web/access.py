"""Who may do what to which conversation, and reading of bodies: the dependencies of the routes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from channels.conversation import store
from channels.conversation.limits import What
from channels.conversation.model import Conversation
from channels.conversation.tokens import BadTicket, same_token
from channels.errors import Problem, invalid, not_found, unauthorised
from channels.gateway import Gateway
from channels.web.schema import ProblemDetails

Body = TypeVar("Body", bound=BaseModel)
# The bits of an IPv6 address that tell one subscriber from another; the rest each chooses as often as they like.
_SUBSCRIBER = 64
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def gateway_of(request: Request) -> Gateway:
    """Return the gateway that serves this request."""
    gateway: Gateway = request.app.state.gateway
    return gateway


def host_of(request: Request) -> str:
    """Return the address the request came from (the server has looked behind trusted proxies)."""
    return request.client.host if request.client else ""


def address_of(request: Request) -> str:
    """Return what limits count as one address: of IPv6 the first half, since who has one has all that begin so."""
    host = host_of(request)
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, _SUBSCRIBER), strict=False))


CurrentGateway = Annotated[Gateway, Depends(gateway_of)]


async def _with_token(request: Request, gateway: Gateway, conversation_id: str) -> Conversation:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthorised("Send the conversation's token as 'Authorization: Bearer …'.")
    conversation = await _find(gateway, conversation_id)
    if conversation is None or not same_token(token.strip(), conversation.token_hash):
        raise not_found()
    return _alive(gateway, conversation)


async def _find(gateway: Gateway, conversation_id: str) -> Conversation | None:
    if not _ID.fullmatch(conversation_id):
        return None
    return await gateway.database.read(lambda connection: store.find(connection, conversation_id))


def _alive(gateway: Gateway, conversation: Conversation) -> Conversation:
    if conversation.expires_at <= gateway.clock():
        raise unauthorised("The conversation's token has expired. Start a new conversation.", "token-expired")
    return conversation


async def by_token(request: Request, gateway: CurrentGateway, conversation_id: str) -> Conversation:
    """The conversation of the path, for who holds its token.

    Raises:
        Problem: 401 without a token or with an expired one, 404 when it is not the key to this conversation.
    """
    return await _with_token(request, gateway, conversation_id)


async def by_token_limited(request: Request, gateway: CurrentGateway, conversation_id: str) -> Conversation:
    """As `by_token`, for calls that have no limit of their own.

    Raises:
        Problem: as `by_token`.
        TooManyRequests: too many such calls.
    """
    conversation = await _with_token(request, gateway, conversation_id)
    await gateway.limits.take(What.OTHER, conversation.id, gateway.clock())
    return conversation


async def by_token_or_ticket(request: Request, gateway: CurrentGateway, conversation_id: str) -> Conversation:
    """As `by_token_limited`; a ticket in the address will do too.

    Raises:
        Problem: as `by_token`; 401 for a ticket that is not ours, not for this conversation and its present token, or
            too old.
        TooManyRequests: too many such calls.
    """
    ticket = request.query_params.get("ticket")
    if ticket is None or "authorization" in request.headers:
        return await by_token_limited(request, gateway, conversation_id)
    conversation = await _find(gateway, conversation_id)
    try:
        if conversation is None:
            raise BadTicket
        gateway.tickets.check(conversation.id, conversation.token_hash, ticket, gateway.clock())
    except BadTicket:
        raise unauthorised("The ticket is not valid (any more). Ask for a new one.", "ticket-invalid") from None
    _alive(gateway, conversation)
    await gateway.limits.take(What.OTHER, conversation.id, gateway.clock())
    return conversation


OpenConversation = Annotated[Conversation, Depends(by_token)]
LimitedConversation = Annotated[Conversation, Depends(by_token_limited)]
ViewedConversation = Annotated[Conversation, Depends(by_token_or_ticket)]


def json_body(model: type[Body]) -> Callable[[Request], Awaitable[Body]]:
    """Return a dependency that reads the body as JSON, whatever its content type says.

    It raises `Problem`: 400 when it is not JSON, 422 when it is not what the model describes.
    """

    async def read(request: Request) -> Body:
        raw = await request.body()
        try:
            return model.model_validate_json(raw)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False, include_context=False)
            if any(one["type"] == "json_invalid" for one in found):
                raise Problem(400, "not-json", "The body is not JSON.") from None
            raise invalid([dict(one) for one in found]) from None

    return read


def documented(model: type[BaseModel] | None, *statuses: int) -> dict[str, Any]:
    """Return what the published description says of a route's body, and of its errors."""
    extra: dict[str, Any] = {}
    if model is not None:
        schema = model.model_json_schema()
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    errors: dict[int | str, dict[str, Any]] = {
        status: {"model": ProblemDetails, "content": {"application/problem+json": {}}} for status in (*statuses, 503)
    }
    return {"openapi_extra": extra, "responses": errors}
