"""Days as utskrivningsklar, on stays worked out by hand and against a count of dates one by one."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.indikatorer import FUNKTIONER
from analys.indikatorer.utskrivningsklara import dagar_per_vardtillfalle
from analys.period import Period, Periodtyp

MARS = [Period(Periodtyp.MANAD, date(2022, 3, 1))]
URVAL = {"vardform": "somatik", "vardnivaer": ["sjukhus", "okand"], "omrade_efter": "betalningsansvarig_kommun"}


def tider(*texter: str) -> pd.Series:
    return pd.to_datetime(pd.Series([f"2022-03-{t}" if t else None for t in texter])).astype("datetime64[s]")


def klara(*perioder: tuple[str, str, str]) -> pd.DataFrame:
    vem, fran, till = zip(*perioder, strict=True) if perioder else ((), (), ())
    return pd.DataFrame({"vardtillfalle_id": pd.Series(vem, dtype=str), "fran": tider(*fran), "till": tider(*till)})


def stallda(*stallda: tuple[str, str], **andra: Any) -> pd.DataFrame:
    """Return somatic stays (id, discharge) of Hylte."""
    vem, ut = zip(*stallda, strict=True)
    fasta = {"kon": "kvinna", "vardform": "somatik", "vardniva": "sjukhus", "betalningsansvarig_kommun": "1315"}
    fasta |= {"utskriven_till": "ordinart_boende"} | andra
    return pd.DataFrame({"vardtillfalle_id": vem, "utskriven_tidpunkt": tider(*ut)} | fasta)


def summor(funktion: str, perioder: pd.DataFrame, vard: pd.DataFrame, **regler: Any) -> tuple[float, ...]:
    rader = FUNKTIONER[funktion].rakna(perioder, vard, MARS, None, **URVAL, **regler)
    return tuple(float(rader[k].sum()) for k in ("taljare", "namnare", "kvadratsumma") if k in rader)


@pytest.mark.parametrize(
    ("perioder", "dagar"),
    [
        ([("02 09:00", "05 10:00")], 3),
        ([("02 23:59", "03 00:01")], 1),  # calendar days
        ([("02 09:00", "02 20:00")], 0),  # home the same day
        ([("02 09:00", "")], 8),  # until the discharge on the 10th
        ([("02 09:00", "04 10:00"), ("06 09:00", "10 12:00")], 6),  # withdrawn, and renewed
        ([("02 09:00", "06 10:00"), ("04 09:00", "08 12:00")], 6),  # a day in both counts once
        ([("02 09:00", "09 10:00"), ("03 09:00", "04 12:00")], 7),  # one inside the other
        ([("02 09:00", "14 10:00")], 8),  # nothing after the discharge
        ([("02 09:00", ""), ("05 09:00", "06 09:00")], 8),
    ],
)
def test_the_days_of_a_stay(perioder: list[tuple[str, str]], dagar: int) -> None:
    hur = dagar_per_vardtillfalle(klara(*(("V1", *p) for p in perioder)), tider("10 15:00").set_axis(["V1"]))
    assert hur.to_dict() == {"V1": dagar}


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 9)), min_size=1, max_size=5), st.integers(1, 28))
def test_a_day_counts_when_some_period_spans_the_night_before_it(par: list[tuple[int, int]], ut: int) -> None:
    perioder = [(fran, fran + langd) for fran, langd in par if fran <= ut]
    natter = {d for fran, till in perioder for d in range(fran, min(till, ut))}
    rader = klara(*(("V1", f"{fran:02} 08:00", f"{till:02} 09:00") for fran, till in perioder))
    hur = dagar_per_vardtillfalle(rader, tider(f"{ut:02} 15:00").set_axis(["V1"]))
    assert hur.to_dict() == ({"V1": len(natter)} if perioder else {})


PERIODER = klara(("A", "02 09:00", "02 12:00"), ("B", "02 09:00", "03 12:00"), ("C", "01 09:00", "10 12:00"))
VARD = stallda(("A", "02 12:00"), ("B", "03 12:00"), ("C", "10 12:00"), ("D", "12 12:00"))
"""Three stays of 0, 1 and 9 days; one that was never declared utskrivningsklar."""


def test_mean_days_of_all_and_of_those_who_waited() -> None:
    assert summor("medel_dagar_utskrivningsklar", PERIODER, VARD, minst_dagar=0) == (10, 3, 82)
    assert summor("medel_dagar_utskrivningsklar", PERIODER, VARD, minst_dagar=1) == (10, 2, 82)


def test_days_by_age_at_discharge() -> None:
    vard = VARD.assign(alder_vid_utskrivning=[64, 65, 80, 80])
    rader = FUNKTIONER["dagar_efter_alder"].rakna(PERIODER, vard, MARS, None, **URVAL)
    summor = rader.groupby("aldersgrupp")[["taljare", "namnare", "kvadratsumma"]].sum()
    assert summor.T.to_dict("list") == {"0-64": [0, 1, 0], "65-79": [1, 1, 1], "80-": [9, 1, 81]}


def test_shares_and_the_days_of_the_long_waits() -> None:
    assert summor("andel_utskrivna_inom_dagar", PERIODER, VARD, minst_dagar=0, hogst_dagar=1) == (2, 3)
    assert summor("andel_utskrivna_inom_dagar", PERIODER, VARD, minst_dagar=3) == (1, 3)
    assert summor("andel_dagar_lang_vantan", PERIODER, VARD, lang_vantan_dagar=7) == (9, 10)
    kort = VARD.assign(utskriven_till=["korttidsplats", "annat", "annat", "korttidsplats"])
    assert summor("andel_utskrivna_till", PERIODER, kort, till="korttidsplats") == (1, 3)


def test_the_distribution_has_every_stay_once() -> None:
    rader = FUNKTIONER["fordelning_dagar_utskrivningsklar"].rakna(PERIODER, VARD, MARS, None, **URVAL)
    assert rader.groupby("del")["taljare"].sum().to_dict() == {"0": 1, "1": 1, "3-": 1}


@pytest.mark.parametrize(
    ("funktion", "regler", "vantat"),
    [
        ("medel_dagar_utskrivningsklar", {"minst_dagar": 1}, {"kvinna": (1, 1), "man": (9, 1)}),
        ("andel_utskrivna_inom_dagar", {"minst_dagar": 0, "hogst_dagar": 1}, {"kvinna": (2, 2), "man": (0, 1)}),
        ("andel_dagar_lang_vantan", {"lang_vantan_dagar": 7}, {"kvinna": (0, 1), "man": (9, 9)}),
        ("andel_utskrivna_till", {"till": "korttidsplats"}, {"kvinna": (0, 2), "man": (1, 1)}),
    ],
)
def test_each_sex_has_its_own_stays(funktion: str, regler: dict[str, Any], vantat: dict[str, tuple[int, int]]) -> None:
    """C, who waited nine days and was moved to a korttidsplats, is a man."""
    vard = VARD.assign(kon=["kvinna", "kvinna", "man", "man"])
    vard["utskriven_till"] = ["ordinart_boende", "ordinart_boende", "korttidsplats", "ordinart_boende"]
    rader = FUNKTIONER[funktion].rakna(PERIODER, vard, MARS, None, **URVAL, **regler)
    summor = rader.groupby("kon")[["taljare", "namnare"]].sum()
    assert {k: (t, n) for k, t, n in summor.itertuples()} == vantat


def test_a_stay_counts_when_it_ended_and_for_who_is_responsible() -> None:
    vard = stallda(("A", "31 12:00"), ("B", ""), betalningsansvarig_kommun=["1315", "1380"])
    perioder = klara(("A", "29 09:00", ""), ("B", "02 09:00", ""))
    rader = FUNKTIONER["medel_dagar_utskrivningsklar"].rakna(perioder, vard, MARS, None, **URVAL, minst_dagar=0)
    assert rader[["omrade", "taljare"]].to_numpy().tolist() == [["1315", 2]]
    alla = FUNKTIONER["medel_dagar_utskrivningsklar"].rakna(perioder, vard, MARS, "0013", **URVAL, minst_dagar=0)
    assert set(alla["omrade"]) == {"0013"}


def test_another_vardform_or_level_does_not_count() -> None:
    assert summor("medel_dagar_utskrivningsklar", PERIODER, VARD.assign(vardform="psykiatri"), minst_dagar=0)[1] == 0
    assert summor("medel_dagar_utskrivningsklar", PERIODER, VARD.assign(vardniva="sjukstuga"), minst_dagar=0)[1] == 0


def test_who_waits_when_the_day_begins() -> None:
    dagar = [Period(Periodtyp.DAG, date(2022, 3, d)) for d in (2, 3, 10, 11)]
    perioder = klara(("B", "02 09:00", ""), ("C", "01 09:00", "02 08:00"), ("C", "09 09:00", ""))
    vard = stallda(("B", ""), ("C", "10 12:00"))
    rader = FUNKTIONER["antal_vantande_utskrivningsklara"].rakna(perioder, vard, dagar, None, **URVAL)
    assert rader.groupby("period")["taljare"].sum().to_dict() == {
        date(2022, 3, 2): 1,  # C, withdrawn later that day
        date(2022, 3, 3): 1,  # B
        date(2022, 3, 10): 2,
        date(2022, 3, 11): 1,
    }
    assert set(rader["kon"]) == {"kvinna"}
