"""The command line of the knowledge: `python -m knowledge check | compile | report | import | sources`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from knowledge import moments
from knowledge.check import Outcome, check
from knowledge.compile import Refused, trial
from knowledge.feeds import command as feeds
from knowledge.feeds.draft import FeedError
from knowledge.folder import ROOT
from knowledge.report import read_asked, report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 1 when records are refused."""
    options = _parser().parse_args(arguments)
    today = options.today or _today(os.environ)
    commands = {"check": _check, "compile": _compile, "report": _write_report, **feeds.COMMANDS}
    return commands[options.command](options, today)


def _today(environment: Mapping[str, str]) -> date:
    """Return today, or the day that tests and development freeze it at; production has no other day than today."""
    frozen = environment.get("LEERWIJS_TODAY")
    if not frozen:
        return datetime.now(moments.AMSTERDAM).date()
    if environment.get("LEERWIJS_ENV") == "production":
        raise SystemExit("LEERWIJS_TODAY is not for production")
    return date.fromisoformat(frozen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the records")
    parser.add_argument("--today", type=date.fromisoformat, help="judge as of this day (YYYY-MM-DD)")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="say what is wrong with the records")
    checking.add_argument("only", nargs="*", help="show only findings of files whose path contains one of these")
    checking.add_argument("--quiet", action="store_true", help="leave out the warnings")
    compiling = commands.add_parser("compile", help="check, and write the file that the action servers read")
    compiling.add_argument("--out", type=Path, default=Path("build/knowledge.sqlite"))
    compiling.add_argument(
        "--catalogue", type=Path, help="file of imported items (default: the usual one, if it is there)"
    )
    feeds.add_parsers(commands)
    reporting = commands.add_parser("report", help="list what an editor should look at")
    reporting.add_argument("--asked", type=Path, help="what 'python -m channels gaps' wrote: asked for in vain")
    return parser


def _check(options: argparse.Namespace, today: date) -> int:
    outcome = check(options.root, today)
    problem = None if outcome.errors else trial(options.root)
    if problem:
        outcome = replace(outcome, findings=(*outcome.findings, problem))
    return _report(outcome, options.only, options.quiet)


def _compile(options: argparse.Namespace, today: date) -> int:
    try:
        version, lines = feeds.compile_with(options.catalogue, options.out, options.root, today)
    except Refused as refused:
        _report(refused.outcome, quiet=True)
        sys.stdout.write(f"{options.out} was left as it was\n")
        return 1
    except FeedError as error:
        sys.stdout.write(f"{error}\n{options.out} was left as it was\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.write(f"{options.out}: version {version[:12]}\n")
    return 0


def _write_report(options: argparse.Namespace, today: date) -> int:
    try:
        asked = read_asked(options.asked) if options.asked else ()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"leerwijs: {error}\n")
        return 1
    sys.stdout.write(report(options.root, today, asked))
    return 0


def _report(outcome: Outcome, only: Sequence[str] = (), quiet: bool = False) -> int:
    shown = [
        finding
        for finding in outcome.findings
        if (not only or any(part in str(finding.path) for part in only))
        and not (quiet and finding.severity == "warning")
    ]
    for finding in shown:
        sys.stdout.write(f"{finding}\n")
    errors = sum(finding.severity == "error" for finding in shown)
    counts = outcome.records
    sys.stdout.write(
        f"{len(counts.arrangements)} regelingen, {len(counts.answers)} antwoorden, {len(counts.texts)} teksten, "
        f"{len(counts.lokets)} lokets, {len(counts.items)} catalogusitems: "
        f"{errors} errors, {len(shown) - errors} warnings\n"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
