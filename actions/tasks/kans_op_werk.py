"""How much work is there: of an occupation or a sector, in the whole country and in the person's region.

Each figure with its source and period. Where we have none it says so, and who knows. Somebody who names no work gets
groups with much work, and may name one afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.tasks import beroepen, cards, heard_work
from actions.tasks.beroepen import Work
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.state import Offer
from actions.tasks.understanding import Said
from actions.tasks.zoeken import subject_of
from knowledge.arbeidsmarkt import NATIONWIDE, Figure, Outlook
from knowledge.arbeidsmarkt.periods import aloud, in_words
from knowledge.profile import SECTORS

MAX_OCCUPATIONS = 3
MAX_GROUPS = 5
MAX_SECTORS = 4
# Kept with the task: work that was asked about, which is no wish of the person.
_SUBJECTS = "onderwerpen"
# What was known of the person's own work at that moment: work that is told since takes the place of the subjects.
_KNOWN_WORK = "werk_bekend"
_WORK_SLOTS = ("beroep_doel", "sector_doel", "beroep_nu", "sector_nu")


class KansOpWerk(TaskKind):
    """Topic `loopbaan_kans_op_werk`."""

    name = "kans_op_werk"
    topic = "loopbaan_kans_op_werk"
    slots = frozenset({*_WORK_SLOTS, "plaats"})
    echoes = True

    def begin(self, turn: Turn) -> None:
        """What the question is about; it may name two kinds of work ("administratie of de zorg")."""
        said, task = turn.said, turn.task
        if task is None:
            return
        named = _named(said)
        words = subject_of(said) if not named and not said.payload else ""
        if words and beroepen.meant(turn, words):
            named = [("beroep", words)]
        task.answers[_SUBJECTS] = [list(pair) for pair in dict.fromkeys(named)][:MAX_OCCUPATIONS]
        if named:  # a question about work is no wish for it
            heard_work.unlearn(turn, *_WORK_SLOTS)
        task.answers[_KNOWN_WORK] = _known_work(turn)

    def next_step(self, turn: Turn) -> Step | None:
        """Only the place, for the region; not for a question about all work."""
        return steps(turn, ["plaats"]) if self._works(turn) else None

    def result(self, turn: Turn) -> Reply:
        """The chances per occupation or sector, or the groups with much work."""
        works = self._works(turn)
        reply = self._of_works(turn, works) if works else self._of_all(turn)
        _add_region(turn, reply)
        if turn.on_voice and works:  # about all work the spoken text asks which work is meant
            turn.memory.offer = Offer("loket_zoeken")
            reply.say_last(turn.texts.say("loopbaan_kans_op_werk.loket"))
        reply.add_buttons(*turn.texts.follow_up_buttons(self.topic))
        return beroepen.add_help(turn, reply)

    def declined(self, turn: Turn, slot: str) -> Reply | None:
        """No to the place: go on without it."""
        return beroepen.without_place(turn, self) if slot == "plaats" else None

    def aloud(self, turn: Turn, items: Sequence[Item]) -> Wording:
        """The first three, each with its chances."""
        return beroepen.read_aloud(turn, items)

    def _works(self, turn: Turn) -> list[Work]:
        """The work that is asked about: named since, named in the question, or else known of the person."""
        task = turn.task
        named = task.answers.get(_SUBJECTS) if task is not None else None
        # The work may have been named turns ago, while the place was asked for.
        told_since = task is not None and task.answers.get(_KNOWN_WORK) != _known_work(turn)
        if isinstance(named, list) and named and not told_since:
            return [work for pair in named if (work := _work(turn, *pair)) is not None]
        about = beroepen.work(turn, "doel") or beroepen.work(turn, "nu")
        return [about] if about is not None else []

    def _of_works(self, turn: Turn, works: Sequence[Work]) -> Reply:
        texts = turn.texts
        reply = Reply(self.topic, Wording())
        for work in works:
            items = _cards(turn, work)
            reply.items += items
            if not items or all(item["source"] is None for item in items):
                reply.say_last(texts.say("loopbaan_kans_op_werk.unknown", beroep=work.name))
            else:
                reply.say_last(_verdict(turn, work))
        if any(item["source"] for item in reply.items):
            reply.say_last(texts.say("loopbaan_kans_op_werk.nationwide").only_read())
        known = turn.knowledge.catalogue.occupations
        shown = [one for item in reply.items if (one := known.get(item["id"])) is not None]
        reply.add_buttons(*beroepen.route_buttons(turn, [(one.name, beroepen.ways(turn, one)) for one in shown]))
        return reply

    def _of_all(self, turn: Turn) -> Reply:
        texts, market = turn.texts, turn.knowledge.arbeidsmarkt
        groups = _spread([figure for sector in SECTORS for figure in market.promising(sector)])
        reply = Reply(self.topic, texts.say("loopbaan_kans_op_werk.all", **_named_aloud(turn, groups)))
        reply.items = [_group_card(turn, figure) for figure in groups]
        for figure in market.of_market():
            key = f"loopbaan_kans_op_werk.market_{figure.measure}"
            shown, who = figure.number or figure.value, beroepen.body(turn, figure)
            said = texts.say(key, waarde=shown, wie=who, periode=in_words(figure.period))
            reply.say_last(said.only_read(), paragraph=figure.measure == "krapte")
        sectors = [sector for sector in SECTORS if market.promising(sector)][:MAX_SECTORS]
        reply.add_buttons(
            *(button(_capital(texts.value_title("sector_doel", one)), self.topic, sector=one) for one in sectors)
        )
        return reply


def _known_work(turn: Turn) -> list[str | None]:
    return [turn.profile.text(slot) for slot in _WORK_SLOTS]


def _named(said: Said) -> list[tuple[str, str]]:
    """The occupations and sectors that a message names; a sector in the word of an occupation is no other subject."""
    found = [entity for entity in said.entities if entity.name in ("beroep", "sector") and not entity.negated]
    work = [(entity.start, entity.end) for entity in found if entity.name == "beroep"]
    return [
        (entity.name, str(entity.value))
        for entity in found
        if entity.name == "beroep" or not any(start < entity.end and entity.start < end for start, end in work)
    ]


def _work(turn: Turn, kind: str, value: str) -> Work | None:
    if kind == "sector":
        return Work((), value, turn.texts.value_title("sector_doel", value)) if value in SECTORS else None
    found = beroepen.meant(turn, value)
    return Work(found, None, found[0].name if len(found) == 1 else value)


def _cards(turn: Turn, work: Work) -> list[Item]:
    """A card per occupation that is meant; of a sector, its groups with much work and what is known of it here."""
    if not work.occupations:
        return _sector_cards(turn, work.sector) if work.sector else []
    market = turn.knowledge.arbeidsmarkt
    known = [one for one in work.occupations if market.outlook(one.code, beroepen.region(turn)).known]
    return [beroepen.card(turn, one.name, one, ()) for one in (known or list(work.occupations))[:MAX_OCCUPATIONS]]


def _sector_cards(turn: Turn, sector: str) -> list[Item]:
    market = turn.knowledge.arbeidsmarkt
    here = market.of_sector(sector, beroepen.region(turn))
    general = market.of_sector(sector, NATIONWIDE)
    return [_group_card(turn, figure) for figure in (*here, *general, *_spread(market.promising(sector)))][:MAX_GROUPS]


def _group_card(turn: Turn, figure: Figure) -> Item:
    """A group of occupations as the source calls it."""
    item = cards.item("beroep", f"groep-{figure.id}", figure.name)
    label = "kans_op_werk" if figure.measure == "kans" else figure.measure
    item["facts"] = {"in_uw_regio" if figure.region != NATIONWIDE else label: beroepen.judgement(turn, figure)}
    if figure.level:
        item["facts"]["niveau"] = turn.texts.word("uwv_levels", figure.level)
    item["check"] = beroepen.as_far_as_known(turn, [figure])
    item["source"] = beroepen.source_of(turn, figure)
    item["certainty"] = beroepen.certainty(turn, figure)
    return item


def _spread(figures: Sequence[Figure]) -> list[Figure]:
    """Some groups, of different sectors and levels, so that there is something for everybody; equals in their order."""
    left, chosen = [figure for figure in figures if figure.level], list[Figure]()
    while left and len(chosen) < MAX_GROUPS:
        best = min(left, key=lambda one: (_count(chosen, "sector", one), _count(chosen, "level", one)))
        left.remove(best)
        chosen.append(best)
    return chosen


def _count(chosen: Sequence[Figure], field: str, one: Figure) -> int:
    return sum(getattr(other, field) == getattr(one, field) for other in chosen)


def _named_aloud(turn: Turn, groups: Sequence[Figure]) -> dict[str, str]:
    """The first groups of one list, for who only hears: with who says it, and of which years."""
    same = [one for one in groups if (one.source, one.period) == (groups[0].source, groups[0].period)][:3]
    names = turn.texts.enumerate([beroepen.lower(one.name) for one in same])
    first = same[0] if same else None
    who = beroepen.body(turn, first) if first else ""
    return {"beroepen": names, "wie": who, "jaren": aloud(first.period) if first else ""}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _verdict(turn: Turn, work: Work) -> Wording:
    """The verdict first, in one sentence: much work, less, or mixed."""
    texts, market = turn.texts, turn.knowledge.arbeidsmarkt
    outlooks = [market.outlook(one.code, beroepen.region(turn)) for one in work.occupations]
    outlook = next((one for one in outlooks if one.known), Outlook())
    figure = outlook.now or outlook.nearby or outlook.expected
    if figure is None:
        groups = _spread(market.promising(work.sector)) if work.sector else []
        return texts.say("loopbaan_kans_op_werk.sector", sector=work.name, **_named_aloud(turn, groups))
    key = {"veel": "good", "minder": "less", "gemengd": "mixed"}.get(str(figure.value), "figure")
    said = texts.say(
        f"loopbaan_kans_op_werk.{key}",
        beroep=work.name,
        wie=beroepen.body(turn, figure),
        periode=in_words(figure.period),
        jaren=aloud(figure.period),
        cijfer=beroepen.judgement(turn, figure),
    )
    if outlook.expected and outlook.expected is not figure:
        later = texts.word("verwachting", str(outlook.expected.value))
        year = outlook.expected.period.rpartition("-")[2]
        said = said.then(texts.say("loopbaan_kans_op_werk.later", verwachting=later, jaar=year), paragraph=False)
    return said


def _add_region(turn: Turn, reply: Reply) -> None:
    """How tight the labour market of the person's region is, or that we do not know."""
    texts, here = turn.texts, beroepen.region(turn)
    if here is None:
        if turn.knows("plaats"):
            reply.say_last(texts.say("loopbaan_kans_op_werk.region_too_large").only_read())
        return
    figures = [one for one in turn.knowledge.arbeidsmarkt.of_market(here) if one.measure == "krapte"]
    if not figures and any("in_uw_regio" in item["facts"] for item in reply.items):
        return
    if not figures:
        reply.say_last(texts.say("loopbaan_kans_op_werk.region_unknown", regio=beroepen.region_name(here)))
        return
    figure = figures[0]
    reply.say_last(
        texts.say(
            "loopbaan_kans_op_werk.region",
            regio=beroepen.region_name(here),
            krapte=texts.word("krapte", str(figure.value)),
            getal=figure.number or "",
            wie=beroepen.body(turn, figure),
            periode=in_words(figure.period),
            jaren=aloud(figure.period),
        )
    )
