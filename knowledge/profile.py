"""What the assistant may know about a person: the slots, their types and the values they may have.

This is the profile contract of the product. Ids and values are stable: records, actions and channels use them. A slot
that nobody told us is simply absent from a profile; "weet ik niet" is kept by whoever asks, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = int | str | bool
Profile = Mapping[str, Value]
Kind = Literal["integer", "choice", "boolean", "open"]


class ProfileError(ValueError):
    """A profile holds a slot or a value that the contract does not know."""


@dataclass(frozen=True)
class Slot:
    """One thing we may know.

    `values` are the legal values of a choice. An integer lies between 0 and `maximum`; most answers lie between
    `lowest` and `highest`, which weighs how likely an answer is. `unit` is years or km. A slot that is not `asked`
    never gets a value: a condition on it is decided by somebody else, so it stays open.
    """

    id: str
    kind: Kind
    values: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    maximum: int = 0
    unit: str = ""
    asked: bool = True


SECTORS = (
    "zorg_welzijn", "techniek", "bouw_infra", "ict", "onderwijs", "kinderopvang", "groen", "horeca", "handel",
    "transport_logistiek", "zakelijk", "overheid", "veiligheid", "schoonmaak", "uiterlijke_verzorging", "creatief",
    "industrie", "overig",
)  # fmt: skip

_ALL = (
    Slot("leeftijd", "integer", lowest=16, highest=75, maximum=120, unit="years"),
    Slot("werksituatie", "choice", (
        "werknemer", "uitzend_of_flex", "zzp", "werkgever", "werkzoekend", "ww", "bijstand", "wia", "ziektewet",
        "wajong", "student", "vrijwilliger", "anders",
    )),
    Slot("rol", "choice", ("voor_mijzelf", "voor_een_ander", "voor_mijn_personeel")),
    Slot("hoogste_opleiding", "choice", (
        "geen", "basisschool", "praktijkonderwijs", "vmbo", "havo", "vwo", "mbo1", "mbo2", "mbo3", "mbo4",
        "mbo_onbekend", "ad", "hbo", "wo", "buitenland",
    )),
    Slot("doel", "choice", (
        "diploma", "certificaat", "cursus", "evc", "omscholen", "basisvaardigheden", "weet_niet",
    )),
    Slot("niveau_doel", "choice", ("mbo1", "mbo2", "mbo3", "mbo4", "ad", "hbo", "wo", "geen")),
    Slot("vorm", "choice", (
        "bol", "bbl", "derde_leerweg", "voltijd", "deeltijd", "duaal", "online", "avond",
    )),
    Slot("sector_nu", "choice", SECTORS),
    Slot("sector_doel", "choice", SECTORS),
    Slot("beroep_nu", "open"),
    Slot("beroep_doel", "open"),
    Slot("plaats", "open"),
    Slot("reisafstand", "integer", lowest=0, highest=100, maximum=500, unit="km"),
    Slot("ontslag", "boolean"),
    Slot("werkgever_grootte", "choice", ("mkb", "groot")),
    Slot("startkwalificatie", "boolean"),
    Slot("beslist_een_ander", "boolean", asked=False),  # a caseworker, a fund or a school has the last word
)  # fmt: skip

SLOTS: Mapping[str, Slot] = {slot.id: slot for slot in _ALL}

# Startkwalificatie: havo, vwo, or mbo level 2 and up (Leerplichtwet 1969, art. 1). With a foreign diploma or an mbo
# diploma of unknown level we do not know it.
_STARTKWALIFICATIE: Mapping[str, bool] = {
    **dict.fromkeys(("geen", "basisschool", "praktijkonderwijs", "vmbo", "mbo1"), False),
    **dict.fromkeys(("havo", "vwo", "mbo2", "mbo3", "mbo4", "ad", "hbo", "wo"), True),
}


def startkwalificatie(hoogste_opleiding: Value | None) -> bool | None:
    """Say whether this education is a startkwalificatie; None where it does not follow from it."""
    return _STARTKWALIFICATIE.get(hoogste_opleiding) if isinstance(hoogste_opleiding, str) else None


def derive(profile: Profile) -> dict[str, Value]:
    """Return the profile with what follows from it: the education known decides the startkwalificatie."""
    known = dict(profile)
    derived = startkwalificatie(known.get("hoogste_opleiding"))
    if derived is not None:
        known["startkwalificatie"] = derived
    return known


def require(slot_id: str, value: object) -> None:
    """Refuse a value that the contract does not know.

    Raises:
        ProfileError: no such slot, the wrong type, or not one of the choices.
    """
    slot = SLOTS.get(slot_id)
    if slot is None:
        raise ProfileError(f"there is no slot '{slot_id}'")
    problem = misfit(slot, value)
    if problem:
        raise ProfileError(f"{slot_id}: {problem}")


def misfit(slot: Slot, value: object) -> str | None:
    """Say why a value cannot stand in this slot, or None when it can."""
    if slot.kind == "boolean":
        return None if isinstance(value, bool) else f"{value!r} is not true or false"
    if slot.kind == "integer":
        if not isinstance(value, int) or isinstance(value, bool):
            return f"{value!r} is not a whole number"
        return None if 0 <= value <= slot.maximum else f"{value} is not between 0 and {slot.maximum}"
    if not isinstance(value, str):
        return f"{value!r} is not a word"
    if slot.kind == "choice" and value not in slot.values:
        return f"'{value}' is not one of {', '.join(slot.values)}"
    return None
