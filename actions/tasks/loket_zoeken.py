"""Which loket is mine, where is it, and is it open now: by the gemeente of the person's place."""

from __future__ import annotations

from actions.tasks import finding
from actions.tasks.context import Step, TaskKind, Turn, steps
from actions.tasks.reply import Reply, button
from actions.tasks.state import Offer


class LoketZoeken(TaskKind):
    """Topic `loket_zoeken`."""

    name = "loket_zoeken"
    topic = "loket_zoeken"
    slots = frozenset({"plaats"})

    def next_step(self, turn: Turn) -> Step | None:
        """Only the place."""
        return steps(turn, ["plaats"])

    def result(self, turn: Turn) -> Reply:
        """The loket with what is known of it, and whether it is open now."""
        texts = turn.texts
        where = finding.place(turn)
        lokets = turn.knowledge.lokets.for_area(where) if where else ()
        if not lokets:
            reply = Reply(self.topic, texts.say("loket_zoeken.without_place"))
        elif len(lokets) > 1:
            reply = Reply(self.topic, texts.say("loket_zoeken.area_too_large"))
            reply.items = [finding.loket_item(turn, found) for found in lokets]
        else:
            found = lokets[0]
            reply = Reply(self.topic, texts.say("loket_zoeken.found"))
            reply.items = [finding.loket_item(turn, found)]
            is_open = found.open_at(turn.now)
            state = {True: "open_now", False: "closed_now", None: "unknown_hours"}[is_open]
            reply.say_last(texts.say(f"loket_zoeken.{state}"))
            if not found.phone and not found.address:
                reply.say_last(texts.say("loket_zoeken.unknown_contact"))
        reply.add_buttons(button(texts.title("button.terugbellen"), "mens_terugbellen"))
        reply.add_buttons(*texts.follow_up_buttons(self.topic))
        if turn.on_voice:
            turn.memory.offer = Offer("mens_terugbellen")
        return reply
