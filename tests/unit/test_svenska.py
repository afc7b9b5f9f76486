from datetime import date

import pytest

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
