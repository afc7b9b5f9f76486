"""The COC index and its window, on patients worked out by hand."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analys.indikatorer.kontinuitet import coc, kontinuitet_coc
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.sma_tabeller import en

DEC = Period.las("2022-12")
REGLER: dict[str, Any] = {
    "minst_besok": 3,
    "fonster_manader": 18,
    "bara_listad_vardcentral": True,
    "bara_kronisk_sjukdom": False,
}


@pytest.mark.parametrize(
    ("per_lakare", "vantat"), [((3,), 1.0), ((2, 1), 1 / 3), ((1, 1, 1), 0.0), ((4, 1), 0.6), ((2, 2), 1 / 3)]
)
def test_coc_of_one_patient(per_lakare: tuple[int, ...], vantat: float) -> None:
    """The checks of BMC Health Services Research 2022, table 2, and (2, 2): (4 + 4 - 4) / (4 * 3)."""
    antal = pd.Series(per_lakare, index=pd.MultiIndex.from_tuples([("a", nr) for nr in range(len(per_lakare))]))
    assert coc(antal).to_dict() == {"a": pytest.approx(vantat)}


def test_coc_needs_two_visits() -> None:
    assert coc(pd.Series([1], index=pd.MultiIndex.from_tuples([("a", 1)]))).empty


def besok(*rader: tuple[str, str, str], **byten: Any) -> pd.DataFrame:
    """(person, doctor, day); everybody is listed at VC in Halmstad unless told otherwise."""
    hela = pd.DataFrame(rader, columns=["person_id", "lakare_id", "datum"])
    vanligt = {"vardcentral": "VC", "listad_vardcentral": "VC", "kommunkod": "1380", "kronisk_sjukdom": "nej"}
    return hela.assign(**vanligt | byten, datum=pd.to_datetime(hela["datum"]).astype("datetime64[s]"))


A = besok(("a", "L1", "2022-01-10"), ("a", "L1", "2022-05-10"), ("a", "L2", "2022-12-31"))


def svar(rader: pd.DataFrame, region: str | None = None, **byten: Any) -> list[tuple[str, float]]:
    ut = kontinuitet_coc(rader, [DEC], region, **(REGLER | byten))
    assert (ut["namnare"] == 1).all()
    assert ut["kvadratsumma"].tolist() == pytest.approx((ut["taljare"] ** 2).tolist())
    return [(r.omrade, round(r.taljare, 6)) for r in ut.sort_values(["omrade", "taljare"]).itertuples()]


def test_a_patient_counts_once_with_the_latest_kommun() -> None:
    flyttad = A.assign(kommunkod=["1315", "1315", "1380"])
    assert svar(flyttad) == [("1380", 0.333333)]
    assert svar(flyttad, "0013") == [("0013", 0.333333)]


def test_the_window_is_eighteen_whole_months_up_to_the_months_end() -> None:
    """1 July 2021 to 31 December 2022: the day before and the day after are outside, and two visits are too few."""
    assert svar(A.assign(datum=pd.to_datetime(["2021-07-01", "2022-05-10", "2022-12-31"]))) == [("1380", 0.333333)]
    assert svar(A.assign(datum=pd.to_datetime(["2021-06-30", "2022-05-10", "2022-12-31"]))) == []
    assert svar(A.assign(datum=pd.to_datetime(["2021-07-01", "2022-05-10", "2023-01-01"]))) == []


def test_visits_elsewhere_count_only_when_asked_for() -> None:
    borta = A.assign(vardcentral=["VC", "VC", "VC jour"])
    assert svar(borta) == []
    assert svar(borta, bara_listad_vardcentral=False) == [("1380", 0.333333)]


def test_ko1_is_of_those_whom_some_visit_calls_chronic() -> None:
    bada = pd.concat([A.assign(kronisk_sjukdom=["nej", "ja", "okand"]), A.assign(person_id="b")])
    assert svar(bada, bara_kronisk_sjukdom=True) == [("1380", 0.333333)]
    assert len(svar(bada)) == 2


def test_the_first_figure_is_of_the_first_full_window_and_gaps_and_breaks_reach_into_it(
    katalog: Katalog, profil: Regionprofil
) -> None:
    rader = pd.concat([A.assign(person_id=k, kommunkod=k) for k in KOMMUNER], ignore_index=True)
    matt, spann = {"kontinuitet_ko5": katalog["kontinuitet_ko5"]}, (date(2021, 1, 1), date(2022, 12, 31))
    lucka = ("lakarbesok", "1315", date(2021, 8, 1))
    grund = raknegrund({"lakarbesok": rader}, luckor=[lucka], spann=spann, uttag=date(2023, 12, 31), antal_delar=3)
    utfall = rakna_utfall(grund, matt, profil, DEC)
    assert utfall["period"].min() == date(2022, 6, 1)  # January 2021 to June 2022 are the first 18 months
    rad = en(utfall, "kontinuitet_ko5", "0013", "2022-12")
    assert pd.isna(rad["taljare"])  # Hylte lacks a month of the window
    assert pd.isna(en(utfall, "kontinuitet_ko5", "1315", "2022-12")["taljare"])
    rad = en(utfall, "kontinuitet_ko5", "1380", "2022-12")
    assert (rad["taljare"], rad["namnare"]) == (pytest.approx(1 / 3), 1)
