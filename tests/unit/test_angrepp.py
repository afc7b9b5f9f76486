"""The attacker and what protects against it, on small systems of equations: against scipy's milp, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analys.disclosure import angripare, sekundar
from analys.disclosure.angripare import Spann, angrip, sprid
from analys.disclosure.rorligt import Rorligt
from analys.disclosure.sekundar import (
    _grannar,
    _personer,
    _poster,
    _skydda_en,
    for_insiders,
    grannskap,
    komplettera,
)
from analys.disclosure.system import RUM, System
from analys.disclosure.uppslag import INGEN

T = 5
INGA = np.array([], dtype=np.int64)


def gor(a: object, varden: object) -> System:
    return System(np.array(varden, dtype=float), csr_array(np.array(a, dtype=float)), INGA, INGA, INGA, {})


def slumpat(fro: int, antal: int = 6, rader: int = 3) -> tuple[System, np.ndarray]:
    """Return a system with coefficients -1, 0, 1 and 2 of small counts, and which of them are printed."""
    slump = np.random.default_rng(fro)
    a = slump.choice([-1, 0, 0, 1, 1, 2], (rader, antal))
    return gor(a, slump.choice([0, 1, 2, 3, 4, 7, 30], antal)), slump.random(antal) < 0.3


def spannvidd(system: System, kanda: np.ndarray) -> np.ndarray:
    """Return how far apart two whole worlds can hold each count, both within `RUM` T of the truth."""
    langst = RUM * T
    varden = system.varden
    granser = Bounds(np.where(kanda, varden, np.maximum(0, varden - langst)), np.where(kanda, varden, varden + langst))
    b = system.a @ varden
    villkor = LinearConstraint(system.a.toarray(), b, b)
    ut = []
    for nr in range(system.antal):
        mal = np.eye(system.antal)[nr]
        svar = [milp(t * mal, constraints=villkor, bounds=granser, integrality=np.ones(system.antal)) for t in (1, -1)]
        ut.append(-svar[1].fun - svar[0].fun)
    return np.round(ut)


@pytest.mark.parametrize("fro", range(6))
def test_just_the_counts_that_can_be_worked_out_are_found(fro: int) -> None:
    system, kanda = slumpat(fro)
    krav = ~kanda
    spann = Spann.av(system, np.flatnonzero(krav))
    utraknade = angrip(system, kanda, krav, T, spann)
    vidd = spannvidd(system, kanda)
    assert utraknade.tolist() == np.flatnonzero(krav & (vidd < T)).tolist()
    assert (spann.hogst - spann.lagst <= vidd).all()
    b = system.a @ system.varden
    for varld in spann.varldar:
        hel = system.varden.copy()
        hel[spann.foljda] = varld
        assert (system.a @ hel == b).all()
        assert (hel >= 0).all()
        assert (hel == np.round(hel)).all()


@pytest.mark.parametrize("fro", range(4))
def test_what_is_hidden_besides_protects_all_that_can_be_protected(fro: int) -> None:
    system, fasta = slumpat(100 + fro, antal=8)
    sma = (system.varden > 0) & (system.varden < T) & ~fasta
    spann = Spann.av(system, np.flatnonzero(sma))
    kostnad = np.random.default_rng(fro).uniform(1, 5, system.antal)
    dolda = komplettera(system, sma, fasta, kostnad, sma, T, spann)
    assert not (dolda & fasta).any()
    assert (dolda | ~sma).all()
    vidd, helst = spannvidd(system, ~dolda), spannvidd(system, fasta)
    assert (vidd[dolda & (helst >= T)] >= T).all()
    assert (spann.hogst - spann.lagst <= vidd)[dolda].all()
    assert ((spann.hogst == spann.lagst) | dolda).all()  # a world where something printed moves is no world


def test_a_solver_that_finds_nothing_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    system = gor([[1, 1, -1]], [3, 40, 43])
    kanda, krav = np.array([False, False, True]), np.array([True, True, False])
    assert angrip(system, kanda, krav, T, Spann.av(system, np.array([0]))).tolist() == []
    monkeypatch.setattr(angripare, "los", lambda *_, **__: None)
    assert angrip(system, kanda, krav, T, Spann.av(system, np.array([0]))).tolist() == [0, 1]


def test_a_count_that_moves_by_fours_is_moved_by_eight() -> None:
    """x = 2 y and y = 2 z, but for what is printed: x is never 5 from where it was, nor 6, but it can be 8."""
    system = gor([[1, -2, 0], [0, 1, -2]], [3, 20, 20])
    ingen, krav = np.zeros(3, dtype=bool), np.array([True, False, False])
    for kostnad in (np.ones(3), np.array([1.0, 50, 1])):
        spann = Spann.av(system, np.array([0]))
        dolda = komplettera(system, krav, ingen, kostnad, krav, T, spann)
        assert dolda.all()
        assert (spann.hogst - spann.lagst).tolist() == [20, 10, 5]  # by 8 for x, then as far as z needs
    spann = Spann.av(system, np.array([0]))
    assert angrip(system, ingen, krav, T, spann).tolist() == []


def test_a_count_that_no_whole_change_moves_far_enough_is_worked_out() -> None:
    """As above, but x and another that sum to 6 are both 3: by fours they cannot move at all."""
    system = gor([[1, 1, 0, 0], [1, 0, -2, 0], [0, 0, 1, -2]], [3, 3, 20, 20])
    ingen, krav = np.zeros(4, dtype=bool), np.array([True, False, False, False])
    spann = Spann.av(system, np.array([0]))
    dolda = komplettera(system, krav, ingen, np.ones(4), krav, T, spann)
    assert dolda.tolist() == [True, False, False, False]
    assert angrip(system, ~dolda, krav, T, spann).tolist() == [0]
    assert angrip(system, ingen, krav, T, spann).tolist() == [0]
    assert spann.lagst[0] == spann.hogst[0] == 3


def test_the_cheapest_change_is_chosen() -> None:
    """0 can move with 1 (cost 9), or with 2 and 3 (cost 2 each)."""
    system = gor([[1, 1, 1, 0], [0, 0, 1, 1]], [3, 30, 30, 30])
    krav = np.array([True, False, False, False])
    for kostnad, vantat in (([1.0, 9, 2, 2], [0, 2, 3]), ([1.0, 3, 2, 2], [0, 1])):
        dolda = komplettera(system, krav, ~krav & False, np.array(kostnad), krav, T, Spann.av(system, np.array([0])))
        assert np.flatnonzero(dolda).tolist() == vantat
    fast = np.array([False, True, False, False])  # 1 has been printed: only the dear way is left
    dolda = komplettera(system, krav, fast, np.array([1.0, 1, 99, 99]), krav, T, Spann.av(system, np.array([0])))
    assert np.flatnonzero(dolda).tolist() == [0, 2, 3]


def test_worlds_widen_spans_and_an_insider_sees_only_those_where_the_one_is_one() -> None:
    system = gor([[1, 1, 1, 1]], [1, 4, 9, 2])
    spann = Spann.av(system, np.array([0, 1, 3]))
    spann.med(np.array([1, 2]), np.array([2.0, -2]))
    spann.med(np.array([0, 3]), np.array([3.0, -1]))
    assert spann.lagst.tolist() == [1, 4, 7, 1]
    assert spann.hogst.tolist() == [4, 6, 9, 2]
    assert spann.sanning.tolist() == [1, 4, 9, 2]
    assert [v.tolist() for v in spann.varldar] == [[1, 4, 2], [1, 6, 2], [4, 4, 1]]
    assert [(e, rum.tolist()) for e, rum in spann.for_insiders(np.array([0]))] == [(0, [0, 2, 0])]
    assert [(e, rum.tolist()) for e, rum in spann.for_insiders(np.array([1]))] == [(1, [3, 0, 1])]
    assert spann.smala(np.array([0, 1, 2, 3]), 2).tolist() == [3]
    assert spann.smala(np.array([0, 1, 2, 3]), 3).tolist() == [1, 2, 3]


def test_who_is_alone_in_a_count_cannot_work_out_the_other() -> None:
    """1 and 4 of a printed 35 have room for T between them, but the one knows the four: so the 30 is hidden too."""
    system, ingen = gor([[1, 1, 1]], [1, 4, 30]), np.zeros(3, dtype=bool)
    sma = np.array([True, True, False])
    spann = Spann.av(system, np.array([0, 1]))
    assert komplettera(system, sma, ingen, np.array([1.0, 1, 500]), sma, T, spann).all()
    assert for_insiders(system, sma, spann) == []
    spann = Spann.av(system, np.array([0, 1]))  # the 30 was printed before: that it cannot be helped is said
    assert komplettera(system, sma, ~sma, np.ones(3), sma, T, spann).tolist() == [True, True, False]
    assert for_insiders(system, sma, spann) == [(1, 0)]


def test_who_is_alone_is_kept_out_far_away_too() -> None:
    """0 to 3 as above, tied by 3 to a second total: the way out is through it."""
    system = gor([[1, 1, 1, 0, 0], [0, 0, 1, 1, 1]], [1, 4, 30, 2, 60])
    sma = np.array([True, True, False, True, False])
    spann = Spann.av(system, np.flatnonzero(sma))
    dolda = komplettera(system, sma, ~sma & False, np.array([1.0, 1, 3, 1, 3]), sma, T, spann)
    assert for_insiders(system, sma, spann) == []
    assert dolda[2]


def test_one_person_is_everywhere_where_a_total_of_one_has_one_part_of_one() -> None:
    """0 = 1 + 2 and 6 = 7 + 8 with one person in the total and the first part; 3 = 4 + 5 with one each in 4 and 5.

    9 = 10 of two persons, 11 + 12 = 13 + 14 with one person on each side, and 15 + 16 with no total: nothing follows.
    """
    a = np.zeros((6, 17))
    a[0, :3] = a[1, 3:6] = a[2, 6:9] = [-1, 1, 1]
    a[3, 9:11], a[4, 11:15], a[5, 15:] = [-1, 1], [1, 1, -1, -1], [1, 1]
    personer = _personer(gor(a, [1, 1, 0, 2, 1, 1, 1, 1, 0, 2, 2, 1, 0, 1, 0, 1, 1]))
    assert personer[0] == personer[1]
    assert personer[6] == personer[7]
    assert len(set(personer.tolist())) == 15


def test_who_can_work_out_whom() -> None:
    """1, 3 and 4 are 8 together. Where the one is one, 3 and 4 are 7 and were seen to move; the 2 was never."""
    system = gor([[1, 1, 1, 0]], [1, 3, 4, 2])
    sma = np.ones(4, dtype=bool)
    spann = Spann.av(system, np.arange(4))
    assert for_insiders(system, sma, spann) == [(1, 0), (2, 0), (3, 0)]
    spann.med(np.array([1, 2]), np.array([1.0, -1]))
    assert for_insiders(system, sma, spann) == [(3, 0)]
    assert for_insiders(system, np.array([True, True, True, False]), spann) == []
    assert for_insiders(system, np.array([False, True, True, True]), spann) == []
    samma = np.zeros(4, dtype=np.int64)
    assert for_insiders(system, sma, spann, samma) == []


def test_nobody_moves_when_the_one_asked_about_stays_or_is_the_one_known() -> None:
    system = gor([[1, 1, 1]], [1, 2, 3])
    spann = Spann.av(system, np.arange(3))
    rorligt = Rorligt.av(system, np.array([False, False, False]), T)
    assert len(_skydda_en(rorligt, 0, 0, np.ones(3), 1, spann)) == 0
    stilla = Rorligt.av(system, np.array([False, True, True]), T)
    assert len(_skydda_en(stilla, 0, INGEN, np.ones(3), 1, spann)) == 0
    assert len(spann.varldar) == 1
    assert set(_skydda_en(rorligt, 0, 1, np.ones(3), 1, spann).tolist()) == {0, 2}
    assert len(spann.varldar) == 3


# a chain: equation k ties k, k + 1 and a rest of its own, 6 + k
KEDJA = [[1 if k in {r, r + 1, 6 + r} else 0 for k in range(11)] for r in range(5)]


def test_the_nearest_come_first_and_the_rests_come_with_their_equations() -> None:
    rorligt = Rorligt.av(gor(KEDJA, [50] * 11), np.zeros(11, dtype=bool), T)
    plats = {int(k): int(g) for k, g in enumerate(rorligt.grupp)}
    namn = {g: k for k, g in plats.items()}
    assert len(namn) == 11

    def nara(storlek: int, stilla: int = INGEN, fran: int = 0) -> set[int]:
        vilka = grannskap(rorligt, plats[fran], INGEN if stilla == INGEN else plats[stilla], storlek)
        assert (np.diff(vilka) > 0).all()
        return {namn[int(g)] for g in vilka}

    assert nara(1) == {0, 6}
    assert nara(2) == {0, 1, 6, 7}
    assert nara(3) == {0, 1, 6, 7}
    assert nara(4) == {0, 1, 2, 6, 7, 8}
    assert nara(100) == set(range(11))
    assert nara(100, stilla=1) == {0, 6, 7}
    assert nara(100, stilla=9) == set(range(11)) - {9}
    assert nara(1, fran=10) == {10, 5}
    assert nara(4, fran=5) == {5, 4, 10, 3, 9, 8}
    ekvationen = np.array([plats[0], plats[6]])
    assert {namn[int(g)] for g in _grannar(rorligt, ekvationen)} == {0, 1, 6}


def test_the_search_goes_further_out_while_what_is_near_is_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    """0 can move with 1, which is near and costs 100, or with 2 and 3, further out, which cost 1 each."""
    monkeypatch.setattr(sekundar, "NARA", 1)
    rorligt = Rorligt.av(gor([[1, 1, 1, 0, 0], [0, 0, 1, 1, 1]], [3, 30, 30, 30, 30]), np.zeros(5, dtype=bool), T)
    kostnad = np.array([1.0, 100, 1, 1, 50])
    for dyrt, vantat in ((99.0, [0, 2, 3]), (np.inf, [0, 1])):
        spann = Spann.av(gor([[0] * 5], [3, 30, 30, 30, 30]), np.arange(5))
        assert _skydda_en(rorligt, 0, INGEN, kostnad, T, spann, dyrt=dyrt).tolist() == vantat
        assert spann.hogst[0] - spann.lagst[0] == T
        assert (spann.hogst > spann.lagst).nonzero()[0].tolist() == vantat


def test_the_entries_of_some_rows_are_those_of_slicing() -> None:
    a = csr_array(np.array([[0, 1, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1], [1, 0, 0, 0]]))
    assert _poster(a, np.array([0, 2])).tolist() == [1, 2, 0, 3]
    assert _poster(a, np.array([3, 1, 0])).tolist() == [0, 1, 2]
    assert _poster(a, INGA).tolist() == []


def test_many_counts_are_settled_together() -> None:
    """Ten tables of 2 x 2 with their margins printed: a few worlds move them all by T."""
    block = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    system = gor(np.kron(np.eye(10), block), [20] * 40)
    alla = np.ones(40, dtype=bool)
    spann = Spann.av(system, np.arange(40))
    sprid(system, ~alla, alla, T, spann)
    assert len(spann.smala(np.arange(40), T)) == 0
    assert (spann.hogst - spann.lagst <= 40).all()
    assert (spann.lagst >= 0).all()
