"""Hand-worked hospital stays: one small table per rule of unplanned readmission, each boundary on its own line.

Answers are (täljare, nämnare): index discharges that were followed by a readmission, of all index discharges. When
nothing else is said every stay is somatic, unplanned and ends at home, so a readmission is itself a new index.
"""

from collections.abc import Iterable
from datetime import date
from itertools import permutations
from typing import Any

import pandas as pd
import pytest

from analys.disclosure.grind import skydda
from analys.hem import Hem
from analys.indikatorer import FUNKTIONER
from analys.katalog import Katalog, las_katalog
from analys.period import Period
from analys.region import Regionprofil
from analys.sources.leverans import Leverans, las_leverans
from tests.conftest import KOMMUNER, ROT, Leveransbygge, raknegrund
from tests.unit.test_grind import rader as grindrader
from tests.unit.test_grind import tecken

MATT = "andel_oplanerad_aterinskrivning"
KATALOG = las_katalog(ROT / "data" / "indikatorer")
AR = ("2022", "2023", "2024")


def stay(inskriven: str, utskriven: str, **andra: Any) -> dict[str, Any]:
    """One stay of an 80-year-old woman in Halmstad; ``utskriven`` "" = goes on."""
    rad = {
        "person_id": "a",
        "kommunkod": "1380",
        "kon": "kvinna",
        "alder_vid_utskrivning": 80,
        "vardform": "somatik",
        "inskriven_tidpunkt": pd.Timestamp(inskriven),
        "inskriven_fran": "ordinart_boende",
        "planerad_inskrivning": "nej",
        "utskriven_tidpunkt": pd.Timestamp(utskriven) if utskriven else pd.NaT,
        "utskriven_till": "ordinart_boende",
        "dodsdatum": pd.NaT,
    }
    okanda = set(andra) - set(rad)
    assert not okanda
    return rad | andra


def tabell(stays: Iterable[dict[str, Any]], namn: str = "vardtillfallen") -> pd.DataFrame:
    rader = pd.DataFrame(list(stays))
    if namn == "vardtillfallen":
        rader["dodsdatum"] = pd.to_datetime(rader["dodsdatum"])
        rader["vardtillfalle_id"] = [f"VT{i}" for i in range(len(rader))]
        rader["betalningsansvarig_kommun"] = rader["kommunkod"]
    (delen,) = raknegrund({namn: rader}).delar()
    return delen[namn]


def svar(
    *stays: dict[str, Any],
    matt: str = MATT,
    perioder: Iterable[str] = AR,
    region: str | None = None,
    inskrivna: pd.DataFrame | None = None,
    sista_dag: date = date(2024, 12, 31),
    **andra: Any,
) -> pd.DataFrame:
    funktion = FUNKTIONER[KATALOG[matt].funktion]
    regler = KATALOG[matt].parametrar | andra
    tabeller = [tabell(stays), *([] if inskrivna is None else [inskrivna])]
    return funktion.rakna(*tabeller, [Period.las(p) for p in perioder], region, sista_dag=sista_dag, **regler)


def tal(*stays: dict[str, Any], **andra: Any) -> tuple[int, int]:
    rader = svar(*stays, **andra)
    return int(rader["taljare"].sum()), int(rader["namnare"].sum())


def per(rader: pd.DataFrame, kolumn: str) -> dict[Any, tuple[int, int]]:
    summor = rader.groupby(kolumn)[["taljare", "namnare"]].sum().astype(int)
    return {nyckel: (int(t), int(n)) for nyckel, t, n in summor[(summor > 0).any(axis=1)].itertuples()}


FORSTA = stay("2022-03-01 10:00", "2022-03-05 14:00")

# --- The window, days 1 to 30 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inskriven", "vantat"),
    [
        ("2022-03-05 14:00", (0, 1)),  # the same day, the same minute: a transfer
        ("2022-03-05 23:59", (0, 1)),  # the same day, ten hours later: day 0 is a transfer
        ("2022-03-06 00:00", (1, 2)),  # day 1, though ten hours later
        ("2022-03-06 23:59", (1, 2)),  # day 1
        ("2022-04-04 23:59", (1, 2)),  # day 30, though 30 days and ten hours later
        ("2022-04-05 00:00", (0, 2)),  # day 31, though less than 31 days later
    ],
)
def test_an_acute_stay_on_day_1_to_30_is_a_readmission(inskriven: str, vantat: tuple[int, int]) -> None:
    assert tal(FORSTA, stay(inskriven, "2022-04-20 12:00")) == vantat


@pytest.mark.parametrize(
    ("matt", "inskriven", "vantat"),
    [
        (f"{MATT}_3_dagar", "2022-03-08", (1, 2)),
        (f"{MATT}_3_dagar", "2022-03-09", (0, 2)),
        (f"{MATT}_7_dagar", "2022-03-12", (1, 2)),
        (f"{MATT}_7_dagar", "2022-03-13", (0, 2)),
    ],
)
def test_the_short_windows_end_on_their_day(matt: str, inskriven: str, vantat: tuple[int, int]) -> None:
    assert tal(FORSTA, stay(inskriven, "2022-04-20"), matt=matt) == vantat


@pytest.mark.parametrize(
    ("utskriven", "inskriven", "vantat"),
    [
        ("2024-03-01 23:30", "2024-03-31 01:30", (1, 2)),  # the clock goes forward that night: still day 30
        ("2024-03-01 01:00", "2024-03-31 03:30", (1, 2)),
        ("2024-03-31 01:30", "2024-04-30 23:59", (1, 2)),
        ("2024-03-31 03:30", "2024-05-01 00:01", (0, 2)),
        ("2024-03-30 23:59", "2024-03-31 03:00", (1, 2)),  # two hours later by the clock's day, but day 1
        ("2024-10-27 02:30", "2024-10-27 02:30", (0, 1)),  # the hour that comes twice
        ("2024-10-27 02:30", "2024-11-26 00:00", (1, 2)),
        ("2024-01-30 12:00", "2024-02-29 12:00", (1, 2)),  # the leap day is day 30
        ("2024-01-30 12:00", "2024-03-01 00:00", (0, 2)),
        ("2024-02-29 12:00", "2024-03-30 12:00", (1, 2)),
        ("2024-02-29 12:00", "2024-03-31 12:00", (0, 2)),
        ("2023-01-30 12:00", "2023-03-01 12:00", (1, 2)),  # no leap year
        ("2022-12-15 12:00", "2023-01-14 12:00", (1, 2)),  # over a year end
    ],
)
def test_days_are_calendar_days(utskriven: str, inskriven: str, vantat: tuple[int, int]) -> None:
    assert tal(stay("2022-01-01", utskriven), stay(inskriven, "2024-11-28")) == vantat


def test_a_readmission_belongs_to_the_month_of_the_discharge() -> None:
    rader = svar(
        stay("2022-01-10", "2022-01-31 23:59"),
        stay("2022-02-28", "2022-03-01 00:00"),
        perioder=["2022-01", "2022-02", "2022-03"],
    )
    assert per(rader, "period") == {date(2022, 1, 1): (1, 1), date(2022, 3, 1): (0, 1)}


# --- What is one episode ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stays", "vantat"),
    [
        # transferred the same day, and home: one discharge
        ([FORSTA, stay("2022-03-05 16:00", "2022-03-09")], (0, 1)),
        # transferred twice
        ([FORSTA, stay("2022-03-05 16:00", "2022-03-09 10:00"), stay("2022-03-09 11:00", "2022-03-20")], (0, 1)),
        # the next begins the day before the former ends
        ([FORSTA, stay("2022-03-04", "2022-03-09")], (0, 1)),
        # nested, and an acute stay 21 days after the outer one (33 after the inner one)
        (
            [stay("2022-03-01", "2022-03-20"), stay("2022-03-05", "2022-03-08"), stay("2022-04-10", "2022-04-11")],
            (1, 2),
        ),
        # nested, and 29 days after the inner one but inside nothing: 31 after the outer one would be no hit
        (
            [stay("2022-03-01", "2022-03-20"), stay("2022-03-05", "2022-03-08"), stay("2022-04-20", "2022-04-21")],
            (0, 2),
        ),
        # nested, then one that follows the outer one the same day
        (
            [stay("2022-03-01", "2022-03-20"), stay("2022-03-05", "2022-03-08"), stay("2022-03-20", "2022-03-25")],
            (0, 1),
        ),
        # a visit over the day that ends as it begins, on the day of discharge
        ([FORSTA, stay("2022-03-05 20:00", "2022-03-05 20:00")], (0, 1)),
        # a visit over the day of its own, read as an index of its own
        ([stay("2022-03-01 08:00", "2022-03-01 15:00"), stay("2022-03-02 08:00", "2022-03-02 15:00")], (1, 2)),
        # the same stay twice under two ids
        ([FORSTA, FORSTA], (0, 1)),
    ],
)
def test_stays_that_overlap_or_follow_the_same_day_are_one_episode(
    stays: list[dict[str, Any]], vantat: tuple[int, int]
) -> None:
    for ordning in permutations(stays):
        assert tal(*ordning) == vantat


@pytest.mark.parametrize(
    ("dagar", "inskriven", "fran", "vantat"),
    [
        (0, "2022-03-06", "annat_sjukhus", (1, 2)),
        (1, "2022-03-06", "annat_sjukhus", (0, 1)),
        (1, "2022-03-06", "ordinart_boende", (1, 2)),  # from home: no transfer
        (1, "2022-03-07", "annat_sjukhus", (1, 2)),  # two days later
    ],
)
def test_a_stay_from_another_hospital_the_next_day_can_be_a_transfer(
    dagar: int, inskriven: str, fran: str, vantat: tuple[int, int]
) -> None:
    nasta = stay(inskriven, "2022-03-20", inskriven_fran=fran)
    assert tal(FORSTA, nasta, uppehall_dagar_annat_sjukhus=dagar) == vantat


@pytest.mark.parametrize(("dagar", "vantat"), [(0, (1, 2)), (1, (0, 1))])
def test_the_gap_that_makes_one_episode_is_a_parameter(dagar: int, vantat: tuple[int, int]) -> None:
    assert tal(FORSTA, stay("2022-03-06", "2022-03-20"), uppehall_dagar=dagar) == vantat


def test_two_persons_are_never_one() -> None:
    assert tal(FORSTA, stay("2022-03-10", "2022-03-12", person_id="b")) == (0, 2)
    assert tal(FORSTA, stay("2022-03-05", "2022-03-12", person_id="b")) == (0, 2)


# --- Planned and unplanned -------------------------------------------------------------------------------------------

PLANERAD = stay("2022-03-10", "2022-03-11", planerad_inskrivning="ja")


def test_a_planned_stay_is_no_readmission() -> None:
    assert tal(FORSTA, PLANERAD) == (0, 2)


def test_a_stay_of_unknown_kind_is_no_readmission() -> None:
    assert tal(FORSTA, stay("2022-03-10", "2022-03-11", planerad_inskrivning="okand")) == (0, 2)


@pytest.mark.parametrize(
    ("avbryter", "vantat"),
    [
        (False, (2, 3)),  # both the first and the planned stay are followed by the acute one
        (True, (1, 3)),  # only the planned one is: from the first, the search stopped at the planned one
    ],
)
def test_whether_a_planned_stay_stops_the_search(avbryter: bool, vantat: tuple[int, int]) -> None:
    assert tal(FORSTA, PLANERAD, stay("2022-03-20", "2022-03-21"), planerad_avbryter=avbryter) == vantat


@pytest.mark.parametrize(
    ("forst", "sedan", "vantat"),
    [("nej", "ja", (1, 2)), ("ja", "nej", (0, 2))],
)
def test_an_episode_is_as_planned_as_its_first_stay(forst: str, sedan: str, vantat: tuple[int, int]) -> None:
    nasta = [
        stay("2022-03-10 08:00", "2022-03-12 09:00", planerad_inskrivning=forst),
        stay("2022-03-12 10:00", "2022-03-14", planerad_inskrivning=sedan),
    ]
    assert tal(FORSTA, *nasta) == vantat


# --- Several ---------------------------------------------------------------------------------------------------------


def test_each_readmission_is_a_new_index() -> None:
    kedja = [
        FORSTA,
        stay("2022-03-20", "2022-03-25"),
        stay("2022-04-10", "2022-04-12"),
        stay("2022-05-12", "2022-05-13"),
    ]
    assert tal(*kedja) == (3, 4)


def test_several_readmissions_within_30_days_count_one_per_index() -> None:
    tata = [
        FORSTA,
        stay("2022-03-10", "2022-03-11"),
        stay("2022-03-15", "2022-03-16"),
        stay("2022-03-20", "2022-03-21"),
    ]
    assert tal(*tata) == (3, 4)
    assert tal(*tata, matt="andel_personer_med_aterinskrivning") == (1, 1)


@pytest.mark.parametrize(
    ("inskrivna", "vantat"),
    [
        (["2022-03-06"], {"0-3": 1}),
        (["2022-03-08"], {"0-3": 1}),
        (["2022-03-09"], {"4-7": 1}),
        (["2022-03-12"], {"4-7": 1}),
        (["2022-03-13"], {"8-14": 1}),
        (["2022-03-19"], {"8-14": 1}),
        (["2022-03-20"], {"15-30": 1}),
        (["2022-04-04"], {"15-30": 1}),
        (["2022-04-05"], {}),
        (["2022-03-08", "2022-03-09"], {"0-3": 1}),  # the first one alone
    ],
)
def test_days_to_readmission_are_those_of_the_first_one_in_bands(inskrivna: list[str], vantat: dict[str, int]) -> None:
    senare = [stay(d, d, vardform="psykiatri") for d in inskrivna]  # so that they are no index
    rader = svar(FORSTA, *senare, matt="fordelning_dagar_till_aterinskrivning")
    assert {band: t for band, t in rader.groupby("del")["taljare"].sum().items() if t} == vantat


def test_a_person_counts_once_per_period_kommun_and_region() -> None:
    flyttad = [FORSTA, stay("2022-03-10", "2022-03-11", kommunkod="1315"), stay("2022-08-01", "2022-08-02")]
    matt = "andel_personer_med_aterinskrivning"
    assert per(svar(*flyttad, matt=matt), "omrade") == {"1380": (1, 1), "1315": (0, 1)}
    assert per(svar(*flyttad, matt=matt, region="0013"), "omrade") == {"0013": (1, 1)}


# --- Death -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("till", "dod", "vantat"),
    [
        ("avliden", "2022-03-05", (0, 0)),  # died in the stay
        ("avliden", None, (0, 0)),
        ("okand", "2022-03-05", (0, 0)),  # not known where to, dead the same day
        ("okand", "2022-03-06", (0, 1)),
        ("okand", None, (0, 1)),
        ("ordinart_boende", "2022-03-05", (0, 1)),  # went home, and died that day
        ("ordinart_boende", "2022-03-20", (0, 1)),  # died within 30 days: still followed
    ],
)
def test_only_who_is_alive_at_discharge_is_an_index(till: str, dod: str | None, vantat: tuple[int, int]) -> None:
    assert tal(stay("2022-03-01", "2022-03-05 14:00", utskriven_till=till, dodsdatum=dod)) == vantat


def test_the_dead_can_be_counted_by_parameter() -> None:
    dod = stay("2022-03-01", "2022-03-05", utskriven_till="avliden", dodsdatum="2022-03-05")
    assert tal(dod, avlidna_pa_sjukhus_raknas=True) == (0, 1)


def test_a_readmission_that_ends_in_death_is_a_readmission_but_no_index() -> None:
    assert tal(FORSTA, stay("2022-03-10", "2022-03-12", utskriven_till="avliden", dodsdatum="2022-03-12")) == (1, 1)


@pytest.mark.parametrize(
    ("dod", "ater", "vantat"),
    [
        ("2022-03-05", [], (1, 1)),  # on the day of discharge, at home
        ("2022-04-04", [], (1, 1)),  # day 30
        ("2022-04-05", [], (0, 1)),  # day 31
        (None, [], (0, 1)),
        ("2022-03-20", [("2022-03-10", "nej")], (0, 1)),  # readmitted first
        ("2022-03-20", [("2022-03-20", "nej")], (0, 1)),  # readmitted on the day
        ("2022-03-20", [("2022-03-10", "ja")], (1, 1)),  # a planned stay between is no readmission
    ],
)
def test_deaths_within_30_days_without_a_readmission(
    dod: str | None, ater: list[tuple[str, str]], vantat: tuple[int, int]
) -> None:
    forsta = stay("2022-03-01", "2022-03-05", dodsdatum=dod)
    senare = [
        stay(d, d, planerad_inskrivning=planerad, vardform="psykiatri", utskriven_till="avliden", dodsdatum=dod)
        for d, planerad in ater
    ]
    assert tal(forsta, *senare, matt="andel_avlidna_efter_utskrivning") == vantat


# --- The end of the data, and stays that go on -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sista_dag", "vantat"),
    [
        (date(2022, 4, 4), (1, 1)),  # day 30 is the last day: the first can be followed, the readmission cannot
        (date(2022, 4, 3), (0, 0)),  # one day too few, though the readmission is there
        (date(2022, 4, 11), (1, 2)),
        (date(2022, 4, 10), (1, 1)),
    ],
)
def test_a_discharge_that_cannot_be_followed_for_30_days_is_left_out(sista_dag: date, vantat: tuple[int, int]) -> None:
    assert tal(FORSTA, stay("2022-03-10", "2022-03-12"), sista_dag=sista_dag) == vantat


def test_the_short_windows_are_followed_for_30_days_too() -> None:
    for matt in (MATT, f"{MATT}_3_dagar", f"{MATT}_7_dagar"):
        assert tal(FORSTA, matt=matt, sista_dag=date(2022, 4, 3)) == (0, 0)


def test_a_stay_that_goes_on_is_a_readmission_but_no_index() -> None:
    pagar = stay("2022-03-10", "", alder_vid_utskrivning=pd.NA)
    assert tal(FORSTA, pagar) == (1, 1)
    assert tal(pagar) == (0, 0)


def test_what_follows_inside_a_stay_that_goes_on_is_no_discharge() -> None:
    pagar = stay("2022-03-04", "", alder_vid_utskrivning=pd.NA)
    assert tal(FORSTA, pagar) == (0, 0)
    assert tal(FORSTA, stay("2022-03-10", "", alder_vid_utskrivning=pd.NA), stay("2022-05-01", "2022-05-02")) == (1, 1)


# --- Who, and where --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alder", "vantat"), [(64, {}), (65, {"65-79": (0, 1)}), (79, {"65-79": (0, 1)}), (80, {"80-": (0, 1)})]
)
def test_65_years_at_discharge_is_in_and_80_is_the_oldest_group(alder: int, vantat: dict[str, tuple[int, int]]) -> None:
    assert per(svar(stay("2022-03-01", "2022-03-05", alder_vid_utskrivning=alder)), "aldersgrupp") == vantat


def test_age_is_that_of_the_last_discharge_and_of_the_index() -> None:
    fyller = [
        stay("2022-03-01", "2022-03-05 10:00", alder_vid_utskrivning=64),
        stay("2022-03-05 11:00", "2022-03-09", alder_vid_utskrivning=65),
    ]
    assert tal(*fyller) == (0, 1)
    sedan = stay("2022-03-20", "2022-03-21", alder_vid_utskrivning=65)
    assert tal(fyller[0], sedan) == (0, 1)  # discharged at 64, readmitted at 65


def test_psychiatric_care_is_no_index_but_a_readmission() -> None:
    psykiatri = stay("2022-03-10", "2022-03-12", vardform="psykiatri")
    assert tal(psykiatri) == (0, 0)
    assert tal(FORSTA, psykiatri) == (1, 1)
    assert tal(FORSTA, psykiatri, aterinskrivning_vardformer=["somatik"]) == (0, 1)
    assert tal(FORSTA, psykiatri, index_vardformer=["somatik", "psykiatri"]) == (1, 2)
    assert tal(psykiatri, stay("2022-03-20", "2022-03-21", vardform="psykiatri")) == (0, 0)


@pytest.mark.parametrize(
    ("forst", "sist", "vantat"), [("somatik", "psykiatri", (0, 0)), ("psykiatri", "somatik", (0, 1))]
)
def test_the_form_of_care_is_that_of_the_stay_that_ends_last(forst: str, sist: str, vantat: tuple[int, int]) -> None:
    flyttad = [
        stay("2022-03-01", "2022-03-05 10:00", vardform=forst),
        stay("2022-03-05 12:00", "2022-03-09", vardform=sist),
    ]
    assert tal(*flyttad) == vantat


def test_a_readmission_enters_by_the_form_of_its_first_stay() -> None:
    nasta = [
        stay("2022-03-10", "2022-03-12 10:00", vardform="psykiatri"),
        stay("2022-03-12 12:00", "2022-03-14", vardform="psykiatri"),
    ]
    assert tal(FORSTA, *nasta, aterinskrivning_vardformer=["psykiatri"]) == (1, 1)
    nasta[0]["vardform"] = "somatik"
    assert tal(FORSTA, *nasta, aterinskrivning_vardformer=["psykiatri"]) == (0, 1)


def test_kommun_is_the_residence_at_the_discharge() -> None:
    inuti = [stay("2022-03-01", "2022-03-20", kommunkod="1380"), stay("2022-03-05", "2022-03-08", kommunkod="1315")]
    assert per(svar(*inuti), "omrade") == {"1380": (0, 1)}
    flyttad = [FORSTA, stay("2022-03-05 18:00", "2022-03-08", kommunkod="1315")]
    assert per(svar(*flyttad), "omrade") == {"1315": (0, 1)}


def test_the_readmission_counts_where_the_index_lived() -> None:
    stays = [
        FORSTA,
        stay("2022-03-10", "2022-03-11", kommunkod="1315"),
        stay("2022-03-20", "2022-03-21", kommunkod="utanfor"),
    ]
    assert per(svar(*stays), "omrade") == {"1380": (1, 1), "1315": (1, 1), "utanfor": (0, 1)}
    personer = svar(*stays, matt="andel_personer_med_aterinskrivning", region="0013")
    assert per(personer, "omrade") == {"0013": (1, 1), "utanfor": (0, 1)}  # the region is its residents


def enrolments(*rader: tuple[str, str, str]) -> pd.DataFrame:
    """(boendeform, inskriven, avslutad or "")."""
    return tabell(
        (
            {
                "person_id": "a",
                "kommunkod": "1380",
                "kon": "kvinna",
                "fodelsear": 1940,
                "boendeform": form,
                "inskriven_datum": pd.Timestamp(inskriven),
                "avslutad_datum": pd.Timestamp(avslutad) if avslutad else pd.NaT,
            }
            for form, inskriven, avslutad in rader
        ),
        "hemsjukvard",
    )


@pytest.mark.parametrize(
    ("inskrivna", "till", "vantat"),
    [
        ([("ordinart_boende", "2022-03-05", "")], "ordinart_boende", "hemsjukvard"),  # begins on the day
        ([("ordinart_boende", "2022-03-06", "")], "ordinart_boende", "ingendera"),  # begins the day after
        ([("ordinart_boende", "2020-01-01", "2022-03-06")], "ordinart_boende", "hemsjukvard"),  # ends the day after
        ([("ordinart_boende", "2020-01-01", "2022-03-05")], "ordinart_boende", "ingendera"),  # ends on the day
        ([("okand", "2020-01-01", "")], "ordinart_boende", "hemsjukvard"),
        ([("sarskilt_boende", "2020-01-01", "")], "ordinart_boende", "sarskilt_boende"),
        ([("sarskilt_boende", "2020-01-01", "2022-03-05")], "ordinart_boende", "ingendera"),
        ([("sarskilt_boende", "2020-01-01", "2022-03-05")], "sarskilt_boende", "sarskilt_boende"),
        ([("ordinart_boende", "2020-01-01", "")], "sarskilt_boende", "sarskilt_boende"),
        (
            [("ordinart_boende", "2020-01-01", ""), ("sarskilt_boende", "2022-03-05", "")],
            "ordinart_boende",
            "sarskilt_boende",
        ),
        (
            [("sarskilt_boende", "2020-01-01", "2022-01-01"), ("ordinart_boende", "2022-01-01", "")],
            "korttidsplats",
            "hemsjukvard",
        ),
    ],
)
def test_boende_is_where_the_person_was_on_the_day_of_discharge(
    inskrivna: list[tuple[str, str, str]], till: str, vantat: str
) -> None:
    rader = svar(
        stay("2022-03-01", "2022-03-05 14:00", utskriven_till=till),
        matt="andel_aterinskrivning_efter_boende",
        inskrivna=enrolments(*inskrivna),
    )
    assert per(rader, "boendeform") == {vantat: (0, 1)}


# --- Reading and showing ---------------------------------------------------------------------------------------------

RUBRIKER = (
    "Vårdtillfälle;PersonID;Folkbokföringskommun;Kön;Ålder;Vårdform;Inskriven;Planerad;Utskriven;Utskriven till;"
    "Dödsdatum"
)


def las_med_vard(
    bygge: Leveransbygge, profil: Regionprofil, hem: Hem, rader: list[str], perioder: list[str] | None = None
) -> Leverans:
    """Read the small delivery with hospital stays, one plain stay per kommun beside those given."""
    mapp = bygge.skriv()
    egna = [f"VT-{k};p-{k};{k};Kvinna;70;Somatik;2022-01-10 10:00;Ja;2022-01-11 10:00;;" for k in KOMMUNER]
    filer = {"vardtillfallen": [RUBRIKER, *egna, *rader]}
    if perioder:
        filer["utskrivningsklara_perioder"] = [
            "Vårdtillfälle;Utskrivningsklar från;Utskrivningsklar till;Upphörd av",
            *perioder,
        ]
    besked = (mapp / "leverans.toml").read_text("utf-8")
    for namn, innehall in filer.items():
        (mapp / f"{namn}.csv").write_text("\n".join(innehall) + "\n", "utf-8")
        besked += f'[filer."{namn}.csv"]\ntabell = "{namn}"\nkalla = "exempel"\nfran = 2022-01-01\ntill = 2022-03-31\n'
    (mapp / "leverans.toml").write_text(besked, "utf-8")
    return las_leverans(mapp, profil, hem)


@pytest.mark.parametrize("slut", ["", "9999-12-31", "9999-12-31 00:00"])
def test_9999_12_31_is_a_stay_that_goes_on(leverans: Leveransbygge, profil: Regionprofil, hem: Hem, slut: str) -> None:
    rader = [
        "VT1;p-x;1380;Kvinna;80;Somatik;2022-01-03 10:00;Nej;2022-01-05 12:00;Ordinärt boende;",
        f"VT2;p-x;1380;Kvinna;;Somatik;2022-01-20 10:00;Nej;{slut};;",
    ]
    lasta = las_med_vard(leverans, profil, hem, rader).tabeller["vardtillfallen"]
    assert lasta.set_index("vardtillfalle_id")["utskriven_tidpunkt"].isna()["VT2"]
    x = FUNKTIONER[MATT].rakna(
        lasta[lasta["person_id"] == "p-x"],
        [Period.las("2022-01")],
        None,
        sista_dag=date(2022, 3, 31),
        **KATALOG[MATT].parametrar,
    )
    assert (x["taljare"].sum(), x["namnare"].sum()) == (1, 1)


def test_both_periods_as_utskrivningsklar_of_one_stay_are_kept(
    leverans: Leveransbygge, profil: Regionprofil, hem: Hem
) -> None:
    perioder = [
        "VT1;2022-01-05 10:00;2022-01-07 08:00;Försämrad",
        "VT1;2022-01-12 10:00;2022-01-15 12:00;Hemgång",
        "VT9;2022-01-12 10:00;2022-01-15 12:00;Hemgång",  # of no stay
    ]
    rader = ["VT1;p-x;1380;Kvinna;80;Somatik;2022-01-03 10:00;Nej;2022-01-15 12:00;Ordinärt boende;"]
    lasta = las_med_vard(leverans, profil, hem, rader, perioder)
    klara = lasta.tabeller["utskrivningsklara_perioder"]
    assert klara["vardtillfalle_id"].tolist() == ["VT1", "VT1"]
    assert klara["person_id"].tolist() == ["p-x", "p-x"]
    assert klara["upphord_av"].tolist() == ["forsamrad", "hemgang"]
    assert [f"{d:%d}" for d in klara["fran"]] == ["05", "12"]
    (konto,) = (k for k in lasta.redovisning if k.tabell == "utskrivningsklara_perioder")
    assert (konto.rader_in, konto.anvanda, konto.uteslutna) == (3, 2, {"okant_vardtillfalle": 1})


def test_a_share_of_nobody_is_not_applicable_and_a_share_of_few_is_hidden(
    katalog: Katalog, profil: Regionprofil
) -> None:
    for matt in [i for i in katalog if "aterinskrivning" in i]:
        skyddat = skydda(grindrader((0.0, 0.0), (0.0, 4.0), (5.0, 40.0), indikator=matt), katalog, profil, {})
        assert tecken(skyddat) == [".", "..", ""]


@pytest.mark.parametrize(("dag", "traff"), [("2022-03-02", 0), ("2022-03-03", 0), ("2022-03-04", 1)])
def test_the_window_s_first_day_is_a_rule_of_its_own(dag: str, traff: int) -> None:
    """Out on 1 March; with a window from day 3 a stay that begins on day 1 or 2 is no readmission."""
    rader = svar(stay("2022-02-20", "2022-03-01"), stay(dag, f"{dag} 20:00", vardform="psykiatri"), fonster_fran_dag=3)
    assert rader["taljare"].sum() == traff
