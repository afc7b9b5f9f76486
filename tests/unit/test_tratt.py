"""Funnel limits agree with the verdict for every whole count, and refuse what has no funnel."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.katalog import Skala
from analys.stats.intervall import FAKTOR, NIVAER, poisson, wilson
from analys.stats.omdome import MINST_HANDELSER, bedom
from analys.stats.tratt import antalstratt, trattgranser

NIVA = NIVAER["998"]


def outside(skala: Skala, x: int, n: float, centrum: float) -> bool:
    undre, ovre = trattgranser(skala, centrum, n, NIVA)
    return not float(undre) <= FAKTOR[skala] * x / n <= float(ovre)


def judged(skala: Skala, x: int, n: float, centrum: float) -> bool:
    limits = wilson(x, n, NIVA) if skala is Skala.ANDEL else [FAKTOR[skala] * g / n for g in poisson(x, NIVA)]
    undre, ovre = (float(g) for g in limits)
    return bedom((undre, ovre), centrum, max(x, MINST_HANDELSER), 0).sakerstallt


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 999))
def test_a_share_lies_outside_exactly_when_it_is_judged(xn: tuple[int, int], promille: int) -> None:
    x, n, p = *xn, promille / 1000
    if min(abs(x / n - float(g)) for g in trattgranser(Skala.ANDEL, p, n, NIVA)) < 1e-9:
        return
    assert outside(Skala.ANDEL, x, n, p) == judged(Skala.ANDEL, x, n, p)


@given(
    st.integers(0, 600), st.integers(200, 20_000), st.floats(0.1, 10.0), st.sampled_from([Skala.PER_10000, Skala.KVOT])
)
def test_a_rate_lies_outside_exactly_when_it_is_judged(x: int, n: int, centrum: float, skala: Skala) -> None:
    assert outside(skala, x, n, centrum) == judged(skala, x, n, centrum)


@given(st.integers(5, 20_000), st.integers(1, 999))
def test_every_whole_count_near_a_share_s_limit_agrees(n: int, promille: int) -> None:
    granser = [float(g) for g in trattgranser(Skala.ANDEL, promille / 1000, n, NIVA)]
    for x in {avrundad for g in granser for avrundad in (math.floor(n * g), math.ceil(n * g))}:
        if min(abs(x / n - g) for g in granser) > 1e-9:
            assert outside(Skala.ANDEL, x, n, promille / 1000) == judged(Skala.ANDEL, x, n, promille / 1000)


@given(st.floats(0.01, 400))
def test_every_whole_count_near_a_rate_s_limit_agrees(vantade: float) -> None:
    """The counts just inside and just outside are where an interpolation could go wrong."""
    undre, ovre = (float(g) for g in antalstratt(vantade, NIVA))
    for x in {max(0, math.floor(undre)), math.ceil(undre), math.floor(ovre), math.ceil(ovre)}:
        lagst, hogst = (float(g) for g in poisson(x, NIVA))
        assert (not undre <= x <= ovre) == (not lagst <= vantade <= hogst)


@given(st.floats(0, 800), st.floats(0, 50), st.sampled_from(list(NIVAER.values())))
def test_the_curves_enclose_the_centre_and_grow(vantade: float, steg: float, niva: float) -> None:
    (u1, u2), (o1, o2) = antalstratt([vantade, vantade + steg], niva)
    assert 0 <= u1 <= vantade <= o1 + 1e-9
    assert u1 <= u2
    assert o1 <= o2


@pytest.mark.parametrize("skala", [Skala.MEDEL, Skala.ANTAL])
def test_means_and_counts_have_no_funnel(skala: Skala) -> None:
    with pytest.raises(ValueError, match="no funnel"):
        trattgranser(skala, 1.0, 10, NIVA)


@pytest.mark.parametrize(
    ("skala", "centrum", "n"),
    [
        (Skala.ANDEL, 0.5, 0),
        (Skala.ANDEL, 0.5, [10, -1]),
        (Skala.ANDEL, 1.01, 10),
        (Skala.ANDEL, -0.01, 10),
        (Skala.PER_10000, -1.0, 10),
        (Skala.PER_10000, math.nan, 10),
        (Skala.PER_10000, math.inf, 10),
        (Skala.KVOT, 2.0, math.nan),
    ],
)
def test_no_namnare_and_a_centre_out_of_range_are_errors(skala: Skala, centrum: float, n: object) -> None:
    with pytest.raises(ValueError, match="needs"):
        trattgranser(skala, centrum, n, NIVA)  # type: ignore[arg-type]
