"""Surveys: corrected intervals, adjusted tests, and what organisations never get."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analys.stats.enkat import ALFA, Svarande, effektivt_antal, holm, jamfor, p_mot_andel, wilson_andlig

SVAR = st.integers(2, 400).flatmap(
    lambda stort_n: st.integers(1, stort_n).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(stort_n))
    )
)


def test_when_everybody_answered_the_value_is_its_own_interval() -> None:
    undre, ovre = wilson_andlig([30, 0, 40], [40, 40, 40], [40, 40, 40], 0.95)
    assert undre.tolist() == ovre.tolist() == [0.75, 0, 1]
    assert p_mot_andel([30, 30], [40, 40], [40, 40], [0.75, 0.74]).tolist() == [1, 0]


@given(SVAR, st.sampled_from([0.95, 0.998]))
def test_the_corrected_interval_holds_the_share_and_narrows_with_the_answer_rate(
    tal: tuple[int, int, int], niva: float
) -> None:
    x, n, stort_n = tal
    undre, ovre = (float(g) for g in wilson_andlig(x, n, stort_n, niva))
    assert 0 <= undre <= x / n + 1e-12
    assert x / n - 1e-12 <= ovre <= 1
    vid_undre, vid_ovre = (float(g) for g in wilson_andlig(x, n, 10 * stort_n, niva))
    assert vid_undre <= undre + 1e-12
    assert ovre <= vid_ovre + 1e-12


@given(SVAR, st.integers(1, 99))
def test_the_interval_misses_a_share_exactly_when_its_p_value_is_small(tal: tuple[int, int, int], procent: int) -> None:
    x, n, stort_n = tal
    undre, ovre = (float(g) for g in wilson_andlig(x, n, stort_n, 0.95))
    assume(min(abs(procent / 100 - undre), abs(procent / 100 - ovre)) > 1e-9)
    assert (not undre <= procent / 100 <= ovre) == bool(p_mot_andel(x, n, stort_n, procent / 100) < ALFA)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_makes_a_p_value_smaller_and_keeps_their_order(p: list[float]) -> None:
    justerade = holm(p)
    assert (justerade >= np.asarray(p)).all()
    assert (justerade <= 1).all()
    ordning = np.argsort(p, kind="stable")
    assert (np.diff(justerade[ordning]) >= 0).all()


@pytest.mark.parametrize(("n", "stort_n"), [(0, 10), (-1, 10), (11, 10), (float("nan"), 10)])
def test_more_answers_than_asked_and_none_at_all_are_errors(n: float, stort_n: float) -> None:
    with pytest.raises(ValueError, match="svar <= tillfragade"):
        effektivt_antal(n, stort_n)


@pytest.mark.parametrize(("x", "n"), [(-1, 10), (11, 10)])
def test_more_yes_than_answers_is_an_error(x: int, n: int) -> None:
    for gor in (lambda: wilson_andlig(x, n, 20, 0.95), lambda: p_mot_andel(x, n, 20, 0.5)):
        with pytest.raises(ValueError, match="ja <= svar"):
            gor()


@pytest.mark.parametrize("mot", [0, 1, 1.2, float("nan")])
def test_a_fixed_share_is_between_0_and_1(mot: float) -> None:
    with pytest.raises(ValueError, match="mot < 1"):
        p_mot_andel(5, 10, 20, mot)


@pytest.mark.parametrize("p", [[0.1, 1.1], [float("nan")], [-0.1]])
def test_what_is_no_p_value_is_refused(p: list[float]) -> None:
    with pytest.raises(ValueError, match="holm"):
        holm(p)


def test_organisations_get_neither_interval_nor_test() -> None:
    with pytest.raises(ValueError, match="organisations"):
        jamfor([5], [10], [20], [0.5], Svarande.ORGANISATION)
    assert jamfor([5], [10], [20], [0.5], Svarande.PERSON).p_holm.tolist() == [1]
