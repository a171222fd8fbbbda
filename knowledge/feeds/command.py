"""The commands of the imports: `python -m knowledge import FORMAT SOURCE --name NAME`, `python -m knowledge sources`.

They end with 0 when it is done, with 1 when nothing was changed (and why), with 2 when the command is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge import dutch
from knowledge.compile import compile_to, content_hash
from knowledge.feeds import clean, fetching, json_ld, leerbanen, ooapi_delivery, schema_org, spreadsheet
from knowledge.feeds.draft import Entry, FeedError, Refusal
from knowledge.feeds.imported import imported
from knowledge.feeds.matching import matcher
from knowledge.feeds.normal import Normaliser
from knowledge.feeds.reading import MEGABYTE, Limits, delivery
from knowledge.feeds.report import SHOWN, Report, number
from knowledge.feeds.run import DEMONSTRATED, Rules, run
from knowledge.feeds.store import Feed, Standing, opened

FORMATS = ("ooapi", "schema.org", "csv", "leerbanen")
VALID_DAYS = 90
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SOON = timedelta(days=30)


def default_store(environment: Mapping[str, str]) -> Path:
    """Return where the imported items lie, unless the command says otherwise."""
    named = environment.get("LEERWIJS_CATALOGUE")
    return Path(named) if named else Path(environment.get("LEERWIJS_DATA_DIR") or "var") / "catalogus.sqlite"


def add_parsers(commands: Any) -> None:
    """Add the commands to those of `python -m knowledge`."""
    importing = commands.add_parser("import", help="take over leerbanen and programmes of others")
    importing.add_argument("format", choices=FORMATS)
    importing.add_argument("source", help="a file, a folder, or an address that begins with https://")
    option = importing.add_argument
    option("--name", required=True, type=_name, help="short name of the source, always the same")
    option("--title", help="how citizens read who it comes from")
    option("--licence", help="on what terms it may be shown, for example CC BY 4.0")
    option("--url", help="a page about the source, for citizens")
    option("--dry-run", action="store_true", help="only say what would happen")
    option("--report", type=Path, help="write the whole report there as JSON")
    option("--max-drop", type=_share, default=Rules.max_drop, metavar="PERCENT", help="stop when more is gone (20)")
    option("--accept-drop", action="store_true", help="it is right that so much is gone")
    option(
        "--max-refused", type=_share, default=Rules.max_refused, metavar="PERCENT", help="stop when more is wrong (10)"
    )
    option(
        "--keep-days", type=_whole, default=Rules.keep_days, metavar="DAYS", help="how long to keep what is gone (30)"
    )
    option("--valid-days", type=_whole, metavar="DAYS", help=f"how long items last after an import ({VALID_DAYS})")
    option("--max-size", type=_whole, default=Limits.size // MEGABYTE, metavar="MB", help="largest delivery (512)")
    option("--auth-env", metavar="VARIABLE", help="environment variable with the Authorization header")
    option("--programs-only", action="store_true", help="OOAPI: leave the courses out")
    listing = commands.add_parser("sources", help="list what was imported from whom, and what expires")
    listing.add_argument("--remove", metavar="NAME", type=_name, help="remove a source with all its items")
    for parser in (importing, listing):
        parser.add_argument("--catalogue", type=Path, default=default_store(os.environ), help="file of imported items")


def import_(options: argparse.Namespace, today: date) -> int:
    """Run one import and write its report."""
    try:
        report = _import(options, today)
    except FeedError as error:
        sys.stderr.write(f"Er is niets veranderd. {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Afgebroken. Er is niets veranderd.\n")
        return 1
    if options.report:
        options.report.write_text(json.dumps(report.data(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(report.text())
    if report.stopped is None and not report.dry_run:
        sys.stdout.write("Burgers vinden het na: python -m knowledge compile\n")
    return 0 if report.stopped is None else 1


def sources(options: argparse.Namespace, today: date) -> int:
    """List the sources, or remove one."""
    try:
        with opened(options.catalogue) as store:
            if options.remove:
                if store.feed(options.remove) is None:
                    raise FeedError(f"Er is geen bron {options.remove}.")
                count = store.remove(options.remove)
                sys.stdout.write(f"De bron {options.remove} is weg, met {number(count)} items.\n")
                return 0
            for standing in store.standings(today):
                sys.stdout.write("".join(f"{line}\n" for line in _described(standing, today)))
    except FeedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def compile_with(catalogue: Path | None, out: Path, root: Path, today: date) -> tuple[str, list[str]]:
    """Compile the knowledge with what was imported; returns the version, and what to say of the imported items.

    `catalogue` None: the usual file, if there is one.

    Raises:
        Refused, OSError, sqlite3.Error: see `compile_to`; FeedError: what was imported cannot be read.
    """
    usual = default_store(os.environ)
    path = catalogue or (usual if usual.exists() else None)
    with imported(path, today) as items:
        also = items.digest()
        compile_to(out, root, today, items.build, also)
        lines = [] if path is None else [f"{path}: {number(items.taken)} geïmporteerde items"]
        replaced = [kind for kind in DEMONSTRATED if kind in items.kinds]
        lines += [f"de voorbeelden van {', '.join(replaced)} zijn weggelaten"] if replaced else []
        lines += [f"past niet meer en is weggelaten: {misfit}" for misfit in items.misfits[:SHOWN]]
    return content_hash(root, also), lines


COMMANDS = {"import": import_, "sources": sources}


def _import(options: argparse.Namespace, today: date) -> Report:
    if options.report and not options.report.absolute().parent.is_dir():
        raise FeedError(f"De map van {options.report} is er niet.")
    rules = Rules(options.max_drop, options.max_refused, options.accept_drop, options.keep_days, options.dry_run)
    address = fetching.without_secrets(options.source) if fetching.is_address(options.source) else options.source
    report = Report(options.name, options.format, address, today, options.dry_run)
    with (
        opened(options.catalogue, create=True) as store,
        matcher(options.root) as matching,
        _entries(options, report.columns) as entries,
    ):
        feed = _feed(options, address, store.feed(options.name))
        run(store, feed, entries, Normaliser(matching, today), rules, report, today)
    return report


def _feed(options: argparse.Namespace, address: str, known: Feed | None) -> Feed:
    """Return the source as the command describes it; what it does not say stays as it was."""
    try:
        page = clean.url(options.url or "")
    except Refusal as refusal:
        raise FeedError(f"--url: {refusal}.") from refusal
    return Feed(
        name=options.name,
        format=options.format,
        title=options.title or (known.title if known else options.name),
        address=address,
        licence=options.licence or (known.licence if known else ""),
        url=page or (known.url if known else None),
        valid_days=options.valid_days or (known.valid_days if known else VALID_DAYS),
    )


@contextmanager
def _entries(options: argparse.Namespace, notes: list[str]) -> Iterator[Iterator[Entry]]:
    """Open the source and read it as its format."""
    limits = Limits(size=options.max_size * MEGABYTE)
    authorization = _authorization(options.auth_env)
    collections = ("programs",) if options.programs_only else ("programs", "courses")
    with ExitStack() as stack:
        source, name = options.source, options.source
        if fetching.is_address(source):
            name = fetching.without_secrets(source)
            if options.format == "ooapi":
                fetcher = stack.enter_context(fetching.fetcher(name, limits, authorization))
                yield ooapi_delivery.read_api(fetcher, source, collections)
                return
            ending = Path(urlsplit(source).path).suffix
            source = str(stack.enter_context(fetching.downloaded(source, limits, authorization, ending)))
        endings = {"ooapi": (".json",), "schema.org": json_ld.ENDINGS}.get(options.format, ())
        passes = 2 if options.format == "ooapi" else 1
        files = stack.enter_context(delivery(source, limits, endings, name, passes))
        readers = {
            "ooapi": lambda: ooapi_delivery.read_files(files, collections),
            "schema.org": lambda: schema_org.read(files),
            "csv": lambda: spreadsheet.read(files, notes),
            "leerbanen": lambda: leerbanen.read(files, notes),
        }
        yield readers[options.format]()


def _authorization(variable: str | None) -> str | None:
    if variable is None:
        return None
    value = os.environ.get(variable)
    if not value:
        raise FeedError(f"De omgevingsvariabele {variable} is leeg; zet daar de waarde van de header Authorization in.")
    return value


def _described(standing: Standing, today: date) -> Iterator[str]:
    feed = standing.feed
    yield f"{feed.name}  ({feed.format}, {feed.title})"
    yield f"  {number(standing.on_offer)} in aanbod, {number(standing.over)} voorbij, {number(standing.gone)} verdwenen"
    age = (today - standing.imported).days
    ends = standing.imported + timedelta(days=feed.valid_days)
    yield f"  laatst ingelezen op {dutch.full_date(standing.imported)} ({age} dagen geleden) uit {feed.address}"
    if ends < today:
        yield f"  LET OP: sinds {dutch.full_date(ends)} te oud en niet meer in aanbod. Lees de bron opnieuw in."
    elif ends <= today + _SOON:
        yield f"  let op: vervalt op {dutch.full_date(ends)} als de bron niet opnieuw wordt ingelezen"
    yield f"  licentie: {feed.licence or 'NIET OPGEGEVEN (geef --licence bij de volgende import)'}"


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise argparse.ArgumentTypeError("use small letters, digits and dashes, at most 40")
    return text


def _whole(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 10_000:
        raise argparse.ArgumentTypeError("give a whole number from 1 to 10000")
    return int(text)


def _share(text: str) -> float:
    percent = float(text)
    if not 0 <= percent <= 100:
        raise argparse.ArgumentTypeError("give a percentage from 0 to 100")
    return percent / 100
