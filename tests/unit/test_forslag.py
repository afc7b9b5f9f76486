"""What a heading or a word is proposed to mean, and what it is not."""

from __future__ import annotations

import pytest

from analys.hem import Hem
from analys.sources.forslag import LIKA_NOG, SYNONYMER, _likhet
from analys.sources.tabeller import TABELLER
from analys.sources.vardeforslag import _mening


@pytest.mark.parametrize(
    ("tabell", "kolumn", "ord_", "vantat"),
    [
        ("hemsjukvard", "kon", "Kvinna", "kvinna"),
        ("hemsjukvard", "kon", "Kvinnor", "kvinna"),
        ("hemsjukvard", "kon", "Ej kvinna", ""),
        ("hemsjukvard", "kon", "Icke kvinna", ""),
        ("hemsjukvard", "kon", "Okvinna", ""),
        ("hemsjukvard", "kon", "1", ""),
        ("hemsjukvard", "kon", "k", "kvinna"),
        ("hemsjukvard", "kon", "o", ""),
        ("vardtillfallen", "vardniva", "Sjukhuset", "sjukhus"),
        ("vardtillfallen", "vardniva", "Inte sjukhus", ""),
        ("vardtillfallen", "vardform", "Utan somatik", ""),
        ("befolkning", "aldersgrupp", "0", ""),
        ("befolkning", "aldersgrupp", "8", ""),
    ],
)
def test_a_word_that_denies_or_is_a_digit_is_no_value(
    tomt_hem: Hem, tabell: str, kolumn: str, ord_: str, vantat: str
) -> None:
    assert _mening(ord_, TABELLER[tabell].kolumn(kolumn), tomt_hem) == vantat


def test_a_word_that_sources_read_differently_is_no_value(tomt_hem: Hem) -> None:
    kolumn = TABELLER["hemsjukvard"].kolumn("kon")
    for namn, varde in (("ett", "kvinna"), ("tva", "man")):
        text = f'namn = "{namn}"\n[tabeller.hemsjukvard.varden.kon]\nFru = "{varde}"\n'
        (tomt_hem.kallor / f"{namn}.toml").write_text(text, "utf-8")
    assert _mening("Fru", kolumn, tomt_hem) == ""
    (tomt_hem.kallor / "tva.toml").unlink()
    assert _mening("Fru", kolumn, tomt_hem) == "kvinna"


@pytest.mark.parametrize(
    ("kolumn", "rubrik", "liknar"),
    [
        ("utskriven_tidpunkt", "Utskrivnings-datum", True),
        ("utskriven_tidpunkt", "Planerat utskrivningsdatum", False),
        ("utskriven_tidpunkt", "Beräknat utskrivningsdatum", False),
        ("utskriven_tidpunkt", "Utskrivningsklar datum", False),
        ("utskriven_tidpunkt", "Utskriftsdatum", False),
        ("till", "Slutdat.", True),
        ("till", "Beslutsdatum", False),
    ],
)
def test_another_day_is_not_proposed(kolumn: str, rubrik: str, liknar: bool) -> None:
    assert (max(_likhet(rubrik, n) for n in SYNONYMER[kolumn]) >= LIKA_NOG) is liknar
