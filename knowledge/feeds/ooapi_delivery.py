"""Where the objects of OOAPI come from: an API that gives them in pages, or files with the same objects.

A folder holds files ending in .json, each a page of the API, a list, or objects one after another; what an object is,
is seen by its id. Offerings can be many more than fit in memory: they wait in a temporary file until their programme
comes by.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from typing import Any

from knowledge.feeds import ooapi
from knowledge.feeds.draft import Entry, FeedError, Rejected
from knowledge.feeds.fetching import Fetcher, without_secrets
from knowledge.feeds.jsonstream import Broken, Elements
from knowledge.feeds.ooapi import Object, Organisations
from knowledge.feeds.reading import Delivery

PAGE_SIZE = 250  # the largest that the specification allows
MOST_PAGES = 10_000

# In this order: an offering may hold more ids than its own.
_IDS = {
    "offerings": "offeringId", "programs": "programId", "courses": "courseId", "organizations": "organizationId",
}  # fmt: skip


def read_files(delivery: Delivery, collections: Collection[str]) -> Iterator[Entry]:
    """Yield the programmes and courses in the files of a delivery. Raises FeedError."""
    organisations = Organisations()
    with closing(sqlite3.connect("")) as waiting:  # a temporary file, gone when closed
        waiting.execute("CREATE TABLE offering (item TEXT NOT NULL, data TEXT NOT NULL)")
        for _, value in _objects(delivery):
            if isinstance(value, dict) and _kind(value) == "offerings":
                waiting.execute("INSERT INTO offering VALUES (?, ?)", (_offered(value), json.dumps(value)))
            elif isinstance(value, dict) and _kind(value) == "organizations":
                organisations.add(value)
        waiting.execute("CREATE INDEX offering_item ON offering (item)")
        for where, value in _objects(delivery):
            kind = _kind(value) if isinstance(value, dict) else ""
            if not kind:
                yield Rejected(where, "", "geen programma, cursus, aanbod of organisatie van OOAPI: een id ontbreekt")
            elif kind in collections:
                rows = waiting.execute("SELECT data FROM offering WHERE item = ? ORDER BY rowid", (value[_IDS[kind]],))
                yield from ooapi.drafts(value, where, [json.loads(row[0]) for row in rows], organisations)


def read_api(fetcher: Fetcher, address: str, collections: Collection[str]) -> Iterator[Entry]:
    """Yield the programmes and courses of an API with their offerings. Raises FeedError."""
    root = address.rstrip("/")
    organisations = Organisations()
    for _, value in _pages(fetcher.page, f"{root}/organizations"):
        organisations.add(value)
    for collection in collections:
        for where, value in _pages(fetcher.page, f"{root}/{collection}"):
            key = value.get(_IDS[collection])
            if not isinstance(key, str) or not key.replace("-", "").isalnum():
                yield Rejected(where, "", f"zonder geldige {_IDS[collection]}")
                continue
            offerings = [offering for _, offering in _pages(fetcher.page, f"{root}/{collection}/{key}/offerings")]
            yield from ooapi.drafts(value, where, offerings, organisations)


def _pages(get: Callable[[str, Mapping[str, str]], Any], address: str) -> Iterator[tuple[str, Object]]:
    """Yield the objects of a collection, page by page."""
    name = address.rsplit("/", 1)[-1]
    for number in range(1, MOST_PAGES + 1):
        page = get(address, {"pageSize": str(PAGE_SIZE), "pageNumber": str(number)})
        items = page.get("items") if isinstance(page, dict) else None
        if not isinstance(items, list):
            raise FeedError(f"{without_secrets(address)} geeft geen bladzijde met 'items': is dit een OOAPI v5?")
        if page.get("pageNumber", number) != number:
            raise FeedError(f"{without_secrets(address)} geeft bladzijde {page['pageNumber']} in plaats van {number}.")
        for place, item in enumerate(items, start=1):
            if isinstance(item, dict):
                yield f"{name}, bladzijde {number}, item {place}", item
        if page.get("hasNextPage") is not True:
            return
    raise FeedError(f"{without_secrets(address)} houdt niet op: meer dan {MOST_PAGES} bladzijden.")


def _objects(delivery: Delivery) -> Iterator[tuple[str, Any]]:
    """Yield every object in the files; a collection of which a page is missing stops the import."""
    pages: dict[tuple[str, int], bool] = {}
    for path in delivery.paths:
        with delivery.text(path) as file:
            elements = Elements(file, ("items",))
            collection = ""
            try:
                for number, (line, value) in enumerate(elements, start=1):
                    collection = collection or (_kind(value) if isinstance(value, dict) else "")
                    yield f"{delivery.name_of(path)}, item {number} (regel {line})", value
            except Broken as broken:
                raise FeedError(f"{delivery.name_of(path)}: {broken}.") from broken
        if "hasNextPage" in elements.envelope:
            pages[collection, _number(elements.envelope.get("pageNumber"))] = elements.envelope["hasNextPage"] is True
    for (collection, number), goes_on in pages.items():
        if goes_on and (collection, number + 1) not in pages:
            raise FeedError(f"{delivery.name} is niet compleet: bladzijde {number + 1} van {collection} ontbreekt.")


def _kind(value: Object) -> str:
    """Return the collection that an object belongs to, by the id that it has; "" for none."""
    return next((collection for collection, key in _IDS.items() if isinstance(value.get(key), str)), "")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _offered(offering: Object) -> str:
    """Return the id of the programme or course that is offered, which may be written out."""
    for name, key in (("program", "programId"), ("course", "courseId")):
        found = offering.get(name)
        if isinstance(found, dict):
            found = found.get(key)
        if isinstance(found, str):
            return found
    return ""
