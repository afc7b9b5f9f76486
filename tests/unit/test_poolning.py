"""The choice of period: case by case, and that no visible figure with enough events is passed over."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analys.stats.omdome import MINST_HANDELSER
from analys.stats.poolning import Skal, Val, valj


@pytest.mark.parametrize(
    ("handelser", "svar"),
    [
        ([10], Val(0, Skal.FORSTA)),
        ([10, 40, 120], Val(0, Skal.FORSTA)),
        ([9, 10], Val(1, Skal.LANGRE)),
        ([None, 7, 25, 80], Val(2, Skal.LANGRE)),
        ([8, None, 12], Val(2, Skal.LANGRE)),  # tertial not yet whole: passed over
        ([6, 8, 9], Val(2, Skal.ANDA_FOR_FA)),
        ([None, 8, None], Val(1, Skal.ANDA_FOR_FA)),  # the longest crosses a break and has no figure
        ([0, 0, 0], Val(2, Skal.ANDA_FOR_FA)),
        ([None, None], Val(0, Skal.INGEN)),
        ([math.inf], Val(0, Skal.FORSTA)),
    ],
)
def test_the_shortest_period_with_ten_events_is_chosen(handelser: list[float | None], svar: Val) -> None:
    assert valj(handelser) == svar


@pytest.mark.parametrize("handelser", [[], [3.0, math.nan]])
def test_nothing_to_choose_from_is_an_error(handelser: list[float | None]) -> None:
    with pytest.raises(ValueError, match="valj"):
        valj(handelser)


@given(st.lists(st.none() | st.integers(0, 60), min_size=1, max_size=5))
def test_the_choice_is_the_first_that_is_enough_and_never_one_without_a_figure(tal: list[int | None]) -> None:
    val = valj(tal)
    valt = tal[val.plats]
    racker = [h for h in tal if h is not None and h >= MINST_HANDELSER]
    assert (valt is None) == all(h is None for h in tal)
    assert (valt in racker) == bool(racker)
    assert not any(h is not None and h >= MINST_HANDELSER for h in tal[: val.plats])
    assert (val.skal in {Skal.FORSTA, Skal.LANGRE}) == bool(racker)
