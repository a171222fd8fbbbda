"""The catalogue: leerbanen, opleidingen, certificaten and EVC-aanbieders, and finding among them what people mean.

    Catalogue(connect).search("leerbaan", text="in de keuken", near=place, within_km=25, on=today)

`build` writes the tables (occupations too) from `catalogus/` and `beroepen/`; `Catalogue` reads them. A search that
finds too little is made wider in one way at a time, and says so; every hit says why it is there.
"""

from knowledge.search.catalogue import Catalogue
from knowledge.search.items import Hit, Item, SearchResult
from knowledge.search.tables import CatalogueError, build

__all__ = ["Catalogue", "CatalogueError", "Hit", "Item", "SearchResult", "build"]
