from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from knowledge.render import DeadReference, Renderer, timed
from tests.knowledge import make

ON = datetime(2026, 11, 10, 12, 0)


def rendered(text: str, on: date = ON, **values: object) -> str:
    return Renderer({"opleidingsgeld": make.arrangement()}).render(text, on, **values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ amount('opleidingsgeld', 'hoogste') }}", "€ 1.500"),
        ("{{ amount('opleidingsgeld', 'hoogste', per=true) }}", "€ 1.500 per jaar"),
        ("{{ date('opleidingsgeld', 'valid_to') }}", "31 december 2027"),
        ("{{ date('opleidingsgeld', 'closed_since') }}", "1 januari 2028"),
        ("{{ date('opleidingsgeld', 'evidence_date') }}", "mei 2026"),
        ("{{ date('opleidingsgeld', 'closes') }}", "30 november 2026"),
        ("{{ title('opleidingsgeld') }}: {{ phone('opleidingsgeld') }}", "Opleidingsgeld: 050 123 45 67"),
        ("{{ hours('opleidingsgeld') }}, {{ url('opleidingsgeld') }}", "werkdagen, https://fonds.example/geld"),
        ("{% if is_open('opleidingsgeld') %}open{% else %}dicht{% endif %}", "open"),
        ("Dag {{ naam }}.", "Dag Ans."),
        ("Gewone tekst.", "Gewone tekst."),
    ],
)
def test_references_are_filled_in(text: str, expected: str) -> None:
    assert rendered(text, naam="Ans") == expected


def test_what_is_open_depends_on_the_moment() -> None:
    text = "{% if is_open('opleidingsgeld') %}open{% else %}{{ date('opleidingsgeld', 'opens_next') }}{% endif %}"
    assert rendered(text, datetime(2026, 11, 2, 8, 59)) == "2 november 2026"
    assert rendered(text, datetime(2026, 11, 2, 9, 0)) == "open"


@pytest.mark.parametrize(
    "text",
    [
        "{{ title('weg') }}",
        "{{ amount('opleidingsgeld', 'weg') }}",
        "{{ amount('opleidingsgeld', 'oud') }}",
        "{{ date('opleidingsgeld', 'begin') }}",
        "{{ date('opleidingsgeld', 'opens_next') }}",
        "{{ naam }}",
        "{{ onbekend('x') }}",
        "{{ title('opleidingsgeld') ",
    ],
)
def test_a_dead_reference_is_an_error_and_never_an_empty_place(text: str) -> None:
    with pytest.raises(DeadReference):
        rendered(text)


def test_a_text_is_compiled_once_and_filled_in_anew_each_time() -> None:
    renderer = Renderer({"opleidingsgeld": make.arrangement()})
    text = "{{ naam }}: {% if is_open('opleidingsgeld') %}open{% else %}dicht{% endif %}"
    assert renderer.render(text, datetime(2026, 11, 2, 8, 59), naam="Ans") == "Ans: dicht"
    began = time.perf_counter()
    for _ in range(200):
        assert renderer.render(text, datetime(2026, 11, 2, 9, 0), naam="Bo") == "Bo: open"
    assert (time.perf_counter() - began) / 200 < 0.001
    with pytest.raises(DeadReference):
        renderer.render(text, ON)  # the name of an earlier call is not remembered


def test_references_and_variables_of_a_text_are_known() -> None:
    renderer = Renderer({})
    text = "{{ title('a') }} {{ amount('b', 'x') }} {{ naam }}"
    assert renderer.references(text) == ("a", "b")
    assert renderer.variables(text) == {"naam"}


def test_only_texts_about_what_is_open_change_with_the_moment() -> None:
    assert timed("{% if is_open('a') %}x{% endif %}")
    assert timed("{{ date('a', 'closes') }}")
    assert not timed("{{ date('a', 'valid_to') }}")
