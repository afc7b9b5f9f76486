"""Fixed contacts, reviews, SIP and home visits, on a few persons worked out by hand."""

from typing import Any

import pandas as pd
import pytest

from analys.indikatorer import fast_kontakt
from analys.indikatorer.rakna import rakna_utfall
from analys.katalog import Katalog
from analys.period import Period
from analys.region import Regionprofil
from tests.conftest import KOMMUNER, raknegrund
from tests.unit.sma_tabeller import en

NOV, DEC = Period.las("2022-11"), Period.las("2022-12")
PERSON = {
    "manad": "2022-12-31",
    "kommunkod": "1380",
    "kon": "kvinna",
    "alder": 80,
    "boendeform": "ordinart_boende",
    "rub": 4,
    "fast_lakarkontakt": "ja",
    "fast_vardkontakt": "nej",
    "sip_datum": None,
    "sip_plats": "",
    "lakemedelsgenomgang_datum": None,
    "antal_lakemedel": 8,
}


def status(*rader: dict[str, Any]) -> pd.DataFrame:
    """One row per person, with what differs from `PERSON`."""
    hela = pd.DataFrame([{"person_id": f"p{nr}"} | PERSON | r for nr, r in enumerate(rader)])
    dagar = {
        k: pd.to_datetime(hela[k]).astype("datetime64[s]") for k in ("manad", "sip_datum", "lakemedelsgenomgang_datum")
    }
    return hela.assign(**dagar).astype({"rub": "Int64", "antal_lakemedel": "Int64", "alder": "Int64"})


def andel(rader: pd.DataFrame, *grupper: str) -> dict[Any, tuple[int, int]]:
    """Täljare and nämnare by område and groups."""
    summor = rader.groupby(["omrade", *grupper])[["taljare", "namnare"]].sum()
    return {n: (int(t), int(m)) for n, t, m in summor.itertuples(name=None)}


def test_who_nobody_has_asked_about_is_in_no_namnare() -> None:
    rader = status({}, {"fast_lakarkontakt": "nej"}, {"fast_lakarkontakt": "okand"}, {"kommunkod": "1315"})
    assert andel(fast_kontakt.andel_fast_lakarkontakt(rader, [DEC], None)) == {"1380": (1, 2), "1315": (1, 1)}
    assert andel(fast_kontakt.andel_fast_lakarkontakt(rader, [DEC], "0013")) == {"0013": (2, 3)}
    assert andel(fast_kontakt.andel_fast_vardkontakt(rader, [DEC], "0013")) == {"0013": (0, 4)}


def test_a_status_counts_in_its_own_month() -> None:
    rader = fast_kontakt.andel_fast_lakarkontakt(status({}, {"manad": "2022-11-30"}), [NOV, DEC], None)
    assert rader["period"].tolist() == [DEC.forsta_dag, NOV.forsta_dag]


def test_rub_groups() -> None:
    rader = status(*({"rub": r} for r in (0, 3, 4, 5, None)))
    ut = andel(fast_kontakt.andel_fast_lakarkontakt(rader, [DEC], None), "rub")
    assert ut == {("1380", g): n for g, n in {"0-3": (2, 2), "4": (1, 1), "5": (1, 1), "okand": (1, 1)}.items()}


def test_sarskilt_boende_is_those_registered_there() -> None:
    rader = status({}, {"boendeform": "sarskilt_boende"}, {"boendeform": "okand"})
    assert andel(fast_kontakt.andel_fast_lakarkontakt_sarskilt_boende(rader, [DEC], None)) == {"1380": (1, 1)}


@pytest.mark.parametrize(
    ("manad", "dag", "raknas"),
    [
        ("2022-12-31", "2022-12-31", True),
        ("2022-12-31", "2022-01-01", True),
        ("2022-12-31", "2021-12-31", False),
        ("2022-02-28", "2021-03-01", True),
        ("2022-02-28", "2021-02-28", False),
        ("2025-02-28", "2024-02-29", False),  # the month's last day a year ago, though the day number is higher
        ("2022-12-31", None, False),
    ],
)
def test_a_review_counts_for_twelve_whole_months(manad: str, dag: str | None, raknas: bool) -> None:
    rader = status({"manad": manad, "lakemedelsgenomgang_datum": dag})
    ut = fast_kontakt.andel_lakemedelsgenomgang(
        rader, [Period.las(manad[:7])], None, minsta_alder=75, genomgang_manader=12
    )
    assert andel(ut) == {"1380": (int(raknas), 1)}


def test_reviews_in_both_definitions() -> None:
    """75 or older; and of them those with more than five medicines: five is not more, unknown is not counted."""
    gjord = {"lakemedelsgenomgang_datum": "2022-06-01"}
    rader = status(
        {"alder": 74} | gjord,
        {"alder": 75, "antal_lakemedel": 5} | gjord,
        {"alder": 75, "antal_lakemedel": 6},
        {"antal_lakemedel": None} | gjord,
        gjord,
    )
    regler = {"minsta_alder": 75, "genomgang_manader": 12}
    assert andel(fast_kontakt.andel_lakemedelsgenomgang(rader, [DEC], None, **regler)) == {"1380": (3, 4)}
    ut = fast_kontakt.andel_lakemedelsgenomgang_manga_lakemedel(rader, [DEC], None, fler_an_lakemedel=5, **regler)
    assert andel(ut) == {"1380": (1, 2)}


def test_sip_within_a_year_and_its_place_in_the_month_it_was_held() -> None:
    rader = status(
        {"sip_datum": "2022-12-05", "sip_plats": "hemmet"},
        {"sip_datum": "2022-12-06", "sip_plats": "vardavdelning"},
        {"sip_datum": "2022-12-07", "sip_plats": "okand"},
        {"sip_datum": "2022-12-07"},
        {"sip_datum": "2022-11-30", "sip_plats": "hemmet"},
        {"sip_datum": "2021-12-31", "sip_plats": "hemmet"},
        {},
    )
    assert andel(fast_kontakt.andel_sip(rader, [DEC], None, sip_manader=12)) == {"1380": (5, 7)}
    assert andel(fast_kontakt.andel_sip_i_hemmet(rader, [NOV, DEC], None)) == {"1380": (1, 2)}


def besok(*rader: tuple[str, str, str, str]) -> pd.DataFrame:
    """(person, day, type, acute), of persons living in Kungsbacka by the visit."""
    t = pd.DataFrame(rader, columns=["person_id", "datum", "besokstyp", "akut"])
    return t.assign(kommunkod="1384", datum=pd.to_datetime(t["datum"]).astype("datetime64[s]"))


def test_home_visits_are_to_who_is_enrolled_when_the_month_ends() -> None:
    inskrivna = status({}, {"manad": "2022-11-30", "person_id": "p0"}, {"kommunkod": "1315"})
    rader = besok(
        ("p0", "2022-12-01", "hembesok", "ja"),
        ("p0", "2022-12-31", "hembesok", "nej"),
        ("p0", "2022-11-05", "hembesok", "okand"),
        ("p0", "2022-12-05", "mottagning", "ja"),
        ("p2", "2022-11-05", "hembesok", "ja"),  # not yet enrolled
        ("x", "2022-12-05", "hembesok", "ja"),
    )
    ut = fast_kontakt.lakarhembesok(rader, inskrivna, [NOV, DEC], None)
    assert andel(ut, "period") == {
        ("1315", DEC.forsta_dag): (0, 1),
        ("1380", NOV.forsta_dag): (1, 1),
        ("1380", DEC.forsta_dag): (2, 1),
    }
    assert andel(fast_kontakt.andel_akuta_lakarhembesok(rader, inskrivna, [NOV, DEC], "0013")) == {"0013": (1, 2)}


def test_person_ids_of_two_tables_meet_also_as_categories() -> None:
    inskrivna = status({}).astype({"person_id": "category"})
    rader = besok(("p0", "2022-12-01", "hembesok", "ja"), ("a", "2022-12-01", "hembesok", "ja"))
    ut = fast_kontakt.lakarhembesok(rader.astype({"person_id": "category"}), inskrivna, [DEC], None)
    assert andel(ut) == {"1380": (1, 1)}


def test_the_listed_add_up_from_their_groups(katalog: Katalog, profil: Regionprofil) -> None:
    rader = [
        ("2022-12-31", k, kon, alder, boende, 100, med)
        for k in KOMMUNER
        for kon in ("kvinna", "man")
        for alder, boende, med in (("0-64", "ordinart_boende", 40), ("75-", "sarskilt_boende", 98))
    ]
    kolumner = ["manad", "kommunkod", "kon", "aldersgrupp", "boendeform", "antal", "antal_fast_lakarkontakt"]
    listade = pd.DataFrame(rader, columns=kolumner).assign(manad=pd.Timestamp(2022, 12, 31))
    matt = "andel_listade_fast_lakarkontakt"
    utfall = rakna_utfall(raknegrund({"listade": listade}, antal_delar=4), {matt: katalog[matt]}, profil, DEC)
    assert en(utfall, matt, "1380", "2022-12")[["taljare", "namnare"]].tolist() == [276, 400]
    assert en(utfall, matt, "0013", "2022-12", boendeform="sarskilt_boende")["taljare"] == 1176
    assert en(utfall, matt, "0013", "2022-12", aldersgrupp="75-")["namnare"] == 1200


def test_a_month_before_registration_began_has_no_share_and_a_missing_column_no_figure(
    katalog: Katalog, profil: Regionprofil
) -> None:
    """Unknown for all is 0 of 0, never 0 per cent; and without the column the measure is missing."""
    matt = "andel_fast_lakarkontakt"
    rader = status(*({"kommunkod": k, "fast_lakarkontakt": "okand"} for k in KOMMUNER))
    utfall = rakna_utfall(raknegrund({"patientstatus": rader}), {matt: katalog[matt]}, profil, DEC)
    assert en(utfall, matt, "1380", "2022-12")["namnare"] == 0
    utan = rader.drop(columns="fast_lakarkontakt")
    utfall = rakna_utfall(raknegrund({"patientstatus": utan}), {matt: katalog[matt]}, profil, DEC)
    assert pd.isna(en(utfall, matt, "1380", "2022-12")["taljare"])
