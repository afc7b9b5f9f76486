"""Peer answers: PHEindicatormethods' published test data, R's binom, and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson as poissonfordelning
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint

from analys.katalog import Skala
from analys.stats.intervall import NIVAER, med_intervall, medel, poisson, wilson


@pytest.mark.parametrize(
    ("x", "n", "niva", "undre", "ovre"),
    [
        (1, 100, 0.95, 0.001767, 0.054486),  # PHE testdata_Proportion
        (65, 100, 0.95, 0.552544, 0.736358),
        (65, 100, 0.998, 0.495495, 0.778354),
        (0, 30, 0.95, 0, 0.113513),  # statsmodels and R binom
        (30, 30, 0.95, 0.886487, 1),
    ],
)
def test_wilson_gives_the_peers_answers(x: int, n: int, niva: float, undre: float, ovre: float) -> None:
    u, o = wilson(x, n, niva)
    assert (float(u), float(o)) == pytest.approx((undre, ovre), abs=1e-6)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.95, 0.998]))
def test_wilson_equals_statsmodels(xn: tuple[int, int], niva: float) -> None:
    u, o = wilson(*xn, niva)
    assert (float(u), float(o)) == pytest.approx(proportion_confint(*xn, alpha=1 - niva, method="wilson"), abs=1e-9)
    assert 0 <= u <= xn[0] / xn[1] <= o <= 1


@pytest.mark.parametrize(
    ("x", "undre", "ovre"),
    [(5, 1623.486390, 11668.332079), (65, 50163.187710, 82849.138546)],  # per 100 000 of 100: PHE testdata_Rate
)
def test_rates_give_the_peers_answers(x: int, undre: float, ovre: float) -> None:
    u, o = poisson(x, 0.95)
    assert (1000 * float(u), 1000 * float(o)) == pytest.approx((undre, ovre), rel=1e-8)


@pytest.mark.parametrize("niva", list(NIVAER.values()))
@pytest.mark.parametrize("x", range(10))
def test_exact_limits_below_ten_invert_the_poisson_distribution(x: int, niva: float) -> None:
    u, o = (float(g) for g in poisson(x, niva))
    assert poissonfordelning.cdf(x, o) == pytest.approx((1 - niva) / 2, rel=1e-6)
    assert u == 0 if x == 0 else poissonfordelning.sf(x - 1, u) == pytest.approx((1 - niva) / 2, rel=1e-6)


def test_zero_events_have_a_lower_limit_of_zero_and_the_known_upper() -> None:
    u, o = poisson(0, 0.95)
    assert (float(u), float(o)) == pytest.approx((0, 3.688879), abs=1e-6)


@given(st.integers(0, 20_000), st.sampled_from([0.95, 0.998]))
def test_limits_enclose_the_count_and_grow_with_it(x: int, niva: float) -> None:
    u, o = poisson([x, x + 1], niva)
    assert u[0] <= x <= o[0]
    if x != 9:  # the method changes between 9 and 10
        assert u[0] < u[1]
        assert o[0] < o[1]


SOMN = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
"""Student's sleep data, extra hours of drug 2."""


def test_mean_gives_student_s_limits_on_the_log_scale() -> None:
    """R: t.test(sleep$extra[11:20]) gives 2.33 -+ 1.4323225, so the log of the mean has -+ 1.4323225 / 2.33."""
    u, o = medel(SOMN.sum(), len(SOMN), (SOMN**2).sum(), 0.95)
    bredd = 1.4323225 / 2.33
    assert (float(u), float(o)) == pytest.approx((2.33 * np.exp(-bredd), 2.33 * np.exp(bredd)), abs=1e-6)


@pytest.mark.parametrize("niva", list(NIVAER.values()))
def test_a_mean_of_fewer_than_ten_has_student_s_own_limits(niva: float) -> None:
    nio = SOMN[1:]
    u, o = medel(nio.sum(), 9, (nio**2).sum(), niva)
    deras = student.interval(niva, 8, nio.mean(), nio.std(ddof=1) / 3)
    assert (float(u), float(o)) == pytest.approx((max(deras[0], 0), deras[1]), abs=1e-9)


@given(st.lists(st.floats(0, 4000), min_size=2, max_size=60))
def test_a_mean_lies_in_its_interval(x: list[float]) -> None:
    u, o = medel(sum(x), len(x), sum(v**2 for v in x), 0.95)
    assert 0 <= u <= sum(x) / len(x) + 1e-9
    assert sum(x) / len(x) - 1e-9 <= o


def test_a_mean_of_nothing_but_zeros_is_certain_and_a_negative_sum_refused() -> None:
    assert [float(g) for g in medel(0, 12, 0, 0.95)] == [0, 0]
    with pytest.raises(ValueError, match="sums >= 0"):
        medel(-1, 12, 5, 0.95)


def test_one_observation_has_no_interval() -> None:
    assert np.isnan(medel(5, 1, 25, 0.95)).all()


@pytest.mark.parametrize(("x", "n"), [(1, 0), (-1, 10), (11, 10)])
def test_impossible_shares_are_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="wilson needs"):
        wilson(x, n, 0.95)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="poisson needs"):
        poisson(-1, 0.95)


def test_halland_on_1_december_2022_per_10_000() -> None:
    """4 090 of 340 243 (31 December 2021): 120, Hylte 160 of 10 619: 151 (design's example)."""
    rader = pd.DataFrame(
        {
            "indikator": "i",
            "taljare": [4090.0, 160.0, None, 3.0],
            "namnare": [340243.0, 10619.0, 1.0, 0.0],
            "kvadratsumma": pd.NA,
            "varde": pd.NA,
        }
    ).astype({"taljare": "Float64", "namnare": "Float64", "varde": "Float64"})
    ut = med_intervall(rader, {"i": Skala.PER_10000})
    assert [round(v) for v in ut["varde"].dropna()] == [120, 151]
    assert list(ut["metod"]) == ["Byar", "Byar", "", ""]
    assert (ut["undre_998"] < ut["undre_95"]).iloc[:2].all()
    assert ut[["undre_95", "ovre_95"]].iloc[2:].isna().all(axis=None)


@pytest.mark.parametrize("namnare", [None, 0.0, 54321.0])
def test_a_count_is_its_own_value_with_poisson_limits_whatever_the_namnare(namnare: float | None) -> None:
    """0: R poisson.test(0); 5 and 65: PHE testdata_Rate, per 100 000 of 100 000; 10 is the first with Byar."""
    antal = [0.0, 5.0, 9.0, 10.0, 65.0, None]
    rader = pd.DataFrame(
        {"indikator": "i", "taljare": antal, "namnare": namnare, "kvadratsumma": pd.NA, "varde": pd.NA}
    ).astype({"taljare": "Float64", "namnare": "Float64", "varde": "Float64"})
    ut = med_intervall(rader, {"i": Skala.ANTAL})
    assert ut["varde"].dropna().to_list() == antal[:-1]
    assert pd.isna(ut["varde"].iloc[-1])
    assert ut["namnare"].isna().all()
    assert list(ut["metod"]) == ["exakt Poisson"] * 3 + ["Byar"] * 2 + [""]
    granser = ut[["undre_95", "ovre_95"]].to_numpy()
    assert granser[0] == pytest.approx([0, 3.688879], abs=1e-6)
    assert granser[1] == pytest.approx([1.623486390, 11.668332079], rel=1e-8)
    assert granser[2] == pytest.approx([4.115373, 17.084803], abs=1e-5)  # chi2.ppf(.025, 18)/2, chi2.ppf(.975, 20)/2
    assert granser[4] == pytest.approx([50.163187710, 82.849138546], rel=1e-8)
    assert np.isnan(granser[5]).all()
    assert (ut["undre_998"] < ut["undre_95"]).iloc[1:5].all()
    assert (ut["ovre_998"] > ut["ovre_95"]).iloc[:5].all()


def test_a_published_value_keeps_its_place_without_limits_for_every_scale() -> None:
    for skala in Skala:
        rader = pd.DataFrame(
            {"indikator": "i", "taljare": [None], "namnare": [100.0], "kvadratsumma": pd.NA, "varde": [0.7]}
        ).astype({"taljare": "Float64", "namnare": "Float64", "varde": "Float64"})
        rad = med_intervall(rader, {"i": skala}).iloc[0]
        assert (rad["varde"], rad["metod"]) == (0.7, "")
        assert rad[["undre_95", "ovre_95", "undre_998", "ovre_998"]].isna().all()
