"""Hand-worked hospital stays: who was cared for, who needed planning, and in which track; each boundary on its line."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.indikatorer import FUNKTIONER
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog, las_katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.stats.intervall import med_intervall
from analys.svenska import procent
from tests.conftest import ROT, raknegrund
from tests.unit.test_grind import grinda, tecken
from tests.unit.test_grind import rader as grindrader

KATALOG = las_katalog(ROT / "data" / "indikatorer")
MARS = ("2022-03",)


def stay(inskriven: str, utskriven: str, **andra: Any) -> dict[str, Any]:
    """One somatic stay of a woman in Halmstad who needs planning; ``utskriven`` "" = goes on."""
    rad = {
        "person_id": "a",
        "kommunkod": "1380",
        "betalningsansvarig_kommun": "1380",
        "kon": "kvinna",
        "vardform": "somatik",
        "vardniva": "sjukhus",
        "inskriven_tidpunkt": pd.Timestamp(inskriven),
        "planerad_inskrivning": "nej",
        "behov_av_planering": "ja",
        "fargspar": "gul",
        "utskriven_tidpunkt": pd.Timestamp(utskriven) if utskriven else pd.NaT,
    }
    okanda = set(andra) - set(rad)
    assert not okanda
    return rad | andra


def tabell(stays: Iterable[dict[str, Any]]) -> pd.DataFrame:
    rader = pd.DataFrame(list(stays))
    rader["vardtillfalle_id"] = [f"VT{i}" for i in range(len(rader))]
    (delen,) = raknegrund({"vardtillfallen": rader}).delar()
    return delen["vardtillfallen"]


def svar(matt: str, *stays: dict[str, Any], perioder: Iterable[str] = MARS, region: str | None = None) -> pd.DataFrame:
    funktion = FUNKTIONER[KATALOG[matt].funktion]
    return funktion.rakna(tabell(stays), [Period.las(p) for p in perioder], region, **KATALOG[matt].parametrar)


def per(rader: pd.DataFrame, kolumn: str, tal: str = "taljare") -> dict[Any, int]:
    summor = rader.groupby(kolumn)[tal].sum().astype(int)
    return {nyckel: int(antal) for nyckel, antal in summor.items() if antal}


def antal(matt: str, *stays: dict[str, Any], **andra: Any) -> int:
    return int(svar(matt, *stays, **andra)["taljare"].sum())


@pytest.mark.parametrize(
    ("inskriven", "utskriven", "vantat"),
    [
        ("2022-02-20 10:00", "2022-02-28 23:59", 0),  # out the day before
        ("2022-02-20 10:00", "2022-03-01 00:00", 1),  # out on the first day
        ("2022-02-20 10:00", "2022-03-01 08:00", 1),
        ("2022-03-31 23:59", "2022-04-02 10:00", 1),  # in on the last day
        ("2022-04-01 00:00", "2022-04-02 10:00", 0),  # in the day after
        ("2022-03-10 10:00", "2022-03-10 10:00", 1),  # in and out at once
        ("2022-02-20 10:00", "2022-04-20 10:00", 1),  # in all month
        ("2021-02-20 10:00", "", 1),  # still in
        ("2022-04-01 00:00", "", 0),
    ],
)
def test_a_patient_is_cared_for_on_any_day_of_the_month(inskriven: str, utskriven: str, vantat: int) -> None:
    assert antal("antal_vardade_somatik", stay(inskriven, utskriven)) == vantat


def test_a_stay_over_months_counts_in_each_and_once_in_the_year() -> None:
    lang = stay("2021-12-30", "2022-03-01")
    rader = svar("antal_vardade_somatik", lang, perioder=["2021-12", "2022-01", "2022-02", "2022-03", "2022-04"])
    assert per(rader, "period") == {date(2021, 12, 1): 1, **{date(2022, m, 1): 1 for m in (1, 2, 3)}}
    ar = svar("antal_vardade_somatik", lang, stay("2022-09-01", "2022-09-02"), perioder=["2021", "2022", "2022-06-r12"])
    assert ar["taljare"].tolist() == [1, 1, 1]


def test_the_leap_day_and_the_night_when_the_clock_changes_are_days_like_others() -> None:
    skott = stay("2024-02-29 23:00", "2024-02-29 23:30")
    assert antal("antal_vardade_somatik", skott, perioder=["2024-02"]) == 1
    assert antal("antal_vardade_somatik", skott, perioder=["2024-03"]) == 0
    natten = stay("2024-03-31 01:30", "2024-03-31 03:30")
    assert antal("antal_vardade_somatik", natten, perioder=["2024-03"]) == 1
    assert per(svar("fordelning_fargspar_somatik", natten, perioder=["2024-03"]), "fargspar") == {"gul": 1}


def test_a_person_counts_once_however_many_stays() -> None:
    stays = [stay("2022-03-01", "2022-03-03"), stay("2022-03-02", "2022-03-04"), stay("2022-03-20", "2022-03-21")]
    assert antal("antal_vardade_somatik", *stays) == 1
    assert antal("antal_vardade_somatik", *stays, stay("2022-03-01", "", person_id="b")) == 2


def test_a_kommun_pays_and_the_region_is_everybody_once() -> None:
    stays = [
        stay("2022-03-01", "2022-03-02"),
        stay("2022-03-10", "2022-03-11", betalningsansvarig_kommun="1315"),  # the same person
        stay("2022-03-01", "2022-03-02", person_id="b", kommunkod="utanfor", betalningsansvarig_kommun="1383"),
        stay("2022-03-01", "2022-03-02", person_id="c", kommunkod="1380", betalningsansvarig_kommun="utanfor"),
    ]
    per_kommun = per(svar("antal_vardade_somatik", *stays), "omrade")
    assert per_kommun == {"1380": 1, "1315": 1, "1383": 1, "utanfor": 1}
    assert per(svar("antal_vardade_somatik", *stays, region="0013"), "omrade")["0013"] == 3


def test_each_form_of_care_has_its_own_patients() -> None:
    stays = [stay("2022-03-01", "2022-03-05 10:00"), stay("2022-03-05 12:00", "2022-03-09", vardform="psykiatri")]
    for form in ("somatik", "psykiatri"):
        assert antal(f"antal_vardade_{form}", *stays) == 1
        assert antal(f"andel_behov_av_planering_{form}", *stays[:1]) == (form == "somatik")
        assert per(svar(f"fordelning_fargspar_{form}", *stays), "fargspar") == {"gul": 1}


@pytest.mark.parametrize(("niva", "vantat"), [("sjukhus", 1), ("sjukstuga", 0), ("okand", 1)])
def test_only_the_levels_of_care_that_the_catalogue_names_count(niva: str, vantat: int) -> None:
    ett = stay("2022-03-01", "2022-03-02", vardniva=niva)
    assert KATALOG["antal_vardade_somatik"].parametrar["vardnivaer"] == ["sjukhus", "okand"]
    assert antal("antal_vardade_somatik", ett) == vantat
    assert antal("fordelning_fargspar_somatik", ett) == vantat


def test_men_and_women_are_counted_apart() -> None:
    stays = [stay("2022-03-01", "2022-03-02"), stay("2022-03-01", "2022-03-02", person_id="b", kon="man")]
    assert per(svar("antal_vardade_somatik", *stays), "kon") == {"kvinna": 1, "man": 1}


# --- Need ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behov", "vantat"),
    [(["ja"], 1), (["nej"], 0), (["okand"], 0), (["nej", "ja"], 1), (["ja", "nej"], 1), (["ja", "ja"], 1)],
)
def test_a_patient_with_need_in_some_stay_of_the_month_has_need(behov: list[str], vantat: int) -> None:
    stays = [stay(f"2022-03-{i}1", f"2022-03-{i}5", behov_av_planering=b) for i, b in enumerate(behov, 1)]
    rader = svar("andel_behov_av_planering_somatik", *stays)
    assert (rader["taljare"].sum(), rader["namnare"].sum()) == (vantat, 1)


def test_need_in_another_month_or_form_of_care_is_not_need() -> None:
    stays = [
        stay("2022-03-01", "2022-03-05", behov_av_planering="nej"),
        stay("2022-04-10", "2022-04-11"),
        stay("2022-03-20", "2022-03-21", vardform="psykiatri"),
    ]
    rader = svar("andel_behov_av_planering_somatik", *stays, perioder=["2022-03", "2022-04", "2022"])
    assert rader["taljare"].astype(int).tolist() == [0, 1, 1]
    assert rader["namnare"].astype(int).tolist() == [1, 1, 1]


def test_need_in_a_stay_that_another_kommun_pays_for_is_the_other_kommuns() -> None:
    stays = [
        stay("2022-03-01", "2022-03-05", behov_av_planering="nej"),
        stay("2022-03-10", "2022-03-11", betalningsansvarig_kommun="1315"),
    ]
    rader = svar("andel_behov_av_planering_somatik", *stays)
    assert per(rader, "omrade") == {"1315": 1}
    assert per(rader, "omrade", "namnare") == {"1315": 1, "1380": 1}


@pytest.mark.parametrize(
    ("form", "behov", "alla", "en_decimal", "visas"),
    [("somatik", 908, 2935, "30,9", "31"), ("psykiatri", 47, 139, "33,8", "34")],
)
def test_december_2022_as_region_halland_published_it(
    katalog: Katalog, profil: Regionprofil, form: str, behov: int, alla: int, en_decimal: str, visas: str
) -> None:
    stays = [
        stay(
            "2022-12-05",
            "2022-12-20",
            person_id=f"p{i}",
            kommunkod=profil.kommuner[i % 6],
            betalningsansvarig_kommun=profil.kommuner[i % 6],
            vardform=form,
            behov_av_planering="ja" if i < behov else "nej",
        )
        for i in range(alla)
    ]
    rader = tabell(stays)
    grund = raknegrund({"vardtillfallen": rader}, spann=(date(2022, 1, 1), date(2023, 1, 31)), antal_delar=3)
    utfall = rakna_utfall(grund, katalog, profil, Period.las("2022-12"))
    utfall = med_intervall(utfall, {i.id: i.skala for i in katalog.values()})
    matt = f"andel_behov_av_planering_{form}"
    valda = (utfall["indikator"] == matt) & (utfall["omrade"] == "0013") & (utfall["periodtyp"] == "manad")
    rad = utfall[valda & (utfall["kon"] == "alla")].set_index("period").loc[date(2022, 12, 1)]
    assert (rad["taljare"], rad["namnare"]) == (behov, alla)
    assert procent(rad["varde"], 1).replace("\u00a0", " ") == f"{en_decimal} %"
    assert procent(rad["varde"], katalog[matt].decimaler).replace("\u00a0", " ") == f"{visas} %"


# --- Tracks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("utskriven", "vantat"),
    [
        ("2022-02-28 23:59", 0),
        ("2022-03-01 00:00", 1),
        ("2022-03-31 23:59", 1),
        ("2022-04-01 00:00", 0),
        ("", 0),  # still in: its track is not final
    ],
)
def test_tracks_are_those_of_the_stays_that_ended_in_the_month(utskriven: str, vantat: int) -> None:
    assert antal("fordelning_fargspar_somatik", stay("2022-02-01", utskriven)) == vantat


def test_stays_with_need_and_without_a_track_are_a_group_and_those_without_need_are_not_there() -> None:
    stays = [
        stay("2022-03-01", "2022-03-02", fargspar="rod"),
        stay("2022-03-03", "2022-03-04", fargspar="bla"),  # the same person: stays are counted
        stay("2022-03-05", "2022-03-06", fargspar="bla"),
        stay("2022-03-07", "2022-03-08", fargspar="ej_satt"),
        stay("2022-03-09", "2022-03-10", fargspar="gul", behov_av_planering="nej"),
        stay("2022-03-11", "2022-03-12", fargspar="gron", behov_av_planering="okand"),
    ]
    for region, omrade in ((None, "1380"), ("0013", "0013")):
        rader = svar("fordelning_fargspar_somatik", *stays, region=region)
        egna = rader[rader["omrade"] == omrade]
        assert per(egna, "fargspar") == {"rod": 1, "bla": 2, "ej_satt": 1}


def test_a_share_of_nobody_is_not_applicable(katalog: Katalog, profil: Regionprofil) -> None:
    for matt in [i for i in katalog if i.startswith(("andel_behov", "fordelning_fargspar"))]:
        skyddat = grinda(grindrader((0.0, 0.0), (5.0, 40.0), indikator=matt), katalog, profil)
        assert tecken(skyddat) == [".", ""]
