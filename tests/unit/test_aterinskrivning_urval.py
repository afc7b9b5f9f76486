"""Who is counted in unplanned readmission, and where: the dead, the end of the data, age, form of care, kommun, boende.

The stays are hand-worked as in test_aterinskrivning.py: (täljare, nämnare), each boundary on its own line.
"""

from datetime import date

import pandas as pd
import pytest

from tests.unit.stays import FORSTA, MATT, per, stay, svar, tabell, tal

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
