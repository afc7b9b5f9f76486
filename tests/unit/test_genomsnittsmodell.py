"""The state machine of the average-day model, on sequences worked out by hand (Västerbotten's rutin 99624)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.stats.genomsnittsmodell import HOGST, OVER, TOM, Dagar, Lage, Regel, dagar_over, lagen

VARJE = Regel(3.0, 3, 3)
POOLAD = Regel(3.0, 3, 3, poolas=True)


def medel(*snitt: float | None, n: int = 10) -> list[Dagar | None]:
    """Return months of ten stays with these means; 0 is a month without patients, None one that is not shown."""
    return [None if m is None else (m * n, n) if m else (0.0, 0) for m in snitt]


def ansvar(manader: list[Dagar | None], regel: Regel) -> list[bool | None]:
    return [lage.ansvar for lage in lagen(manader, regel)]


def test_one_month_below_breaks_the_run_but_not_the_pooled_mean() -> None:
    """3,1 2,9 5,0: the months together are above 3 (11,0/3), but not each of them."""
    assert ansvar(medel(3.1, 2.9, 5.0, 1.0), VARJE) == [False, False, False, False]
    assert ansvar(medel(3.1, 2.9, 5.0, 1.0), POOLAD) == [False, False, False, True]


def test_exactly_three_is_not_above() -> None:
    assert [lage.mot_gransen for lage in lagen(medel(3.0, 3.1), VARJE)] == [HOGST, OVER]
    assert ansvar(medel(3.0, 3.1, 3.1, 3.1), VARJE)[-1] is False
    assert ansvar(medel(3.1, 3.1, 3.1, 0.5), VARJE) == [False, False, False, True]


def test_the_responsibility_ends_after_three_months_at_or_below() -> None:
    svar = ansvar(medel(4, 4, 4, 3, 3, 4, 3, 2.9, 3, 3), VARJE)
    assert svar == [False] * 3 + [True] * 6 + [False]


def test_a_month_without_patients_breaks_both_runs() -> None:
    svar = lagen(medel(4, 4, 0, 4, 4, 4, 2), VARJE)
    assert svar[2] == Lage(TOM, 0, ansvar=False)
    assert [s.ansvar for s in svar] == [False] * 6 + [True]
    assert ansvar(medel(4, 4, 4, 2, 2, 0, 2, 2, 2, 2), VARJE) == [False] * 3 + [True] * 6 + [False]


def test_a_month_that_is_not_shown_leaves_open_what_it_may_decide_and_no_more() -> None:
    svar = lagen(medel(4, 4, None, 2, 2, 2, 2), VARJE)
    assert svar[2] == Lage(None, None, ansvar=False)
    assert [s.ansvar for s in svar[3:]] == [None, None, None, False]  # three at or below end it either way
    assert svar[3].i_rad == 0


def test_days_above_a_riktmarke_are_of_all_stays_together() -> None:
    assert dagar_over((29.0, 10), 2.3) == pytest.approx(6.0)
    assert dagar_over((20.0, 10), 2.3) == 0


@given(st.lists(st.sampled_from([2.0, 4.0, 0.0, None]), max_size=6), st.booleans())
def test_what_is_said_with_hidden_months_is_true_of_every_course(snitt: list[float | None], poolas: bool) -> None:
    regel = Regel(3.0, 2, 2, poolas)
    fyllningar = product([2.0, 4.0, 0.0], repeat=snitt.count(None))
    sagt = lagen(medel(*snitt), regel)
    for fyllning in fyllningar:
        kvar = iter(fyllning)
        sant = lagen(medel(*(next(kvar) if m is None else m for m in snitt)), regel)
        for ett, annat in zip(sagt, sant, strict=True):
            assert ett.ansvar in (None, annat.ansvar)
            assert ett.i_rad in (None, annat.i_rad)
