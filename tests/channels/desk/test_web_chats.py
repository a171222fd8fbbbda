"""A chat in the browser: taken, talked in, corrected, passed on, given back, closed."""

from __future__ import annotations

import json
import re
import uuid

import pytest

from channels.desk.people import Role
from channels.desk.presence import PresenceState
from channels.desk.web import pages
from tests.channels.desk.doors import HERE, Browser, seat
from tests.channels.desk.office import ASKS, Office
from tests.channels.fakes import MINUTE, NOON, Running, Talk


async def present(api: Running, name: str = "Samira", role: Role = Role.ADVISEUR, *lokets: str) -> Browser:
    browser = await seat(api, name, role, *lokets)
    assert (await browser.post("/desk/aanwezig", {"stand": "aanwezig"})).status_code == 200
    return browser


async def taken(office: Office, browser: Browser) -> Talk:
    """A chat that this adviser took by a click."""
    talk = await office.waiting()
    answer = await browser.post(f"/desk/gesprek/{talk.id}/nemen")
    assert answer.json()["to"] == f"/desk?gesprek={talk.id}"
    return talk


async def column(browser: Browser, talk: Talk) -> str:
    response = await browser.client.get(f"/desk/gesprek/{talk.id}", headers={"X-Desk": "1"})
    assert response.status_code == 200
    return response.text


async def said(talk: Talk) -> list[tuple[str, str]]:
    return [(one["from"], one["text"]) for one in await talk.messages()]


# ---- queue and claim ------------------------------------------------------------------------------------------------


async def test_the_queue_shows_why_where_how_long_and_what_was_said(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await office.waiting()
    await talk.say("<b>Ik</b> ben uit de horeca")
    api.clock.forward(4 * MINUTE)
    page = (await browser.get("/desk")).text
    for words in ("Vroeg om een mens", "Zwolle", "wacht 4 min", ASKS, "&lt;b&gt;Ik&lt;/b&gt; ben uit de horeca"):
        assert words in page
    assert "Dringend" not in page


async def test_urgent_ones_come_first_and_say_so_in_a_word_and_a_shape(api: Running, office: Office) -> None:
    browser = await present(api)
    calm = await office.waiting()
    api.clock.forward(MINUTE)
    sad = await office.citizen()
    office.asks("distress", "ik zie het niet meer")
    await sad.say("ik zie het niet meer")
    page = (await browser.get("/desk")).text
    assert page.index(f'data-waiting="{sad.id}"') < page.index(f'data-waiting="{calm.id}"')
    urgent = page[page.index(f'data-waiting="{sad.id}"') : page.index(f'data-waiting="{calm.id}"')]
    assert re.search(r'class="badge urgent"><svg.*?</svg> Dringend', urgent, re.DOTALL)


async def test_of_two_who_want_it_one_gets_it_and_the_other_hears_who(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    lost = await joost.post(f"/desk/gesprek/{talk.id}/nemen")
    assert lost.status_code == 409
    assert lost.json()["type"] == "urn:leerwijs:problem:already-taken"
    assert "Samira" in lost.json()["detail"]
    page = await joost.submit(f"/desk/gesprek/{talk.id}/nemen", {})
    assert (page.status_code, "Samira" in page.text) == (409, True)
    assert "Je kunt meelezen" in await column(joost, talk)
    assert "Bericht aan de burger" not in await column(joost, talk)


async def test_who_of_another_loket_is_too_late_for_the_shared_queue_hears_it_too(api: Running, office: Office) -> None:
    samira, els = await present(api), await present(api, "Els", Role.ADVISEUR, "zeeland")
    talk = await office.waiting(plaats=None)
    assert (await els.post(f"/desk/gesprek/{talk.id}/nemen")).status_code == 200
    lost = await samira.post(f"/desk/gesprek/{talk.id}/nemen")
    assert (lost.status_code, "Els" in lost.json()["detail"]) == (409, True)


async def test_who_is_not_present_or_has_enough_takes_no_more(api: Running, office: Office) -> None:
    browser = await seat(api)
    await office.adviser("Joost")  # somebody must be there, or there is no queue
    talk = await office.waiting()
    assert (await browser.post(f"/desk/gesprek/{talk.id}/nemen")).json()["type"].endswith("not-present")
    await browser.post("/desk/aanwezig", {"stand": "aanwezig"})
    await browser.post("/desk/account/gesprekken", {"hoogstens": "1"})
    assert (await browser.post(f"/desk/gesprek/{talk.id}/nemen")).status_code == 200
    second = await office.waiting()
    assert (await browser.post(f"/desk/gesprek/{second.id}/nemen")).json()["type"].endswith("too-many-chats")


async def test_a_claim_without_scripts_leads_to_the_chat_beside_those_that_are_open(
    api: Running, office: Office
) -> None:
    browser = await present(api)
    first = await taken(office, browser)
    second = await office.waiting()
    went = await browser.submit(f"/desk/gesprek/{second.id}/nemen", {"gesprek": first.id})
    assert went.headers["location"] == f"/desk?gesprek={first.id}&gesprek={second.id}"
    page = (await browser.get(went.headers["location"])).text
    assert page.count("data-compose") == 2


async def test_no_more_than_four_chats_are_beside_each_other(api: Running, office: Office) -> None:
    browser = await present(api)
    talks = [await office.waiting() for _ in range(5)]
    query = "&".join(f"gesprek={talk.id}" for talk in talks)
    page = (await browser.get(f"/desk?{query}&gesprek={talks[0].id}")).text
    shown = re.findall(r'<section class="chat[^>]*data-chat="([0-9a-f-]+)"', page)
    assert shown == [talk.id for talk in talks[1:]]


# ---- talking --------------------------------------------------------------------------------------------------------


async def test_a_message_goes_to_the_citizen_once(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    fields = {"tekst": "Goedemorgen\nWaar woont u?", "bericht_id": str(uuid.uuid4())}
    first, again = [await browser.post(f"/desk/gesprek/{talk.id}/bericht", fields) for _ in range(2)]
    assert first.json()["seq"] == again.json()["seq"]
    assert [text for who, text in await said(talk) if who == "adviser"] == ["Goedemorgen\nWaar woont u?"]
    assert "Goedemorgen\nWaar woont u?" in await column(browser, talk)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"tekst": "", "bericht_id": str(uuid.uuid4())}, 422),
        ({"tekst": "x" * 2_001, "bericht_id": str(uuid.uuid4())}, 422),
        ({"tekst": "x" * 9_000, "bericht_id": str(uuid.uuid4())}, 413),
        ({"tekst": "Hallo", "bericht_id": "geen"}, 422),
        ({"tekst": "Hallo"}, 422),
    ],
)
async def test_what_is_no_message_is_refused_with_the_reason(
    api: Running, office: Office, fields: dict[str, str], status: int
) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    refused = await browser.post(f"/desk/gesprek/{talk.id}/bericht", fields)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert not [text for who, text in await said(talk) if who == "adviser"]


async def test_who_lost_the_chat_says_nothing_in_it(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    refused = await joost.post(f"/desk/gesprek/{talk.id}/bericht", {"tekst": "Hallo", "bericht_id": str(uuid.uuid4())})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:leerwijs:problem:not-held")


async def test_typing_and_reading_are_told(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    await talk.say("Een vraag")
    assert (await browser.post(f"/desk/gesprek/{talk.id}/typt")).status_code == 204
    assert "ongelezen" in (await browser.get("/desk")).text
    last = (await talk.messages())[-1]["seq"]
    assert (await browser.post(f"/desk/gesprek/{talk.id}/gelezen", {"seq": str(last)})).status_code == 204
    assert "ongelezen" not in (await browser.get("/desk")).text


async def test_a_note_is_for_colleagues_only(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    assert (await samira.post(f"/desk/gesprek/{talk.id}/notitie", {"notitie": "Let op de huur"})).json()["refresh"]
    assert "Let op de huur" in await column(joost, talk)
    assert "Let op de huur" not in json.dumps(await talk.messages())


async def test_what_is_known_can_be_corrected_and_forgotten(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await office.waiting()
    office.lives(talk, "Zwolle", leeftijd=42)
    await browser.post(f"/desk/gesprek/{talk.id}/nemen")
    path = f"/desk/gesprek/{talk.id}/gegeven"
    before = await column(browser, talk)
    assert "Leeftijd" in before
    assert "zei de burger" in before
    assert (await browser.post(path, {"gegeven": "leeftijd", "waarde": "43"})).status_code == 200
    assert (await browser.post(path, {"gegeven": "startkwalificatie", "waarde": "true"})).status_code == 200
    after = await column(browser, talk)
    assert "gezet door Samira" in after
    assert '<span class="value">43</span>' in after
    assert '<span class="value">Ja</span>' in after
    assert api.engine.profiles[talk.id]["leeftijd"]["value"] == 43
    assert (await browser.post(path, {"gegeven": "leeftijd", "waarde": "43", "vergeet": "1"})).status_code == 200
    assert "Leeftijd</dt>" not in await column(browser, talk)


@pytest.mark.parametrize(
    "fields", [{"gegeven": "leeftijd", "waarde": "veel"}, {"gegeven": "schoenmaat", "waarde": "42"}, {}]
)
async def test_what_no_slot_can_hold_is_refused(api: Running, office: Office, fields: dict[str, str]) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    assert (await browser.post(f"/desk/gesprek/{talk.id}/gegeven", fields)).status_code == 422


async def test_what_is_not_known_yet_can_be_added(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    choices = await browser.get(f"/desk/gesprek/{talk.id}/gegeven")
    assert '<option value="leeftijd">' in choices.text
    assert '<option value="plaats">' not in choices.text
    form = await browser.get(f"/desk/gesprek/{talk.id}/gegeven", gegeven="leeftijd")
    assert 'name="waarde"' in form.text


async def test_a_card_is_found_and_sent(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    found = await browser.get(f"/desk/gesprek/{talk.id}/zoeken", q="iets", soort="regeling")
    assert 'value="regeling:een"' in found.text
    assert "loket:een" not in found.text
    fields = {"kaart": "regeling:een", "bericht_id": str(uuid.uuid4())}
    assert (await browser.post(f"/desk/gesprek/{talk.id}/kaart", fields)).status_code == 200
    found, sent = (await column(browser, talk)).split("Gevonden door de assistent")[1].split("Gestuurd door adviseurs")
    assert "Nog niets." in found
    assert "door Samira" in sent
    last = (await talk.messages())[-1]
    assert (last["from"], [item["id"] for item in last["items"]]) == ("adviser", ["een"])
    for wrong in ("regeling:verzonnen", "regeling", ""):
        fields = {"kaart": wrong, "bericht_id": str(uuid.uuid4())}
        refused = await browser.post(f"/desk/gesprek/{talk.id}/kaart", fields)
        assert refused.status_code in (404, 422)


async def test_a_search_shows_its_results_to_who_reads_along_but_sends_nothing(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    found = await joost.get(f"/desk/gesprek/{talk.id}/zoeken", q="iets")
    assert "Een regeling" in found.text
    assert "Stuur als kaart" not in found.text


# ---- passing on -----------------------------------------------------------------------------------------------------


async def test_a_chat_is_offered_and_taken_over(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    form = await samira.get(f"/desk/gesprek/{talk.id}/doorgeven")
    assert f'value="adviseur:{joost.who.id}"' in form.text
    fields = {"aan": f"adviseur:{joost.who.id}", "notitie": "Weet jij meer van de bouw?"}
    assert (await samira.post(f"/desk/gesprek/{talk.id}/doorgeven", fields)).status_code == 200
    page = (await joost.get("/desk")).text
    assert "Weet jij meer van de bouw?" in page
    offer = re.search(r"/desk/verzoek/([0-9a-f-]+)/aannemen", page)
    assert offer
    assert (await joost.post(f"/desk/verzoek/{offer[1]}/aannemen")).json()["to"] == f"/desk?gesprek={talk.id}"
    assert "Bericht aan de burger" in await column(joost, talk)
    assert "Van Joost" in await column(samira, talk)
    notices = re.findall(r'name="melding" value="(\d+)"', (await samira.get("/desk")).text)
    assert len(notices) == 1
    assert (await samira.post("/desk/meldingen", {"melding": notices})).status_code == 200
    assert 'name="melding"' not in (await samira.get("/desk")).text


async def test_a_colleague_may_say_no_and_the_asker_may_take_it_back(api: Running, office: Office) -> None:
    samira, joost, _ = await present(api), await present(api, "Joost"), await present(api, "Wil")
    talk = await taken(office, samira)
    path = f"/desk/gesprek/{talk.id}/doorgeven"
    await samira.post(path, {"aan": f"loket:{HERE}", "notitie": "Wie?"})
    offer = re.search(r"/desk/verzoek/([0-9a-f-]+)/weigeren", (await joost.get("/desk")).text)
    assert offer
    assert (await joost.post(f"/desk/verzoek/{offer[1]}/weigeren")).json()["done"]
    assert (await samira.post(f"/desk/verzoek/{offer[1]}/intrekken")).status_code == 200
    assert "Bericht aan de burger" in await column(samira, talk)
    assert (await joost.post(f"/desk/verzoek/{offer[1]}/aannemen")).status_code == 409


@pytest.mark.parametrize("target", ["", "adviseur:", "iemand:x", "adviseur:niemand"])
async def test_a_chat_goes_to_nobody_who_is_not_there(api: Running, office: Office, target: str) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    refused = await browser.post(f"/desk/gesprek/{talk.id}/doorgeven", {"aan": target, "notitie": "x"})
    assert refused.status_code in (404, 409, 422)


async def test_a_chat_goes_back_to_the_assistant_with_what_was_agreed(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    path = f"/desk/gesprek/{talk.id}/terug"
    assert "Hoe eindigde het?" in (await browser.get(path)).text
    assert (await browser.post(path, {"opmerking": "x", "uitkomst": "verzonnen"})).status_code == 422
    answer = await browser.post(path, {"opmerking": "U belt zelf met DUO.", "uitkomst": "beantwoord"})
    assert answer.json()["refresh"] is True
    assert any("U belt zelf met DUO." in text for _, text in await said(talk))
    assert "De assistent voert dit gesprek" in await column(browser, talk)
    assert (await talk.say("En verder?"))["owner"] == "bot"


async def test_a_chat_is_closed_for_both(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    path = f"/desk/gesprek/{talk.id}/afsluiten"
    assert "Vraag beantwoord" in (await browser.get(path)).text
    assert (await browser.post(path, {"uitkomst": ""})).status_code == 422
    assert (await browser.post(path, {"uitkomst": "beantwoord"})).status_code == 200
    closed = await column(browser, talk)
    assert "Dit gesprek is afgesloten" in closed
    assert "Vraag beantwoord" in closed
    late = await browser.post(f"/desk/gesprek/{talk.id}/bericht", {"tekst": "x", "bericht_id": str(uuid.uuid4())})
    assert late.status_code == 409
    assert f"/desk?gesprek={talk.id}" in (await browser.get("/desk/archief")).text


async def test_logging_out_gives_chats_back_to_the_queue(api: Running, office: Office) -> None:
    samira, joost = await present(api), await present(api, "Joost")
    talk = await taken(office, samira)
    await samira.submit("/desk/uitloggen", {})
    page = (await joost.get("/desk")).text
    assert f'data-waiting="{talk.id}"' in page
    assert "Sprak eerder met Samira" in page


# ---- presence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(PresenceState))
async def test_presence_is_said_and_shown(api: Running, state: PresenceState) -> None:
    browser = await seat(api)
    assert (await browser.post("/desk/aanwezig", {"stand": state.value})).status_code == 200
    page = (await browser.get("/desk")).text
    assert re.findall(r'value="(\w+)" id="stand-\w+" aria-pressed="true"', page) == [state.value]


async def test_presence_has_three_states(api: Running) -> None:
    browser = await seat(api)
    assert (await browser.post("/desk/aanwezig", {"stand": "vrolijk"})).status_code == 422


# ---- what the assistant learns --------------------------------------------------------------------------------------


async def test_what_was_wrong_is_noted_reviewed_and_taken_out(api: Running, office: Office) -> None:
    boss = await present(api, "Marleen", Role.COORDINATOR)
    talk = await taken(office, boss)
    seq = next(one["seq"] for one in await talk.messages() if one["text"] == ASKS)
    path = f"/desk/gesprek/{talk.id}/merk/{seq}"
    assert '<option value="evc_uitleg">' in (await boss.get(path)).text
    fields = {"soort": "niet_begrepen", "onderwerp": "evc_uitleg", "opmerking": "Ging over EVC"}
    assert (await boss.post(path, fields)).status_code == 200
    page = (await boss.get("/desk/leren")).text
    assert "Ging over EVC" in page
    mark = re.search(r'action="/desk/leren/([0-9a-f-]+)"', page)
    assert mark
    decided = {"besluit": "goed", "onderwerp": "evc_uitleg", "tekst": "erkennen wat ik kan"}
    assert (await boss.post(f"/desk/leren/{mark[1]}", decided)).status_code == 200
    assert mark[1] not in (await boss.get("/desk/leren")).text
    export = await boss.get("/desk/leren/export")
    assert "erkennen wat ik kan" in export.text
    assert "attachment" in export.headers["content-disposition"]
    assert (await boss.post(f"/desk/leren/{mark[1]}", decided)).status_code == 409
    assert (await boss.post(f"/desk/leren/{mark[1]}", {"besluit": "misschien"})).status_code == 422


@pytest.mark.parametrize("fields", [{"soort": "anders"}, {}, {"soort": "fout_antwoord", "onderwerp": "bestaat_niet"}])
async def test_a_note_for_editors_says_what_was_wrong(api: Running, office: Office, fields: dict[str, str]) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    assert (await browser.post(f"/desk/gesprek/{talk.id}/merk/2", fields)).status_code == 422
    assert (await browser.get(f"/desk/gesprek/{talk.id}/merk/99")).status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-11-22T08:05:00Z", "9.05 uur"), ("2026-11-20T23:30:00+00:00", "21 november"), ("gisteren", "")],
)
def test_moments_are_written_short(moment: str, words: str) -> None:
    assert pages.brief(moment, NOON) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "net"), (1, "1 min"), (59, "59 min"), (60, "1 uur 0 min"), (125, "2 uur 5 min")]
)
def test_waiting_is_written_in_minutes_and_hours(count: int, words: str) -> None:
    assert pages.minutes(count) == words


async def test_reading_on_in_a_chat_that_was_just_closed_is_no_error(api: Running, office: Office) -> None:
    browser = await present(api)
    talk = await taken(office, browser)
    await browser.post(f"/desk/gesprek/{talk.id}/afsluiten", {"uitkomst": "beantwoord"})
    assert (await browser.post(f"/desk/gesprek/{talk.id}/gelezen", {"seq": "1"})).status_code == 204
