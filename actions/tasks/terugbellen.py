"""Call me back: number, part of the day, consent; can be withdrawn at any time.

The number itself never comes here: the gateway keeps it and puts `<telefoon:1>` in its place.
"""

from __future__ import annotations

import re

from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.facts import Heard
from actions.tasks.matching import Fit, plain
from actions.tasks.reply import Effect, Reply, Wording, button
from actions.tasks.state import Offer
from actions.tasks.words import DENIALS

_SLOTS = ("telefoon", "dagdeel", "toestemming")
_HOURS = ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]
_TIME = re.compile(
    r"\b(?P<how>na|vanaf|om|rond|voor|tot|tegen|tussen) "
    rf"(?P<hour>[01]?\d|2[0-3]|{'|'.join(_HOURS)})(?:[:.]\d\d)?(?: en \w+)? ?(?:uur|u)\b"
)
_DAY_BEGINS, _NOON, _EVENING = 8, 12, 17
_WITHDRAW: Effect = {"kind": "callback_withdraw"}


class Terugbellen(TaskKind):
    """Topic `mens_terugbellen`."""

    name = "terugbellen"
    topic = "mens_terugbellen"

    def instead(self, turn: Turn) -> Reply | None:
        """A call-back that stands can be withdrawn: at once when that was said, else by a button."""
        if turn.memory.callback is None:
            return None
        said_no = turn.said.first("toestemming") in (False, "false") or turn.heard.values.get("toestemming") is False
        if said_no or any(entity.name == "ontkenning" for entity in turn.said.entities):
            return self.withdrawn(turn)
        reply = Reply(self.topic, turn.texts.say("mens_terugbellen.already"))
        reply.say_first(_when(turn, turn.memory.callback.get("window") or None))
        turn.memory.offer = Offer("withdraw")
        return reply.add_buttons(
            button(turn.texts.title("button.intrekken"), "mens_terugbellen", toestemming=False),
            button(turn.texts.title("button.mens"), "mens_spreken"),
        )

    def hear(self, turn: Turn, heard: Heard) -> None:
        """A time of day ("na 5 uur") is a part of the day, also before we ask for it."""
        part = part_of_day(turn.said.text)
        if part is None or turn.said.payload or turn.said.asks_in_words or "dagdeel" in heard.values:
            return
        heard.values["dagdeel"] = part
        if turn.running is not None and turn.running.pending == "dagdeel":
            heard.fit = Fit.WHOLE

    def next_step(self, turn: Turn) -> Step | None:
        """Number, part of the day, consent: always all three, in this order."""
        return steps(turn, _SLOTS)

    def declined(self, turn: Turn, slot: str) -> Reply | None:
        """No to the number or to being called: nothing is kept. "Nee" to a part of the day says something else."""
        if slot == "dagdeel":
            return None
        return self.withdrawn(turn, "mens_terugbellen.no_consent")

    def stopped(self, turn: Turn) -> list[Effect]:
        """A number that was given is forgotten."""
        return [dict(_WITHDRAW)] if turn.value("telefoon") else []

    def result(self, turn: Turn) -> Reply:
        """The call-back is confirmed, if there is a number and consent."""
        task = turn.task
        number = str(turn.value("telefoon") or "")
        if task is None or not number or turn.value("toestemming") is not True:
            return self.withdrawn(turn, "mens_terugbellen.no_consent")
        window = turn.text_value("dagdeel")  # None: any time will do
        contact = number.strip("<>")
        turn.memory.callback = {"contact": contact, "window": window or ""}
        texts = turn.texts
        reply = Reply(self.topic, texts.say("callback_confirmed", "mens_terugbellen.confirmed"))
        reply.say_last(_when(turn, window).only_read())
        reply.effects = [{"kind": "callback", "contact": contact, "window": window, "consent": True}]
        return reply.add_buttons(button(texts.title("button.intrekken"), "mens_terugbellen", toestemming=False))

    def withdrawn(self, turn: Turn, key: str = "callback_withdrawn") -> Reply:
        """Forget the call-back and the number."""
        had_one = turn.memory.callback is not None or turn.value("telefoon") is not None
        turn.memory.callback = None
        if turn.task is not None and turn.task.name == self.name:
            turn.task.pending, turn.task.done = None, True
        reply = Reply(self.topic, turn.texts.say(key, "callback_withdrawn"))
        reply.effects = [dict(_WITHDRAW)] if had_one else []
        reply.add_buttons(button(turn.texts.title("button.mens"), "mens_spreken"))
        return reply.add_buttons(*turn.texts.follow_up_buttons("bot_mogelijkheden"))


def part_of_day(text: str) -> str | None:
    """The part of the day of a time on the clock: "na 5 uur" is the evening; None when no time is said."""
    found = _TIME.search(text.lower())
    if found is None or DENIALS & set(plain(text).split()):
        return None
    said = found["hour"]
    hour = int(said) if said.isdecimal() else _HOURS.index(said) + 1
    hour += 12 if hour < _DAY_BEGINS else 0  # nobody is called at five in the morning
    hour -= found["how"] in ("voor", "tot")
    return "ochtend" if hour < _NOON else "middag" if hour < _EVENING else "avond"


def _when(turn: Turn, window: str | None) -> Wording:
    """ "Wij bellen u in de ochtend", empty when any time will do."""
    if not window:
        return Wording()
    return turn.texts.say("mens_terugbellen.when", dagdeel=turn.texts.value_title("dagdeel", window))


TERUGBELLEN = Terugbellen()
