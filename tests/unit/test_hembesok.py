from datetime import date

import pandas as pd

from analys.indikatorer import hembesok
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.test_rakna import folkmangd_rader

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


PERSONER = "antal_personer_enstaka_hembesok"


def efter_alder(
    hembesok: pd.DataFrame, katalog: Katalog, profil: Regionprofil, dag: date = JULI[0].forsta_dag
) -> dict[tuple[str, str], float | None]:
    """Persons visited in the month by område and age group; None where nothing is said."""
    grund = raknegrund({"hembesok": hembesok, "befolkning": folkmangd_rader()}, antal_delar=2)
    utfall = rakna_utfall(grund, {PERSONER: katalog[PERSONER]}, profil, Period.las("2022-12"))
    manad = utfall[(utfall["periodtyp"] == "manad") & (utfall["period"] == dag)]
    return {(r.omrade, r.aldersgrupp): None if pd.isna(r.taljare) else r.taljare for r in manad.itertuples()}


def i_juli(antal: int, utan_ar: int) -> pd.DataFrame:
    """So many persons of every kommun, born 1950; in Hylte some of them without year of birth."""
    rader = [(f"{k}{i}", k, k, "2022-07-05") for k in KOMMUNER for i in range(antal)]
    okanda = {f"1315{i}" for i in range(utan_ar)}
    return tabell(*rader, fodda={p: 1950 for p, *_ in rader if p not in okanda})


def test_without_the_column_only_the_breakdown_is_missing(katalog: Katalog, profil: Regionprofil) -> None:
    utan = i_juli(3, 0).drop(columns="fodelsear")
    svar = efter_alder(utan, katalog, profil)
    assert svar["1380", "alla"] == 3
    assert svar["0013", "alla"] == 18
    assert {svar[o, a] for o in ("1380", "0013") for a in ("0-64", "65-79", "80-")} == {None}
    ingen = efter_alder(utan, katalog, profil, date(2022, 6, 1))  # a month without visits
    assert (ingen["1380", "alla"], ingen["1380", "80-"]) == (0, None)


def test_too_many_without_age_take_the_breakdown_away_and_few_do_not(katalog: Katalog, profil: Regionprofil) -> None:
    """2 of 200 is 1 %: shown; 3 of 200 is more: missing in Hylte, and shown for the region, where it is 3 of 1 200."""
    ett, tva = (efter_alder(i_juli(200, n), katalog, profil) for n in (2, 3))
    assert [ett["1315", a] for a in ("alla", "0-64", "65-79", "80-")] == [200, 0, 198, 0]
    assert [tva["1315", a] for a in ("alla", "0-64", "65-79", "80-")] == [200, None, None, None]
    assert [tva["0013", a] for a in ("alla", "65-79")] == [1200, 1197]
    assert tva["1380", "65-79"] == 200
