"""What is kept of a text: plain words, of an organisation and never of a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds import clean
from knowledge.feeds.draft import Refusal


@given(st.text(alphabet="<>/&;!-[]ab =\"'#x0123scriptly\n\x00\u202e\ufeff", max_size=80))
def test_no_markup_and_no_control_character_ever_stays(text: str) -> None:
    plain = clean.text(text, "titel", longest=1000)
    assert not set(plain) & set("<>\x00\u202e\ufeff\n")
    assert plain == plain.strip()


@given(st.text(max_size=60))
def test_any_text_is_cleaned_or_refused_and_cleaning_again_changes_nothing(text: str) -> None:
    try:
        plain = clean.text(text, "titel")
    except Refusal:
        return
    assert clean.text(plain, "titel") == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>Leren &amp; werken<br>in <b>Zwolle</b></p>", "Leren & werken in Zwolle"),
        ("&lt;p&gt;Tweemaal vertaald&lt;/p&gt;", "Tweemaal vertaald"),
        ("Koken<script>alert('boe')</script> in een keuken", "Koken in een keuken"),
        ("Loon\x07 naar\u200b werk\xa0en\n\nmeer", "Loon naar werk en meer"),
        ("e\u0301e\u0301n", "één"),
        ("half een teken \ud83d", "half een teken"),
    ],
)
def test_markup_and_signs_that_cannot_be_seen_are_taken_off(text: str, plain: str) -> None:
    assert clean.text(text, "omschrijving") == plain


@pytest.mark.parametrize("text", ["CoÃ¶rdinator", "Caf\ufffd", "â‚¬ 100"])
def test_a_text_in_the_wrong_encoding_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="tekenset"):
        clean.text(text, "titel")


def test_a_text_that_is_too_long_or_no_text_is_refused() -> None:
    with pytest.raises(Refusal, match="langer dan 200"):
        clean.text("x" * 201, "titel")
    with pytest.raises(Refusal, match="geen tekst"):
        clean.text({"naam": "x"}, "titel")


PERSONAL = ("jan.jansen@voorbeeld.example", "06 12345678", "038-123 45 67", "NL91 ABNA 0417 1643 00", "111222333")


@pytest.mark.parametrize("secret", PERSONAL)
def test_numbers_and_addresses_are_left_out_of_a_summary_and_of_what_a_report_quotes(secret: str) -> None:
    summary, masked = clean.summary(f"Bel of mail {secret} voor meer.")
    assert masked and secret not in summary and "weggelaten" in summary
    assert secret not in clean.quoted(f"bel {secret}")
    assert clean.holds_personal(f"Leerbaan, bel {secret}")


def test_an_ordinary_text_keeps_its_numbers() -> None:
    text = "Crebo 25656, 32 uur per week, van 1-2-2027 tot 2029, € 1.250 voor de boeken, lokaal 1.04"
    assert clean.summary(text) == (text, False)


def test_a_summary_is_cut_at_a_word() -> None:
    summary, _ = clean.summary("woorden " * 100)
    assert len(summary) <= clean.LONGEST_SUMMARY and summary.endswith("woorden…")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("info@voorbeeld.example", True),
        ("Opleidingen-Zwolle@voorbeeld.example", True),
        ("mailto:bbl2@voorbeeld.example", True),
        ("jan.jansen@voorbeeld.example", False),
        ("hr.jansen@voorbeeld.example", False),
        ("jansen@voorbeeld.example", False),
        ("stage@gmail.com", False),
    ],
)
def test_only_a_post_box_of_the_organisation_is_kept(address: str, kept: bool) -> None:
    found = clean.email(address, lambda word: word == "zwolle")
    assert (found is not None) == kept
    assert found is None or found == address.lower().removeprefix("mailto:")


@pytest.mark.parametrize(
    ("number", "kept"),
    [("038 123 45 67", True), ("+31 (0)38 1234567", True), ("0800-1234", True), ("14 038", True),
     ("06-12345678", False), ("+31612345678", False)],
)  # fmt: skip
def test_a_mobile_number_may_be_somebodys_own_and_is_not_kept(number: str, kept: bool) -> None:
    assert (clean.phone(number) is not None) == kept


@pytest.mark.parametrize("number", ["12345", "bel ons", "038 123 45 678"])
def test_what_is_no_phone_number_is_refused(number: str) -> None:
    with pytest.raises(Refusal, match="telefoon"):
        clean.phone(number)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://voorbeeld.example/x", "https://naam:geheim@voorbeeld.example", "https://",
     "voorbeeld", "https://voorbeeld.example/\ud83d", "https://a b.example", 'https://voorbeeld.example/"><script>', "http://[::1"],
)  # fmt: skip
def test_what_is_no_page_on_the_web_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="webadres"):
        clean.url(address)


def test_a_bare_address_gets_https() -> None:
    assert clean.url(" www.voorbeeld.example/x ") == "https://www.voorbeeld.example/x"
