"""Which cards are on the overview: the newest of each, and nothing that a later answer took back."""

from __future__ import annotations

from channels.conversation.model import Author
from channels.overview.found import newest
from tests.channels.overview_world import message, thing


def regeling(item_id: str, verdict: str | None = None, kind: str = "regeling") -> dict[str, object]:
    return thing(kind, item_id, verdict=verdict)


def shown(*messages: object) -> list[tuple[str, str | None]]:
    return [(one.item["id"], one.item["verdict"]) for one in newest(messages)]  # type: ignore[arg-type]


def test_the_newest_of_each_what_fits_first() -> None:
    first = message(2, regeling("a", "niet"), regeling("b", "misschien"), regeling("c", kind="leerbaan"))
    second = message(4, regeling("b", "waarschijnlijk"), regeling("d", "waarschijnlijk"))
    assert shown(first, second) == [("b", "waarschijnlijk"), ("d", "waarschijnlijk"), ("c", None), ("a", "niet")]


def test_a_check_done_again_takes_back_what_it_no_longer_names() -> None:
    talk = [
        message(2, asks="leeftijd"), message(4, regeling("oud", "waarschijnlijk"), regeling("blijft", "misschien")),
        message(6, asks="leeftijd"), message(8, regeling("blijft", "niet")),
    ]  # fmt: skip
    assert shown(*talk) == [("blijft", "niet")]


def test_a_check_that_finds_nothing_takes_everything_back() -> None:
    talk = [message(2, asks="leeftijd"), message(4, regeling("oud", "misschien")), message(6, asks="vorm"), message(8)]
    assert shown(*talk) == []


def test_an_answer_in_between_takes_nothing_back() -> None:
    talk = [
        message(2, asks="leeftijd"), message(4, regeling("a", "misschien")),
        message(6, regeling("b", "niet")), message(8, regeling("c", "niet"), topic="financiering_stap"),
    ]  # fmt: skip
    assert [name for name, _ in shown(*talk)] == ["a", "b", "c"]


def test_a_search_done_again_keeps_what_was_found_before() -> None:
    talk = [
        message(2, asks="plaats", topic="leerbaan_zoeken"),
        message(4, thing("leerbaan", "een"), topic="leerbaan_zoeken"),
        message(6, asks="plaats", topic="leerbaan_zoeken"),
        message(8, thing("leerbaan", "twee"), topic="leerbaan_zoeken"),
    ]
    assert [name for name, _ in shown(*talk)] == ["een", "twee"]


def test_of_steps_only_the_last_plan_on_a_topic_is_kept() -> None:
    talk = [
        message(2, thing("stap", "step_1"), thing("stap", "step_2"), topic="evc_aanvragen"),
        message(4, thing("stap", "tip")),
        message(6, thing("stap", "school_step_1"), topic="evc_aanvragen"),
    ]
    assert [name for name, _ in shown(*talk)] == ["tip", "school_step_1"]


def test_what_the_citizen_sent_is_no_card() -> None:
    assert shown(message(2, regeling("a"), author=Author.USER)) == []
