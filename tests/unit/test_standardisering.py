"""Standardisation: empty bands, missing references, what is withheld, and what always holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.stats.standardisering import direkt, forvantat, indexgranser

BAND = st.integers(1, 40_000)


def test_expected_is_worked_by_hand():
    assert float(forvantat([100, 50, 10], [20, 40, 30], [1000, 400, 100])) == pytest.approx(2 + 5 + 3)


def test_an_empty_band_adds_nothing_and_a_missing_reference_count_is_zero():
    assert float(forvantat([100, 0, 10], [20, 40, 30], [1000, 400, 100])) == pytest.approx(2 + 3)
    assert float(forvantat([100, 50, 10], [20, np.nan, 30], [1000, 400, 100])) == pytest.approx(2 + 3)


def test_several_omraden_are_rows():
    vantat = forvantat([[100, 50, 10], [200, 0, 0]], [20, 40, 30], [1000, 400, 100])
    assert vantat.tolist() == pytest.approx([10, 4])


@pytest.mark.parametrize(
    ("n", "x_ref", "n_ref"),
    [
        ([-1, 5], [1, 1], [10, 10]),
        ([1, 5], [-1, 1], [10, 10]),
        ([1, 5], [1, 1], [0, 10]),
        ([np.nan, 5], [1, 1], [9, 9]),
    ],
)
def test_impossible_bands_are_refused(n, x_ref, n_ref):
    with pytest.raises(ValueError, match="forvantat needs"):
        forvantat(n, x_ref, n_ref)


@pytest.mark.parametrize("vantat", [0, -1, np.nan])
def test_an_index_of_nothing_expected_is_refused(vantat):
    with pytest.raises(ValueError, match="needs expected"):
        indexgranser(5, vantat, 0.95)


def test_no_events_have_an_index_of_0_and_an_upper_limit():
    undre, ovre = indexgranser(0, 10.0, 0.95)
    assert (float(undre), float(ovre)) == pytest.approx((0, 36.88879), abs=1e-5)


@given(st.integers(0, 5000), st.floats(0.1, 5000))
def test_the_index_lies_between_its_limits_and_998_is_wider(observerat, vantat):
    trang, vid = (indexgranser(observerat, vantat, n) for n in (0.95, 0.998))
    assert vid[0] <= trang[0] <= 100 * observerat / vantat <= trang[1] <= vid[1]


def test_direct_is_worked_by_hand_and_withheld_below_ten():
    """(0.02 * 1000 + 0.10 * 500) / 1500 = 0.0466..; with 9 events in all nothing is given."""
    varde, undre, ovre = direkt([2, 8], [100, 80], [1000, 500], 0.95)
    assert float(varde) == pytest.approx(0.07 / 1.5)
    assert undre < varde < ovre
    assert all(np.isnan(v) for v in direkt([2, 7], [100, 80], [1000, 500], 0.95))


@pytest.mark.parametrize(
    ("x", "n", "w"),
    [([5, 9], [0, 80], [1, 1]), ([5, 9], [-3, 80], [1, 1]), ([-1, 19], [90, 80], [1, 1]), ([5, 9], [9, 80], [0, 0])],
)
def test_direct_refuses_what_cannot_be(x, n, w):
    with pytest.raises(ValueError, match="direkt needs"):
        direkt(x, n, w, 0.95)


@given(st.lists(st.tuples(st.integers(4, 3000), BAND), min_size=3, max_size=3))
def test_with_its_own_ages_the_direct_rate_is_the_crude_rate_with_byar_s_limits(band):
    x, n = (np.array(v, float) for v in zip(*band, strict=True))
    varde, undre, ovre = direkt(x, n, n, 0.95)
    assert float(varde) == pytest.approx(x.sum() / n.sum())
    index = indexgranser(x.sum(), n.sum(), 0.95)
    assert (100 * float(undre), 100 * float(ovre)) == pytest.approx([float(g) for g in index])
