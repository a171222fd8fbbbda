"""The personal check: which money, loan or arrangement is there for this person to learn something.

Asks only what still decides, and ends with what fits, what may fit and a count of what does not. Arrangements that an
employer applies for are never put as something to apply for: at most as "vraag uw werkgever".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions.tasks import answer, cards
from actions.tasks.context import Step, TaskKind, Turn
from actions.tasks.profile import PROFILE_SLOTS
from actions.tasks.reply import Item, Reply, Wording, button
from actions.tasks.state import Offer
from knowledge import conditions
from knowledge.questions import next_question
from knowledge.records import Arrangement
from knowledge.rules import Assessment, assess

if TYPE_CHECKING:
    from knowledge.questions import Question

# What may be asked, and no more questions than this: people leave a long list.
_CANDIDATES = tuple(
    slot for slot in PROFILE_SLOTS if slot not in ("rol", "plaats", "reisafstand", "beroep_nu", "beroep_doel")
)
MAX_QUESTIONS = 6
MAX_MAYBE = 6
# On these incomes permission to learn comes first.
_PERMISSION = {"ww": "uwv", "wia": "uwv", "ziektewet": "uwv", "wajong": "uwv", "bijstand": "gemeente"}
_WITHOUT_EMPLOYER = frozenset(
    {"zzp", "werkgever", "werkzoekend", "ww", "bijstand", "wia", "wajong", "student", "vrijwilliger"}
)
_TOWARDS_DIPLOMA = frozenset({"diploma", "omscholen"})
_OFFERED_KINDS = ("funding_individual",)
# Forms that are no money. A result of nothing else is no result for who asked for money: then other help comes first.
_NO_MONEY = frozenset({"opleiding", "advies"})
_HELP = "werkcentrum"
_TIPS = {"zzp": "leren_als_zzper", "public_education": "gewoon_onderwijs"}
_OF_EMPLOYER = "financiering_werkgever_betaalt"

Judged = tuple[Arrangement, Assessment]


class FinancieringCheck(TaskKind):
    """Topic `financiering_overzicht`."""

    name = "financiering_check"
    topic = "financiering_overzicht"
    slots = frozenset(_CANDIDATES)
    favour = "nu"
    weighs = True

    def instead(self, turn: Turn) -> Reply | None:
        """An employer who asks for staff gets the overview for employers."""
        if turn.profile.value("rol") != "voor_mijn_personeel" or turn.said.topic != self.topic:
            return None
        return answer.authored(turn, "werkgever_scholing")

    def next_step(self, turn: Turn) -> Step | None:
        """The question that settles most of what is still open."""
        question = self._question(turn, _CANDIDATES)
        task = turn.task
        asked = len(task.asked) if task else 0
        if question is None or asked >= MAX_QUESTIONS:
            return None
        return Step(question.slot, min(question.at_most, MAX_QUESTIONS - asked))

    def matters(self, turn: Turn, slot: str) -> bool:
        """Whether the slot can still change a verdict."""
        return self._question(turn, (slot,), asked=frozenset()) is not None

    def _question(self, turn: Turn, candidates: Sequence[str], asked: frozenset[str] | None = None) -> Question | None:
        gone = frozenset(turn.task.asked) if turn.task and asked is None else asked or frozenset()
        return next_question(_for_citizens(turn), turn.profile.values(), turn.now, gone, candidates)

    def left_open(self, turn: Turn, slot: str) -> Wording:
        """Which arrangements stay uncertain without this answer."""
        values = turn.profile.values()
        verdicts = ((a, assess(a, values, turn.now)) for a in _for_citizens(turn))
        titles = [a.title for a, v in verdicts if v.offerable and v.verdict == "misschien" and slot in v.missing]
        if not titles:
            return Wording()
        if len(titles) > 3:
            return turn.texts.say("gesprek_weet_niet.unknown_leaves_open").only_read()
        return turn.texts.say("financiering_overzicht.unsure", titels=turn.texts.enumerate(titles)).only_read()

    def result(self, turn: Turn) -> Reply:
        """What fits first, then what may fit with what is missing, then how many do not."""
        values = turn.profile.values()
        verdicts = [(a, assess(a, values, turn.now)) for a in _for_citizens(turn)]
        offered = [(a, v) for a, v in verdicts if v.offerable and v.verdict != "niet"]
        likely = [pair for pair in offered if pair[1].verdict == "waarschijnlijk"]
        maybe = sorted((pair for pair in offered if pair[1].verdict == "misschien"), key=_nearness)
        shown = [*likely, *maybe[:MAX_MAYBE]]
        _remember(turn, shown)
        little = not likely and all(arrangement.form in _NO_MONEY for arrangement, _ in maybe)
        reply = Reply(self.topic, self._lead(turn, likely, [] if little else maybe))
        reply.items = [cards.regeling(turn, arrangement, verdict) for arrangement, verdict in shown]
        reply.items = _help(turn) + reply.items if little else reply.items
        closed = [a for a, v in verdicts if v.verdict == "niet" and v.state != "open"]
        refused = len(verdicts) - len(offered)
        if refused:
            key = "refused_one" if refused == 1 else "refused"
            counted = turn.texts.say(f"financiering_overzicht.{key}", aantal=refused)
            reply.say_last(counted.only_read(), paragraph=False)
        tips = self._tips(turn, little)
        reply.items = tips + reply.items if little else reply.items + tips
        self._buttons(turn, reply, closed)
        if turn.on_voice:  # only the spoken text ends with a question of its own
            turn.memory.offer = Offer("mens_spreken") if little else Offer("items")
        return reply

    def _lead(self, turn: Turn, likely: list[Judged], maybe: list[Judged]) -> Wording:
        """The verdict, short: what more there is to say stands in the cards."""
        texts = turn.texts
        key = "result_some" if likely else "result_none"
        if maybe and not likely:
            key = "result_maybe" if any(verdict.missing for _, verdict in maybe) else "result_maybe_others"
        found = texts.say(f"financiering_overzicht.{key}")
        if likely and maybe:
            found = found.then(texts.say("financiering_overzicht.also_maybe").only_read(), paragraph=False)
        body = _PERMISSION.get(turn.profile.text("werksituatie") or "")
        permission = texts.say(f"financiering_overzicht.permission_{body}") if body else Wording()
        # Aloud the verdict comes last, for it ends with a question.
        return permission.then(found) if turn.on_voice else found.then(permission)

    def _tips(self, turn: Turn, little: bool) -> list[Item]:
        """Other ways, as cards: through the employer, for the self-employed, and ordinary education."""
        tips = [self._employer_tip(turn)]
        if turn.profile.value("werksituatie") == "zzp":
            tips.append(_tip(turn, "zzp"))
        if little or turn.profile.text("doel") in _TOWARDS_DIPLOMA:
            tips.append(_tip(turn, "public_education"))
        return [tip for tip in tips if tip]

    def _employer_tip(self, turn: Turn) -> Item | None:
        """ "Vraag uw werkgever", with what employers can apply for now that fits what we know of this person."""
        if turn.profile.text("werksituatie") in _WITHOUT_EMPLOYER:
            return None
        texts, staff = turn.texts, {**turn.profile.values(), "rol": "voor_mijn_personeel"}
        fitting = []
        for arrangement in turn.knowledge.arrangements():
            if arrangement.applicant == "employer" and "werkgever" in arrangement.through:
                verdict = assess(arrangement, staff, turn.now)
                fits = any(c.outcome == "holds" and c.id != conditions.APPLICANT for c in verdict.conditions)
                if verdict.offerable and verdict.state == "open" and verdict.verdict != "niet" and fits:
                    fitting.append(arrangement)
        said = texts.say("financiering_overzicht.ask_employer_general")
        if fitting:
            titles = texts.enumerate([arrangement.title for arrangement in fitting[:3]])
            said = texts.say("financiering_overzicht.ask_employer", titels=titles)
        tip = cards.stap("vraag_werkgever", texts.title("financiering_overzicht.title_employer"), said.web)
        about = texts.answer("financiering_werkgever_betaalt")
        if fitting:
            tip["source"] = cards.source(fitting[0].newest_source(), fitting[0].evidence_date)
        elif about is not None and about.sources:
            tip["source"] = cards.source(about.sources[0], "")
        return tip

    def _buttons(self, turn: Turn, reply: Reply, closed: list[Arrangement]) -> None:
        texts = turn.texts
        about = texts.answer(self.topic)
        topics = list(about.follow_ups) if about else []
        if turn.profile.text("werksituatie") in _WITHOUT_EMPLOYER:
            own = "financiering_zzp" if turn.profile.value("werksituatie") == "zzp" else "loket_zoeken"
            topics = [own if topic == _OF_EMPLOYER else topic for topic in topics]
        reply.add_buttons(*texts.topic_buttons(topics))
        if closed:
            reply.add_buttons(button(texts.title("button.gestopt"), "financiering_stap"))
        reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))


def _tip(turn: Turn, name: str) -> Item | None:
    """A way that is no arrangement, in the words of the editors."""
    text = turn.texts.record(f"financiering_overzicht.{name}")
    if text is None:
        return None
    tip = cards.stap(_TIPS[name], turn.texts.title(f"financiering_overzicht.title_{name}"), text.web.strip())
    tip["source"] = cards.source(text.sources[0], "") if text.sources else None
    return tip


def _help(turn: Turn) -> list[Item]:
    """Who looks along for free, where there is no money to point to."""
    found = cards.assessed(turn, _HELP)
    return [cards.regeling(turn, *found)] if found and found[1].verdict != "niet" else []


def _nearness(pair: Judged) -> tuple[bool, int]:
    """Money before advice and courses, then what is nearest to being sure."""
    arrangement, verdict = pair
    return arrangement.form in _NO_MONEY, len(verdict.missing)


def _for_citizens(turn: Turn) -> list[Arrangement]:
    """What a person can ask for themselves."""
    return [
        arrangement
        for arrangement in turn.knowledge.arrangements()
        if arrangement.applicant == "person" and arrangement.kind in _OFFERED_KINDS
    ]


def _remember(turn: Turn, shown: list[Judged]) -> None:
    for key in [key for key in turn.memory.found if key.startswith("regeling:")]:
        del turn.memory.found[key]
    for arrangement, verdict in shown:
        turn.memory.find("regeling", arrangement.id, verdict.verdict)
