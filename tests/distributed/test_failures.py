"""What fails in the distributed mode costs nothing that was acknowledged, doubles nothing, and leaves no chat stuck."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import httpx

from tests.distributed.town import Adviser, Citizen, Town, wait_for


def said(citizen: Citizen) -> list[str]:
    return [message["text"] for message in citizen.heard() if message["from"] in ("user", "adviser")]


def talking(place: Town, name: str) -> tuple[Citizen, Adviser]:
    """A citizen on the first gateway and an adviser on the second, in one chat."""
    adviser = place.adviser(name, gateway=1)
    citizen = place.waiting(gateway=0)
    adviser.claim(citizen.id).raise_for_status()
    return citizen, adviser


def test_two_on_different_gateways_see_each_other(place: Town) -> None:
    citizen, adviser = talking(place, "Samira")
    at_home, at_desk = citizen.listen(), adviser.listen(citizen.id)
    citizen.say("Hoort u mij?")
    at_desk.wait(lambda kind, data: kind == "messages" and "Hoort u mij?" in data["html"])
    adviser.send(citizen.id, "Jazeker.").raise_for_status()
    at_home.wait(lambda kind, data: kind == "message" and data["text"] == "Jazeker.")
    at_home.close()
    at_desk.close()


def test_of_two_advisers_on_two_gateways_one_gets_the_chat(place: Town) -> None:
    first, second = place.adviser("Bram", gateway=0), place.adviser("Lotte", gateway=1)
    for _ in range(4):
        citizen = place.waiting()
        answers: dict[str, httpx.Response] = {}

        def claim(adviser: Adviser, chat: str = citizen.id, into: dict[str, Any] = answers) -> None:
            into[adviser.name] = adviser.claim(chat)

        threads = [threading.Thread(target=claim, args=(one,)) for one in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers.values()) == [200, 409]
        winner = next(name for name, answer in answers.items() if answer.status_code == 200)
        loser = next(answer for answer in answers.values() if answer.status_code == 409)
        assert winner in loser.text, "who was too late hears who was first"


def test_a_killed_gateway_loses_nothing_and_the_chat_goes_on_at_the_other(place: Town) -> None:
    citizen, adviser = talking(place, "Karin")
    citizen.say("Ik ben er nog.")
    place.kill("gateway 0")
    try:
        moved = citizen.at(place.gateways[1])
        moved.say("Nu via de andere.")
        adviser.send(citizen.id, "Ik zie alles.").raise_for_status()
        assert said(moved)[-3:] == ["Ik ben er nog.", "Nu via de andere.", "Ik zie alles."]
    finally:
        place.start_gateway(0)
    assert said(citizen)[-1] == "Ik zie alles."


def test_the_same_message_at_both_gateways_is_one_message(place: Town) -> None:
    citizen, _ = talking(place, "Noor")
    message = str(uuid.uuid4())
    citizen.post("Eén keer.", message).raise_for_status()
    citizen.at(place.gateways[1]).post("Eén keer.", message).raise_for_status()
    assert said(citizen).count("Eén keer.") == 1


def test_without_redis_messages_still_arrive_and_its_return_is_noticed(place: Town) -> None:
    citizen, adviser = talking(place, "Tom")
    at_home = citizen.listen()
    place.kill("redis")
    try:
        adviser.send(citizen.id, "Zonder seintjes.").raise_for_status()
        at_home.wait(lambda kind, data: kind == "message" and data["text"] == "Zonder seintjes.")
    finally:
        place.start_redis()
    adviser.send(citizen.id, "Weer met.").raise_for_status()
    at_home.wait(lambda kind, data: kind == "message" and data["text"] == "Weer met.")
    at_home.close()


def test_ten_seconds_without_a_database_lose_nothing_that_was_acknowledged(place: Town) -> None:
    citizen, adviser = talking(place, "Eva")
    at_home = citizen.listen()
    citizen.say("Voor de storing.")
    at_home.wait(lambda kind, data: kind == "message" and data["text"] == "Voor de storing.")
    place.database.crash()
    try:
        end, refused = time.monotonic() + 10, 0
        while time.monotonic() < end:
            answer = citizen.post("Tijdens de storing.")
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert adviser.send(citizen.id, "Tijdens de storing.").status_code == 503
            refused += 1
        assert refused
    finally:
        place.database.start()
    wait_for(lambda: citizen.post("Na de storing.").status_code == 200)
    wait_for(lambda: adviser.send(citizen.id, "We gaan door.").status_code == 200)
    at_home.wait(lambda kind, data: kind == "message" and data["text"] == "We gaan door.")
    at_home.close()
    texts = said(citizen)
    assert [texts.count(one) for one in ("Voor de storing.", "Na de storing.", "We gaan door.")] == [1, 1, 1]
    assert "Tijdens de storing." not in texts


def test_a_citizen_goes_on_with_the_same_link_on_another_device(place: Town) -> None:
    citizen, adviser = talking(place, "Hanna")
    citizen.say("Op mijn telefoon.")
    elsewhere = citizen.at(place.gateways[1])
    stream = elsewhere.listen()
    stream.wait(lambda kind, data: kind == "message" and data["text"] == "Op mijn telefoon.")
    stream.wait(lambda kind, data: kind == "owner" and data["owner"] == "adviseur")
    adviser.send(citizen.id, "Fijn dat u er weer bent.").raise_for_status()
    stream.wait(lambda kind, data: kind == "message" and data["text"] == "Fijn dat u er weer bent.")
    stream.close()


def test_an_adviser_who_logs_out_leaves_no_chat_behind(place: Town) -> None:
    citizen, adviser = talking(place, "Joost")
    at_home = citizen.listen()
    adviser.do("uitloggen")
    at_home.wait(lambda kind, data: kind == "owner" and data["owner"] == "wachtrij")
    other = place.adviser("Mila", gateway=0)
    other.claim(citizen.id).raise_for_status()
    at_home.wait(lambda kind, data: kind == "owner" and data.get("adviser", {}).get("name") == "Mila")
    at_home.close()
