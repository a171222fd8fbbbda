"""The labour market: chances of work, transitions between occupations, and what kind of work fits an interest.

    market.outlook("7115.1", region="Twente").now.value

Every figure names its source, its period, the date of the evidence and how sure it is. The records are the YAML files
of this folder; what a figure may not be is in `check`, where they come from in SOURCE.txt.
"""

from knowledge.arbeidsmarkt.market import NATIONWIDE, Arbeidsmarkt, Near, Outlook
from knowledge.arbeidsmarkt.records import Figure, Interest, MarketSource, Move
from knowledge.arbeidsmarkt.tables import build

__all__ = ["NATIONWIDE", "Arbeidsmarkt", "Figure", "Interest", "MarketSource", "Move", "Near", "Outlook", "build"]
