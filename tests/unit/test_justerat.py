"""Adjusted values and changes: the example's by hand, and what is hidden, missing, preliminary or not comparable."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analys.berakna import Kubbesked
from analys.disclosure.grind import _TAL
from analys.errors import UsageError
from analys.katalog import Bedomning, Skala, Skydda
from analys.period import Period
from analys.present import forandring, justerat_for_alder, las_underlag
from analys.present.block import Tabell, Text
from analys.present.underlag import Underlag
from analys.region import Brott
from analys.stats.skillnad import skillnad_andel, skillnad_rat

INSKRIVNA, BESOK = "antal_inskrivna_hemsjukvard", "antal_personer_enstaka_hembesok"
ATER, NYA = "andel_oplanerad_aterinskrivning", "antal_nya_inskrivningar"
BAND = ("0-64", "65-79", "80-")
Andra = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def hylte(kub: Kubbesked) -> Underlag:
    return las_underlag("halland", "Hylte", "2022-12")


def andrat(underlag: Underlag, andra: Andra) -> Underlag:
    """The same underlag with other figures, hidden by the primary rule (single figures do not add up any more)."""
    rader = andra(underlag.skyddat.rader.astype({"status": "str"}))
    andelar = rader["indikator"].isin([i.id for i in underlag.katalog.values() if i.skala is Skala.ANDEL])
    oppna = rader["indikator"].isin([i.id for i in underlag.katalog.values() if i.skydda is Skydda.INGET])
    liten = rader["taljare"].between(1, 4).fillna(False) & ~oppna
    saknas = rader["taljare"].isna() & rader["varde"].isna() & (rader["tecken"] == "")
    ingen = (rader["namnare"] == 0).fillna(False) & andelar
    tecken = rader["tecken"].mask(saknas, "-").mask(ingen, ".").mask(liten, "..")
    dolda = {k: rader[k].mask(tecken != "") for k in _TAL}
    return replace(underlag, skyddat=replace(underlag.skyddat, rader=rader.assign(tecken=tecken, **dolda)))


def satt(indikator: str, omrade: str, band: str | None, **varden: object) -> Andra:
    """Change one measure's figures of one område: of one band, the total (``alla``), or all of them (None)."""

    def andra(rader: pd.DataFrame) -> pd.DataFrame:
        valda = (rader["indikator"] == indikator) & (rader["omrade"] == omrade)
        if band:
            ovriga = (rader[["kon", "vardform", "boendeform", "del"]] == "alla").all(axis=1)
            valda &= (rader["aldersgrupp"] == band) & ovriga
        for kolumn, varde in varden.items():
            rader.loc[valda, kolumn] = varde
        return rader

    return andra


def rad(block: Tabell | Text, namn: str) -> dict[str, str]:
    assert isinstance(block, Tabell)
    hittad = next(r for r in block.rader if r[0] == namn)
    return {k: str(v).replace("\u00a0", " ") for k, v in zip(block.kolumner, hittad, strict=True)}


# --- Adjusted for age ------------------------------------------------------------------------------------------------


def test_expected_and_index_are_worked_from_the_printed_figures(hylte: Underlag) -> None:
    dag = Period.las("2022-12-01")
    egna = [hylte.tal(INSKRIVNA, dag, aldersgrupp=b).rad for b in BAND]
    regionens = [hylte.tal(INSKRIVNA, dag, "0013", aldersgrupp=b).rad for b in BAND]
    vantat = sum(e["namnare"] * r["taljare"] / r["namnare"] for e, r in zip(egna, regionens, strict=True))
    svar = rad(justerat_for_alder(hylte, INSKRIVNA), "Hylte")
    assert svar["Antal"] == "160"
    assert svar["Per 10\u00a0000 invånare"] == "151"
    assert svar["Väntat antal"] == f"{vantat:.0f}"
    assert svar["Index"] == f"{100 * 160 / vantat:.0f}"
    alla, par = sum(r["namnare"] for r in regionens), list(zip(egna, regionens, strict=True))
    direkt = sum(r["namnare"] * e["taljare"] / e["namnare"] for e, r in par) / alla
    varians = sum(r["namnare"] ** 2 * e["taljare"] / e["namnare"] ** 2 for e, r in par) / alla**2
    byar = [b * (1 - 1 / (9 * b) + tecken * 1.959964 / (3 * b**0.5)) ** 3 for b, tecken in ((160, -1), (161, 1))]
    undre, ovre = (1e4 * (direkt + (varians / 160) ** 0.5 * (grans - 160)) for grans in byar)  # Dobson et al. 1991
    assert svar["Med Hallands åldrar"] == f"{1e4 * direkt:.0f} ({undre:.0f}–{ovre:.0f})"


def test_the_region_is_100_without_interval_or_verdict_and_stands_last(hylte: Underlag) -> None:
    block = justerat_for_alder(hylte, INSKRIVNA)
    assert isinstance(block, Tabell)
    assert block.rader[-1] == ("Halland", "120", "4\u00a0090", ".", "100", ".", ".", ".", ".")
    assert [block.rader[i][0] for i in block.markerad] == ["Hylte"]


def test_only_a_measure_that_is_judged_on_the_adjusted_value_gets_a_verdict(hylte: Underlag) -> None:
    ord_ = {rad(justerat_for_alder(hylte, i), "Laholm").get("Bedömning") for i in (INSKRIVNA, BESOK)}
    assert ord_ == {"säkerställt högre"}
    assert "Bedömning" not in rad(justerat_for_alder(hylte, ATER), "Laholm")
    assert hylte.katalog[ATER].bedoms_pa is Bedomning.RA


def test_a_word_never_contradicts_the_deciding_interval(hylte: Underlag) -> None:
    for indikator in (INSKRIVNA, BESOK):
        block = justerat_for_alder(hylte, indikator)
        assert isinstance(block, Tabell)
        for r in block.rader[:-1]:
            undre, ovre = (float(v.replace(",", ".")) for v in r[6].split("–"))
            vantat = "säkerställt högre" if undre > 100 else "säkerställt lägre" if ovre < 100 else None
            assert r[8] == (vantat or "ingen säkerställd skillnad")


def test_low_coverage_takes_the_index_away_and_leaves_the_raw_value(hylte: Underlag) -> None:
    svar = rad(justerat_for_alder(hylte, ATER), "Kungsbacka")
    assert svar["Index"] == "låg täckningsgrad, jämförs inte"
    assert svar["Osäkerhet 95\u00a0%"] == svar["Väntat antal"] == "."
    assert svar["Andel i procent"] == "9,0 %"


@pytest.mark.parametrize(
    ("omrade", "band", "varden", "index", "ord_"),
    [
        ("1315", "0-64", {"taljare": 3.0}, "visas inte (för få)", "för få för att bedöma"),
        ("0013", "80-", {"taljare": 3.0}, "visas inte (för få)", "för få för att bedöma"),
        ("1315", "alla", {"taljare": 3.0}, "visas inte (för få)", "för få för att bedöma"),
        ("1315", "0-64", {"taljare": None, "varde": None}, "uppgift saknas", "uppgift saknas"),
        ("0013", "80-", {"taljare": None, "varde": None}, "uppgift saknas", "uppgift saknas"),
        ("1315", "65-79", {"namnare": None}, "uppgift saknas", "uppgift saknas"),
        ("1315", None, {"status": "preliminar"}, "123", "preliminärt, bedöms inte"),
        ("0013", None, {"status": "ej_sakerstalld"}, "123", "data ej säkerställda, bedöms inte"),
    ],
)
def test_one_figure_that_is_needed_and_not_there_is_said_in_words(
    hylte: Underlag, omrade: str, band: str | None, varden: dict[str, object], index: str, ord_: str
) -> None:
    svar = rad(justerat_for_alder(andrat(hylte, satt(INSKRIVNA, omrade, band, **varden)), INSKRIVNA), "Hylte")
    assert (svar["Index"], svar["Bedömning"]) == (index, ord_)
    if index != "123":
        assert svar["Osäkerhet 99,8\u00a0%"] == svar["Med Hallands åldrar"] == svar["Väntat antal"] == "."


def test_nothing_delivered_is_uppgift_saknas(hylte: Underlag) -> None:
    tomt = andrat(hylte, lambda r: r[r["indikator"] != BESOK])
    assert isinstance(justerat_for_alder(tomt, BESOK), Text)


def test_fewer_than_ten_events_have_no_direct_value_and_none_expected_no_index(hylte: Underlag) -> None:
    def nio(rader: pd.DataFrame) -> pd.DataFrame:
        rader = satt(INSKRIVNA, "1315", "alla", taljare=9.0)(rader)
        for band, antal in zip(BAND, (0.0, 0.0, 9.0), strict=True):
            rader = satt(INSKRIVNA, "1315", band, taljare=antal)(rader)
        return rader

    svar = rad(justerat_for_alder(andrat(hylte, nio), INSKRIVNA), "Hylte")
    assert (svar["Antal"], svar["Index"], svar["Med Hallands åldrar"]) == ("9", "7", ".")


def test_a_share_of_nobody_in_a_band_adds_nothing(hylte: Underlag) -> None:
    """Nobody discharged at 80 or more: expected is of the others alone, and there is no direct value."""
    utan = andrat(hylte, satt(ATER, "1315", "80-", taljare=0.0, namnare=0.0))
    period = hylte.period_for(ATER)
    eget = hylte.tal(ATER, period, aldersgrupp="65-79").rad["namnare"]
    regionens = hylte.tal(ATER, period, "0013", aldersgrupp="65-79").rad
    svar = rad(justerat_for_alder(utan, ATER), "Hylte")
    vantat = eget * regionens["taljare"] / regionens["namnare"]
    assert svar["Väntat antal"] == f"{vantat:.1f}".replace(".", ",")
    assert svar["Med Hallands åldrar"] == "."


def test_a_measure_without_standardisation_is_refused(hylte: Underlag) -> None:
    with pytest.raises(UsageError, match="justeras inte"):
        justerat_for_alder(hylte, NYA)


def test_the_footnote_warns_of_comparing_kommuner_and_of_the_broad_bands(hylte: Underlag) -> None:
    kalla = justerat_for_alder(hylte, INSKRIVNA).kalla  # type: ignore[union-attr]
    assert "jämfört med vad man väntar sig utifrån kommunens åldrar; 100 = som Halland" in kalla
    assert "inte med en annan kommuns index" in kalla
    assert "Bara 3 breda åldersgrupper" in kalla
    assert kalla.endswith("Exempeldata.")


# --- Change ----------------------------------------------------------------------------------------------------------


def test_change_is_newcombe_s_for_a_share_and_mover_s_for_a_rate(hylte: Underlag) -> None:
    svar = {r[0]: r for r in forandring(hylte, ATER, NYA).rader}  # type: ignore[union-attr]
    for indikator, faktor, f in ((ATER, 100, skillnad_andel), (NYA, 1e4, skillnad_rat)):
        period = hylte.period_for(indikator)
        nu, fore = hylte.tal(indikator, period).rad, hylte.tal(indikator, period.flytta(-12)).rad
        undre, ovre = f(nu["taljare"], nu["namnare"], fore["taljare"], fore["namnare"], 0.95)
        vantat = f"{faktor * float(undre):+.1f} till {faktor * float(ovre):+.1f}".replace("-", "−").replace(".", ",")
        assert next(r for namn, r in svar.items() if namn.startswith(hylte.katalog[indikator].kort))[4] == vantat
    assert svar["Oplanerad återinskrivning"][3] == "+2,2 procentenheter"


def test_periods_are_a_year_apart_and_never_overlap(hylte: Underlag) -> None:
    r12, tertial = (forandring(hylte, NYA, typ=t) for t in (None, "tertial"))
    assert r12.kolumner[1:3] == ("Januari–december 2022", "Januari–december 2021")  # type: ignore[union-attr]
    assert tertial.kolumner[1:3] == ("Tertial 3 2022", "Tertial 3 2021")  # type: ignore[union-attr]


def test_a_tertial_that_is_not_over_gives_way_to_the_one_before(hylte: Underlag) -> None:
    manader = hylte.skyddat.meta["manader"] | {NYA: "2022-11"}
    tidigare = replace(hylte, skyddat=replace(hylte.skyddat, meta=hylte.skyddat.meta | {"manader": manader}))
    block = forandring(tidigare, NYA, typ="tertial")
    assert block.kolumner[1:3] == ("Tertial 2 2022", "Tertial 2 2021")  # type: ignore[union-attr]


def test_different_periods_stand_in_the_cells_and_the_region_s_own_measure_is_named(hylte: Underlag) -> None:
    block = forandring(hylte, NYA, "antal_vardade_psykiatri")
    assert isinstance(block, Tabell)
    assert block.kolumner[1] == "Perioden"
    assert block.rader[0][1].endswith("(januari–december 2022)")
    assert block.rader[1][0].endswith("(Halland)")


def test_a_few_are_said_as_parts_and_one_point_in_the_singular(hylte: Underlag) -> None:
    """Where the page names those who missed out, the change is still of the share."""
    liten = forandring(hylte, "andel_brytpunktssamtal").rader[0]  # type: ignore[union-attr]
    assert re.fullmatch(r"\d+ av \d+", liten[1])
    ett = forandring(hylte, "andel_behov_av_planering_somatik").rader[0]  # type: ignore[union-attr]
    assert ett[3] == "−1 procentenhet"


def test_a_stock_is_listed_and_never_tested(hylte: Underlag) -> None:
    svar = rad(forandring(hylte, INSKRIVNA), "Inskrivna, per 10\u00a0000 invånare")
    assert (svar["Förändring"], svar["Osäkerhet 95\u00a0%"]) == (".", ".")
    assert svar["Bedömning"] == "bedöms inte, samma personer räknas flera månader"


def test_a_distribution_is_refused(hylte: Underlag) -> None:
    with pytest.raises(UsageError, match="fördelning"):
        forandring(hylte, "fordelning_fargspar_somatik")


def test_periods_that_would_overlap_are_refused(hylte: Underlag) -> None:
    with pytest.raises(UsageError, match="längre än ett år"):
        forandring(hylte, NYA, typ="r36")


def test_a_break_between_the_periods_forbids_the_difference(hylte: Underlag) -> None:
    for datum, ord_ in ((date(2021, 6, 1), True), (date(2022, 1, 1), True), (date(2021, 1, 1), False)):
        profil = replace(hylte.profil, brott=(Brott(datum, (NYA,), "x", "y"),))
        svar = forandring(replace(hylte, profil=profil), NYA).rader[0]  # type: ignore[union-attr]
        assert (svar[5] == "brott i tidsserien, bedöms inte") is ord_
        assert (svar[3] == ".") is ord_


@pytest.mark.parametrize(
    ("indikator", "varden", "ord_", "med_skillnad"),
    [
        (NYA, {"status": "preliminar"}, "preliminärt, bedöms inte", True),
        (NYA, {"status": "ej_sakerstalld"}, "data ej säkerställda, bedöms inte", True),
        (NYA, {"taljare": 3.0}, "för få händelser för att bedöma utvecklingen", False),
        (NYA, {"taljare": None, "varde": None}, "uppgift saknas", False),
        (NYA, {"taljare": 9.0}, "för få händelser för att bedöma utvecklingen", True),
        (NYA, {"taljare": None, "undre_95": None, "undre_998": None}, "bedöms inte, antalet bakom är inte känt", False),
        (ATER, {"tackning": 0.5}, "låg täckningsgrad, bedöms inte", False),
    ],
)
def test_what_is_not_judged_says_why(
    hylte: Underlag, indikator: str, varden: dict[str, object], ord_: str, med_skillnad: bool
) -> None:
    underlag = andrat(hylte, satt(indikator, "1315", None, **varden))
    svar = forandring(underlag, indikator, "antal_avslut").rader[0]  # type: ignore[union-attr]
    assert svar[5] == ord_
    assert (svar[3] != ".") is med_skillnad


def test_no_figures_at_all_is_uppgift_saknas(hylte: Underlag) -> None:
    assert isinstance(forandring(andrat(hylte, lambda r: r[r["indikator"] != NYA]), NYA), Text)
