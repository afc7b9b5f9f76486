"""What may still move when some counts are known: groups of counts, each of which moves with the others of its group.

Where a total is printed and two of its parts are hidden, one goes up as the other goes down; most of what is hidden
hangs together so. Found once, it makes every linear problem smaller (the singleton and doubleton equations of presolve:
Andersen & Andersen 1995, Mathematical Programming 71:221).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from analys.disclosure.system import RUM, Flyttal, Mask, System, utan_upprepningar
from analys.disclosure.uppslag import INGEN, Heltal


@dataclass(frozen=True)
class Rorligt:
    """Groups of unknowns and the equations that are left between them, ``a @ change = 0``.

    ``grupp`` gives the group of each unknown (`INGEN`: it stays as it is) and ``tecken`` whether it moves with its
    group (1) or against it (-1). A group may change by -``ned`` to ``upp``: then no count is below zero and none more
    than `RUM` thresholds from the truth.
    """

    grupp: Heltal
    tecken: Flyttal
    a: csr_array
    ned: Flyttal
    upp: Flyttal

    @classmethod
    def av(cls, system: System, stilla: Mask, troskel: int) -> Rorligt:
        """Return what moves when the unknowns ``stilla`` do not."""
        grupp, tecken, a = np.arange(system.antal), np.ones(system.antal), system.a.astype(float)
        while True:
            a, grupp = _utan(a, grupp, stilla)
            samman, egna, stilla = _ihop(a)
            if len(stilla) == len(samman) and not stilla.any():
                break
            a = csr_array(a @ csr_array((egna, (np.arange(len(samman)), samman)), (len(samman), len(stilla))))
            med = grupp != INGEN
            tecken[med] *= egna[grupp[med]]
            grupp[med] = samman[grupp[med]]
        a.sort_indices()
        a.data *= np.sign(a.data[a.indptr[:-1]]).repeat(np.diff(a.indptr))  # an equation and its negative are one
        langst = float(RUM * troskel)
        nedat, med = np.minimum(system.varden, langst), grupp != INGEN
        ned, upp = np.full(a.shape[1], langst), np.full(a.shape[1], langst)
        np.minimum.at(ned, grupp[med], np.where(tecken > 0, nedat, langst)[med])
        np.minimum.at(upp, grupp[med], np.where(tecken > 0, langst, nedat)[med])
        return cls(grupp, tecken, utan_upprepningar(a), ned, upp)

    @cached_property
    def per_grupp(self) -> csc_array:
        """The equations by group."""
        return csc_array(self.a)

    @cached_property
    def ensamma(self) -> Mask:
        """The groups that only one equation knows."""
        return np.asarray(np.diff(self.per_grupp.indptr) == 1)

    def summa(self, tal: Flyttal) -> Flyttal:
        """Return the sum of each group, of one number per unknown."""
        med = self.grupp != INGEN
        return np.bincount(self.grupp[med], tal[med], self.a.shape[1]).astype(float)

    def av_okanda(self, okanda: Heltal) -> Heltal:
        """Return the groups of those of ``okanda`` that may move (sorted)."""
        return np.unique(self.grupp[okanda][self.grupp[okanda] != INGEN])

    def andring(self, grupper: Heltal, steg: Flyttal) -> tuple[Heltal, Flyttal]:
        """Return the unknowns (sorted) that move when ``grupper`` do by the whole numbers ``steg``, and how much."""
        alla = np.zeros(self.a.shape[1] + 1)  # the last is that of `INGEN`
        alla[grupper] = steg
        okanda = np.flatnonzero(alla[self.grupp])
        return okanda, self.tecken[okanda] * alla[self.grupp[okanda]]

    def sammanhangande(self, grupper: Heltal) -> Iterator[Heltal]:
        """Yield the components that equations tie together and that hold some of ``grupper`` (each sorted)."""
        _, etikett = connected_components(csr_array(abs(self.per_grupp).T @ abs(self.a)), directed=False)
        for nr in np.unique(etikett[grupper]):
            yield np.flatnonzero(etikett == nr)


def _utan(a: csr_array, grupp: Heltal, stilla: Mask) -> tuple[csr_array, Heltal]:
    """Return the equations and the groups numbered anew, without the groups that stay as they are."""
    kvar = np.flatnonzero(~stilla)
    ny = np.full(len(stilla) + 1, INGEN)  # the last is that of `INGEN`
    ny[kvar] = np.arange(len(kvar))
    a = csr_array(a[:, kvar])
    a.eliminate_zeros()
    return csr_array(a[np.diff(a.indptr) > 0]), ny[grupp]


def _ihop(a: csr_array) -> tuple[Heltal, Flyttal, Mask]:
    """Return each group's new one, whether it moves with it (1) or against it (-1), and which new ones stay still.

    A group alone in an equation stays still. Of two in an equation the one is as the other, or its opposite: nodes
    ``2 i`` (as it is) and ``2 i + 1`` (its opposite); one that hangs together with its own opposite stays still.
    """
    n, antal = a.shape[1], np.diff(a.indptr)
    ensam = np.zeros(n, dtype=bool)
    ensam[a.indices[a.indptr[:-1][antal == 1]]] = True
    forst = a.indptr[:-1][antal == 2]
    forst = forst[np.abs(a.data[forst]) == np.abs(a.data[forst + 1])]
    i, j, mot = a.indices[forst], a.indices[forst + 1], a.data[forst] * a.data[forst + 1] > 0
    fran, till = np.concatenate([2 * i, 2 * i + 1]), np.concatenate([2 * j + mot, 2 * j + ~mot])
    _, etikett = connected_components(coo_array((np.ones(len(fran)), (fran, till)), shape=(2 * n, 2 * n)), False)
    som, tvartom = etikett[0::2], etikett[1::2]
    sedda, ny = np.unique(np.minimum(som, tvartom), return_inverse=True)
    stilla = np.zeros(len(sedda), dtype=bool)
    stilla[ny[ensam | (som == tvartom)]] = True
    return ny, np.where(som <= tvartom, 1.0, -1.0), stilla
