"""Survey statistics beside statsmodels and worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

from analys.stats.enkat import effektivt_antal, holm, p_mot_andel, wilson_andlig


def test_fifty_of_a_hundred_and_twenty_count_as_eighty_five() -> None:
    """50 x 119 / 70 = 85, by hand."""
    assert float(effektivt_antal(50, 120)) == 85


@given(st.lists(st.floats(0, 1), min_size=1, max_size=15))
def test_holm_equals_statsmodels(p: list[float]) -> None:
    assert holm(p).tolist() == pytest.approx(multipletests(p, method="holm")[1].tolist(), abs=1e-15)


def test_holm_by_hand() -> None:
    """Four tests: 4 x 0,01; 3 x 0,013 = 0,039, raised to 0,04; 2 x 0,03; 0,2."""
    assert holm([0.03, 0.01, 0.2, 0.013]).tolist() == pytest.approx([0.06, 0.04, 0.2, 0.04])


def test_with_nearly_everybody_unasked_the_tests_are_statsmodels_own() -> None:
    for x, n, p0 in ((30, 50, 0.75), (46, 50, 0.75), (5, 80, 0.1)):
        assert float(p_mot_andel(x, n, 1e12, p0)) == pytest.approx(proportions_ztest(x, n, p0, prop_var=p0)[1])
        undre, ovre = (float(g) for g in wilson_andlig(x, n, 1e12, 0.95))
        assert (undre, ovre) == pytest.approx(proportion_confint(x, n, method="wilson"), abs=1e-8)


def test_the_corrected_interval_is_wilson_s_of_the_effective_number() -> None:
    """40 of 50 answers from 120 asked: Wilson of 68 of 85."""
    undre, ovre = (float(g) for g in wilson_andlig(40, 50, 120, 0.95))
    assert (undre, ovre) == pytest.approx(proportion_confint(68, 85, method="wilson"), abs=1e-12)
