"""Which number reaches a person now: the loket of the caller's region in its hours, else the operator's own number."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time

from channels.clock import MINUTE, Clock
from channels.conversation import masking
from channels.desk.opening import Opening, amsterdam
from knowledge import moments
from knowledge.lokets import Loket, holiday, maybe_off

_DUTCH_DAYS = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6}
_HOURS = re.compile(
    r"(?P<first>ma|di|wo|do|vr|za|zo)(?:-(?P<last>ma|di|wo|do|vr|za|zo))? "
    r"(?P<opens>\d{1,2}[.:]\d\d)-(?P<closes>\d{1,2}[.:]\d\d)"
)

_LOOK_EVERY = MINUTE


class BadHours(ValueError):
    """Opening hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a week, in Dutch time; shut on public holidays, and on days that are one for some."""

    periods: tuple[tuple[int, time, time], ...]

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Read "ma-vr 9.00-17.00, za 10.00-12.00".

        Raises:
            BadHours: it is not written so.
        """
        periods: list[tuple[int, time, time]] = []
        for part in filter(None, (part.strip() for part in text.lower().split(","))):
            match = _HOURS.fullmatch(part)
            if match is None:
                raise BadHours(f"'{part}' is not written as 'ma-vr 9.00-17.00'")
            first = _DUTCH_DAYS[match["first"]]
            last = _DUTCH_DAYS[match["last"]] if match["last"] else first
            opens, closes = _clock(match["opens"]), _clock(match["closes"])
            if first > last or opens >= closes:
                raise BadHours(f"'{part}' ends before it begins")
            periods += [(day, opens, closes) for day in range(first, last + 1)]
        return cls(tuple(periods))

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at a moment with a time zone."""
        here = moment.astimezone(moments.AMSTERDAM)
        if holiday(here.date()) or maybe_off(here.date()):
            return False
        return any(day == here.weekday() and opens <= here.time() < closes for day, opens, closes in self.periods)


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text.replace(".", ":").zfill(5))
    except ValueError as error:
        raise BadHours(f"'{text}' is no time of day") from error


def dialable(number: str | None) -> str | None:
    """Return a number as providers dial it (`+31…`), None when it is no Dutch or international number."""
    if not number:
        return None
    digits = re.sub(r"\D", "", number)
    return masking.phone_number(digits, plus=number.strip().startswith("+"))


class People:
    """Finds the number of a person for a caller. `number` and `hours` are the operator's; "" when there is none.

    `desk` reads the hours and closures that the lokets set themselves; without it those of the knowledge count.
    """

    def __init__(
        self,
        knowledge: object,
        number: str,
        hours: str,
        clock: Clock,
        desk: Callable[[], Awaitable[Opening]] | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._number = dialable(number)
        self._hours = Hours.parse(hours)
        self._clock = clock
        self._desk = desk
        self._opening: Opening | None = None
        self._looked_at = 0

    @property
    def exist(self) -> bool:
        """Whether somebody can be reached by telephone at some time."""
        return self._number is not None

    async def look(self) -> None:
        """Read what the lokets set, when the last look is over a minute ago.

        Raises:
            StorageUnavailable: the database is away; the last look still counts.
        """
        if self._desk and self._clock() - self._looked_at >= _LOOK_EVERY:
            self._opening = await self._desk()
            self._looked_at = self._clock()

    def number_now(self, regio: str) -> str | None:
        """Return the number to connect with now, None when nobody can be reached: then we call back."""
        now = self._clock()
        moment = amsterdam(now)
        loket = self._loket(regio)
        if loket and not loket.demo and (own := dialable(loket.phone)):
            is_open = self._opening.open_at(loket.id, now) if self._opening else loket.open_at(moment)
            if is_open:
                return own
        return self._number if self._number and self._hours.open_at(moment) else None

    def _loket(self, regio: str) -> Loket | None:
        lokets = getattr(self._knowledge, "lokets", None)
        if not regio or lokets is None:
            return None
        serving = [loket for loket in lokets.all() if loket.regio == regio and loket.gemeenten is None]
        return serving[0] if len(serving) == 1 else None
