"""Personal data on its way through the gateway: masked before storage, kept sealed only where we asked for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection

from channels.conversation import callback
from channels.conversation.contact import UnreadableContact, Vault
from channels.conversation.tables import contacts, metadata
from tests.channels.fakes import HOUR, Running, Talk, turn

ASKS_NUMBER = turn("Welk nummer?", "mens_terugbellen", asks={"slot": "telefoon", "step": 1, "at_most": 3})
CALL_ME = {"kind": "callback", "contact": "telefoon:1", "window": "ochtend", "consent": True}


def everything(connection: Connection) -> str:
    """All that is stored, in every table."""
    return "\n".join(str(connection.execute(table.select()).all()) for table in metadata.sorted_tables)


async def ask_for_number(api: Running) -> Talk:
    talk = await api.start()
    api.engine.replies["bel mij terug"] = ASKS_NUMBER
    await talk.say("bel mij terug")
    return talk


SECRETS = [
    ("mijn bsn is 123456782", "123456782", "mijn bsn is <bsn>"),
    ("mijn nummer is 06-12345678", "12345678", "mijn nummer is <telefoon>"),
    ("mail jan@voorbeeld.nl", "jan@voorbeeld", "mail <email>"),
    ("rekening NL91ABNA0417164300", "0417164300", "rekening <iban>"),
]


@pytest.mark.parametrize(("text", "secret", "masked"), SECRETS)
async def test_nothing_personal_is_stored_sent_on_returned_or_logged(
    api: Running, text: str, secret: str, masked: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    talk = await api.start()
    response = await talk.post(text=text)
    assert response.json()["received"]["text"] == masked
    assert secret not in response.text
    assert secret not in await api.gateway.database.read(everything)
    assert api.engine.heard(talk.id) == [masked]
    assert secret not in caplog.text + str([vars(record) for record in caplog.records])


async def test_numbers_in_a_payload_are_masked_too(api: Running) -> None:
    talk = await api.start()
    await talk.press('/gesprek_antwoord{"plaats":"06-12345678"}')
    assert "12345678" not in await api.gateway.database.read(everything)
    assert api.engine.heard(talk.id) == ['/gesprek_antwoord{"plaats": "<telefoon>"}']


@pytest.mark.parametrize("number", ["111222333", "31612345678", "111222333.0"])
async def test_a_number_without_quotes_in_a_payload_is_refused(api: Running, number: str) -> None:
    talk = await api.start()
    response = await talk.post(payload=f'/gesprek_antwoord{{"bedrag": {number}}}')
    assert response.status_code == 422
    assert "111222333" not in response.text
    assert number not in await api.gateway.database.read(everything)
    assert api.engine.told == []


async def test_it_is_mentioned_before_the_answer_and_once(api: Running) -> None:
    talk = await api.start()
    answer = await talk.say("mail jan@voorbeeld.nl")
    assert [(m["from"], m["text"]) for m in answer["messages"]] == [
        ("system", "[masked_notice]"), ("bot", "U zei: mail <email>"),
    ]  # fmt: skip
    assert len((await talk.say("of piet@voorbeeld.nl"))["messages"]) == 1
    assert [m["text"] for m in (await talk.say("bsn 123456782"))["messages"]] == ["[bsn_warning]", "U zei: bsn <bsn>"]


async def test_a_number_that_only_happens_to_fit_is_not_called_a_bsn(api: Running) -> None:
    talk = await api.start()
    answer = await talk.say("mijn klantnummer bij duo is 123456782")
    assert answer["messages"][0]["text"] == "[masked_notice]"


async def test_a_number_we_asked_for_is_a_placeholder_everywhere_but_in_the_vault(api: Running) -> None:
    talk = await ask_for_number(api)
    answer = await talk.say("06 12 34 56 78")
    assert answer["received"]["text"] == "<telefoon:1>"
    assert [m["from"] for m in answer["messages"]] == ["bot"], "what we asked for needs no notice"
    assert api.engine.heard(talk.id)[-1] == "<telefoon:1>"
    assert "12345678" not in (await api.gateway.database.read(everything)).replace(" ", "")
    read = await api.gateway.database.read(lambda c: api.gateway.vault.read(c, talk.id, "telefoon:1"))
    assert read == "+31612345678"


async def test_only_what_was_asked_for_is_kept(api: Running) -> None:
    talk = await ask_for_number(api)
    answer = await talk.say("06-12345678 of mail jan@voorbeeld.nl, bsn 123456782")
    assert answer["received"]["text"] == "<telefoon:1> of mail <email>, bsn <bsn>"
    rows = await api.gateway.database.read(lambda c: c.execute(contacts.select()).all())
    assert [(row.kind, row.number) for row in rows] == [("telefoon", 1)]


async def test_a_corrected_number_gets_a_name_of_its_own(api: Running) -> None:
    talk = await ask_for_number(api)
    api.engine.replies["<telefoon:1>"] = ASKS_NUMBER
    await talk.say("06-12345678")
    assert (await talk.say("nee, 06-87654321"))["received"]["text"] == "nee, <telefoon:2>"


async def test_once_the_question_is_over_a_number_is_masked_again(api: Running) -> None:
    talk = await ask_for_number(api)
    await talk.say("wacht even")
    assert (await talk.say("06-12345678"))["received"]["text"] == "<telefoon>"


async def test_a_number_sealed_with_another_key_cannot_be_read(api: Running) -> None:
    talk = await ask_for_number(api)
    await talk.say("06-12345678")
    with pytest.raises(UnreadableContact):
        await api.gateway.database.read(lambda c: Vault("anders" * 8).read(c, talk.id, "telefoon:1"))


async def requests(api: Running) -> list[callback.Callback]:
    return await api.gateway.database.read(lambda c: callback.open_requests(c, api.gateway.vault))


async def call_back(api: Running, **effect: Any) -> Talk:
    talk = await ask_for_number(api)
    api.engine.replies["<telefoon:1>"] = turn("Genoteerd", "mens_terugbellen", ({**CALL_ME, **effect},))
    await talk.say("06-12345678")
    return talk


async def test_a_call_back_with_consent_is_on_the_list(api: Running) -> None:
    talk = await call_back(api)
    [request] = await requests(api)
    assert (request.number, request.dagdeel, request.conversation_id) == ("+31612345678", "ochtend", talk.id)


async def test_without_consent_there_is_no_request_and_no_number(api: Running) -> None:
    talk = await call_back(api, consent=False)
    assert await requests(api) == []
    assert await api.gateway.database.read(lambda c: api.gateway.vault.read(c, talk.id, "telefoon:1")) is None


async def test_withdrawing_removes_the_request_and_the_number(api: Running) -> None:
    talk = await call_back(api)
    api.engine.replies["toch niet"] = turn("Ingetrokken", "mens_terugbellen", ({"kind": "callback_withdraw"},))
    await talk.say("toch niet")
    assert await requests(api) == []
    assert await api.gateway.database.read(lambda c: c.execute(contacts.select()).all()) == []


async def test_a_second_request_replaces_the_first(api: Running) -> None:
    talk = await call_back(api)
    api.engine.replies["liever middag"] = turn("Goed", "mens_terugbellen", ({**CALL_ME, "window": "middag"},))
    await talk.say("liever middag")
    assert [request.dagdeel for request in await requests(api)] == ["middag"]


async def test_a_call_back_is_never_confirmed_for_a_number_that_is_not_there(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["ja"] = turn("Genoteerd", "mens_terugbellen", ({**CALL_ME, "contact": "telefoon:7"},))
    answer = await talk.say("ja")
    assert [m["text"] for m in answer["messages"]] == ["[engine_down]"]
    assert await requests(api) == []


async def test_an_urgent_conversation_is_called_first(api: Running) -> None:
    await call_back(api)
    api.clock.forward(60_000)
    talk = await ask_for_number(api)
    await talk.say("ik wil dood")
    for answer in ("06-12345678", "ochtend", "ja"):
        await talk.say(answer)
    assert [request.urgent for request in await requests(api)] == [True, False]


async def test_a_hand_over_offers_a_call_back_while_there_is_no_desk(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["een mens graag"] = turn("Dat kan.", "mens_spreken", ({"kind": "hand_over", "reason": "asked"},))
    answer = await talk.say("een mens graag")
    assert answer["owner"] == "bot"
    assert [b["payload"] for b in answer["messages"][0]["buttons"]] == ["/mens_terugbellen"]
    assert answer["messages"][0]["buttons"][0]["title"] == "Titel van mens_terugbellen"


async def test_a_call_back_that_is_offered_already_is_not_offered_twice(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["een mens graag"] = turn(
        "Dat kan.", "mens_spreken", ({"kind": "hand_over", "reason": "asked"},),
        buttons=[{"title": "Bel mij", "payload": "/mens_terugbellen"}],
    )  # fmt: skip
    answer = await talk.say("een mens graag")
    assert [b["title"] for b in answer["messages"][0]["buttons"]] == ["Bel mij"]


async def test_distress_makes_a_conversation_urgent(api: Running) -> None:
    from channels.conversation.store import find

    talk = await api.start()
    api.engine.replies["ik kan niet meer"] = turn(
        "Wat naar.", "gesprek_moedeloos", ({"kind": "hand_over", "reason": "distress"},)
    )
    await talk.say("ik kan niet meer")
    conversation = await api.gateway.database.read(lambda c: find(c, talk.id))
    assert conversation is not None
    assert conversation.urgent


async def test_an_effect_that_is_not_known_does_no_harm(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["x"] = turn("Goed", "evc_uitleg", ({"kind": "dansen"},))
    assert (await talk.say("x"))["messages"][0]["text"] == "Goed"


async def _kept(api: Running) -> list[str]:
    rows = await api.gateway.database.read(lambda c: c.execute(contacts.select()).all())
    return [f"{row.kind}:{row.number}" for row in rows]


async def _end(api: Running, talk: Talk) -> None:
    assert (await api.client.post(f"{talk.path}/end", headers=talk.headers)).json()["owner"] == "gesloten"


async def _fall_silent(api: Running, talk: Talk) -> None:
    api.clock.forward(3 * HOUR)
    await api.gateway.upkeep.round()


async def _say_goodbye(api: Running, talk: Talk) -> None:
    api.engine.replies["doei"] = turn("Dag!", "gesprek_afscheid", ({"kind": "end"},))
    assert (await talk.say("doei"))["owner"] == "gesloten"


WAYS_TO_END = [_end, _fall_silent, _say_goodbye]


@pytest.mark.parametrize("ends", WAYS_TO_END)
async def test_without_a_yes_no_number_outlives_the_conversation(api: Running, ends: Any) -> None:
    talk = await ask_for_number(api)
    await talk.say("06-12345678")
    assert await _kept(api) == ["telefoon:1"]
    await ends(api, talk)
    assert await _kept(api) == []


@pytest.mark.parametrize("ends", WAYS_TO_END)
async def test_a_number_that_will_be_called_stays_when_the_conversation_ends(api: Running, ends: Any) -> None:
    talk = await call_back(api)
    await ends(api, talk)
    assert [request.number for request in await requests(api)] == ["+31612345678"]


async def test_of_two_numbers_the_one_that_will_be_called_stays(api: Running) -> None:
    talk = await call_back(api)
    await talk.say("bel mij terug")
    await talk.say("06-87654321")
    assert await _kept(api) == ["telefoon:1", "telefoon:2"]
    await _end(api, talk)
    assert await _kept(api) == ["telefoon:1"]


async def test_who_says_yes_and_goodbye_at_once_is_called(api: Running) -> None:
    talk = await ask_for_number(api)
    await talk.say("06-12345678")
    api.engine.replies["ja, doei"] = turn("Wij bellen u.", "mens_terugbellen", ({"kind": "end"}, CALL_ME))
    assert (await talk.say("ja, doei"))["owner"] == "gesloten"
    assert [request.number for request in await requests(api)] == ["+31612345678"]


async def test_who_comes_back_is_not_held_to_a_number_that_is_gone(api: Running) -> None:
    talk = await ask_for_number(api)
    await talk.say("06-12345678")
    await _end(api, talk)
    assert (await talk.say("ja"))["messages"][0]["text"] == "U zei: ja"
    assert [changes["task"] for _, changes in api.engine.updates] == [None]


async def test_a_question_that_came_too_late_to_be_put_is_not_answered(api: Running) -> None:
    talk = await api.start()
    api.engine.replies["bel mij terug"] = ASKS_NUMBER
    api.engine.gate = asyncio.Event()
    asking = asyncio.create_task(talk.say("bel mij terug"))
    await api.engine.arrived.wait()
    await _end(api, talk)
    api.engine.gate.set()
    assert (await asking)["messages"] == []
    assert (await talk.say("06-12345678"))["received"]["text"] == "<telefoon>"
