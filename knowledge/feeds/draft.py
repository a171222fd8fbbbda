"""What every format is read into: drafts of items, in the words of the feed, not yet matched to what we know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


class FeedError(Exception):
    """The import cannot go on and nothing was changed. The message is for the operator: Dutch, whole sentences."""


class Refusal(Exception):
    """This item cannot be taken. The message says why and, where it can, what to do; it begins in lower case."""


class Passed(Exception):
    """This item is not for the catalogue, and nothing is wrong with it. The message says why."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An item as its feed has it. Empty text: the feed does not say.

    `where` is where it stands in the feed, `own_id` its id there. `kind`, `level`, `forms`, `sectors` and `reach` are
    already words of ours (see `vocabulary`); `sectors` is ("alle",) for what serves every sector. `occupation` is a
    code of ESCO or ISCO, or words. `first` and `last` bound when it is on offer, `starts` are the days on which one
    can begin. `notes` are things about this item that the operator should know.
    """

    where: str
    own_id: str
    kind: str
    title: str
    organisation: str = ""
    brin: str = ""
    crebo: str = ""
    qualification: str = ""
    occupation: str = ""
    sectors: tuple[str, ...] = ()
    level: str = ""
    forms: tuple[str, ...] = ()
    place: str = ""
    gemeente: str = ""
    postcode: str = ""
    reach: str = ""
    first: date | None = None
    last: date | None = None
    starts: tuple[date, ...] = ()
    phone: str = ""
    email: str = ""
    url: str = ""
    hours: int | None = None
    months: int | None = None
    school: str = ""
    summary: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """What could not be made a draft: `why` as in Refusal (`refused`) or Passed (`passed`)."""

    where: str
    own_id: str
    why: str
    kind: Literal["refused", "passed"] = "refused"


Entry = Draft | Rejected


@dataclass(frozen=True)
class Spot:
    """Where something is held, as the feed says it. `reach` is "online" or "landelijk" when no place is meant."""

    place: str = ""
    postcode: str = ""
    reach: str = ""

    @property
    def key(self) -> str:
        """Return what tells the items of one programme apart; empty when nothing is known."""
        return self.reach or self.postcode.replace(" ", "").upper()[:4] or self.place.casefold()


@dataclass(frozen=True)
class Session:
    """One time that something is given: when it starts, when one can enrol, where and in which forms."""

    spot: Spot = Spot()
    start: date | None = None
    first: date | None = None
    last: date | None = None
    forms: tuple[str, ...] = ()


@dataclass
class Gathered:
    """The sessions of one programme at one spot, taken together."""

    spot: Spot
    starts: list[date] = field(default_factory=list)
    firsts: list[date | None] = field(default_factory=list)
    lasts: list[date | None] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)

    @property
    def first(self) -> date | None:
        """Return the first day on which one can enrol; None as soon as one session has no such day."""
        known = [day for day in self.firsts if day]
        return min(known) if known and len(known) == len(self.firsts) else None

    @property
    def last(self) -> date | None:
        """Return the last day on which one can enrol; None as soon as one session is open-ended."""
        known = [day for day in self.lasts if day]
        return max(known) if known and len(known) == len(self.lasts) else None


def by_spot(sessions: Iterable[Session], otherwise: Spot) -> list[Gathered]:
    """Take the sessions at one spot together; one without a spot of its own is held `otherwise`.

    No sessions give one group without days. A session that starts and has no last day to enrol is open until it starts.
    """
    groups: dict[str, Gathered] = {}
    for session in sessions:
        spot = session.spot if session.spot.key else otherwise
        group = groups.setdefault(spot.key, Gathered(spot))
        group.starts += [session.start] if session.start else []
        group.firsts.append(session.first)
        group.lasts.append(session.last or session.start)
        group.forms.update(dict.fromkeys(session.forms))
    return list(groups.values()) or [Gathered(otherwise)]


def own_id(base: str, spot: Spot) -> str:
    """Return the id of one of the items that a programme became: its own with the spot, if that is known."""
    return f"{base}@{spot.key}" if spot.key else base
