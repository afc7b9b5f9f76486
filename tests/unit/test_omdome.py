"""The verdict rule: figure by figure, and that it never disagrees with the interval that is drawn."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.stats.intervall import poisson, wilson
from analys.stats.omdome import MINST_HANDELSER, Omdome, bedom


@pytest.mark.parametrize(
    ("granser", "mot", "handelser", "vantade", "svar"),
    [
        ((10.1, 20.0), 10.0, 40, 30, Omdome.HOGRE),
        ((10.0, 20.0), 10.0, 40, 30, Omdome.INGEN),  # a limit that equals the comparator does not miss it
        ((1.0, 9.9), 10.0, 40, 60, Omdome.LAGRE),
        ((1.0, 10.0), 10.0, 40, 60, Omdome.INGEN),
        ((3.0, 26.0), 10.0, 9, 9.9, Omdome.FOR_FA),
        ((3.0, 26.0), 10.0, 10, 3, Omdome.INGEN),
        ((0.0, 0.5), 10.0, 0, 40, Omdome.LAGRE),  # none where 40 were expected can be told, though few were counted
    ],
)
def test_verdict(granser, mot, handelser, vantade, svar):
    assert bedom(granser, mot, handelser, vantade) is svar


@pytest.mark.parametrize(("granser", "mot"), [((2.0, 1.0), 1.0), ((math.nan, 1.0), 1.0), ((0.0, 1.0), math.nan)])
def test_a_number_that_is_none_is_an_error_and_never_a_verdict(granser, mot):
    with pytest.raises(ValueError, match="bedom"):
        bedom(granser, mot, 100, 100)


@given(st.integers(0, 400), st.integers(1, 400), st.floats(0.01, 0.99))
def test_a_share_is_judged_exactly_when_it_lies_outside_its_funnel(x, n, p):
    """The funnel p -+ z sqrt(p(1-p)/n) and Wilson's interval are the same statement (statistics.md 0, finding 3)."""
    x = min(x, n)
    granser = tuple(float(g) for g in wilson(x, n, 0.998))
    halva = 3.090232306167813 * math.sqrt(p * (1 - p) / n)
    if abs(abs(x / n - p) - halva) < 1e-9:
        return
    svar = bedom(granser, p, max(x, MINST_HANDELSER), n * p)
    assert svar.sakerstallt == (abs(x / n - p) > halva)
    assert svar in {Omdome.HOGRE, Omdome.LAGRE, Omdome.INGEN}


@given(st.integers(0, 2000), st.floats(0.5, 2000))
def test_a_rate_is_judged_exactly_when_its_interval_misses(x, vantat):
    undre, ovre = (float(g) for g in poisson(x, 0.998))
    svar = bedom((undre, ovre), vantat, max(x, MINST_HANDELSER), vantat)
    assert svar.sakerstallt == (vantat < undre or vantat > ovre)
