"""The attacker: knows every printed figure and every equation, and works out what each hidden count can be.

Linear programming (HiGHS) over the unknowns that hang together. A count is proven safe by two whole-numbered worlds
that both agree with all that is printed and in which it differs by at least T; it is worked out when the linear
optimum leaves it less room than that. The counts may move 20 T from the truth: room enough to show a difference of T.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from analys.disclosure.system import RUM, Flyttal, Heltal, Mask, System

TALAMOD = 5.0
"""Seconds for one problem in whole numbers; after that the answer is the best that was found, or none."""
_VARV = 12
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

    def for_insider(self, ensam: int) -> Flyttal:
        """Return how far apart the worlds hold each of ``foljda``, of those where one of them is as it is."""
        varldar = np.array(self.varldar)
        egen = varldar[:, np.searchsorted(self.foljda, ensam)]
        return np.asarray(np.ptp(varldar[egen == egen[0]], axis=0))

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
            vikt = np.zeros(len(okanda))
            vikt[np.searchsorted(okanda, en)] = riktning
            spann.med(okanda, varld.ytterst(vikt))
        utraknade.extend(spann.smala(np.array([en]), troskel).tolist())
    return np.array(utraknade, dtype=np.int64)


def sprid(system: System, kanda: Mask, krav: Mask, troskel: int, spann: Spann) -> None:
    """Widen the spans with worlds in which many counts of ``krav`` move at once (as for `angrip`)."""
    for okanda in sammanhangande(system, ~kanda, krav):
        _sprid(Varld(system, okanda, troskel), okanda, okanda[krav[okanda]], troskel, spann)


def _sprid(varld: Varld, okanda: Heltal, egna: Heltal, troskel: int, spann: Spann) -> None:
    """Widen the spans of ``egna``, of one group, while that settles some of them."""
    slump = np.random.default_rng(len(okanda))
    for varv in range(_VARV):
        smala = spann.smala(egna, troskel)
        fore = len(smala)
        if not fore:
            return
        vikt = np.zeros(len(okanda))
        vikt[np.searchsorted(okanda, smala)] = (1.0, -1.0)[varv] if varv < 2 else slump.choice([-1.0, 1.0], len(smala))
        spann.med(okanda, varld.ytterst(vikt, hogst=troskel))
        if varv >= 4 and fore - len(spann.smala(egna, troskel)) < fore / 20:
            return


class Varld:
    """The worlds that agree with what is printed, over some unknowns (sorted); all others are as they are."""

    def __init__(self, system: System, okanda: Heltal, troskel: int) -> None:
        a = csr_array(system.a[:, okanda])
        self.a = csr_array(a[np.diff(a.indptr) > 0])
        self.sanning = system.varden[okanda]
        self.undre = -np.minimum(self.sanning, RUM * troskel)
        self.ovre = np.full(len(okanda), float(RUM * troskel))

    def ytterst(self, vikt: Flyttal, hogst: float | None = None) -> Flyttal:
        """Return a whole-numbered world that maximises the weighted sum of changes, each counted up to ``hogst``.

        The true world when none is found in time: what it could have shown to be safe then counts as worked out.
        """
        undre, ovre = self.undre, self.ovre
        if hogst is not None:
            undre, ovre = (np.where(vikt < 0, np.maximum(undre, -hogst), undre), np.where(vikt > 0, hogst, ovre))
        steg = los(-vikt, self.a, undre, ovre, snabbt=hogst is not None)
        return self.sanning if steg is None else self.sanning + steg


def los(kostnad: Flyttal, a: csr_array, undre: Flyttal, ovre: Flyttal, *, snabbt: bool = False) -> Flyttal | None:
    """Return whole-numbered x with ``a x = 0`` within bounds and the least cost, or None when none is found in time.

    The linear solution is nearly always whole already (it is a corner); else it is solved again as integers. With
    ``snabbt`` only what the linear solution moves may move then, and any good answer will do.
    """
    svar = linprog(
        kostnad,
        A_eq=a,
        b_eq=np.zeros(a.shape[0]),
        bounds=np.stack([undre, ovre], axis=1),
        method="highs",
        options={"time_limit": TALAMOD},
    )
    if svar.status != 0:
        return None
    x = np.round(svar.x)
    if np.abs(svar.x - x).max(initial=0) < _MARGINAL and not np.abs(a @ x).max(initial=0) > _MARGINAL:
        return np.asarray(x)
    fria = np.flatnonzero(np.abs(svar.x) > _MARGINAL) if snabbt else np.arange(len(kostnad))
    hel = milp(
        kostnad[fria],
        constraints=LinearConstraint(csc_array(a)[:, fria], 0, 0),
        bounds=Bounds(undre[fria], ovre[fria]),
        integrality=np.ones(len(fria)),
        options={"time_limit": TALAMOD, "mip_rel_gap": 0.5 if snabbt else 0.05},
    )
    if hel.x is None:
        return None
    x = np.zeros(len(kostnad))
    x[fria] = np.round(hel.x)
    return x
