"""What may still move, against the whole system of equations in plain linear algebra."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space
from scipy.sparse import csr_array

from analys.disclosure.rorligt import Rorligt
from analys.disclosure.system import RUM, System
from analys.disclosure.uppslag import INGEN

TROSKEL = 5


def _system(a: np.ndarray, varden: np.ndarray) -> System:
    ingen = np.array([], dtype=np.int64)
    return System(varden.astype(float), csr_array(a.astype(float)), ingen, ingen, ingen, {})


@st.composite
def _fall(draw: st.DrawFn) -> tuple[System, np.ndarray]:
    """Return a small system with coefficients -1, 0 and 1, and which unknowns stay as they are."""
    rader, antal = draw(st.integers(1, 6)), draw(st.integers(1, 9))
    tal = draw(st.lists(st.sampled_from([0, 0, 1, 1, -1]), min_size=rader * antal, max_size=rader * antal))
    varden = draw(st.lists(st.integers(0, 200), min_size=antal, max_size=antal))
    stilla = draw(st.lists(st.booleans(), min_size=antal, max_size=antal))
    return _system(np.array(tal).reshape(rader, antal), np.array(varden)), np.array(stilla)


@settings(max_examples=40)
@given(_fall())
def test_the_groups_move_just_as_the_unknowns_may(fall: tuple[System, np.ndarray]) -> None:
    system, stilla = fall
    rorligt = Rorligt.av(system, stilla, TROSKEL)
    hela = system.a.toarray()
    tillatna = null_space(np.vstack([hela, np.eye(system.antal)[stilla]]))
    gruppernas = null_space(rorligt.a.toarray()) if rorligt.a.shape[0] else np.eye(rorligt.a.shape[1])
    assert tillatna.shape[1] == gruppernas.shape[1]  # as many ways to move: nothing is lost, nothing added
    alla = np.arange(rorligt.a.shape[1])
    for steg in gruppernas.T:
        okanda, andring = rorligt.andring(alla, steg)
        hela_steget = np.zeros(system.antal)
        hela_steget[okanda] = andring
        assert np.allclose(hela @ hela_steget, 0)
        assert not hela_steget[stilla].any()


@settings(max_examples=40)
@given(_fall())
def test_a_group_goes_as_far_as_the_first_of_its_counts_can(fall: tuple[System, np.ndarray]) -> None:
    system, stilla = fall
    rorligt, langst = Rorligt.av(system, stilla, TROSKEL), RUM * TROSKEL
    for grupp, (ned, upp) in enumerate(zip(rorligt.ned, rorligt.upp, strict=True)):
        egna = np.flatnonzero(rorligt.grupp == grupp)
        for hur_langt, riktning in ((upp, 1), (ned, -1)):
            efter = system.varden[egna] + riktning * hur_langt * rorligt.tecken[egna]
            assert efter.min() >= 0
            assert hur_langt <= langst
            assert hur_langt == langst or efter.min() == 0


def test_two_parts_of_a_printed_total_move_against_each_other() -> None:
    # total 0 = 1 + 2, printed; 2 is also 3 + 4, of which 4 is printed: 3 moves with 2 and against 1
    system = _system(np.array([[-1, 1, 1, 0, 0], [0, 0, -1, 1, 1]]), np.array([10, 3, 7, 3, 4]))
    rorligt = Rorligt.av(system, np.array([True, False, False, False, True]), TROSKEL)
    assert rorligt.grupp.tolist() == [INGEN, 0, 0, 0, INGEN]
    assert rorligt.tecken[1] == -rorligt.tecken[2] == -rorligt.tecken[3]
    assert rorligt.a.shape == (0, 1)
    assert sorted([rorligt.ned[0], rorligt.upp[0]]) == [3, 3]  # 1 has 3 to lose, and so has 3


def test_a_hidden_part_alone_stays_as_it_is() -> None:
    rorligt = Rorligt.av(_system(np.array([[-1, 1, 1]]), np.array([5, 2, 3])), np.array([True, True, False]), TROSKEL)
    assert rorligt.grupp.tolist() == [INGEN] * 3
