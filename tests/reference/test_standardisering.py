"""Published standardised rates: Down syndrome by birth order and the mother's age (Fleiss 1981, p. 249).

The table is the one of R's epitools (``ageadjust.direct``), which recreates table 1 of Fay & Feuer (1997, Stat Med
16:791-801): live births and cases in Michigan 1950-1964.
"""

import numpy as np
import pytest
from scipy.stats import chi2, norm

from analys.stats.standardisering import direkt, forvantat, indexgranser

FODDA = np.array(
    [
        [230061, 329449, 114920, 39487, 14208, 3052],
        [72202, 326701, 208667, 83228, 28466, 5375],
        [15050, 175702, 207081, 117300, 45026, 8660],
        [2293, 68800, 132424, 98301, 46075, 9834],
        [327, 30666, 123419, 149919, 104088, 34392],
    ]
)
FALL = np.array(
    [
        [107, 141, 60, 40, 39, 25],
        [25, 150, 110, 84, 82, 39],
        [3, 71, 114, 103, 108, 75],
        [1, 26, 64, 89, 137, 96],
        [0, 8, 63, 112, 262, 295],
    ]
)
ALLA_FODDA = np.array([319933, 931318, 786511, 488235, 237863, 61313])
ALLA_FALL = np.array([136, 396, 411, 428, 628, 530])


def test_the_table_is_the_published_one():
    assert (FODDA.sum(axis=0) == ALLA_FODDA).all()
    assert (FALL.sum(axis=0) == ALLA_FALL).all()


def test_direct_standardisation_gives_the_published_rate():
    """Birth order 1: 56.3 per 100 000 as it is, 92.3 with the ages of all mothers."""
    assert 1e5 * FALL[0].sum() / FODDA[0].sum() == pytest.approx(56.3, abs=0.05)
    varde, undre, ovre = direkt(FALL, FODDA, ALLA_FODDA, 0.95)
    assert 1e5 * varde[0] == pytest.approx(92.3, abs=0.05)
    assert (undre < varde).all()
    assert (varde < ovre).all()


def test_direct_limits_follow_dobson_with_exact_poisson_limits_written_out():
    """Byar's limits stand for the exact ones; at 412 events they agree to 0.01 %."""
    x, n, w = FALL[0], FODDA[0], ALLA_FODDA
    antal = x.sum()
    spridning = np.sqrt(sum(wi**2 * xi / ni**2 for wi, xi, ni in zip(w, x, n, strict=True)) / w.sum() ** 2 / antal)
    vantat = [
        92.30452553e-5 + spridning * (chi2.ppf(0.025, 2 * antal) / 2 - antal),
        92.30452553e-5 + spridning * (chi2.ppf(0.975, 2 * antal + 2) / 2 - antal),
    ]
    assert [float(g) for g in direkt(x, n, w, 0.95)[1:]] == pytest.approx(vantat, rel=1e-4)


def test_indirect_expected_counts_are_worked_by_hand():
    """Birth order 5+: 0.139 + 13.039 + 64.494 + 131.423 + 274.811 + 297.291 = 781.2 expected, 740 observed."""
    vantat = forvantat(FODDA[4], ALLA_FALL, ALLA_FODDA)
    assert float(vantat) == pytest.approx(781.196, abs=0.001)
    undre, ovre = (float(g) for g in indexgranser(740, vantat, 0.95))
    assert undre < 94.73 < ovre
    z = norm.ppf(0.975)
    assert (undre, ovre) == pytest.approx(  # Byar as in Breslow & Day 1987, p. 69
        (
            100 * 740 / float(vantat) * (1 - 1 / (9 * 740) - z / (3 * np.sqrt(740))) ** 3,
            100 * 741 / float(vantat) * (1 - 1 / (9 * 741) + z / (3 * np.sqrt(741))) ** 3,
        ),
        rel=1e-6,
    )


def test_below_ten_the_index_has_exact_limits():
    """5 observed: the exact limits 1.623486 and 11.668332 of PHE testdata_Rate, over 4 expected."""
    undre, ovre = indexgranser(5, 4.0, 0.95)
    assert (float(undre), float(ovre)) == pytest.approx((40.58715975, 291.708302), rel=1e-7)


def test_everybody_together_has_index_100():
    assert float(forvantat(ALLA_FODDA, ALLA_FALL, ALLA_FODDA)) == pytest.approx(ALLA_FALL.sum())
