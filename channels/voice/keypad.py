"""What the keys mean: 0 a person, * again; 1 yes and 2 no; else a choice, or the digits of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice import phrases
from channels.voice.commands import Command
from channels.voice.state import Choice, Expects, State

MORE = "9"
CODE = "8"
PAGE = 3
# The main choices, with keys that always mean the same where nothing was asked.
MAIN = (
    Choice(title="geld voor uw opleiding", payload="/financiering_overzicht"),
    Choice(title="een leerbaan", payload="/leerbaan_zoeken"),
    Choice(title="erkenning van wat u al kunt", payload="/evc_aanvragen"),
)
_DIGITS = frozenset({"plaats", "leeftijd", "telefoon", "reisafstand", "bedrag", "getal"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of: a command, yes or no, a choice, or text; none of them when the key means nothing here."""

    command: Command | None = None
    decided: bool | None = None
    choice: Choice | None = None
    text: str = ""


def meaning(state: State, keys: str) -> Meaning:
    """Return what keys mean now; `state.page` moves on when more choices are asked for."""
    if keys == "0":
        return Meaning(command=Command.PERSON)
    if "*" in keys or not keys.strip("#"):
        return Meaning(command=Command.REPEAT)
    keys = keys.strip("#")
    if state.expects in (Expects.NUMBER, Expects.CODE):
        return Meaning(text=keys)
    if state.wants_yes_or_no and keys in ("1", "2"):
        return Meaning(decided=keys == "1")
    if state.expects is Expects.ANYTHING and state.asks in _DIGITS:
        return Meaning(text=keys)
    if state.asks is None and keys == CODE:
        return Meaning(command=Command.HAVE_CODE)
    return _chosen(state, keys)


def _chosen(state: State, keys: str) -> Meaning:
    offered = _offered(state)
    if keys == MORE and len(offered) > PAGE:
        state.page = (state.page + 1) % ((len(offered) + PAGE - 1) // PAGE)
        return Meaning(command=Command.CHOICES)
    shown = offered[state.page * PAGE :][:PAGE]
    if keys.isdigit() and 1 <= int(keys) <= len(shown):
        return Meaning(choice=shown[int(keys) - 1])
    return Meaning()


def _offered(state: State) -> list[Choice]:
    return state.choices if state.asks is not None and state.choices else list(MAIN)


def choices(state: State, *, lost: bool = False) -> str:
    """Return what the keys mean now, in words: never more than three choices at once.

    `lost`: we do not understand each other; the main choices help more than yes or no.
    """
    if state.wants_yes_or_no and not (lost and state.expects is Expects.ANYTHING):
        return phrases.say("ja_nee")
    if state.expects is Expects.CODE:
        return phrases.say("code_vraag")
    if state.expects is Expects.NUMBER:
        return phrases.say("nummer_toetsen")
    if state.asks == "plaats":
        return phrases.say("postcode_toetsen")
    if state.asks in _DIGITS:
        return phrases.say("nummer_toetsen" if state.asks == "telefoon" else "getal_toetsen")
    offered = _offered(state)
    if offered[0].payload == MAIN[0].payload:
        return phrases.say("menu")
    shown = [choice.title for choice in offered[state.page * PAGE :][:PAGE]]
    said = phrases.say("keuzes", keuzes=shown)
    return f"{said} {phrases.say('keuzes_meer')}" if len(offered) > PAGE else said
