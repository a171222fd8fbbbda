"""Personal numbers and addresses go, whatever their form; the numbers of learning and work stay."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from channels.conversation.masking import Kind, find, mask, passes_eleven_test, passes_mod_97

SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", "\u00a0", "\u200b", "–"])
AROUND = st.sampled_from(["{}", "mijn nummer is {}", "({})", "{}.", "bel {}, graag", "tel:{}", "ik ben 52. {} dank u"])


@st.composite
def bsns(draw: st.DrawFn) -> str:
    head = draw(st.text("0123456789", min_size=8, max_size=8))
    check = sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2), head, strict=True)) % 11
    assume(check < 10)
    bsn = f"{head}{check}"
    assume(int(bsn) > 0)
    return bsn


def in_groups(number: str, sizes: tuple[int, ...], separator: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return separator.join(parts)


@given(bsns(), SEPARATORS, st.sampled_from([(9,), (3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (1,) * 9]), AROUND)
def test_a_bsn_goes_in_every_grouping(bsn: str, separator: str, sizes: tuple[int, ...], around: str) -> None:
    groups = in_groups(bsn, sizes, separator)
    assume(not any(part.startswith(("19", "20")) and len(part) == 4 for part in groups.split(separator or " ")))
    masked = mask(around.format(groups))
    assert not any(part in masked for part in (groups, bsn))
    assert "<bsn>" in masked or "<telefoon>" in masked


@given(st.integers(100_000_000, 999_999_999), AROUND)
def test_nine_digits_that_fail_the_eleven_test_stay(number: int, around: str) -> None:
    assume(not passes_eleven_test(str(number)))
    assert str(number) in mask(around.format(number))


@given(
    st.integers(10_000_000, 999_999_999),
    st.sampled_from(["mijn bsn is ", "burgerservicenummer: ", "sofinummer ", "BSN "]),
)
def test_what_is_called_a_bsn_goes_even_when_mistyped(number: int, called: str) -> None:
    masked = mask(f"{called}{number}")
    assert str(number) not in masked


def test_the_person_who_names_it_is_told_apart_from_a_number_that_happens_to_fit() -> None:
    assert find("mijn bsn is 123456782")[0].said
    assert not find("ordernummer 123456782")[0].said


@given(st.integers(10_000_000, 99_999_999), st.sampled_from([
    "06{}", "06-{}", "06 {}", "+316{}", "+31 6 {}", "+31(0)6{}", "00316{}", "0031 6 {}", "316{}", "(06) {}",
]), AROUND)  # fmt: skip
def test_a_mobile_number_goes_in_every_prefix(number: int, form: str, around: str) -> None:
    masked = mask(around.format(form.format(number)))
    assert "<telefoon>" in masked
    assert str(number) not in masked


@given(st.text("0123456789", min_size=8, max_size=8), SEPARATORS, st.sampled_from([(2, 2, 2, 2, 2), (2, 4, 4), (2, 8),
       (2, 3, 3, 2), (1,) * 10, (4, 6), (3, 7), (3, 3, 2, 2)]), AROUND)  # fmt: skip
@example("30920000", " ", (1,) * 10, "ik ben 52. {} dank u")
def test_a_phone_number_goes_in_every_grouping(
    number: str, separator: str, sizes: tuple[int, ...], around: str
) -> None:
    phone = in_groups(f"06{number}", sizes, separator)
    masked = mask(around.format(phone))
    assert phone not in masked
    assert "<telefoon>" in masked


@pytest.mark.parametrize("spoken", [
    "nul zes een twee drie vier vijf zes zeven acht",
    "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
    "mijn nummer is nul zes, twaalf, vierendertig, zesenvijftig, achtenzeventig",
    "06 één twee drie vier vijf zes zeven acht",
    "plus 31 6 12345678",
    "nul achtendertig vier twee twee twaalf vierendertig",
])  # fmt: skip
def test_a_spoken_phone_number_goes(spoken: str) -> None:
    assert "<telefoon>" in mask(spoken)
    assert not find(mask(spoken))


@pytest.mark.parametrize("number", ["020-1234567", "(038) 422 12 34", "0570 612345", "088 123 45 67", "085-0655555",
                                    "+32 475 12 34 56", "+49 170 1234567",
                                     "0049 170 1234567", "０６１２３４５６７８", "+ 06-12345678",
                                     "+06 12 34 56 78"])  # fmt: skip
def test_other_phone_numbers_go(number: str) -> None:
    assert mask(f"bel {number} na zes uur") == "bel <telefoon> na zes uur"


@st.composite
def ibans(draw: st.DrawFn) -> str:
    bank = draw(st.sampled_from(["ABNA", "INGB", "RABO", "TRIO", "BUNQ"]))
    account = draw(st.text("0123456789", min_size=10, max_size=10))
    rearranged = "".join(str(int(c, 36)) for c in f"{bank}{account}NL00")
    iban = f"NL{98 - int(rearranged) % 97:02d}{bank}{account}"
    assert passes_mod_97(iban)
    return iban


@given(ibans(), st.sampled_from(["", " ", "-", "."]), st.booleans(), AROUND)
def test_an_iban_goes_in_every_form(iban: str, separator: str, small: bool, around: str) -> None:
    groups = separator.join(iban[i : i + 4] for i in range(0, 18, 4))
    masked = mask(around.format(groups.lower() if small else groups))
    assert "<iban>" in masked
    assert iban[-8:] not in masked


@pytest.mark.parametrize("iban", ["DE89370400440532013000", "BE68 5390 0754 7034", "GB29 NWBK 6016 1331 9268 19"])
def test_foreign_ibans_go(iban: str) -> None:
    assert mask(f"rekening {iban} graag") == "rekening <iban> graag"


@given(st.emails())
def test_an_email_address_goes(address: str) -> None:
    assume(all(c.isalnum() or c in "@.-_+" for c in address))
    assert address not in mask(f"mail naar {address} graag")


@pytest.mark.parametrize("address", ["jan@voorbeeld.nl", "J.de-Vries+werk@mail.voorbeeld.co.uk",
                                     "jan apenstaartje voorbeeld punt nl", "jan punt smit apenstaartje gmail punt com",
                                     "jan @ voorbeeld . nl", "jan at voorbeeld dot com"])  # fmt: skip
def test_email_addresses_go_as_people_write_and_say_them(address: str) -> None:
    assert find(f"mail {address}")[-1].kind is Kind.EMAIL


# ---- what stays -----------------------------------------------------------------------------------------------------

POSTCODES = st.builds(lambda n, s, w: f"{n}{s}{w}", st.integers(1000, 9999), st.sampled_from(["", " "]),
                      st.sampled_from(["AB", "XK", "nl", "ZZ"]))  # fmt: skip
YEARS = st.integers(1950, 2035).map(str)
AMOUNTS = st.one_of(
    st.integers(1, 999_999_999).map(lambda n: f"€ {n:,}".replace(",", ".")),
    st.integers(1, 99_999_999).map(lambda n: f"{n:,}".replace(",", ".") + ",50 euro"),
    st.integers(1, 99_999).map(lambda n: f"€{n},-"),
    st.integers(100_000_000, 999_999_999).map(lambda n: f"{n} euro"),
)
CREBOS = st.integers(25_000, 26_999).map(lambda n: f"crebo {n}")
AGES = st.integers(15, 80).map(lambda n: f"ik ben {n} jaar")
DATES = st.dates().filter(lambda d: 1950 <= d.year <= 2035).map(lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}")
TIMES = st.times().map(lambda t: f"om {t.hour:02d}:{t.minute:02d} uur")
LEVELS = st.sampled_from(
    ["mbo 2", "niveau 4", "NLQF 5", "36 uur", "2 dagen", "0800 8051", "0900-1234567", "112", "113"]
)
ORDINARY = st.one_of(POSTCODES, YEARS, AMOUNTS, CREBOS, AGES, DATES, TIMES, LEVELS)
GLUE = st.sampled_from([", ", " en ", ". ", " - of ", "; daarna ", "\n"])


@example(["01-01-2000", "1000AB"], ", ")
@given(st.lists(ORDINARY, min_size=1, max_size=6), GLUE)
def test_numbers_of_learning_and_work_stay(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    assert mask(text) == text


@pytest.mark.parametrize("text", [
    "ik ben van 1968 en woon op 8011 AB in Zwolle", "diploma's uit 1989 1994 2001", "crebo 25180 of 25655 in 2019",
    "25655 2019", "mijn kinderen zijn 12, 14 en 17", "06-12-2019 om 10:30", "van 01-02-2024 tot 01-09-2025",
    "2.700 euro en € 1.234.567,89", "kvk 12345678", "36 uur, 4 dagen, 9 tot 5", "een twee drie",
    "ik heb er een of twee", "bel 0800 8051", "ISBN 9789012345", "hoofdstuk 1.2.3.4", "8011", "1 op 10", "100%", "",
])  # fmt: skip
def test_ordinary_texts_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(max_size=300), st.sampled_from([None, Kind.TELEFOON]))
def test_finds_are_in_order_and_do_not_overlap(text: str, asked: Kind | None) -> None:
    finds = find(text, asked)
    assert all(0 <= found.start < found.end <= len(text) for found in finds)
    assert all(one.end <= other.start for one, other in itertools.pairwise(finds))


def test_a_number_that_was_asked_for_may_miss_its_zero() -> None:
    assert find("612345678", Kind.TELEFOON)[0].value == "+31612345678"
    assert find("6 12 34 56 78", Kind.TELEFOON)[0].value == "+31612345678"


@pytest.mark.parametrize(
    "written", ["06-12345678", "+31 6 12345678", "0031612345678", "(06) 12 34 56 78", "31612345678"]
)
def test_every_form_of_a_number_is_kept_as_one(written: str) -> None:
    assert find(written, Kind.TELEFOON)[0].value == "+31612345678"


@pytest.mark.parametrize("text", ["1 " * 1_000, "a." * 1_000 + "@", "06" * 1_000, "een " * 500, "NL" * 1_000,
                                  "+" * 2_000, "a at " * 400, "bsn " * 500])  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 2
