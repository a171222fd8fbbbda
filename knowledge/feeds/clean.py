"""Texts of others made fit to keep: plain, short, in one encoding, and without anything that is somebody's own.

A name of a person cannot be told from a name of a firm, so fields that are meant for a person's name are never read at
all (see the formats). What is found here are addresses and numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

from knowledge import figures, words
from knowledge.feeds.draft import Refusal

LONGEST_SUMMARY = 300
LEFT_OUT = "[weggelaten]"

# A text in UTF-8 that was read as another encoding ("Ã©" for "é"), and the sign for what could not be read.
_GARBLED = re.compile("[ÃÂâ][\u0080-\u00bf\u0152-\u2122]|\ufffd")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_NOT_IN_URL = re.compile(rf"[\s<>\"\\]|{_CONTROL.pattern}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{4} ?(?:\d{4} ?){2}\d{2}\b")
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")

# Words in the address of a post-box that belongs to an organisation and not to somebody.
_ROLES = words.word_set(
    """
    aanmelden aanmelding academie academy administratie advies algemeen avond backoffice balie bbl bbo bedrijf beroeps
    bol bpv bureau campus certificaat college contact cursus cursussen dagopleiding dienst edu evc frontoffice groep
    hbo hr hrm info informatie inschrijven inschrijving instroom instituut intake jobs kantoor klantenservice klantteam
    leerbaan leerbanen leerbedrijf leerbedrijven leerwerkbaan leerwerkbanen leerwerkloket leren lob locatie loket mail
    mbo office onderwijs ontwikkeling ontvangst opleiding opleidingen opleidingsbureau organisatie personeel
    personeelszaken planning post praktijk praktijkleren praktijkopleiding receptie recruitment recruiting regio
    scholing school secretariaat service servicepunt servicedesk sollicitatie sollicitaties stage stagebureau stages
    studie studenten studievoorlichting support team toelating training trainingen vacature vacatures vestiging
    voorlichting vragen welkom werk werkcentrum werkenbij werken werving werkgevers werkgeversservicepunt
    """
)
_FREE_MAIL = words.word_set(
    "gmail hotmail outlook live msn icloud me yahoo ziggo kpnmail kpnplanet planet xs4all hetnet home casema upcmail "
    "telfort tele2 proton protonmail gmx mail solcon online"
)
_PUBLIC_NUMBER = re.compile(r"0(?:800|900)\d{4}(?:\d{3})?|14\d{3,4}|088\d{7}")


def text(value: object, what: str, longest: int = 200) -> str:
    """Return a text on one line without markup or control characters; "" for none.

    Raises:
        Refusal: it is no text, in another encoding than the feed says, or longer than `longest` letters.
    """
    plain = _plain(value, what)
    if len(plain) > longest:
        raise Refusal(f"{what} is langer dan {longest} tekens")
    return plain


def identifier(value: str) -> str:
    """Return the id of an item.

    Raises:
        Refusal: there is none, or somebody's address or phone number was used for it.
    """
    found = text(value, "id")
    if not found:
        raise Refusal("zonder id kunnen wij dit niet herkennen bij een volgende levering")
    if _EMAIL.search(found) or re.fullmatch(r"(?:\+31|0031|0)[1-9]\d{8}", re.sub(r"[\s().-]", "", found)):
        raise Refusal("als id is een e-mailadres of telefoonnummer gebruikt; geef elk item een eigen nummer")
    return found


def summary(value: object) -> tuple[str, bool]:
    """Return a text of at most `LONGEST_SUMMARY` letters, and whether something personal was left out of it."""
    plain = _plain(value, "omschrijving")
    masked = _masked(plain)
    if len(masked) > LONGEST_SUMMARY:
        masked = masked[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return masked, LEFT_OUT in masked


def holds_personal(plain: str) -> bool:
    """Say whether a text holds an e-mail address, a phone number, an account or a citizen's number."""
    return _masked(plain) != plain


def quoted(value: str) -> str:
    """Return what may be quoted of a value in a report: short, and without anything personal."""
    plain = _masked(_CONTROL.sub("", value))
    return plain if len(plain) <= 60 else plain[:59] + "…"


def phone(value: str) -> str | None:
    """Return a phone number of an organisation, or None: a mobile number may be somebody's own.

    Raises:
        Refusal: these digits are no phone number.
    """
    digits = re.sub(r"^(?:\+31|0031)(?:\(0\))?", "0", re.sub(r"[\s./-]", "", value))
    digits = re.sub(r"[()]", "", digits)
    written = " ".join(value.split())
    if _PUBLIC_NUMBER.fullmatch(digits):
        return written
    if not re.fullmatch(r"0[1-9][0-9]{8}", digits):
        raise Refusal(f"telefoon '{quoted(value)}' is geen telefoonnummer van 10 cijfers")
    return None if digits.startswith("06") else written


def email(value: str, is_place: Callable[[str], bool]) -> str | None:
    """Return an address that belongs to an organisation by its name (info@, opleidingen.zwolle@), or None.

    Raises:
        Refusal: this is no e-mail address.
    """
    address = value.strip().lower().removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise Refusal(f"e-mailadres '{quoted(value)}' klopt niet")
    box, _, domain = address.partition("@")
    parts = [part for part in re.split(r"[.\-_+\d]+", box) if part]
    if domain.split(".")[-2] in _FREE_MAIL or not parts:
        return None
    named = any(part in _ROLES for part in parts)
    return address if named and all(part in _ROLES or is_place(part) for part in parts) else None


def url(value: str) -> str:
    """Return an address of a page on the web, with https put before a bare "www."; "" for none.

    Raises:
        Refusal: it is not an address of a page.
    """
    address = value.strip()
    if address.lower().startswith("www."):
        address = f"https://{address}"
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or "." not in host or parts.username or _NOT_IN_URL.search(address):
        raise Refusal(f"website '{quoted(value)}' is geen webadres; het begint met https://")
    if len(address) > 1000:
        raise Refusal("website is langer dan 1000 tekens")
    return address


def _plain(value: object, what: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(f"{what} is geen tekst")
    plain = str(value)
    for _ in range(3):  # markup can be written as text ("&lt;b&gt;"), and that again
        before, plain = plain, _without_markup(plain)
        if plain == before:
            break
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", plain).replace("\xa0", " "))
    plain = " ".join(re.sub(r"[<>]", " ", plain).split())
    if _GARBLED.search(plain):
        raise Refusal(f"{what} heeft onleesbare tekens: de tekenset van de levering klopt niet")
    return plain


class _Words(HTMLParser):
    """Gathers the words between tags, without what scripts and style sheets hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= self._silent > 0 and tag in ("script", "style")
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _without_markup(plain: str) -> str:
    if "<" not in plain and "&" not in plain:
        return plain
    reader = _Words()
    reader.feed(plain)
    reader.close()
    return "".join(reader.parts)


def _masked(plain: str) -> str:
    masked = _IBAN.sub(LEFT_OUT, _EMAIL.sub(LEFT_OUT, plain)) if re.search(r"@|\d{4}", plain) else plain
    if re.search(r"\d", masked):
        for figure in figures.quoted(masked):
            if figure.kind == "phone" and len(str(figure.value)) >= 8:
                masked = masked.replace(figure.text, LEFT_OUT)
        masked = _NINE.sub(lambda found: LEFT_OUT if _is_bsn(found.group()) else found.group(), masked)
    return masked


def _is_bsn(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
