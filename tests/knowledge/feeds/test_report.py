"""A report counts everything, keeps no more than can be read, and begins with what became of it."""

from __future__ import annotations

from dataclasses import replace

from knowledge.feeds.report import MOST_LINES, SHOWN, Line, Report
from knowledge.feeds.store import Counts
from tests.knowledge.feeds.feed import TODAY


def report(refused: int = 0) -> Report:
    made = Report("proef", "csv", "aanbod.csv", TODAY, read=70_658 + refused)
    made.counts = Counts(70_000, 600, 58, 12, 2, 70_000, 3)
    for number in range(refused):
        made.refused.add(f"regel {number + 2}", f"l-{number}", "de plaats kennen wij niet")
    return made


def test_a_report_begins_with_what_became_of_the_import() -> None:
    def second(made: Report) -> str:
        return made.text().splitlines()[1]

    assert second(report()) == "OVERGENOMEN."
    assert second(replace(report(), dry_run=True)).startswith("PROEF, er is niets veranderd.")
    assert (
        second(replace(report(), stopped="Er staat niets in.")) == "GESTOPT, er is niets veranderd. Er staat niets in."
    )


def test_counts_are_written_as_people_read_them() -> None:
    text = report().text()
    assert "70.658" in text and "verdwenen           12, waarvan 2 omdat de laatste dag voorbij is" in text


def test_all_refusals_are_counted_and_only_so_many_kept() -> None:
    made = report(refused=MOST_LINES + 500)
    assert (made.refused.count, len(made.refused.kept)) == (MOST_LINES + 500, MOST_LINES)
    assert made.refused.kept[0] == Line("regel 2", "l-0", "de plaats kennen wij niet")
    text = made.text()
    assert "Geweigerd (1.500):" in text and f"… en nog {1_500 - SHOWN:,}".replace(",", ".") in text
    assert text.count("de plaats kennen wij niet") == SHOWN


def test_examples_are_said_to_go_only_when_something_was_taken_over() -> None:
    made = replace(report(), replaces=("leerbaan",))
    assert "de voorbeelden daarvan tellen niet meer mee" in made.text()
    assert "voorbeelden" not in replace(made, stopped="Er staat niets in.").text()
