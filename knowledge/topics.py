"""The topics a person can ask about. The ids are stable: intents, answers, channels and counts use them."""

from __future__ import annotations

TOPICS: tuple[str, ...] = (
    "financiering_overzicht", "financiering_stap", "financiering_levenlanglerenkrediet",
    "financiering_scholingsaftrek", "financiering_ontwikkelfonds", "financiering_werkgever_betaalt",
    "financiering_transitievergoeding", "financiering_uitkering", "financiering_studiefinanciering",
    "financiering_leerrekening", "financiering_zzp",
    "werkgever_slim", "werkgever_praktijkleren", "werkgever_leerbedrijf", "werkgever_scholing",
    "evc_uitleg", "evc_aanvragen", "evc_kosten", "evc_duur", "evc_aanbieder", "evc_routes",
    "leerbaan_zoeken", "leerbaan_uitleg", "leerbaan_loon",
    "opleiding_zoeken", "opleiding_mbo_certificaat", "opleiding_praktijkverklaring",
    "opleiding_derde_leerweg", "opleiding_associate_degree", "opleiding_modulair_hbo",
    "opleiding_verkorten", "opleiding_niveaus", "opleiding_startkwalificatie",
    "opleiding_diplomawaardering", "opleiding_basisvaardigheden", "opleiding_inburgering",
    "opleiding_vavo", "opleiding_diplomaregister", "opleiding_microcredential",
    "loopbaan_welk_beroep", "loopbaan_overstap", "loopbaan_zij_instroom", "loopbaan_ontslag",
    "loopbaan_scholingsrecht", "loopbaan_kans_op_werk", "loopbaan_skillspaspoort",
    "loopbaan_leerambassadeur",
    "loket_zoeken", "loket_afspraak",
    "mens_spreken", "mens_terugbellen",
    "service_klacht", "service_privacy",
    "bot_identiteit", "bot_mogelijkheden",
    "gesprek_groet", "gesprek_bedankt", "gesprek_afscheid", "gesprek_opnieuw", "gesprek_moedeloos",
    "gesprek_crisis", "gesprek_andere_taal", "gesprek_buiten_bereik", "gesprek_bevestig", "gesprek_ontken",
    "gesprek_weet_niet", "gesprek_antwoord", "gesprek_stop", "gesprek_herhaal", "gesprek_correctie",
)  # fmt: skip
