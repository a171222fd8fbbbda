"""How do I get EVC: the route first (for work, or towards a diploma), then the steps for this person.

Ends with providers near the person, or with the loket. Never promises a diploma, never quotes a price.
"""

from __future__ import annotations

import re

from actions.tasks import cards, finding
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.reply import Item, Reply, Wording
from actions.tasks.state import Offer
from actions.tasks.texts import Texts

_FOR_WORK = ("step_1", "step_2", "step_3", "step_4", "step_5")
_FOR_DIPLOMA = ("school_step_1", "school_step_2", "school_step_3", "school_step_4")
_PAYS = {
    **dict.fromkeys(("ww", "wia", "ziektewet", "wajong"), "pays_uwv"),
    "bijstand": "pays_gemeente",
    **dict.fromkeys(("zzp", "werkzoekend", "vrijwilliger", "student"), "pays_self"),
}
_SOURCES = {"arbeidsmarkt": "evc_arbeidsmarktroute", "onderwijs": "evc_onderwijsroute"}
MAX_PROVIDERS = 3
# The texts count their own steps; the cards are counted here, since a plan may leave some out.
_NUMBER = re.compile(r"^\w+ \d+[.:] ")


class EvcPlan(TaskKind):
    """Topic `evc_aanvragen`."""

    name = "evc_plan"
    topic = "evc_aanvragen"
    slots = frozenset({"beroep_nu", "sector_nu", "niveau_doel", "werksituatie", "plaats"})
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

    def result(self, turn: Turn) -> Reply:
        """The steps of the route as cards, who may pay, and providers or the loket."""
        texts = turn.texts
        route = _route(turn)
        reply = Reply(self.topic, texts.say(f"evc_aanvragen.route_{route or 'onbekend'}"))
        reply.items = self._steps(turn, route)
        reply.say_last(texts.say("evc_aanvragen.bring").only_read())
        if turn.on_voice and route is None:
            turn.memory.offer = Offer("mens_spreken")  # the spoken text asks whether an adviser may help to choose
        providers = finding.providers(turn, MAX_PROVIDERS) if route != "onderwijs" else []
        if providers:
            reply.items += providers
            reply.say_last(texts.say("evc_aanvragen.provider_check").only_read())
            if any(item["demo"] for item in providers):
                reply.say_last(texts.say("evc_aanbieder.demo_notice"))
        elif (loket := finding.loket(turn)) is not None:
            reply.items.append(loket)
        else:
            reply.items.append(_step(texts, "help", "title_help"))
        return reply.add_buttons(*texts.follow_up_buttons(self.topic))

    def _steps(self, turn: Turn, route: str | None) -> list[Item]:
        texts = turn.texts
        if route is None:
            items = [_step(texts, "step_1"), *(_step(texts, f"route_{name}", f"title_{name}") for name in _SOURCES)]
            items.append(_step(texts, "step_3"))
        else:
            items = [_step(texts, name) for name in (_FOR_DIPLOMA if route == "onderwijs" else _FOR_WORK)]
        experience = turn.text_value("beroep_nu") or turn.text_value("sector_nu")
        if experience:
            slot = "beroep_nu" if turn.knows("beroep_nu") else "sector_nu"
            said = texts.say("evc_aanvragen.with_occupation", beroep=texts.value_title(slot, experience))
            items[1 if route == "arbeidsmarkt" else 0]["why"].append(said.web)
        level = turn.text_value("niveau_doel")
        if level and level != "geen" and route == "onderwijs":
            said = texts.say("evc_aanvragen.with_level", niveau=texts.value_title("niveau_doel", level))
            items[0]["why"].append(said.web)
        pays = _PAYS.get(turn.profile.text("werksituatie") or "", "who_pays")
        items.append(_step(texts, pays, "title_pays"))
        for number, item in enumerate(items, 1):
            item["title"] = texts.phrase("step", nummer=number, titel=item["title"])
            of_route = route or item["id"].removeprefix("route_")
            item["source"] = cards.source_of(turn, _SOURCES.get(of_route, _SOURCES["arbeidsmarkt"]))
        return items


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
