"""What work suits me: a short interest check in the conversation, to think with and no test.

Six things that one may like to do, one of each of Holland's kinds (RIASEC); yes, no or "weet ik niet". Whoever likes
three or more chooses which most, in at most two more questions of at most three answers. So never more than eight taps,
and one can stop at each: what was answered so far counts. Ends in three to five occupations, each with the answers that
led there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from actions.tasks import beroepen, cards
from actions.tasks.context import Step, TaskKind, Turn
from actions.tasks.heard_work import unlearn
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.state import Offer
from knowledge.records import Option

if TYPE_CHECKING:
    from knowledge.occupations import Occupation

MAX_TAPS = 8
MAX_OCCUPATIONS = 5
MAX_CHOICES = 3
# The order of the questions: what most people know from daily life first, and no two alike after each other.
ORDER = "srcaei"
_LIKED, _CHOSEN = 2, 1
# How much the first, second and third kind of an occupation count.
_WEIGHTS = (3, 2, 1)
# Who likes this many kinds or more is asked which most.
_MANY = 3

Scores = Mapping[str, int]


class Interesse(TaskKind):
    """Topic `loopbaan_welk_beroep`."""

    name = "interesse"
    topic = "loopbaan_welk_beroep"
    slots = frozenset({*(f"interesse_{kind}" for kind in ORDER), "interesse_keuze_1", "interesse_keuze_2", "plaats"})
    light = True

    def next_step(self, turn: Turn) -> Step | None:
        """The next thing to like or not, then, if many are liked, which most."""
        if not turn.said.payload and any(slot.startswith("interesse_keuze_") for slot in turn.heard.values):
            unlearn(turn, "sector_doel", "sector_nu", "beroep_doel", "beroep_nu")  # "met mijn handen" is no branch
        asked = turn.task.asked if turn.task else []
        left = [kind for kind in ORDER if f"interesse_{kind}" not in asked]
        if left:
            return Step(f"interesse_{left[0]}", MAX_TAPS - len(ORDER) + len(left))
        rounds = [number for number, group in enumerate(_groups(turn), 1) if len(group) > 1]
        open_ = [number for number in rounds if f"interesse_keuze_{number}" not in asked]
        return Step(f"interesse_keuze_{open_[0]}", len(open_)) if open_ else None

    def question(self, turn: Turn, slot: str) -> Wording:
        """Which of the things that are liked most: with them in the words, for who only hears."""
        if not slot.startswith("interesse_keuze_"):
            return Wording()
        titles = [option.title.lower() for option in self.choices(turn, slot)]
        key = "loopbaan_welk_beroep.choose" if slot.endswith("1") else "loopbaan_welk_beroep.choose_again"
        return turn.texts.say(key, dingen=turn.texts.enumerate(titles, "of"))

    def choices(self, turn: Turn, slot: str) -> Sequence[Option]:
        """The things that are liked, at most three at a time."""
        if not slot.startswith("interesse_keuze_"):
            return ()
        groups = _groups(turn)
        number = int(slot[-1])
        group = groups[number - 1] if number <= len(groups) else ""
        return [Option(kind, turn.texts.word("interests", kind)) for kind in group]

    def so_far(self, turn: Turn) -> Reply | None:
        """What the answers until now come to; None when nothing was answered yet."""
        return self.result(turn) if any(turn.value(f"interesse_{kind}") is not None for kind in ORDER) else None

    def result(self, turn: Turn) -> Reply:
        """Occupations with the answers that led to each, or that no direction shows; and always a person."""
        texts, scores = turn.texts, _scores(turn)
        found = occupations(turn, scores)
        if not found:
            reply = Reply(self.topic, texts.say("loopbaan_welk_beroep.no_result"))
            if turn.on_voice:
                turn.memory.offer = Offer("mens_spreken")
            return beroepen.add_help(turn, reply).add_buttons(*texts.follow_up_buttons(self.topic))
        liked = [kind for kind in sorted(scores, key=lambda kind: (-scores[kind], ORDER.index(kind))) if scores[kind]]
        things = texts.enumerate([texts.word("interests", kind).lower() for kind in liked])
        names = texts.enumerate([one.name for one, _ in found[:3]])
        reply = Reply(self.topic, texts.say("loopbaan_welk_beroep.result", dingen=things, beroepen=names))
        learned = [(one, kinds, beroepen.ways(turn, one)) for one, kinds in found]
        reply.items = [_card(turn, one, kinds, ways) for one, kinds, ways in learned]
        if any(ways.demo for *_, ways in learned):
            reply.say_last(texts.say("loopbaan_overstap.demo_routes").only_read())
        reply.say_last(texts.say("loopbaan_welk_beroep.talk").only_read())
        reply.add_buttons(*beroepen.route_buttons(turn, [(one.name, ways) for one, _, ways in learned]))
        reply.add_buttons(button(texts.title("button.opnieuw_kiezen"), "loopbaan_welk_beroep"))
        if turn.on_voice:
            turn.memory.offer = Offer("items")
        return beroepen.add_help(turn, reply)

    def aloud(self, turn: Turn, items: Sequence[Item]) -> Wording:
        """The first three, each with its chances."""
        return beroepen.read_aloud(turn, items)


def occupations(turn: Turn, scores: Scores) -> list[tuple[Occupation, str]]:
    """The occupations that fit best, with the liked kinds that led to each; none when no direction shows.

    What is liked most leads; what is liked besides decides among its occupations, then a way to learn it, then much
    work. Equals go in the order of the records, so that the same answers give the same occupations.
    """
    best = max(scores.values(), default=0)
    leading = [kind for kind in ORDER if best and scores.get(kind) == best]
    if not leading or len(leading) == len(ORDER):
        return []
    rows = {kind: _ranked(turn, kind, scores) for kind in leading}
    chosen: list[tuple[Occupation, str]] = []
    while len(chosen) < MAX_OCCUPATIONS and any(rows.values()):
        for kind in leading:  # in turn, so that of equals all are seen
            if rows[kind] and len(chosen) < MAX_OCCUPATIONS:
                fresh = min(rows[kind], key=lambda one: _seen(one[0], chosen))
                rows[kind].remove(fresh)
                chosen.append(fresh)
    return chosen


def _ranked(turn: Turn, leading: str, scores: Scores) -> list[tuple[Occupation, str]]:
    """The occupations of which this kind is the first, best first."""
    market, known = turn.knowledge.arbeidsmarkt, turn.knowledge.catalogue.occupations
    found: list[tuple[tuple[int, bool, bool], Occupation, str]] = []
    for interest in market.interests():
        if interest.types[0] != leading:
            continue
        fit = sum(weight * scores.get(kind, 0) for weight, kind in zip(_WEIGHTS, interest.types, strict=False))
        kinds = "".join(kind for kind in interest.types if scores.get(kind))
        for occupation in filter(None, map(known.get, interest.examples)):
            now = market.outlook(occupation.code).now
            taught, hopeful = bool(beroepen.ways(turn, occupation).hits), now is not None and now.value == "veel"
            found.append(((-fit, not taught, not hopeful), occupation, kinds))
    return [(occupation, kinds) for _, occupation, kinds in sorted(found, key=lambda one: one[0])]


def _seen(occupation: Occupation, chosen: Sequence[tuple[Occupation, str]]) -> tuple[bool, bool]:
    """Whether its group, or its sector, was shown: what is new comes first."""
    others = [one for one, _ in chosen]
    return occupation.isco in {one.isco for one in others}, occupation.sector in {one.sector for one in others}


def _scores(turn: Turn) -> dict[str, int]:
    """How much each kind is liked, of those that were answered by yes or no."""
    scores: dict[str, int] = {}
    for kind in ORDER:
        answer = turn.value(f"interesse_{kind}")
        if answer is not None:
            scores[kind] = _LIKED if answer is True else 0
    for number in (1, 2):
        chosen = turn.text_value(f"interesse_keuze_{number}")
        if chosen is not None and scores.get(chosen):
            scores[chosen] += _CHOSEN
    return scores


def _groups(turn: Turn) -> list[str]:
    """What to choose from: nothing under three kinds that are liked, else one or two groups of at most three."""
    liked = "".join(kind for kind in ORDER if turn.value(f"interesse_{kind}") is True)
    if len(liked) < _MANY:
        return []
    if len(liked) <= MAX_CHOICES:
        return [liked]
    half = (len(liked) + 1) // 2
    return [liked[:half], liked[half:]]


def _card(turn: Turn, occupation: Occupation, kinds: str, ways: beroepen.Ways) -> Item:
    texts = turn.texts
    things = texts.enumerate([texts.word("interests", kind).lower() for kind in kinds])
    item = beroepen.card(turn, occupation.name, occupation, [texts.title("loopbaan_welk_beroep.why", dingen=things)])
    beroepen.add_ways(turn, item, ways, None, with_evc=False)
    if item["source"] is None:
        item["source"] = cards.source(beroepen.CLASSIFICATION, "")
    return item
