"""Peer answers for the change between two periods: Newcombe's own table, statsmodels, and R's limits put together."""

from math import exp, hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from analys.stats.skillnad import skillnad_andel, skillnad_medel, skillnad_rat

ANDELAR = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("nu", "fore", "undre", "ovre"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_shares_give_newcombe_s_own_table(nu, fore, undre, ovre):
    """Newcombe 1998, Stat Med 17:873-890, table II, method 10."""
    assert [float(g) for g in skillnad_andel(*nu, *fore, 0.95)] == pytest.approx([undre, ovre], abs=5e-5)


@given(ANDELAR, ANDELAR, st.sampled_from([0.95, 0.998]))
def test_shares_equal_statsmodels(nu, fore, niva):
    deras = confint_proportions_2indep(*nu, *fore, method="newcomb", compare="diff", alpha=1 - niva)
    assert [float(g) for g in skillnad_andel(*nu, *fore, niva)] == pytest.approx(deras, abs=1e-9)


def test_rates_are_put_together_from_the_peer_s_limits():
    """65 and 5 events per 100: limits of PHE testdata_Rate, put together by hand as Zou & Donner 2008 (eq. 4)."""
    undre, ovre = (float(g) for g in skillnad_rat(65, 100, 5, 100, 0.95))
    assert undre == pytest.approx(0.60 - hypot(0.65 - 0.50163187710, 0.11668332079 - 0.05), abs=1e-9)
    assert ovre == pytest.approx(0.60 + hypot(0.82849138546 - 0.65, 0.05 - 0.01623486390), abs=1e-9)
    assert (undre, ovre) == pytest.approx((0.437335, 0.781657), abs=1e-6)


def test_means_are_put_together_from_student_s_limits():
    """Student's sleep data (R: t.test of each drug): 2.33 -+ 1.4323225 and 0.75 -+ 1.2797804, on the log scale."""
    forsta = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    andra = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    nu, fore = ((x.sum(), len(x), (x**2).sum()) for x in (andra, forsta))
    undre, ovre = (float(g) for g in skillnad_medel(nu, fore, 0.95))
    nya, gamla = exp(1.4323225 / 2.33), exp(1.2797804 / 0.75)
    assert undre == pytest.approx(1.58 - hypot(2.33 - 2.33 / nya, 0.75 * gamla - 0.75), abs=1e-6)
    assert ovre == pytest.approx(1.58 + hypot(2.33 * nya - 2.33, 0.75 - 0.75 / gamla), abs=1e-6)
