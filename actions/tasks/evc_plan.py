"""How do I get EVC: the route first (for work, or towards a diploma), then the steps for this person, in order.

The standard and level that fit the occupation, what to collect (other papers for a volunteer, somebody self-employed,
a newcomer with a foreign diploma), what it may cost and who may pay (judged for this person), providers nearby or the
loket. Never promises a diploma, never quotes a price as today's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.tasks import beroepen, betalen, cards, finding
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.reply import Item, Reply, Wording
from actions.tasks.state import Offer
from actions.tasks.texts import Texts

_FOR_WORK = ("step_1", "step_2", "step_3", "step_4", "step_5")
_FOR_DIPLOMA = ("school_step_1", "school_step_2", "school_step_3", "school_step_4")
# The steps in which the standard is chosen, and in which proof is collected.
_CHOOSING = frozenset({"step_2", "school_step_1"})
_COLLECTING = frozenset({"step_3", "school_step_2"})
_PAYS = {
    **dict.fromkeys(("ww", "wia", "ziektewet", "wajong"), "pays_uwv"),
    "bijstand": "pays_gemeente",
    **dict.fromkeys(("zzp", "werkzoekend", "vrijwilliger", "student"), "pays_self"),
}
# What to collect besides, by what somebody does.
_PROOF = {
    **dict.fromkeys(("werknemer", "uitzend_of_flex"), "proof_werk"),
    **dict.fromkeys(("ww", "wia", "ziektewet", "wajong", "bijstand", "werkzoekend"), "proof_vroeger_werk"),
    **dict.fromkeys(("zzp", "werkgever"), "proof_zzp"),
    "vrijwilliger": "proof_vrijwilliger",
}
_ROUTES = ("arbeidsmarkt", "onderwijs")
_SOURCES = {
    "arbeidsmarkt": "evc_arbeidsmarktroute",
    "onderwijs": "evc_onderwijsroute",
    "buitenland": "idw_diplomawaardering",
}
MAX_PROVIDERS = 3
# The texts count their own steps; the cards are counted here, since a plan may leave some out.
_NUMBER = re.compile(r"^\w+ \d+[.:] ")


class EvcPlan(TaskKind):
    """Topic `evc_aanvragen`."""

    name = "evc_plan"
    topic = "evc_aanvragen"
    slots = frozenset({"beroep_nu", "sector_nu", "niveau_doel", "werksituatie", "plaats", "hoogste_opleiding"})
    favour = "nu"
    free_text = frozenset({"beroep_nu"})

    def next_step(self, turn: Turn) -> Step | None:
        """Route, occupation, level (only towards a diploma), income (who may pay), place."""
        route = _route(turn)
        wanted = [] if route else ["route"]
        if not turn.knows("sector_nu"):
            wanted.append("beroep_nu")
        if route == "onderwijs" or (route is None and not turn.was_asked("route")):
            wanted.append("niveau_doel")
        return steps(turn, [*wanted, "werksituatie", "plaats"])

    def declined(self, turn: Turn, slot: str) -> Reply | None:
        """No to the place: go on without it."""
        return beroepen.without_place(turn, self) if slot == "plaats" else None

    def aloud(self, turn: Turn, items: Sequence[Item]) -> Wording:
        """The steps by their names; an adviser tells the rest."""
        turn.memory.offer = Offer("mens_spreken")
        said = " ".join(f"{item['title']}." for item in items if item["kind"] == "stap")
        return Wording(said, said, said).then(turn.texts.say("loopbaan_welk_beroep.talk_aloud"), paragraph=False)

    def result(self, turn: Turn) -> Reply:
        """The steps of the route as cards, what they may cost and who may pay, and providers or the loket."""
        texts = turn.texts
        route = _route(turn)
        reply = Reply(self.topic, texts.say(f"evc_aanvragen.route_{route or 'onbekend'}"))
        reply.items = _steps(turn, route)
        reply.say_last(texts.say("evc_aanvragen.bring").only_read())
        if turn.on_voice:  # the spoken text asks whether an adviser may help to choose, or to name the steps
            turn.memory.offer = Offer("items" if route else "mens_spreken")
        payers = betalen.payers(turn, self.topic)
        if payers:
            reply.items += payers
            reply.say_last(texts.say("evc_aanvragen.payers").only_read())
        providers = finding.providers(turn, MAX_PROVIDERS) if route != "onderwijs" else []
        if providers:
            reply.items += providers
            reply.say_last(texts.say("evc_aanvragen.provider_check").only_read())
            if any(item["demo"] for item in providers):
                reply.say_last(texts.say("evc_aanbieder.demo_notice"))
        if (loket := finding.loket(turn)) is not None:
            reply.items.append(loket)
        elif not providers:
            reply.items.append(_step(texts, "help", "title_help"))
        return reply.add_buttons(*texts.follow_up_buttons(self.topic))


def _steps(turn: Turn, route: str | None) -> list[Item]:
    texts = turn.texts
    if route is None:
        items = [_step(texts, "step_1"), *(_step(texts, f"route_{name}", f"title_{name}") for name in _ROUTES)]
        items.append(_step(texts, "step_3"))
    else:
        items = [_step(texts, name) for name in (_FOR_DIPLOMA if route == "onderwijs" else _FOR_WORK)]
    for item in items:
        if item["id"] in _CHOOSING:
            item["why"] += _standard(turn, route)
        if item["id"] in _COLLECTING:
            item["why"] += _proof(turn)
    pays = _step(texts, _PAYS.get(turn.profile.text("werksituatie") or "", "who_pays"), "title_pays")
    pays["why"] = [texts.title("evc_aanvragen.price")]
    collecting = next(at for at, item in enumerate(items) if item["id"] in _COLLECTING)
    items.insert(collecting, pays)  # who pays is settled before one begins
    if turn.profile.text("hoogste_opleiding") == "buitenland":
        items.insert(0, _step(texts, "foreign", "title_foreign"))
    for number, item in enumerate(items, 1):
        item["title"] = texts.phrase("step", nummer=number, titel=item["title"])
        of_route = "buitenland" if item["id"] == "foreign" else route or item["id"].removeprefix("route_")
        item["source"] = cards.source_of(turn, _SOURCES.get(of_route, _SOURCES["arbeidsmarkt"]))
    return items


def _standard(turn: Turn, route: str | None) -> list[str]:
    """The experience that was told, the qualifications that can be the standard for it, and the level aimed at."""
    texts = turn.texts
    own = beroepen.work(turn, "nu")
    if own is None:
        return []
    said = [texts.title("evc_aanvragen.with_occupation", beroep=own.name)]
    names = dict.fromkeys(
        f"{found.qualification} ({texts.word('levels', found.level)})"
        for found in (beroepen.ways(turn, one) for one in own.occupations)
        if found.qualification and found.level
    )
    if names:
        key = "standard" if route == "arbeidsmarkt" else "standard_school"
        said.append(texts.title(f"evc_aanvragen.{key}", standaarden=texts.enumerate(list(names)[:2], "of")))
    else:
        said.append(texts.title("evc_aanvragen.standard_unknown"))
    level = turn.text_value("niveau_doel")
    if level and level != "geen" and route == "onderwijs":
        said.append(texts.title("evc_aanvragen.with_level", niveau=texts.value_title("niveau_doel", level)))
    return said


def _proof(turn: Turn) -> list[str]:
    """What to collect for this person: papers of work, of volunteering, of one's own business, of another country."""
    keys = [_PROOF.get(turn.profile.text("werksituatie") or "")]
    if turn.profile.text("hoogste_opleiding") == "buitenland":
        keys.append("proof_buitenland")
    return [turn.texts.title(f"evc_aanvragen.{key}") for key in keys if key]


def _route(turn: Turn) -> str | None:
    """For work or towards a diploma: as answered here, or as the aim that was told before."""
    told = "onderwijs" if turn.profile.text("doel") == "diploma" else None
    return turn.text_value("route") or told


def _step(texts: Texts, name: str, title: str | None = None) -> Item:
    """A step card out of a text: of "Stap 1. Praat met iemand. Vertel ..." the first sentence is the title."""
    said: Wording = texts.say(f"evc_aanvragen.{name}")
    if title is not None:
        return cards.stap(name, texts.title(f"evc_aanvragen.{title}"), said.web)
    text = _NUMBER.sub("", said.web.replace("\n", " "))
    first, _, rest = text.partition(". ")
    return cards.stap(name, first.rstrip("."), rest)
