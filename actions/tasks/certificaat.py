"""An mbo certificate: what it is, which ones fit the work that is wanted, near the person, and who may pay."""

from __future__ import annotations

from actions.tasks import answer, betalen, finding, heard_work
from actions.tasks.context import Step, Turn
from actions.tasks.reply import Reply
from actions.tasks.zoeken import Zoeken

TOPIC = "opleiding_mbo_certificaat"
# They name what is asked for, not the work that it is for.
_OWN_WORDS = frozenset({"mbo", "certificaat", "certificaten", "deelcertificaat", "deelcertificaten"})


class CertificaatZoeken(Zoeken):
    """Topic `opleiding_mbo_certificaat`: a search whose question explains first."""

    def __init__(self) -> None:
        super().__init__("certificaat_zoeken", TOPIC, ("certificaat",), "doel", 40, 80)
        self.slots = self.slots | {"werksituatie", "leeftijd", "sector_nu"}

    def begin(self, turn: Turn) -> None:
        """The "mbo" of "mbo-certificaat" is no diploma of the person, and a question what it is no wish for one."""
        mine = turn.said.about_self
        for slot in [slot for slot in ("hoogste_opleiding", "doel") if slot in turn.learned]:
            if not mine or turn.profile.value(slot) == "mbo_onbekend":
                heard_work.unlearn(turn, slot)
        known = self._occupation in turn.profile
        super().begin(turn)
        words = (turn.profile.text(self._occupation) or "").split()
        if not known and any(word in _OWN_WORDS for word in words):
            left = " ".join(word for word in words if word not in _OWN_WORDS)
            profile = turn.profile.without(self._occupation)
            named = left and self._knows(turn, "certificaat", left)
            turn.state.profile = profile.with_fact(self._occupation, left, turn.now) if named else profile

    def next_step(self, turn: Turn) -> Step | None:
        """For what work; then where, which may be left out. Who names no work has had the explanation."""
        asked = turn.task.asked if turn.task else []
        if asked and not turn.knows(self._occupation, self._sector):
            return None
        return super().next_step(turn)

    def result(self, turn: Turn) -> Reply:
        """The certificates found, and who may pay; without work to look for only where to ask."""
        texts = turn.texts
        if not turn.knows(self._occupation, self._sector):
            reply = Reply(self.topic, texts.say("opleiding_mbo_certificaat.without_work"))
            if (loket := finding.loket(turn)) is not None:
                reply.items.append(loket)
            return reply.add_buttons(*texts.follow_up_buttons(self.topic))
        reply = super().result(turn)
        if turn.task is not None and not turn.task.asked:  # nothing was asked, so nothing was explained
            reply.say_first(answer.intro(turn, self.topic).without_question().only_read())
        payers = betalen.payers(turn, self.topic)
        reply.items += payers
        if payers:
            return reply.say_last(texts.say("opleiding_mbo_certificaat.who_pays").only_read())
        return reply.say_last(texts.say("opleiding_mbo_certificaat.who_pays_unknown").only_read())


CERTIFICAAT_ZOEKEN = CertificaatZoeken()
