"""Looking for something in the catalogue near the person: a leerbaan, a programme, a provider of EVC.

Asks only what is missing: an occupation or sector, and a place. Too little found: looks wider, and says so, but never
farther than the person said or than one travels in a day. Too much: shows the best, and asks the one question that
narrows most. Nothing that fits: says so, and offers the loket and other ways on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from actions.tasks import finding, narrowing, starting, ways_on
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.matching import plain
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.starting import AT_ANY_TIME, Start
from actions.tasks.state import Offer
from actions.tasks.understanding import Said
from actions.tasks.words import DENIALS, FILLERS, LOOKING, WORKING
from knowledge.dutch import MONTHS
from knowledge.records import Option

if TYPE_CHECKING:
    from knowledge.places import Place

MAX_HITS = 5
MAX_FIRMS = 3
MOST_SAID = 500  # above this the exact number says nothing
_WIDENED = {"afstand": "distance", "beroep": "occupation", "niveau": "level"}


class Zoeken(TaskKind):
    """A search of one kind of the catalogue. `side` is "nu" or "doel": which occupation it is about."""

    echoes = True

    def __init__(
        self, name: str, topic: str, kinds: tuple[str, ...], side: str, near_km: int | None, farthest_km: int
    ) -> None:
        self.name, self.topic, self.favour, self._kinds = name, topic, side, kinds
        self._near_km, self._farthest_km = near_km, farthest_km
        self._occupation, self._sector = f"beroep_{side}", f"sector_{side}"
        self.slots = frozenset({self._occupation, self._sector, "plaats", "reisafstand", "niveau_doel", "vorm"})
        self.free_text = frozenset({self._occupation})
        self._narrows = "evc_aanbieder" not in kinds  # there are few of those

    def next_step(self, turn: Turn) -> Step | None:
        """What work, then where; a sector will do for the work. Then, of too many, which of them."""
        about_work = [] if turn.knows(self._sector) else [self._occupation]
        step = steps(turn, [*about_work, "plaats"])
        open_still = self._narrows and not self._narrowed(turn)
        if step is not None:
            return Step(step.slot, step.at_most + open_still)
        found = narrowing.wanted(turn, self._search(turn)) if open_still else None
        return Step(narrowing.slot_of(found), 1) if found else None

    def choices(self, turn: Turn, slot: str) -> Sequence[Option]:
        """The answers to which of too many."""
        found = narrowing.wanted(turn, self._search(turn)) if slot in narrowing.SLOTS.values() else None
        return narrowing.options(turn, found) if found and narrowing.slot_of(found) == slot else ()

    def question(self, turn: Turn, slot: str) -> Wording:
        """Which of too many, in words of its own."""
        if slot not in narrowing.SLOTS.values() or turn.task is None:
            return Wording()
        return narrowing.question(turn, slot, [str(choice["title"]) for choice in turn.task.choices])

    def beside(self, turn: Turn, reply: Reply) -> Reply:
        """The best of too many, with the question which of them."""
        if reply.asks is None or reply.asks["slot"] not in narrowing.SLOTS.values():
            return reply
        texts, found = turn.texts, finding.look(turn, self._search(turn), MAX_HITS)
        many = texts.say("search.many", totaal=_number(turn, found.total), aantal=len(found.items))
        said = texts.say("search.echo", zoekt=self._looked_for(turn)).then(many, paragraph=False)
        if any(item["demo"] for item in found.items):
            said = said.then(texts.say(f"{self.topic}.demo_notice", "demo_notice"))
        reply.items = found.items
        skip = button(texts.title("button.maakt_niet_uit"), "gesprek_weet_niet")
        reply.buttons = [skip if choice["payload"] == skip["payload"] else choice for choice in reply.buttons]
        return reply.say_first(said)

    def matters(self, turn: Turn, slot: str) -> bool:
        """Which of too many matters no more when something else is looked for, or elsewhere."""
        told = {*turn.learned, *(change.slot for change in turn.changed)}
        return slot not in narrowing.SLOTS.values() or not told & self.slots

    def result(self, turn: Turn) -> Reply:
        """The best matches, or none and who knows more."""
        texts, search = turn.texts, self._search(turn)
        found = finding.look(turn, search, MAX_HITS)
        reply = Reply(self.topic, texts.say("search.echo", zoekt=self._looked_for(turn)), items=found.items)
        reply.add_buttons(*texts.follow_up_buttons(self.topic))
        if not found.items:
            return self._nothing(turn, reply, search)
        for how in found.widened if found.fit != "other" else ():
            key = f"widened_{_WIDENED[how]}"
            reply.say_last(texts.say(f"{self.topic}.{key}", f"leerbaan_zoeken.{key}").only_read(), paragraph=False)
        if any(item["demo"] for item in found.items):
            reply.say_last(texts.say(f"{self.topic}.demo_notice", "demo_notice"))
        reply.say_last(self._verdict(turn, found))
        if found.total > len(found.items):
            best = texts.say("search.best", totaal=_number(turn, found.total), aantal=len(found.items))
            reply.say_last(best.only_read(), paragraph=False)
        if found.fit != "exact":
            ways_on.add(turn, reply, search, self._work(turn))
        if found.fit == "other" and (loket := finding.loket(turn)) is not None:
            reply.items.append(loket)
        if turn.on_voice:  # only the spoken text ends with a question of its own
            turn.memory.offer = Offer("items")
        return reply

    def _verdict(self, turn: Turn, found: finding.Found) -> Wording:
        """How well what was found fits. "Het best" is only said of what is just what was asked for."""
        if found.fit == "other":
            return turn.texts.say("search.only_other_work", werk=self._work(turn))
        if found.fit == "alike":
            return turn.texts.say("search.alike")
        if found.widened:
            return turn.texts.say("search.nearest" if found.widened == ("afstand",) else "search.wider")
        return turn.texts.say(f"{self.topic}.found_one" if len(found.items) == 1 else f"{self.topic}.found")

    def _work(self, turn: Turn) -> str:
        """The work that is looked for, in words."""
        slot = self._occupation if self._occupation in turn.profile else self._sector
        value = turn.profile.value(slot)
        return turn.texts.value_title(slot, value) if value is not None else ""

    def begin(self, turn: Turn) -> None:
        """A subject that only the words of the question tell: "een leerbaan als kok", "een cursus excel"."""
        said = turn.said
        begins = self._start(turn) != AT_ANY_TIME
        if said.payload or turn.knows(self._occupation, self._sector):
            return
        if not WORKING & set(plain(said.text).split()) and self._turn_round(turn):
            return
        words = starting.without(subject_of(said)) if begins else subject_of(said)
        if words and any(self._knows(turn, kind, words) for kind in self._kinds):
            turn.state.profile = turn.profile.with_fact(self._occupation, words, turn.now)

    def accepts(self, turn: Turn, slot: str, words: str) -> bool:
        """A few words, or more that the catalogue understands ("iets met mensen in een ziekenhuis")."""
        return super().accepts(turn, slot, words) or self._knows(turn, self._kinds[0], words)

    def _turn_round(self, turn: Turn) -> bool:
        """Take what was heard as the other side ("als kok" reads like what somebody is) for what is looked for."""
        other = "nu" if self.favour == "doel" else "doel"
        for slot, wanted in ((f"beroep_{other}", self._occupation), (f"sector_{other}", self._sector)):
            value = turn.profile.value(slot)
            if slot in turn.learned and value is not None:
                turn.state.profile = turn.profile.without(slot).with_fact(wanted, value, turn.now)
                turn.learned[turn.learned.index(slot)] = wanted
                turn.heard.values[wanted] = turn.heard.values.pop(slot)
                return True
        return False

    def _level(self, turn: Turn) -> str | None:
        """The level looked for. A leerbaan is always mbo: a wish for hbo was about something else."""
        level = turn.profile.text("niveau_doel")
        return level if level is None or "leerbaan" not in self._kinds or level.startswith("mbo") else None

    @staticmethod
    def _knows(turn: Turn, kind: str, words: str) -> bool:
        found = turn.knowledge.catalogue.search(kind, text=words, limit=1, widen=False)
        return bool(found.understood or found.total)

    def _search(self, turn: Turn) -> finding.Search:
        """What to look for, by what is known of the person and this search."""
        among, but = narrowing.chosen(turn)
        return finding.Search(
            kinds=self._kinds,
            work=turn.profile.text(self._occupation),
            sector=turn.profile.text(self._sector),
            level=self._level(turn),
            # A leerbaan has one form only, and EVC none.
            form=turn.profile.text("vorm") if "opleiding" in self._kinds else None,
            within_km=self._near_km,
            farthest_km=self._farthest_km,
            start=self._start(turn),
            among=among,
            but=but,
        )

    @staticmethod
    def _start(turn: Turn) -> Start:
        """When to begin, as said now or earlier in this search."""
        task = turn.task
        if task is None:
            return AT_ANY_TIME
        said = starting.read(turn.said.text, turn.now.date()) if not turn.said.payload else None
        if said is not None:
            days = {"begin_na": said.earliest, "begin_voor": said.latest}
            task.answers |= {name: day.isoformat() if day else None for name, day in days.items()}
        first, last = (task.answers.get(name) for name in ("begin_na", "begin_voor"))
        return Start(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)

    @staticmethod
    def _narrowed(turn: Turn) -> bool:
        asked = turn.task.asked if turn.task else []
        return any(slot in asked for slot in narrowing.SLOTS.values())

    def _nothing(self, turn: Turn, reply: Reply, search: finding.Search) -> Reply:
        names = finding.firms(turn, search, MAX_FIRMS) if "leerbaan" in self._kinds else []
        if names:
            firms = turn.texts.say("leerbaan_zoeken.firms", namen=turn.texts.enumerate(names))
            reply.say_last(firms)
        reply.say_last(turn.texts.say(f"{self.topic}.none"))
        ways_on.add(turn, reply, search, self._work(turn))
        loket = finding.loket(turn)
        if loket is not None:
            reply.items = [loket]
        if turn.on_voice:
            turn.memory.offer = Offer("mens_spreken")
        return reply

    def _looked_for(self, turn: Turn) -> str:
        """What was looked for, so that the person can see whether we understood: "lasser, bij Zwolle"."""
        texts, search, level = turn.texts, self._search(turn), self._level(turn)
        parts = [self._work(turn), texts.value_title("niveau_doel", level) if level is not None else ""]
        for code in search.among:
            occupation = turn.knowledge.catalogue.occupations.get(code)
            parts += [occupation.name] if occupation else []
        if search.start != AT_ANY_TIME:
            parts.append(_begins(turn, search.start))
        return ", ".join(filter(None, [*parts, _where(turn, finding.place(turn))]))


def _where(turn: Turn, place: Place | None) -> str:
    """Where it must be, in words."""
    texts = turn.texts
    if place is None:
        return texts.title("search.everywhere")
    if place.is_area:
        return texts.title("search.in_area", soort=place.kind, plaats=place.name.removeprefix("Regio "))
    if (travel := turn.profile.value("reisafstand")) is not None:
        return texts.title("search.near_within", plaats=place.name, km=travel)
    return texts.title("search.near", plaats=place.name)


def _begins(turn: Turn, start: Start) -> str:
    """When it must begin, in words."""
    texts = turn.texts
    if start.earliest and start.latest:
        return texts.title("search.starts_in", maand=_month(start.earliest))
    if start.earliest:
        return texts.title("search.starts_from", maand=_month(start.earliest))
    return texts.title("search.starts_by", maand=_month(start.latest)) if start.latest else ""


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _number(turn: Turn, total: int) -> str:
    """A number of hits; of many only that they are many."""
    return str(total) if total <= MOST_SAID else turn.texts.title("search.more_than", getal=MOST_SAID)


def subject_of(said: Said) -> str:
    """The words of a question to look for something that name what: "een cursus excel in Zwolle" gives "excel"."""
    left = list(said.text)
    for entity in said.entities:
        left[entity.start : entity.end] = " " * len(left[entity.start : entity.end])
    words = [word for word in plain("".join(left)).split() if word not in FILLERS | LOOKING | DENIALS]
    return " ".join(words) if 1 <= len(words) <= 4 else ""


LEERBAAN_ZOEKEN = Zoeken("leerbaan_zoeken", "leerbaan_zoeken", ("leerbaan",), "doel", 30, 60)
OPLEIDING_ZOEKEN = Zoeken("opleiding_zoeken", "opleiding_zoeken", ("opleiding", "certificaat"), "doel", 40, 80)
EVC_AANBIEDER_ZOEKEN = Zoeken("evc_aanbieder_zoeken", "evc_aanbieder", ("evc_aanbieder",), "nu", None, finding.EVC_KM)
