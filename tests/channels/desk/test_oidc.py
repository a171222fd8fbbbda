"""Logging in by an OpenID provider, against a real one on loopback, and against answers that were tampered with."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import oidc_provider_mock
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from channels.clock import system_clock
from channels.conversation.database import Database, open_database
from channels.desk import accounts
from channels.desk.login import Door, LoginRefused, Visitor
from channels.desk.oidc import AWAY_SECONDS, Oidc, OidcFailed, Person
from tests.channels.desk.doors import account, sqlalchemy_url, stranger
from tests.channels.fakes import SECOND, FakeEngine, ManualClock, running, settings

BACK = "http://gateway.test/desk/inloggen/terug"
SAMIRA = {"email": "samira@loket.example", "email_verified": True}
VISITOR = Visitor("192.0.2.1", "Firefox")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows one person, on a free port."""
    users = (oidc_provider_mock.User(sub="s-1", claims=SAMIRA),)
    app = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlalchemy_url(database_url))
    await database.create()
    yield database
    await database.close()


now = system_clock  # the provider has a real clock


def client(issuer: str, **changes: Any) -> Oidc:
    return Oidc(issuer, changes.pop("client_id", "leerwijs"), "geheim", secret="s" * 32, **changes)


async def consent(url: str, sub: str = "s-1", action: str = "") -> dict[str, str]:
    """What the provider sends back when somebody agrees there."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(url, data={"sub": sub, **({"action": action} if action else {})})
    assert answer.status_code in (302, 303), answer.text
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_somebody_goes_and_comes_back(issuer: str) -> None:
    oidc = client(issuer)
    departure = await oidc.depart(BACK, "/desk/cijfers", now())
    asked = parse_qs(urlsplit(departure.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [BACK]
    assert len(asked["state"][0]) > 30
    assert len(asked["nonce"][0]) > 30
    back = await oidc.arrive(departure.cookie, await consent(departure.url), BACK, now())
    assert back.person == Person(issuer, "s-1", "samira@loket.example")
    assert back.target == "/desk/cijfers"


async def test_an_address_the_provider_does_not_vouch_for_is_none(issuer: str) -> None:
    oidc = client(issuer)
    departure = await oidc.depart(BACK, "/desk", now())
    back = await oidc.arrive(departure.cookie, await consent(departure.url, "joost@loket.example"), BACK, now())
    assert back.person == Person(issuer, "joost@loket.example", None)


async def test_who_refuses_there_is_not_let_in(issuer: str) -> None:
    oidc = client(issuer)
    departure = await oidc.depart(BACK, "/desk", now())
    answer = await consent(departure.url, action="deny")
    with pytest.raises(OidcFailed, match="refused"):
        await oidc.arrive(departure.cookie, answer, BACK, now())


async def test_an_answer_must_belong_to_this_browser_and_this_journey(issuer: str) -> None:
    oidc = client(issuer)
    departure, other = await oidc.depart(BACK, "/desk", now()), await oidc.depart(BACK, "/desk", now())
    answer = await consent(departure.url)
    for cookie, why in ((other.cookie, "state"), ("", "cookie"), (departure.cookie[:-4] + "AAAA", "cookie")):
        with pytest.raises(OidcFailed, match=why):
            await oidc.arrive(cookie, answer, BACK, now())
    with pytest.raises(OidcFailed, match="cookie"):
        await oidc.arrive(departure.cookie, answer, BACK, now() + (AWAY_SECONDS + 5) * SECOND)
    with pytest.raises(OidcFailed, match="issuer"):
        await oidc.arrive(departure.cookie, {**answer, "iss": "https://elders.example"}, BACK, now())
    assert (await oidc.arrive(departure.cookie, answer, BACK, now())).person.subject == "s-1"
    with pytest.raises(OidcFailed, match="token"):  # a code works once
        await oidc.arrive(departure.cookie, answer, BACK, now())


class Tampering(httpx.AsyncBaseTransport):
    """The way to the provider, with something changed in what it answers."""

    def __init__(self, path: str, change: Any) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self._path, self._change = path, change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if request.url.path != self._path:
            return response
        body = json.loads(await response.aread())
        changed = self._change(body)
        return httpx.Response(response.status_code, json=body if changed is None else changed)


def _token_of_another(body: dict[str, Any]) -> None:
    head, _, rest = body["id_token"].partition(".")
    _, _, signature = rest.partition(".")
    body["id_token"] = f"{head}.eyJzdWIiOiAieCJ9.{signature}"


def _unsigned(body: dict[str, Any]) -> None:
    body["id_token"] = "eyJhbGciOiJub25lIn0." + body["id_token"].split(".")[1] + "."


@pytest.mark.parametrize(
    ("path", "change", "why"),
    [
        ("/oauth2/token", _token_of_another, "id-token"),
        ("/oauth2/token", _unsigned, "id-token"),
        ("/oauth2/token", lambda body: {}, "token"),
        ("/oauth2/token", lambda body: [], "token"),
        ("/jwks", lambda body: {"keys": []}, "keys"),
        ("/jwks", lambda body: {"keys": "x"}, "keys"),
    ],
)
async def test_a_token_that_is_not_the_providers_lets_nobody_in(issuer: str, path: str, change: Any, why: str) -> None:
    oidc = client(issuer, transport=Tampering(path, change))
    departure = await oidc.depart(BACK, "/desk", now())
    answer = await consent(departure.url)
    with pytest.raises(OidcFailed, match=why):
        await oidc.arrive(departure.cookie, answer, BACK, now())


async def test_a_token_for_another_journey_client_or_time_lets_nobody_in(
    issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    oidc = client(issuer)
    departure = await oidc.depart(BACK, "/desk", now())
    answer = await consent(departure.url)
    kept = oidc._unsealed(departure.cookie, now())
    monkeypatch.setattr(oidc, "_unsealed", lambda *_: {**kept, "nonce": "another"})
    with pytest.raises(OidcFailed, match="id-token"):
        await oidc.arrive(departure.cookie, answer, BACK, now())
    provider = await oidc._discover()
    token = await _fresh_token(oidc, provider)
    keys = await oidc._keys(provider)
    for wrong in ({"client_id": "another"}, {"later": 2 * 3600}):
        other = client(issuer, client_id=wrong.get("client_id", "leerwijs"))
        other._provider = provider
        with pytest.raises(OidcFailed, match="id-token"):
            other._claims(token, keys, "n", now() + int(wrong.get("later", 0)) * SECOND)
    assert client(issuer)._claims(token, keys, "n", now())["sub"] == "s-1"


async def _fresh_token(oidc: Oidc, provider: dict[str, Any]) -> str:
    verifier = "v" * 43
    query = httpx.QueryParams(
        client_id="leerwijs", response_type="code", redirect_uri=BACK, scope="openid email", nonce="n", state="s",
        code_challenge=create_s256_code_challenge(verifier), code_challenge_method="S256",
    )  # fmt: skip
    answer = await consent(f"{provider['authorization_endpoint']}?{query}")
    return await oidc._exchange(provider, answer["code"], BACK, verifier)


@pytest.mark.parametrize("found", [{"issuer": "https://elders.example"}, {"issuer": None}, {}])
async def test_a_provider_that_says_to_be_another_is_not_used(issuer: str, found: dict[str, Any]) -> None:
    oidc = client(issuer, transport=Tampering("/.well-known/openid-configuration", lambda body: {**body, **found}))
    if not found:
        await oidc.depart(BACK, "/desk", now())
        return
    with pytest.raises(OidcFailed, match="discovery"):
        await oidc.depart(BACK, "/desk", now())


async def test_a_provider_that_is_away_is_said_to_be() -> None:
    with pytest.raises(OidcFailed, match="provider"):
        await client("http://127.0.0.1:9").depart(BACK, "/desk", now())


# ---- whose account it is --------------------------------------------------------------------------------------------


def door(database: Database, tmp_path: Any) -> Door:
    return Door(settings(tmp_path), database, now)


async def test_who_was_invited_comes_in_and_is_known_from_then_on(database: Database, tmp_path: Any) -> None:
    made = await account(database, password="")
    entry = await door(database, tmp_path).enter_as(Person("i", "s-1", "Samira@loket.example"), VISITOR)
    assert entry.account.id == made.id
    renamed = await door(database, tmp_path).enter_as(Person("i", "s-1", None), VISITOR)
    assert renamed.account.id == made.id


@pytest.mark.parametrize(
    "person",
    [
        Person("i", "s-2", "samira@loket.example"),  # the account is somebody's already
        Person("elders", "s-1", None),
        Person("i", "s-3", "niemand@loket.example"),
        Person("i", "s-4", None),
    ],
)
async def test_who_was_not_invited_stays_out(database: Database, tmp_path: Any, person: Person) -> None:
    await account(database, password="")
    await door(database, tmp_path).enter_as(Person("i", "s-1", "samira@loket.example"), VISITOR)
    with pytest.raises(LoginRefused):
        await door(database, tmp_path).enter_as(person, VISITOR)


async def test_a_stopped_account_stays_out_here_too(database: Database, tmp_path: Any) -> None:
    made = await account(database, password="")
    await database.write(lambda c: accounts.deactivate(c, made.id, now()))
    with pytest.raises(LoginRefused):
        await door(database, tmp_path).enter_as(Person("i", "s-1", "samira@loket.example"), VISITOR)
    assert await database.read(lambda c: accounts.by_subject(c, "i", "s-1")) is None


# ---- in the browser -------------------------------------------------------------------------------------------------


async def test_somebody_comes_in_by_way_of_the_organisation(issuer: str, tmp_path: Path, engine: FakeEngine) -> None:
    given = {"oidc_issuer": issuer, "oidc_client_id": "leerwijs", "oidc_client_secret": "geheim"}
    chosen = settings(tmp_path, public_url="http://gateway.test", **given)
    async with running(chosen, engine, ManualClock(now())) as here:
        await account(here.gateway.database, password="")
        browser = stranger(here)
        assert "Inloggen via je organisatie" in (await browser.get("/desk/inloggen")).text
        away = await browser.get("/desk/inloggen/extern", naar="/desk/terugbellen")
        assert away.headers["location"].startswith(issuer)
        answer = await consent(away.headers["location"])
        back = await browser.get("/desk/inloggen/terug", **answer)
        assert (back.status_code, back.headers["location"]) == (303, "/desk/terugbellen")
        assert (await browser.get("/desk/terugbellen")).status_code == 200
        again = await stranger(here).get("/desk/inloggen/terug", **answer)  # in another browser
        assert (again.status_code, "niet gelukt" in again.text) == (401, True)


async def test_who_was_not_invited_hears_whom_to_ask(issuer: str, tmp_path: Path, engine: FakeEngine) -> None:
    given = {"oidc_issuer": issuer, "oidc_client_id": "leerwijs", "oidc_client_secret": "geheim"}
    async with running(
        settings(tmp_path, public_url="http://gateway.test", **given), engine, ManualClock(now())
    ) as here:
        browser = stranger(here)
        away = await browser.get("/desk/inloggen/extern")
        back = await browser.get("/desk/inloggen/terug", **await consent(away.headers["location"]))
        assert (back.status_code, "Vraag je coördinator" in back.text) == (401, True)
        assert browser.cookie("leerwijs-balie") == ""
