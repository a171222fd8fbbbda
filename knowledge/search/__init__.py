"""The catalogue: leerbanen, opleidingen, certificaten and EVC-aanbieders, and finding among them what people mean.

    Catalogue(connect).search("leerbaan", text="in de keuken", near=place, within_km=25, on=today)

`build` writes the tables (occupations too) from `catalogus/` and `beroepen/`; `Catalogue` reads them. A search that
finds too little is made wider in one way at a time, and says so; every hit says why it is there.
"""

from knowledge.search.catalogue import Catalogue
from knowledge.search.items import Hit, Item, SearchResult
from knowledge.search.narrowing import Choice, Narrowing
from knowledge.search.records import CatalogueError
from knowledge.search.tables import build

__all__ = ["Catalogue", "CatalogueError", "Choice", "Hit", "Item", "Narrowing", "SearchResult", "build"]
