"""What to say and offer where a search found nothing that fits: how far was looked, what lies farther, what else."""

from __future__ import annotations

from math import ceil

from actions.tasks import finding
from actions.tasks.context import Turn
from actions.tasks.reply import Reply, button

FARTHEST_KM = 100  # farther is not offered: nobody travels that for a day of work or school
_ROUND_KM = 10
_OTHER = {"leerbaan_zoeken": "opleiding_zoeken", "opleiding_zoeken": "leerbaan_zoeken"}


def add(turn: Turn, reply: Reply, search: finding.Search, work: str) -> Reply:
    """Add how far was looked and at most two ways on: farther, where there is something, and the other kind of search.

    work: what was looked for, in words.
    """
    texts = turn.texts
    ways = []
    where, limit = finding.place(turn), finding.asked(turn, search).get("farthest_km")
    if where is not None and not where.is_area and limit is not None:
        reply.say_last(texts.say("search.limit", km=round(limit), plaats=where.name).only_read(), paragraph=False)
        farther = finding.farther(turn, search)
        if farther is not None and limit < farther[1] <= FARTHEST_KM:
            place, km = farther
            said = texts.say("search.farther", plaats=place, km=round(km))
            reply.say_last(said.only_read(), paragraph=False)
            reach = ceil(km / _ROUND_KM) * _ROUND_KM
            title = texts.title("button.verder_weg", km=reach)
            ways.append(button(title, "gesprek_antwoord", reisafstand=reach))
    other = _OTHER.get(reply.topic)
    if other is not None and work:
        ways.append(button(texts.title(f"button.{other}", beroep=work), other))
    return reply.add_buttons(*ways, first=True)
