"""Table, chart, sentence and card of a page say one verdict, from the same two numbers, whatever the figures are."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analys.disclosure.grind import _NYCKEL, DOLD, SAKNAS, SYNLIG, SkyddatUtfall
from analys.katalog import Bedomning, Indikator, Katalog, Skydda
from analys.period import Period, Periodtyp
from analys.present import i_korthet, jamfor_kommuner, nyckeltal, omradestabell, utveckling
from analys.present.bilder import prick
from analys.present.block import Figur, Tabell, Text
from analys.present.tabeller import kommunernas_jamforelse
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.stats.intervall import med_intervall
from analys.stats.omdome import Omdome
from analys.utfall import ALLA, DIMENSIONER

ATER, INSKRIVNA, SAMTAL = "andel_oplanerad_aterinskrivning", "antal_inskrivna_hemsjukvard", "andel_brytpunktssamtal"
R12, R36 = Period.las("2022-12-r12"), Period.las("2022-12-r36")
DAG = Period.las("2022-12-01")
MANADEN = Period.las("2022-12")
META = {"manader": {}, "uttagsdatum": "2023-02-01", "exempel": False}


def rad(i: str, omrade: str, period: Period, x: float | None, n: float | None, **annat: Any) -> dict[str, Any]:
    grund = {"varde": None, "kvadratsumma": None, "status": "slutlig", "tackning": None, "tackning_ar": None}
    nyckel = {"indikator": i, "omrade": omrade, "periodtyp": str(period.typ), "period": period.forsta_dag}
    return nyckel | dict.fromkeys(DIMENSIONER, ALLA) | {"taljare": x, "namnare": n} | grund | annat


def underlag(profil: Regionprofil, katalog: Katalog, rader: list[dict[str, Any]], omrade: str) -> Underlag:
    """What a page has in hand when the cube holds these rows alone, hidden by the primary rule.

    Without the gate's second step: random figures are no whole that adds up, and pages read the signs alone.
    """
    tal = dict.fromkeys(("taljare", "namnare", "kvadratsumma", "varde", "tackning"), "Float64")
    utfall = pd.DataFrame(rader).astype(tal | {"tackning_ar": "Int64"})
    utfall = med_intervall(utfall, {i.id: i.skala for i in katalog.values()})
    tecken = [_tecken(katalog[r["indikator"]], r) for r in rader]
    synlig = [t == SYNLIG for t in tecken]
    varden = [*tal, *(f"{sida}_{niva}" for sida in ("undre", "ovre") for niva in ("95", "998"))]
    maskade = {k: utfall[k].where(synlig) for k in varden if k != "tackning"}
    return Underlag(
        profil,
        katalog,
        profil.omrade(omrade),
        MANADEN,
        SkyddatUtfall(utfall.assign(tecken=tecken, **maskade), META, _NYCKEL),
    )


def _tecken(i: Indikator, rad: dict[str, Any]) -> str:
    x, n = rad["taljare"], rad["namnare"]
    if x is None and rad["varde"] is None:
        return SAKNAS
    liten = i.skydda is not Skydda.INGET and 0 < (x or 0) < 5
    liten = liten or (i.skydda is Skydda.BADA and 0 < (n or 0) - (x or 0) < 5)
    return DOLD if liten or (n is not None and n < i.minsta_namnare) else SYNLIG


def en_sida(block: Figur | Tabell | Text) -> Figur:
    assert isinstance(block, Figur)
    return block


def i_text(text: str) -> Omdome | None:
    """The one verdict that a text says."""
    sagda = [o for o in Omdome if o in text.lower()]
    assert len(sagda) <= 1, text
    return sagda[0] if sagda else None


KOMMUNER = ("1382", "1380", "1315", "1384", "1381", "1383")
STATUS = st.sampled_from(["slutlig"] * 6 + ["preliminar", "ej_sakerstalld"])
TACKNING = st.sampled_from([None] * 4 + [0.95, 0.85, 0.84, 0.5])


@st.composite
def andelar(draw: st.DrawFn, indikator: str) -> list[dict[str, Any]]:
    rader = []
    for omrade in ("0013", *KOMMUNER):
        n = draw(st.none() | st.integers(1, 60) | st.integers(100, 4000))
        x = None if n is None else draw(st.integers(0, n))
        annat = {"status": draw(STATUS), "tackning": draw(TACKNING), "tackning_ar": 2022}
        rader.append(rad(indikator, omrade, R12, x, n, **annat))
    return rader


@st.composite
def per_invanare(draw: st.DrawFn, indikator: str) -> list[dict[str, Any]]:
    return [
        rad(
            indikator, o, DAG, draw(st.none() | st.integers(0, 900)), draw(st.integers(900, 90000)), status=draw(STATUS)
        )
        for o in ("0013", *KOMMUNER)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(andelar(ATER), per_invanare(INSKRIVNA)), st.sampled_from(KOMMUNER))
def test_table_chart_sentence_and_card_never_disagree(
    profil: Regionprofil, katalog: Katalog, rader: list[dict[str, Any]], omrade: str
) -> None:
    raa = katalog | {INSKRIVNA: replace(katalog[INSKRIVNA], bedoms_pa=Bedomning.RA)}  # the values that are drawn
    u = underlag(profil, raa, rader, omrade)
    i = rader[0]["indikator"]
    period, namn = u.period_for(i), profil.omrade(omrade).kortnamn
    figur = jamfor_kommuner(u, i)
    if not isinstance(figur, Figur):
        assert not any(u.tal(i, period, o).finns for o in ("0013", *KOMMUNER))
        return
    kolumn = figur.tabell.kolumner.index("Jämfört med Halland")
    celler = {r[0]: r[kolumn] for r in figur.tabell.rader}
    assert celler.pop("Halland") == "."
    kort, mening = nyckeltal(u, i).kort[0], i_korthet(u, i).stycken[0]
    eget = u.tal(i, period)
    egen_cell = i_text(celler[namn])
    assert i_text(" ".join(r for r in kort.rader if r.startswith("Jämfört"))) is egen_cell
    if eget.finns:
        assert i_text(mening) is egen_cell
    else:
        assert mening.endswith("visas inte (för få)." if eget.antal == ".." else "uppgift saknas.")
    tabell = omradestabell(u, i, titel="T")
    assert isinstance(tabell, Tabell)
    assert [r[tabell.kolumner.index("Jämfört med Halland")] for r in tabell.rader[:6]] == list(celler.values())
    _, mot = kommunernas_jamforelse(u, i, period)
    for kommun, cell in celler.items():
        kod = next(k for k in KOMMUNER if profil.omrade(k).kortnamn == kommun)
        _bild_och_mening(u, cell, prick(u, kommun, u.tal(i, period, kod), egen=True, mot=mot), kommun, figur)
        assert ("▲" in cell) == (i_text(cell) is Omdome.HOGRE)
        assert ("▼" in cell) == (i_text(cell) is Omdome.LAGRE)


def _bild_och_mening(u: Underlag, cell: str, p: Any, kommun: str, figur: Figur) -> None:
    """The line lies outside the drawn 99,8 % interval exactly when the cell says so of a judged figure."""
    omdome = i_text(cell)
    if omdome is Omdome.HOGRE:
        assert p.intervall_998[0] > p.jamforelse
    elif omdome is Omdome.LAGRE:
        assert p.intervall_998[1] < p.jamforelse
    elif omdome is Omdome.INGEN:
        assert p.intervall_998[0] <= p.jamforelse <= p.intervall_998[1]
    assert p.dampad <= (omdome in {Omdome.EJ_SAKERSTALLT, Omdome.PRELIMINART, Omdome.FOR_FA, Omdome.SAKNAS})
    vantat = {Omdome.HOGRE: "högre", Omdome.LAGRE: "lägre"}.get(omdome)  # type: ignore[arg-type]
    if i_rubriken := re.search(r"säkerställt (\w+) än Halland i (.+?)(?:, (\w+) i (.+))?$", figur.budskap):
        forst, dess, sist, dess_med = i_rubriken.groups("")
        assert next((ord_ for ord_, namn in ((forst, dess), (sist, dess_med)) if kommun in namn), None) == vantat
    else:
        skilda = re.search(r"säkerställt (högre eller lägre|högre|lägre) än i Halland: ([^.]*)\.", figur.mening)
        assert (_hall(kommun, *skilda.groups()) if skilda else None) == vantat


def _hall(kommun: str, hall: str, namn: str) -> str | None:
    """Which way a sentence says that a kommun differs: ``A och B högre, C lägre``, or all the same way."""
    bada = re.fullmatch(r"(.*) högre, (.*) lägre", namn)
    per_hall = {"högre": bada[1], "lägre": bada[2]} if bada else {hall: namn}
    return next((h for h, n in per_hall.items() if kommun in n), None)


@pytest.mark.parametrize(
    ("r12", "r36", "typ", "orsak"),
    [
        ((12, 300), (30, 900), Periodtyp.R12, ""),
        ((8, 300), (30, 900), Periodtyp.R36, "eftersom det var färre än 10 händelser på 12 månader."),
        ((3, 300), (11, 900), Periodtyp.R36, "eftersom talet för 12 månader är för litet för att visas."),
        (
            *((6, 300), (9, 900), Periodtyp.R36),
            "eftersom det var färre än 10 händelser på 12 månader. Det var ändå färre än 10 händelser.",
        ),
        ((6, 300), (None, None), Periodtyp.R12, ""),
        ((None, None), (None, None), Periodtyp.R12, ""),
        ((None, None), (15, 900), Periodtyp.R36, "eftersom uppgift saknas för 12 månader."),
    ],
)
def test_few_events_lengthen_the_period_of_all_that_a_page_says_of_the_measure(
    profil: Regionprofil, katalog: Katalog, r12: Any, r36: Any, typ: Periodtyp, orsak: str
) -> None:
    stora = [rad(ATER, o, p, 300, 3000) for o in ("0013", "1380") for p in (R12, R36)]
    u = underlag(profil, katalog, [rad(ATER, "1315", R12, *r12), rad(ATER, "1315", R36, *r36), *stora], "1315")
    period, sagd = u.periodval(ATER)
    assert period == R12.med_typ(typ)
    sagd = sagd.replace("\u00a0", " ")
    assert sagd == (f"Perioden är 36 månader, {orsak}" if orsak else "")
    figur = en_sida(jamfor_kommuner(u, ATER))
    for text in (figur.titel, figur.kalla, omradestabell(u, ATER, titel="T").titel):
        assert period.text in text
    assert (sagd.removesuffix(".") in figur.kalla.replace("\u00a0", " ")) or not sagd
    assert period.text in " ".join(nyckeltal(u, ATER).kort[0].rader).lower()
    assert period.text in i_korthet(u, ATER).stycken[0]
    # the same figures on a large kommun's page keep the catalogue's period
    assert underlag(profil, katalog, [*stora], "1380").periodval(ATER) == (R12, "")


def test_a_tertial_that_is_not_over_is_passed_by_and_stocks_are_never_lengthened(
    profil: Regionprofil, katalog: Katalog
) -> None:
    behov = "andel_behov_av_planering_somatik"
    oktober = Period.las("2022-10")
    rader = [
        rad(behov, "1315", p, x, 90)
        for p, x in ((oktober, 6), (Period.las("2022-T3"), 25), (Period.las("2022-10-r12"), 40))
    ]
    u = underlag(profil, katalog, rader, "1315")
    u = replace(u, period=oktober)
    assert u.period_for(behov) == Period.las("2022-10-r12")
    stock = underlag(profil, katalog, [rad(INSKRIVNA, "1315", DAG, 6, 9000)], "1315")
    assert stock.periodval(INSKRIVNA) == (DAG, "")


def test_a_published_value_without_its_count_stands_as_it_is(profil: Regionprofil, katalog: Katalog) -> None:
    publicerat = rad(SAMTAL, "0013", R12, None, None, varde=0.69)
    u = underlag(profil, katalog, [publicerat, rad(SAMTAL, "0013", R36, 400, 500)], "0013")
    assert u.periodval(SAMTAL) == (R12, "")


@pytest.mark.parametrize(
    ("x", "mening"),
    [
        (0, "Den 1 december 2022 var **ingen** person i Hylte inskriven i hemsjukvården."),
        (1, "Den 1 december 2022 var **1** person i Hylte inskriven i hemsjukvården."),
        (2, "Den 1 december 2022 var **2** personer i Hylte inskrivna i hemsjukvården."),
        (1310, "Den 1 december 2022 var **1 310** personer i Hylte inskrivna i hemsjukvården."),
        (None, "Inskrivna i hemsjukvården, 1 december 2022: uppgift saknas."),
    ],
)
def test_one_many_and_none_in_the_catalogue_s_sentence(
    profil: Regionprofil, katalog: Katalog, x: int | None, mening: str
) -> None:
    fri: dict[str, Indikator] = katalog | {INSKRIVNA: replace(katalog[INSKRIVNA], skydda=Skydda.INGET)}  # type: ignore[arg-type]
    u = underlag(
        profil, fri, [rad(INSKRIVNA, "1315", DAG, x, 10000), rad(INSKRIVNA, "0013", DAG, 4000, 340000)], "1315"
    )
    assert i_korthet(u, INSKRIVNA).stycken[0].replace("\u00a0", " ").startswith(mening)


def test_a_missing_comparator_is_said_and_nothing_is_judged(profil: Regionprofil, katalog: Katalog) -> None:
    u = underlag(profil, katalog, [rad(ATER, "1315", R12, 60, 500), rad(ATER, "0013", R12, None, None)], "1315")
    assert i_korthet(u, ATER).stycken[0].endswith("Uppgift saknas för Halland.")
    assert "Jämfört med Halland: uppgift saknas" in nyckeltal(u, ATER).kort[0].rader
    assert en_sida(jamfor_kommuner(u, ATER)).mening == "Jämfört med Halland: uppgift saknas."


def test_what_no_shown_difference_means_is_said_once(profil: Regionprofil, katalog: Katalog) -> None:
    sju = "andel_oplanerad_aterinskrivning_7_dagar"
    rader = [rad(i, o, R12, x, n) for i in (ATER, sju) for o, x, n in (("1315", 60, 500), ("0013", 1900, 16000))]
    forsta, andra = i_korthet(underlag(profil, katalog, rader, "1315"), ATER, sju).stycken
    assert forsta.endswith(": skillnaden kan bero på slumpen.")
    assert andra.endswith("Ingen säkerställd skillnad mot Halland (11,9\u00a0%).")


def test_a_series_is_told_after_its_break_by_final_figures_and_says_that_the_last_is_not_shown(
    profil: Regionprofil, katalog: Katalog
) -> None:
    behov, prel = "andel_behov_av_planering_somatik", {"status": "preliminar"}  # break on 1 January 2024
    manader = [("2023-11", 40, {}), ("2024-02", 30, {}), ("2024-03", 20, {}), ("2024-04", 3, {}), ("2024-05", 60, prel)]
    rader = [rad(behov, "1315", Period.las(m), x, 100, **annat) for m, x, annat in manader]
    mening = en_sida(utveckling(underlag(profil, katalog, rader, "1315"), behov, "2023-01")).mening
    assert mening.replace("\u00a0", " ") == (
        "I Hylte var andelen 30 % i februari 2024 och 20 % i mars 2024. April 2024: visas inte (för få)."
    )
