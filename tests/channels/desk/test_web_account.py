"""One's own account in the browser: password, devices, chats at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.desk import sessions
from channels.desk.passwords import Hashing
from tests.channels.desk.doors import LIFE, PASSWORD, QUICK, Browser, account, log_in, seat, stranger
from tests.channels.fakes import FakeEngine, ManualClock, Running, running, settings

SAMIRA = "samira@loket.example"


@pytest.fixture
async def here(database_url: str, tmp_path: Path, engine: FakeEngine, clock: ManualClock) -> AsyncIterator[Running]:
    async with running(settings(tmp_path, database_url), engine, clock) as here:
        here.app.state.door.hashing = Hashing(QUICK)
        yield here


async def change(browser: Browser, now: str, new: str, again: str = "") -> int:
    fields = {"huidig": now, "nieuw": new, "herhaald": again or new}
    return (await browser.submit("/desk/account/wachtwoord", fields)).status_code


async def test_a_new_password_ends_the_other_sessions(here: Running) -> None:
    await account(here.gateway.database)
    here_browser, elsewhere = stranger(here), stranger(here)
    for browser in (here_browser, elsewhere):
        await log_in(browser, SAMIRA)
    new = "twee honden en een kat"
    assert await change(here_browser, PASSWORD, new) == 303
    assert (await here_browser.get("/desk/account")).status_code == 200
    assert (await elsewhere.get("/desk/account")).status_code == 303
    assert (await log_in(stranger(here), SAMIRA)).status_code == 401
    assert (await log_in(stranger(here), SAMIRA, new)).status_code == 303


async def test_a_new_password_needs_the_old_one_and_must_be_good(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    await log_in(browser, SAMIRA)
    good = "twee honden en een kat"
    assert await change(browser, "niet mijn wachtwoord", good) == 422
    assert await change(browser, PASSWORD, "kort") == 422
    assert await change(browser, PASSWORD, good, "iets anders getypt") == 422
    assert await change(browser, PASSWORD, "samira1234567") == 422
    assert (await log_in(stranger(here), SAMIRA)).status_code == 303


async def test_the_old_password_cannot_be_guessed_in_an_open_browser(here: Running) -> None:
    await account(here.gateway.database)
    browser = stranger(here)
    await log_in(browser, SAMIRA)
    seen = {await change(browser, f"geraden {n} keer", "twee honden en een kat") for n in range(12)}
    assert seen == {422, 429}


async def test_devices_are_listed_and_logged_out(here: Running) -> None:
    made = await account(here.gateway.database)
    browser, other = stranger(here), stranger(here)
    for one in (browser, other):
        await log_in(one, SAMIRA)
    listed = await here.gateway.database.read(lambda c: sessions.of_account(c, made.id, life=LIFE, now=here.clock()))
    page = (await browser.get("/desk/account")).text
    assert "Dit apparaat" in page
    shown = [one for one in listed if one.id in page]
    assert len(shown) == 1  # one's own cannot be logged out here
    assert (await browser.post(f"/desk/account/sessies/{shown[0].id}")).status_code == 200
    assert (await other.get("/desk/account")).status_code == 303
    assert (await browser.post(f"/desk/account/sessies/{shown[0].id}")).status_code == 404


async def test_nobody_logs_out_the_devices_of_somebody_else(here: Running) -> None:
    samira, joost = await seat(here), await seat(here, "Joost")
    listed = await here.gateway.database.read(
        lambda c: sessions.of_account(c, joost.who.id, life=LIFE, now=here.clock())
    )
    assert (await samira.post(f"/desk/account/sessies/{listed[0].id}")).status_code == 404
    assert (await joost.get("/desk/account")).status_code == 200


async def test_the_number_of_chats_at_once_is_ones_own_choice(here: Running) -> None:
    browser = await seat(here)
    assert (await browser.post("/desk/account/gesprekken", {"hoogstens": "5"})).status_code == 200
    assert "<option selected>5" in (await browser.get("/desk/account")).text
    for wrong in ("0", "9", "veel", ""):
        assert (await browser.post("/desk/account/gesprekken", {"hoogstens": wrong})).status_code == 422
