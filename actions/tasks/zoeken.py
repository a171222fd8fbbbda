"""Looking for something in the catalogue near the person: a leerbaan, a programme, a provider of EVC.

Asks only what is missing: an occupation or sector, and a place. Nothing found: looks wider, says so, offers the loket.
"""

from __future__ import annotations

from actions.tasks import finding
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.matching import plain
from actions.tasks.reply import Reply
from actions.tasks.state import Offer
from actions.tasks.understanding import Said
from actions.tasks.words import DENIALS, FILLERS, LOOKING, WORKING

MAX_HITS = 5
_WIDENED = {"afstand": "distance", "beroep": "occupation", "niveau": "level"}


class Zoeken(TaskKind):
    """A search of one kind of the catalogue. `side` is "nu" or "doel": which occupation it is about."""

    echoes = True

    def __init__(self, name: str, topic: str, kinds: tuple[str, ...], side: str, near_km: int | None) -> None:
        self.name, self.topic, self.favour, self._kinds, self._near_km = name, topic, side, kinds, near_km
        self._occupation, self._sector = f"beroep_{side}", f"sector_{side}"
        self.slots = frozenset({self._occupation, self._sector, "plaats", "reisafstand", "niveau_doel", "vorm"})
        self.free_text = frozenset({self._occupation})

    def next_step(self, turn: Turn) -> Step | None:
        """What work, then where; a sector will do for the work."""
        about_work = [] if turn.knows(self._sector) else [self._occupation]
        return steps(turn, [*about_work, "plaats"])

    def result(self, turn: Turn) -> Reply:
        """The best matches, or none and who knows more."""
        texts = turn.texts
        search = finding.Search(
            kinds=self._kinds,
            work=turn.profile.text(self._occupation),
            sector=turn.profile.text(self._sector),
            level=self._level(turn),
            # A leerbaan has one form only, and EVC none.
            form=turn.profile.text("vorm") if "opleiding" in self._kinds else None,
            within_km=self._near_km,
        )
        found = finding.look(turn, search, MAX_HITS)
        reply = Reply(self.topic, texts.say("search.echo", zoekt=self._looked_for(turn)), items=found.items)
        reply.add_buttons(*texts.follow_up_buttons(self.topic))
        if not found.items:
            return self._nothing(turn, reply)
        for how in found.widened:
            key = f"widened_{_WIDENED[how]}"
            reply.say_last(texts.say(f"{self.topic}.{key}", f"leerbaan_zoeken.{key}").only_read(), paragraph=False)
        if any(item["demo"] for item in found.items):
            reply.say_last(texts.say(f"{self.topic}.demo_notice", "demo_notice"))
        if found.exact:
            key = "found_one" if len(found.items) == 1 else "found"
            reply.say_last(texts.say(f"{self.topic}.{key}"))
        else:
            reply.say_last(texts.say("search.alike"))
        if found.total > len(found.items):
            best = texts.say("search.best", totaal=found.total, aantal=len(found.items))
            reply.say_last(best.only_read(), paragraph=False)
        if turn.on_voice:  # only the spoken text ends with a question of its own
            turn.memory.offer = Offer("items")
        return reply

    def begin(self, turn: Turn) -> None:
        """A subject that only the words of the question tell: "een leerbaan als kok", "een cursus excel"."""
        said = turn.said
        if said.payload or turn.knows(self._occupation, self._sector):
            return
        if not WORKING & set(plain(said.text).split()) and self._turn_round(turn):
            return
        words = subject_of(said)
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

    def _nothing(self, turn: Turn, reply: Reply) -> Reply:
        reply.say_last(turn.texts.say(f"{self.topic}.none"))
        loket = finding.loket(turn)
        if loket is not None:
            reply.items = [loket]
        if turn.on_voice:
            turn.memory.offer = Offer("mens_spreken")
        return reply

    def _looked_for(self, turn: Turn) -> str:
        """What was looked for, so that the person can see whether we understood: "lasser, bij Zwolle"."""
        texts, profile = turn.texts, turn.profile
        work = self._occupation if self._occupation in profile else self._sector
        values = [(work, profile.value(work)), ("niveau_doel", self._level(turn))]
        parts = [texts.value_title(slot, value) for slot, value in values if value is not None]
        place = finding.place(turn)
        near = texts.title("search.near", plaats=place.name) if place else texts.title("search.everywhere")
        return ", ".join([*parts, near])


def subject_of(said: Said) -> str:
    """The words of a question to look for something that name what: "een cursus excel in Zwolle" gives "excel"."""
    left = list(said.text)
    for entity in said.entities:
        left[entity.start : entity.end] = " " * len(left[entity.start : entity.end])
    words = [word for word in plain("".join(left)).split() if word not in FILLERS | LOOKING | DENIALS]
    return " ".join(words) if 1 <= len(words) <= 4 else ""


LEERBAAN_ZOEKEN = Zoeken("leerbaan_zoeken", "leerbaan_zoeken", ("leerbaan",), "doel", 30)
OPLEIDING_ZOEKEN = Zoeken("opleiding_zoeken", "opleiding_zoeken", ("opleiding", "certificaat"), "doel", 40)
EVC_AANBIEDER_ZOEKEN = Zoeken("evc_aanbieder_zoeken", "evc_aanbieder", ("evc_aanbieder",), "nu", None)
