"""Coming in and going out in a browser: cookies, throttling, links, sessions that end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, update

from channels.desk import accounts
from channels.desk.accounts import desk_accounts
from channels.desk.passwords import Hashing
from channels.desk.people import Role
from channels.desk.throttle import STRANGERS
from channels.desk.web import pages
from channels.settings import Settings
from tests.channels.desk.doors import PASSWORD, QUICK, account, form_key, log_in, seat, stranger
from tests.channels.fakes import HOUR, MINUTE, FakeEngine, ManualClock, Running, running, settings

SAMIRA = "samira@loket.example"


@pytest.fixture
async def here(database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Running]:
    async with running(settings(tmp_path, database_url, desk=True), engine, clock) as here:
        here.app.state.door.hashing = Hashing(QUICK)
        yield here


async def test_somebody_logs_in_and_out(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    page = await browser.get("/desk/inloggen")
    assert page.status_code == 200
    entered = await log_in(browser, SAMIRA.upper())
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    assert (await browser.get("/desk")).status_code == 200
    assert (await browser.get("/desk/inloggen")).headers["location"] == "/desk"
    left = await browser.submit("/desk/uitloggen", {})
    assert left.headers["location"].startswith("/desk/inloggen")
    assert left.headers["clear-site-data"] == '"cache"'
    assert (await browser.get("/desk")).headers["location"] == "/desk/inloggen"


async def test_who_was_sent_to_the_door_goes_on_where_they_wanted(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    sent = await browser.get("/desk/terugbellen?a=1")
    assert sent.status_code == 303
    assert sent.headers["location"] == "/desk/inloggen?naar=%2Fdesk%2Fterugbellen%3Fa%3D1"
    fields = {"email": SAMIRA, "wachtwoord": PASSWORD, "naar": "/desk/terugbellen?a=1"}
    assert (await browser.submit("/desk/inloggen", fields)).headers["location"] == "/desk/terugbellen?a=1"


@pytest.mark.parametrize(
    "path",
    [
        "https://elders.example/",
        "//elders.example/desk",
        "/\\elders.example",
        "/deskundig",
        "javascript:x",
        "/desk\n/x",
        "/",
    ],
)
def test_nobody_is_sent_elsewhere(path: str) -> None:
    assert pages.within(path) == "/desk"
    assert pages.within("/desk/cijfers?van=2026-01-01") == "/desk/cijfers?van=2026-01-01"


async def test_a_script_that_is_not_logged_in_hears_so(here: Running) -> None:
    for path in ("/desk", "/desk/stroom"):
        response = await stranger(here).client.get(path, headers={"X-Desk": "1"})
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("login", "password"), [(SAMIRA, "iets anders dan dat"), ("niemand@loket.example", PASSWORD), ("", "")]
)
async def test_name_and_password_are_refused_in_the_same_words(here: Running, login: str, password: str) -> None:
    await account(here.gateway.database)
    refused = await log_in(stranger(here), login, password)
    assert refused.status_code == 401
    assert "horen niet bij elkaar" in refused.text
    assert password not in refused.text or not password


async def test_a_stopped_or_uninvited_account_is_refused_in_those_words_too(here: Running) -> None:
    database = here.gateway.database
    stopped = await account(database, "Joost")
    await database.write(lambda c: accounts.deactivate(c, stopped.id, here.clock()))
    await account(database, "Wil", password="")
    for name in ("joost", "wil"):
        refused = await log_in(stranger(here), f"{name}@loket.example")
        assert (refused.status_code, "horen niet bij elkaar" in refused.text) == (401, True)


async def test_guessing_is_slowed_down_and_says_for_how_long(here: Running) -> None:
    await account(here.gateway.database)
    guesser = stranger(here)
    for _ in range(STRANGERS.burst):
        assert (await log_in(guesser, SAMIRA, "geraden wachtwoord")).status_code == 401
    refused = await log_in(guesser, SAMIRA, PASSWORD)  # the right one is not even looked at
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == STRANGERS.pause // 1000
    assert "Te vaak geprobeerd" in refused.text
    here.clock.forward(STRANGERS.pause)
    assert (await log_in(guesser, SAMIRA)).status_code == 303


async def test_a_guesser_does_not_lock_out_who_was_here_before(here: Running) -> None:
    await account(here.gateway.database)
    owner = stranger(here)
    await log_in(owner, SAMIRA)
    await owner.submit("/desk/uitloggen", {})
    guesser = stranger(here)
    for _ in range(STRANGERS.burst + 1):
        await log_in(guesser, SAMIRA, "geraden wachtwoord")
    assert (await log_in(stranger(here), SAMIRA)).status_code == 429
    assert (await log_in(owner, SAMIRA)).status_code == 303


async def test_a_right_password_is_hashed_anew_when_the_parameters_changed(here: Running) -> None:
    made = await account(here.gateway.database)
    slower = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    here.app.state.door.hashing = Hashing(slower)
    for wanted in (True, False):
        before = await here.gateway.database.read(lambda c: accounts.password_of(c, made.id))
        assert (await log_in(stranger(here), SAMIRA)).status_code == 303
        after = await here.gateway.database.read(lambda c: accounts.password_of(c, made.id))
        assert (before != after) is wanted
        assert after is not None
        assert "t=2" in after


async def test_a_password_that_changed_meanwhile_opens_nothing(here: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await account(here.gateway.database)
    hashing = here.app.state.door.hashing
    looks = hashing.matches

    async def changed_meanwhile(stored: str | None, password: str) -> bool:
        right = await looks(stored, password)
        await here.gateway.database.write(lambda c: accounts.set_password(c, made.id, QUICK.hash("x"), here.clock()))
        return bool(right)

    monkeypatch.setattr(hashing, "matches", changed_meanwhile)
    assert (await log_in(stranger(here), SAMIRA)).status_code == 401


async def test_cookies_are_for_the_gateway_alone(here: Running, tmp_path: Path, engine: FakeEngine) -> None:
    await account(here.gateway.database)
    entered = await log_in(stranger(here), SAMIRA)
    for cookie in entered.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Domain" not in cookie
    safe = {"env": "production", "secret_key": "x" * 40, "desk": True}
    async with running(settings(tmp_path / "elders", **safe), engine, ManualClock()) as there:
        there.app.state.door.hashing = Hashing(QUICK)
        await account(there.gateway.database)
        entered = await stranger(there).submit("/desk/inloggen", {"email": SAMIRA, "wachtwoord": PASSWORD})
        cookies = entered.headers.get_list("set-cookie")
        assert len(cookies) == 2
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert "Secure" in cookie
            assert "Path=/" in cookie


async def test_logging_in_gives_a_new_session_and_ends_the_one_before(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    await log_in(browser, SAMIRA)
    first = browser.cookie("leerwijs-balie")
    await log_in(browser, SAMIRA)
    assert browser.cookie("leerwijs-balie") != first
    old = stranger(here)
    old.client.cookies.set("leerwijs-balie", first)
    assert (await old.get("/desk")).status_code == 303


async def test_a_session_ends_by_disuse_but_watching_does_not_count_as_use(here: Running) -> None:
    browser = await seat(here)
    for _ in range(3):
        here.clock.forward(HOUR)
        await browser.get("/desk/account")
    assert (await browser.get("/desk/account")).status_code == 200
    for _ in range(12):
        here.clock.forward(10 * MINUTE)
        await browser.post("/desk/teken")
    assert (await browser.get("/desk/account")).status_code == 303


async def test_being_at_work_keeps_a_session_alive(here: Running) -> None:
    browser = await seat(here)
    for _ in range(8):
        here.clock.forward(HOUR)
        assert (await browser.post("/desk/bezig")).status_code == 204
    here.clock.forward(4 * HOUR)
    assert (await browser.post("/desk/bezig")).status_code == 401


# ---- what is posted -------------------------------------------------------------------------------------------------


async def test_what_does_not_come_from_our_own_page_changes_nothing(here: Running) -> None:
    browser = await seat(here)
    for headers in (
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
        {"Origin": "http://gateway.test.elders.example"},
        {"X-Form-Key": "0" * 48},
        {"X-Form-Key": ""},
    ):
        assert (await browser.post("/desk/aanwezig", {"stand": "aanwezig"}, **headers)).status_code == 403, headers
    silent = await browser.client.post(
        "/desk/aanwezig", data={"stand": "aanwezig"}, headers={"X-Form-Key": browser.form_key}
    )
    assert silent.status_code == 403
    assert (await browser.post("/desk/aanwezig", {"stand": "aanwezig"})).status_code == 200


async def test_a_form_key_of_somebody_else_is_no_key(here: Running) -> None:
    samira, joost = await seat(here), await seat(here, "Joost")
    refused = await samira.post("/desk/aanwezig", {"stand": "aanwezig"}, **{"X-Form-Key": joost.form_key})
    assert refused.status_code == 403


async def test_a_site_that_may_embed_the_assistant_may_not_use_the_desk(
    tmp_path: Path, engine: FakeEngine, clock: ManualClock
) -> None:
    site = "https://www.gemeente.example"
    async with running(settings(tmp_path, desk=True, allowed_origins=(site,)), engine, clock) as there:
        browser = await seat(there)
        refused = await browser.post("/desk/aanwezig", {"stand": "aanwezig"}, Origin=site)
        assert refused.status_code == 403
        page = await browser.get("/desk")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_pages_run_only_our_own_files_and_hold_no_scripts_of_their_own(here: Running) -> None:
    browser = await seat(here, "Bea", Role.BEHEERDER)
    for path in ("/desk", "/desk/account", "/desk/collegas", "/desk/cijfers", "/desk/logboek", "/desk/nergens"):
        page = await browser.get(path)
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cache-control"] == "no-store"
        for forbidden in ("style=", "<style", "onclick", "javascript:"):
            assert forbidden not in page.text, (path, forbidden)


async def test_without_the_desk_there_is_none(tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> None:
    async with running(settings(tmp_path, desk=False), engine, clock) as there:
        for path in ("/desk", "/desk/inloggen", "/desk/assets/desk.css"):
            assert (await there.client.get(path)).status_code == 404


# ---- links ----------------------------------------------------------------------------------------------------------


async def test_a_link_lets_somebody_choose_a_password_once(here: Running) -> None:
    made = await account(here.gateway.database, password="")
    token = await here.gateway.database.write(lambda c: accounts.new_link(c, made.id, here.clock()))
    browser, path = stranger(here), f"/desk/wachtwoord/{token}"
    assert "Samira" in (await browser.get(path)).text
    fields = {"nieuw": PASSWORD, "herhaald": PASSWORD}
    assert (await browser.submit(path, {**fields, "herhaald": "anders"})).status_code == 422
    assert (await browser.submit(path, {"nieuw": "kort", "herhaald": "kort"})).status_code == 422
    assert (await browser.submit(path, fields)).status_code == 303
    assert (await log_in(browser, SAMIRA)).status_code == 303
    for spent in (await browser.get(path), await browser.submit(path, fields), await browser.get("/desk/wachtwoord/x")):
        assert spent.status_code == 410
        assert "gebruikt of verlopen" in spent.text


# ---- all of it is told to the audit trail ---------------------------------------------------------------------------


async def test_coming_and_going_are_in_the_trail(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    await log_in(browser, SAMIRA)
    new = "twee honden en een kat"
    await browser.submit("/desk/account/wachtwoord", {"huidig": PASSWORD, "nieuw": new, "herhaald": new})
    await browser.submit("/desk/uitloggen", {})
    boss = await seat(here, "Bea", Role.BEHEERDER)
    page = (await boss.get("/desk/logboek")).text
    for words in ("Logde in", "Wijzigde het eigen wachtwoord", "Logde uit"):
        assert words in page
    assert PASSWORD not in page


async def test_a_role_that_changes_holds_at_once(here: Running) -> None:
    browser = await seat(here, "Marleen", Role.COORDINATOR)
    assert (await browser.get("/desk/collegas")).status_code == 200

    def demote(connection: Connection) -> None:
        connection.execute(update(desk_accounts).values(role=Role.ADVISEUR.value))

    await here.gateway.database.write(demote)
    assert (await browser.get("/desk/collegas")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "https://inloggen.example"},
        {"oidc_client_id": "a", "oidc_client_secret": "b"},
        {"env": "production", "secret_key": "x" * 40, "oidc_issuer": "http://inloggen.example", "oidc_client_id": "a",
         "oidc_client_secret": "b", "public_url": "https://balie.example"},
        {"env": "production", "secret_key": "x" * 40, "oidc_issuer": "https://inloggen.example", "oidc_client_id": "a",
         "oidc_client_secret": "b"},
        {"desk_session_hours": 25},
        {"desk_idle_minutes": 0},
    ],
)  # fmt: skip
def test_settings_that_would_leave_the_door_ajar_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Settings(_env_file=None, **wrong)  # type: ignore[call-arg,arg-type]


async def test_the_way_to_the_organisation_is_shown_only_when_there_is_one(here: Running) -> None:
    browser = stranger(here)
    assert "via je organisatie" not in (await browser.get("/desk/inloggen")).text
    assert (await browser.get("/desk/inloggen/extern")).headers["location"] == "/desk/inloggen"
    assert (await browser.get("/desk/inloggen/terug?code=x&state=y")).headers["location"] == "/desk/inloggen"


def test_form_keys_are_found_by_these_tests() -> None:
    """The helper of these tests reads pages; it must not pass on a page without forms."""
    import httpx

    with pytest.raises(AssertionError):
        form_key(httpx.Response(200, text="<p>niets</p>"))
