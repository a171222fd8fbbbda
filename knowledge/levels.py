"""The levels that a diploma can have, with their place on the NLQF, the Dutch scale from 1 to 8.

A level that does not follow from the kind of diploma is not guessed: of an old or a foreign diploma, of a certificate
and of a course it is unknown here, and `ask` says who knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.records import Source

SOURCE = Source(
    title="Nuffic, overzicht van Nederlandse diploma's",
    url="https://www.nuffic.nl/onderwijssystemen/nederland/niveau-van-nederlandse-diplomas",
    date="2024",
    fact="NLQF heeft 8 niveaus: vmbo-basis en mbo 1 niveau 1; ander vmbo en mbo 2 niveau 2; mbo 3 niveau 3; mbo 4 en "
    "havo niveau 4; vwo niveau 4+; associate degree niveau 5; bachelor niveau 6; master niveau 7; doctor niveau 8.",
)


@dataclass(frozen=True)
class Level:
    """A kind of diploma: `nlqf` is its level ("1" to "8", "4+"), None where it does not follow from the kind."""

    id: str
    title: str
    nlqf: str | None
    ask: str = ""


_ALL = (
    Level("vmbo_basis", "Vmbo, basisberoepsgericht", "1"),
    Level("vmbo", "Vmbo kader, gemengd of theoretisch", "2"),
    Level("mbo1", "Mbo 1 (entree)", "1"),
    Level("mbo2", "Mbo 2", "2"),
    Level("mbo3", "Mbo 3", "3"),
    Level("mbo4", "Mbo 4", "4"),
    Level("havo", "Havo", "4"),
    Level("vwo", "Vwo", "4+"),
    Level("ad", "Associate degree", "5"),
    Level("bachelor", "Bachelor (hbo of universiteit)", "6"),
    Level("master", "Master (hbo of universiteit)", "7"),
    Level("doctor", "Doctor (gepromoveerd)", "8"),
    Level("oud", "Oud diploma, zoals lts, mavo, mts of meao", None, "Vraag het loket welk niveau dit nu is."),
    Level("buitenland", "Diploma uit een ander land", None, "IDW kan zeggen welk niveau dit in Nederland is."),
    Level("certificaat", "Certificaat of cursus", None, "Vraag de school of er een niveau bij hoort."),
)

LEVELS: Mapping[str, Level] = {level.id: level for level in _ALL}
