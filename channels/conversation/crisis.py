"""The crisis screen: fixed rules, no model, for suicide and immediate danger. High recall comes before few alarms.

It runs before anything else and in every owner state. It decides only whether and of which kind; what is said is a text
of the knowledge.
A text is folded first (accents, capitals, doubled letters, spaced-out letters, digits for letters), so that a rule is
written once and shouting, misspelling and dictation fall under it. Rules are folded too: `dod` and `dood` are the same.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein


class Kind(StrEnum):
    """What somebody speaks of; the value is the key of the text that answers it."""

    CRISIS = "crisis"  # suicide, and danger of other kinds
    VIOLENCE = "crisis_geweld"  # violence or threats by another: there is another number to call for that

    @property
    def follow_up(self) -> str:
        """The key of what is said when a person is coming."""
        return f"{self.value}_follow_up"


# ---- folding --------------------------------------------------------------------------------------------------------

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s"})
_APART = re.compile(r"(?<!\w)(?:\w[ .\-_*]+){2,}\w(?!\w)")
_PAUSE = re.compile(r"\.{2,}|…|['’`*_\"]")
_CLAUSE = re.compile(r"[.,;:!?\n()]+")
_NOT_WORD = re.compile(r"[^a-z0-9|]+")
_DOUBLED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """Return the text as the rules see it: small plain letters, none twice in a row, `|` between clauses."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    plain = _PAUSE.sub(" ", plain)
    plain = _APART.sub(lambda match: re.sub(r"[ .\-_*]+", "", match[0]), plain)
    words = _NOT_WORD.sub(" ", _CLAUSE.sub(" | ", plain)).split()
    # Digits stand for letters only inside a word: "n1et", not "112".
    words = [w.translate(_LEET) if re.search(r"[a-z]\d|\d[a-z]", w) else w for w in words]
    return _DOUBLED.sub(r"\1", " ".join(words))


# ---- rules ----------------------------------------------------------------------------------------------------------

_NOT = r"(?:niet|nit|nie|ni)"
_MORE = r"(?:mer|mere|mr)"
_WANT = r"(?:wil|wilt|willen|wilde|wou|kwil|zou|verlang|hoop)"
_SELF = r"(?:mezelf|mijzelf|me zelf|mij zelf|mezelve|mijn eigen|me eigen?|mn eigen|zichzelf|zich zelf)"
_ME = rf"(?:{_SELF}|me|mij|zich)"
_DEAD = (
    r"(?:dod|dot|dodgan|dodga|sterven)"
    r"(?! (?:spor|ongerust|moe|op|gewon|sai|lop\w*|lat\w*|mak\w*|verklar\w*|hout|dier\w*))"
)
_LIVE = r"(?:leven?|bestaan|levn)(?! (?:lang|van (?:mijn|de|een|het|dit|die|zo|\w+ (?:euro|geld))))"
_ABOUT = r"(?:met|over|bij|van|voor|leren|ler|cursus|opleiding|als|in|op|onder|niet|nit)"
_OTHER = (
    r"(?:hem|har|iemand|iedereen|iederen|hun|hen|ze|jule|mensen|kind\w*|colega\w*|bas|leidingevende|buurman|burman)"
)
_KIN = (
    r"(?:ik|hij|zij|ze|man|vrouw|zon|zontje|dochter\w*|vriend\w*|broer\w*|zus\w*|moeder|vader|kind|ex|partner|colega)"
)
_WEAPON = r"(?:mes|pistol|wapen|vurwapen|gewer|bijl|hamer|honkbalknupel)"
_MEANS = r"(?:pil|pilen|slapil\w*|tablet\w*|touw|strop)"
_READY = r"(?:klar(?: ?(?:lig\w*|gelegd|gemakt|stat|stan))?|verzameld|opgespard|gespard)"
# A verb at the end of a clause has these before it: "er een eind aan wil maken".
_AUX = r"(?:(?:te|wil|wilt|wilen|wou|wilde|ga|gat|gan|zou|zal|kan|kunen|moet|heb|heft) )*"
_HOME = (
    r"(?:man|vrouw|vriend|vriendin|partner|ex\w*|echtgenot\w*|vader|pa|moeder|ma|stiefvader|opa|om|broer|zus|zon|dochter|"
    r"schonvader|schonmoeder|huisgenot|familie)"
)
_VICTIM = r"(?:mij|me|ons|har|hem|mijn kind\w*|de kinderen|mijn moeder|mama|mijn zus\w*|mijn broer\w*)"
_BEATEN = r"(?:geslage\w*|mishandel[dt]|gewurgd|verkracht|gestoken|geschopt|misbruik[dt]|angerand)"
_NO_WORK = r"(?! met (?:ontslag|een boete|kort\w*))"
_MUCH = r"(?:hel\w*|te|tevel|vel|al|ale|alemal|potje|pot|strip\w*|dosje|dos|hop|hopen|stapel|genoeg|overdosis)"


def _free(words: str, most: int) -> str:
    """Up to `most` words, none of them of `words`."""
    return rf"(?: (?!{words}\b)\w+){{0,{most}}}"


def _compile(rule: str) -> re.Pattern[str]:
    """Fold the rule too, so that it may be written as Dutch is spelt (no syntax has a doubled small letter)."""
    return re.compile(_DOUBLED.sub(r"\1", rule))


def _any(*rules: str) -> re.Pattern[str]:
    return _compile("|".join(rf"\b(?:{rule})\b" for rule in rules))


_DEATH = _any(
    # wanting to be dead
    rf"{_WANT}{_free(_ABOUT, 4)} {_DEAD}",
    rf"(?:was ik|dat ik|ik maar|ik toch|beter|liever|liefst|maar) (?:\w+ ){{0,2}}{_DEAD}",
    r"kan (?:ik )?(?:net zo goed|beter|maar beter) dod",
    # not wanting to live
    rf"{_NOT}(?: lang)? (?:{_MORE}|verder|langer){_free(_ABOUT, 3)} {_LIVE}",
    rf"(?:{_WANT}|hof|hoft|hoef|hoeft){_free(_ABOUT, 2)} {_NOT} (?:te )?{_LIVE}",
    rf"geen (?:\w+ )?(?:zin|reden|nut|rede|doel)(?: {_MORE})? "
    rf"(?:\w+ ){{0,2}}(?:in|om|van) (?:het |mijn |dit |te )*{_LIVE}",
    r"(?:mijn|het|dit) (?:leven|bestan)(?: \w+){0,3} (?:gen zin|zinlos|nutelos|niks ward|niets ward)",
    rf"(?:zie|zit|ziet)(?: \w+){{0,2}} (?:leven|bestan)(?: \w+){{0,2}} {_NOT} (?:{_MORE} )?zit\w*",
    rf"(?:leven|bestan) (?:\w+ ){{0,3}}ho\w*ft? (?:\w+ ){{0,3}}{_NOT}",
    r"ho\w*ft? (?:\w+ )?(?:leven|bestan)(?: \w+){0,3} (?:niet|nit)",
    r"(?:klar|gehad|helemal gehad|genoeg) (?:met|van) (?:het |mijn |dit )?(?:leven(?! lang)|bestan)",
    r"(?:leven|bestan) (?:zo )?(?:beu|zat|moe)",
    r"levensmoe\w*",
    rf"(?:kan|kon) (?:het|dit|mijn) (?:leven|bestaan) {_NOT}(?: {_MORE})? aan",
    r"leven is (?:me |mij )?te (?:zwaar|veel|moeilijk|pijnlijk)",
    r"had ik maar nooit bestaan",
    rf"{_WANT}(?: \w+){{0,3}} er (?:gewon |lever |liever )?{_NOT} {_MORE} (?:zijn|wezen)",
    rf"als ik er (?:\w+ )?{_NOT} {_MORE} (?:was|ben|zou zijn|zou wezen)",
    rf"er {_NOT} {_MORE} (?:(?:wil|wou|willen|wilde|hoef|hoefde|te|zou|kon) )+zijn",
    rf"ho\w*f?t? er (?:\w+ )?{_NOT} {_MORE} te zijn|was ik er (?:mar )?{_NOT} {_MORE}",
    rf"(?:{_NOT}|noit) {_MORE} (?:\w+ )?(?:wakker(?! lig)|ontwaken)",
    r"gedachten? (?:\w+ )?aan de dood",
    r"(?:denk|denken|dacht|praat)(?: \w+){0,4} (?:aan|over) (?:de dood|dod ?gaan)(?! van)",
    r"uitweg (?:\w+ ){0,3}(?:dod|sterven)",
    r"afscheid (?:genomen )?van (?:iedereen|het leven)|laatste dag op aarde|overlef (?:deze|de) nacht niet",
    r"gedaan (?:zijn )?met mij|achter mijn leven|stemmen (?:\w+ ){0,3}dat ik",
    r"(?:waarom|waarvoor) (?:\w+ )?(?:ik (?:\w+ )?leven|leef ik)",
    r"leven is (?:\w+ )?(?:niks|niets|niet)(?: meer)? waard",
    r"(?:ben|zal) ik er niet meer",
    r"(?:slapen|inslapen|rust|verdwijnen) (?:\w+ )?(?:voor altijd|voorgoed)",
    r"(?:voor altijd|voorgoed) (?:\w+ )?(?:slapen|inslapen|rust|verdwijnen)",
    r"beter af(?: \w+){0,3} (?:zonder (?:mij|me)|als ik (?:er|wel?g|dod))",
    r"(?:zonder (?:mij|me)|als ik er (?:niet|nit)(?: \w+)?(?: ben| was)?)(?: \w+){0,5} beter af",
    rf"beter(?: \w+){{0,4}} als ik er {_NOT} (?:\w+ )?(?:ben|was|zou zijn)",
    r"niemand (?:(?:zou|zal|gat|die) )?(?:(?:me|mij) (?:\w+ )?mis\w*|mis\w* (?:me|mij))",
    r"nooit (?:\w+ )?geboren",
    r"(?:niks|niets|niemand)(?: \w+){0,3} om voor te leven|waar leef ik (?:\w+ )?voor|voor wie leef ik|zat om te leven",
    rf"ben{_free('(?:niemand|niet|nit|bang)', 3)} tot last",
    r"niemand (?:zou|zal) (?:het|t|iets)? ?merken als ik",
    # ending it
    r"eind\w?(?: \w+){0,3} an (?:mijn|me|mn|zijn|har|hun|het|dit) (?:eigen )?leven",
    r"(?:mijn|eigen|zijn|har) leven (?:\w+ ){0,3}(?:beindig\w*|benem\w*|afnem\w*|af te nem\w*)",
    r"(?:beindig\w*|benem) (?:mijn|me|mn) leven",
    rf"leven {_AUX}ber\w*[fv]\w*",
    rf"van ?kant {_AUX}(?:ge)?mak\w*",
    rf"maak\w* (?:\w+ )?{_ME} (?:\w+ )?van ?kant",
    r"uit (?:het|mijn|dit|t) leven (?:te |wil |ga )*stap\w*",
    r"stap\w* (?:\w+ )?uit (?:het|mijn|dit|t) leven",
    r"(?:weg van|verlaa?t\w*|uit|verdwijn\w* van) deze (?:wereld|aarde)",
    r"deze (?:wereld|aarde) (?:te )?verlaa?t\w*",
    # ways of doing it
    rf"{_ME} (?:\w+ )?(?:ophang\w*|op te hang\w*|opgehang\w*|dod ?schiet\w*|verdrink\w*|te verdrink\w*|opknop\w*)",
    rf"hang {_ME} (?:\w+ )?op",
    r"verhang\w*",
    r"(?:spring|sprong|gooi|stap|lo+p|rij|lig|gaan|ga)\w*(?: \w+){0,3} "
    r"(?:voor|onder) (?:de|een|n) (?:trein|metro|tram|vrachtwagen)",
    r"(?:voor|onder) (?:de|een|n) (?:trein|metro|tram|vrachtwagen) (?:\w+ ){0,2}(?:spring|goi|stap|gan|lig|werp)\w*",
    r"van (?:de|het|een|n|die|dat) (?:brug|dak|flat|toren|gebouw|balkon|viaduct)(?: \w+){0,2} "
    r"(?:af ?)?(?:te )?(?:af)?spring\w*",
    r"spring\w* (?:\w+ ){0,3}van (?:de|het|een|n|die|dat) (?:brug|dak|flat|toren|gebouw|balkon|viaduct)",
    r"tegen een (?:boom|muur|pijler|vrachtwagen) (?:aan )?(?:te )?(?:rij|rij[dt]\w*)(?! .*examen)",
    r"rij\w* (?:\w+ ){0,3}tegen een (?:boom|muur|pijler|vrachtwagen)",
    r"op het spoor (?:te |gaan )?lig\w*",
    r"(?:leg|lig) (?:me |mij |mezelf )?op het spoor",
    rf"{_SELF} in brand",
    r"touw (?:gekocht|opgehangen)",
    rf"{_MEANS} (?:\w+ ){{0,3}}{_READY}(?! (?:voor|vor))",
    rf"lig\w*(?: \w+){{0,3}} {_MEANS} (?:\w+ )?{_READY}",
    r"(?:heb|spar|verzamel)(?: \w+){0,3} medicijnen (?:\w+ ){0,2}(?:klar ?lig\w*|verzameld|opgespard)",
    rf"genoeg {_MEANS} (?:om|in huis|lig\w*|hier)",
    r"(?:sta|zit|stat|zit) (?:\w+ ){0,2}(?:op (?:een|de|n) brug|bij het spor|op het spor|op het dak)"
    r"(?! (?:te werk|als|van|naar|voor mijn werk))",
    r"(?:ga|stap|laat me) (?:\w+ ){0,2}van (?:de|het|een|die|dat) (?:brug|dak|flat|toren|balkon) af",
    r"(?:pillen|tabletten|medicijnen|alles) (?:\w+ ){0,3}(?:ingenomen|innemen|in te nemen)",
    r"(?:heb|heeft) (?:\w+ ){0,2}(?:pillen|tabletten|slaappillen) (?:\w+ )?(?:genomen|geslikt)",
    rf"{_MUCH} (?:\w+ ){{0,2}}(?:pil\w*|tablet\w*|medicijn\w*|slapil\w*|slapmid\w*|paracetamol\w*)(?: \w+){{0,3}} "
    r"(?:geslikt|ingenomen|genomen|slik\w*|inem\w*|in te nem\w*|op)",
    r"(?:nem|neme|nemen|genomen|genome|heb|had|wil|ga)(?: \w+){0,3} overdosis(?: \w+){0,2}",
    r"overdosis (?:\w+ ){0,2}(?:nemen|genomen|inemen|ingenomen|slik\w*|geslikt)",
    rf"(?:snij\w*|sned|kras|verwond\w*|verminken?) {_SELF}",
    rf"{_SELF} (?:\w+ ){{0,2}}(?:snij\w*|te snijden|gesneden|verwond\w*|verminken)",
    r"snij\w* (?:\w+ )?in (?:mijn|me|mn|haar|zijn) (?:arm|pols|been|benen)\w*",
    r"pols\w* (?:\w+ ){0,2}(?:dor\w*|snij\w*)",
    rf"{_ME} (?:\w+ ){{0,2}}(?:iets|wat|kwad|letsel) (?:\w+ )?(?:an ?do\w*|an te doen|angedan|do\w*)",
    rf"{_SELF} (?:\w+ ){{0,2}}pijn (?:te )?do\w*",
    rf"do\w? {_SELF} (?:\w+ )?(?:iets|wat|pijn)",
    rf"mak\w* {_SELF} (?:\w+ )?(?:af(?! en)|dod)",
    rf"{_SELF} (?:\w+ )?(?:dod|af) ?(?:te )?mak\w*",
    r"kogel (?:\w+ )?dor (?:\w+ )?(?:kop|hofd)",
    rf"{_KIN}(?: \w+){{0,4}} poging gedan(?! (?:om|tot|met|voor|bij|te))",
    rf"{_WANT}{_free(_ABOUT, 2)} euthanasie",
    # in English
    r"kil (?:my ?self|me)",
    r"(?:want|wana|wish) (?:to |i (?:was |were )?)?(?:die|ded|dead)",
    r"end my life",
    r"(?:dont|do not|no longer|not) (?:want|wana)(?: to)? live",
)

_VIOLENCE = _any(
    rf"(?:slat|sla|mept|schopt|wurgt|wurgde|mishandelt|stekt|bedreigt|stalkt|verkracht|misbruikt)(?: \w+){{0,1}} "
    rf"{_VICTIM}(?! (?:over|nergens|dod|met (?:ontslag|een boete)))",
    # the verb at the end: "dat mijn man me slaat"
    r"(?:mij|me|mijn kind\w*|de kinderen|mijn moeder) (?:\w+ ){0,2}"
    r"(?:slat|mept|schopt|wurgt|mishandelt|bedreigt|stalkt|verkracht|misbruikt)"
    r"(?! (?:nergens|an|op|over|met (?:ontslag|een boete)))",
    rf"(?:word|wordt|worden|werd net)(?: \w+){{0,4}} "
    rf"(?:{_BEATEN}|bedreig[dt]|gestalkt|angevalen){_NO_WORK}",
    rf"(?:heft|heb) (?:mij|me|mn|ons|mijn kind\w*) (?:\w+ ){{0,2}}(?:{_BEATEN}|bedreigd){_NO_WORK}",
    rf"(?:mij|me|ons|mijn kind\w*) (?:\w+ ){{0,2}}(?:{_BEATEN}|bedreigd) heft",
    rf"(?:{_BEATEN}|bedreigd) dor (?:mijn|me|mn) {_HOME}",
    rf"dor (?:mijn|me|mn) {_HOME} (?:\w+ ){{0,2}}(?:{_BEATEN}|bedreigd)",
    rf"(?:mijn|me|mn) {_HOME}(?: \w+){{0,2}} (?:doet|doe) (?:mij|me|ons|de kinderen) (?:\w+ )?pijn",
    r"bang (?:voor|van) (?:mijn|me|mn) (?:man|vriend|partner|ex|vader|stiefvader)",
    r"mijn kel dicht\w*",
    r"vermor\w+ (?:\w+ )?(?:me|mij|ons)",
    r"(?:me|mij|ons) (?:\w+ ){0,2}vermor\w+",
    r"(?:me|mij|ons) (?:\w+ )?(?:dod ?(?:te )?(?:mak\w*|slan|stek\w*|schiet\w*))",
    rf"(?!ik)(?:{_KIN}|iemand|klant|buurman)(?: \w+){{0,6}} (?:met|heft|hef|met een groot) (?:een |n )?{_WEAPON}",
    rf"bedreig\w*(?: \w+){{0,5}} {_WEAPON}",
    r"huiselijk geweld(?= \w*(?: \w+){0,3} (?:thuis|mij|me|ik))",
    r"(?:ben|is) (?:\w+ )?slachtofer van (?:huiselijk )?geweld",
    r"(?:heb|heft|hebben) te maken met huiselijk geweld|er is (?:\w+ ){0,2}geweld (?:bij ons |hier )?thuis",
    rf"(?:mijn|me|mn) {_HOME} is (?:\w+ ){{0,2}}(?:agressief|gewelddadig)|vluchten (?:voor|van) (?:mijn|me|mn) {_HOME}",
    rf"thuis {_NOT} (?:\w+ )?veilig|{_NOT} (?:\w+ )?veilig (?:bij ons )?thuis",
    r"kinderen (?:zijn |hier )+niet veilig|zit opgesloten en",
    rf"durf {_NOT}(?: {_MORE})? (?:\w+ )?nar huis",
)

_DANGER = _any(
    # danger: what somebody may do
    r"(?:ga|gat|gan|wil|wilt|zal|kan)(?: \w+){0,4} vermor\w+",
    rf"vermor\w+ (?:\w+ )?{_OTHER}",
    rf"{_OTHER} (?:\w+ ){{0,2}}vermor\w+",
    rf"{_OTHER} (?:\w+ ){{0,2}}(?:iets|wat) an ?(?:te )?do\w*",
    rf"(?:dod|ner|overhop) ?(?:te )?(?:schiet\w*|stek\w*) (?:\w+ )?{_OTHER}?",
    r"(?:schiet|steek|stek)\w* (?:\w+ ){0,3}(?:neer|overhoop)",
    rf"(?:schiet|steek|sla|slaat|slaan)\w* (?:\w+ )?{_OTHER} (?:\w+ )?(?:neer|dood|verrot)",
    r"maak (?:die|deze|mijn|de) (?:man|vent|kerel|vrouw|baas|ambtenaar|collega)(?: \w+){0,3} af(?! en)",
    r"anslag (?:te )?(?:pleg\w*|doen)",
    # danger: fire, accident, body
    r"levensgevar",
    r"(?:ik|we|wij|hij|zij|ze|leven|kind|kinderen)(?: \w+){0,2} in (?:\w+ )?gevar",
    r"(?:er is|er was net|is er|help\w*)(?: \w+){0,3} brand",
    r"(?:huis|keuken|woning|flat|pand|kamer) (?:\w+ )?(?:stat |stat hier )?in brand",
    r"brand in (?:mijn |ons |het |de )?(?:huis|keuken|woning|flat)",
    r"(?:is|ligt|rakt|rakte|lag)(?: \w+){0,3} (?:bewustelos|buiten bewustzijn)",
    r"(?:ademt?|reageert) (?:\w+ )?niet(?: meer)?(?! op)",
    rf"(?:krijg|krijgt|heb|heft) (?:\w+ )?gen (?:lucht|adem)(?: {_MORE})?",
    r"pijn op (?:de|mijn|zijn|har) borst",
    r"(?:heb|krijg|heft|krijgt|denk)(?: \w+){0,3} (?:hartanval|beroerte)(?! gehad)",
    r"bel\w*(?: \w+){0,2} (?:112|ambulanc\w*)",
    r"(?:112|ambulanc\w*) (?:nodig|belen)",
)

# A weapon or a rope in somebody's own hands, unless it is what they work with.
_HELD = _any(
    rf"(?:{_WEAPON}|schermes|touw|strop) (?:\w+ )?(?:in|tegen|op|om|bij) (?:mijn|me|mn|de) "
    r"(?:hand\w*|pols\w*|nek|kel|hals|hofd|arm\w*|borst)",
    rf"ik heb (?:hier )?een (?:{_WEAPON}|strop) (?:en|hier|naast|bij me|vast|klar\w*)",
)
_TRADE = _any(
    r"\w*kok|koks\w*|keuken\w*|kokt?|horeca|restaurant\w*|slager\w*|slacht\w*|vles\w*|vis\w*|\w*fabriek\w*|"
    r"timer\w*|bouw\w*|tuin\w*|beveilig\w*|defensie|politie|schietsport|jacht\w*|jager"
)

# Said alone they are a cry for help; with anything else they are about work or a course. So a message of only these.
_HOPELESS = _any(
    rf"ik (?:kan|kna|kon|red|trek|houd?)(?: (?:het|t|dit|zo|al|echt|gewon|alemal))* {_NOT} "
    rf"(?:{_MORE}|langer)(?: (?:vol|an|zo|alemal))*",
    rf"ik kan (?:echt |gewoon )*(?:zo {_NOT} verder|{_NOT} zo verder)",
    rf"(?:k|kan|kan ik)(?: (?:het|t|zo|echt|gewon))* {_NOT} {_MORE}(?: an)?",
    rf"(?:het|t|ales|niks|niets)(?: \w+)? (?:heft|hef|het)(?: (?:voor mij|toch|alemal|echt|nog|ales))*"
    rf"(?: gen)? (?:zin|nut)(?: (?:{_MORE}|alemal))+",
    r"(?:het|t) heft (?:toch )?(?:alemal|ales) (?:toch )?gen (?:zin|nut)",
    r"(?:niks|niets) (?:heft|hef) (?:nog |meer )*zin(?: meer)?",
    r"ales is (?:zo )?(?:zinlos|uitzichtlos|hopelos)",
    rf"(?:ik )?(?:zie|zit) (?:het|t)(?: (?:echt|gewon|alemal|leven))* {_NOT} {_MORE}(?: zo)? zit\w*",
    rf"ik zie(?: \w+)? gen (?:\w+ )?(?:uitweg|tokomst|oplosing|hop)(?: (?:{_MORE}|voor mezelf|voor mij))*",
    r"ik wil (?:(?:gewon|alen|mar|het|liefst|echt|enkel|nog) )*(?:verdwijnen|weg (?:zijn|van ales)|er vanaf zijn)"
    r"(?: voorgoed)?",
)
_FILLER = _any(
    rf"ik (?:stop|kap) er ?mee|ik geef het op|laat maar|ik wil (?:het |zo )?{_NOT}(?: {_MORE})?|ik weet het niet meer",
    r"ik ben (?:zo |echt |helemaal |gewoon )*(?:moe|op|kapot|leeg)|het is op|help(?: me| mij)?|ik denk|soms denk ik",
    r"sorry|hallo|gewoon|echt|nu|zo|allemaal|alles|meer|en|want|dus|ja|nee|al lang|och",
)

# These are also said of a job or a contract: not when that follows.
_UNLESS_WORK = _any(
    rf"(?:d?er|hier) (?:\w+ ){{0,4}}eind\w? (?:\w+ )?an {_AUX}mak\w*",
    r"mak\w* er (?:\w+ ){0,2}eind\w? an",
    rf"(?:zie|zien|wet|is)(?: \w+){{0,3}} gen (?:\w+ )?uitweg(?: {_MORE})?(?! (?:\w+ )?dan)",
    rf"er ?uit {_AUX}stapen",
    r"er (?:vanavond|vannacht|vandag|straks) ?(?:nog )?uit ?stapt?|stap er (?:vanavond|vannacht|vandag|straks) ?uit",
    r"stap er ?uit",
    r"afscheidsbrie\w*",
    rf"(?:voor|van) (?:mij|me) ho\w*ft? (?:het|t|dit) (?:alemal )?{_NOT} {_MORE}",
    rf"ho\w*ft? (?:het |t )?(?:voor|van) (?:mij|me) (?:alemal )?{_NOT} {_MORE}",
)
_WORK_FOLLOWS = _compile(
    r"(?: \|)? (?:met|bij|van|uit|op|in|voor|an|en|als)(?: \w+){0,3} "
    r"(?:werk\w*|ban|banen|job|contract\w*|dienstverband|"
    r"opleiding\w*|studie|cursus|traject|bas|bedrijf|vak|schol|stage|lerban|colega\w*|anders|functie|londienst|zak|team|"
    r"matschap|vof|project|lening|branche|sector|klas|klant\w*|ander\w*|wederzijds)\b"
)

# The word itself, as a subject: a crisis, unless it is clearly about a profession or a course.
_SUBJECT = _compile(r"\b(?:[sz]el[fvw]s? ?m[ou]+r[dt]\w*|[sz]el[fv] ?do[dt]\w*|su[iy]?[cs]i[dt]\w*)")
_SUBJECT_WORDS = ("zelfmord", "zelfdoding", "suicide", "suicidal")
_PROFESSION = _compile(
    r"preventie|\b(?:cursus\w*|training\w*|opleiding\w*|vak|vakken|beroep\w*|studie|scriptie|onderzoek\w*|workshop|module|"
    r"hulpverlen\w*|verplegkund\w*|client\w*|patient\w*|signaler\w*|herken\w*|begeleid\w*|vrijwiliger\w*|vacature\w*|stage|"
    r"werken met|werken bij|leren over|hulplijn|gesprekspartner|jongeren)\b"
)
_PERSONAL = _compile(
    r"\b(?:denk|denken|dacht|denkt|nagedacht|fantaser\w*|prat|overweg\w*|dreigt?)\b(?: \w+){0,4} (?:[sz]el[fv]|suic)|"
    r"\b(?:ik|mijn|me|hij|zij|ze)\b(?: \w+){0,3} "
    r"(?:[sz]el[fv] ?mor[dt]|suicid)\w* ?(?:gedachte\w*|poging\w*|neiging\w*|pleg\w*)|"
    r"\b(?:ik|hij|zij|ze|zon|dochter|man|vrouw|vriend|vriendin)"
    r"(?: (?:ben|is|voel|voelt|me|zich|heel|erg|ok|weer)){1,4} suicid|"
    r"(?:mor[dt]|doding|suicide) (?:\w+ ){0,2}(?:pleg\w*|gepleg\w*|uitweg|oplosing|overblijft)|enige uitweg"
)
_JOINED = _compile(r"ikwildod|zelfmord|nietmerleven|ikwilsterven|killmyself|kilmyself")


def kind_of(text: str) -> Kind | None:
    """What somebody speaks of, for themselves or for another: suicide before violence, violence before the rest."""
    marked = fold(text)
    plain = re.sub(r" ?\|", "", marked)
    if _wants_death(marked, plain):
        return Kind.CRISIS
    if _VIOLENCE.search(plain):
        return Kind.VIOLENCE
    return Kind.CRISIS if _DANGER.search(plain) else None


def is_crisis(text: str) -> bool:
    """Whether somebody speaks of suicide, or of danger now, for themselves or for another."""
    return kind_of(text) is not None


def _wants_death(marked: str, plain: str) -> bool:
    if _DEATH.search(plain) or _is_hopeless(plain):
        return True
    if _HELD.search(plain) and not _TRADE.search(plain):
        return True
    for match in _UNLESS_WORK.finditer(marked):
        if not _WORK_FOLLOWS.match(marked, match.end()):
            return True
    if _PERSONAL.search(plain) and _names_subject(plain):
        return True
    return any(_names_subject(clause) and not _PROFESSION.search(clause) for clause in marked.split("|"))


def _is_hopeless(plain: str) -> bool:
    left, count = _HOPELESS.subn(" ", plain)
    return count > 0 and not _FILLER.sub(" ", left).strip()


def _names_subject(clause: str) -> bool:
    if _SUBJECT.search(clause) or _JOINED.search(clause):
        return True
    words = clause.split()
    return any(
        DamerauLevenshtein.distance(word, subject, score_cutoff=1) <= 1
        for word in words
        if len(word) >= 6
        for subject in _SUBJECT_WORDS
    )
