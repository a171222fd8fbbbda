"""Small closed sets of Dutch words that the engine listens for; what people say is in the NLU data, not here."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that say nothing about the answer they stand around ("ik ben 52 jaar oud").
FILLERS = _words("""
    ik ben woon in uit te werk bij als heb een de het jaar jaren oud en mijn m n is dat zo ongeveer nu niveau met ja
    nee wel uh eh ehm nou gewoon op dit moment postcode plaats omgeving rond van doe liefst graag wil worden maar wacht
    bedoel toch was zijn we zit om word denk volgens mij hooguit heet sorry
""")
# Say nothing about which answer is meant.
EMPTY = (FILLERS - _words("werk")) | _words("""
    voor om te een of iets die dit er op aan over wel ook me mezelf zelf hebben krijgen gaan zou doen eigenlijk alleen
    vooral misschien eerst als we want zo een soort
""")
# Make a word a wish ("ik wil evc") rather than a subject ("wat is evc").
WISHES = _words("wil wilde willen wou zou graag ga doe volg kies liefst liever")
YES = _words("ja jazeker jawel jep yes klopt graag oke ok akkoord prima goed zeker")
NO = _words("nee neen nope niet no liever")
# Around the subject of a search ("ik zoek een leuke cursus in de buurt").
LOOKING = _words("""
    zoek zoeken zoekt vind vinden opleiding opleidingen cursus cursussen studie training leerbaan leerbanen leerwerkplek
    leerwerkbaan bbl bol plek baan vacature werken leren doen volgen halen haal gaan gaat kan kunnen kun kunt u mij me
    waar welke wat hoe is er zijn zou iets voor met aan buurt dichtbij hier heeft hebben hebt evc aanbieder aanbieders
    ervaringscertificaat ervaring naar leuk leuke goed goede hallo hoi alstublieft aub graag mogelijk beginnen start
    als bestaan bestaat ken kent weet geven geeft krijgen bij over dan ook nog even want omdat mijn ons onze we wij mbo
    hbo niveau avond avonds online school scholen bedrijf bedrijven gratis
""")
# Say that an occupation or sector is what somebody does or did.
WORKING = _words("ben werk werkte werkzaam gewerkt was doe deed")
DENIALS = _words("geen niet zonder nooit")
# A few words with one of these are a sentence or an amount, no name of a place.
NO_PLACE = (
    DENIALS
    | YES
    | NO
    | _words("""
    heb hebt heeft hebben had een euro euros per maand week uur uitkering ww wia bijstand werk werkloos ben bent wil
    kan moet mag krijg krijgt verdien zoek wat waarom hoe wie wanneer weet snap begrijp geld
""")
)
# A call-back that was arranged is withdrawn: "bel maar niet meer", not "ik ben nog niet gebeld".
NO_CALL = re.compile(
    r"\bbel(?:t|len)? (?:(?:u|jullie|mij|me|m|dan|toch|maar|nu) )*niet(?: meer| terug| meer terug)?$|"
    r"\b(?:niet meer|toch niet|liever niet|maar niet|niet)(?: meer)? (?:terug ?)?bellen\b|"
    r"\b(?:geen|niet)(?: \w+)? (?:terug)?(?:telefoontje|belletje)\b|"
    r"\b(?:hoef|hoeft|hoeven|wil|wilde|wou)(?: \w+){0,4} niet(?: \w+){0,3} (?:terug)?(?:gebeld|bellen)\b|"
    r"\bvan (?:de|die|jullie) (?:bel ?)?lijst\b|"
    r"\b(?:terugbel\w*|belverzoek|verzoek|afspraak|telefoontje) (?:\w+ ){0,2}(?:annuleren|afzeggen|intrekken|stoppen)\b"
)
NO_AFTER_ALL = re.compile(
    r"^(?:(?:nee|ach|oh|sorry|nou|of|maar|doe|ik wil|ik wil het|het hoeft|hoeft) )*"
    r"(?:toch (?:maar |liever )?niet|liever (?:toch )?niet|(?:maar )?niet doen|niet meer(?: nodig)?|"
    r"laat maar(?: zitten)?|"
    r"annule\w+|afzeggen|zeg maar af|trek\w* (?:het |dat |hem )?(?:maar )?in|intrekken|bedenk me|ik bedenk me)"
    r"(?: (?:hoor|graag|alsjeblieft|alstublieft|aub|maar|nodig|dank je|bedankt|sorry|dat|het))*$"
)
# What we noted or found is wrong, without saying what.
WRONG = re.compile(
    r"^(?:(?:nee|oh|maar|sorry|ho|wacht|hoor|dat|dit|het|daar|er|is|gaat|iets|helemaal|echt|volgens mij) )*"
    r"(?:klopt (?:dat |dit |het |er )?(?:helemaal |echt |iets )?niet|niet (?:juist|goed|waar)|onjuist|fout|verkeerd)"
    r"(?: (?:hoor|wat u zegt|wat er staat|helemaal|zo))*$"
)
# Around a question that leans on the answer before, and name no subject ("en hoe lang duurt die opleiding dan").
LEANS_ON_LAST = _words("""
    en maar oh ja nee ok oke dan nu ik u je jij hij zij ze we wij men dat die dit het er daar hier daarvoor hiervoor
    ervoor daarmee daarop daarover deze zo ongeveer eigenlijk precies ook nog wel voor van mij me mijn moet moeten kan
    kun kunt mag zou wil ga gaat ben bent is zijn wordt worden heb hebben in op te totaal om de een bij opleiding cursus
    studie regeling subsidie traject zoiets alles meestal gemiddeld maximaal minimaal hoogstens minstens normaal aub
    alstublieft alsjeblieft zoal allemaal per
""")
# Ask for one side of it: how long, what it costs, how much, until when, where.
ASKS_SIDE = _words("""
    hoe lang hoelang duurt duren duur tijd jaar jaren maanden weken maand uur bezig wat kost kosten prijs gratis
    betaal betalen betaalt hoeveel veel geld bedrag hoog krijg krijgt krijgen tot vanaf wanneer welke datum waar wie
    vraag vragen aan aanvragen aanvraag regel regelen loon salaris verdien verdient verdienen terug terugbetalen
    terugbetaal lenen leen lening aflossen
""")
FORGET = _words("wis wissen vergeet vergeten verwijder verwijderen")
ERASABLE = _words("alles gesprek gesprekken gegevens chat data geschiedenis")
# Without work, which says nothing of a benefit.
UNEMPLOYED = re.compile(r"\b(?:werke?loos|zonder (?:werk|baan)|geen (?:werk|baan))\b")
AROUND_ORDINALS = _words("de het optie nummer keuze antwoord doe")
ORDINALS = {word: at for at, word in enumerate(("eerste", "tweede", "derde", "vierde", "vijfde", "zesde"))}
ORDINALS |= {digit: at for at, digit in enumerate("123456789")}
