"""Every route of the desk, for everybody who may not use it: refused, and nothing changed.

The walk goes over the routes of the application itself; one that is not in the table below fails the test.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Connection, update

from channels.conversation import callback
from channels.conversation.masking import Kind
from channels.conversation.owner import Owner, Reason, Transition, change_owner
from channels.conversation.tables import callbacks, metadata
from channels.desk import sessions
from channels.desk.people import Role
from channels.desk.presence import PresenceState
from channels.desk.tables import appointments, desk_account_lokets
from tests.channels.desk.doors import ELSEWHERE, HERE, LIFE, Browser, seat, stranger
from tests.channels.desk.office import Office
from tests.channels.fakes import DAY, Running

NOBODY, ADVISER_HERE, ADVISER_ELSEWHERE, COORDINATOR_ELSEWHERE, BEHEERDER = (
    "niemand", "adviseur hier", "adviseur elders", "coordinator elders", "beheerder zonder loket"
)  # fmt: skip
ELSEWHERES = {NOBODY, ADVISER_ELSEWHERE, COORDINATOR_ELSEWHERE}

PUBLIC: set[str] = set()
SEATED = {NOBODY}
CHAT = {*ELSEWHERES, BEHEERDER}
MANAGES = {NOBODY, ADVISER_HERE, ADVISER_ELSEWHERE}
OF_THE_LOKET = {*ELSEWHERES, ADVISER_HERE}
MINE_ALONE = {*CHAT, ADVISER_HERE}

# Who must be refused, by route.
TABLE: dict[str, set[str]] = {
    "GET /desk": SEATED,
    "GET /desk/inloggen": PUBLIC,
    "POST /desk/inloggen": PUBLIC,
    "GET /desk/inloggen/extern": PUBLIC,
    "GET /desk/inloggen/terug": PUBLIC,
    "POST /desk/uitloggen": SEATED,
    "GET /desk/wachtwoord/{token}": PUBLIC,
    "POST /desk/wachtwoord/{token}": PUBLIC,
    "GET /desk/assets/{name}": PUBLIC,
    "HEAD /desk/assets/{name}": PUBLIC,
    "GET /desk/{rest:path}": PUBLIC,
    "POST /desk/{rest:path}": PUBLIC,
    "GET /desk/archief": SEATED,
    "GET /desk/stroom": SEATED,
    "POST /desk/aanwezig": SEATED,
    "POST /desk/teken": SEATED,
    "POST /desk/bezig": SEATED,
    "POST /desk/meldingen": SEATED,
    "GET /desk/gesprek/{conversation_id}": CHAT,
    "POST /desk/gesprek/{conversation_id}/nemen": CHAT,
    "POST /desk/gesprek/{conversation_id}/bericht": CHAT,
    "POST /desk/gesprek/{conversation_id}/kaart": CHAT,
    "POST /desk/gesprek/{conversation_id}/typt": CHAT,
    "POST /desk/gesprek/{conversation_id}/gelezen": CHAT,
    "POST /desk/gesprek/{conversation_id}/notitie": CHAT,
    "POST /desk/gesprek/{conversation_id}/gegeven": CHAT,
    "GET /desk/gesprek/{conversation_id}/gegeven": CHAT,
    "GET /desk/gesprek/{conversation_id}/zoeken": CHAT,
    "GET /desk/gesprek/{conversation_id}/doorgeven": CHAT,
    "POST /desk/gesprek/{conversation_id}/doorgeven": CHAT,
    "GET /desk/gesprek/{conversation_id}/terug": CHAT,
    "POST /desk/gesprek/{conversation_id}/terug": CHAT,
    "GET /desk/gesprek/{conversation_id}/afsluiten": CHAT,
    "POST /desk/gesprek/{conversation_id}/afsluiten": CHAT,
    "GET /desk/gesprek/{conversation_id}/merk/{seq}": CHAT,
    "POST /desk/gesprek/{conversation_id}/merk/{seq}": CHAT,
    "POST /desk/verzoek/{offer_id}/aannemen": MINE_ALONE,
    "POST /desk/verzoek/{offer_id}/weigeren": MINE_ALONE,
    "POST /desk/verzoek/{offer_id}/intrekken": MINE_ALONE,
    "GET /desk/terugbellen": SEATED,
    "POST /desk/terugbellen/{callback_id}/nemen": CHAT,
    "POST /desk/terugbellen/{callback_id}/loslaten": CHAT,
    "POST /desk/terugbellen/{callback_id}/afronden": CHAT,
    "GET /desk/afspraken": SEATED,
    "POST /desk/afspraken/{appointment_id}/nemen": CHAT,
    "POST /desk/afspraken/{appointment_id}/loslaten": CHAT,
    "POST /desk/afspraken/{appointment_id}/afronden": CHAT,
    "POST /desk/afspraken/{appointment_id}/afzeggen": CHAT,
    "GET /desk/leren": MANAGES,
    "GET /desk/leren/export": MANAGES,
    "POST /desk/leren/{mark_id}": OF_THE_LOKET,
    "GET /desk/cijfers": MANAGES,
    "GET /desk/cijfers/{key}.csv": MANAGES,
    "GET /desk/logboek": MANAGES,
    "GET /desk/loket": MANAGES,
    "GET /desk/loket/{loket}": OF_THE_LOKET,
    "POST /desk/loket/{loket}/uren": OF_THE_LOKET,
    "POST /desk/loket/{loket}/gezamenlijk": OF_THE_LOKET,
    "POST /desk/loket/{loket}/sluitingen": OF_THE_LOKET,
    "POST /desk/loket/{loket}/sluitingen/{closure_id}/weg": OF_THE_LOKET,
    "POST /desk/loket/{loket}/teksten": OF_THE_LOKET,
    "POST /desk/loket/{loket}/teksten/{text_id}/weg": OF_THE_LOKET,
    "POST /desk/loket/{loket}/agenda": OF_THE_LOKET,
    "POST /desk/loket/{loket}/agenda/{slot_id}/weg": OF_THE_LOKET,
    "GET /desk/collegas": MANAGES,
    "POST /desk/collegas": {*MANAGES, COORDINATOR_ELSEWHERE},
    "GET /desk/collegas/{account_id}": OF_THE_LOKET,
    "POST /desk/collegas/{account_id}": OF_THE_LOKET,
    "POST /desk/collegas/{account_id}/link": OF_THE_LOKET,
    "POST /desk/collegas/{account_id}/uitloggen": OF_THE_LOKET,
    "POST /desk/collegas/{account_id}/stoppen": OF_THE_LOKET,
    "POST /desk/collegas/{account_id}/hervatten": OF_THE_LOKET,
    "GET /desk/account": SEATED,
    "POST /desk/account/wachtwoord": SEATED,
    "POST /desk/account/gesprekken": SEATED,
    "POST /desk/account/sessies": SEATED,
    "POST /desk/account/sessies/{session_id}": MINE_ALONE,
}

# What would be posted by who may.
FIELDS: dict[str, dict[str, Any]] = {
    "bericht": {"tekst": "Hallo", "bericht_id": str(uuid.uuid4())},
    "kaart": {"kaart": "regeling:een", "bericht_id": str(uuid.uuid4())},
    "gelezen": {"seq": "1"},
    "notitie": {"notitie": "Iets"},
    "gegeven": {"gegeven": "leeftijd", "waarde": "40"},
    "doorgeven": {"aan": f"loket:{ELSEWHERE}", "notitie": "Iets"},
    "terug": {"opmerking": "Iets", "uitkomst": "beantwoord"},
    "afsluiten": {"uitkomst": "beantwoord"},
    "merk": {"soort": "fout_antwoord", "onderwerp": "evc_uitleg"},
    "afronden": {"uitkomst": "gesproken"},
    "leren": {"besluit": "goed", "onderwerp": "evc_uitleg"},
    "uren": {"volgens": "eigen", "mo_open1": "09:00", "mo_dicht1": "17:00"},
    "gezamenlijk": {"gezamenlijk": "nee"},
    "sluitingen": {"eerste": "2026-12-01", "reden": "Studiedag"},
    "teksten": {"titel": "Titel", "tekst": "Tekst"},
    "agenda": {"dag": "2026-12-01", "begin": "09:00", "minuten": "30", "aantal": "1", "plekken": "1", "soort": "loket"},
    "collegas": {"naam": "Nieuw", "email": "nieuw@loket.example", "rol": "adviseur", "loket": HERE},
}
# These change by looking, by coming in, or by being told.
MAY_CHANGE = ("audit", "desk_presence", "desk_sessions", "desk_login_attempts")


def routes(here: Running) -> Iterator[tuple[str, str]]:
    """Method and path of every route of the desk."""

    def walk(found: Any) -> Iterator[APIRoute]:
        for one in found:
            if isinstance(one, APIRoute):
                yield one
            elif hasattr(one, "original_router"):
                yield from walk(one.original_router.routes)

    for route in walk(here.app.routes):
        if route.path == "/desk" or route.path.startswith("/desk/"):
            yield from ((method, route.path) for method in sorted(route.methods))


@dataclass
class Scene:
    """A loket with everything in it that somebody could reach for."""

    owner: Browser
    ids: dict[str, str]
    refused: dict[str, Browser]


@pytest.fixture
async def scene(api: Running) -> Scene:
    office = Office(api)
    owner = await seat(api, "Samira", Role.COORDINATOR, HERE)
    colleague = await seat(api, "Joost", Role.ADVISEUR, HERE)
    for one in (owner, colleague):
        await office.desk.presence.set(one.who, PresenceState.AANWEZIG)
    talk = await office.talking(owner.who)
    await talk.say("Mijn vraag gaat over vroeger")
    offer = await office.desk.forwards.offer(owner.who, talk.id, to_adviser=colleague.who.id, note="Neem jij hem?")
    house, loket = office.desk.house, HERE
    text = await house.put_quick_text(owner.who, loket, "Titel", "Tekst")
    closure = await house.add_closure(owner.who, loket, date(2026, 12, 24), date(2026, 12, 24), "Kerst")
    slots = await office.desk.agenda.add(owner.who, loket, date(2026, 11, 24), "09:00", 30)
    mark = await office.desk.learning.mark(owner.who, talk.id, 2, "niet_begrepen", "evc_uitleg")
    booked = await api.gateway.database.write(lambda c: _things(c, api, talk.id, slots[0].id))
    refused = {
        NOBODY: stranger(api),
        ADVISER_HERE: await seat(api, "Wil", Role.ADVISEUR, HERE),
        ADVISER_ELSEWHERE: await seat(api, "Els", Role.ADVISEUR, ELSEWHERE),
        COORDINATOR_ELSEWHERE: await seat(api, "Ron", Role.COORDINATOR, ELSEWHERE),
        BEHEERDER: await _without_loket(api),
    }
    for who, browser in refused.items():
        if who != NOBODY:
            await office.desk.presence.set(browser.who, PresenceState.AANWEZIG)
    page = await owner.get(f"/desk/collegas/{owner.who.id}")
    assert page.status_code == 200
    ids = {
        "conversation_id": talk.id, "seq": "2", "offer_id": offer.id, "callback_id": booked[0],
        "appointment_id": booked[1], "mark_id": mark.id, "loket": loket, "closure_id": closure.id, "text_id": text.id,
        "slot_id": slots[0].id, "account_id": colleague.who.id, "session_id": await _session_id(api, owner),
        "key": "per_dag",
    }  # fmt: skip
    return Scene(owner, ids, refused)


async def _without_loket(api: Running) -> Browser:
    """A beheerder who belongs to no loket."""
    browser = await seat(api, "Bea", Role.BEHEERDER)

    def leave(connection: Connection) -> None:
        table = desk_account_lokets
        connection.execute(table.delete().where(table.c.account_id == browser.who.id))

    await api.gateway.database.write(leave)
    return browser


async def _session_id(api: Running, browser: Browser) -> str:
    listed = await api.gateway.database.read(
        lambda c: sessions.of_account(c, browser.who.id, life=LIFE, now=api.clock())
    )
    return listed[0].id


def _things(connection: Connection, api: Running, conversation_id: str, slot_id: str) -> tuple[str, str]:
    """A call-back request and an appointment of this conversation, both of the loket."""
    now = api.clock()
    name = api.gateway.vault.keep(connection, conversation_id, Kind.TELEFOON, "0612345678", now)
    request = callback.request(connection, conversation_id, name, "ochtend", now)
    connection.execute(update(callbacks).values(loket=HERE))
    appointment = str(uuid.uuid4())
    connection.execute(
        appointments.insert().values(
            id=appointment, reference="ABC123", conversation_id=conversation_id, slot_id=slot_id, loket=HERE,
            starts_at=now + 2 * DAY, minutes=30, kind="loket", place="", state="booked", sequence=0, booked_at=now,
            changed_at=now,
        )
    )  # fmt: skip
    return request, appointment


async def everything(api: Running) -> dict[str, Any]:
    """All that is stored, but for what may change."""

    def read(connection: Connection) -> dict[str, Any]:
        kept = [table for table in metadata.sorted_tables if table.name not in MAY_CHANGE]
        return {table.name: sorted(map(str, connection.execute(table.select()).all())) for table in kept}

    return await api.gateway.database.read(read)


async def test_every_route_refuses_whom_it_is_not_for(api: Running, scene: Scene) -> None:
    found = list(routes(api))
    assert sorted(f"{method} {path}" for method, path in found) == sorted(TABLE), "a route is not in the table"
    before = await everything(api)
    wrong = []
    for method, path in found:
        for who in sorted(TABLE[f"{method} {path}"]):
            browser = scene.refused[who]
            address = path.format(**scene.ids)
            if method == "GET":
                response = await browser.client.get(address, headers={"X-Desk": "1"})
            else:
                fields = next((FIELDS[part] for part in reversed(path.split("/")) if part in FIELDS), {})
                response = await browser.post(address, fields)
            allowed = (401, 403) if who == NOBODY else (403, 404)
            if response.status_code not in allowed:
                wrong.append(f"{method} {path} gives {who} {response.status_code}: {response.text[:120]}")
            if scene.ids["conversation_id"] not in address and "vroeger" in response.text:
                wrong.append(f"{method} {path} shows {who} what is not theirs")
    assert wrong == []
    assert await everything(api) == before


async def test_the_scene_is_one_that_its_owner_can_reach(api: Running, scene: Scene) -> None:
    """Else everything above would be refused for another reason."""
    for path in (
        "/desk/gesprek/{conversation_id}", "/desk/gesprek/{conversation_id}/merk/{seq}", "/desk/loket/{loket}",
        "/desk/collegas/{account_id}", "/desk/cijfers/{key}.csv", "/desk/terugbellen", "/desk/afspraken", "/desk/leren",
    ):  # fmt: skip
        response = await scene.owner.client.get(path.format(**scene.ids), headers={"X-Desk": "1"})
        assert response.status_code == 200, (path, response.text[:200])
    shown = {
        "/desk/terugbellen": scene.ids["callback_id"],
        "/desk/afspraken": scene.ids["appointment_id"],
        "/desk/leren": scene.ids["mark_id"],
    }
    for path, what in shown.items():
        assert what in (await scene.owner.get(path)).text
        for who in (ADVISER_ELSEWHERE, COORDINATOR_ELSEWHERE, BEHEERDER):
            there = await scene.refused[who].get(path)
            if (who, path) == (BEHEERDER, "/desk/leren"):
                continue  # decides what the assistant learns, wherever it comes from
            assert what not in there.text, (who, path)


async def test_every_change_needs_a_form_of_this_session(api: Running, scene: Scene) -> None:
    before = await everything(api)
    for method, path in routes(api):
        if method != "POST" or TABLE[f"POST {path}"] is PUBLIC:
            continue
        for headers in ({"X-Form-Key": "0" * 48}, {"Origin": "https://elders.example"}):
            fields = next((FIELDS[part] for part in reversed(path.split("/")) if part in FIELDS), {})
            response = await scene.owner.post(path.format(**scene.ids), fields, **headers)
            assert response.status_code == 403, path
            assert response.json()["type"].rpartition(":")[2] in ("foreign-page", "origin-not-allowed")
    assert await everything(api) == before


async def test_a_foreign_chat_in_the_address_of_the_desk_is_left_out(api: Running, scene: Scene) -> None:
    address = f"/desk?gesprek={scene.ids['conversation_id']}"
    assert "over vroeger" in (await scene.owner.get(address)).text
    for who in (ADVISER_ELSEWHERE, COORDINATOR_ELSEWHERE, BEHEERDER):
        page = await scene.refused[who].get(address)
        assert page.status_code == 200
        assert "vroeger" not in page.text
        assert "niet (meer) te zien" in page.text


async def test_who_leaves_a_loket_sees_its_chats_no_more(api: Running, scene: Scene) -> None:
    def move(connection: Connection) -> None:
        table = desk_account_lokets
        connection.execute(table.update().where(table.c.account_id == scene.owner.who.id).values(loket=ELSEWHERE))

    # Whose chat it is may go on in it; as soon as it is not, it is a foreign one.
    await api.gateway.database.write(move)
    back = Transition(Owner.ADVISEUR, Owner.WACHTRIJ, Reason.ADVISER_GONE, "system", held_by=scene.owner.who.id)
    await api.gateway.database.write(lambda c: change_owner(c, scene.ids["conversation_id"], back, api.clock()))
    response = await scene.owner.client.get(f"/desk/gesprek/{scene.ids['conversation_id']}", headers={"X-Desk": "1"})
    assert response.status_code == 404
