"""The fewest cells that protect one table, proven: the master and attacker problems of Fischetti & Salazar (2001).

A cell is hidden (y = 1) or printed. The master problem (integer program, HiGHS) picks the cheapest y that meets all
cuts so far; the attacker (linear program) looks for a primary cell whose greatest and least count then differ by less
than the threshold; its dual gives the cut ``sum(min(T, a_i beta_i + U alpha_i) y_i) >= T`` (their capacity constraints,
sliding protection level), and the master runs again. Whole numbers can only narrow a range, so the optimum here is a
lower bound of what any gate must hide; `angripare` tells whether it protects whole numbers too.

Last result, 20 tables of 84 cells (six kommuner x sex x age and all margins, T = 5, 2026-11-24): 480 primary
cells; fewest hidden 688 (proven in all 20; 34.4 of 84), no hidden cell narrow. pytauargus 0.6.0, OPT with unit cost:
716 with FREQ(5,30), but 78 primaries narrow in 14 tables; 820 with FREQ(5,100), its most, 18 narrow in 6 tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from benchmarks.rojande.forenkling import SIFFRA, Vektor
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

AXLAR = ("omrade", "kon", "aldersgrupp")


@dataclass(frozen=True)
class Optimum:
    """Which cells to hide (one bool per cell), their cost, and a proven lower bound of the cost."""

    dold: NDArray[np.bool_]
    kostnad: float
    minst: float


def optimum(
    matris: csr_array, antal: Vektor, summor: csr_array, vikt: Vektor, troskel: int, sekunder: float = 60.0
) -> Optimum:
    """Return the cheapest protection of one table.

    ``matris`` says which atoms each cell sums (cells x atoms; each atom is a cell too), ``antal`` the counts,
    ``summor`` which cells stand together in each printed sum (sums x cells, 0/1), ``vikt`` the cost of hiding each.

    Raises
    ------
    RuntimeError : the master problem found no solution within ``sekunder``.
    """
    primar = (antal >= 1) & (antal < troskel)
    snitt = _ensamma(summor)
    while True:
        svar = milp(
            vikt,
            constraints=LinearConstraint(snitt[:, :-1], lb=snitt[:, [-1]].toarray().ravel()),
            bounds=Bounds(primar.astype(float), 1.0),
            integrality=np.ones(len(vikt)),
            options={"time_limit": sekunder},
        )
        if svar.x is None:
            raise RuntimeError(f"no protection found: {svar.message}")
        dold = svar.x > 0.5
        nya = [rad for p in np.flatnonzero(primar) if (rad := _snitt(matris, antal, dold, p, troskel)) is not None]
        if not nya:
            return Optimum(dold, float(vikt @ dold), float(svar.mip_dual_bound))
        snitt = csr_array(vstack([snitt, csr_array(np.array(nya))]))


def _ensamma(summor: csr_array) -> csr_array:
    """No sum hides one cell alone (it would be known): the others' y >= its own. Rows end with their right side, 0."""
    rad, spalt = summor.tocoo().coords
    krav = summor[rad].tolil()
    krav[np.arange(len(spalt)), spalt] = -1.0
    return csr_array(np.column_stack([krav.toarray(), np.zeros(len(spalt))]))


def _snitt(matris: csr_array, antal: Vektor, dold: NDArray[np.bool_], p: int, troskel: int) -> Vektor | None:
    """Return the cut (coefficients, then right side) that the attack on cell ``p`` gives, or None if it is safe."""
    mal, upp = matris[[p]].toarray()[0], antal.sum()
    krav, hoger = vstack([matris, -matris]), np.concatenate([upp * dold, antal * dold])
    bredd, pris = 0.0, np.zeros(2 * len(antal))
    for tecken in (1.0, -1.0):
        svar = linprog(-tecken * mal, A_ub=krav, b_ub=hoger, bounds=(None, None))
        if svar.status != 0:
            raise RuntimeError(f"the attack failed: {svar.message}")
        bredd, pris = bredd - svar.fun, pris - svar.ineqlin.marginals
    if bredd >= troskel - SIFFRA:
        return None
    varde = np.concatenate([np.full(len(antal), upp), antal]) * pris
    return np.append(np.minimum(troskel, varde.reshape(2, -1).sum(axis=0)), troskel)


def tabellsummor(celler: pd.DataFrame) -> csr_array:
    """Return the printed sums (sums x cells) of a table with the axes ``AXLAR``: a total with its parts."""
    rader = []
    for axel in AXLAR:
        ovriga = [a for a in AXLAR if a != axel]
        rader += [index for index in celler.groupby(ovriga, observed=True).indices.values() if len(index) > 1]
    matris = np.zeros((len(rader), len(celler)))
    for rad, index in enumerate(rader):
        matris[rad, index] = 1.0
    return csr_array(matris)
