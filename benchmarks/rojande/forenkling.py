"""What the printed equations settle without optimisation: bounds of atoms, atoms that are known, independent equations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.rojande.pussel import Pussel

SIFFRA = 1e-6
"""Distance within which a computed number is taken as whole."""
GRANSLOST = 1000.0
"""How far above the greatest printed value an atom that no printed sum bounds may lie."""

Vektor = NDArray[np.float64]


class Motsagelse(ValueError):  # noqa: N818 - a finding about what is printed, not a fault
    """No table of whole numbers >= 0 has the printed values."""


@dataclass(frozen=True)
class Rest:
    """What is left: bounds for all atoms, and independent equations ``matris`` @ x = ``summa`` for the ``oppna`` ones."""

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
        oberoende, trappa = _trappa(matris[:, oppna].toarray(), hoger)
        losta, varden = _losta(trappa)
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
    """Propagate: in a sum, no part exceeds what the least of the others leave, nor falls below what their most leave."""
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


def _trappa(matris: Vektor, summa: Vektor) -> tuple[NDArray[np.int_], Vektor]:
    """Return which equations are independent, and these in echelon form (Gauss; the shortest first, to stay sparse).

    Raises
    ------
    Motsagelse : a dependent equation has another sum than those it depends on.
    """
    ordning = np.argsort(np.count_nonzero(matris, axis=1), kind="stable")
    arbete = np.column_stack([matris, summa])[ordning]
    behall = []
    for i, rad in enumerate(arbete):
        j = _ledande(rad)
        if abs(rad[j]) < SIFFRA:
            if abs(rad[-1]) > SIFFRA:
                raise Motsagelse("the printed values contradict each other")
            continue
        behall.append(i)
        berors = i + 1 + np.flatnonzero(np.abs(arbete[i + 1 :, j]) > SIFFRA)
        arbete[berors] -= np.outer(arbete[berors, j] / rad[j], rad)
    return ordning[behall], arbete[behall]


def _losta(trappa: Vektor) -> tuple[NDArray[np.int_], Vektor]:
    """Return the atoms that the equations alone settle, and their values (back substitution, then rows of one atom).

    Raises
    ------
    Motsagelse : such a value is not a whole number.
    """
    for i in range(len(trappa) - 1, 0, -1):
        j = _ledande(trappa[i])
        berors = np.flatnonzero(np.abs(trappa[:i, j]) > SIFFRA)
        trappa[berors] -= np.outer(trappa[berors, j] / trappa[i, j], trappa[i])
    ensamma = trappa[np.count_nonzero(np.abs(trappa[:, :-1]) > SIFFRA, axis=1) == 1]
    losta = np.array([_ledande(rad) for rad in ensamma], int)
    varden = ensamma[:, -1] / ensamma[np.arange(len(losta)), losta]
    if np.abs(varden - np.round(varden)).max(initial=0.0) > SIFFRA:
        raise Motsagelse("a settled count is not a whole number")
    return losta, np.round(varden) + 0.0


def _ledande(rad: Vektor) -> int:
    """The place of an equation's greatest coefficient (its last number is the sum); an atom always exists."""
    return int(np.argmax(np.abs(rad[:-1])))
