"""What the printed equations settle without optimisation: bounds of atoms, known atoms, independent equations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.rojande.pussel import Pussel
from numpy.typing import NDArray
from scipy.sparse import csr_array

SIFFRA = 1e-6
"""Distance within which a computed number is taken as whole."""
GRANSLOST = 1000.0
"""How far above the greatest printed value an atom that no printed sum bounds may lie."""
PRIMTAL = 2**31 - 1

Vektor = NDArray[np.float64]


class Motsagelse(ValueError):  # noqa: N818 - a finding about what is printed, not a fault
    """No table of whole numbers >= 0 has the printed values."""


@dataclass(frozen=True)
class Rest:
    """What is left: bounds of all atoms, independent equations ``matris`` @ x = ``summa`` of the ``oppna``."""

    matris: csr_array
    summa: Vektor
    oppna: NDArray[np.int_]
    undre: Vektor
    ovre: Vektor


def forenkla(pussel: Pussel) -> Rest:
    """Tighten bounds by each equation alone and solve what the equations together settle, until nothing changes.

    Raises
    ------
    Motsagelse : the printed values contradict each other.
    """
    kanda = np.flatnonzero(~np.isnan(pussel.varde))
    matris, plats = utan_dubbletter(pussel.matris[kanda])
    summa = np.zeros(matris.shape[0])
    summa[plats] = pussel.varde[kanda]
    if (summa[plats] != pussel.varde[kanda]).any():
        raise Motsagelse("the printed values contradict each other")
    undre = np.zeros(matris.shape[1])
    ovre = np.full_like(undre, summa.max(initial=0.0) + GRANSLOST)
    while True:
        undre, ovre = _strama(matris, summa, undre, ovre)
        oppna = np.flatnonzero(undre < ovre)
        if len(oppna) == 0:
            return Rest(csr_array((0, 0)), np.zeros(0), oppna, undre, ovre)
        hoger = summa - matris @ np.where(undre < ovre, 0.0, undre)
        oberoende, trappa = _trappa(matris[:, oppna].toarray().astype(np.int64), hoger)
        losta, varden = _losta(trappa, summa.max(initial=0.0) + GRANSLOST)
        if len(losta) == 0:
            return Rest(matris[oberoende][:, oppna], hoger[oberoende], oppna, undre, ovre)
        undre[oppna[losta]] = ovre[oppna[losta]] = varden


def utan_dubbletter(matris: csr_array) -> tuple[csr_array, NDArray[np.int_]]:
    """Return the distinct rows of a 0/1 matrix and, for each row, the number of its distinct row."""
    nummer: dict[bytes, int] = {}
    matris.sort_indices()
    granser = zip(matris.indptr[:-1], matris.indptr[1:], strict=True)
    plats = np.array([nummer.setdefault(matris.indices[i:j].tobytes(), len(nummer)) for i, j in granser], int)
    _, forsta = np.unique(plats, return_index=True)
    return matris[forsta], plats


def _strama(matris: csr_array, summa: Vektor, undre: Vektor, ovre: Vektor) -> tuple[Vektor, Vektor]:
    """Propagate: a part of a sum is at most what the least of the others leave, at least what their most leave."""
    rad, spalt = matris.tocoo().coords
    while True:
        minst, mest = (np.bincount(rad, grans[spalt], len(summa)) for grans in (undre, ovre))
        ny_ovre, ny_undre = ovre.copy(), undre.copy()
        np.minimum.at(ny_ovre, spalt, (summa - minst)[rad] + undre[spalt])
        np.maximum.at(ny_undre, spalt, (summa - mest)[rad] + ovre[spalt])
        if (ny_undre > ny_ovre).any():
            raise Motsagelse("the printed values contradict each other")
        if (ny_undre == undre).all() and (ny_ovre == ovre).all():
            return undre, ovre
        undre, ovre = ny_undre, ny_ovre


def _trappa(matris: NDArray[np.int64], summa: Vektor) -> tuple[NDArray[np.int_], NDArray[np.int64]]:
    """Return which equations are independent, and these in echelon form modulo a prime.

    Gauss, the shortest equation first so that they stay sparse. Modulo a prime there is no rounding; that something is
    0 modulo 2^31 - 1 but not 0 happens by chance alone, about once in two thousand million.

    Raises
    ------
    Motsagelse : a dependent equation has another sum than those it depends on.
    """
    ordning = np.argsort(np.count_nonzero(matris, axis=1), kind="stable")
    arbete = np.column_stack([matris, np.round(summa).astype(np.int64)])[ordning] % PRIMTAL
    behall = []
    for i, rad in enumerate(arbete):
        spalter = np.flatnonzero(rad)
        if len(spalter) == 0:
            continue
        if spalter[0] == matris.shape[1]:
            raise Motsagelse("the printed values contradict each other")
        behall.append(i)
        _dra_ifran(arbete, rad, i + 1 + np.flatnonzero(arbete[i + 1 :, spalter[0]]), spalter)
    return ordning[behall], arbete[behall]


def _losta(trappa: NDArray[np.int64], hogst: float) -> tuple[NDArray[np.int_], Vektor]:
    """Return the atoms that the equations alone settle, and their values (back substitution, then rows of one atom).

    Raises
    ------
    Motsagelse : such a value is no whole number from 0 to ``hogst``.
    """
    for i in range(len(trappa) - 1, 0, -1):
        spalter = np.flatnonzero(trappa[i])
        _dra_ifran(trappa, trappa[i], np.flatnonzero(trappa[:i, spalter[0]]), spalter)
    ensamma = trappa[np.count_nonzero(trappa[:, :-1], axis=1) == 1]
    losta = np.argmax(ensamma[:, :-1] > 0, axis=1) if len(ensamma) else np.zeros(0, int)
    faktorer = ensamma[np.arange(len(losta)), losta]
    varden = np.array(
        [int(v) * pow(int(f), -1, PRIMTAL) % PRIMTAL for f, v in zip(faktorer, ensamma[:, -1], strict=True)], float
    )
    if (varden > hogst).any():
        raise Motsagelse("a settled count is not a whole number >= 0")
    return losta, varden


def _dra_ifran(
    arbete: NDArray[np.int64], rad: NDArray[np.int64], berors: NDArray[np.int_], spalter: NDArray[np.int_]
) -> None:
    """Subtract from the rows ``berors`` what makes them 0 in the first of the row's own columns ``spalter``."""
    faktor = arbete[berors, spalter[0]] * pow(int(rad[spalter[0]]), -1, PRIMTAL) % PRIMTAL
    yta = np.ix_(berors, spalter)
    arbete[yta] = (arbete[yta] - np.outer(faktor, rad[spalter]) % PRIMTAL) % PRIMTAL
