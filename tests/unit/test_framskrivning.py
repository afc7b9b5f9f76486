"""The need to come: worked by hand, what makes it missing, and how its sentences are worded."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.errors import DataError
from analys.hem import Hem
from analys.indikatorer.folkmangd import aldre, framat
from analys.present import behov_framat, behov_per_omrade, las_underlag
from analys.present.block import Figur, Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.sources.exempel.befolkning import gor_befolkning, gor_befolkningsprognos
from analys.sources.exempel.varldar import VARLDAR
from analys.stats.framskrivning import framskriv, steg_for
from tests.conftest import KOMMUNER
from tests.unit.sma_tabeller import folkmangd_rader

INSKRIVNA, DAGAR, ALDRAR = (
    "antal_inskrivna_hemsjukvard",
    "medel_dagar_utskrivningsklar_somatik",
    "medel_dagar_efter_alder_somatik",
)
REF, REF_FOLK = [100, 300], [1000, 1000]
"""Rates of 10 and 30 % in two bands."""


@pytest.fixture(scope="module")
def hylte(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Hylte", "2022-12")


def test_a_count_with_twice_as_many_old_by_hand() -> None:
    """Expected 500 * 10 % + 100 * 30 % = 80 now and 110 then: 100 events become 137.5 (Byar 81.36-121.63, * 1.375)."""
    f = framskriv(100, 100, [500, 100], [500, 200], REF, REF_FOLK, 0.95)
    assert f is not None
    assert (f.varde, f.undre, f.ovre, f.steg) == (140, 110, 170, 10)  # 111.9-167.2, rounded outwards
    assert f.forandring == pytest.approx(0.375)
    assert framskriv(100, 100, [500, 100], [500, 200], [10, 30], REF_FOLK, 0.95) == f  # the level does not matter


def test_days_vary_more_than_their_number_and_become_places() -> None:
    """100 days whose squares sum to 400 weigh as 25 events of 4 days (Byar 16.18-36.91): * 4 * 1.375 / 10 places."""
    f = framskriv(100, 400, [500, 100], [500, 200], REF, REF_FOLK, 0.95, per=10)
    assert f is not None
    assert (f.varde, f.undre, f.ovre, f.decimaler) == (14, 8, 21, 0)


@pytest.mark.parametrize(("summa", "kvadrat"), [(9, 9), (100, 1001), (0, 0)])
def test_too_few_give_no_number(summa: float, kvadrat: float) -> None:
    assert framskriv(summa, kvadrat, [500, 100], [500, 200], REF, REF_FOLK, 0.95) is None


def test_a_place_where_nobody_will_live_gets_no_number() -> None:
    assert framskriv(100, 100, [500, 100], [0, 0], REF, REF_FOLK, 0.95) is None


@pytest.mark.parametrize(("halv", "steg"), [(31, 10), (9.9, 1), (125, 100), (0.4, 0.1), (1, 1)])
def test_the_interval_decides_how_exact_a_number_is_said(halv: float, steg: float) -> None:
    assert steg_for(500 - halv, 500 + halv) == pytest.approx(steg)


def test_the_page_says_if_and_never_will(hylte: Underlag) -> None:
    block = behov_framat(hylte, INSKRIVNA)
    assert isinstance(block, Figur)
    assert block.mening.startswith("Om dagens mönster består blir det ungefär ")
    assert "mot 160 den 1\u00a0december 2022" in block.mening
    assert "ingen prognos" in block.beskrivning
    assert [r[0] for r in block.tabell.rader[-4:]] == ["1\u00a0december 2022", "2025", "2030", "2035"]
    assert "Befolkningsprognos publicerad 10\u00a0maj 2022" in block.kalla


def test_every_omrade_has_its_row_and_the_ages_alone_change_it(hylte: Underlag) -> None:
    block = behov_per_omrade(hylte, INSKRIVNA)
    assert isinstance(block, Tabell)
    assert [r[0] for r in block.rader] == [
        o.kortnamn for o in (*hylte.profil.rapportomraden[1:], hylte.profil.omraden[0])
    ]
    assert all(r[4].startswith("+") and r[4].endswith("%") for r in block.rader)


def test_a_broken_year_gives_no_number(hylte: Underlag) -> None:
    """Halland's series of days broke on 1 November 2022: that year is not computed, and neither is what follows."""
    block = behov_framat(hylte, DAGAR, ALDRAR)
    assert isinstance(block, Text)
    assert "serien har brutits" in block.stycken[0]


def _med(underlag: Underlag, omrade: str, tecken: str, status: str = "slutlig") -> Underlag:
    r = underlag.skyddat.rader.astype({"status": "str"})
    egna = (r["indikator"] == INSKRIVNA) & (r["omrade"] == omrade) & (r["period"] == date(2022, 12, 1))
    r.loc[egna, ["tecken", "status"]] = [tecken, status]
    return replace(underlag, skyddat=replace(underlag.skyddat, rader=r))


@pytest.mark.parametrize(
    ("omrade", "tecken", "status", "ord_"),
    [
        ("1315", "..", "slutlig", "visas inte (för få)"),
        ("0013", "-", "slutlig", "uppgift saknas"),  # the region's rates
        ("1315", "", "preliminar", "preliminära"),
    ],
)
def test_a_figure_that_is_not_shown_gives_no_number(
    hylte: Underlag, omrade: str, tecken: str, status: str, ord_: str
) -> None:
    block = behov_framat(_med(hylte, omrade, tecken, status), INSKRIVNA)
    assert isinstance(block, Text)
    assert ord_ in block.stycken[0]
    assert not any(s.isdigit() for s in block.stycken[0])


def test_without_a_projection_the_page_says_so(hylte: Underlag) -> None:
    utan = replace(hylte, skyddat=replace(hylte.skyddat, meta=hylte.skyddat.meta | {"befolkning_framat": None}))
    for block in (behov_framat(utan, INSKRIVNA), behov_per_omrade(utan, INSKRIVNA)):
        assert isinstance(block, Text)
        assert "saknar befolkningsprognos" in block.stycken[0]


def test_a_coming_year_has_the_projection_of_the_december_before(profil: Regionprofil) -> None:
    folk, prognos = folkmangd_rader(), folkmangd_rader()
    prognos = prognos.assign(
        kalenderar=prognos["kalenderar"].map({2020: 2028, 2021: 2029}), antal=prognos["kalenderar"]
    )
    svar = framat(folk, prognos, 2022, profil)
    assert svar is not None
    assert sorted(svar["nu"]) == ["2021", "2022"]
    assert sorted(svar["sedan"]) == ["2029", "2030"]
    assert svar["sedan"]["2030"]["1315"]["kvinna|80-"] == 2021
    assert svar["sedan"]["2030"]["0013"]["alla|80-"] == 2 * 6 * 2021
    assert framat(folk, prognos.head(0), 2022, profil) is None
    with pytest.raises(DataError, match="saknar 1 grupper"):
        framat(folk, prognos.drop(index=prognos.index[0]), 2022, profil)


def test_the_old_are_those_of_65_or_more_the_december_before(profil: Regionprofil) -> None:
    svar = aldre(folkmangd_rader(), 2021, profil)
    assert svar is not None
    assert svar["ar"] == 2020
    assert svar["antal"] == {"0013": 6 * 20_000} | dict.fromkeys(KOMMUNER, 2 * (8_000 + 2_000))
    assert aldre(folkmangd_rader(), 2020, profil) is None  # nothing from before 2020


def test_the_invented_projection_starts_where_the_population_ends(hem: Hem) -> None:
    folk = gor_befolkning(hem.rot / "data" / "publicerat" / "befolkning_halland_kalmar.csv", VARLDAR["halland"])
    prognos = gor_befolkningsprognos(np.random.default_rng(1), folk)
    assert prognos["År"].min() == folk["År"].max() + 1
    assert len(prognos) == prognos["År"].nunique() * len(KOMMUNER) * 6
    forsta = prognos[prognos["År"] == prognos["År"].min()]["Prognos 31 december"].to_numpy()
    bas = folk[folk["År"] == folk["År"].max()]["Folkmängd 31 december"].to_numpy()
    assert pd.Series(forsta / bas).between(0.98, 1.06).all()
