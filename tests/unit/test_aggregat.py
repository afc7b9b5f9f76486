"""Counts that others made: whose they are, what is missing, what stops, and how sure they are."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.errors import DataError
from analys.hem import Hem
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.stats.intervall import med_intervall
from analys.utfall import DIMENSIONER, GRUPPER
from tests.conftest import Leveransbygge, raknegrund
from tests.unit.sma_leveranser import las, las_med

MATT = "andel_brytpunktssamtal"
EGNA = ("sarskilt_boende", "korttidsplats", "eget_hem_hemsjukvard")
"""The kommun's own places of death in Halland's profile."""
Rakna = Callable[..., pd.DataFrame]


def antal(omrade: str, period: str, taljare: float | None, namnare: float | None = None, **ovrigt: Any) -> dict:
    rad = {"indikator": MATT, "omrade": omrade, "period": period, "taljare": taljare, "namnare": namnare}
    return rad | {"kalla": "registret"} | ovrigt


def platser(omrade: str, period: str, **tal: tuple[int, int]) -> list[dict]:
    """One row per place of death: (täljare, nämnare)."""
    return [antal(omrade, period, x, n, dodsplats=plats) for plats, (x, n) in tal.items()]


ALLA_PLATSER = {
    "sarskilt_boende": (8, 10),
    "korttidsplats": (1, 2),
    "eget_hem_hemsjukvard": (3, 4),
    "eget_hem_avancerad": (0, 1),
    "hospice": (5, 5),
    "sjukhusavdelning": (20, 30),
    "annan": (0, 2),
}
"""Own places 12 of 16, all places 37 of 54."""


@pytest.fixture(scope="module")
def rakna(katalog: Katalog, profil: Regionprofil) -> Rakna:
    """Compute December 2022, or with ``hela_aret`` every period of 2022."""

    def kor(
        rader: list[dict],
        egen: Katalog | None = None,
        *,
        hela_aret: bool = False,
        uttag: date = date(2023, 12, 31),
    ) -> pd.DataFrame:
        hela = pd.DataFrame([dict.fromkeys(DIMENSIONER, "alla") | {"varde": None, "status": ""} | r for r in rader])
        tabeller = {"aggregat": hela.astype(dict.fromkeys(("taljare", "namnare", "varde"), "Float64"))}
        spann = (date(2022, 1 if hela_aret else 12, 1), date(2022, 12, 31))
        grund = raknegrund(tabeller, uttag=uttag, spann=spann)
        egna = egen or {MATT: katalog[MATT]}
        return rakna_utfall(grund, egna, replace(profil, brott=()), Period.las("2022-12"))

    return kor


def rad(utfall: pd.DataFrame, omrade: str, period: str, **grupp: str) -> pd.Series:
    p = Period.las(period)
    valda = (utfall["omrade"] == omrade) & (utfall["periodtyp"] == str(p.typ)) & (utfall["period"] == p.forsta_dag)
    for d in DIMENSIONER:
        valda &= utfall[d] == grupp.get(d, "alla")
    assert valda.sum() == 1
    return utfall[valda].iloc[0]


def tal(utfall: pd.DataFrame, omrade: str, period: str, **grupp: str) -> tuple[int, int] | None:
    """(täljare, nämnare), or None where they are missing."""
    r = rad(utfall, omrade, period, **grupp)
    assert pd.isna(r["taljare"]) == pd.isna(r["namnare"])
    return None if pd.isna(r["taljare"]) else (r["taljare"], r["namnare"])


def test_a_kommun_s_figures_are_those_of_its_own_kinds_of_unit(rakna: Rakna) -> None:
    utfall = rakna(platser("1380", "2022-12", **ALLA_PLATSER))
    assert tal(utfall, "1380", "2022-12") == (12, 16)
    for plats, vantat in ALLA_PLATSER.items():
        assert tal(utfall, "1380", "2022-12", dodsplats=plats) == (vantat if plats in EGNA else None)
    assert tal(utfall, "1380", "2022-12", **{"del": "kommunala"}) is None


def test_a_kommun_s_total_without_places_stops(rakna: Rakna) -> None:
    """Nobody knows how much of it is the hospital's."""
    with pytest.raises(DataError, match="Halmstad har tal i livets slut utan dödsplats"):
        rakna([antal("1380", "2022-12", 37, 54)])


@pytest.mark.parametrize("omrade", ["0013", "0000"])
def test_region_and_country_keep_all_places_and_get_the_kommunala_ones_as_a_group(rakna: Rakna, omrade: str) -> None:
    utfall = rakna([antal(omrade, "2022-12", 37, 54), *platser(omrade, "2022-12", **ALLA_PLATSER)])
    assert tal(utfall, omrade, "2022-12") == (37, 54)
    assert tal(utfall, omrade, "2022-12", **{"del": "kommunala"}) == (12, 16)
    for plats, vantat in ALLA_PLATSER.items():
        assert tal(utfall, omrade, "2022-12", dodsplats=plats) == vantat


def test_the_region_is_never_the_sum_of_its_kommuner_here(rakna: Rakna, profil: Regionprofil) -> None:
    utfall = rakna([r for k in profil.kommuner for r in platser(k, "2022-12", **ALLA_PLATSER)])
    assert tal(utfall, "0013", "2022-12") is None
    assert "0000" not in set(utfall["omrade"])  # the country has rows only when it was delivered


@pytest.mark.parametrize("plats", EGNA)
def test_a_month_that_lacks_one_of_the_kommun_s_places_is_missing(rakna: Rakna, plats: str) -> None:
    kvar = {p: t for p, t in ALLA_PLATSER.items() if p != plats}
    utfall = rakna([*platser("1380", "2022-12", **kvar), *platser("0013", "2022-12", **kvar)])
    assert tal(utfall, "1380", "2022-12") is None
    assert tal(utfall, "0013", "2022-12", **{"del": "kommunala"}) is None
    for egen in EGNA:
        assert tal(utfall, "1380", "2022-12", dodsplats=egen) == (None if egen == plats else ALLA_PLATSER[egen])


def test_an_explicit_0_is_0(rakna: Rakna) -> None:
    delar = {"sarskilt_boende": (0, 3), "korttidsplats": (0, 0), "eget_hem_hemsjukvard": (2, 4)}
    utfall = rakna(platser("1380", "2022-12", **delar))
    assert tal(utfall, "1380", "2022-12") == (2, 7)
    assert tal(utfall, "1380", "2022-12", dodsplats="sarskilt_boende") == (0, 3)
    assert tal(utfall, "1380", "2022-12", dodsplats="korttidsplats") == (0, 0)


def test_a_window_needs_all_its_months(rakna: Rakna) -> None:
    """Halmstad has twelve months, Hylte eleven, Laholm twelve but one of them without one of its places."""
    egna = {p: ALLA_PLATSER[p] for p in EGNA}
    manader = [f"2022-{m:02d}" for m in range(1, 13)]
    tva = {p: egna[p] for p in EGNA[:2]}
    rader = [r for m in manader for r in platser("1380", m, **egna)]
    rader += [r for m in manader[1:] for r in platser("1315", m, **egna)]
    rader += [r for m in manader for r in platser("1381", m, **(tva if m == "2022-06" else egna))]
    utfall = rakna(rader, hela_aret=True)
    for period, antal_manader in (("2022-12-r12", 12), ("2022", 12), ("2022-T1", 4)):
        assert tal(utfall, "1380", period) == (12 * antal_manader, 16 * antal_manader)
    assert tal(utfall, "1380", "2022-12-r12", dodsplats="sarskilt_boende") == (96, 120)
    assert [tal(utfall, "1315", p) for p in ("2022-12-r12", "2022", "2022-T1")] == [None] * 3
    assert tal(utfall, "1315", "2022-T2") == (48, 64)
    assert [tal(utfall, "1381", p) for p in ("2022-12-r12", "2022", "2022-T2")] == [None] * 3
    assert tal(utfall, "1381", "2022-T3") == (48, 64)


def test_a_delivered_window_goes_before_the_sum_of_its_months(rakna: Rakna) -> None:
    egna = {p: ALLA_PLATSER[p] for p in EGNA}
    rader = [r for m in range(1, 13) for r in platser("1380", f"2022-{m:02d}", **egna)]
    hela = {"sarskilt_boende": (90, 110), "korttidsplats": (10, 20), "eget_hem_hemsjukvard": (30, 40)}
    utfall = rakna([*rader, *platser("1380", "2022-12-r12", **hela)], hela_aret=True)
    assert tal(utfall, "1380", "2022-12-r12") == (130, 170)
    assert tal(utfall, "1380", "2022") == (144, 192)


FEL = platser("0013", "2022-12", **ALLA_PLATSER)


@pytest.mark.parametrize(
    ("rader", "text"),
    [
        ([antal("0013", "2022-12", 1, 2, dodsplats="hem")], 'har ingen grupp "hem" i dodsplats'),
        ([antal("0013", "2022-12", 1, 2, dodsplats="hospise")], "Menade du hospice"),
        ([antal("0013", "2022-12", 1, 2, **{"del": "privata"})], 'har ingen grupp "privata" i del'),
        ([antal("0013", "2022-12", 1, 2, indikator="andel_brytpunktsamtal")], 'indikatorn "andel_brytpunktsamtal"'),
        ([antal("0013", "2022-12", 1, 2, indikator="andel_brytpunktsamtal")], f"Menade du {MATT}"),
        ([antal("0013", "2022-12", 3, 2)], "har 1 rad där täljaren är större än nämnaren"),
        ([antal("0013", "2022-12", 3, None)], "har 1 rad med täljare men utan nämnare"),
        ([antal("0013", "2022-12", None, None) | {"varde": 10.3}], "där varde inte ligger mellan 0 och 1"),
        (
            [antal("0013", "2022", 10, 20), *(antal("0013", f"2022-{m:02d}", 1, 2) for m in range(1, 13))],
            "för 0013: 2022 är inte summan av sina månader",
        ),
        (
            [antal("0013", "2022-12", 37, 99), *FEL],
            "för 0013 2022-12-01: totalen är inte summan av delarna efter dodsplats",
        ),
        ([antal("0013", "2022-12-01", 1, 2)], r"perioder av slaget dag. Ange 2022-12, 2022-T3, 2022, 2022-12-r12"),
        ([antal("0013", "2022-12", 1, 2, kon="kvinna")], "redovisas inte efter kon"),
        (
            [antal("0013", "2022-12", 38, 54), *FEL],
            "för 0013 2022-12-01: totalen är inte summan av delarna efter dodsplats",
        ),
    ],
)
def test_counts_that_contradict_the_catalogue_or_themselves_stop(rakna: Rakna, rader: list[dict], text: str) -> None:
    with pytest.raises(DataError, match=text):
        rakna(rader)


def test_all_contradictions_are_told_at_once(rakna: Rakna) -> None:
    rader = [
        antal("0013", "2022-12", 3, 2),
        antal("0013", "2022-12-01", 1, 2),
        antal("1380", "2022-12", 1, 2, indikator="finns_ej"),
    ]
    with pytest.raises(DataError, match="3 fel"):
        rakna(rader)


def test_a_total_beside_some_of_its_parts_is_no_contradiction(rakna: Rakna) -> None:
    utfall = rakna([antal("0013", "2022-12", 38, 60), *FEL[:-1]])
    assert tal(utfall, "0013", "2022-12") == (38, 60)
    assert tal(utfall, "0013", "2022-12", dodsplats="annan") is None


@pytest.mark.parametrize("status", ["preliminar", "ej_sakerstalld"])
def test_a_delivered_status_reaches_every_window_that_overlaps_it(rakna: Rakna, status: str) -> None:
    rader = [
        antal("0013", "2022-06", 1, 2, status=status),
        antal("1380", "2022-06", 1, 2, status="slutlig", dodsplats="hospice"),
    ]
    utfall = rakna([*rader, antal("0013", "2022-07", 1, 2)], hela_aret=True)
    perioder = [f"2022-{m:02d}" for m in range(1, 13)] + ["2022-T1", "2022-T2", "2022-T3", "2022", "2022-12-r12"]
    osakra = {p for p in perioder if rad(utfall, "0013", p)["status"] == status}
    assert osakra == {"2022-06", "2022-T2", "2022", "2022-12-r12"}
    grupp = rad(utfall, "0013", "2022-06", dodsplats="hospice")
    assert grupp["status"] == status
    assert set(utfall.loc[utfall["omrade"] != "0013", "status"]) == {"slutlig"}


def test_not_verified_is_worse_than_preliminary(rakna: Rakna) -> None:
    rader = [
        antal("0013", "2022-05", 1, 2, status="ej_sakerstalld"),
        antal("0013", "2022-06", 1, 2, status="preliminar"),
    ]
    for ordning in (rader, rader[::-1]):
        utfall = rakna(ordning, hela_aret=True)
        assert rad(utfall, "0013", "2022-06")["status"] == "preliminar"
        assert [rad(utfall, "0013", p)["status"] for p in ("2022-05", "2022-T2", "2022")] == ["ej_sakerstalld"] * 3


def test_a_kommun_s_status_reaches_the_region_that_is_its_kommuner_s_sum(rakna: Rakna, katalog: Katalog) -> None:
    rader = [antal("1380", "2022-06", 1, 2, dodsplats=p, status="preliminar") for p in EGNA]
    summerar = {MATT: replace(katalog[MATT], niva_summerar=True)}
    assert rad(rakna(rader, hela_aret=True), "0013", "2022-06")["status"] == "slutlig"
    assert rad(rakna(rader, summerar, hela_aret=True), "0013", "2022-06")["status"] == "preliminar"


def test_before_the_register_is_complete_its_figures_are_preliminary(rakna: Rakna) -> None:
    """Six months after 31 August is 28 February."""
    utfall = rakna([antal("0013", "2022-08", 1, 2)], hela_aret=True, uttag=date(2023, 2, 28))
    assert [rad(utfall, "0013", f"2022-0{m}")["status"] for m in (8, 9)] == ["slutlig", "preliminar"]


def test_a_published_value_alone_has_no_count_and_no_interval(rakna: Rakna, katalog: Katalog) -> None:
    rader = [antal("0013", "2022", None, varde=0.69), antal("0000", "2022-12-r12", None, 500, varde=0.71)]
    utfall = med_intervall(rakna(rader, hela_aret=True), {MATT: katalog[MATT].skala})
    for omrade, period, varde in (("0013", "2022", 0.69), ("0000", "2022-12-r12", 0.71)):
        r = rad(utfall, omrade, period)
        assert r["varde"] == varde
        assert r["metod"] == ""
        assert pd.isna(r["taljare"])
        assert r[["undre_95", "ovre_95", "undre_998", "ovre_998"]].isna().all()
    assert pd.isna(rad(utfall, "0013", "2022-12-r12")["varde"])  # a year's value is not the window's


def test_every_place_of_the_profile_is_a_place_of_death(profil: Regionprofil) -> None:
    assert set(profil.dodsplatser.kommunens) == set(EGNA) < set(GRUPPER["dodsplats"])


AGGREGAT = "indikator;omrade;period;dodsplats;taljare;namnare;kalla"
TACKNING = "galler;omrade;kalenderar;andel;kalla"


@pytest.mark.parametrize("riket", ["0000", "Riket"])
def test_the_country_is_accepted_in_counts_and_coverage(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem, riket: str
) -> None:
    lasta = las_med(
        leverans,
        profil,
        hem,
        aggregat=[AGGREGAT, f"{MATT};{riket};2022-03;;69;100;registret"],
        tackning=[TACKNING, f"palliativregistret;{riket};2021;0,61;registret"],
    )
    assert lasta.tabeller["aggregat"]["omrade"].to_list() == ["0000"]
    assert lasta.tabeller["tackning"][["omrade", "andel"]].to_numpy().tolist() == [["0000", 0.61]]


@pytest.mark.parametrize("riket", ["0000", "Riket"])
def test_the_country_is_nobody_s_kommun(leverans: Leveransbygge, profil: Regionprofil, hem: Hem, riket: str) -> None:
    leverans.hemsjukvard.append(f"p-x;{riket};K;1938;;2022-02-01;")
    leverans.hembesok += [
        f"B-x;p-x;{riket};1380;2022-02-01;Sjuksköterska",
        f"B-y;p-x;1380;{riket};2022-02-01;Sjuksköterska",
    ]
    leverans.befolkning.append(f"{riket},2021,kvinnor,0–64 år,4000000,2022-02-22")
    konton = las(leverans, profil, hem).redovisning
    assert [k.atsidosatta for k in konton] == [{"okand_kommun": [1202]}, {"okand_kommun": [722, 723]}, {}]
    assert konton[2].uteslutna == {"regionrad": 1}


def test_another_region_s_counts_are_left_out(leverans: Leveransbygge, profil: Regionprofil, hem: Hem) -> None:
    rader = [AGGREGAT, f"{MATT};0012;2022-03;;69;100;registret", f"{MATT};0013;2022-03;;8;10;registret"]
    lasta = las_med(leverans, profil, hem, aggregat=rader)
    assert lasta.redovisning[-1].uteslutna == {"annan_region": 1}
    assert lasta.tabeller["aggregat"]["omrade"].to_list() == ["0013"]
