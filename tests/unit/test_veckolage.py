"""The week's state, worked by hand on six stays of one kommun; and its page, command and rights."""

from dataclasses import replace
from datetime import date

import pytest

from analys.indikatorer.veckolage import Veckolage, rakna_veckolage
from analys.katalog import Katalog
from analys.region import Regionprofil, Riktmarke
from analys.reports.veckolage import veckosida
from analys.sources.besked import Leveransbesked
from tests.unit.test_utskrivningsklara import klara, stallda

ALLA = "medel_dagar_utskrivningsklar_somatik"
DAG = date(2022, 3, 20)
PERIODER = klara(
    ("A", "02 09:00", "02 12:00"),  # home the same day
    ("B", "05 09:00", "09 12:00"),  # 4 days
    ("C", "15 09:00", ""),  # waits: 5 days today, 12 in a week
    ("D", "20 08:00", ""),  # declared today: 0 days, 7 in a week
    ("E", "10 09:00", "14 12:00"),  # withdrawn, still in hospital: does not wait
)
VARD = stallda(("A", "02 12:00"), ("B", "09 12:00"), ("C", ""), ("D", ""), ("E", ""), ("F", ""))


@pytest.fixture
def besked() -> Leveransbesked:
    return Leveransbesked("halland", "Test", DAG, {})


def lage(katalog: Katalog, dag: date = DAG) -> Veckolage:
    tom = [{"utskrivningsklara_perioder": PERIODER.head(0), "vardtillfallen": VARD.head(0)}]
    return rakna_veckolage([{"utskrivningsklara_perioder": PERIODER, "vardtillfallen": VARD}, *tom], katalog[ALLA], dag)


def test_who_waits_and_what_the_month_becomes(katalog: Katalog) -> None:
    """4 days of 2 stays so far; 4 + 5 + 0 of 4 if they go home today; 4 + 12 + 7 of 4 if they stay a week."""
    svar = lage(katalog)
    assert svar.vantar == {"1315": 2}
    assert svar.hittills == {"1315": (4, 2)}
    assert svar.i_dag == {"1315": (9, 4)}
    assert svar.om_en_vecka == {"1315": (23, 4)}


def test_who_stays_past_the_month_counts_in_the_next(katalog: Katalog) -> None:
    svar = lage(katalog, date(2022, 3, 28))
    assert svar.senare.kod == "2022-04"
    assert svar.i_dag == {"1315": (4 + 13 + 8, 4)}
    assert svar.om_en_vecka == {"1315": (20 + 15, 2)}


def test_who_has_gone_home_waits_no_more_though_the_period_has_no_end(katalog: Katalog) -> None:
    tabeller = {
        "utskrivningsklara_perioder": klara(("G", "10 09:00", "")),
        "vardtillfallen": stallda(("G", "12 12:00")),
    }
    svar = rakna_veckolage([tabeller], katalog[ALLA], DAG)
    assert (svar.vantar, svar.hittills, svar.i_dag, svar.om_en_vecka) == ({}, *({"1315": (2, 1)},) * 3)


def _rad(html: str) -> list[str]:
    rad = html.partition('<th scope="row">Hylte</th>')[2].partition("</tr>")[0]
    return [c.partition("<")[0] for c in rad.replace("\u00a0", " ").split(">") if c.partition("<")[0].strip()]


def sidan(profil: Regionprofil, katalog: Katalog, svar: Veckolage, besked: Leveransbesked, dagar: float | None) -> str:
    assert profil.genomsnittsmodell is not None
    marken = (Riktmarke(2022, dagar, "källan"),) if dagar is not None else ()
    modell = replace(profil.genomsnittsmodell, riktmarken=marken)
    return veckosida(svar, profil, modell, katalog[ALLA], besked)


def test_the_page_holds_the_months_means_against_the_riktmarke(
    profil: Regionprofil, katalog: Katalog, besked: Leveransbesked
) -> None:
    html = sidan(profil, katalog, lage(katalog), besked, 2.25)  # 9 / 4 is exactly the riktmärke: not above it
    assert _rad(html) == ["2", "2", "2,0", "2,3", "inte över", "5,8", "över"]
    assert "Små tal är inte dolda" in html
    assert "står inte i källan" in html  # Halland's formula is not known
    assert "i mars 2022 om de stannar en vecka: <strong>Hylte</strong>" in html.replace("\u00a0", " ")


def test_the_month_closes_without_those_who_stay_past_it(
    profil: Regionprofil, katalog: Katalog, besked: Leveransbesked
) -> None:
    html = sidan(profil, katalog, lage(katalog, date(2022, 3, 28)), besked, 2.25)
    assert _rad(html) == ["2", "2", "2,0", "6,3", "över", "2,0", "inte över", "35"]


def test_without_a_riktmarke_of_the_year_nothing_is_compared(
    profil: Regionprofil, katalog: Katalog, besked: Leveransbesked
) -> None:
    html = sidan(profil, katalog, lage(katalog), besked, None)
    assert _rad(html) == ["2", "2", "2,0", "2,3", "-", "5,8", "-"]
    assert "Riktmärke för 2022: uppgift saknas" in html.replace("\u00a0", " ")
