"""The learning loop: marked by an adviser, decided by an editor, written as training utterances; masked all the way."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from channels.__main__ import main
from channels.desk.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.desk.learning import Mark, as_training_data
from channels.desk.parts import topic_title
from channels.desk.people import Adviser, Role
from channels.desk.tables import marks
from tests.channels.desk.office import ZEELAND, ZWOLLE, Office
from tests.channels.fakes import Talk


async def said(office: Office, text: str = "hoe laat ik zien wat ik kan, bel 06-12345678") -> tuple[Adviser, Talk, int]:
    samira = await office.adviser()
    talk = await office.citizen()
    received = (await talk.say(text))["received"]
    office.asks()
    await talk.say("een mens graag")
    await office.desk.queue.claim(samira, talk.id)
    return samira, talk, int(received["seq"])


async def marked(office: Office) -> tuple[Adviser, Talk, Mark]:
    samira, talk, seq = await said(office)
    mark = await office.desk.learning.mark(samira, talk.id, seq, "niet_begrepen", "evc_aanvragen", "EVC bedoeld")
    return samira, talk, mark


async def test_a_message_is_marked_with_what_it_was_taken_for_and_what_it_is(office: Office) -> None:
    _, talk, mark = await marked(office)
    assert (mark.text, mark.predicted, mark.topic) == (
        "hoe laat ik zien wat ik kan, bel <telefoon>", "evc_uitleg", "evc_aanvragen",
    )  # fmt: skip
    assert (mark.by_name, mark.loket, mark.state) == ("Samira", ZWOLLE, "open")
    seen = await office.desk.chats.open(await office.adviser("Ben"), talk.id)
    assert [one.id for one in seen.marks] == [mark.id]


async def test_our_answer_can_be_marked_as_wrong(office: Office) -> None:
    samira, talk, seq = await said(office)
    mark = await office.desk.learning.mark(samira, talk.id, seq + 2, "fout_antwoord")
    assert mark.text.startswith("hoe laat ik zien"), "what was said is what can be learned from"


async def test_what_cannot_be_marked(office: Office) -> None:
    samira, talk, seq = await said(office)
    other = await office.adviser("Piet", ZEELAND)
    with pytest.raises(Invalid):
        await office.desk.learning.mark(samira, talk.id, seq, "niet_begrepen", "geen_onderwerp")
    with pytest.raises(Invalid):
        await office.desk.learning.mark(samira, talk.id, seq, "mooi")
    for who, which in ((samira, 1), (samira, 99), (other, seq)):
        with pytest.raises(NotFound):
            await office.desk.learning.mark(who, talk.id, which, "niet_begrepen")


async def test_only_who_manages_decides_and_only_of_their_own_lokets(office: Office) -> None:
    samira, _, mark = await marked(office)
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    elsewhere = await office.adviser("Els", ZEELAND, role=Role.COORDINATOR, state=None)
    head = await office.adviser("Bea", ZEELAND, role=Role.BEHEERDER, state=None)
    for refused in (office.desk.learning.to_review(samira), office.desk.learning.review(samira, mark.id, True),
                    office.desk.learning.export(samira)):  # fmt: skip
        with pytest.raises(NotAllowed):
            await refused
    found = [[one.id for one in await office.desk.learning.to_review(who)] for who in (boss, elsewhere, head)]
    assert found == [[mark.id], [], [mark.id]]
    with pytest.raises(NotFound):
        await office.desk.learning.review(elsewhere, mark.id, True)


async def test_approved_it_is_an_example_and_nobodys_message_any_more(office: Office) -> None:
    _, talk, mark = await marked(office)
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    approved = await office.desk.learning.review(boss, mark.id, True, text="hoe laat ik zien wat ik kan")
    assert (approved.state, approved.conversation_id, approved.remark) == ("approved", None, "")
    with pytest.raises(Conflict):
        await office.desk.learning.review(boss, mark.id, False)
    assert yaml.safe_load(await office.desk.learning.export(boss)) == {
        "version": "3.1",
        "nlu": [{"intent": "evc_aanvragen", "examples": "- hoe laat ik zien wat ik kan\n"}],
    }
    await office.api.client.delete(talk.path, headers=talk.headers)
    assert [row.state for row in await office.rows(marks)] == ["approved"]


async def test_what_was_not_decided_goes_with_the_conversation(office: Office) -> None:
    _, talk, _ = await marked(office)
    await office.api.client.delete(talk.path, headers=talk.headers)
    assert await office.rows(marks) == []


async def test_an_editors_own_words_are_masked_too_and_a_topic_is_needed(office: Office) -> None:
    samira, talk, seq = await said(office)
    mark = await office.desk.learning.mark(samira, talk.id, seq, "niet_begrepen")
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    with pytest.raises(Invalid, match="onderwerp"):
        await office.desk.learning.review(boss, mark.id, True)
    done = await office.desk.learning.review(boss, mark.id, True, "evc_uitleg", "mail jan@voorbeeld.nl")
    assert done.text == "mail <email>"


async def test_rejected_it_is_not_exported(office: Office) -> None:
    _, _, mark = await marked(office)
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    await office.desk.learning.review(boss, mark.id, False)
    assert yaml.safe_load(await office.desk.learning.export(boss)) == {"version": "3.1", "nlu": []}


def test_nothing_in_a_text_means_anything_to_the_trainer() -> None:
    written = as_training_data({"evc_uitleg": ["[bsn](x){y} <telefoon>", "- # : ja"]})
    [entry] = yaml.safe_load(written)["nlu"]
    assert entry["examples"] == "- bsn(x)y telefoon\n- - # : ja\n"


def test_topics_are_offered_by_their_titles(tmp_path: Path) -> None:
    from channels.desk.learning import Learning

    class Titles:
        def title(self, topic: str) -> str | None:
            return {"evc_uitleg": "Aaa"}.get(topic)

    class Parts:
        texts = Titles()

    parts: Any = Parts()
    assert Learning(parts).topics()[0] == ("evc_uitleg", "Aaa")


async def test_the_command_writes_the_file(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, mark = await marked(office)
    boss = await office.adviser("Cor", role=Role.COORDINATOR, state=None)
    await office.desk.learning.review(boss, mark.id, True)
    monkeypatch.setenv("LEERWIJS_DATABASE_URL", office.api.gateway.settings.database_url)
    out = tmp_path / "geleerd.yml"
    import asyncio

    assert await asyncio.to_thread(main, ["learned", "--out", str(out)]) == 0
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["nlu"][0]["intent"] == "evc_aanvragen"


def test_colleagues_read_every_topic_in_dutch() -> None:
    texts: Any = SimpleNamespace(title={"gesprek_andere_taal": "Another language", "mens_spreken": "Een mens"}.get)
    assert topic_title(texts, "gesprek_andere_taal") == "Andere taal"
    assert topic_title(texts, "mens_spreken") == "Een mens"
