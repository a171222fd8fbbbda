"""Which occupations can I move to: near one's own, each with why, what is missing, its chances and a way to learn it.

First what a source says people did, then what lies near in the classifications of occupations. Asks for the work of
now, and a place, which may be left out. A wish that was told (a sector, an occupation) comes before nearness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.tasks import beroepen, cards, heard_work
from actions.tasks.beroepen import LEVELS, Work
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.reply import Item, Reply, Wording
from actions.tasks.state import Offer
from knowledge.arbeidsmarkt import Move, Outlook
from knowledge.arbeidsmarkt.market import SAME_GROUP, SAME_UNIT

if TYPE_CHECKING:
    from knowledge.occupations import Occupation

MAX_OCCUPATIONS = 5
MAX_DOCUMENTED = 3
ENOUGH = 3
MAX_OTHERS = 2  # near, but with no way to learn it that we know
MOST_NEAR = 16  # occupations near one's own that are looked into
_OLDER = 45


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An occupation to move to, with the sentences that say why; `move` is the transition a source names."""

    name: str
    occupation: Occupation | None
    why: tuple[str, ...]
    move: Move | None = None


class Overstap(TaskKind):
    """Topic `loopbaan_overstap`."""

    name = "overstap"
    topic = "loopbaan_overstap"
    slots = frozenset({"beroep_nu", "sector_nu", "beroep_doel", "sector_doel", "plaats", "leeftijd"})
    favour = "nu"
    free_text = frozenset({"beroep_nu"})
    echoes = True

    def begin(self, turn: Turn) -> None:
        """Which side an occupation of the question is on, and one that only its words tell ("ik sta in een winkel")."""
        if not turn.said.payload:
            heard_work.take_sides(turn)
            heard_work.notice(turn)

    def listened(self, turn: Turn) -> None:
        """Work that is told while we ask for the place can be a wish."""
        if turn.task is not None and turn.task.pending == "plaats":
            heard_work.take_wishes(turn)

    def unasked(self, turn: Turn) -> Reply | None:
        """ "Iets met mensen" is no place but a wish for work: how to make it one that we can look for."""
        if turn.task is None or turn.task.pending != "plaats" or not heard_work.is_vague_wish(turn):
            return None
        reply = Reply(self.topic, turn.texts.say("loopbaan_overstap.vague_wish"))
        return reply.add_buttons(*turn.texts.topic_buttons(["loopbaan_welk_beroep"]))

    def next_step(self, turn: Turn) -> Step | None:
        """The work of now, then the place; nothing when the work is known."""
        heard_work.notice(turn)
        return steps(turn, ["beroep_nu", "plaats"])

    def accepts(self, turn: Turn, slot: str, words: str) -> bool:
        """A few words, or more that name work."""
        return super().accepts(turn, slot, words) or bool(beroepen.meant(turn, words))

    def result(self, turn: Turn) -> Reply:
        """The occupations as cards, or the honest sentence that we know none, and who does."""
        own, wish = beroepen.work(turn, "nu"), beroepen.work(turn, "doel")
        found = _candidates(turn, own, wish)
        texts = turn.texts
        if not found:
            reply = Reply(self.topic, texts.say("loopbaan_overstap.none"))
            if own is not None and not own.codes:
                reply.say_first(texts.say("loopbaan_overstap.not_understood", beroep=own.name))
            if turn.on_voice:
                turn.memory.offer = Offer("mens_spreken")
            reply.add_buttons(*texts.topic_buttons(["loopbaan_welk_beroep"]))
            return beroepen.add_help(turn, reply).add_buttons(*texts.follow_up_buttons(self.topic))
        reply = Reply(self.topic, _lead(turn, own, wish, found))
        learned = [(one, beroepen.ways(turn, one.occupation)) for one in found]
        reply.items = [_card(turn, one, ways, own) for one, ways in learned]
        reply.say_last(beroepen.no_region(turn, reply.items))
        if any(ways.demo for _, ways in learned):
            reply.say_last(texts.say("loopbaan_overstap.demo_routes").only_read())
        if isinstance(age := turn.profile.value("leeftijd"), int) and age >= _OLDER:
            reply.say_last(texts.say("loopbaan_overstap.ouder_45").only_read())
        routes = [(one.occupation.name if one.occupation else one.name, ways) for one, ways in learned]
        reply.add_buttons(*beroepen.route_buttons(turn, routes))
        if turn.on_voice:  # only the spoken text ends with a question of its own
            turn.memory.offer = Offer("items")
        return beroepen.add_help(turn, reply).add_buttons(*texts.follow_up_buttons(self.topic))

    def declined(self, turn: Turn, slot: str) -> Reply | None:
        """No to the place: go on without it."""
        return beroepen.without_place(turn, self) if slot == "plaats" else None

    def aloud(self, turn: Turn, items: Sequence[Item]) -> Wording:
        """The first three, each with its chances."""
        return beroepen.read_aloud(turn, items)


def _candidates(turn: Turn, own: Work | None, wish: Work | None) -> list[_Candidate]:
    """The occupations to show, best first, each once."""
    found: dict[str, _Candidate] = {}
    names: set[str] = set()
    own_codes = own.codes if own else ()
    documented = 0
    for one in _in_order(turn, own, wish):
        key = one.occupation.code if one.occupation else one.name
        figure = turn.knowledge.arbeidsmarkt.outlook(key).now if one.move is None else None
        group = figure.id if figure else one.name  # two of one group of the source say the same twice
        if key in found or key in own_codes or {one.name, group} & names:
            continue
        if one.move is not None:
            documented += 1
            if documented > MAX_DOCUMENTED:
                continue
        found[key] = one
        names |= {one.name, group}
        if len(found) == MAX_OCCUPATIONS:
            break
    return list(found.values())


def _in_order(turn: Turn, own: Work | None, wish: Work | None) -> Iterator[_Candidate]:
    market, texts = turn.knowledge.arbeidsmarkt, turn.texts
    own_codes = own.codes if own else ()
    wanted = set(wish.sectors) if wish else set()
    moves = [_documented(turn, move) for move in market.moves_from(own_codes, own.sectors if own else ())]
    taught, others, lower = _nearest(turn, own) if own is not None else ([], [], [])
    near = [*taught, *others, *lower]
    if wish is None:
        yield from (*moves, *taught, *others[:MAX_OTHERS])
        if own is not None and own.sectors:
            sector = texts.value_title("sector_nu", own.sectors[0])
            yield from _of_sectors(turn, own.sectors, "why_same_sector", sector)
        yield from (*others, *lower)
        return
    for occupation in wish.occupations:
        how = next((one for one in near if one.occupation == occupation), None)
        said = how.why if how else _how_far(turn, own)
        move = next((one.move for one in moves if one.occupation == occupation), None)
        yield _Candidate(occupation.name, occupation, (texts.title("loopbaan_overstap.why_wish"), *said), move)
    yield from (one for one in moves if _sector(one) in wanted)
    yield from (one for one in near if _sector(one) in wanted)
    for sector in wish.sectors:
        yield from (_documented(turn, move) for move in market.moves_into(sector))
    for sector in wish.sectors:
        yield from _of_sectors(turn, [sector], "why_wish_sector", texts.value_title("sector_doel", sector))


def _how_far(turn: Turn, own: Work | None) -> tuple[str, ...]:
    """What can be said of a wish that is not near: nothing without work of now to compare it with."""
    if own is None:
        return ()
    return (turn.texts.title(f"loopbaan_overstap.{'why_wish_far' if own.codes else 'why_unknown'}"),)


def _documented(turn: Turn, move: Move) -> _Candidate:
    occupations = turn.knowledge.catalogue.occupations
    occupation = occupations.get(move.to_occupation) if move.to_occupation else None
    why = [f"{move.evidence} ({beroepen.body(turn, move)}, {move.period})"]
    why += [sentence for sentence in (move.shared, move.note) if sentence]
    return _Candidate(move.to_name, occupation, tuple(why), move)


def _nearest(turn: Turn, own: Work) -> tuple[list[_Candidate], list[_Candidate], list[_Candidate]]:
    """What lies near: what can be learned by a way we know, what cannot, and what is at a lower level than one's own.

    What we know nothing of (no much work, no way to learn it) is left out when there is enough without it.
    """
    own_levels = [LEVELS.index(level) for one in own.occupations if (level := beroepen.ways(turn, one).level)]
    lowest = min(own_levels, default=0)
    taught: list[tuple[tuple[bool, bool, int], _Candidate]] = []
    others, lower, unknown = list[_Candidate](), list[_Candidate](), list[_Candidate]()
    for near in turn.knowledge.arbeidsmarkt.near(turn.knowledge.catalogue.occupations, own.codes)[:MOST_NEAR]:
        ways, hopeful = beroepen.ways(turn, near.occupation), _hopeful(turn, near.occupation)
        one = _near(turn, near.occupation, near.how)
        if ways.level is not None and LEVELS.index(ways.level) < lowest:
            lower.append(one)
        elif ways.hits:
            taught.append(((near.how > SAME_GROUP, not hopeful, near.how), one))
        else:
            (others if hopeful else unknown).append(one)
    first = [one for _, one in sorted(taught, key=lambda pair: pair[0])]
    spare = unknown if len(first) + len(others) < ENOUGH else []
    return first, [*others, *spare], lower


def _near(turn: Turn, occupation: Occupation, how: int) -> _Candidate:
    group = turn.knowledge.arbeidsmarkt.group(occupation.brc)
    key = "why_same_group" if how <= SAME_GROUP and group else "why_near"
    key = "why_same_unit" if how == SAME_UNIT else key
    said = turn.texts.title(f"loopbaan_overstap.{key}", groep=(group or "").lower())
    return _Candidate(occupation.name, occupation, (said,))


def _of_sectors(turn: Turn, sectors: Sequence[str], key: str, name: str) -> Iterator[_Candidate]:
    """Work of a sector with good chances and something to learn it by, when nothing nearer is known."""
    market = turn.knowledge.arbeidsmarkt
    why = turn.texts.title(f"loopbaan_overstap.{key}", sector=name)
    for sector in sectors:
        known = market.common(turn.knowledge.catalogue.occupations, sector)
        for occupation in [one for one in known if _hopeful(turn, one)]:
            if beroepen.ways(turn, occupation).hits:
                yield _Candidate(occupation.name, occupation, (why, turn.texts.title("loopbaan_overstap.why_unknown")))


def _hopeful(turn: Turn, occupation: Occupation | None) -> bool:
    """Whether there is much work in it, as far as a source says."""
    now = turn.knowledge.arbeidsmarkt.outlook(occupation.code).now if occupation else None
    return now is not None and now.value == "veel"


def _sector(one: _Candidate) -> str | None:
    return one.move.to_sector if one.move else one.occupation.sector if one.occupation else None


def _lead(turn: Turn, own: Work | None, wish: Work | None, found: Sequence[_Candidate]) -> Wording:
    """What was understood, and what the cards are."""
    texts = turn.texts
    said = texts.say("loopbaan_overstap.your_work", beroep=own.name) if own else Wording()
    if wish is not None:
        said = said.then(texts.say("loopbaan_overstap.your_wish", wens=wish.name), paragraph=False)
    key = "found_documented" if any(one.move for one in found) else "found"
    if wish is not None:
        key = "found_wish" if wish.occupations else "found_wish_sector"
    names = texts.enumerate([one.name for one in found[:3]])
    return said.only_read().then(texts.say(f"loopbaan_overstap.{key}", beroepen=names), paragraph=False)


def _card(turn: Turn, one: _Candidate, learned: beroepen.Ways, own: Work | None) -> Item:
    item = beroepen.card(turn, one.name, one.occupation, one.why)
    with_experience = own is not None
    beroepen.add_ways(turn, item, learned, one.move.needs if one.move else None, with_experience)
    outlook = Outlook() if one.occupation is None else turn.knowledge.arbeidsmarkt.outlook(one.occupation.code)
    if one.move is not None:  # what the card is there for; its figures name their own source
        item["source"] = beroepen.source_of(turn, one.move)
        item["certainty"] = beroepen.certainty(turn, one.move)
    elif not outlook.figures:
        item["source"] = cards.source(beroepen.CLASSIFICATION, "")
    return item
