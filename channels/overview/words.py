"""The words of the overview for what the items name by a key. Sentences stand in the templates."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.lokets import DAYS

MISSING: Mapping[str, str] = {
    "leeftijd": "uw leeftijd",
    "werksituatie": "uw werk of uitkering",
    "rol": "voor wie u dit vraagt",
    "hoogste_opleiding": "uw hoogste opleiding",
    "doel": "wat u wilt leren",
    "niveau_doel": "het niveau van de opleiding",
    "vorm": "hoe u wilt leren",
    "sector_nu": "in welke sector u werkt",
    "sector_doel": "in welke sector u wilt werken",
    "beroep_nu": "uw beroep",
    "beroep_doel": "het beroep dat u wilt",
    "plaats": "uw woonplaats",
    "reisafstand": "hoe ver u wilt reizen",
    "ontslag": "of u ontslagen bent of wordt",
    "werkgever_grootte": "hoe groot uw werkgever is",
    "startkwalificatie": "of u een startkwalificatie hebt",
}
"""What is missing, by slot."""

KINDS: Mapping[str, str] = {
    "leerbaan": "Leerbanen",
    "leerbedrijf": "Leerbedrijven",
    "opleiding": "Opleidingen",
    "certificaat": "Certificaten",
    "evc_aanbieder": "EVC-aanbieders",
    "beroep": "Beroepen",
}
"""Headings of what can be chosen, by kind, in the order in which they stand."""

FACTS: Mapping[str, str] = {
    "werkgever": "Werkgever",
    "aanbieder": "Aanbieder",
    "school": "School",
    "plaats": "Plaats",
    "afstand": "Afstand",
    "niveau": "Niveau",
    "uren_per_week": "Uren per week",
    "contact": "Contact",
}
"""Facts of an item that have a name of their own; another key is its own name."""

WEEKDAYS: Mapping[str, str] = dict(
    zip(DAYS, ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"), strict=True)
)

PARTIES: Mapping[str, str] = {
    "werkgever": "uw werkgever",
    "fonds": "het opleidingsfonds",
    "uwv": "UWV",
    "gemeente": "uw gemeente",
    "school": "de school",
    "werkcentrum": "het Werkcentrum",
}
"""Who is asked first, as the records name them (`through`)."""


def fact(key: str) -> str:
    """Return the name of a fact: "Uren per week" for `uren_per_week`."""
    return FACTS.get(key) or key.replace("_", " ").capitalize()


def listed(parts: list[str]) -> str:
    """Return the parts as a sentence lists them: "a, b en c"."""
    return " en ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
