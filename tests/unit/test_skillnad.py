"""The change between two periods: what always holds, what is refused, and the words."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.stats.intervall import NIVAER
from analys.stats.skillnad import (
    Forandring,
    bedom_forandring,
    skillnad_andel,
    skillnad_medel,
    skillnad_rat,
)

ANDELAR = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
RATER = st.tuples(st.integers(0, 3000), st.integers(1, 400_000))


@given(ANDELAR, ANDELAR)
def test_a_difference_of_shares_lies_in_its_interval_and_turns_with_the_periods(nu, fore):
    trang, vid = (skillnad_andel(*nu, *fore, n) for n in NIVAER.values())
    skillnad = nu[0] / nu[1] - fore[0] / fore[1]
    assert -1 - 1e-9 <= vid[0] <= trang[0] <= skillnad + 1e-12
    assert skillnad - 1e-12 <= trang[1] <= vid[1] <= 1 + 1e-9
    omvant = skillnad_andel(*fore, *nu, 0.95)
    assert (float(-omvant[1]), float(-omvant[0])) == pytest.approx((float(trang[0]), float(trang[1])), abs=1e-12)


@given(RATER, RATER)
def test_a_difference_of_rates_lies_in_its_interval_and_turns_with_the_periods(nu, fore):
    trang, vid = (skillnad_rat(*nu, *fore, n) for n in NIVAER.values())
    skillnad = nu[0] / nu[1] - fore[0] / fore[1]
    assert vid[0] <= trang[0] <= skillnad <= trang[1] <= vid[1]
    omvant = skillnad_rat(*fore, *nu, 0.95)
    assert (float(-omvant[1]), float(-omvant[0])) == pytest.approx((float(trang[0]), float(trang[1])))


def test_a_rate_in_another_unit_gives_the_same_interval_in_that_unit():
    assert np.allclose(
        skillnad_rat(40, 10_619, 60, 10_500, 0.95), np.divide(skillnad_rat(40, 1.0619, 60, 1.05, 0.95), 1e4)
    )


def test_arrays_are_taken_row_by_row():
    undre, ovre = skillnad_andel([3, 40], [30, 400], [6, 80], [30, 400], 0.95)
    assert undre.shape == ovre.shape == (2,)
    assert ovre[0] > 0 > ovre[1]  # the same shares: only the larger shows a fall


@pytest.mark.parametrize("fel", [(1, 0), (-1, 10), (11, 10)])
def test_impossible_shares_are_refused_in_either_period(fel):
    for par in ((*fel, 3, 10), (3, 10, *fel)):
        with pytest.raises(ValueError, match="wilson needs"):
            skillnad_andel(*par, 0.95)


@pytest.mark.parametrize("fel", [(1, 0), (-1, 10), (3, -2)])
def test_impossible_rates_are_refused_in_either_period(fel):
    for par in ((*fel, 3, 10), (3, 10, *fel)):
        with pytest.raises(ValueError, match="needs (exponering|counts)"):
            skillnad_rat(*par, 0.95)


def test_a_rate_may_have_more_events_than_persons():
    assert skillnad_rat(250, 220, 200, 220, 0.95)[0] < 50 / 220


def test_means_of_nobody_are_refused_and_of_one_have_no_interval():
    with pytest.raises(ValueError, match="observations in both"):
        skillnad_medel((0, 0, 0), (10, 5, 30), 0.95)
    with pytest.raises(ValueError, match="observations in both"):
        skillnad_medel((10, 5, 30), (0, 0, 0), 0.95)
    assert np.isnan(skillnad_medel((3, 1, 9), (10, 5, 30), 0.95)).all()


@pytest.mark.parametrize(
    ("granser", "nu", "fore", "ord_"),
    [
        ((0.1, 2.0), 40, 20, Forandring.SAKERSTALLD),
        ((-2.0, -0.1), 0, 30, Forandring.SAKERSTALLD),  # from many to none
        ((0.0, 2.0), 40, 20, Forandring.INGEN),
        ((-1.0, 0.0), 40, 20, Forandring.INGEN),
        ((-1.0, 1.0), 10, 3, Forandring.INGEN),
        ((0.1, 2.0), 9, 9, Forandring.FOR_FA),
        ((-1.0, 1.0), 9, 0, Forandring.FOR_FA),
    ],
)
def test_verdict(granser, nu, fore, ord_):
    assert bedom_forandring(granser, nu, fore) is ord_


@pytest.mark.parametrize("granser", [(1.0, 0.0), (math.nan, 1.0), (0.0, math.nan)])
def test_limits_that_are_none_are_an_error_and_never_a_verdict(granser):
    with pytest.raises(ValueError, match="limits in order"):
        bedom_forandring(granser, 40, 40)
