"""How things end at the desk: the codes that are counted, with their words, in one place."""

from __future__ import annotations

from collections.abc import Mapping

CHAT_OUTCOMES: Mapping[str, str] = {
    "beantwoord": "Vraag beantwoord",
    "advies_gegeven": "Advies gegeven, burger gaat zelf verder",
    "afspraak": "Afspraak gemaakt",
    "terugbellen": "Wij bellen terug",
    "doorverwezen": "Doorverwezen naar een andere organisatie",
    "niet_voor_ons": "Vraag hoort niet bij ons",
    "geen_antwoord": "Geen antwoord gevonden",
    "burger_weg": "Burger reageert niet meer",
    "misbruik": "Misbruik of grap",
}

# How a chat ended that no adviser closed.
OWN_OUTCOMES: Mapping[str, str] = {
    "burger_gestopt": "Burger sloot het gesprek",
    "uit_de_rij": "Burger ging uit de rij",
    "terugbellen_gekozen": "Burger koos in de rij voor terugbellen",
    "niemand_aanwezig": "Geen adviseur meer aanwezig",
    "verlopen": "Niemand schreef meer",
}

CALLBACK_OUTCOMES: Mapping[str, str] = {
    "gesproken": "Gesproken",
    "niet_bereikt": "Niet bereikt, later opnieuw",
    "opgegeven": "Vaker niet bereikt, gestopt",
    "verkeerd_nummer": "Verkeerd nummer",
    "niet_meer_nodig": "Niet meer nodig",
}
# The request stays open after this one.
CALL_AGAIN = "niet_bereikt"

APPOINTMENT_OUTCOMES: Mapping[str, str] = {
    "gesproken": "Gesproken",
    "niet_gekomen": "Niet gekomen",
    "verzet": "Verzet naar een andere keer",
}

REASONS: Mapping[str, str] = {
    "asked": "Vroeg om een mens",
    "not_understood": "Twee keer niet begrepen",
    "distress": "In nood of moedeloos",
    "complaint": "Klacht",
    "prefers_person": "Onderwerp voor een mens",
    "task_failed": "Er ging iets mis",
    "engine_down": "Assistent was weg",
}


def title(outcome: str) -> str:
    """Return the words of the outcome of a chat."""
    return CHAT_OUTCOMES.get(outcome) or OWN_OUTCOMES.get(outcome) or outcome
