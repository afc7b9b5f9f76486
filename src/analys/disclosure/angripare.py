"""The attacker: knows every printed figure and every equation, and works out what each hidden count can be.

Linear programming (HiGHS) over the unknowns that hang together. A count is proven safe by two whole-numbered worlds
that both agree with all that is printed and in which it differs by at least T; it is worked out when the linear
optimum leaves it less room than that. The counts may move 20 T from the truth: room enough to show a difference of T.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from analys.disclosure.losare import los
from analys.disclosure.system import RUM, Flyttal, Mask, System
from analys.disclosure.uppslag import Heltal

TALAMOD, _KORT = 20.0, 1.0
"""Seconds for one problem in whole numbers, and for one of many; after that the answer is the best found, or none."""
_VARV, _LONAR_SIG, _FORGAVES = 40, 5, 4
"""How many times many counts are moved at once, at most; how many it must settle to be worth its while, and how many
times it may fail to."""
_FORSOK, _RORELSE = 4, 1e-4
"""How many corners are tried for one that is whole, and what each step costs there: the fewer move, the better."""
_MARGINAL = 1e-6


@dataclass
class Spann:
    """The lowest and highest value of each count in the worlds that were found; the truth is always one of them.

    Of the counts ``foljda`` (sorted) the values in each world are kept: what an insider knows narrows the worlds.
    """

    lagst: Flyttal
    hogst: Flyttal
    foljda: Heltal
    varldar: list[Flyttal]

    @classmethod
    def av(cls, system: System, foljda: Heltal) -> Spann:
        """Return the span of the true world alone."""
        return cls(system.varden.copy(), system.varden.copy(), foljda, [system.varden[foljda]])

    def med(self, okanda: Heltal, varld: Flyttal) -> None:
        """Widen with one more world (the values of ``okanda``, which are sorted)."""
        self.lagst[okanda] = np.minimum(self.lagst[okanda], varld)
        self.hogst[okanda] = np.maximum(self.hogst[okanda], varld)
        _, har, var = np.intersect1d(self.foljda, okanda, assume_unique=True, return_indices=True)
        egna = self.varldar[0].copy()
        egna[har] = varld[var]
        self.varldar.append(egna)

    def for_insiders(self, ensamma: Heltal) -> Iterator[tuple[int, Flyttal]]:
        """Yield each of ``ensamma`` and how far apart the worlds where it is as it is hold each of ``foljda``."""
        varldar = np.array(self.varldar)
        for ensam in ensamma:
            egen = varldar[:, np.searchsorted(self.foljda, ensam)]
            yield int(ensam), np.ptp(varldar[egen == egen[0]], axis=0)

    def smala(self, krav: Heltal, troskel: int) -> Heltal:
        """Return those of ``krav`` that no two worlds hold apart by ``troskel``."""
        return krav[self.hogst[krav] - self.lagst[krav] < troskel - _MARGINAL]


def angrip(system: System, kanda: Mask, krav: Mask, troskel: int, spann: Spann) -> Heltal:
    """Return the counts of ``krav`` that can be worked out to within less than ``troskel``.

    Parameters
    ----------
    kanda : Mask
        The unknowns that are printed, here or earlier.
    krav : Mask
        The hidden ones that must keep their room.
    spann : Spann
        The worlds that are known to agree with all that is printed; widened with those that are found.
    """
    utrett = [_angrip_del(system, okanda, krav, troskel, spann) for okanda in sammanhangande(system, ~kanda, krav)]
    ensamma = np.flatnonzero(krav & kanda)
    return np.sort(np.concatenate([ensamma, *utrett]).astype(np.int64))


def sammanhangande(system: System, okand: Mask, krav: Mask) -> Iterator[Heltal]:
    """Yield the groups of unknowns that equations tie together, those with something to protect (each sorted)."""
    kol = np.flatnonzero(okand)
    a = abs(csc_array(system.a[:, kol]))
    _, etikett = connected_components(csr_array(a.T @ a), directed=False)
    for nr in np.unique(etikett[krav[kol]]):
        yield kol[etikett == nr]


def _angrip_del(system: System, okanda: Heltal, krav: Mask, troskel: int, spann: Spann) -> Heltal:
    """Return the counts of one group that can be worked out."""
    egna = okanda[krav[okanda]]
    varld = Varld(system, okanda, troskel)
    _sprid(varld, okanda, egna, troskel, spann)
    utraknade: list[int] = []
    for en in spann.smala(egna, troskel):
        for riktning in (1.0, -1.0):
            if not len(spann.smala(np.array([en]), troskel)):
                break
            spann.med(okanda, varld.langst(int(np.searchsorted(okanda, en)), riktning))
        utraknade.extend(spann.smala(np.array([en]), troskel).tolist())
    return np.array(utraknade, dtype=np.int64)


def sprid(system: System, kanda: Mask, krav: Mask, troskel: int, spann: Spann) -> None:
    """Widen the spans with worlds in which many counts of ``krav`` move at once (as for `angrip`)."""
    for okanda in sammanhangande(system, ~kanda, krav):
        _sprid(Varld(system, okanda, troskel), okanda, okanda[krav[okanda]], troskel, spann)


def _sprid(varld: Varld, okanda: Heltal, egna: Heltal, troskel: int, spann: Spann) -> None:
    """Widen the spans of ``egna``, of one group, while that settles some of them."""
    slump, forgaves = np.random.default_rng(len(okanda)), 0
    for varv in range(_VARV):
        smala = spann.smala(egna, troskel)
        fore = len(smala)
        if not fore:
            return
        vikt = np.zeros(len(okanda))
        vikt[np.searchsorted(okanda, smala)] = (1.0, -1.0)[varv] if varv < 2 else slump.choice([-1.0, 1.0], len(smala))
        spann.med(okanda, varld.manga(vikt, troskel))
        forgaves += fore - len(spann.smala(egna, troskel)) < _LONAR_SIG
        if forgaves == _FORGAVES:
            return


class Varld:
    """The worlds that agree with what is printed, over some unknowns (sorted); all others are as they are."""

    def __init__(self, system: System, okanda: Heltal, troskel: int) -> None:
        a = csr_array(system.a[:, okanda])
        self.a = csr_array(a[np.diff(a.indptr) > 0])
        self.noll = np.zeros(self.a.shape[0])
        self.sanning = system.varden[okanda]
        self.undre = -np.minimum(self.sanning, RUM * troskel)
        self.ovre = np.full(len(okanda), float(RUM * troskel))

    def manga(self, vikt: Flyttal, hogst: float) -> Flyttal:
        """Return a whole-numbered world where the weighted sum of changes is large, each counted up to ``hogst``.

        The true world when none is found in time: what it could have shown to be safe must then be shown otherwise.
        """
        undre = np.where(vikt < 0, np.maximum(self.undre, -hogst), self.undre)
        ovre = np.where(vikt > 0, hogst, self.ovre)
        linjart = los(-vikt, self.a, self.noll, undre, ovre, sekunder=TALAMOD)
        if linjart is None:
            return self.sanning
        steg = np.round(linjart)
        if not self._tillats(linjart, steg):
            rorliga = np.flatnonzero(np.abs(linjart) > _MARGINAL)  # the corner is not whole; what it moves may move
            steg = self._heltal(-vikt, rorliga, undre, ovre, _KORT, 0.5)
        return np.asarray(self.sanning + steg)

    def langst(self, plats: int, riktning: float) -> Flyttal:
        """Return the whole-numbered world where one count is as far from the truth as it can be, up or down.

        The true world when none is found in time: the count then counts as worked out.
        """
        n, slump = len(self.sanning), np.random.default_rng(plats)
        vikt = np.zeros(n)
        vikt[plats] = riktning
        for _ in range(_FORSOK):
            rorelse = _RORELSE * slump.random(n)
            upp_ned = los(
                np.concatenate([rorelse - vikt, rorelse + vikt]),
                hstack([self.a, -self.a]),
                self.noll,
                np.zeros(2 * n),
                np.concatenate([self.ovre, -self.undre]),
                sekunder=TALAMOD,
                forlos=False,
            )
            if upp_ned is None:
                return self.sanning
            linjart = upp_ned[:n] - upp_ned[n:]
            if self._tillats(linjart, np.round(linjart)):
                return np.asarray(self.sanning + np.round(linjart))
        return np.asarray(self.sanning + self._heltal(-vikt, np.arange(n), self.undre, self.ovre, TALAMOD, 0.05))

    def _tillats(self, linjart: Flyttal, helt: Flyttal) -> bool:
        """Return whether a change is whole, and the equations allow it."""
        brott = np.concatenate([linjart - helt, self.a @ helt])
        return bool(np.abs(brott).max(initial=0) < _MARGINAL)

    def _heltal(
        self, kostnad: Flyttal, fria: Heltal, undre: Flyttal, ovre: Flyttal, sekunder: float, gap: float
    ) -> Flyttal:
        """Return the cheapest whole-numbered change of the unknowns ``fria`` that is found in time (else none)."""
        a, hela = csc_array(self.a)[:, fria], np.ones(len(fria), dtype=bool)
        svar = los(kostnad[fria], a, self.noll, undre[fria], ovre[fria], heltal=hela, sekunder=sekunder, gap=gap)
        x = np.zeros(len(kostnad))
        if svar is not None:
            x[fria] = np.round(svar)
        return x
