"""Hand-worked hospital stays: one small table per rule of unplanned readmission, each boundary on its own line.

Answers are (täljare, nämnare): index discharges that were followed by a readmission, of all index discharges. When
nothing else is said every stay is somatic, unplanned and ends at home, so a readmission is itself a new index.
"""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from tests.unit.stays import FORSTA, MATT, per, stay, svar, tal

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


@pytest.mark.parametrize(("dag", "traff"), [("2022-03-02", 0), ("2022-03-03", 0), ("2022-03-04", 1)])
def test_the_window_s_first_day_is_a_rule_of_its_own(dag: str, traff: int) -> None:
    """Out on 1 March; with a window from day 3 a stay that begins on day 1 or 2 is no readmission."""
    rader = svar(stay("2022-02-20", "2022-03-01"), stay(dag, f"{dag} 20:00", vardform="psykiatri"), fonster_fran_dag=3)
    assert rader["taljare"].sum() == traff


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
