"""What can stand in the way of somebody at the desk. Each error says it in Dutch, for the screen."""

from __future__ import annotations


class DeskError(Exception):
    """Something at the desk that cannot be. `slug` names the kind for programs, `status` is of HTTP."""

    slug = "desk"
    status = 409
    sentence = "Dit kan nu niet."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class NotAllowed(DeskError):
    """It is for another role, or for another loket."""

    slug, status = "not-allowed", 403
    sentence = "Dit mag alleen een coördinator van dit loket of een beheerder."


class NotFound(DeskError):
    """There is no such thing, or it is not theirs to see: the two are not told apart."""

    slug, status = "not-found", 404
    sentence = "Dit is er niet (meer), of het hoort bij een ander loket."


class AlreadyTaken(DeskError):
    """A colleague was first; `by` is the name, if known."""

    slug = "already-taken"

    def __init__(self, by: str | None = None) -> None:
        super().__init__(f"{by} was je net voor." if by else "Een collega was je net voor.")
        self.by = by


class NotHeld(DeskError):
    """The chat is not (any more) this adviser's."""

    slug = "not-held"
    sentence = "Dit gesprek is niet (meer) van jou. Er is niets verstuurd."


class TooManyChats(DeskError):
    """The adviser has as many chats as they may have at once."""

    slug = "too-many-chats"

    def __init__(self, at_most: int) -> None:
        super().__init__(f"Je hebt al {at_most} gesprekken tegelijk. Sluit er eerst een af.")
        self.at_most = at_most


class NotPresent(DeskError):
    """Who takes chats must say they are there."""

    slug = "not-present"
    sentence = "Zet jezelf eerst op aanwezig."


class Conflict(DeskError):
    """It changed meanwhile: look again."""

    slug = "conflict"
    sentence = "Dit is intussen veranderd. Kijk opnieuw."


class Invalid(DeskError):
    """What was given cannot be stored; `field` says where."""

    slug, status = "invalid", 422

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
