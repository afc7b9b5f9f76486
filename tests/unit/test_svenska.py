from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys import svenska


@pytest.mark.parametrize(
    ("varde", "decimaler", "text"),
    [
        (1310, 0, "1\u00a0310"),
        (2.3, 1, "2,3"),
        (-4.25, 1, "−4,3"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.04, 1, "0,0"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89"),
        (999.5, 0, "1\u00a0000"),
    ],
)
def test_tal_has_decimal_comma_no_break_space_and_rounds_half_up(varde: float, decimaler: int, text: str) -> None:
    assert svenska.tal(varde, decimaler) == text


def test_procent_of_the_published_shares() -> None:
    assert svenska.procent(908 / 2935) == "31\u00a0%"
    assert svenska.procent(47 / 139) == "34\u00a0%"  # the source prints 33: it truncates


def test_dates_months_and_lists() -> None:
    assert svenska.datum(date(2022, 12, 1)) == "1\u00a0december 2022"
    assert svenska.manad(date(2022, 2, 1)) == "februari 2022"
    assert svenska.lista(["Hylte", "Laholm", "Varberg"]) == "Hylte, Laholm och Varberg"
    assert svenska.lista(["html", "pdf"], "or") == "html eller pdf"


@pytest.mark.parametrize(
    ("namn", "slug"),
    [("Upplands Väsby", "upplands-vasby"), ("Älvkarleby", "alvkarleby"), ("Malung-Sälen", "malung-salen")],
)
def test_slug_is_ascii(namn: str, slug: str) -> None:
    assert svenska.slug(namn) == slug
    assert svenska.slug(namn).isascii()


def test_liknar_offers_the_nearest_and_nothing_far_away() -> None:
    assert svenska.liknar("Halmstd", ["Halmstad", "Hylte"]) == " Menade du Halmstad?"
    assert svenska.liknar("xyzzy", ["Halmstad", "Hylte"]) == ""


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.integers(0, 4), st.booleans())
def test_what_was_written_is_read_back(varde: Decimal, decimaler: int, procent: bool) -> None:
    """The reader is the inverse of the writer: the same text again, and no more than half a unit from the value."""
    skriv = svenska.procent if procent else svenska.tal
    text = skriv(float(varde), decimaler)
    last = svenska.las_skrivet(text)
    assert last is not None
    assert (last.decimaler, last.procent) == (decimaler, procent)
    assert skriv(last.varde, decimaler) == text
    assert abs(Decimal(str(last.varde)) - varde) <= Decimal("0.51") * Decimal(10) ** -(decimaler + 2 * procent)


@pytest.mark.parametrize(
    "text",
    ["", "..", ".", "-", "−", "2022", "1 310", "1.5", "01", "1\u00a031", "130–179", "8 av 40", "31%", "31\u00a0% ▲",
     "-4", "+4", "=1", "1,", ",5", "−0", "1e5", "٣", "12\u00a0dagar", "1" * 40, "1" + 6 * "\u00a0000"],
)  # fmt: skip
def test_any_other_text_is_no_number(text: str) -> None:
    assert svenska.las_skrivet(text) is None


def test_numbers_are_read_as_they_were_written() -> None:
    assert svenska.las_skrivet("1\u00a0310") == svenska.Skrivet(1310, 0)
    assert svenska.las_skrivet("−4,3") == svenska.Skrivet(-4.3, 1)
    assert svenska.las_skrivet("31\u00a0%") == svenska.Skrivet(0.31, 0, procent=True)
    assert svenska.las_skrivet("7,5\u00a0%") == svenska.Skrivet(0.075, 1, procent=True)


@pytest.mark.parametrize(
    ("sekunder", "text"),
    [
        (1, "1 sekund"),
        (60, "1 minut"),
        (100, "100 sekunder"),
        (300, "5 minuter"),
        (5400, "90 minuter"),
        (7200, "2 timmar"),
    ],
)
def test_a_time_is_said_exactly(sekunder: int, text: str) -> None:
    assert svenska.varaktighet(sekunder) == text
