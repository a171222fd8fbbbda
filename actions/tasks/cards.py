"""Items of a message, exactly in the design's format: arrangements, search hits, lokets and steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actions.tasks.context import Turn
from actions.tasks.facts import study_meant
from actions.tasks.profile import Value
from actions.tasks.reply import Item
from knowledge import dutch
from knowledge.records import Amount, Arrangement, Source
from knowledge.rules import assess

if TYPE_CHECKING:
    from knowledge.rules import Assessment

_STAFF: dict[str, Value] = {"rol": "voor_mijn_personeel", "werksituatie": "werkgever"}


def assessed(
    turn: Turn, identifier: str, for_staff: bool = False, for_anybody: bool = False
) -> tuple[Arrangement, Assessment] | None:
    """An arrangement with its verdict for this person now; None when there is none of that id.

    The study that the message asks about counts too: "krijg ik studiefinanciering voor bol" is judged for bol.
    Somebody who did not say to be an employer is a citizen: what only employers can apply for is not for them.
    `for_staff` puts the question for one's staff; `for_anybody` leaves open who asks (a topic for employers).
    """
    try:
        arrangement = turn.knowledge.arrangement(identifier)
    except KeyError:
        return None
    values = turn.profile.values() | study_meant(turn.said)
    if for_staff:
        values |= _STAFF
    elif arrangement.applicant == "employer" and not is_employer(turn) and not for_anybody:
        values = {"werksituatie": "anders", **values, "rol": "voor_mijzelf"}
    return arrangement, assess(arrangement, values, turn.now)


_MOST_AMOUNTS = 3

# Somebody who learns asks about an employer's scheme: it must not look as if they could apply for it.
_LEARNS_ONESELF = re.compile(
    r"\bik (?:ga|wil|doe|volg|zou|begin)\b[^.?!]*\b(?:opleiding|bbl|cursus|leren|studeren|studie)\b|"
    r"\bmijn (?:eigen )?(?:opleiding|studie|cursus)\b|\bkan ik zelf\b|\bals (?:werknemer|medewerker)\b|"
    r"\bik werk (?:in|bij|als|voor)\b|\bmijn (?:baas|werkgever)\b",
    re.IGNORECASE,
)
_FOR_STAFF = re.compile(
    r"\b(?:personeel|medewerkers|werknemers|leerlingen|mensen in dienst|"
    r"(?:mijn|ons|onze|eigen) (?:bedrijf|zaak|team)|(?:als|voor|ben(?: een)?) werkgevers?|werkgever ben)\b",
    re.IGNORECASE,
)


def is_employer(turn: Turn) -> bool:
    """Whether the person asks as an employer."""
    return turn.profile.value("rol") == "voor_mijn_personeel" or turn.profile.value("werksituatie") == "werkgever"


def speaks_for_staff(turn: Turn) -> bool:
    """Whether the person asks as an employer by what they told or say now; a topic for employers alone says nothing."""
    said = turn.said
    if is_employer(turn) or said.first("rol") == "voor_mijn_personeel":
        return True
    return not is_citizen(turn) and _FOR_STAFF.search(said.text) is not None


def is_citizen(turn: Turn) -> bool:
    """Whether the person told something that employers are not; False also when we do not know."""
    if is_employer(turn):
        return False
    text = turn.said.text
    learns = _LEARNS_ONESELF.search(text) is not None and _FOR_STAFF.search(text) is None
    return learns or "rol" in turn.profile or "werksituatie" in turn.profile


def regeling(turn: Turn, arrangement: Arrangement, assessment: Assessment, for_staff: bool = False) -> Item:
    """The card of an arrangement: verdict, reasons, what to check, what is missing, the facts and their source."""
    card = item("regeling", arrangement.id, arrangement.title)
    card["text"] = arrangement.summary
    card["verdict"] = assessment.verdict
    card["certainty"] = assessment.certainty
    card["why"] = list(assessment.why)
    card["missing"] = list(assessment.missing) if assessment.verdict == "misschien" else []
    card["url"] = arrangement.url
    card["source"] = source(arrangement.newest_source(), arrangement.evidence_date)
    if not assessment.offerable:  # what we do not know to exist is never an offer
        card.update(
            verdict="niet", missing=[], why=[turn.texts.title("named.not_known")], check=list(arrangement.apply)
        )
        return card
    if assessment.verdict == "niet":
        if assessment.opens_next:
            card["facts"]["opent_weer"] = dutch.full_date(assessment.opens_next)
        if assessment.state == "open" and "werkgever" in arrangement.through and not for_staff:
            card["check"] = [_ask_first(turn, ("werkgever",))]
        return card
    card["check"] = list(assessment.check) + _to_check(turn, arrangement, assessment, for_staff)
    card["facts"] = _facts(arrangement, assessment)
    return card


def _facts(arrangement: Arrangement, assessment: Assessment) -> dict[str, Any]:
    contact = arrangement.contact
    reach = [part for part in (contact.name, contact.phone, contact.hours) if part] if contact else []
    facts = {
        "bedrag": assessment.amount or _amounts(arrangement),
        "aanvragen": " ".join(arrangement.apply),
        "aanvragen_tot_en_met": dutch.full_date(assessment.closes) if assessment.closes else None,
        "contact": ", ".join(reach),
    }
    return {name: value for name, value in facts.items() if value}


def _amounts(arrangement: Arrangement) -> str:
    """The figures of the record that may be quoted, where nothing can be computed for this person."""
    shown = [amount for amount in arrangement.shown_amounts() if _quotable(arrangement, amount)][:_MOST_AMOUNTS]
    return "; ".join(f"{_figure(amount)} ({amount.meaning})" for amount in shown)


def _quotable(arrangement: Arrangement, amount: Amount) -> bool:
    """Of money any figure; of a rule only what it costs or pays, not a level or a number of years."""
    return arrangement.kind.startswith("funding_") or (arrangement.kind == "rule" and amount.unit.startswith("EUR"))


def _figure(amount: Amount) -> str:
    return f"{dutch.figure(amount.value, amount.unit)} {dutch.per(amount.unit)}".rstrip()


def _to_check(turn: Turn, arrangement: Arrangement, assessment: Assessment, for_staff: bool) -> list[str]:
    texts, found = turn.texts, []
    if assessment.others_decide:
        found.append(texts.title("financiering_overzicht.others_decide"))
    parties = [party for party in assessment.through if not (for_staff and party == "werkgever")]
    if parties:
        found.append(_ask_first(turn, parties))
    if assessment.certainty == "voor_zover_bekend":
        body = arrangement.contact.name if arrangement.contact else arrangement.newest_source().title.split(",")[0]
        found.append(texts.title("as_far_as_known", datum=dutch.evidence(arrangement.evidence_date), instantie=body))
    return [sentence for sentence in found if sentence]


def _ask_first(turn: Turn, parties: Sequence[str]) -> str:
    names = [turn.texts.word("through", party) for party in parties]
    return turn.texts.title("ask_first", wie=turn.texts.enumerate(names, "of"))


def stap(identifier: str, title: str, text: str, **facts: Any) -> Item:
    """One step of a plan."""
    card = item("stap", identifier, title)
    card["text"] = text
    card["facts"] = {name: value for name, value in facts.items() if value}
    return card


def item(kind: str, identifier: str, title: str) -> Item:
    """An item of a kind with every field of the format, still empty."""
    return {
        "kind": kind,
        "id": identifier,
        "title": title,
        "text": None,
        "verdict": None,
        "certainty": None,
        "why": [],
        "check": [],
        "missing": [],
        "facts": {},
        "url": None,
        "demo": False,
        "source": None,
    }


def source(found: Source, evidence_date: str) -> dict[str, Any]:
    """The source a citizen sees: `evidence_date` is of when the fact was so, not of when we copied it."""
    url = found.url if found.url.startswith("http") else None
    return {"title": found.title, "url": url, "evidence_date": evidence_date or found.date}


def source_of(turn: Turn, arrangement_id: str) -> dict[str, Any] | None:
    """The source of an arrangement, None when there is none of that id."""
    try:
        arrangement = turn.knowledge.arrangement(arrangement_id)
    except KeyError:
        return None
    return source(arrangement.newest_source(), arrangement.evidence_date)
