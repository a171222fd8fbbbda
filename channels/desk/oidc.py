"""Logging in by an OpenID provider of the organisation: authorisation code with PKCE, state and nonce.

Nothing is stored on our side while somebody is away at the provider: what must be the same when they return travels in
a sealed cookie. Off unless `LEERWIJS_OIDC_ISSUER` is set.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from channels.clock import SECOND
from channels.conversation.tokens import derive

AWAY_SECONDS = 600
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60
_TIMEOUT = 5.0
_DISCOVERY = "/.well-known/openid-configuration"


class OidcFailed(Exception):
    """Logging in this way did not work; `slug` says for the log why, the person only hears that it did not."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider says somebody is. `email` only when the provider vouches for it."""

    issuer: str
    subject: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the cookie it must come back with."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Return:
    """Who came back, and where on the desk they wanted to go."""

    person: Person
    target: str


class Oidc:
    """A client of one OpenID provider."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._seal = Fernet(base64.urlsafe_b64encode(derive(secret, "desk-oidc")))
        self._transport = transport
        self._provider: dict[str, Any] | None = None

    async def depart(self, redirect_uri: str, target: str, now: int) -> Departure:
        """Begin: return the provider's address to go to.

        Raises:
            OidcFailed: the provider cannot be reached or is not what it should be.
        """
        provider = await self._discover()
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        url = prepare_grant_uri(
            provider["authorization_endpoint"],
            client_id=self._client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope="openid email",
            state=kept["state"],
            nonce=kept["nonce"],
            code_challenge=create_s256_code_challenge(kept["verifier"]),
            code_challenge_method="S256",
        )
        sealed = self._seal.encrypt_at_time(json.dumps({**kept, "target": target}).encode(), now // SECOND)
        return Departure(url, sealed.decode())

    async def arrive(self, cookie: str, answer: dict[str, str], redirect_uri: str, now: int) -> Return:
        """Finish: check what the browser came back with, and return who it is.

        Raises:
            OidcFailed: refused, too late, not begun by this browser, or a token that is not for us and for this log-in.
        """
        kept = self._unsealed(cookie, now)
        if not hmac.compare_digest(kept["state"].encode(), answer.get("state", "").encode()):
            raise OidcFailed("state")
        if "code" not in answer:
            raise OidcFailed("refused")
        provider = await self._discover()
        if answer.get("iss", provider["issuer"]) != provider["issuer"]:  # RFC 9207
            raise OidcFailed("issuer")
        token = await self._exchange(provider, answer["code"], redirect_uri, kept["verifier"])
        claims = self._claims(token, await self._keys(provider), kept["nonce"], now)
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Return(Person(self._issuer, str(claims["sub"]), email), kept["target"])

    def _unsealed(self, cookie: str, now: int) -> dict[str, str]:
        try:
            kept = self._seal.decrypt_at_time(cookie.encode(), AWAY_SECONDS, now // SECOND)
        except InvalidToken as error:
            raise OidcFailed("cookie") from error
        return dict(json.loads(kept))

    async def _discover(self) -> dict[str, Any]:
        if self._provider is None:
            found = await self._get(self._issuer + _DISCOVERY)
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise OidcFailed("discovery")
            if not all(isinstance(found.get(f"{name}_endpoint"), str) for name in ("authorization", "token")):
                raise OidcFailed("discovery")
            self._provider = found
        return self._provider

    async def _keys(self, provider: dict[str, Any]) -> KeySet:
        """The provider's keys, asked for at each log-in: it may change them at any moment."""
        try:
            return KeySet.import_key_set(await self._get(provider["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, KeyError, ValueError) as error:
            raise OidcFailed("keys") from error

    async def _exchange(self, provider: dict[str, Any], code: str, redirect_uri: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        try:
            async with self._client() as client:
                answer = await client.post(
                    provider["token_endpoint"], data=form, auth=(self._client_id, self._client_secret)
                )
            answer.raise_for_status()
            return str(answer.json()["id_token"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise OidcFailed("token") from error

    def _claims(self, token: str, keys: KeySet, nonce: str, now: int) -> dict[str, Any]:
        wanted = {
            "iss": {"essential": True, "value": self._provider["issuer"] if self._provider else self._issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        try:
            read = jwt.decode(token, keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                read.claims, read.header, options=wanted, params={"nonce": nonce, "client_id": self._client_id}
            )
            claims.validate(now // SECOND, _LEEWAY)
        except (JoseError, ValueError) as error:
            raise OidcFailed("id-token") from error
        return dict(claims)

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with self._client() as client:
                answer = await client.get(url)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise OidcFailed("provider") from error

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self._transport, timeout=_TIMEOUT, trust_env=False, follow_redirects=False)
