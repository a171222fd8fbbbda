"""What citizens asked for in vain is listed for editors, and nobody's own story is."""

from __future__ import annotations

from sqlalchemy import insert

from channels.conversation.database import open_database
from channels.conversation.gaps import Gap, gaps
from channels.conversation.tables import messages

TOPIC = "leerbaan_zoeken"


def row(conversation: str, seq: int, author: str, text: str, **more: object) -> dict[str, object]:
    blank = {"topic": None, "payload": None, "body": None, "prediction": None, "reply_to": None}
    return {
        "conversation_id": conversation, "seq": seq, "id": f"{conversation}-{seq}", "author": author, "at": 1,
        "text": text, "state": "done", **blank, **more,
    }  # fmt: skip


async def found(url: str, *asked: tuple[str, str, dict[str, object]]) -> list[Gap]:
    """What is found after these (conversation, text, reply)."""
    database = open_database(url)
    await database.create()
    rows = []
    for seq, (conversation, text, reply) in enumerate(asked):
        rows.append(row(conversation, 2 * seq + 1, "user", text))
        rows.append(row(conversation, 2 * seq + 2, "bot", "antwoord", reply_to=2 * seq + 1, **reply))
    await database.write(lambda connection: connection.execute(insert(messages), rows))
    listed = await database.read(gaps)
    await database.close()
    return listed


def not_understood(nearest: str) -> dict[str, object]:
    return {"topic": "bot_mogelijkheden", "prediction": {"topic": nearest, "fallback": True}}


async def test_what_two_people_asked_in_vain_is_listed_with_what_it_looked_like(database_url: str) -> None:
    nearest = not_understood("evc_kosten")
    listed = await found(database_url, ("a", "Wat kost  een VPL", nearest), ("b", "wat kost een vpl", nearest))
    assert listed == [Gap("niet_begrepen", "wat kost een vpl", "evc_kosten", 2)]


async def test_what_one_person_said_is_never_listed_however_often(database_url: str) -> None:
    nearest = not_understood("evc_kosten")
    assert await found(database_url, ("a", "mijn verhaal", nearest), ("a", "mijn verhaal", nearest)) == []


async def test_a_search_that_found_nothing_is_a_gap_and_one_that_asks_on_is_not(database_url: str) -> None:
    nothing = {"topic": TOPIC, "body": {"items": [{"kind": "loket"}]}, "prediction": {"topic": TOPIC}}
    asking = {"topic": TOPIC, "body": {"asks": {"slot": "plaats"}}, "prediction": {"topic": TOPIC}}
    hit = {"topic": TOPIC, "body": {"items": [{"kind": "leerbaan"}]}, "prediction": {"topic": TOPIC}}
    listed = await found(
        database_url,
        *(("a", "astronaut", nothing), ("b", "astronaut", nothing), ("a", "kok", hit), ("b", "kok", hit)),
        *(("a", "lasser", asking), ("b", "lasser", asking)),
    )
    assert [(gap.reason, gap.text) for gap in listed] == [("niets_gevonden", "astronaut")]


async def test_out_of_scope_is_told_apart_and_the_most_frequent_comes_first(database_url: str) -> None:
    outside = {"topic": "gesprek_buiten_bereik", "prediction": {"topic": "gesprek_buiten_bereik"}}
    listed = await found(
        database_url,
        *(("a", "rijbewijs", outside), ("b", "rijbewijs", outside), ("c", "rijbewijs", outside)),
        *(("a", "vpl", not_understood("evc_uitleg")), ("b", "vpl", not_understood("evc_uitleg"))),
    )
    assert [(gap.reason, gap.conversations) for gap in listed] == [("buiten_bereik", 3), ("niet_begrepen", 2)]
