"""What the canned engine answers, in the form of the real one, to what callers say in the recorded calls."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.channels.fakes import FakeEngine, turn


def reply(spoken: str, topic: str, *, misses: int = 0, effects: tuple[dict[str, Any], ...] = (), **message: Any) -> Any:
    """A turn of the engine; `misses` so many in a row were not understood."""
    answer = turn(f"(op de site) {spoken}", topic, effects, spoken=spoken, **message)
    answer["prediction"]["misses"] = misses
    return answer


def _asks(slot: str, step: int = 1, at_most: int = 3) -> dict[str, Any]:
    return {"slot": slot, "step": step, "at_most": at_most}


def _buttons(slot: str, *titles: str) -> list[dict[str, str]]:
    buttons = [{"title": t, "payload": f'/gesprek_antwoord{{"{slot}": "{t.lower()}"}}'} for t in titles]
    return [*buttons, {"title": "Weet ik niet", "payload": "/gesprek_weet_niet"}]


WORK = ("Ik ben in dienst", "Ik ben zzp'er", "Ik heb WW", "Ik heb bijstand", "Ik ben student")
ASK_WORK = reply(
    "Ik stel u een paar korte vragen. Hebt u werk, een uitkering, of bent u zelfstandig?", "financiering_overzicht",
    asks=_asks("werksituatie"), buttons=_buttons("werksituatie", *WORK),
)  # fmt: skip
ASK_AGE = reply("Hoe oud bent u?", "financiering_overzicht", asks=_asks("leeftijd", 2))
ASK_PLACE = reply("In welke plaats woont u?", "leerbaan_zoeken", asks=_asks("plaats", 2))
ASK_PHONE = reply(
    "Wij bellen u graag terug. Op welk nummer kunnen wij u bellen?", "mens_terugbellen", asks=_asks("telefoon")
)
ASK_DAYPART = reply(
    "Wanneer komt het u uit: ochtend, middag of avond?", "mens_terugbellen", asks=_asks("dagdeel", 2),
    buttons=_buttons("dagdeel", "In de ochtend", "In de middag", "In de avond"),
)  # fmt: skip
ASK_CONSENT = reply(
    "Mogen wij uw nummer gebruiken om u terug te bellen?", "mens_terugbellen", asks=_asks("toestemming", 3),
    buttons=[{"title": "Ja, bel mij terug", "payload": '/gesprek_antwoord{"toestemming":true}'},
             {"title": "Nee, liever niet", "payload": '/gesprek_antwoord{"toestemming":false}'}],
)  # fmt: skip
CONFIRMED = reply(
    "Dank u wel, een adviseur belt u terug.", "mens_terugbellen",
    effects=({"kind": "callback", "contact": "telefoon:1", "window": "ochtend", "consent": True},),
)  # fmt: skip


def _card(kind: str, name: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "id": name.lower(), "title": name, "why": [], "check": [], "facts": {}, **values}


FUNDS = reply(
    "Ik heb iets gevonden dat waarschijnlijk bij u past. Zal ik het voorlezen?", "financiering_overzicht",
    items=[
        _card("regeling", "Levenlanglerenkrediet", verdict="waarschijnlijk", why=["U bent jonger dan 57 jaar."]),
        _card("regeling", "Ontwikkelfonds", verdict="misschien", why=["Uw branche heeft een fonds (voorbeeld)."]),
        _card("regeling", "STAP-budget", verdict="niet", why=["Het is gestopt per 1 januari 2024."]),
    ],
)  # fmt: skip
FUNDS_NAMED = reply("Ik vond: Levenlanglerenkrediet en Ontwikkelfonds.", "financiering_overzicht",
                    items=FUNDS["message"]["items"])  # fmt: skip
JOBS = reply(
    "Let op: dit zijn voorbeelden, geen echte leerbanen. Ik heb leerbanen gevonden. Zal ik de eerste noemen?",
    "leerbaan_zoeken",
    items=[
        _card("leerbaan", "Leerling kok", demo=True, facts={"werkgever": "Restaurant Voorbeeld (demo)",
              "plaats": "Utrecht", "afstand": "ongeveer 3 km", "niveau": "mbo 2"}),
        _card("leerbaan", "Leerling bakker", demo=True, facts={"werkgever": "Bakkerij Voorbeeld", "plaats": "Zeist",
              "afstand": "ongeveer 8 km"}),
    ],
)  # fmt: skip
STEPS = reply(
    "Uw route gaat via een EVC-aanbieder.", "evc_aanvragen",
    items=[_card("stap", "Stap 1: praat met een aanbieder", text="Vertel wat u wilt. Vraag wat het kost."),
           _card("stap", "Stap 2: kies een beroep", text="De aanbieder moet erkend zijn.")],
)  # fmt: skip
LOKET = reply(
    "Ik heb het loket voor uw regio gevonden. Het loket is nu dicht. Zullen wij u terugbellen?", "loket_zoeken",
    items=[_card("loket", "Werkcentrum Groningen", facts={"adres": "Harm Buiterplein, Groningen",
           "open": "maandag 10.00 tot 16.00 uur"})],
)  # fmt: skip
LONG = reply(
    " ".join(f"Dit is zin nummer {n} van een heel lang antwoord over geld voor uw opleiding." for n in range(1, 8))
    + " Wilt u verder?",
    "financiering_werkgever_betaalt",
)
OFFER_PERSON = reply(
    "Dat kan, een adviseur belt u dan terug. Zal ik dat regelen?", "mens_spreken",
    effects=({"kind": "hand_over", "reason": "asked"},),
)  # fmt: skip
NOT_UNDERSTOOD = [
    reply("Dat begreep ik niet goed. Kunt u het in andere woorden zeggen?", "bot_mogelijkheden", misses=1),
    reply("Ik begrijp u nog steeds niet, en dat ligt aan mij. Zullen wij u terugbellen?", "bot_mogelijkheden",
          misses=2),
    reply("Ik begrijp u nog steeds niet.", "bot_mogelijkheden", misses=3),
]  # fmt: skip

REPLIES: dict[str, Any] = {
    "wat is evc": reply("EVC is erkenning van wat u al kunt. Wilt u weten hoe u dat krijgt?", "evc_uitleg"),
    "wat is een leerbaan": reply("In een leerbaan werkt en leert u. Zal ik een leerbaan voor u zoeken?",
                                 "leerbaan_uitleg"),
    "welk geld is er": ASK_WORK, "/financiering_overzicht": ASK_WORK,
    "ik werk in loondienst": ASK_AGE, '/gesprek_antwoord{"werksituatie": "ik ben in dienst"}': ASK_AGE,
    '/gesprek_antwoord{"werksituatie": "ik heb bijstand"}': ASK_AGE,
    "52": FUNDS, "nee 54": reply("Ik heb het aangepast: 54 jaar. Ik heb iets gevonden.", "financiering_overzicht",
                                 items=FUNDS["message"]["items"]),
    "zoek een leerbaan als kok": ASK_PLACE, "/leerbaan_zoeken": ASK_PLACE, "3611 AB": JOBS, "3611": JOBS,
    "utrecht": JOBS, "mijn evc plan": STEPS, "waar is mijn loket": LOKET, "/evc_aanvragen": STEPS,
    "vertel alles": LONG,
    "/mens_spreken": OFFER_PERSON,
    "kan ik met iemand praten over mijn geld": OFFER_PERSON,
    "/mens_terugbellen": ASK_PHONE, "<telefoon:1>": ASK_DAYPART,
    '/gesprek_antwoord{"dagdeel": "in de ochtend"}': ASK_CONSENT, "in de ochtend": ASK_CONSENT,
    '/gesprek_antwoord{"toestemming":true}': CONFIRMED,
    "ik zie het somber in": reply("Dat klinkt zwaar, en fijn dat u het zegt. Zal ik regelen dat iemand u belt?",
                                  "gesprek_moedeloos"),
    "/gesprek_afscheid": reply("Dag, veel succes, en tot een volgende keer.", "gesprek_afscheid",
                               effects=({"kind": "end"},)),
    "dank u wel": reply("Graag gedaan. Hebt u nog een vraag?", "gesprek_bedankt"),
    "wis mijn gesprek": reply("Uw gesprek is gewist.", "service_privacy", effects=({"kind": "erase"},)),
}  # fmt: skip


class Script:
    """Replies that differ each time they are asked for: what yes means depends on what was said before."""

    def __init__(self, replies: dict[str, Any], yes: list[Any], lost: list[Any]) -> None:
        self._replies, self._yes, self._lost = replies, list(yes), list(lost)

    def get(self, said: str) -> Any:
        """Return the turn for what the engine is told."""
        if said in self._replies:
            return self._replies[said]
        if said == "/gesprek_bevestig" and self._yes:
            return self._yes.pop(0)
        return self._lost.pop(0) if self._lost else None


class TalkingEngine(FakeEngine):
    """The canned engine, which also says what a text is about: surely for what it has an answer to, else not."""

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/model/parse" or self.mode == "down":
            return await super()._handle(request)
        known = REPLIES.get(json.loads(request.content)["text"])
        topic = known["message"]["topic"] if known else "evc_kosten"
        return httpx.Response(200, json={"intent": {"name": topic, "confidence": 0.9 if known else 0.2}})
