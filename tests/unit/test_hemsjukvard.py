"""Hand-worked enrolments: one small table per rule, each boundary on its own line."""

from datetime import date

import pandas as pd
import pytest

from analys.indikatorer import hemsjukvard
from analys.period import Period, Periodtyp

Rad = tuple[str, str, str, str]


def tabell(*rader: Rad) -> pd.DataFrame:
    """(person, kommun, inskriven, avslutad or "")."""
    return pd.DataFrame(
        {
            "person_id": [r[0] for r in rader],
            "kommunkod": [r[1] for r in rader],
            "kon": "kvinna",
            "fodelsear": pd.array([1940] * len(rader), dtype="Int64"),
            "inskriven_datum": pd.to_datetime([r[2] for r in rader]).astype("datetime64[s]"),
            "avslutad_datum": pd.to_datetime([r[3] or None for r in rader]).astype("datetime64[s]"),
        }
    )


def per_omrade(rader: pd.DataFrame, kolumn: str = "taljare") -> dict[str, float]:
    return rader.groupby("omrade")[kolumn].sum().to_dict()


def test_one_kommun_at_a_time_with_a_gap_and_a_return() -> None:
    """B's enrolment runs inside A's; then nothing for two days, then A alone. C begins before D and ends first."""
    rader = tabell(
        ("p", "1380", "2022-01-01", "2022-01-20"),
        ("p", "1315", "2022-01-05", "2022-01-10"),
        ("p", "1380", "2022-01-22", "2022-01-31"),
        ("q", "1381", "2022-01-01", "2022-01-20"),
        ("q", "1382", "2022-01-05", "2022-01-31"),
    )
    ut = hemsjukvard.episoder(rader, None, 0)
    dagar = zip(ut["omrade"], ut["start"].dt.day, ut["slut"].dt.day, strict=True)
    assert sorted(dagar) == [
        ("1315", 5, 10),
        ("1380", 1, 5),
        ("1380", 10, 20),
        ("1380", 22, 31),
        ("1381", 1, 5),
        ("1382", 5, 31),
    ]


DEC = [Period(Periodtyp.DAG, date(2022, 12, 1))]
MANAD = [Period(Periodtyp.MANAD, date(2022, 12, 1))]


@pytest.mark.parametrize(
    ("inskriven", "avslutad", "inne"),
    [
        ("2022-12-01", "", True),  # begins on the day
        ("2022-12-02", "", False),  # begins the day after
        ("2022-01-01", "2022-12-02", True),  # last day enrolled is the day itself
        ("2022-01-01", "2022-12-01", False),  # avslutad on the day: no longer enrolled
        ("2022-12-01", "2022-12-01", False),  # begins and ends the same day
    ],
)
def test_enrolled_on_a_day_is_inskriven_on_or_before_and_not_yet_avslutad(
    inskriven: str, avslutad: str, inne: bool
) -> None:
    rader = hemsjukvard.antal_inskrivna(tabell(("a", "1380", inskriven, avslutad)), DEC, None, max_uppehall_dagar=0)
    assert per_omrade(rader) == ({"1380": 1} if inne else {})


def test_overlapping_and_adjoining_enrolments_are_one() -> None:
    t = tabell(
        ("a", "1380", "2022-01-01", "2022-06-01"),
        ("a", "1380", "2022-05-01", "2022-12-05"),
        ("a", "1380", "2022-12-05", ""),
    )
    for region in (None, "0013"):
        assert len(hemsjukvard.episoder(t, region, 0)) == 1
        assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, region, max_uppehall_dagar=0)) == {}


def test_one_day_between_is_a_new_enrolment_unless_the_rule_allows_it() -> None:
    t = tabell(("a", "1380", "2022-01-01", "2022-12-05"), ("a", "1380", "2022-12-06", ""))
    assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, None, max_uppehall_dagar=0)) == {"1380": 1}
    assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, None, max_uppehall_dagar=1)) == {}


def test_a_move_is_new_and_ended_for_the_kommuner_but_neither_for_the_region() -> None:
    t = tabell(("a", "1380", "2022-01-01", "2022-12-10"), ("a", "1315", "2022-12-10", ""))
    assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, None, max_uppehall_dagar=0)) == {"1315": 1}
    assert per_omrade(hemsjukvard.antal_avslut(t, MANAD, None, max_uppehall_dagar=0)) == {"1380": 1}
    assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, "0013", max_uppehall_dagar=0)) == {}
    assert per_omrade(hemsjukvard.antal_avslut(t, MANAD, "0013", max_uppehall_dagar=0)) == {}


def test_enrolled_in_two_kommuner_counts_where_it_began_last() -> None:
    t = tabell(("a", "1380", "2020-01-01", ""), ("a", "1315", "2022-11-15", ""))
    assert per_omrade(hemsjukvard.antal_inskrivna(t, DEC, None, max_uppehall_dagar=0)) == {"1315": 1}


def test_a_stay_in_another_kommun_interrupts_and_is_resumed() -> None:
    """The review's example: 1383 goes on while the person is in 1380 for some weeks."""
    t = tabell(("a", "1383", "2018-05-01", "2019-02-25"), ("a", "1380", "2018-06-20", "2018-08-10"))
    delar = hemsjukvard.episoder(t, None, 0).sort_values("start")
    assert [
        (o, f"{s:%F}", f"{e:%F}") for o, s, e in zip(delar["omrade"], delar["start"], delar["slut"], strict=True)
    ] == [
        ("1383", "2018-05-01", "2018-06-20"),
        ("1380", "2018-06-20", "2018-08-10"),
        ("1383", "2018-08-10", "2019-02-25"),
    ]
    hela = hemsjukvard.episoder(t, "0013", 0)
    assert (hela["slut"] - hela["start"]).dt.days.tolist() == [300]


def test_time_enrolled_is_the_days_of_those_that_ended() -> None:
    t = tabell(
        ("a", "1380", "2022-11-01", "2022-12-01"),
        ("b", "1380", "2022-12-05", "2022-12-15"),
        ("c", "1380", "2022-12-05", ""),
    )
    rader = hemsjukvard.medel_inskrivningstid(t, MANAD, None, max_uppehall_dagar=0)
    assert rader[["taljare", "namnare", "kvadratsumma"]].sum().tolist() == [40, 2, 1000]


def test_turnover_is_new_over_enrolled_on_the_first() -> None:
    t = tabell(("a", "1380", "2022-01-01", ""), ("b", "1380", "2022-12-01", ""), ("c", "1380", "2022-12-09", ""))
    rader = hemsjukvard.omsattning(t, MANAD, None, max_uppehall_dagar=0)
    assert rader[["taljare", "namnare"]].sum().tolist() == [2, 2]


def test_an_enrolment_of_zero_days_is_both_new_and_ended() -> None:
    t = tabell(("a", "1380", "2022-12-05", "2022-12-05"))
    assert per_omrade(hemsjukvard.antal_nya_inskrivningar(t, MANAD, None, max_uppehall_dagar=0)) == {"1380": 1}
    assert per_omrade(hemsjukvard.antal_avslut(t, MANAD, None, max_uppehall_dagar=0)) == {"1380": 1}
