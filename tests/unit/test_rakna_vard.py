"""What must hold for measures from stays: groups, breaks, who is counted where, follow-up, columns, coverage."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Efterslapning, Katalog
from analys.period import Period
from analys.region import Brott, Regionprofil
from analys.stats.intervall import med_intervall
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.sma_tabeller import GRUND, SPAR, Rakna, antal, en, fargade, folkmangd_rader, skyddade
from tests.unit.test_hemsjukvard import tabell as inskrivningar


def test_a_distribution_s_groups_add_up_to_its_namnare_and_to_one(rakna_vard: Rakna, katalog: Katalog) -> None:
    """Halmstad: 6 gul, 3 bla, 1 ej satt in November; 5 gul, 5 rod in December. Tertial 3: 11, 3, 1, 5 of 20."""
    rader = [*fargade("2022-11", gul=6, bla=3, ej_satt=1), *fargade("2022-12", gul=5, rod=5)]
    utfall = med_intervall(rakna_vard(rader, SPAR), {SPAR: katalog[SPAR].skala})
    vantat = {
        "2022-11": ({"rod": 0, "gul": 6, "gron": 0, "bla": 3, "ej_satt": 1}, 10),
        "2022-12": ({"rod": 5, "gul": 5, "gron": 0, "bla": 0, "ej_satt": 0}, 10),
        "2022-T3": ({"rod": 5, "gul": 11, "gron": 0, "bla": 3, "ej_satt": 1}, 20),
        "2022": ({"rod": 5, "gul": 11, "gron": 0, "bla": 3, "ej_satt": 1}, 20),
    }
    for omrade in ("1380", "0013"):
        for period, (grupper, n) in vantat.items():
            rader_ut = [en(utfall, SPAR, omrade, period, fargspar=f) for f in grupper]
            assert [r["taljare"] for r in rader_ut] == list(grupper.values())
            assert {r["namnare"] for r in rader_ut} == {n}
            assert sum(r["varde"] for r in rader_ut) == pytest.approx(1)
            total = en(utfall, SPAR, omrade, period)
            assert (total["taljare"], total["namnare"], total["varde"]) == (n, n, 1)


def test_a_distribution_over_nobody_is_not_applicable(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil
) -> None:
    rader = skyddade(rakna_vard(fargade("2022-12", gul=5), SPAR), katalog, profil)
    assert en(rader, SPAR, "1380", "2022-12", fargspar="gul")["tecken"] == ""
    assert {en(rader, SPAR, "1380", "2022-11", fargspar=f)["tecken"] for f in ("gul", "rod", "ej_satt")} == {"."}


@pytest.mark.parametrize(
    ("brott", "over"),
    [
        (date(2022, 11, 1), ["2022-T3", "2022", "2022-12-r12"]),  # between two months
        (date(2022, 11, 15), ["2022-T3", "2022", "2022-12-r12"]),  # within a month
        (date(2022, 9, 1), ["2022", "2022-12-r12"]),  # where tertial 3 begins: both tertial are whole
    ],
)
def test_a_window_over_a_break_is_not_applicable_but_months_on_both_sides_are_shown(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil, brott: date, over: list[str]
) -> None:
    egen = replace(profil, brott=(Brott(brott, (SPAR,), "ny rutin", "påhittad"),))
    rader = [r for m in range(1, 13) for r in fargade(f"2022-{m:02d}", gul=6)]
    utfall = rakna_vard(rader, SPAR, "antal_vardade_somatik", egen_profil=egen)
    skyddat = skyddade(utfall, katalog, egen)
    for period in ("2022-10", "2022-11", "2022-12", "2022-T1", "2022-T2", "2022-T3", "2022", "2022-12-r12"):
        rad = en(skyddat, SPAR, "1380", period, fargspar="gul")
        antal = 6 * Period.las(period).antal_manader
        if period in over:
            assert (rad["tecken"], rad["status"]) == (".", "over_brott")
            assert rad[["taljare", "namnare", "varde", "undre_95", "ovre_998"]].isna().all()
        else:
            assert (rad["tecken"], rad["status"], rad["taljare"]) == ("", "slutlig", antal)
        assert en(skyddat, "antal_vardade_somatik", "1380", period)["tecken"] == ""  # a break of another measure


def test_a_break_that_names_no_measure_is_for_all(rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil) -> None:
    egen = replace(profil, brott=(Brott(date(2022, 6, 1), (), "nytt system", "påhittad"),))
    utfall = rakna_vard(fargade("2022-12", gul=6), SPAR, "antal_vardade_somatik", egen_profil=egen)
    for matt in (SPAR, "antal_vardade_somatik"):
        assert en(utfall, matt, "1380", "2022")["status"] == "over_brott"
        assert en(utfall, matt, "1380", "2022-T3")["taljare"] == 6


def test_a_measure_for_the_region_alone_has_no_kommun_row(rakna_vard: Rakna, katalog: Katalog) -> None:
    matt = replace(katalog["antal_vardade_somatik"], lagsta_niva="region")
    rader = [
        {"person": "a", "kommunkod": "1380", "in_": "2022-03-01", "ut": "2022-03-05"},
        {"person": "b", "kommunkod": "utanfor", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    utfall = rakna_vard(rader, matt)
    assert set(utfall["omrade"]) == {"0013"}
    assert en(utfall, matt.id, "0013", "2022-03")["taljare"] == 2
    assert en(utfall, matt.id, "0013", "2022-04")["taljare"] == 0


@pytest.mark.parametrize(
    "andras",
    [
        {"niva_summerar": False},
        {"lagsta_niva": "region"},
        {"lagsta_niva": "region", "niva_summerar": False},
    ],
)
def test_the_region_s_figure_is_right_however_the_entry_asks_for_it(
    rakna_vard: Rakna, katalog: Katalog, andras: dict[str, Any]
) -> None:
    matt = replace(katalog["andel_avlidna_efter_utskrivning"], **andras)
    rader = [
        {"person": "a", "kommunkod": "1380", "in_": "2022-03-01", "ut": "2022-03-05", "dod": "2022-03-20"},
        {"person": "b", "kommunkod": "1315", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    rad = en(rakna_vard(rader, matt), matt.id, "0013", "2022-03")
    assert rad[["taljare", "namnare"]].fillna(-1).to_list() == [1, 2]


def test_the_hospital_s_region_row_counts_everybody_once(rakna_vard: Rakna) -> None:
    """Person a moves from Halmstad to Hylte within December, b is from elsewhere, c is Halmstad's."""
    rader = [
        {"person": "a", "in_": "2022-12-01", "ut": "2022-12-03", "behov": "nej"},
        {"person": "a", "in_": "2022-12-10", "ut": "2022-12-12", "betalningsansvarig_kommun": "1315"},
        {"person": "b", "in_": "2022-12-05", "ut": "2022-12-06", "kommunkod": "utanfor"},
        {"person": "c", "in_": "2022-11-20", "ut": "2022-12-01", "behov": "nej"},
    ]
    andel = "andel_behov_av_planering_somatik"
    utfall = rakna_vard(rader, "antal_vardade_somatik", andel)
    vardade = {o: en(utfall, "antal_vardade_somatik", o, "2022-12")["taljare"] for o in (*KOMMUNER, "utanfor", "0013")}
    assert vardade == dict.fromkeys(KOMMUNER, 0) | {"1380": 2, "1315": 1, "utanfor": 1, "0013": 3}
    behov = {o: tuple(en(utfall, andel, o, "2022-12")[["taljare", "namnare"]]) for o in vardade}
    assert behov == dict.fromkeys(KOMMUNER, (0, 0)) | {
        "1380": (0, 2),
        "1315": (1, 1),
        "utanfor": (1, 1),
        "0013": (2, 3),
    }


def test_people_from_elsewhere_are_an_omrade_of_their_own_and_not_the_region_s(
    rakna_vard: Rakna, katalog: Katalog
) -> None:
    """Where the region is its kommuner's sum, utanfor is beside it; a measure of residents alone has no such row."""
    matt = "andel_oplanerad_aterinskrivning"
    rader = [
        {"person": "u", "kommunkod": "utanfor", "in_": "2022-03-01", "ut": "2022-03-05"},
        {"person": "u", "kommunkod": "utanfor", "in_": "2022-03-10", "ut": "2022-03-12"},
        {"person": "h", "in_": "2022-03-01", "ut": "2022-03-05"},
    ]
    folk = inskrivningar(*GRUND)
    utfall = rakna_vard(rader, matt, "antal_avslut", hemsjukvard=folk, befolkning=folkmangd_rader())
    assert list(en(utfall, matt, "utanfor", "2022-03")[["taljare", "namnare"]]) == [1, 2]
    assert list(en(utfall, matt, "1380", "2022-03")[["taljare", "namnare"]]) == [0, 1]
    assert list(en(utfall, matt, "0013", "2022-03")[["taljare", "namnare"]]) == [0, 1]
    assert "utanfor" not in set(utfall.loc[utfall["indikator"] == "antal_avslut", "omrade"])


@pytest.mark.parametrize(
    ("tid", "uttag", "preliminara"),
    [
        (Efterslapning(dagar=30), date(2023, 1, 30), set()),  # 31 December + 30 days
        (Efterslapning(dagar=30), date(2023, 1, 29), {"2022-12", "2022-T3", "2022"}),
        (Efterslapning(dagar=30), date(2022, 12, 30), {"2022-12", "2022-T3", "2022"}),  # 30 November + 30 days
        (Efterslapning(dagar=30), date(2022, 12, 29), {"2022-11", "2022-12", "2022-T3", "2022"}),
        (Efterslapning(manader=6), date(2023, 2, 28), {"2022-09", "2022-10", "2022-11", "2022-12", "2022-T3", "2022"}),
        (
            Efterslapning(manader=6),  # 31 August + 6 months = 28 February
            date(2023, 2, 27),
            {"2022-08", "2022-09", "2022-10", "2022-11", "2022-12", "2022-T2", "2022-T3", "2022"},
        ),
        (Efterslapning(manader=6), date(2023, 6, 30), set()),
        (Efterslapning(manader=6), date(2023, 6, 29), {"2022-12", "2022-T3", "2022"}),
    ],
)
def test_a_figure_is_preliminary_until_its_registration_is_over(
    rakna_vard: Rakna, katalog: Katalog, tid: Efterslapning, uttag: date, preliminara: set[str]
) -> None:
    utfall = rakna_vard([], replace(katalog[SPAR], efterslapning=tid), uttag=uttag)
    perioder = [f"2022-{m:02d}" for m in range(1, 13)] + ["2022-T1", "2022-T2", "2022-T3", "2022"]
    assert {p for p in perioder if en(utfall, SPAR, "1380", p)["status"] == "preliminar"} == preliminara


@pytest.mark.parametrize(
    ("sista_dag", "november", "december"),
    [
        (date(2022, 12, 30), "slutlig", None),  # 30 November + 30 days is within the data
        (date(2022, 12, 29), "preliminar", None),
        (date(2023, 1, 30), "slutlig", "slutlig"),
        (date(2023, 1, 29), "slutlig", "preliminar"),
    ],
)
def test_a_figure_is_preliminary_until_the_data_cover_its_follow_up(
    rakna_vard: Rakna, sista_dag: date, november: str, december: str | None
) -> None:
    matt = "andel_oplanerad_aterinskrivning"
    utfall = rakna_vard([], matt, spann=(date(2022, 1, 1), sista_dag))
    assert en(utfall, matt, "1380", "2022-11")["status"] == november
    if december is None:
        assert date(2022, 12, 1) not in set(utfall["period"])
    else:
        assert en(utfall, matt, "1380", "2022-12")["status"] == december


def test_the_follow_up_ends_with_the_file_not_with_the_extract(rakna_vard: Rakna) -> None:
    """Discharged 1 and 2 December, file to 31 December: only the first is followed for 30 days."""
    matt = "andel_oplanerad_aterinskrivning"
    rader = [
        {"person": "a", "in_": "2022-11-28", "ut": "2022-12-01"},
        {"person": "b", "in_": "2022-11-28", "ut": "2022-12-02"},
    ]
    assert en(rakna_vard(rader, matt), matt, "1380", "2022-12")["namnare"] == 1


def test_stays_that_were_not_delivered_give_no_rows_or_missing_and_never_0(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil
) -> None:
    """With a table of counts in the delivery the measure is a row of "-", without one there is no row."""
    matt, register = "andel_oplanerad_aterinskrivning", "andel_brytpunktssamtal"
    folk = {"hemsjukvard": inskrivningar(*GRUND), "befolkning": folkmangd_rader()}
    egna = {i: katalog[i] for i in (matt, register, "antal_avslut")}
    utan = rakna_utfall(raknegrund(folk), egna, profil, Period.las("2022-12"))
    assert set(utan["indikator"]) == {"antal_avslut"}
    rad = antal("1380", 3, 1) | {"indikator": register, "period": "2022-03", "dodsplats": "hospice", "namnare": 2}
    grund = raknegrund(folk | {"aggregat": pd.DataFrame([rad])})
    skyddat = skyddade(rakna_utfall(grund, egna, profil, Period.las("2022-12")), katalog, profil)
    aterinskrivna = skyddat[skyddat["indikator"] == matt]
    assert len(aterinskrivna)
    assert set(aterinskrivna["tecken"]) == {"-"}
    assert aterinskrivna[["taljare", "namnare", "varde"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("kolumn", "saknas", "raknas"),
    [
        ("dodsdatum", "andel_avlidna_efter_utskrivning", "andel_oplanerad_aterinskrivning"),
        ("fargspar", SPAR, "andel_behov_av_planering_somatik"),
        ("behov_av_planering", "andel_behov_av_planering_somatik", "antal_vardade_somatik"),
        ("behov_av_planering", SPAR, "antal_vardade_somatik"),
    ],
)
def test_a_column_that_a_measure_needs_makes_it_missing_and_not_0(
    rakna_vard: Rakna, katalog: Katalog, profil: Regionprofil, kolumn: str, saknas: str, raknas: str
) -> None:
    rader = [r | {"person": f"p{i}", "dod": "2022-12-20"} for i, r in enumerate(fargade("2022-12", gul=6))]
    med = rakna_vard(rader, saknas, raknas, perioder=["manad"])
    utan = rakna_vard(rader, saknas, raknas, perioder=["manad"], utan=[kolumn])
    for omrade in ("1380", "1315", "0013", "utanfor"):
        assert pd.notna(en(med, saknas, omrade, "2022-12")["taljare"])
        assert pd.isna(en(utan, saknas, omrade, "2022-12")["taljare"])
        assert en(utan, raknas, omrade, "2022-12")["taljare"] == en(med, raknas, omrade, "2022-12")["taljare"]
    skyddat = skyddade(utan, katalog, profil)
    assert set(skyddat.loc[skyddat["indikator"] == saknas, "tecken"]) == {"-"}


def test_coverage_is_of_the_latest_year_at_or_before_the_period_s(rakna_vard: Rakna) -> None:
    matt = "andel_oplanerad_aterinskrivning"
    tackning = pd.DataFrame(
        [
            ("vardtillfallen", "1380", 2019, 0.95),
            ("vardtillfallen", "1380", 2021, 0.9),
            ("vardtillfallen", "1380", 2023, 0.1),  # after all periods
            ("vardtillfallen", "1315", 2022, 0.8),
            ("vardtillfallen", "1381", 2023, 0.7),
            ("vardtillfallen", "0013", 2022, 0.85),
        ],
        columns=["galler", "omrade", "kalenderar", "andel"],
    ).assign(kalla="påhittad")
    utfall = rakna_vard([], matt, SPAR, spann=(date(2020, 1, 1), date(2022, 12, 31)), tackning=tackning)

    def tackt(omrade: str, period: str, i: str = matt) -> tuple[float, int] | None:
        rad = en(utfall, i, omrade, period)
        assert pd.isna(rad["tackning"]) == pd.isna(rad["tackning_ar"])
        return None if pd.isna(rad["tackning"]) else (rad["tackning"], rad["tackning_ar"])

    assert tackt("1380", "2020-12") == (0.95, 2019)
    assert tackt("1380", "2021-01") == (0.9, 2021)
    assert tackt("1380", "2022") == (0.9, 2021)
    assert tackt("1380", "2021-03-r12") == (0.9, 2021)  # a window belongs to the year it ends in
    assert tackt("1315", "2021-12") is None
    assert tackt("1315", "2022-12") == (0.8, 2022)
    assert tackt("0013", "2022-12") == (0.85, 2022)
    assert [tackt(o, "2022-12") for o in ("1381", "1382", "1383", "utanfor")] == [None] * 4
    assert tackt("1380", "2022-12", SPAR) is None  # its entry names no source of coverage
