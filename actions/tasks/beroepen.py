"""Occupations in answers: what work a person's words mean, and a card of one with its chances and ways to learn it.

Every figure on a card says who gives it and of which period. What we do not know is said, not left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.tasks import cards, finding
from actions.tasks.context import TaskKind, Turn
from actions.tasks.profile import SLOTS
from actions.tasks.reply import Button, Item, Reply, Wording, button
from actions.tasks.state import Offer
from knowledge import dutch, moments
from knowledge.arbeidsmarkt import Figure, Move, Outlook
from knowledge.arbeidsmarkt.periods import aloud, in_words
from knowledge.occupations import STRONG
from knowledge.records import Source

if TYPE_CHECKING:
    from knowledge.occupations import Occupation
    from knowledge.search import Hit

LEVELS = SLOTS["niveau_doel"].values
# From this score a name that is only part of what was said is still what was meant.
_LIKELY = 0.7
_MOST_MEANT = 6
_MOST_GROUPS = 3
MAX_BUTTONS = 3
_NEARBY_KM = 50
# Nearness of occupations rests on these; ESCO's links between occupations and skills are not in hand.
CLASSIFICATION = Source("CBS en ROA, indeling van beroepen (BRC 2014)", "", "2014", "Beroepen die op elkaar lijken.")


@dataclass(frozen=True, slots=True)
class Work:
    """Work that a person does or wants: the occupations it can be, its sector, and how we say it back."""

    occupations: tuple[Occupation, ...]
    sector: str | None
    name: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The ESCO codes of the occupations."""
        return tuple(occupation.code for occupation in self.occupations)

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sector that was named, or those of the occupations."""
        own = (self.sector,) if self.sector else tuple(occupation.sector for occupation in self.occupations)
        return tuple(dict.fromkeys(own))


@dataclass(frozen=True, slots=True)
class Ways:
    """Where an occupation can be learned, as far as the catalogue knows: the nearest hit of each kind."""

    hits: tuple[Hit, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether there is something of a kind."""
        return any(hit.item.kind == kind for hit in self.hits)

    @property
    def demo(self) -> bool:
        """Whether examples are among them."""
        return any(hit.item.demo for hit in self.hits)

    @property
    def level(self) -> str | None:
        """The lowest level at which it is taught."""
        return min((hit.item.level for hit in self.hits if hit.item.level), key=LEVELS.index, default=None)

    @property
    def qualification(self) -> str | None:
        """The name of the qualification of that level."""
        for hit in self.hits:
            named = hit.item.details.get("qualification")
            if hit.item.level == self.level and isinstance(named, dict):
                return str(named.get("name") or "") or None
        return None


def meant(turn: Turn, words: str) -> tuple[Occupation, ...]:
    """The occupations that a person's words mean, the likeliest first; none when we do not understand them."""
    occupations = turn.knowledge.catalogue.occupations
    found = occupations.find(words)
    sure = [match for match in found if match.score >= STRONG] or [match for match in found if match.how == "breed"]
    if not sure and (named := turn.knowledge.arbeidsmarkt.codes_named(words)):
        return tuple(one for code in named if (one := occupations.get(code)))
    if not sure and found and found[0].score >= _LIKELY:
        sure = [match for match in found if match.score == found[0].score]
    return tuple(match.occupation for match in sure[:_MOST_MEANT])


def work(turn: Turn, side: str) -> Work | None:
    """What a person told of their work now ("nu") or of the work they want ("doel"); None when nothing is known."""
    words, sector = turn.profile.text(f"beroep_{side}"), turn.profile.text(f"sector_{side}")
    if words:
        found = meant(turn, words)
        name = found[0].name if len(found) == 1 else words
        return Work(found, sector if not found else None, name)
    return Work((), sector, turn.texts.value_title(f"sector_{side}", sector)) if sector else None


def region(turn: Turn) -> str | None:
    """The arbeidsmarktregio of the person's place; None without a place, or in an area that has more than one."""
    place = finding.place(turn)
    if place is None:
        return None
    if place.kind == "provincie":
        regions = turn.knowledge.places.regions(place.name)
        return regions[0] if len(regions) == 1 else None
    return place.regio or None


def card(turn: Turn, name: str, occupation: Occupation | None, why: Sequence[str]) -> Item:
    """An occupation with why it is named, its chances of work and where it can be learned."""
    identifier = occupation.code if occupation else "-".join(["zonder-code", *name.lower().split()])
    item = cards.item("beroep", identifier, name[:1].upper() + name[1:])
    item["why"] = list(why)
    item["facts"] = {}
    outlook = turn.knowledge.arbeidsmarkt.outlook(occupation.code, region(turn)) if occupation else Outlook()
    add_outlook(turn, item, outlook)
    turn.memory.find("beroep", item["id"], "gevonden")
    return item


def add_outlook(turn: Turn, item: Item, outlook: Outlook) -> None:
    """Put the chances of work on a card, each with its source and period, and what must be checked."""
    texts, facts = turn.texts, item["facts"]
    known = judgement(turn, outlook.now, outlook.also) if outlook.now else None
    facts["kans_op_werk"] = known or texts.phrase("outlook_unknown")
    if outlook.nearby:
        facts["in_uw_regio"] = judgement(turn, outlook.nearby)
    if outlook.expected:
        facts["verwachting"] = judgement(turn, outlook.expected)
    if outlook.wage:
        facts["startloon"] = judgement(turn, outlook.wage)
    if outlook.figures:
        first = outlook.figures[0]
        item["source"] = source_of(turn, first)
        item["certainty"] = certainty(turn, first)
        item["check"] = [*item["check"], *as_far_as_known(turn, outlook.figures)]


def no_region(turn: Turn, items: Sequence[Item]) -> Wording:
    """That we have no figures of the person's region, said once rather than on each card."""
    here = region(turn)
    if here is None or any("in_uw_regio" in item["facts"] for item in items):
        return Wording()
    return turn.texts.say("loopbaan_kans_op_werk.region_no_figures", regio=region_name(here)).only_read()


def region_name(name: str) -> str:
    """A region after "de regio": "Zwolle" for "Regio Zwolle"."""
    return name.removeprefix("Regio ")


def judgement(turn: Turn, figure: Figure, also: Sequence[Figure] = ()) -> str:
    """A figure in words, with who says it and of which period: "veel werk voor kappers (UWV, 2025-2026)"."""
    texts = turn.texts
    groups = [lower(one.name) for one in (figure, *also)][:_MOST_GROUPS]
    if isinstance(figure.value, str):
        said = texts.word(figure.measure, figure.value)
    else:
        said = texts.phrase(f"figure_{figure.measure}", waarde=dutch.number(figure.value), eenheid=figure.unit or "")
    judged = texts.phrase(
        "outlook", oordeel=said, groep=texts.enumerate(groups), wie=body(turn, figure), periode=in_words(figure.period)
    )
    return f"{judged}. {figure.note}" if figure.note else judged


def body(turn: Turn, record: Figure | Move) -> str:
    """Who says it, in short: "UWV", without what the source's title adds behind a comma or in brackets."""
    return re.split(r",| \(", turn.knowledge.arbeidsmarkt.source(record).title)[0]


def source_of(turn: Turn, record: Figure | Move) -> dict[str, object]:
    """The source of a figure or a transition as a citizen sees it."""
    found = turn.knowledge.arbeidsmarkt.source(record)
    return cards.source(Source(found.title, found.url or "", found.date, found.fact), record.evidence_date)


def certainty(turn: Turn, record: Figure | Move) -> str:
    """How sure we are: evidence of the source itself of the last year is sure, all else as far as we know."""
    fresh = moments.earliest(record.evidence_date) >= moments.a_year_before(turn.now.date())
    return "zeker" if fresh and record.confidence == "hoog" else "voor_zover_bekend"


def as_far_as_known(turn: Turn, figures: Sequence[Figure]) -> list[str]:
    """Where to check figures that we are not sure of: one sentence, for the oldest of them."""
    doubtful = [figure for figure in figures if certainty(turn, figure) != "zeker"]
    if not doubtful:
        return []
    oldest = min(doubtful, key=lambda figure: moments.earliest(figure.evidence_date))
    when = dutch.evidence(oldest.evidence_date)
    return [turn.texts.title("as_far_as_known", datum=when, instantie=body(turn, oldest))]


def ways(turn: Turn, occupation: Occupation | None) -> Ways:
    """Where an occupation can be learned, the nearest to the person first."""
    if occupation is None:
        return Ways()
    hits = []
    for kind in ("leerbaan", "opleiding", "certificaat"):
        found = turn.knowledge.catalogue.search(
            kind, occupation=occupation.code, near=finding.place(turn), limit=1, on=turn.now.date(), widen=False
        )
        hits += [hit for hit in found.hits if hit.match == "beroep"]
    return Ways(tuple(hits))


def add_ways(turn: Turn, item: Item, found: Ways, needs: str | None, with_evc: bool) -> None:
    """Put on a card at what level it is, what is still to be learned, and in which ways.

    `needs` is what a source says is to be learned; without it only the level is known, or nothing.
    """
    texts, facts = turn.texts, item["facts"]
    if found.level:
        facts["niveau"] = texts.word("levels", found.level)
    if needs is None and found.level:
        key = "needs_named" if found.qualification else "needs_level"
        needs = texts.phrase(key, opleiding=found.qualification or "", niveau=facts["niveau"])
    facts["nog_te_leren"] = needs or texts.phrase("needs_unknown")
    names = [texts.phrase("way", soort=texts.word("ways", hit.item.kind), waar=_where(turn, hit)) for hit in found.hits]
    names += [texts.word("ways", "evc")] if with_evc else []
    facts["leren_kan_via"] = texts.enumerate(names, "of") if found.hits else texts.phrase("ways_unknown")


def _where(turn: Turn, hit: Hit) -> str:
    said = []
    if hit.item.demo:
        said.append(turn.texts.phrase("way_demo"))
    if hit.distance_km is not None:
        far = hit.distance_km > _NEARBY_KM
        said.append(turn.texts.phrase("way_far" if far else "distance", km=max(1, round(hit.distance_km))))
    return f" ({', '.join(said)})" if said else ""


def route_buttons(turn: Turn, found: Sequence[tuple[str, Ways]]) -> list[Button]:
    """A button to look for a way to learn each of the first occupations: a leerbaan, or else a programme."""
    buttons: list[Button] = []
    for name, learned in found:
        topic = "leerbaan_zoeken" if learned.has("leerbaan") else "opleiding_zoeken"
        if learned.hits and len(buttons) < MAX_BUTTONS:
            buttons.append(button(turn.texts.title(f"button.{topic}", beroep=name), topic, beroep_doel=name))
    return buttons


def without_place(turn: Turn, kind: TaskKind) -> Reply:
    """The result when the place was refused: it may always be left out."""
    if turn.task is not None:
        turn.task.pending, turn.task.choices, turn.task.done = None, [], True
    turn.memory.misses = 0
    return kind.result(turn)


def add_help(turn: Turn, reply: Reply) -> Reply:
    """Who knows more: the loket of the person's place, and always a button to a person."""
    if (loket := finding.loket(turn)) is not None:
        reply.items.append(loket)
    else:
        reply.add_buttons(*turn.texts.topic_buttons(["loket_zoeken"]))
    return reply.add_buttons(button(turn.texts.title("button.mens"), "mens_spreken"))


def read_aloud(turn: Turn, items: Sequence[Item]) -> Wording:
    """The first occupations, each in one sentence with its chances, for the telephone."""
    sentences = []
    for item in [item for item in items if item["kind"] == "beroep"][:MAX_BUTTONS]:
        occupation = turn.knowledge.catalogue.occupations.get(item["id"])
        outlook = turn.knowledge.arbeidsmarkt.outlook(occupation.code) if occupation else Outlook()
        sentences.append(_sentence(turn, str(item["title"]), outlook))
    turn.memory.offer = Offer("mens_spreken")
    said = " ".join(sentences)
    return Wording(said, said, said).then(turn.texts.say("loopbaan_welk_beroep.talk_aloud"), paragraph=False)


def _sentence(turn: Turn, title: str, outlook: Outlook) -> str:
    if outlook.now is None:
        return turn.texts.phrase("aloud_unknown", beroep=title)
    value = outlook.now.value
    said = turn.texts.word("aloud", value if isinstance(value, str) else "cijfer")
    years = aloud(outlook.now.period)
    return turn.texts.phrase("aloud_known", beroep=title, oordeel=said, wie=body(turn, outlook.now), jaren=years)


def lower(name: str) -> str:
    """A name within a sentence: "Kappers" becomes "kappers", "ICT-beroepen" stays."""
    start = 1 if name.startswith("(") else 0
    keeps = name[start : start + 2].isupper() or not name[start : start + 1].isalpha()
    return name if keeps else name[:start] + name[start].lower() + name[start + 1 :]
