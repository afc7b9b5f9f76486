"""HiGHS through its own interface, against scipy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analys.disclosure.losare import los


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_the_answer_costs_what_scipys_does_and_keeps_to_the_limits(fro: int, hela: bool, forlos: bool) -> None:
    slump = np.random.default_rng(fro)
    a = slump.integers(-2, 3, (3, 8)).astype(float)
    pris, ovre = slump.uniform(-1, 3, 8), slump.integers(1, 9, 8).astype(float)
    hoger = a @ np.round(ovre / 2)  # so that there is an answer
    facit = milp(
        pris,
        constraints=LinearConstraint(a, hoger, hoger + 1),
        bounds=Bounds(0, ovre),
        integrality=np.full(8, int(hela)),
    )
    x = los(
        pris,
        csr_array(a),
        hoger,
        np.zeros(8),
        ovre,
        hogst=hoger + 1,
        heltal=np.full(8, hela),
        forlos=forlos,
    )
    assert x is not None
    assert pris @ x == pytest.approx(facit.fun, abs=1e-6)
    assert (x >= -1e-7).all()
    assert (x <= ovre + 1e-7).all()
    assert (a @ x >= hoger - 1e-6).all()
    assert (a @ x <= hoger + 1 + 1e-6).all()
    assert not hela or np.abs(x - np.round(x)).max() < 1e-6


def test_a_problem_without_an_answer_has_none() -> None:
    for hela in (None, np.ones(2, dtype=bool)):
        svar = los(np.ones(2), csr_array([[1.0, 1.0]]), np.array([5.0]), np.zeros(2), np.ones(2), heltal=hela)
        assert svar is None


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    los(np.ones(2), csr_array([[1.0, 1.0]]), np.ones(1), np.zeros(2), np.ones(2))
    assert capfd.readouterr() == ("", "")
