"""What the fake gateway answers: messages in the design's format, chosen by a word in the text or by the payload."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]

GREETING: Message = {
    "topic": "gesprek_groet",
    "text": "Goedendag. Ik ben Leerwijs, een digitale assistent. Ik ben dus geen mens.\n\n"
    "Ik help u met vragen over leren en werk. Waar kan ik u mee helpen?",
    "simple": "Hallo. Ik ben Leerwijs. Ik ben een computer, geen mens. Wat wilt u weten?",
    "buttons": [
        {"title": "Wat kan ik vergoed krijgen?", "payload": "/financiering_overzicht"},
        {"title": "Hoe krijg ik EVC?", "payload": "/evc_aanvragen"},
        {"title": "Vind een leerbaan", "payload": "/leerbaan_zoeken"},
        {"title": "Ik wil een mens spreken", "payload": "/mens_spreken"},
    ],
}

SOURCE = {"title": "DUO, levenlanglerenkrediet", "url": "https://duo.nl/particulier/", "evidence_date": "2026-03-14"}

ASK_WORK: Message = {
    "topic": "financiering_overzicht",
    "text": "Goede vraag. Ik zoek uit wat bij u past. Wat is uw situatie nu?",
    "asks": {"slot": "werksituatie", "step": 1, "at_most": 4},
    "buttons": [
        {"title": "Ik heb werk", "payload": '/gesprek_antwoord{"werksituatie":"werknemer"}'},
        {"title": "Ik heb een WW-uitkering", "payload": '/gesprek_antwoord{"werksituatie":"ww"}'},
        {"title": "Ik ben zzp'er", "payload": '/gesprek_antwoord{"werksituatie":"zzp"}'},
        {"title": "Dat weet ik niet", "payload": "/gesprek_weet_niet"},
    ],
}

ASK_AGE: Message = {
    "topic": "financiering_overzicht",
    "text": "Hoe oud bent u?",
    "asks": {"slot": "leeftijd", "step": 2, "at_most": 4},
    "buttons": [{"title": "Dat zeg ik liever niet", "payload": "/gesprek_weet_niet"}],
}

VERDICTS: Message = {
    "topic": "financiering_overzicht",
    "text": "Ik vond drie regelingen die bij u kunnen passen. Twee andere passen nu niet.",
    "simple": "Dit vond ik voor u. Kijk bij elke kaart of het kan.",
    "items": [
        {
            "kind": "regeling", "id": "levenlanglerenkrediet", "title": "Levenlanglerenkrediet",
            "verdict": "waarschijnlijk", "certainty": "zeker",
            "why": ["U bent jonger dan 57 jaar.", "U wilt een erkende opleiding doen."],
            "check": [
                "Dit geldt als u de Nederlandse nationaliteit hebt, of daarmee gelijkstaat.",
                "De opleiding is erkend.", "U hebt geen recht meer op studiefinanciering.",
                "Uw werkgever betaalt niet al uw lesgeld.", "U hebt geen schuld bij DUO.",
            ],
            "facts": {"bedrag": "tot uw lesgeld of collegegeld", "rente": "2,33 procent per jaar"},
            "url": "https://duo.nl/particulier/levenlanglerenkrediet/", "source": SOURCE,
        },
        {
            "kind": "regeling", "id": "ontwikkelfonds", "title": "Geld uit een ontwikkelfonds",
            "verdict": "misschien", "certainty": "voor_zover_bekend",
            "why": ["U hebt werk."], "missing": ["sector_nu"], "check": ["Vraag uw werkgever welk fonds er is."],
            "facts": {}, "source": {"title": "Overzicht O&O-fondsen", "url": None, "evidence_date": "2025"},
        },
        {
            "kind": "regeling", "id": "scholingsaftrek", "title": "Scholingsaftrek", "verdict": "niet",
            "certainty": "zeker", "why": ["Deze aftrek is gestopt per 1 januari 2022."], "source": SOURCE,
        },
        {
            "kind": "regeling", "id": "stap_budget", "title": "STAP-budget", "verdict": "niet", "certainty": "zeker",
            "why": ["Het STAP-budget is gestopt per 1 januari 2024."], "source": SOURCE,
        },
    ],
    "buttons": [
        {"title": "Hoe krijg ik EVC?", "payload": "/evc_aanvragen"},
        {"title": "Welk loket helpt mij?", "payload": "/loket_zoeken"},
    ],
}  # fmt: skip

MANY: Message = {
    "topic": "financiering_overzicht",
    "text": "Ik vond drie regelingen die bij u kunnen passen.",
    "items": [
        {"kind": "regeling", "id": f"regeling_{number}", "title": f"Regeling {number}", "verdict": "waarschijnlijk",
         "certainty": "zeker", "text": "Geld voor een opleiding.", "why": ["U hebt werk."],
         "check": ["Vraag uw werkgever.", "De opleiding is erkend."],
         "facts": {"bedrag": "tot 1.000 euro", "aanvragen": "Vraag het aan op de site van DUO."}, "source": SOURCE}
        for number in (1, 2, 3)
    ],
}  # fmt: skip

STEPS: Message = {
    "topic": "evc_aanvragen",
    "text": "Met EVC laat u zien wat u al kunt. Zo vraagt u het aan:",
    "items": [
        {"kind": "stap", "id": "evc_1", "title": "Stap 1. Kies uw doel", "source": SOURCE,
         "why": ["Bedenk waarvoor u het bewijs nodig hebt."], "facts": {}},
        {"kind": "stap", "id": "evc_2", "title": "Stap 2. Zoek een erkende aanbieder", "source": SOURCE,
         "why": ["Kijk in het register van erkende aanbieders."], "url": "https://www.nationaal-kenniscentrum-evc.nl/"},
        {"kind": "stap", "id": "evc_3", "title": "Stap 3. Verzamel uw bewijzen", "source": SOURCE,
         "why": ["Denk aan diploma's, getuigschriften en foto's van uw werk."]},
        {"kind": "evc_aanbieder", "id": "demo_evc_1", "title": "EVC Voorbeeldhuis", "demo": True,
         "facts": {"plaats": "Zwolle", "afstand": "3 km"}, "source": {"title": "Voorbeeldgegevens"}},
    ],
}  # fmt: skip

JOBS: Message = {
    "topic": "leerbaan_zoeken",
    "text": "Dit zijn leerbanen als kok bij Zwolle.",
    "items": [
        {"kind": "leerbaan", "id": "demo_kok_1", "title": "Leerling kok", "demo": True,
         "facts": {"werkgever": "Restaurant Voorbeeld", "plaats": "Zwolle", "afstand": "2 km", "niveau": "mbo 2",
                   "begin": "februari 2027"},
         "source": {"title": "Voorbeeldgegevens van Leerwijs", "evidence_date": "2026-11"}},
        {"kind": "leerbaan", "id": "demo_kok_2", "title": "Leerling kok in een ziekenhuis", "demo": True,
         "facts": {"werkgever": "Ziekenhuis Voorbeeld", "plaats": "Kampen", "afstand": "14 km", "niveau": "mbo 3"}},
    ],
}  # fmt: skip

LOKET: Message = {
    "topic": "loket_zoeken",
    "text": "Dit loket helpt u verder. Bel 0800 0113 of kijk op https://werkcentrum.nl voor meer.\n\n"
    "Is er gevaar? Bel dan direct 112. Het kost geen 113 euro, en begint op 01-02-2027.\n\n"
    "U kunt ook:\n- langsgaan\n- een afspraak maken",
    "items": [
        {"kind": "loket", "id": "loket_zwolle", "title": "Werkcentrum Regio Zwolle", "certainty": "zeker",
         "facts": {"adres": "Lübeckplein 2, Zwolle", "telefoon": "038 123 45 67", "open": "nu open, tot 17.00 uur"},
         "url": "https://werkcentrum.nl/", "source": {"title": "Werkcentrum", "evidence_date": "2026-09"}},
    ],
}  # fmt: skip

SECTORS: Message = {
    "topic": "loopbaan_welk_beroep",
    "text": "Welk werk trekt u aan?",
    "asks": {"slot": "sector_doel", "step": 1, "at_most": 3, "multiple": True},
    "buttons": [
        {"title": "Zorg en welzijn", "payload": '/gesprek_antwoord{"sector_doel":"zorg_welzijn"}'},
        {"title": "Techniek", "payload": '/gesprek_antwoord{"sector_doel":"techniek"}'},
        {"title": "Groen en dieren", "payload": '/gesprek_antwoord{"sector_doel":"groen"}'},
        {"title": "Dat weet ik niet", "payload": "/gesprek_weet_niet"},
    ],
}

ASK_PLACE: Message = {
    "topic": "leerbaan_zoeken",
    "text": "In welke plaats zoekt u?",
    "asks": {"slot": "plaats", "step": 2, "at_most": 2},
}

APPOINTMENT: Message = {
    "topic": "loket_afspraak",
    "text": "Uw afspraak staat vast. Zet hem in uw agenda.",
    "items": [
        {"kind": "afspraak", "id": "A-1", "title": "Afspraak bij Werkcentrum Twente", "certainty": "zeker",
         "facts": {"wanneer": "dinsdag 24 november 2026, 10.00 uur", "waar": "Hengelosestraat 51, Enschede",
                   "nummer": "A-1"},
         "url": None, "calendar": "/api/v1/conversations/{talk}/appointments/A-1.ics"},
    ],
}  # fmt: skip
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"

PLACES = (
    ("Zwolle", "gemeente Zwolle, Overijssel"), ("Zwolle (Gelderland)", "gemeente Oost Gelre"),
    ("Zwollerkerspel", "gemeente Zwolle, Overijssel"), ("Zwijndrecht", "Zuid-Holland"), ("Kampen", "Overijssel"),
)  # fmt: skip

EVIL = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'><b>vet</b>"
HTML: Message = {
    "topic": "bot_over",
    "text": f"{EVIL} javascript:alert(1) https://veilig.example/pad?a=1&b=2",
    "simple": EVIL,
    "items": [
        {"kind": "regeling", "id": "kwaad", "title": EVIL, "verdict": "misschien", "why": [EVIL], "check": [EVIL],
         "facts": {EVIL: EVIL}, "url": "javascript:window.hacked=1",
         "source": {"title": EVIL, "url": "data:text/html,x", "evidence_date": "onbekend"}},
    ],
    "buttons": [{"title": EVIL, "payload": "/gesprek_groet"}],
}  # fmt: skip

RIGHT_TO_LEFT: Message = {"topic": "gesprek_groet", "text": "مرحبا، كيف يمكنني مساعدتك؟\n\nDat was Arabisch."}

UNSURE: Message = {
    "topic": "gesprek_niet_begrepen",
    "text": "Ik begrijp u nog niet goed. Bedoelt u een van deze onderwerpen?",
    "buttons": [
        {"title": "Wat is EVC?", "payload": "/evc_uitleg"},
        {"title": "Ik wil een mens spreken", "payload": "/mens_spreken"},
    ],
    "suggestions": ["evc_uitleg", "mens_spreken"],
}

ANSWERS: list[tuple[tuple[str, ...], Message]] = [
    (("vergoed", "/financiering_overzicht"), ASK_WORK),
    (('{"werksituatie"', "ik heb werk"), ASK_AGE),
    (("/gesprek_weet_niet", "52"), VERDICTS),
    (("veel",), MANY),
    (("evc",), STEPS),
    (("leerbaan",), JOBS),
    (("loket",), LOKET),
    (("sector",), SECTORS),
    (("woonplaats",), ASK_PLACE),
    (("afspraak",), APPOINTMENT),
    (("html",), HTML),
    (("arabisch",), RIGHT_TO_LEFT),
]


def places_like(query: str) -> list[dict[str, str]]:
    """The places whose name begins like this."""
    begin = query.lower()
    return [{"label": label, "detail": detail} for label, detail in PLACES if label.lower().startswith(begin)]


def answer_to(text: str) -> Message:
    """The canned answer to a text or payload; an echo where there is none, so that order can be checked."""
    lowered = text.lower()
    for words, message in ANSWERS:
        if any(word in lowered for word in words):
            return message
    if lowered.startswith("echo"):
        return {"topic": "gesprek_dank", "text": f"U zei: {text}"}
    return UNSURE
