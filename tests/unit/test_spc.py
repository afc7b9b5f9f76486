"""Control charts, edge by edge: ties, gaps, breaks, guards, and that one stretch never judges another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analys.stats.spc import Hinder, Punkt, Slag, Styrning, Utslag, styr, xmr_granser
from analys.stats.spc_regler import Regel, i_rad, langd_for_ord, ringar, trend, tva_av_tre, utanfor

NAN = np.nan


def u(taljare: list[float | None], segment: list[int] | None = None, dolda: list[bool] | None = None) -> Styrning:
    return styr(Slag.U, taljare, [1.0] * len(taljare), segment or [0] * len(taljare), 1.0, dolda)


def jamn(antal: int, niva: int = 20) -> list[float | None]:
    """A quiet series around the level: one up, one down."""
    return [float(niva + (-1) ** i) for i in range(antal)]


def vektor(*varden: float) -> np.ndarray:
    return np.array(varden, dtype=float)


def test_a_point_on_the_limit_is_inside() -> None:
    assert utanfor(vektor(3, 3.001, -3, -3.001, NAN)).tolist() == [0, 1, 0, -1, 0]


@pytest.mark.parametrize(
    ("varden", "vantat"),
    [
        ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
        ([7, 6, 5, 4, 3, 2, 1], [-1] * 7),
        ([1, 2, 3, 4, 5, 6], [0] * 6),  # six points are five steps
        ([1, 2, 3, 3, 4, 5, 6, 7], [0] * 8),  # a tie starts anew
        ([1, 2, 3, NAN, 4, 5, 6, 7], [0] * 8),  # a gap too
        ([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], [1] * 6 + [-1] * 7),  # a point of two trends: the later
        ([0, 0, -9, -8, -7, -6, -5, -4, -3], [0, 0] + [1] * 7),  # by its direction, not by its side
    ],
)
def test_trend(varden: list[float], vantat: list[int]) -> None:
    assert trend(vektor(*varden), vektor(*varden)).tolist() == vantat


@pytest.mark.parametrize(
    ("z", "vantat"),
    [
        ([2.5, 0.1, 2.5], [1, 0, 1]),  # only those beyond are marked
        ([2.5, -0.1, 2.5], [0, 0, 0]),  # all three on one side
        ([2.5, 0.0, 2.5], [0, 0, 0]),
        ([2.0, 0.1, 2.5], [0, 0, 0]),  # exactly two thirds is not beyond
        ([3.5, 0.1, 2.5], [1, 0, 1]),  # the rule of 2023: outside the limits counts too
        ([-2.5, -2.5, -0.1], [-1, -1, 0]),
        ([2.5, NAN, 2.5], [0, 0, 0]),
        ([2.5, 0.1, 0.1, 2.5], [0, 0, 0, 0]),
    ],
)
def test_two_of_three(z: list[float], vantat: list[int]) -> None:
    assert tva_av_tre(vektor(*z)).tolist() == vantat


@pytest.mark.parametrize(
    ("z", "vantat"),
    [
        ([0.1] * 7, [1] * 7),
        ([-0.1] * 8, [-1] * 8),
        ([0.1] * 6, [0] * 6),
        ([0.1] * 3 + [0] + [0.1] * 4, [0] * 8),  # on the centre: starts anew
        ([0.1] * 3 + [NAN] + [0.1] * 4, [0] * 8),
    ],
)
def test_seven_in_a_row(z: list[float], vantat: list[int]) -> None:
    assert i_rad(vektor(*z)).tolist() == vantat


def test_a_point_has_the_ring_of_the_first_rule() -> None:
    z = vektor(0.1, 0.2, 0.3, 0.4, 2.5, 2.6, 3.5)
    assert ringar(z, z) == [(Regel.TREND, 1)] * 6 + [(Regel.UTANFOR, 1)]


@pytest.mark.parametrize(("perioder", "langd"), [(12, 9), (24, 9), (25, 11), (36, 11), (37, 12), (96, 13)])
def test_the_run_that_gives_the_word_grows_with_the_series(perioder: int, langd: int) -> None:
    assert langd_for_ord(perioder) == langd


def test_a_gap_takes_both_moving_ranges_with_it() -> None:
    """1, 2, NA, 4, 5, 7, 6: ranges 1, 1, 2, 1 and not also 2 over the gap."""
    assert xmr_granser(vektor(1, 2, NAN, 4, 5, 7, 6)) == pytest.approx((25 / 6, 2.66 * 5 / 4))
    assert xmr_granser(vektor(1, 2, 4, 5, 7, 6)) == pytest.approx((25 / 6, 2.66 * 7 / 5))


def test_a_constant_series_has_no_limits_and_no_marks() -> None:
    assert xmr_granser(vektor(5, 5, 5)) == (5.0, 0.0)
    ut = styr(Slag.XMR, [50.0] * 12, [10.0] * 12, [0] * 12)
    assert (ut.utslag, ut.segment[0].hinder) == (Utslag.FOR_FA, Hinder.INGEN_VARIATION)
    assert set(ut.punkter) == {Punkt(5.0)}
    lika = u([20.0] * 12)
    assert (lika.utslag, lika.segment[0].hinder) == (Utslag.INGEN, None)
    assert {(p.ring, p.signal) for p in lika.punkter} == {(None, 0)}


@pytest.mark.parametrize(("antal", "utslag"), [(11, Utslag.FOR_FA), (12, Utslag.INGEN)])
def test_twelve_visible_months_are_needed(antal: int, utslag: Utslag) -> None:
    assert u([*jamn(antal), None, None]).utslag is utslag


def test_a_missing_month_is_a_gap_in_its_place() -> None:
    for taljare, namnare in (([5.0, None, 7.0], [1.0, 1.0, 1.0]), ([5.0, 6.0, 7.0], [1.0, None, 1.0])):
        ut = styr(Slag.U, [*taljare, *jamn(12)], [*namnare, *[1.0] * 12], [0] * 15)
        assert ut.punkter[1] == Punkt()
        assert [p.varde for p in ut.punkter[:3]] == [5.0, None, 7.0]


def test_more_than_a_quarter_hidden_is_not_judged() -> None:
    """What is hidden is small, so the months left are too high to judge by."""
    x, dolda = [None] * 4 + jamn(12), [True] * 4 + [False] * 12
    assert u(x, dolda=dolda).utslag is Utslag.INGEN
    dolda_fler = u([None, *x], dolda=[True, *dolda])
    assert (dolda_fler.utslag, dolda_fler.segment[0].hinder) == (Utslag.FOR_FA, Hinder.MANGA_DOLDA)
    assert u([None, *x], dolda=[False] * 17).utslag is Utslag.INGEN, "missing is no sample of the small"


@pytest.mark.parametrize(("langd", "utslag"), [(8, Utslag.INGEN), (9, Utslag.FORANDRING)])
def test_nine_in_a_row_give_the_word_and_eight_do_not(langd: int, utslag: Utslag) -> None:
    ut = u([104.0, 95.0] * 4 + [104.0] * langd + [95.0, 94.0])
    assert ut.utslag is utslag
    assert [p.signal for p in ut.punkter] == [0] * 8 + [int(langd == 9)] * langd + [0] * 2


def test_a_run_below_three_events_a_month_gives_no_word() -> None:
    lag, hog = [1.0, 2.0] * 2 + [3.0] * 9 + [1.0], [2.0, 3.0] * 2 + [5.0] * 9 + [2.0]
    assert (u(lag).utslag, u(lag).segment[0].hinder) == (Utslag.FOR_FA, Hinder.FOR_FA_HANDELSER)
    assert u(hog).utslag is Utslag.FORANDRING


def test_exact_limits_give_the_word_also_below_three_events_but_no_ring() -> None:
    ut = u([1.0, 0.0, 0.0, 2.0] * 4 + [9.0])
    assert ut.utslag is Utslag.FORANDRING
    assert [i for i, p in enumerate(ut.punkter) if p.signal] == [16]
    assert not any(p.ring for p in ut.punkter)


def test_those_left_out_must_be_three_a_month_too() -> None:
    def p(taljare: float) -> Utslag:
        return styr(Slag.P, [taljare, taljare + 1] * 6, [50.0] * 12, [0] * 12).utslag

    assert [p(t) for t in (2, 3, 46, 47)] == [Utslag.FOR_FA, Utslag.INGEN, Utslag.INGEN, Utslag.FOR_FA]


def test_no_events_at_all_and_everybody_cannot_be_judged() -> None:
    for taljare, namnare in ((0.0, 50.0), (50.0, 50.0)):
        assert styr(Slag.P, [taljare] * 12, [namnare] * 12, [0] * 12).segment[0].hinder is Hinder.FOR_FA_HANDELSER
    assert u([0.0] * 12).segment[0].hinder is Hinder.FOR_FA_HANDELSER


def test_a_mean_with_many_values_on_the_centre_is_not_judged() -> None:
    varden = [4.0, 5.0, 6.0, 5.0] * 4
    ut = styr(Slag.XMR, [10 * v for v in varden], [10.0] * 16, [0] * 16)
    assert ut.segment[0].hinder is Hinder.MANGA_LIKA


def test_a_mean_outside_its_limits_has_a_ring_and_no_word() -> None:
    varden = [4.0, 5.5, 4.2, 5.6, 4.1, 5.4, 4.3, 5.2, 4.4, 5.7, 4.6, 9.9]
    ut = styr(Slag.XMR, [10 * v for v in varden], [10.0] * 12, [0] * 12)
    assert (ut.punkter[-1].ring, ut.punkter[-1].signal, ut.utslag) == ((Regel.UTANFOR, 1), 0, Utslag.INGEN)


def test_a_mean_gets_the_word_from_nine_in_a_row_alone() -> None:
    varden = [4.0, 4.6, 4.2, 4.5, 4.1, 4.4, 4.3, *[5.0, 5.2, 5.1, 5.3, 5.0, 5.4, 5.2, 5.1, 5.3]]
    ut = styr(Slag.XMR, [10 * v for v in varden], [10.0] * 16, [0] * 16)
    assert ut.utslag is Utslag.FORANDRING
    assert [p.signal for p in ut.punkter] == [0] * 7 + [1] * 9
    assert not any(p.ring for p in ut.punkter[7:]), "a point with the word needs no ring"


def test_the_word_is_the_last_stretch_s() -> None:
    skift = [95.0] * 12 + [140.0] * 12
    assert u(skift).utslag is Utslag.FORANDRING
    delad = u([*jamn(12, 95), *jamn(12, 140)], [0] * 12 + [1] * 12)
    assert delad.utslag is Utslag.INGEN
    assert {p.mitt for p in delad.punkter} == {95.0, 140.0}
    kort = u([*jamn(12, 95), *jamn(2, 140)], [0] * 12 + [1] * 2)
    assert [s.utslag for s in kort.segment] == [Utslag.INGEN, Utslag.FOR_FA]
    assert kort.utslag is Utslag.FOR_FA


def test_no_moving_range_over_a_break() -> None:
    varden = [4.0, 4.2] * 6 + [8.0, 8.2] * 6
    ut = styr(Slag.XMR, [10 * v for v in varden], [10.0] * 24, [0] * 12 + [1] * 12)
    assert [round((p.ovre or 0) - (p.mitt or 0), 3) for p in ut.punkter] == [round(2.66 * 0.2, 3)] * 24


@pytest.mark.parametrize(
    ("slag", "x", "n", "segment"),
    [
        (Slag.P, [], [], []),
        (Slag.P, [1.0], [2.0, 2.0], [0]),
        (Slag.P, [1.0], [2.0], [0, 0]),
        (Slag.P, [3.0], [2.0], [0]),
        (Slag.P, [0.5], [2.0], [0]),
        (Slag.P, [1.0], [2.5], [0]),
        (Slag.U, [1.0], [0.0], [0]),
        (Slag.U, [-1.0], [1.0], [0]),
        (Slag.U, [1.5], [1.0], [0]),
        (Slag.XMR, [1.5], [-1.0], [0]),
    ],
)
def test_impossible_numbers_are_refused(slag: Slag, x: list, n: list, segment: list) -> None:
    with pytest.raises(ValueError, match="styr needs"):
        styr(slag, x, n, segment)


PERIOD = st.one_of(st.none(), st.integers(0, 60))
SERIE = st.lists(PERIOD, min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(SERIE, SERIE, st.sampled_from(list(Slag)))
def test_what_follows_a_break_changes_nothing_before_it(forsta: list, andra: list, slag: Slag) -> None:
    n = [60.0] * len(forsta)
    ensam = styr(slag, forsta, n, [7] * len(forsta))
    bada = styr(slag, forsta + andra, n + [60.0] * len(andra), [7] * len(forsta) + [8] * len(andra))
    assert bada.segment[0] == ensam.segment[0]


@settings(max_examples=60, deadline=None)
@given(SERIE, st.sampled_from(list(Slag)), st.sampled_from([1.0, 100.0, 10_000.0]))
def test_every_period_has_its_point_and_limits_enclose_the_centre(serie: list, slag: Slag, faktor: float) -> None:
    ut = styr(slag, serie, [60.0] * len(serie), [0] * len(serie), faktor)
    assert [p.varde is None for p in ut.punkter] == [v is None for v in serie]
    for p in ut.punkter:
        if p.mitt is None:
            assert (p.undre, p.ovre, p.signal, p.ring) == (None, None, 0, None)
        else:
            assert 0 <= p.undre <= p.mitt <= p.ovre
            assert not (p.signal and p.ring)
    assert (ut.utslag is Utslag.FOR_FA) == (ut.segment[0].hinder is not None)
    assert (ut.utslag is Utslag.FORANDRING) == any(p.signal for p in ut.punkter)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=30))
def test_a_share_and_its_complement_are_judged_alike(serie: list[int]) -> None:
    n = [60.0] * len(serie)
    rak, vand = (styr(Slag.P, s, n, [0] * len(serie)) for s in (serie, [60 - v for v in serie]))
    assert rak.utslag is vand.utslag
    assert [p.signal for p in rak.punkter] == [-p.signal for p in vand.punkter]
