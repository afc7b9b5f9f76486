from datetime import date

import pandas as pd

from analys.indikatorer import hembesok
from analys.period import Period, Periodtyp

JULI = [Period(Periodtyp.MANAD, date(2022, 7, 1))]


def tabell(*rader: tuple[str, str, str, str]) -> pd.DataFrame:
    """(person, hemkommun, utförarkommun, datum)."""
    t = pd.DataFrame(rader, columns=["person_id", "hemkommun", "utforarkommun", "datum"])
    return t.assign(datum=pd.to_datetime(t["datum"]).astype("datetime64[s]"))


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
    rader = hembesok.antal_personer(BESOK, JULI, None).set_index("omrade")["taljare"]
    assert rader.to_dict() == {"1380": 1, "1315": 1, "utanfor": 2}


def test_region_counts_distinct_persons_without_guests() -> None:
    rader = hembesok.antal_personer(BESOK, JULI, "0013").set_index("omrade")["taljare"]
    assert rader.to_dict() == {"0013": 2, "utanfor": 2}


def test_visits_per_person_with_sum_of_squares() -> None:
    rader = hembesok.medel_besok_per_person(BESOK, JULI, None).set_index("omrade")
    assert rader.loc["1380", ["taljare", "namnare", "kvadratsumma"]].tolist() == [2, 1, 4]
    assert rader.loc["utanfor", ["taljare", "namnare", "kvadratsumma"]].tolist() == [3, 2, 5]
