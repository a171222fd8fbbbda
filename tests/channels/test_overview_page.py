"""What the page shows and keeps: the verdict first, steps to tick, what was chosen, the loket; never markup."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import icalendar
import pytest
from sqlalchemy import Connection

from channels.conversation.limits import STRICT, Limits
from channels.desk import appointments
from channels.desk.tables import appointment_slots, closures, loket_settings
from tests.channels.fakes import DAY, HOUR, NOON, Running, turn
from tests.channels.overview_world import (
    Visitor,
    arrangement,
    card,
    for_employers,
    loan,
    loket,
    offer,
    thing,
    visit,
)  # fmt: skip


def words(page: str) -> str:
    """What one reads: without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def boxes(page: str) -> dict[str, tuple[str, bool]]:
    """Boxes to tick by their label: their name, and whether they are ticked."""
    found = re.findall(
        r'<input type="checkbox"[^>]*value="(\w+)"[^>]*?(checked)?>.*?<label[^>]*>(.*?)</label>', page, re.S
    )
    return {words(label): (name, bool(ticked)) for name, ticked, label in found}


async def test_an_empty_overview_says_how_to_fill_it(api: Running) -> None:
    page = (await (await visit(api)).get()).text
    assert "Er is nog niets gevonden" in page
    assert "Wat kan ik vergoed krijgen?" in page
    assert "Wij weten nog niet welk loket bij u hoort" in page


async def test_the_verdict_comes_first(api: Running) -> None:
    gift, perhaps, lent = arrangement("gift"), arrangement("misschien"), loan()
    advice = arrangement("advies", kind="service", form="advies")
    records = [gift, perhaps, lent, advice]
    cards = [card(gift), card(perhaps, "misschien"), card(lent, "misschien"), card(advice)]
    said = words((await (await visit(api, cards, records)).get()).text)
    lines = [
        "Dit geld kunt u waarschijnlijk krijgen: Titel gift.", "Misschien ook: Titel misschien.",
        "Lenen kan misschien, en dat betaalt u terug: Titel lening.", "Hier kunt u zo terecht: Titel advies.",
        "Let op deze datum: 30 november 2026 om 17.00 uur (over 8 dagen).",
    ]  # fmt: skip
    places = [said.index(line) for line in lines]
    assert places == sorted(places)
    assert places[-1] < said.index("Dit past waarschijnlijk")


async def test_without_money_it_says_so_and_names_the_employer(api: Running) -> None:
    record = for_employers()
    told = card(record, "niet", why=["Dit vraagt een werkgever aan."], check=["Vraag dit aan uw werkgever."])
    said = words((await (await visit(api, [told], [record])).get()).text)
    assert "Geld dat u krijgt en houdt, vonden wij nog niet." in said
    assert "Uw werkgever kan ook geld aanvragen." in said
    assert "Vraag dit aan uw werkgever" in said


async def test_each_group_stands_under_its_own_words(api: Running) -> None:
    fits, maybe, refused = arrangement("past"), arrangement("misschien"), arrangement("niet")
    cards = [card(refused, "niet", why=["U bent te oud."]), card(maybe, "misschien", missing=["leeftijd"]), card(fits)]
    said = words((await (await visit(api, cards, [fits, maybe, refused])).get()).text)
    assert said.index("Past waarschijnlijk Titel past") < said.index("Past misschien Titel misschien")
    assert "Dit weten wij nog niet: uw leeftijd." in said
    assert said.index("Past misschien") < said.index("Titel niet U bent te oud.")
    assert "Bron: Het fonds , stand mei 2026." in said


async def test_it_says_when_something_was_found_and_until_when_it_is_kept(api: Running) -> None:
    record = arrangement()
    visitor = await visit(api, [card(record)], [record])
    assert "Stand van 22 november 2026. Bewaard tot en met 22 december 2026" in words((await visitor.get()).text)
    api.clock.forward(3 * DAY)
    assert "Stand van 25 november 2026. Gevonden op 22 november 2026." in words((await visitor.get()).text)


async def test_a_door_that_shuts_is_said_to_be_shut_the_next_day(api: Running) -> None:
    record = arrangement()
    visitor = await visit(api, [card(record)], [record])
    api.clock.forward(8 * DAY + 6 * HOUR)
    said = words((await visitor.get()).text)
    assert "Past waarschijnlijk" not in said
    assert "Let op: Op 22 november 2026 kon dit nog wel." in said
    assert "Zo vraagt u het aan" not in said


# ---- ticks ----------------------------------------------------------------------------------------------------------


async def with_steps(api: Running) -> Visitor:
    record = arrangement(apply=["Vraag een formulier.", "Stuur het op.", "Wacht op antwoord."])
    return await visit(api, [card(record)], [record])


async def test_steps_are_ticked_by_a_form_and_stay_ticked(api: Running) -> None:
    visitor = await with_steps(api)
    found = boxes((await visitor.get()).text)
    assert list(found) == ["Vraag een formulier.", "Stuur het op.", "Wacht op antwoord."]
    saved = await visitor.post("/vinkjes", {"aan": [found["Vraag een formulier."][0]], "bij": "waarschijnlijk"})
    assert str(saved.url).endswith("#waarschijnlijk")
    assert "Uw vinkjes zijn bewaard." in saved.text
    now = boxes((await visitor.get()).text)
    assert [label for label, (_, ticked) in now.items() if ticked] == ["Vraag een formulier."]
    assert "U hebt 1 van de 3 stappen gedaan." in words(saved.text)


async def test_a_page_that_stood_open_elsewhere_undoes_nothing(api: Running) -> None:
    visitor = await with_steps(api)
    first, second, _ = (name for name, _ in boxes((await visitor.get()).text).values())
    await visitor.post("/vinkjes", {"aan": [first]})
    await visitor.post("/vinkjes", {"aan": [second], "toen": []})
    await visitor.post("/vinkjes", {"aan": [second], "toen": [second]})
    assert [ticked for _, ticked in boxes((await visitor.get()).text).values()] == [True, True, False]
    await visitor.post("/vinkjes", {"toen": [first, second], "aan": [first]})
    assert [ticked for _, ticked in boxes((await visitor.get()).text).values()] == [True, False, False]


async def test_a_script_is_told_how_far_it_is(api: Running) -> None:
    visitor = await with_steps(api)
    first = next(iter(boxes((await visitor.get()).text).values()))[0]
    answer = await visitor.post("/vinkjes", {"aan": first}, headers={"Accept": "application/json"})
    assert answer.json() == {"done": 1, "total": 3}


async def test_only_what_the_page_shows_can_be_ticked(api: Running) -> None:
    from channels.conversation.tables import overview_ticks

    visitor = await with_steps(api)
    await visitor.post("/vinkjes", {"aan": ["x" * 12, "<b>", "a" * 400]})
    rows = await api.gateway.database.read(lambda c: c.execute(overview_ticks.select()).all())
    assert rows == []


async def test_a_plan_is_one_list_with_its_source_once(api: Running) -> None:
    source = {"title": "De school", "url": None, "evidence_date": "2023"}
    cards = [
        thing("stap", f"step_{n}", title=f"Stap {n}. Doe {n}", text=f"Zo doet u {n}.", source=source) for n in (1, 2)
    ]
    visitor = await visit(api, cards)
    page = (await visitor.get()).text
    assert list(boxes(page)) == ["Doe 1", "Doe 2"]
    assert words(page).count("Bron: De school, stand 2023.") == 1


# ---- what can be chosen ---------------------------------------------------------------------------------------------


async def test_what_is_chosen_comes_first_with_its_days_and_its_price(api: Running) -> None:
    records = [offer("a"), offer("b", start=date(2027, 1, 4))]
    visitor = await visit(api, [thing("leerbaan", "a"), thing("leerbaan", "b")], records)
    found = boxes((await visitor.get()).text)
    assert list(found) == ["Dit kies ik : Titel a", "Dit kies ik : Titel b"]
    page = (await visitor.post("/vinkjes", {"aan": found["Dit kies ik : Titel b"][0]})).text
    assert list(boxes(page)) == ["Dit kies ik : Titel b", "Dit kies ik : Titel a"]
    assert "4 januari 2027" in words(page)
    assert "Voorbeeld: Titel b" in words(page)


async def test_what_is_over_cannot_be_chosen(api: Running) -> None:
    visitor = await visit(api, [thing("leerbaan", "a")], [offer("a", available_to=date(2026, 11, 1))])
    page = (await visitor.get()).text
    assert "Dit aanbod is voorbij." in page
    assert boxes(page) == {}


async def test_an_example_is_always_called_one(api: Running) -> None:
    page = words((await (await visit(api, [thing("leerbaan", "a")], [offer("a")])).get()).text)
    assert 'Let op: waar "Voorbeeld" bij staat, is verzonnen.' in page
    assert "Voorbeeld, bestaat niet echt" in page


# ---- the loket ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "forward", "said"),
    [
        ({"su": [["09:00", "17:00"]]}, 0, "Nu open, tot 17.00 uur."),
        ({"mo": [["09:00", "12:00"]]}, 0, "Nu dicht. Weer open: morgen om 9.00 uur."),
        ({"su": [["13:00", "17:00"]]}, 0, "Nu dicht. Weer open: vandaag om 13.00 uur."),
        ({"we": [["10:00", "16:00"]]}, 0, "Nu dicht. Weer open: woensdag 25 november om 10.00 uur."),
        (
            {"fr": [["10:00", "16:00"]]},
            33 * DAY,
            "Nu dicht (Eerste kerstdag). Weer open: vrijdag 8 januari om 10.00 uur.",
        ),
        (None, 0, "De openingstijden weten wij niet."),
    ],
)
async def test_whether_the_loket_is_open_now(api: Running, hours: Any, forward: int, said: str) -> None:
    record = loket(hours=hours)
    visitor = await visit(api, [thing("loket", "zwolle", demo=False)], [record])
    api.clock.forward(forward)
    assert said in words((await visitor.get()).text)


async def test_the_loket_with_hours_route_and_phone(api: Running) -> None:
    record = loket(hours={day: [["10:00", "16:00"]] for day in ("mo", "tu", "we", "th")})
    page = (await (await visit(api, [thing("loket", "zwolle", demo=False)], [record])).get()).text
    said = words(page)
    assert "maandag tot en met donderdag 10.00 tot 16.00 uur" in said
    assert "vrijdag tot en met zondag dicht" in said
    assert 'href="https://www.openstreetmap.org/search?query=Hoofdweg+1%2C+Zwolle"' in page
    assert 'href="tel:0381234567"' in page
    assert "Niet nodig: u kunt zo binnenlopen." in said


async def test_of_an_example_no_way_leads_there(api: Running) -> None:
    page = (await (await visit(api, [thing("loket", "zwolle")], [loket(demo=True)])).get()).text
    assert "openstreetmap" not in page
    assert "tel:" not in page


async def test_the_hours_that_a_loket_set_itself_count(api: Running) -> None:
    def set_hours(connection: Connection) -> None:
        hours = {"su": [["08:00", "20:00"]], "mo": [["08:00", "20:00"]]}
        changed = {"changed_at": 0, "changed_by": "x"}
        connection.execute(loket_settings.insert().values(loket="zwolle", hours=hours, shared=True, **changed))

    def close(connection: Connection) -> None:
        days = {"first_day": "2026-11-22", "last_day": "2026-11-23", "reason": "verhuizing"}
        connection.execute(closures.insert().values(id="c", loket="zwolle", made_at=0, made_by="x", **days))

    visitor = await visit(api, [thing("loket", "zwolle", demo=False)], [loket(hours={"tu": [["09:00", "10:00"]]})])
    await api.gateway.database.write(set_hours)
    assert "Nu open, tot 20.00 uur." in words((await visitor.get()).text)
    await api.gateway.database.write(close)
    said = words((await visitor.get()).text)
    assert "Nu dicht (verhuizing). Weer open: zondag 29 november om 8.00 uur." in said


async def test_an_appointment_stands_on_the_time_line_and_in_the_calendar(api: Running) -> None:
    visitor = await visit(api, [], [loket()])

    def book(connection: Connection) -> str:
        slot = {"id": "s", "loket": "zwolle", "starts_at": NOON + DAY, "minutes": 30, "kind": "loket", "capacity": 1}
        made = {"place": "Hoofdweg 1", "taken": 0, "made_at": 0, "made_by": "x"}
        connection.execute(appointment_slots.insert().values(**slot, **made))
        return appointments.book(connection, visitor.talk.id, "s", None, NOON).reference

    reference = await api.gateway.database.write(book)
    said = words((await visitor.get()).text)
    assert "Let op deze datum: 23 november 2026 om 12.00 uur (morgen). Uw afspraak: Gesprek op het loket." in said
    assert f"Uw nummer is {reference}. Noem dat nummer." in said
    assert loket().title in said, "the loket that expects the person is shown"
    assert "Wij weten nog niet welk loket" not in said
    [event] = icalendar.Calendar.from_ical((await visitor.get("/data.ics")).content).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-11-23T12:00:00+01:00"
    assert str(event["LOCATION"]) == "Hoofdweg 1"
    api.clock.forward(2 * DAY)
    assert reference not in (await visitor.get()).text, "it is over"


# ---- what must never happen -----------------------------------------------------------------------------------------


async def test_nothing_of_a_card_becomes_markup(api: Running) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    source = {"title": evil, "url": "javascript:alert(1)", "evidence_date": evil}
    cards = [
        thing(kind, f"k-{kind}", title=evil, text=evil, why=[evil], check=[evil, evil, evil, evil], missing=[evil],
              facts={evil: evil, "bedrag": evil, "contact": evil}, url="javascript:alert(1)", source=source,
              verdict="misschien" if kind == "regeling" else None)
        for kind in ("regeling", "leerbaan", "loket", "stap", "beroep", "onbekend")
    ]  # fmt: skip
    visitor = await visit(api, cards)
    page = (await visitor.get()).text
    assert "<img" not in page
    assert "<script>" not in page
    assert "javascript:" not in page
    assert page.count("&lt;script&gt;") > 5


async def test_cards_of_another_shape_do_not_break_the_page(api: Running) -> None:
    bare = [{"kind": kind, "id": "x", "title": "Kaal"} for kind in ("regeling", "leerbaan", "loket", "stap")]
    visitor = await visit(api, bare)
    page = await visitor.get()
    assert page.status_code == 200
    assert page.text.count("Kaal") >= 4


async def test_too_many_calls_are_refused_in_words(api: Running) -> None:
    visitor = await visit(api)
    api.gateway.limits = Limits(STRICT)
    statuses = [(await visitor.get()).status_code for _ in range(125)]
    assert statuses[-1] == 429
    assert "Even wachten" in (await visitor.get()).text


async def test_a_later_answer_is_on_the_same_page(api: Running) -> None:
    record = arrangement()
    visitor = await visit(api, (), [record])
    api.engine.replies["en nu"] = turn(items=[card(record)])
    await visitor.talk.say("en nu")
    assert "Titel opleidingsgeld" in (await visitor.get()).text
