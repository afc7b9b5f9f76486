"""The attacker: knows every printed figure and every equation, and works out what each hidden count can be.

Linear programming (HiGHS) over the unknowns that hang together. A count is proven safe by two whole-numbered worlds
that both agree with all that is printed and in which it differs by at least T; it is worked out when the linear
optimum leaves it less room than that. The counts may move 20 T from the truth: room enough to show a difference of T.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from analys.disclosure.losare import los
from analys.disclosure.rorligt import Rorligt
from analys.disclosure.system import Flyttal, Mask, System
from analys.disclosure.uppslag import INGEN, Heltal

_LONAR_SIG, _FORGAVES = 5, 12
"""How many counts moving many at once must settle to be worth its while, and how often in a row it may fail to."""
_FORSOK, _RORELSE = 4, 1e-4
"""How many corners are tried for one that is whole, and what each step costs there: the fewer move, the better."""
_MARGINAL = 1e-6


@dataclass
class Spann:
    """The lowest and highest value of each count in the worlds that were found; the truth is always one of them.

    Of the counts ``foljda`` (sorted) the values in each world are kept: what an insider knows narrows the worlds.
    """

    sanning: Flyttal
    lagst: Flyttal
    hogst: Flyttal
    foljda: Heltal
    varldar: list[Flyttal]

    @classmethod
    def av(cls, system: System, foljda: Heltal) -> Spann:
        """Return the span of the true world alone."""
        return cls(system.varden, system.varden.copy(), system.varden.copy(), foljda, [system.varden[foljda]])

    def med(self, okanda: Heltal, andring: Flyttal) -> None:
        """Widen with one more world: how far the unknowns ``okanda`` (sorted) are from the truth in it."""
        varld = self.sanning[okanda] + andring
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
    rorligt = Rorligt.av(system, kanda, troskel)
    utrett = [np.flatnonzero(krav & (rorligt.grupp == INGEN))]
    utrett += [_angrip_del(varld, egna, troskel, spann) for varld, egna in _varldar(rorligt, krav)]
    return np.sort(np.concatenate(utrett))


def _varldar(rorligt: Rorligt, krav: Mask) -> Iterator[tuple[Varld, Heltal]]:
    """Yield the worlds of each component that holds some of ``krav``, and which it holds."""
    for grupper in rorligt.sammanhangande(rorligt.av_okanda(np.flatnonzero(krav))):
        yield Varld(rorligt, grupper), np.flatnonzero(krav & np.isin(rorligt.grupp, grupper))


def _angrip_del(varld: Varld, egna: Heltal, troskel: int, spann: Spann) -> Heltal:
    """Return the counts of one component that can be worked out."""
    _sprid(varld, egna, troskel, spann)
    utraknade: list[int] = []
    for en in spann.smala(egna, troskel):
        for riktning in (1.0, -1.0):
            if not len(spann.smala(np.array([en]), troskel)):
                break
            spann.med(*varld.langst(en, riktning))
        utraknade.extend(spann.smala(np.array([en]), troskel).tolist())
    return np.array(utraknade, dtype=np.int64)


def sprid(system: System, kanda: Mask, krav: Mask, troskel: int, spann: Spann) -> None:
    """Widen the spans with worlds in which many counts of ``krav`` move at once (as for `angrip`)."""
    for varld, egna in _varldar(Rorligt.av(system, kanda, troskel), krav):
        _sprid(varld, egna, troskel, spann)


def _sprid(varld: Varld, egna: Heltal, troskel: int, spann: Spann) -> None:
    """Widen the spans of ``egna``, of one component, while that settles some of them."""
    slump, forgaves = np.random.default_rng(len(egna)), 0
    while forgaves < _FORGAVES and len(smala := spann.smala(egna, troskel)):
        # a few counts weigh much more than the rest: such corners are more often whole
        vikt = slump.choice([-1.0, 1.0], len(smala)) * slump.exponential(size=len(smala)) ** 6
        spann.med(*varld.manga(smala, vikt))
        lonade_sig = len(smala) - len(spann.smala(smala, troskel)) >= _LONAR_SIG
        forgaves = 0 if lonade_sig else forgaves + 1


class Varld:
    """The worlds that agree with what is printed, over some groups of unknowns; all others are as they are."""

    def __init__(self, rorligt: Rorligt, grupper: Heltal) -> None:
        self.rorligt, self.grupper = rorligt, grupper
        a = csr_array(rorligt.a[:, grupper])
        self.a = csr_array(a[np.diff(a.indptr) > 0])
        self.noll = np.zeros(self.a.shape[0])
        self.undre, self.ovre = -rorligt.ned[grupper], rorligt.upp[grupper]

    def manga(self, okanda: Heltal, vikt: Flyttal) -> tuple[Heltal, Flyttal]:
        """Return a whole-numbered change where the weighted sum of those of ``okanda`` is as large as it can be.

        None of any unknown when that corner is not whole: what it could have shown must then be shown otherwise.
        """
        mal = np.zeros(len(self.grupper))
        mal[self._plats(okanda)] = vikt * self.rorligt.tecken[okanda]  # of two in one group either will do
        linjart = los(-mal, self.a, self.noll, self.undre, self.ovre)
        if linjart is None or not self._tillats(linjart, np.round(linjart)):
            return self._andring(self.noll[:0])
        return self._andring(np.round(linjart))

    def langst(self, okand: int, riktning: float) -> tuple[Heltal, Flyttal]:
        """Return the whole-numbered change that takes one count as far from the truth as it can be, up or down.

        None of any unknown when none is found: the count then counts as worked out.
        """
        n, slump = len(self.grupper), np.random.default_rng(okand)
        mal = np.zeros(n)
        mal[self._plats(okand)] = riktning * self.rorligt.tecken[okand]
        for _ in range(_FORSOK):
            rorelse = _RORELSE * slump.random(n)
            upp_ned = los(
                np.concatenate([rorelse - mal, rorelse + mal]),
                hstack([self.a, -self.a]),
                self.noll,
                np.zeros(2 * n),
                np.concatenate([self.ovre, -self.undre]),
                forlos=False,
            )
            if upp_ned is None:
                return self._andring(self.noll[:0])
            linjart = upp_ned[:n] - upp_ned[n:]
            if self._tillats(linjart, np.round(linjart)):
                return self._andring(np.round(linjart))
        hela = np.ones(n, dtype=bool)
        helt = los(-mal, self.a, self.noll, self.undre, self.ovre, heltal=hela, gap=0.05)
        return self._andring(self.noll[:0] if helt is None else np.round(helt))

    def _plats(self, okanda: Heltal | int) -> Heltal:
        return np.searchsorted(self.grupper, self.rorligt.grupp[okanda])

    def _andring(self, steg: Flyttal) -> tuple[Heltal, Flyttal]:
        """Return the unknowns that move and how much; none when there are no steps."""
        return self.rorligt.andring(self.grupper[: len(steg)], steg)

    def _tillats(self, linjart: Flyttal, helt: Flyttal) -> bool:
        """Return whether a change is whole, and the equations allow it."""
        brott = np.concatenate([linjart - helt, self.a @ helt])
        return bool(np.abs(brott).max(initial=0) < _MARGINAL)
