"""The page: the figures are those of the themes, the small line is the same series, and hidden stays hidden."""

import re
from dataclasses import replace
from datetime import date

import pytest

from analys.berakna import Kubbesked
from analys.errors import AnalysError, DataError
from analys.hem import Hem
from analys.indikatorer.rakna import granska_profil
from analys.katalog import Katalog
from analys.omraden import RIKET
from analys.period import Period, Periodtyp
from analys.present import forandring, indikatorrapport, jamfor_kommuner, las_underlag, sidans_matt, utveckling
from analys.present.block import Definitioner, Figur, Oversikt, Oversiktsrad, Ruta, Tabell, Text
from analys.present.html import som_html
from analys.present.trend import kort_period, trend
from analys.present.underlag import Underlag
from analys.region import Regionprofil, las_profil
from analys.reports.dokument import Dokument
from analys.reports.pdf import dokument_som_pdf
from tests.unit.test_omdome_pa_sidan import ATER, rad, underlag

DAGAR, SAMTAL = "medel_dagar_utskrivningsklar_somatik", "andel_brytpunktssamtal"
R12 = Period.las("2022-12-r12")


@pytest.fixture(scope="module", params=["0013", "1315"])
def sida(kub: Kubbesked, request: pytest.FixtureRequest) -> Underlag:
    return las_underlag("halland", request.param, "2022-12")


def rutor(u: Underlag) -> dict[str, dict[str, Ruta]]:
    """The page's cells by measure and column."""
    block = indikatorrapport(u)
    assert isinstance(block, Oversikt)
    rader = [r for g in block.grupper for r in g.rader]
    assert u.profil.indikatorrapport is not None
    kolumner = ("varde", *block.kolumner[2:])
    return {
        i: dict(zip(kolumner, r.rutor, strict=True)) for i, r in zip(u.profil.indikatorrapport.matt, rader, strict=True)
    }


def serie(profil: Regionprofil, katalog: Katalog, *ar: tuple[int | None, int | None], omrade: str = "1380") -> Underlag:
    """Readmissions of calendar years from 2018, and of the twelve months that are 2022."""
    rader = [rad(ATER, omrade, Period.las(str(2018 + nr)), *x) for nr, x in enumerate(ar)]
    rader.append(rad(ATER, omrade, R12, *ar[-1]))
    return underlag(replace(profil, brott=()), katalog, rader, omrade)


def test_each_figure_is_the_one_in_its_theme(sida: Underlag) -> None:
    provade = 0
    for matt, celler in rutor(sida).items():
        bild = jamfor_kommuner(sida, matt) if sida.katalog[matt].lagsta_niva == "kommun" else None
        if isinstance(bild, Figur):
            temats = {r[0]: r for r in bild.tabell.rader}[sida.omrade.kortnamn]
            assert celler["varde"].varde == temats[2], matt
            provade += 1
        tabell = forandring(sida, matt)
        if isinstance(tabell, Tabell) and celler["Sedan i fjol"].varde:
            assert tabell.rader[0][3].split(" ")[0] == celler["Sedan i fjol"].varde, matt
    assert provade >= 20


def test_the_line_is_the_theme_s_series(sida: Underlag) -> None:
    """The alt text's values are the printed ones of the chart over time, and the drawing is an affine map of them."""
    text = rutor(sida)[ATER]["Utveckling"]
    bild = utveckling(sida, ATER, "2018-01", "ar")
    assert isinstance(bild, Figur)
    for period, _, varde, *_ in bild.tabell.rader[:-1]:
        assert f"{period} {varde}" in text.alt
    punkter = [float(p.split(",")[1]) for p in re.findall(r'points="([^"]+)"', text.svg)[0].split(" ")]
    varden = [t.pa_axel() or 0 for t in sida.serie(ATER, Periodtyp.AR, date.min)]
    assert len(punkter) == len(varden) == 5
    lutning = (punkter[1] - punkter[0]) / (varden[1] - varden[0])
    for y, v in zip(punkter, varden, strict=True):
        assert y == pytest.approx(punkter[0] + lutning * (v - varden[0]), abs=0.2)


def test_a_hidden_year_is_a_gap_in_the_line_and_a_word_in_the_alt(profil: Regionprofil, katalog: Katalog) -> None:
    ruta = trend(serie(profil, katalog, (40, 400), (44, 400), (3, 400), (36, 400), (48, 400)), ATER)
    assert [len(p.split(" ")) for p in re.findall(r'points="([^"]+)"', ruta.svg)] == [2, 2]
    assert "2019 11,0\u00a0%; 2020 visas inte (för få); 2021 9,0\u00a0%" in ruta.alt
    assert ruta.ord == ("2018–2022",)
    dold = trend(serie(profil, katalog, (3, 400), (2, 400), (3, 400), (1, 400), (48, 400)), ATER)
    assert (dold.varde, dold.svg, dold.alt) == ("..", "", "")


def test_a_break_cuts_the_line(profil: Regionprofil, katalog: Katalog) -> None:
    hel = serie(profil, katalog, (40, 400), (44, 400), (42, 400), (36, 400), (48, 400))
    brott = replace(profil.brott[0], datum=date(2020, 1, 1), indikatorer=(ATER,))
    bruten = replace(hel, profil=replace(profil, brott=(brott,)))
    assert [trend(u, ATER).svg.count("<polyline") for u in (hel, bruten)] == [1, 2]


def test_a_hidden_figure_gives_nothing_away_on_the_page(profil: Regionprofil, katalog: Katalog) -> None:
    u = serie(profil, katalog, (40, 400), (44, 400), (42, 400), (36, 400), (3, 400))
    celler = rutor(u)[ATER]
    assert celler["varde"] == Ruta("..")
    assert celler["Sedan i fjol"].varde == ""
    assert celler["Utveckling"].alt.endswith("visas inte (för få).")
    assert "0,8" not in som_html(indikatorrapport(u).som_json())


def test_target_riktmarke_and_comparison_stand_apart(profil: Regionprofil, katalog: Katalog) -> None:
    """90 of 100 is above the country's 75 per cent and below the target of 98: two columns, two answers."""
    period = Period.las("2022-12-r12")
    rader = [rad(SAMTAL, "0013", period, 900, 1000), rad(SAMTAL, RIKET, period, 7500, 10000)]
    celler = rutor(underlag(profil, katalog, rader, "0013"))[SAMTAL]
    assert celler["Jämförelse"] == Ruta("", ("▲\u00a0säkerställt högre", "riket 75\u00a0%"), "onskat", sakerstalld=True)
    assert celler["Mot målet"] == Ruta("", ("under målet", "mål 98\u00a0%"))
    assert celler["Mot riktmärket"] == Ruta(".")


@pytest.mark.parametrize(("dagar", "ord_"), [(90, "över"), (80, "inte över")])
def test_the_riktmarke_is_the_year_s_own(profil: Regionprofil, katalog: Katalog, dagar: int, ord_: str) -> None:
    manad = Period.las("2023-03")
    rader = [rad(DAGAR, "1380", manad, dagar, 36, kvadratsumma=400.0)]
    u = replace(underlag(replace(profil, brott=(), datastatus=()), katalog, rader, "1380"), period=manad)
    assert rutor(u)[DAGAR]["Mot riktmärket"] == Ruta("", (ord_, "riktmärke 2,3", "mars 2023"))
    forra = replace(u, period=Period.las("2022-12"))
    assert rutor(forra)[DAGAR]["Mot riktmärket"].ord == ("riktmärke för 2022 saknas",)


def test_the_region_s_own_page_counts_kommuner_and_names_none(kub: Kubbesked) -> None:
    u = las_underlag("halland", "0013", "2022-12")
    jamforelser = [c["Jämförelse"] for c in rutor(u).values()]
    inskrivna = rutor(u)["antal_inskrivna_hemsjukvard"]["Jämförelse"].ord
    assert inskrivna == ("2 ▲\u00a0säkerställt högre", "2 ▼\u00a0säkerställt lägre", "av 6 kommuner")
    text = " ".join(o for j in jamforelser for o in j.ord)
    assert not [o.kortnamn for o in u.profil.rapportomraden[1:] if o.kortnamn in text]


def test_rows_say_class_responsible_and_their_own_period(sida: Underlag) -> None:
    block = indikatorrapport(sida)
    assert isinstance(block, Oversikt)
    assert [g.rubrik for g in block.grupper] == ["Hemma", "På sjukhus och hem igen", "Livets slut", "Fast kontakt"]
    om = {r.namn: r.om for g in block.grupper for r in g.rader}
    assert om["Inskrivna"] == "Bakgrundsmått · ansvar: kommunen · 1\u00a0december 2022 · per 10\u00a0000 invånare"
    assert om["Brytpunktssamtal"].startswith("Indikator · ansvar: regionen · ")
    assert om["Till korttidsplats"].startswith("Balansmått · ")


def test_measures_that_are_common_to_the_country_are_marked_when_the_profile_names_them(sida: Underlag) -> None:
    rapport = sida.profil.indikatorrapport
    assert rapport is not None
    block = indikatorrapport(sida)
    assert isinstance(block, Oversikt)
    assert block.stycken[1].startswith("Nationellt gemensamma indikatorer: uppgift saknas.")
    namngivna = replace(rapport, nationella=(ATER,))
    block = indikatorrapport(replace(sida, profil=replace(sida.profil, indikatorrapport=namngivna)))
    assert isinstance(block, Oversikt)
    markta = [r.namn for g in block.grupper for r in g.rader if "nationellt gemensam" in r.om]
    assert markta == ["Oplanerad återinskrivning"]


def test_each_row_has_its_definition_decision_and_criteria(sida: Underlag) -> None:
    poster = sidans_matt(sida)
    assert isinstance(poster, Definitioner)
    assert len(poster.poster) == len(rutor(sida))
    forsta = dict(poster.poster[0].rader)
    assert forsta["Beslut"].endswith("Paragraf: uppgift saknas. Status: forslag.")
    assert forsta["Krav på en indikator"].startswith("Finns i befintliga system: Ja")
    assert "2022 151" in forsta["Linjen"] or "2022 120" in forsta["Linjen"]


@pytest.mark.parametrize("region", ["halland", "vasterbotten", "kalmar"])
def test_every_region_s_page_names_measures_that_exist(hem: Hem, katalog: Katalog, region: str) -> None:
    profil = las_profil(hem, region)
    assert profil.indikatorrapport is not None
    assert len(set(profil.indikatorrapport.matt)) == len(profil.indikatorrapport.matt) >= 8
    granska_profil(profil, katalog)


def test_a_profile_without_a_page_says_so_and_one_that_misspells_a_measure_stops(
    sida: Underlag, profil: Regionprofil, katalog: Katalog
) -> None:
    utan = indikatorrapport(replace(sida, profil=replace(profil, indikatorrapport=None)))
    assert isinstance(utan, Text)
    assert "ingen indikatorrapport" in utan.stycken[0]
    assert profil.indikatorrapport is not None
    fel = replace(profil.indikatorrapport, grupper={"Hemma": ("antal_inskrivna_hemsjukvrad",)})
    with pytest.raises(DataError, match=r"antal_inskrivna_hemsjukvrad.*\n?.*Menade du antal_inskrivna_hemsjukvard"):
        granska_profil(replace(profil, indikatorrapport=fel), katalog)


def test_the_small_lines_survive_in_html_and_pdf_with_their_alt(sida: Underlag) -> None:
    block = indikatorrapport(sida)
    assert isinstance(block, Oversikt)
    linjer = [r for g in block.grupper for rad_ in g.rader for r in rad_.rutor if r.svg]
    assert len(linjer) >= 15
    html = som_html(block.som_json())
    assert html.count('role="img"') == html.count('aria-label="Linje. ') == len(linjer)
    rubrik = {"t": "h", "niva": 2, "c": [{"t": "text", "s": "Läget"}]}
    delar = [rubrik, block.som_json()]
    dokument = Dokument("Tema", "Tema i Hylte", sida.rapport().som_json(), delar, egen_analys=False)
    assert dokument_som_pdf(dokument).startswith(b"%PDF")
    stum = replace(block, grupper=(replace(block.grupper[0], rader=(_utan_alt(block.grupper[0].rader[0]),)),))
    with pytest.raises(AnalysError, match="alt"):
        dokument_som_pdf(replace(dokument, delar=[rubrik, stum.som_json()]))


def _utan_alt(rad_: Oversiktsrad) -> Oversiktsrad:
    return replace(rad_, rutor=tuple(replace(r, alt="") for r in rad_.rutor))


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2022-12-01", "1\u00a0december 2022"),
        ("2022-12", "dec 2022"),
        ("2022-12-r12", "jan–dec 2022"),
        ("2022-07-r12", "aug 2021–jul 2022"),
    ],
)
def test_periods_in_short(period: str, text: str) -> None:
    assert kort_period(Period.las(period)) == text
