"""What belongs to the conversation itself: stop, again, yes and no, "weet ik niet", corrections, detours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.tasks import answer, asking, flow
from actions.tasks.context import Turn
from actions.tasks.matching import plain
from actions.tasks.misses import UNKEPT_NUMBER, main_choices, not_understood
from actions.tasks.people import called_back_instead, erase
from actions.tasks.profile import Profile
from actions.tasks.registry import BY_TOPIC
from actions.tasks.reply import Reply, Wording, button
from actions.tasks.state import Offer, Task
from actions.tasks.terugbellen import TERUGBELLEN
from actions.tasks.words import FORGET, WRONG

_WORDS_AROUND_NUMBER = 3  # "mijn nummer is <telefoon>"
# After these nobody wants our question back.
_NO_QUESTION_AFTER = frozenset(
    {"gesprek_moedeloos", "gesprek_crisis", "gesprek_andere_taal", "mens_spreken", "service_klacht", "service_privacy"}
)
# After these it is put again every time: they are no questions that lead away.
_SMALL_TALK = frozenset({"gesprek_groet", "gesprek_bedankt"})


def stop(turn: Turn) -> Reply:
    """Break off the task, keep what was said, and say what else there is."""
    kind = flow.kind_of(turn.running) if turn.running else None
    if kind is None and turn.memory.callback is not None and (stands := TERUGBELLEN.instead(turn)) is not None:
        return stands  # "bel toch maar niet"
    if kind is not None and turn.task is not None and (found := kind.so_far(turn)) is not None:
        turn.task.pending, turn.task.choices, turn.task.done = None, [], True
        return flow.offer_waiting(turn, found.say_first(turn.texts.say("gesprek_stop.so_far")))
    if kind is None:
        reply = Reply("gesprek_stop", turn.texts.say("gesprek_stop.nothing_to_stop"))
    else:
        reply = Reply("gesprek_stop", turn.texts.say("gesprek_stop.stopped"), effects=kind.stopped(turn))
        if reply.effects:  # a number was given: say that it is gone
            reply.say_first(turn.texts.say("mens_terugbellen.number_erased"))
        flow.drop(turn)
    waiting = flow.offer_waiting(turn, reply)
    return waiting if waiting.buttons else main_choices(turn, waiting)


def again(turn: Turn) -> Reply:
    """The last reply once more, simpler; its cards are computed again."""
    last = turn.memory.last
    if not last.get("text"):
        return main_choices(turn, Reply("gesprek_herhaal", turn.texts.say("gesprek_herhaal.nothing_to_repeat")))
    simple = str(last.get("simple") or last["text"])
    reply = Reply("gesprek_herhaal", Wording(simple, str(last.get("spoken") or simple), simple))
    reply.buttons = [dict(b) for b in last.get("buttons") or [] if isinstance(b, dict)]
    asks = last.get("asks")
    still_asked = isinstance(asks, dict) and turn.running is not None and turn.running.pending == asks.get("slot")
    if isinstance(asks, dict) and still_asked and turn.running is not None:
        # A correction since then may have opened or closed questions.
        turn.running.at_most = turn.running.at_most or int(asks["at_most"])
        reply.asks = {**asks, "step": turn.running.step, "at_most": turn.running.at_most}
    reply.suggestions = [str(topic) for topic in last.get("suggestions") or []]
    if last.get("items"):
        reply.items = _items_again(turn, str(last.get("topic")))
    return reply


def _items_again(turn: Turn, topic: str) -> list[dict[str, Any]]:
    task = turn.task
    kind = flow.kind_of(task) if task else None
    if task is not None and kind is not None and task.done and kind.topic == topic:
        return kind.result(turn).items
    return answer.cards(turn, topic)


def restart(turn: Turn) -> Reply:
    """Clear the task and what was put aside; the profile too when that was asked for."""
    running = turn.running
    kind = flow.kind_of(running) if running else None
    effects = kind.stopped(turn) if kind else []
    turn.state.task = None
    if turn.said.first("wissen") or FORGET & set(plain(turn.said.text).split()):
        turn.state.profile = Profile()
        turn.memory.found.clear()
        turn.memory.places.clear()
        wording = turn.texts.say("gesprek_opnieuw.forgotten")
    elif list(turn.profile):
        wording = answer.intro(turn, "gesprek_opnieuw")
    else:
        wording = turn.texts.say("restarted")
    return main_choices(turn, Reply("gesprek_opnieuw", wording, effects=effects))


def goodbye(turn: Turn) -> Reply:
    """A short goodbye; on the phone it ends the call."""
    reply = answer.authored(turn)
    if turn.on_voice:
        reply.effects.append({"kind": "end"})
    return reply


COMMANDS: Mapping[str | None, Callable[[Turn], Reply]] = {
    "gesprek_stop": stop,
    "gesprek_herhaal": again,
    "gesprek_opnieuw": restart,
    "gesprek_afscheid": goodbye,
}


def greet(turn: Turn) -> Reply:
    """A greeting; the second time a short one."""
    if not turn.memory.topics:
        return answer.authored(turn)
    return main_choices(turn, Reply("gesprek_groet", turn.texts.say("gesprek_groet.again")))


def offer_answered(turn: Turn, offer: Offer, accepted: bool) -> Reply:
    """Yes or no to a question of ours of the kind "zal ik ...?"."""
    if offer.yes == "resume":
        if accepted and (resumed := flow.resume(turn)) is not None:
            return resumed.say_first(turn.texts.say("gesprek_antwoord.resumed"))
        if turn.task is not None:
            turn.task.stack = []
    elif accepted and offer.yes == "erase":
        return erase(turn)
    elif offer.yes == "erase":
        return main_choices(turn, Reply("service_privacy", turn.texts.say("service_privacy.kept")))
    elif accepted and offer.yes == "withdraw":
        return TERUGBELLEN.withdrawn(turn)
    elif accepted and offer.yes == "items":
        return read_out(turn)
    elif accepted and offer.yes == "mens_spreken":
        return called_back_instead(turn, TERUGBELLEN.instead(turn) or flow.start(turn, TERUGBELLEN), offer)
    elif accepted and offer.yes in BY_TOPIC:
        return flow.start(turn, BY_TOPIC[offer.yes])
    elif accepted:
        return answer.authored(turn, offer.yes)
    if offer.reason == "distress":
        return _gently_on(turn)
    refused = turn.texts.say("offer_refused")
    if turn.running is not None and turn.running.pending is not None:
        return flow.go_on(turn).say_first(refused)
    return main_choices(turn, Reply("gesprek_ontken", refused))


def _gently_on(turn: Turn) -> Reply:
    """No to a person after discouragement: no question of ours, only ways on."""
    reply = Reply("gesprek_moedeloos", turn.texts.say("gesprek_moedeloos.gently_on"))
    if turn.running is not None:
        reply.add_buttons(_go_on_button(turn, turn.running))
    return main_choices(turn, reply)


def read_out(turn: Turn) -> Reply:
    """Yes to "zal ik het voorlezen?": the titles of what was found."""
    items = _items_again(turn, str(turn.memory.last.get("topic")))
    kind = flow.kind_of(turn.task) if turn.task else None
    told = kind.aloud(turn, items) if kind is not None and turn.task is not None and turn.task.done else Wording()
    titles = turn.texts.enumerate([str(item["title"]) for item in items[:3]])
    topic = str(turn.memory.last.get("topic") or "gesprek_bevestig")
    reply = Reply(topic, told or turn.texts.say("found_titles", titels=titles), items=items)
    reply.buttons = [dict(b) for b in turn.memory.last.get("buttons") or [] if isinstance(b, dict)]
    return reply if items else what_to_help_with(turn)


def bare_yes_or_no(turn: Turn, decided: bool) -> Reply:
    """Yes or no where nothing can be answered by it."""
    task = turn.running
    kind = flow.kind_of(task) if task else None
    topic = "gesprek_bevestig" if decided else "gesprek_ontken"
    if task is None or kind is None:
        turn.memory.misses = 0
        key = "gesprek_bevestig.no_task_yes" if decided else "gesprek_ontken.no_task_no"
        return main_choices(turn, Reply(topic, turn.texts.say(key)))
    if task.pending is not None and not decided:
        declined = kind.declined(turn, task.pending)
        if declined is not None:
            turn.memory.misses = 0
            return declined
    if decided and task.detours:
        turn.memory.misses = 0
        return flow.go_on(turn).say_first(turn.texts.say("gesprek_antwoord.resumed"))
    return not_understood(turn, because="gesprek_antwoord.not_fitting")


def does_not_know(turn: Turn) -> Reply:
    """Go on without the answer and say what that leaves open."""
    task = turn.running
    kind = flow.kind_of(task) if task else None
    texts = turn.texts
    if task is None or kind is None or task.pending is None:
        reply = Reply("gesprek_weet_niet", texts.say("gesprek_weet_niet.no_task_unknown"))
        reply.add_buttons(button(texts.title("button.mens"), "mens_spreken"))
        return main_choices(turn, reply)
    slot = task.pending
    declined = kind.declined(turn, slot) if slot in ("telefoon", "toestemming") else None
    if declined is not None:
        return declined
    opened = kind.left_open(turn, slot)
    before = any(not turn.knows(earlier) for earlier in task.asked[:-1])
    said = texts.say("gesprek_weet_niet.unknown_ok" if before else "unknown_answer")
    reply = flow.proceed(turn)
    if reply.asks is None and reply.items:
        return reply  # the cards say what is still missing
    if slot == "dagdeel" or kind.light:
        return reply  # any time will do; a small question needs no word
    return reply.say_first(said.then(opened, paragraph=False))


def says_wrong(turn: Turn) -> bool:
    """Whether "dat klopt niet" is about what we noted or found, rather than no to an open question."""
    nothing_open = turn.running is None and not turn.learned and not turn.changed
    return nothing_open and bool(list(turn.profile)) and bool(WRONG.match(plain(turn.said.text)))


def other_number(turn: Turn) -> Reply | None:
    """A number that nobody asked for: another one for a call-back that stands, or nothing but a number.

    The gateway keeps a number only while we ask for a call-back, so that it is asked for (again). A call-back that
    stands is withdrawn: nobody must call the old number.
    """
    if UNKEPT_NUMBER not in turn.said.text or (turn.running is not None and turn.running.name == TERUGBELLEN.name):
        return None
    if turn.memory.callback is None:
        words = plain(turn.said.text.replace(UNKEPT_NUMBER, " ")).split()
        return flow.start(turn, TERUGBELLEN) if len(words) <= _WORDS_AROUND_NUMBER else None
    gone = TERUGBELLEN.withdrawn(turn)
    reply = flow.start(turn, TERUGBELLEN)
    reply.wording = turn.texts.say("mens_terugbellen.other_number")
    reply.effects = gone.effects
    return reply


def correct_what(turn: Turn) -> Reply:
    """ "Dat klopt niet" without what: say what was noted and ask for the right thing."""
    facts = [turn.texts.value_title(slot, fact.value) for slot, fact in turn.profile.facts.items()]
    if not facts:
        return main_choices(turn, Reply("gesprek_correctie", turn.texts.say("gesprek_correctie.what_to_correct")))
    turn.memory.correcting = True
    reply = Reply("gesprek_correctie", turn.texts.say("correct_what", feiten=", ".join(facts)))
    if turn.running is not None:
        reply.add_buttons(_go_on_button(turn, turn.running))
    return reply


def known_already(turn: Turn) -> Reply:
    """What was told was known: say so by going on."""
    if turn.running is not None:
        return flow.go_on(turn)
    again_ = flow.kind_of(turn.task) if turn.task else None
    if again_ is not None and set(turn.heard.values) & again_.slots:
        return flow.offer_waiting(turn, again_.result(turn))
    return what_to_help_with(turn)


def what_to_help_with(turn: Turn) -> Reply:
    """Nothing is running and nothing was asked: offer the main things."""
    return main_choices(turn, Reply("gesprek_antwoord", turn.texts.say("what_to_help_with")))


def after_detour(turn: Turn, reply: Reply) -> Reply:
    """Back to the open question after a question in its midst: asked again once, then only a button to go on."""
    task = turn.running
    kind = flow.kind_of(task) if task else None
    if task is None or kind is None or task.pending is None or reply.asks is not None:
        return reply if turn.running is not None else flow.offer_waiting(turn, reply)
    small_talk = reply.topic in _SMALL_TALK
    if task.detours == 0 and reply.topic not in _NO_QUESTION_AFTER:
        task.detours = 0 if small_talk else 1
        return _ask_back(turn, reply)
    task.detours += 1
    return reply.add_buttons(_go_on_button(turn, task), first=reply.topic not in _NO_QUESTION_AFTER)


def _ask_back(turn: Turn, reply: Reply) -> Reply:
    question = flow.go_on(turn)
    turn.memory.offer = None  # one question at a time, and it is the task's
    if question.asks is not None:
        reply.wording = reply.wording.without_question()
    reply.say_last(turn.texts.say("back_to_question").then(question.wording, paragraph=False))
    reply.asks = question.asks
    to_person = [b for b in reply.buttons if b["payload"] == "/mens_spreken"]
    reply.buttons = question.buttons
    reply.add_buttons(*to_person)
    reply.items = reply.items or question.items
    return reply


def _go_on_button(turn: Turn, task: Task) -> dict[str, str]:
    kind = flow.kind_of(task)
    topic = kind.topic if kind else "bot_mogelijkheden"
    return button(turn.texts.title("button.verder", titel=turn.texts.topic_title(topic)), topic)


def choose_place(turn: Turn) -> Reply:
    """Two places of one name: let the person choose."""
    task = turn.running
    kind = flow.kind_of(task) if task else None
    if task is None or kind is None:
        raise ValueError("no task is running")
    task.choices = asking.place_choices(turn)
    return asking.put_again(turn, task, kind)
