from datetime import date

import pandas as pd

from analys.indikatorer import hembesok
from analys.period import Period, Periodtyp

JULI = [Period(Periodtyp.MANAD, date(2022, 7, 1))]


def tabell(*rader: tuple[str, str, str, str], fodda: dict[str, int] | None = None) -> pd.DataFrame:
    """(person, hemkommun, utförarkommun, datum), and the year of birth of some persons."""
    t = pd.DataFrame(rader, columns=["person_id", "hemkommun", "utforarkommun", "datum"])
    fodelsear = t["person_id"].map(fodda or {}).astype("Int64")
    return t.assign(datum=pd.to_datetime(t["datum"]).astype("datetime64[s]"), fodelsear=fodelsear)


BESOK = tabell(
    ("a", "1380", "1380", "2022-07-01"),
    ("a", "1380", "1315", "2022-07-31"),  # visited by another kommun: still counted where the person lives
    ("a", "1380", "1380", "2022-08-01"),  # the month after
    ("b", "1315", "1315", "2022-07-05"),
    ("c", "utanfor", "1380", "2022-07-05"),  # a summer guest
    ("d", "utanfor", "1380", "2022-07-06"),  # unknown home
    ("d", "utanfor", "1380", "2022-07-07"),
)


def test_persons_count_once_where_they_live() -> None:
    rader = hembesok.antal_personer(BESOK, JULI, None).groupby("omrade")["taljare"].sum()
    assert rader.to_dict() == {"1380": 1, "1315": 1, "utanfor": 2}


def test_region_counts_distinct_persons_without_guests() -> None:
    rader = hembesok.antal_personer(BESOK, JULI, "0013").groupby("omrade")["taljare"].sum()
    assert rader.to_dict() == {"0013": 2, "utanfor": 2}


def test_visits_per_person_with_sum_of_squares() -> None:
    rader = hembesok.medel_besok_per_person(BESOK, JULI, None).set_index("omrade")
    assert rader.loc["1380", ["taljare", "namnare", "kvadratsumma"]].tolist() == [2, 1, 4]
    assert rader.loc["utanfor", ["taljare", "namnare", "kvadratsumma"]].tolist() == [3, 2, 5]


def antal(rader: pd.DataFrame, *perioder: Period, region: str | None = None) -> dict[tuple[str, str, date], int]:
    svar = hembesok.antal_personer(rader, perioder, region)
    return {(r.omrade, r.aldersgrupp, r.period): r.taljare for r in svar.itertuples() if r.taljare}


def test_age_is_what_the_person_turns_in_the_year_that_the_period_ends() -> None:
    """Born 1957: 64 in 2021 and 65 in 2022, and in one group of a window over both years."""
    besok = tabell(
        ("a", "1380", "1380", "2021-12-31"),
        ("a", "1380", "1380", "2022-01-01"),
        ("b", "1380", "1380", "2022-01-01"),
        ("c", "1380", "1380", "2022-01-01"),
        ("d", "1380", "1380", "2022-01-01"),
        fodda={"a": 1957, "b": 1943, "c": 1942},
    )
    dec, jan = (Period(Periodtyp.MANAD, d) for d in (date(2021, 12, 1), date(2022, 1, 1)))
    r12 = Period(Periodtyp.R12, date(2021, 2, 1))
    assert antal(besok, dec) == {("1380", "0-64", dec.forsta_dag): 1}
    alla = {"65-79": 2, "80-": 1, "okand": 1}
    assert antal(besok, jan) == {("1380", g, jan.forsta_dag): n for g, n in alla.items()}
    assert antal(besok, r12) == {("1380", g, r12.forsta_dag): n for g, n in alla.items()}


def test_a_person_with_several_years_of_birth_is_counted_once_and_is_the_oldest() -> None:
    besok = tabell(
        ("a", "1380", "1380", "2022-07-01"), ("a", "1315", "1315", "2022-07-02"), ("a", "1315", "1315", "2022-07-03")
    )
    besok = besok.assign(fodelsear=pd.array([1960, 1940, None], dtype="Int64"))
    juli = JULI[0].forsta_dag
    assert antal(besok, *JULI) == {("1380", "80-", juli): 1, ("1315", "80-", juli): 1}
    assert antal(besok, *JULI, region="0013") == {("0013", "80-", juli): 1}
