"""Control charts against the peers' published numbers and against exact distributions."""

import numpy as np
import pytest
from scipy.stats import binom, poisson

from analys.stats.spc import Hinder, Slag, Utslag, styr, xmr_granser
from analys.stats.spc_regler import ringar, utanfor

VINJETT = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
FALLA = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
# Montgomery, Introduction to Statistical Quality Control, table 7.4: orders with errors, as in qicharts2's
# tests (tbl_7.4_1): 25 samples of 80-120, centre 234/2450.
FEL = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
ANTAL = [
    100,
    80,
    80,
    100,
    110,
    110,
    100,
    100,
    90,
    90,
    110,
    120,
    120,
    120,
    110,
    80,
    80,
    80,
    90,
    100,
    100,
    100,
    100,
    90,
    90,
]


def test_xmr_screens_the_moving_ranges_once_as_the_vignette_of_nhsrplotthedots() -> None:
    mitt, bredd = xmr_granser(np.array(VINJETT, dtype=float))
    assert (mitt, mitt - bredd, mitt + bredd) == pytest.approx((1.9444, -0.7156, 4.6044), abs=5e-5)
    z = (np.array(VINJETT) - mitt) / (bredd / 3)
    assert [i + 1 for i, m in enumerate(utanfor(z)) if m] == [5]


def test_the_xmr_trap_gets_no_verdict() -> None:
    """16 months with 2 events: NHSRplotthedots flags all 16 points; here the guard refuses."""
    assert xmr_granser(np.array(FALLA, dtype=float)) == (0.125, 0.0)
    for slag, namnare in ((Slag.XMR, 1.0), (Slag.XMR, 10.0), (Slag.U, 1.0), (Slag.P, 40.0)):
        ut = styr(slag, FALLA, [namnare] * 16, [0] * 16)
        assert ut.utslag is Utslag.FOR_FA
        assert not any(p.signal or p.ring or p.mitt is not None for p in ut.punkter)
    assert styr(Slag.XMR, FALLA, [1.0] * 16, [0] * 16).segment[0].hinder is Hinder.FOR_FA_HANDELSER
    assert styr(Slag.XMR, FALLA, [10.0] * 16, [0] * 16).segment[0].hinder is Hinder.INGEN_VARIATION


def test_p_chart_gives_montgomery_s_centre_and_limits() -> None:
    ut = styr(Slag.P, FEL, ANTAL, [0] * 25)
    forsta = ut.punkter[0]
    assert (forsta.mitt, forsta.undre, forsta.ovre) == pytest.approx((0.0955102, 0.007335, 0.183686), abs=1e-6)
    assert ut.punkter[1].undre == pytest.approx(max(0, 0.0955102 - 3 * np.sqrt(0.0955102 * 0.9044898 / 80)), abs=1e-6)
    assert [i + 1 for i, p in enumerate(ut.punkter) if p.signal or p.ring] == [11], "as Montgomery: sample 11"


def test_u_chart_limits_follow_the_exposure() -> None:
    """By hand: 48 events in 16 exposures give 3 per exposure; limits 3 -+ 3 sqrt(3/n), the lower cut at 0."""
    ut = styr(Slag.U, [3] * 10 + [9, 9], [1.0] * 10 + [3.0, 3.0], [0] * 12, faktor=10)
    assert {p.mitt for p in ut.punkter} == {30.0}
    assert (ut.punkter[0].undre, ut.punkter[0].ovre) == pytest.approx((0, 30 + 30 * np.sqrt(3)))
    assert (ut.punkter[11].undre, ut.punkter[11].ovre) == pytest.approx((0, 60))
    assert ut.punkter[11].varde == 30


@pytest.mark.parametrize("sida", [-1, 1])
@pytest.mark.parametrize("niva", [7, 12, 40])
def test_the_word_is_given_exactly_where_scipy_s_poisson_says_so(niva: int, sida: int) -> None:
    """23 months that balance the 24th, so that the centre stays at ``niva``; the 24th moves out step by step."""
    andrade = 0
    for steg in range(1, niva + 1 if sida < 0 else 2 * niva):
        sista = niva + sida * steg
        ovriga = [niva + (-1) ** i for i in range(22)]
        x = [*ovriga, niva - sida * steg, sista] if niva - sida * steg >= 0 else [*ovriga, niva, sista]
        ut, mitt = styr(Slag.U, x, [1.0] * 24, [0] * 24), sum(x) / 24
        chans = poisson.sf(sista - 1, mitt) if sida > 0 else poisson.cdf(sista, mitt)
        assert ut.punkter[-1].signal == (sida if chans < 0.025 / 24 else 0), (niva, sista)
        andrade += ut.punkter[-1].signal != 0
    assert andrade > 0


def test_the_word_is_given_exactly_where_scipy_s_binomial_says_so() -> None:
    tecken = set()
    for sista in range(60, 141, 4):
        x = [100 + 3 * (-1) ** i for i in range(22)] + [200 - sista, sista]
        ut = styr(Slag.P, x, [400] * 24, [0] * 24)
        hog, lag = binom.sf(sista - 1, 400, 0.25), binom.cdf(sista, 400, 0.25)
        vantat = int(hog < 0.025 / 24) - int(lag < 0.025 / 24)
        assert ut.punkter[-1].signal == vantat, sista
        tecken.add(vantat)
    assert tecken == {-1, 0, 1}


def test_rings_of_a_hand_worked_series() -> None:
    """Centre 0, sigma 1: point 2 outside; 4-10 rise at each step; 12 and 14 beyond two thirds; 16-22 on one side."""
    z = np.array([0.5, 3.5, -0.5, -1.6, -1, -0.4, 0.1, 0.5, 0.9, 1.4, -0.2, 2.2, 0.5, 2.6, -1, *[0.4, 0.8] * 3, 0.4])
    namn = [f"{r[0]}{r[1]:+d}" if r else "" for r in ringar(z, z)]
    assert namn == [
        "",
        "utanfor+1",
        "",
        *["trend+1"] * 7,
        "",
        "tva_av_tre+1",
        "",
        "tva_av_tre+1",
        "",
        *["i_rad+1"] * 7,
    ]
