"""What must hold for any enrolments and any stays: sums, moves, order, partitions, other people's rows."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analys.utfall import KOLUMNER
from tests.conftest import KOMMUNER
from tests.unit.sma_tabeller import GRUND, SPAR, Rakna, alla, en
from tests.unit.test_hemsjukvard import tabell as inskrivningar

DAGAR = st.dates(date(2022, 1, 1), date(2022, 12, 31))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(KOMMUNER), DAGAR, st.integers(0, 200)), max_size=25),
    st.randoms(),
)
def test_invariants_of_any_enrolments(rakna: Rakna, rader: list[tuple[int, str, date, int]], slump) -> None:
    t = [(f"p{p}", k, str(d), str(min(d + pd.Timedelta(days=n), date(2022, 12, 31)))) for p, k, d, n in rader]
    utfall = rakna(inskrivningar(*GRUND, *t))
    assert list(utfall.columns) == list(KOLUMNER)

    stock = alla(utfall, "antal_inskrivna_hemsjukvard", "dag").unstack(0)
    assert (stock.drop(columns="0013").sum(axis=1) == stock["0013"]).all()  # residents' stock: region = its kommuner

    for i in ("antal_nya_inskrivningar", "antal_avslut"):
        manad, ar = alla(utfall, i, "manad").unstack(0), alla(utfall, i, "ar").unstack(0)
        assert (manad.sum() == ar.iloc[0]).all()  # events add up over time
        assert (manad.drop(columns="0013").sum(axis=1) >= manad["0013"]).all()  # a move is no event for the region
        per_kon = utfall[(utfall["indikator"] == i) & (utfall["periodtyp"] == "ar") & (utfall["kon"] != "alla")]
        assert per_kon.groupby("omrade")["taljare"].sum().to_dict() == ar.iloc[0].to_dict()

    blandade = [*GRUND, *t]
    slump.shuffle(blandade)
    # neither the order of rows nor partitions by person change anything
    pd.testing.assert_frame_equal(rakna(inskrivningar(*blandade), delar=3), utfall)


@pytest.fixture(scope="module")
def fore(rakna: Rakna) -> pd.DataFrame:
    return rakna(inskrivningar(*GRUND))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAGAR)
def test_a_row_in_one_kommun_never_changes_another(rakna: Rakna, fore: pd.DataFrame, dag: date) -> None:
    efter = rakna(inskrivningar(*GRUND, ("ny", "1315", str(dag), "")))
    andra = ~fore["omrade"].isin(["1315", "0013"])
    pd.testing.assert_frame_equal(fore[andra], efter[andra])


VARDMATT = (
    "antal_vardade_somatik",
    SPAR,
    "andel_oplanerad_aterinskrivning",
    "andel_personer_med_aterinskrivning",
)
MANAD_AR = ("manad", "ar")
STALLDA = st.fixed_dictionaries(
    {
        "person": st.sampled_from("abcdef"),
        "kommunkod": st.sampled_from([*KOMMUNER[:3], "utanfor"]),
        "betalningsansvarig_kommun": st.sampled_from(["", "", "1383"]),
        "alder": st.sampled_from([40, 70, 85]),
        "kon": st.sampled_from(["kvinna", "man"]),
        "planerad": st.sampled_from(["ja", "nej", "nej", "okand"]),
        "behov": st.sampled_from(["ja", "nej"]),
        "fargspar": st.sampled_from(["gul", "ej_satt"]),
        "dag": DAGAR,
        "dagar": st.integers(0, 20),
    }
)


def som_stalld(r: dict[str, Any]) -> dict[str, Any]:
    ut = min(r["dag"] + pd.Timedelta(days=r["dagar"]), date(2022, 12, 31))
    return {k: v for k, v in r.items() if k not in ("dag", "dagar")} | {"in_": str(r["dag"]), "ut": str(ut)}


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STALLDA, min_size=4, max_size=20), st.dates(date(2022, 1, 1), date(2022, 9, 30)))
def test_invariants_of_any_stays(rakna_vard: Rakna, rader: list[dict[str, Any]], dag: date) -> None:
    stallda = [som_stalld(r) for r in rader]
    utfall = rakna_vard(stallda, *VARDMATT, perioder=MANAD_AR)
    delade = rakna_vard(stallda, *VARDMATT, perioder=MANAD_AR, delar=3)
    pd.testing.assert_frame_equal(delade, utfall)  # partitions by person change nothing

    ny = {"person": "ny", "kommunkod": "1315", "in_": str(dag), "ut": str(dag)}
    igen = ny | {"in_": str(dag + pd.Timedelta(days=5)), "ut": str(dag + pd.Timedelta(days=6)), "dod": "2022-10-30"}
    efter = rakna_vard([*stallda, ny, igen], *VARDMATT, perioder=MANAD_AR)
    andra = ~utfall["omrade"].isin(["1315", "0013"])
    pd.testing.assert_frame_equal(utfall[andra], efter[andra])  # a person of Hylte changes nobody else's rows
    assert en(efter, SPAR, "1315", "2022")["taljare"] == en(utfall, SPAR, "1315", "2022")["taljare"] + 2

    summa = utfall[utfall["indikator"] == "andel_oplanerad_aterinskrivning"]
    ar = summa[(summa["periodtyp"] == "ar") & (summa["kon"] == "alla") & (summa["aldersgrupp"] == "alla")]
    tal = ar.set_index("omrade")[["taljare", "namnare"]]
    assert (tal.loc[list(KOMMUNER)].sum() == tal.loc["0013"]).all()
    assert (tal["taljare"] <= tal["namnare"]).all()
    delade = utfall[(utfall["indikator"] == SPAR) & (utfall["kon"] == "alla")]
    nyckel = ["omrade", "periodtyp", "period"]
    i_grupp = delade["fargspar"] != "alla"
    summor = delade[i_grupp].groupby(nyckel).agg({"taljare": "sum", "namnare": "first"})
    total = delade[~i_grupp].set_index(nyckel)["taljare"].reindex(summor.index)
    assert (summor["taljare"] == summor["namnare"]).all()
    assert (summor["taljare"] == total).all()
