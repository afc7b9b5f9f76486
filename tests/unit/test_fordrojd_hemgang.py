"""Delayed discharge worked by hand: which stays, the time of every step, causes, preconditions and what followed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analys.errors import DataError
from analys.indikatorer.fordrojd_hemgang import (
    analysera,
    analysmanader,
    langa_vardtillfallen,
)
from analys.indikatorer.forutsattningar import andel_dagar_utan_forutsattning
from analys.indikatorer.rakna import granska_profil
from analys.indikatorer.register import FUNKTIONER
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Brott, Regionprofil, Tidsgrans
from tests.conftest import KOMMUNER, raknegrund
from tests.fordrojd import REGEL
from tests.unit.sma_tabeller import Rakna, en, vard

LANGA = "andel_minst_tre_dagar_somatik"
TABELLER = ("utskrivningsklara_perioder", "utskrivningsprocess")
TIDER = ("inskrivningsmeddelande", "sip_initiativ", "sip_kallelse", "sol_klar", "hsl_klar", "kommunklar")


@pytest.fixture
def egen(profil: Regionprofil) -> Regionprofil:
    grans = {s: Tidsgrans(d, "prov") for s, d in {"planering": 0, "hemgang": 1}.items()}
    return replace(profil, brott=(), fordrojd_hemgang=replace(REGEL, i_tid=REGEL.i_tid | grans))


def tabeller_av(rader: Sequence[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Return small tables; a row has ``klar`` (days of notices) and the columns of its process."""
    stallda = vard(
        *({k: v for k, v in r.items() if k in ("person", "in_", "ut", "kommunkod", "vardform")} for r in rader)
    )
    klara, process = [], []
    for v, person, r in zip(stallda["vardtillfalle_id"], stallda["person_id"], rader, strict=True):
        klara += [{"vardtillfalle_id": v, "fran": f"{d} 10:00", "till": t, "person_id": person} for d, t in r["klar"]]
        if steg := r.get("steg"):
            process.append({"vardtillfalle_id": v, "person_id": person, "arende_id": f"SP-{v}"} | steg)
    tabeller = {"vardtillfallen": stallda, TABELLER[0]: pd.DataFrame(klara), TABELLER[1]: pd.DataFrame(process)}
    tabeller[TABELLER[0]] = tabeller[TABELLER[0]].assign(
        **{k: lambda t, k=k: pd.to_datetime(t[k]) for k in ("fran", "till")}
    )
    for k in set(TIDER) & set(tabeller[TABELLER[1]].columns):
        tabeller[TABELLER[1]][k] = pd.to_datetime(tabeller[TABELLER[1]][k])
    for namn in TABELLER:
        assert "person_id" in tabeller[namn]
    return tabeller


def langa(
    katalog: Katalog, rader: Sequence[dict[str, Any]], manader: Sequence[str] = ("2022-03",), delar: int = 1
) -> pd.DataFrame:
    """Return the long stays of small tables (`tabeller_av`)."""
    grund = raknegrund(tabeller_av(rader), antal_delar=delar)
    return langa_vardtillfallen(grund.delar(), [Period.las(m) for m in manader], **katalog[LANGA].parametrar)


FYRA: list[dict[str, Any]] = [
    {  # 5 days; everything on time but the kommun, which was ready on the fourth day
        "person": "a",
        "in_": "2022-03-01",
        "ut": "2022-03-10",
        "klar": [("2022-03-05", None)],
        "steg": {
            "inskrivningsmeddelande": "2022-03-01 20:00",
            "sol_klar": "2022-03-04",
            "hsl_klar": "2022-03-05",
            "sip_initiativ": "2022-03-02",
            "sip_kallelse": "2022-03-08",
            "kommunklar": "2022-03-09",
            "antal_andringar": 2,
            "sbar": "ja",
            "resursbrist": "ja",
            "komplexa_behov": "nej",
        },
    },
    {  # 3 days; the kommun was ready before: nobody waited for it. The message was late, the call too
        "person": "b",
        "in_": "2022-03-01",
        "ut": "2022-03-23",
        "klar": [("2022-03-20", None)],
        "steg": {
            "inskrivningsmeddelande": "2022-03-04 08:00",
            "sol_klar": "2022-03-21",
            "sip_initiativ": "2022-03-05",
            "sip_kallelse": "2022-03-24",
            "kommunklar": "2022-03-18",
            "antal_andringar": 1,
            "sbar": "nej",
            "resursbrist": "ja",
            "komplexa_behov": "ja",
        },
    },
    {  # 2 + 2 days in two notices: the steps count from the second. No message; the initiative was cancelled
        "person": "c",
        "kommunkod": "1315",
        "in_": "2022-02-20",
        "ut": "2022-03-12",
        "klar": [("2022-03-01", "2022-03-03 09:00"), ("2022-03-10", None)],
        "steg": {"sip_initiativ": "2022-02-25", "sip_makulerad": "ja", "kommunklar": "2022-03-11", "sbar": "okand"},
    },
    {"person": "d", "kommunkod": "1315", "in_": "2022-03-01", "ut": "2022-03-20", "klar": [("2022-03-14", None)]},
    {"person": "e", "in_": "2022-03-01", "ut": "2022-03-05", "klar": [("2022-03-03", None)]},  # 2 days: not long
    {"person": "f", "in_": "2022-03-01", "ut": None, "klar": [("2022-03-03", None)]},  # goes on
    {"person": "g", "in_": "2022-03-01", "ut": "2022-04-01", "klar": [("2022-03-03", None)]},  # ended in April
    {"person": "h", "in_": "2022-03-01", "ut": "2022-03-09", "klar": [("2022-03-03", None)], "vardform": "psykiatri"},
]


def test_the_steps_of_the_long_stays_by_hand(katalog: Katalog, egen: Regionprofil) -> None:
    rader = langa(katalog, FYRA)
    assert rader[["person_id", "dagar", "har_process"]].to_numpy().tolist() == [
        ["a", 5, True],
        ["c", 4, True],
        ["d", 6, False],
        ["b", 3, True],
    ]
    svar = analysera(rader, egen)
    assert set(svar) == {"1380", "1315", "0013"}
    assert (svar["1315"]["vardtillfallen"], svar["1315"]["dagar"], svar["1315"]["med_process"]) == (2, 10, 1)
    hela = svar["0013"]
    assert (hela["vardtillfallen"], hela["dagar"], hela["med_process"]) == (4, 18, 3)
    assert hela["steg"] == {
        "inskrivningsmeddelande": {"dagar": 0 + 3, "antal": 2, "i_tid": 1, "bedoms": 2, "utan_datum": 1},
        "planering": {"dagar": 4 + 17, "antal": 2, "i_tid": 1, "bedoms": 2, "utan_datum": 1},
        "sip_kallelse": {"dagar": 3 + 4, "antal": 2, "i_tid": 1, "bedoms": 2, "utan_datum": 0},
        "kommunklar": {"dagar": 4 + 0 + 1, "antal": 3, "i_tid": 2, "bedoms": 3, "utan_datum": 0},
        "hemgang": {"dagar": 1 + 3 + 1, "antal": 3, "i_tid": 2, "bedoms": 3, "utan_datum": 0},
    }
    assert hela["information"]["sbar"] == [1, 1]
    assert hela["andringar"] == [3, 2]
    assert hela["orsaker"] == {
        "bara_resursbrist": 1,
        "bara_komplexa_behov": 0,
        "bada": 1,
        "ingen_av_dem": 0,
        "uppgift_saknas": 1,
    }
    assert hela["utan_forutsattning"] == {"inskrivningsmeddelande": [1, 4], "sip_kallelse": [1, 3], "nagon": [2, 7]}


def test_the_days_that_the_region_lacked_a_precondition_by_hand(katalog: Katalog) -> None:
    """Of b (3 days) the call was a day late, of c (4) there was no message; a (5) had both; others have no process."""
    matt = katalog["andel_dagar_utan_forutsattning_somatik"]
    namn = FUNKTIONER[matt.funktion].tabeller

    def dagar(rader: Sequence[dict[str, Any]]) -> tuple[int, int]:
        tabeller = next(raknegrund(tabeller_av(rader)).delar())
        svar = andel_dagar_utan_forutsattning(
            *(tabeller[n] for n in namn), [Period.las("2022-03")], "0013", **matt.parametrar
        )
        assert set(svar["kon"]) == {"kvinna"}
        return int(svar["taljare"].sum()), int(svar["namnare"].sum())

    assert dagar(FYRA) == (7, 12)
    i_tid = FYRA[1] | {"steg": FYRA[1]["steg"] | {"sip_kallelse": "2022-03-23"}}  # the third day
    assert dagar([i_tid]) == (0, 3)


def test_partitions_and_their_number_change_nothing(katalog: Katalog, egen: Regionprofil) -> None:
    ett, tre = (langa(katalog, FYRA, delar=n) for n in (1, 3))
    assert analysera(ett, egen) == analysera(tre, egen)


def test_a_step_without_limit_is_timed_and_not_judged(katalog: Katalog, egen: Regionprofil) -> None:
    utan = replace(egen, fordrojd_hemgang=replace(REGEL, i_tid={}))
    steg = analysera(langa(katalog, FYRA), utan)["0013"]["steg"]["kommunklar"]
    assert (steg["dagar"], steg["antal"], steg["i_tid"], steg["bedoms"]) == (5, 3, 0, 0)


def test_no_long_stays_is_no_area_but_the_region(katalog: Katalog, egen: Regionprofil) -> None:
    svar = analysera(langa(katalog, FYRA, ["2022-05"]), egen)
    assert set(svar) == {"0013"}
    assert svar["0013"]["vardtillfallen"] == 0
    assert svar["0013"]["steg"]["hemgang"]["antal"] == 0


def test_the_long_stays_are_those_of_the_measure(katalog: Katalog, rakna_vard: Rakna) -> None:
    """On 300 random stays with up to three notices: never a second count of days."""
    rng = np.random.default_rng(7)
    rader = []
    for i in range(300):
        inne, lang = int(rng.integers(0, 40)), int(rng.integers(0, 20))
        dag = [pd.Timestamp(2022, 2, 1) + pd.Timedelta(days=inne + d) for d in sorted(rng.integers(0, lang + 1, 3))]
        klar = [
            (f"{d:%Y-%m-%d}", None if rng.random() < 0.5 else f"{d + pd.Timedelta(days=2):%Y-%m-%d} 12:00") for d in dag
        ]
        rader.append(
            {
                "person": f"p{i}",
                "kommunkod": KOMMUNER[i % 6],
                "in_": f"{pd.Timestamp(2022, 2, 1) + pd.Timedelta(days=inne):%Y-%m-%d}",
                "ut": f"{pd.Timestamp(2022, 2, 1) + pd.Timedelta(days=inne + lang):%Y-%m-%d}",
                "klar": klar[: 1 + i % 3],
                "steg": {"kommunklar": "2022-03-01"} if i == 0 else None,
            }
        )
    egna = langa(katalog, rader, ["2022-02", "2022-03"])
    stallda = [{k: r[k] for k in ("person", "kommunkod", "in_", "ut")} for r in rader]
    klara = pd.DataFrame(
        [
            {"vardtillfalle_id": f"v{i + len(KOMMUNER)}", "fran": f"{d} 10:00", "till": t}
            for i, r in enumerate(rader)
            for d, t in r["klar"]
        ]
    )
    klara = klara.assign(**{k: pd.to_datetime(klara[k]) for k in ("fran", "till")})
    utfall = rakna_vard(stallda, LANGA, utskrivningsklara_perioder=klara)
    for kommun in KOMMUNER:
        for manad in ("2022-02", "2022-03"):
            antal = ((egna["omrade"] == kommun) & (egna["period"] == Period.las(manad).forsta_dag)).sum()
            assert antal == en(utfall, LANGA, kommun, manad)["taljare"]
    assert len(egna) > 100


def test_the_window_is_twelve_months_and_never_over_a_break(egen: Regionprofil) -> None:
    manad = Period.las("2022-12")
    assert [p.kod for p in analysmanader(egen, LANGA, manad)][::11] == ["2022-01", "2022-12"]
    brott = replace(egen, brott=(Brott(date(2022, 11, 1), (LANGA,), "o", "k"), Brott(date(2023, 1, 1), (), "o", "k")))
    assert [p.kod for p in analysmanader(brott, LANGA, manad)] == ["2022-11", "2022-12"]


def test_unknown_names_stop(egen: Regionprofil, katalog: Katalog) -> None:
    fel = replace(egen, fordrojd_hemgang=replace(REGEL, i_tid={"kommunklart": Tidsgrans(1, "prov")}))
    with pytest.raises(DataError, match=r'steget "kommunklart" finns inte.*Menade du kommunklar'):
        granska_profil(fel, katalog)
