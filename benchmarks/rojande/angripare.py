"""What follows from what is printed: for each hidden cell the least and the greatest count it can have.

The attacker knows that atoms are whole numbers >= 0 and that each printed cell is the sum of its atoms. First what
needs no optimisation (`forenkling`), then linear programming per connected component (HiGHS; the attacker's problem of
Fischetti & Salazar 2001, Management Science 47:1008), then whole numbers (branch and bound) where the relaxation alone
calls a cell wide. Every table found bounds all cells at once: a cell is *wide* as soon as two tables of whole numbers
differ by the threshold in it; *narrow* is said only after an optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from benchmarks.rojande.forenkling import SIFFRA, Motsagelse, Rest, Vektor, forenkla, utan_dubbletter
from benchmarks.rojande.pussel import Pussel
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

UTAN_NYTT = 4
"""How many attempts in a row that settle nothing end the search for tables that settle many cells at once."""


@dataclass(frozen=True)
class Svar:
    """Per cell [``undre``, ``ovre``]: exact where narrower than the threshold, else two counts that far apart."""

    undre: Vektor
    ovre: Vektor

    @property
    def bredd(self) -> Vektor:
        """Greatest minus least, per cell; 0 = known exactly."""
        return self.ovre - self.undre


def angrip(pussel: Pussel, troskel: int) -> Svar:
    """Return what can be said of every cell of the puzzle, at the resolution of ``troskel`` (>= 1).

    Raises
    ------
    Motsagelse : the printed values contradict each other.
    """
    rest = forenkla(pussel)
    okanda = np.flatnonzero(np.isnan(pussel.varde))
    undre = np.where(np.isnan(pussel.varde), pussel.matris @ rest.undre, pussel.varde)
    ovre = undre.copy()
    fragor = pussel.matris[okanda][:, rest.oppna]
    antal, del_av = connected_components(rest.matris.T @ rest.matris, directed=False)
    for nummer in range(antal):
        egna = np.flatnonzero(del_av == nummer)
        rader = np.flatnonzero(np.diff(fragor[:, egna].indptr) > 0)
        if len(rader) == 0:
            continue
        unika, plats = utan_dubbletter(fragor[rader][:, egna])
        minst, mest = Komponent(rest, egna, unika, troskel).los()
        undre[okanda[rader]] += minst[plats]
        ovre[okanda[rader]] += mest[plats]
    return Svar(undre, ovre)


class Komponent:
    """The attack on one connected component: ``fragor`` are the distinct parts of cells that lie in it."""

    def __init__(self, rest: Rest, egna: NDArray[np.int_], fragor: csr_array, troskel: int) -> None:
        rader = np.flatnonzero(np.diff(rest.matris[:, egna].indptr) > 0)
        self.matris, self.summa = rest.matris[rader][:, egna], rest.summa[rader]
        self.undre, self.ovre = rest.undre[rest.oppna[egna]], rest.ovre[rest.oppna[egna]]
        self.golv = fragor @ self.undre
        self.fragor, self.troskel = fragor, troskel
        antal = fragor.shape[0]
        self.minst, self.mest = np.full(antal, np.inf), np.full(antal, -np.inf)  # among whole-number tables
        self.lp_minst, self.lp_mest = self.minst.copy(), self.mest.copy()  # among all tables
        self.slump = np.random.default_rng(0)

    def los(self) -> tuple[Vektor, Vektor]:
        """Return per part the least and greatest sum, less what the settled lower bounds already make of it."""
        self._sprid(self._lp, lambda: self.lp_mest - self.lp_minst)
        self._sprid(self._snabbt_heltal, lambda: self.mest - self.minst)
        for i in np.argsort(np.diff(self.fragor.indptr), kind="stable"):
            self._avgor(i)
        return self.minst - self.golv, self.mest - self.golv

    def _sprid(self, losare: Callable[[Vektor], Vektor], bredd: Callable[[], Vektor]) -> None:
        """Collect extreme tables that pull many open parts at once (no common atom), while that settles some."""
        misslyckade = 0
        while misslyckade < UTAN_NYTT and len(oppna := np.flatnonzero(bredd() < self.troskel)):
            mal = np.zeros(self.fragor.shape[1])
            for i in self.slump.permutation(oppna):
                atomer = self.fragor.indices[self.fragor.indptr[i] : self.fragor.indptr[i + 1]]
                if not mal[atomer].any():
                    mal[atomer] = self.slump.choice([-1.0, 1.0])
            for riktning in (mal, -mal):
                self._ta_in(losare(riktning))
            misslyckade = 0 if (bredd()[oppna] >= self.troskel).any() else misslyckade + 1

    def _avgor(self, i: int) -> None:
        """Settle one part by its own optima: the relaxation first, whole numbers where that does not decide."""
        rad = self.fragor[[i]]
        lagst, hogst = (rad @ self.undre)[0], (rad @ self.ovre)[0]
        mal = rad.toarray()[0]
        vid = self.lp_mest[i] - self.lp_minst[i] >= self.troskel
        for losare in (self._heltal,) if vid else (self._lp, self._heltal):
            if self.minst[i] > lagst and self.mest[i] - self.minst[i] < self.troskel:
                lagst = np.ceil(mal @ self._optimum(losare, mal) - SIFFRA)
            if self.mest[i] < hogst and self.mest[i] - self.minst[i] < self.troskel:
                hogst = np.floor(mal @ self._optimum(losare, -mal) + SIFFRA)
        if len(rad.indices) == 1:  # what is proven of an atom helps all that follows
            self.undre[rad.indices] = max(self.undre[rad.indices[0]], lagst)
            self.ovre[rad.indices] = min(self.ovre[rad.indices[0]], hogst)

    def _optimum(self, losare: Callable[[Vektor], Vektor], mal: Vektor) -> Vektor:
        tabell = losare(mal)
        self._ta_in(tabell)
        return tabell

    def _ta_in(self, tabell: Vektor) -> None:
        """Let one feasible table widen every part."""
        varden = self.fragor @ tabell
        self.lp_minst, self.lp_mest = np.minimum(self.lp_minst, varden), np.maximum(self.lp_mest, varden)
        hel = np.round(tabell)
        if np.abs(tabell - hel).max() < SIFFRA and np.abs(self.matris @ hel - self.summa).max(initial=0.0) < SIFFRA:
            varden = self.fragor @ hel
            self.minst, self.mest = np.minimum(self.minst, varden), np.maximum(self.mest, varden)

    def _lp(self, mal: Vektor) -> Vektor:
        svar = linprog(mal, A_eq=self.matris, b_eq=self.summa, bounds=np.column_stack([self.undre, self.ovre]))
        if svar.status != 0:
            raise Motsagelse(svar.message)
        return svar.x

    def _heltal(self, mal: Vektor, lucka: float = 0.0) -> Vektor:
        krav = LinearConstraint(self.matris, self.summa, self.summa)
        bounds, hela = Bounds(self.undre, self.ovre), np.ones(len(mal))
        svar = milp(mal, constraints=krav, bounds=bounds, integrality=hela, options={"mip_rel_gap": lucka})
        if svar.status != 0:
            raise Motsagelse(svar.message)
        return np.round(svar.x)

    def _snabbt_heltal(self, mal: Vektor) -> Vektor:
        return self._heltal(mal, lucka=0.5)
