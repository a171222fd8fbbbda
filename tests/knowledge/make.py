"""Valid records to break, a whole valid folder of them, and random conditions and profiles."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from knowledge import records
from knowledge.check_tekst import REQUIRED_TEXTS
from knowledge.profile import SLOTS, Value, derive
from knowledge.records import Arrangement

TODAY = date(2026, 11, 22)

# The topics of the folders made here; `few_topics` in conftest.py makes the check ask for no others.
TOPICS = ("financiering_stap", "evc_uitleg")

Data = dict[str, Any]

_REGELING: Data = {
    "id": "opleidingsgeld",
    "title": "Opleidingsgeld",
    "kind": "funding_individual",
    "form": "gift",
    "applicant": "person",
    "status": "open",
    "certainty": "zeker",
    "valid": {"from": "2025-01-01", "to": "2027-12-31"},
    "scheme_runs_until": None,
    "budget": {
        "windows": [{"opens": "2026-11-02T09:00", "closes": "2026-11-30T17:00"}],
        "ceiling": {"value": 5000000, "unit": "EUR", "meaning": "in 2026", "source": 1},
        "exhausted_since": None,
    },
    "amounts": [
        {
            "id": "hoogste",
            "value": 1500,
            "unit": "EUR/jaar",
            "meaning": "meer krijgt u niet",
            "source": 1,
            "show": True,
        },
        {"id": "oud", "value": 900, "unit": "EUR/jaar", "meaning": "VEROUDERD, tot 2024", "source": 1, "show": False},
    ],
    "amount_for_person": {"percent": 60, "of": "kosten", "max": "hoogste"},
    "conditions": [
        {
            "id": "leeftijd",
            "slot": "leeftijd",
            "op": "lt",
            "value": 57,
            "holds": "U bent jonger dan 57 jaar.",
            "fails": "Dit is er alleen voor mensen die jonger zijn dan 57 jaar.",
            "source": 1,
        }
    ],
    "check": ["Dit geldt als u in Nederland woont."],
    "summary": "U krijgt geld voor een opleiding. Dat is hoogstens 1.500 euro per jaar.",
    "closed_text": None,
    "instead": ["lening"],
    "apply": ["Vraag het aan voor de opleiding begint."],
    "url": "https://fonds.example/geld",
    "contact": {"name": "Het fonds", "phone": "050 123 45 67", "hours": "werkdagen", "source": 1},
    "through": [],
    "sources": [
        {
            "title": "Het fonds",
            "url": "https://fonds.example/geld",
            "date": "2026-05",
            "fact": "60 procent, hoogstens 1500 euro per jaar; was 900 euro; 5 miljoen in 2026; tel. 050-1234567",
        }
    ],
    "evidence_date": "2026-05",
    "review_by": "2027-05-01",
    "notes": "",
}

_LENING: Data = {
    **_REGELING,
    "id": "lening",
    "title": "Lening",
    "form": "lening",
    "budget": None,
    "amounts": [],
    "amount_for_person": None,
    "contact": None,
    "instead": [],
    "conditions": [],
    "summary": "U leent het geld.",
}

_ANTWOORD: Data = {
    "topic": "financiering_stap",
    "title": "Het geld",
    "computed": False,
    "web": "U krijgt {{ amount('opleidingsgeld', 'hoogste') }} per jaar. Dat kan tot en met "
    "{{ date('opleidingsgeld', 'valid_to') }}.",
    "spoken": "U kunt geld krijgen. Wilt u meer weten?",
    "simple": "Er is geld. Wilt u dat?",
    "regelingen": ["opleidingsgeld"],
    "follow_ups": ["evc_uitleg"],
    "prefers_person": False,
    "sources": [{"title": "Het fonds", "url": None, "date": "2026-05", "fact": "Er is 25 procent; bel 0800-1234"}],
    "evidence_date": "2026-05",
    "review_by": "2027-05-01",
}

_LOKET: Data = {
    "id": "zwolle",
    "title": "Werkcentrum Zwolle",
    "regio": "Regio Zwolle",
    "gemeenten": None,
    "address": "Hoofdweg 1, Zwolle",
    "phone": "038 123 45 67",
    "hours": {"mo": [["09:00", "12:00"], ["13:00", "17:00"]]},
    "website": "https://www.werkcentrum.nl",
    "walk_in": True,
    "sources": [{"title": "Gemeente", "url": None, "date": "2026-05", "fact": "Hoofdweg 1; 038-1234567; ma 9-17"}],
    "evidence_date": "2026-05",
    "review_by": "2027-05-01",
    "certainty": "zeker",
    "demo": False,
}

_ITEM: Data = {
    "id": "lasser-1", "kind": "leerbaan", "title": "Leerling lasser", "from": "2026-09-01", "to": "2027-02-01",
    "contact": None, "demo": True, "source": {"title": "Leerwijs, voorbeeld", "url": None, "date": "2026-11-22"},
}  # fmt: skip

_TEKST: Data = {"web": "Dat ging niet goed.", "spoken": "Dat ging niet goed.", "simple": "Dat ging niet goed."}


def regeling(**changes: Any) -> Data:
    """A valid regeling as plain data, with fields replaced."""
    return {**copy.deepcopy(_REGELING), **changes}


def lening(**changes: Any) -> Data:
    return {**copy.deepcopy(_LENING), **changes}


def antwoord(**changes: Any) -> Data:
    return {**copy.deepcopy(_ANTWOORD), **changes}


def loket(**changes: Any) -> Data:
    return {**copy.deepcopy(_LOKET), **changes}


def item(**changes: Any) -> Data:
    return {**_ITEM, **changes}


def teksten(**changes: Any) -> Data:
    keys = (*REQUIRED_TEXTS, "ask.leeftijd")
    return {**{key: dict(_TEKST) for key in keys}, **changes}


def arrangement(**changes: Any) -> Arrangement:
    return records.arrangement(regeling(**changes))


def folder(root: Path, *regelingen: Data, answer: Data | None = None, texts: Data | None = None) -> Path:
    """Write a whole folder of valid records, but for what is given."""
    for data in regelingen or (regeling(), lening()):
        write(root / "regelingen" / f"{data['id']}.yaml", data)
    for topic in TOPICS[1:]:
        write(root / "antwoorden" / f"{topic}.yaml", antwoord(topic=topic, follow_ups=[TOPICS[0]]))
    given = answer or antwoord()
    write(root / "antwoorden" / f"{given['topic']}.yaml", given)
    write(root / "teksten.yaml", texts or teksten())
    return root


def write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def values_of(slot_id: str) -> st.SearchStrategy[Value]:
    """Values that a person may give for a slot."""
    slot = SLOTS[slot_id]
    if slot.kind == "boolean":
        return st.booleans()
    if slot.kind == "integer":
        return st.integers(0, 80)
    return st.sampled_from(slot.values)


# Few slots, so that conditions share them; an education and what follows from it among them.
USED = ("leeftijd", "werksituatie", "hoogste_opleiding", "startkwalificatie", "vorm", "rol", "ontslag")


@st.composite
def leaves(draw: st.DrawFn) -> Data:
    slot = draw(st.sampled_from((*USED, "beslist_een_ander")))
    kind = SLOTS[slot].kind
    if kind == "boolean":
        return {"slot": slot, "op": draw(st.sampled_from(["is_true", "is_false"]))}
    if kind == "integer":
        op = draw(st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]))
        return {"slot": slot, "op": op, "value": draw(st.sampled_from([18, 30, 57, 67]))}
    op = draw(st.sampled_from(["eq", "ne", "in", "not_in"]))
    if op in ("in", "not_in"):
        return {"slot": slot, "op": op, "value": draw(st.lists(values_of(slot), min_size=1, max_size=4, unique=True))}
    return {"slot": slot, "op": op, "value": draw(values_of(slot))}


def trees() -> st.SearchStrategy[Data]:
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=4,
    )


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    """An open arrangement with random conditions."""
    tests = draw(st.lists(trees(), max_size=3))
    return arrangement(
        id=f"r{draw(st.integers(0, 10**9))}",
        applicant=draw(st.sampled_from(["person", "person", "employer"])),
        budget=None,
        conditions=[{"id": f"c{n}", **test, "holds": "Ja.", "fails": "Nee."} for n, test in enumerate(tests)],
    )


@st.composite
def profiles(draw: st.DrawFn, slots: tuple[str, ...] = USED) -> dict[str, Value]:
    """A profile without contradictions: the startkwalificatie is what the education says."""
    known = draw(st.lists(st.sampled_from(slots), unique=True))
    profile = {slot: draw(values_of(slot)) for slot in known}
    derived = derive(profile)
    return {slot: derived[slot] for slot in profile}
