"""What a coordinator does in the browser: accounts, hours, quick texts, agenda, figures; and the lists of work."""

from __future__ import annotations

import csv
import io
import re
import uuid
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import Connection, insert, update

from channels.conversation import callback
from channels.conversation.masking import Kind
from channels.conversation.tables import callbacks
from channels.desk.people import Role
from channels.desk.tables import appointments, daily_counts
from channels.desk.web import charts
from tests.channels.desk.doors import ELSEWHERE, HERE, PASSWORD, log_in, seat, stranger
from tests.channels.desk.office import Office
from tests.channels.fakes import Running

# ---- colleagues -----------------------------------------------------------------------------------------------------


def account_id(page: str, name: str) -> str:
    found = re.search(rf'/desk/collegas/([0-9a-f-]+)">{name}<', page)
    assert found, page[:2000]
    return found[1]


async def test_a_coordinator_invites_a_colleague_who_comes_in(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    fields = {"naam": "Joost", "email": "Joost@Loket.example", "rol": "adviseur", "loket": HERE}
    made = await boss.submit("/desk/collegas", fields)
    link = re.search(r'value="http://gateway.test(/desk/wachtwoord/[\w-]+)"', made.text)
    assert link
    assert link[1] not in (await boss.get("/desk/collegas")).text  # shown once
    joost = stranger(api)
    assert (await joost.submit(link[1], {"nieuw": PASSWORD, "herhaald": PASSWORD})).status_code == 303
    assert (await log_in(joost, "joost@loket.example")).status_code == 303
    row = re.search(r">Joost<.*?</tr>", (await boss.get("/desk/collegas")).text, re.DOTALL)
    assert row
    assert "Actief" in row[0]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"naam": "Joost", "email": "geen", "loket": HERE}, "geldig e-mailadres"),
        ({"naam": "", "email": "a@b.nl", "loket": HERE}, "Vul een naam in"),
        ({"naam": "Joost", "email": "a@b.nl"}, "minstens één loket"),
        ({"naam": "Joost", "email": "a@b.nl", "loket": "nergens"}, "bestaat niet"),
        ({"naam": "Joost", "email": "marleen@loket.example", "loket": HERE}, "al een account"),
    ],
)
async def test_what_cannot_be_an_account_is_said_and_what_was_typed_stays(
    api: Running, fields: dict[str, str], why: str
) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    page = await boss.submit("/desk/collegas", fields)
    assert (page.status_code, why in page.text) == (422, True)
    assert f'value="{fields["email"]}"' in page.text


async def test_a_coordinator_makes_no_beheerder_and_nobody_elsewhere(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    good = {"naam": "Joost", "email": "joost@loket.example"}
    for wrong in ({"rol": "beheerder", "loket": HERE}, {"rol": "adviseur", "loket": [HERE, ELSEWHERE]}):
        assert (await boss.post("/desk/collegas", {**good, **wrong})).status_code == 403
    assert (await boss.post("/desk/collegas", {**good, "rol": "baas", "loket": HERE})).status_code == 422
    assert "Beheerder</option>" not in (await boss.get("/desk/collegas")).text


async def test_a_beheerder_makes_anybody_anywhere(api: Running) -> None:
    boss = await seat(api, "Bea", Role.BEHEERDER)
    fields = {"naam": "Rob", "email": "rob@loket.example", "rol": "beheerder"}
    assert "/desk/wachtwoord/" in (await boss.submit("/desk/collegas", fields)).text


async def test_an_account_is_changed_and_that_holds_at_once(api: Running) -> None:
    boss, joost = await seat(api, "Bea", Role.BEHEERDER), await seat(api, "Joost")
    path = f"/desk/collegas/{joost.who.id}"
    fields = {"naam": "Joost B.", "email": "joost@loket.example", "rol": "coordinator", "loket": [HERE, ELSEWHERE]}
    assert (await boss.post(path, fields)).status_code == 200
    assert (await joost.get("/desk/collegas")).status_code == 200
    assert "Joost B." in (await joost.get("/desk")).text
    assert (await boss.post(path, {**fields, "email": "bea@loket.example"})).status_code == 422


async def test_nobody_changes_their_own_role_or_stops_themselves(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    path = f"/desk/collegas/{boss.who.id}"
    fields = {"naam": "Marleen", "email": "marleen@loket.example", "loket": HERE}
    assert (await boss.post(path, {**fields, "rol": "adviseur"})).status_code == 403
    assert (await boss.post(f"{path}/stoppen")).status_code == 403
    assert (await boss.post(path, fields)).status_code == 200
    page = (await boss.get(path)).text
    assert "Account stoppen" not in page
    assert 'name="rol"' not in page


async def test_who_is_stopped_is_out_at_once_and_their_chats_wait_again(api: Running, office: Office) -> None:
    boss, joost = await seat(api, "Marleen", Role.COORDINATOR), await seat(api, "Joost")
    await joost.post("/desk/aanwezig", {"stand": "aanwezig"})
    await boss.post("/desk/aanwezig", {"stand": "aanwezig"})
    talk = await office.waiting()
    await joost.post(f"/desk/gesprek/{talk.id}/nemen")
    path = f"/desk/collegas/{joost.who.id}"
    assert (await boss.post(f"{path}/stoppen")).status_code == 200
    assert (await joost.get("/desk")).status_code == 303
    assert f'data-waiting="{talk.id}"' in (await boss.get("/desk")).text
    assert (await boss.post(f"{path}/link")).status_code == 404
    assert "/desk/wachtwoord/" in (await boss.submit(f"{path}/hervatten", {})).text


async def test_a_coordinator_logs_a_colleague_out_and_gives_a_new_link(api: Running) -> None:
    boss, joost = await seat(api, "Marleen", Role.COORDINATOR), await seat(api, "Joost")
    path = f"/desk/collegas/{joost.who.id}"
    assert "Firefox" in (await boss.get(path)).text
    assert (await boss.post(f"{path}/uitloggen")).status_code == 200
    assert (await joost.get("/desk")).status_code == 303
    assert "/desk/wachtwoord/" in (await boss.submit(f"{path}/link", {})).text
    trail = (await boss.get("/desk/logboek")).text
    for words in ("Logde iemand overal uit", "Maakte een link voor een nieuw wachtwoord", ">Joost<", ">adviseur<"):
        assert words in trail
    assert joost.who.id not in trail


# ---- the loket ------------------------------------------------------------------------------------------------------


async def test_hours_are_set_shown_and_put_back(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    path = f"/desk/loket/{HERE}"
    assert (await boss.get("/desk/loket")).headers["location"] == path
    fields = {"volgens": "eigen", "mo_open1": "9:00", "mo_dicht1": "12.30", "mo_open2": "13:00", "mo_dicht2": "17:00"}
    assert (await boss.post(f"{path}/uren", fields)).status_code == 200
    page = (await boss.get(path)).text
    for name, value in (("mo_open1", "09:00"), ("mo_dicht1", "12:30"), ("mo_dicht2", "17:00")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page), name
    assert (await boss.post(f"{path}/uren", {"volgens": "kennis"})).status_code == 200
    assert not re.search(r'name="mo_open1"[^>]*value="09:00"', (await boss.get(path)).text)


@pytest.mark.parametrize(
    "fields",
    [
        {"mo_open1": "09:00"},
        {"mo_open1": "09:00", "mo_dicht1": "08:00"},
        {"mo_open1": "negen", "mo_dicht1": "tien"},
        {"mo_open1": "24:00", "mo_dicht1": "25:00"},
    ],
)
async def test_hours_that_cannot_be_are_refused(api: Running, fields: dict[str, str]) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    page = await boss.submit(f"/desk/loket/{HERE}/uren", {"volgens": "eigen", "tu_open1": "10:30", **fields})
    assert page.status_code == 422
    assert re.search(r'role="alert"[^>]*>.*?[Mm]aandag', page.text)
    assert all(f'value="{value}" aria-invalid' in page.text for value in fields.values())
    assert re.search(r'name="tu_open1"[^>]*value="10:30">', page.text)
    assert 'aria-label="Balie"' in page.text


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("sluitingen", {"eerste": "2026-12-05", "laatste": "2026-12-01", "reden": "Feest"}, "op of na de eerste dag"),
        ("teksten", {"titel": "Groet", "tekst": " "}, "Een tekst is 1 tot"),
        ("agenda", {"dag": "2026-12-05", "begin": "laat", "plaats": "Kamer 3"}, "Schrijf een tijd als"),
    ],
)
async def test_what_a_loket_page_refuses_comes_back_filled_in(
    api: Running, path: str, fields: dict[str, str], why: str
) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    page = await boss.submit(f"/desk/loket/{HERE}/{path}", fields)
    assert (page.status_code, why in page.text) == (422, True)
    assert all(f'value="{value}"' in page.text for value in fields.values() if value.strip())


async def test_days_are_closed_and_opened_again(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    path = f"/desk/loket/{HERE}"
    fields = {"eerste": "2026-12-24", "laatste": "2026-12-31", "reden": "Kerstvakantie"}
    assert (await boss.post(f"{path}/sluitingen", fields)).status_code == 200
    page = (await boss.get(path)).text
    assert "24 december 2026 tot en met 31 december 2026: Kerstvakantie" in page
    away = re.search(rf'action="({path}/sluitingen/[0-9a-f-]+/weg)"', page)
    assert away
    assert (await boss.post(away[1])).status_code == 200
    assert "Kerstvakantie" not in (await boss.get(path)).text
    assert (await boss.post(f"{path}/sluitingen", {"eerste": "morgen", "reden": "x"})).status_code == 422


async def test_whether_a_loket_helps_with_the_shared_queue(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    path = f"/desk/loket/{HERE}"
    assert "Stop met helpen" in (await boss.get(path)).text
    assert (await boss.post(f"{path}/gezamenlijk", {"gezamenlijk": "nee"})).status_code == 200
    assert "Help mee" in (await boss.get(path)).text
    told = await boss.submit(f"{path}/gezamenlijk", {"gezamenlijk": "ja"})
    assert told.headers["location"] == f"{path}?gedaan=opgeslagen#uren"
    assert "Opgeslagen." in (await boss.get(told.headers["location"])).text


async def test_quick_texts_are_kept_for_advisers(api: Running, office: Office) -> None:
    boss, joost = await seat(api, "Marleen", Role.COORDINATOR), await seat(api, "Joost")
    path = f"/desk/loket/{HERE}/teksten"
    assert (await boss.post(path, {"titel": "Groet", "tekst": "Goedemorgen <u>"})).status_code == 200
    await joost.post("/desk/aanwezig", {"stand": "aanwezig"})
    talk = await office.waiting()
    await joost.post(f"/desk/gesprek/{talk.id}/nemen")
    page = (await joost.get(f"/desk?gesprek={talk.id}")).text
    assert "Goedemorgen &lt;u&gt;" in page
    text_id = re.search(r'name="id" value="([0-9a-f-]+)"', (await boss.get(f"/desk/loket/{HERE}")).text)
    assert text_id
    changed = {"id": text_id[1], "titel": "Groet", "tekst": "Goedemiddag"}
    assert (await boss.post(path, changed)).status_code == 200
    assert "Goedemiddag" in (await joost.get(f"/desk?gesprek={talk.id}")).text
    assert (await boss.post(f"{path}/{text_id[1]}/weg")).status_code == 200
    assert (await boss.post(path, {"titel": "", "tekst": ""})).status_code == 422


async def test_times_are_offered_and_taken_away(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    path = f"/desk/loket/{HERE}"
    fields = {
        "dag": "2026-11-24", "begin": "09:00", "minuten": "30", "aantal": "3", "plekken": "1", "soort": "video",
        "plaats": "",
    }  # fmt: skip
    assert (await boss.post(f"{path}/agenda", fields)).status_code == 200
    page = (await boss.get(path)).text
    times = re.findall(rf'action="({path}/agenda/[0-9a-z-]+/weg)"', page)
    assert len(times) == 3
    assert "24 november 9.30 uur" in page
    assert "Videobellen, 30 min" in page
    assert (await boss.post(times[0])).status_code == 200
    assert (await boss.post(f"{path}/agenda", {**fields, "minuten": "veel"})).status_code == 422
    assert (await boss.post(f"{path}/agenda", fields)).status_code == 409


async def test_a_beheerder_chooses_a_loket(api: Running) -> None:
    boss = await seat(api, "Bea", Role.BEHEERDER)
    page = await boss.get("/desk/loket")
    assert {f"/desk/loket/{one}" for one in (HERE, ELSEWHERE, "twente")} <= set(
        re.findall(r'href="([^"]+)"', page.text)
    )


async def test_who_is_present_is_shown(api: Running) -> None:
    boss, joost = await seat(api, "Marleen", Role.COORDINATOR), await seat(api, "Joost")
    await joost.post("/desk/aanwezig", {"stand": "even_weg"})
    page = (await boss.get(f"/desk/loket/{HERE}")).text
    assert re.search(r"Joost</th><td>.*?Even weg", page, re.DOTALL)


# ---- lists of work --------------------------------------------------------------------------------------------------


async def request_call(api: Running, office: Office, loket: str = HERE) -> str:
    talk = await office.citizen()

    def ask(connection: Connection) -> str:
        name = api.gateway.vault.keep(connection, talk.id, Kind.TELEFOON, "0612345678", api.clock())
        made = callback.request(connection, talk.id, name, "ochtend", api.clock())
        connection.execute(update(callbacks).where(callbacks.c.id == made).values(loket=loket))
        return made

    return await api.gateway.database.write(ask)


async def test_a_call_back_is_taken_called_and_done(api: Running, office: Office) -> None:
    samira, joost = await seat(api), await seat(api, "Joost")
    made = await request_call(api, office)
    path = f"/desk/terugbellen/{made}"
    assert "0612345678" not in (await samira.get("/desk/terugbellen")).text
    assert "1 terugbelverzoek" in (await samira.get("/desk")).text
    assert (await samira.post(f"{path}/nemen")).status_code == 200
    assert "0612345678" in (await samira.get("/desk/terugbellen")).text
    theirs = (await joost.get("/desk/terugbellen")).text
    assert "Samira belt" in theirs
    assert "0612345678" not in theirs
    late = await joost.post(f"{path}/nemen")
    assert (late.status_code, "Samira" in late.json()["detail"]) == (409, True)
    assert (await samira.post(f"{path}/loslaten")).status_code == 200
    assert (await joost.post(f"{path}/nemen")).status_code == 200
    assert (await joost.post(f"{path}/afronden", {"uitkomst": "verzonnen"})).status_code == 422
    assert (await joost.post(f"{path}/afronden", {"uitkomst": "gesproken"})).status_code == 200
    assert made not in (await joost.get("/desk/terugbellen")).text


async def test_an_appointment_is_taken_and_done_or_called_off(api: Running, office: Office) -> None:
    samira = await seat(api, "Samira", Role.COORDINATOR)
    slots = await office.desk.agenda.add(samira.who, HERE, date(2026, 11, 24), "09:00", 30, count=2)
    talk = await office.citizen()

    def book(connection: Connection) -> list[str]:
        made = [str(uuid.uuid4()) for _ in slots]
        for n, slot in enumerate(slots):
            connection.execute(
                insert(appointments).values(
                    id=made[n], reference=f"ABC{n}", conversation_id=talk.id, slot_id=slot.id, loket=HERE,
                    starts_at=slot.starts_at, minutes=30, kind="loket", place="Kamer 2", state="booked", sequence=0,
                    booked_at=api.clock(), changed_at=api.clock(),
                )
            )  # fmt: skip
        return made

    first, second = await api.gateway.database.write(book)
    page = (await samira.get("/desk/afspraken")).text
    assert "24 november 9.00 uur" in page
    assert "ABC0" in page
    assert "Kamer 2" in page
    assert first not in (await samira.get("/desk/afspraken", vanaf="2026-11-25")).text
    assert (await samira.get("/desk/afspraken", vanaf="ooit")).status_code == 200
    path = f"/desk/afspraken/{first}"
    assert (await samira.post(f"{path}/nemen")).status_code == 200
    assert (await samira.post(f"{path}/loslaten")).status_code == 200
    assert (await samira.post(f"{path}/nemen")).status_code == 200
    assert (await samira.post(f"{path}/afronden", {"uitkomst": "niet_gekomen"})).status_code == 200
    assert (await samira.post(f"/desk/afspraken/{second}/afzeggen")).status_code == 200
    page = (await samira.get("/desk/afspraken")).text
    assert first not in page
    assert second not in page


# ---- figures --------------------------------------------------------------------------------------------------------


async def counted(api: Running) -> None:
    rows = [("2026-11-20", "asked", 12), ("2026-11-20", "complaint", 3), ("2026-11-21", "asked", 7)]
    values = [{"day": day, "loket": HERE, "kind": "overdracht", "key": key, "count": n} for day, key, n in rows]
    await api.gateway.database.write(lambda connection: connection.execute(insert(daily_counts), values))


async def test_figures_are_tables_with_charts_and_hide_what_is_under_five(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    await counted(api)
    page = (await boss.get("/desk/cijfers")).text
    assert "Vroeg om een mens" in page
    assert "minder dan 5" in page
    assert '<svg class="chart"' in page
    assert not re.search(r"Klacht</th><td class=\"number\">3", page)
    assert re.search(r"Vroeg om een mens</th><td class=\"number\">19", page)


async def test_a_table_is_taken_out_as_csv(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    await counted(api)
    response = await boss.get("/desk/cijfers/overdrachten_per_reden.csv", van="2026-11-20", tot="2026-11-20")
    assert response.headers["content-type"].startswith("text/csv")
    assert "2026-11-20-2026-11-20.csv" in response.headers["content-disposition"]
    rows = {row[0]: row[1] for row in csv.reader(io.StringIO(response.text), delimiter=";")}
    assert rows["Vroeg om een mens"] == "12"
    assert rows["Klacht"] == "minder dan 5"
    assert (await boss.get("/desk/cijfers/verzonnen.csv")).status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, ("2026-10-26", "2026-11-22")),
        ({"van": "2026-11-01", "tot": "2026-11-10"}, ("2026-11-01", "2026-11-10")),
        ({"van": "2026-11-10", "tot": "2026-11-01"}, ("2026-11-01", "2026-11-01")),
        ({"van": "2020-01-01", "tot": "2030-01-01"}, ("2025-11-22", "2026-11-22")),
        ({"van": "ooit", "tot": "nooit"}, ("2026-10-26", "2026-11-22")),
    ],
)
async def test_any_period_asked_for_becomes_one_that_can_be(
    api: Running, query: dict[str, str], shown: tuple[str, str]
) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    page = (await boss.get("/desk/cijfers", **query)).text
    assert re.findall(r'name="(?:van|tot)" type="date" value="([\d-]+)"', page) == list(shown)


async def test_figures_of_another_loket_are_not_shown(api: Running) -> None:
    boss = await seat(api, "Marleen", Role.COORDINATOR)
    assert (await boss.get("/desk/cijfers", loket=ELSEWHERE)).status_code == 403
    assert (await boss.get("/desk/cijfers/per_dag.csv", loket=ELSEWHERE)).status_code == 403


def test_charts_are_sound_drawings_that_tell_nothing_of_few() -> None:
    rows = [("Een <lang> label dat niet past in de ruimte die er is", 40), ("Weinig", None), ("Geen", 0)]
    for draw in (charts.bars, charts.columns):
        tree = ElementTree.fromstring(str(draw(rows)))
        bars = [one for one in tree if one.tag == "rect"]
        assert len(bars) == 3
        few = [one.attrib for one in bars if one.attrib["class"] == "few"]
        other = [
            one.attrib
            for one in ElementTree.fromstring(str(draw([*rows, ("Ook", None)])))
            if one.attrib.get("class") == "few"
        ]
        assert len(few) == 1
        size = "width" if draw is charts.bars else "height"
        assert {one[size] for one in few} == {one[size] for one in other}
        assert tree.attrib["aria-hidden"] == "true"
    assert ElementTree.fromstring(str(charts.bars([]))).attrib["viewBox"]
