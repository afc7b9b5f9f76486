"""Secondary suppression: what more must be hidden so that no hidden count can be worked out.

For each hidden count that is not yet safe, the cheapest change is sought that moves it by T and that the equations
allow (Kelly, Golden & Assad 1992; Fischetti & Salazar 2001, section 4): the figures that must move with it are hidden
too. The two worlds of that change are at the same time the proof that the count is safe. A person who is alone in a
hidden count knows it: that must not give another small count away to the last person.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array, csr_array, diags_array, hstack
from scipy.sparse.csgraph import connected_components

from analys.disclosure.angripare import Spann, sprid
from analys.disclosure.losare import los
from analys.disclosure.rorligt import Rorligt
from analys.disclosure.system import Flyttal, Mask, System
from analys.disclosure.uppslag import INGEN, Heltal

NARA, DYRT = 250, 20.0
"""How many groups around a count's are looked at first; four times as many each time that what must be hidden there
costs more than this, or nothing helps."""
INSIDER = 1
"""How much room a small count keeps from somebody who is alone in another: one value is never the only one left."""
_DOLD_KOSTNAD = 1e-3
_HELST_UPPAT = 1.01  # the second world costs a little more, so that a change is not split in halves
_LANGRE = 4
"""How many distances are tried, from the one asked for: a corner in halves at one is often whole at the next."""
_MINST = 1e-6


def komplettera(
    system: System, dolda: Mask, fasta: Mask, kostnad: Flyttal, krav: Mask, troskel: int, spann: Spann
) -> Mask:
    """Return which unknowns to hide in all. Whether that is enough is for the attacker to say.

    Parameters
    ----------
    dolda : Mask
        What is not printed from the start.
    fasta : Mask
        What has been printed before and can no longer be hidden.
    kostnad : Flyttal
        What it costs to hide each unknown.
    krav : Mask
        Those that must have room for ``troskel``; whatever is hidden on the way is added.
    spann : Spann
        The worlds found; widened with each proof.
    """
    dolda, krav = dolda.copy(), krav.copy()
    sprid(system, ~dolda, krav, troskel, spann)
    sma = krav & (system.varden > 0) & (system.varden < troskel)
    rorligt = Rorligt.av(system, fasta, troskel)
    ko = [(int(en), INGEN) for en in spann.smala(np.flatnonzero(krav), troskel)]
    provade: set[tuple[int, int]] = set()
    while ko or (ko := _par_med_ensam(system, dolda, sma, provade, troskel, spann)):
        en, kand = ko.pop()
        if kand == INGEN and not len(spann.smala(np.array([en]), troskel)):
            continue
        provade.add((en, kand))
        rum = troskel if kand == INGEN else INSIDER
        nya = _skydda_en(rorligt, en, kand, np.where(dolda, _DOLD_KOSTNAD, 1) * kostnad, rum, spann)
        nya = nya[~dolda[nya]]
        dolda[nya] = krav[nya] = True
        ko.extend((int(ny), INGEN) for ny in spann.smala(nya, troskel))
    return dolda


def _par_med_ensam(
    system: System, dolda: Mask, sma: Mask, provade: set[tuple[int, int]], troskel: int, spann: Spann
) -> list[tuple[int, int]]:
    """Return (small count, count of one) not tried yet: whoever is that one can work out the other.

    Most are ruled out by a change that is small and near, of a few hidden counts around the one asked about.
    """
    personer, like, rorligt = _personer(system), np.ones(system.antal), Rorligt.av(system, ~dolda, troskel)

    def smala() -> list[tuple[int, int]]:
        return [p for p in for_insiders(system, sma, spann, personer) if p not in provade]

    for en in sorted({en for en, _ in smala()}):
        _skydda_en(rorligt, en, INGEN, like, INSIDER, spann, dyrt=np.inf)
    for en, ensam in smala():
        _skydda_en(rorligt, en, ensam, like, INSIDER, spann, dyrt=np.inf)
    return smala()


def for_insiders(system: System, sma: Mask, spann: Spann, personer: Heltal | None = None) -> list[tuple[int, int]]:
    """Return (small count, count of one) where no world that was found keeps the first from whoever is the second."""
    par, foljda = [], spann.foljda
    personer = _personer(system) if personer is None else personer
    ensamma = foljda[(system.varden[foljda] == 1) & sma[foljda]]
    for ensam, rum in spann.for_insiders(ensamma):
        trangda = foljda[sma[foljda] & (personer[foljda] != personer[ensam]) & (rum < INSIDER)]
        par += [(int(en), ensam) for en in trangda]
    return par


def _personer(system: System) -> Heltal:
    """Return a number per unknown that is the same where one and the same person is all of them.

    A total of one has one part of one: that is no news to whoever is counted there.
    """
    a = system.a
    summor = np.flatnonzero((a < 0).sum(axis=1) == 1)
    a = a[summor] @ diags_array((system.varden == 1).astype(float))
    a.eliminate_zeros()
    ett = a[(np.diff(a.indptr) == 2) & ((a < 0).sum(axis=1) == 1)]
    fran, till = ett.indices[0::2], ett.indices[1::2]
    _, nummer = connected_components(coo_array((np.ones(len(fran)), (fran, till)), shape=(system.antal,) * 2), False)
    return np.asarray(nummer)


def _skydda_en(
    rorligt: Rorligt, en: int, kand: int, kostnad: Flyttal, rum: int, spann: Spann, dyrt: float = DYRT
) -> Heltal:
    """Widen the span of one count by the cheapest change, and return what moves in it: nothing if there is none.

    ``kand`` is a count that somebody knows, and that stays as it is (`INGEN`: nobody does). One that costs less than
    ``dyrt`` ends the search further away.
    """
    grupp, stilla = rorligt.grupp[en], rorligt.grupp[kand] if kand != INGEN else INGEN
    if grupp in {INGEN, stilla}:
        return np.array([], dtype=np.int64)
    pris, storlek, fore = rorligt.summa(kostnad), NARA, 0
    bast: tuple[float, Heltal, Flyttal] | None = None
    while True:
        nara = grannskap(rorligt, grupp, stilla, storlek)
        steg = _billigaste(rorligt, grupp, nara, pris, rum) if len(nara) > fore else None
        if steg is not None:
            nu = float(pris[nara[steg.any(axis=0)]].sum())
            bast = min(bast or (nu, nara, steg), (nu, nara, steg), key=lambda b: b[0])
        if len(nara) == fore or (bast and bast[0] < dyrt):
            break
        storlek, fore = 4 * storlek, len(nara)
    if bast is None:
        return np.array([], dtype=np.int64)
    _, nara, steg = bast
    andrade = [rorligt.andring(nara, ett) for ett in steg]
    for andring in andrade:
        spann.med(*andring)
    return np.union1d(andrade[0][0], andrade[1][0])


def grannskap(rorligt: Rorligt, grupp: int, stilla: int, storlek: int) -> Heltal:
    """Return the groups nearest to one, equation by equation, until there are ``storlek`` (sorted).

    Those that only one equation knows (the rest of a nämnare) come with their equation: without them it could not move.
    """
    sedda = np.zeros(rorligt.a.shape[1] + 1, dtype=bool)  # the last is that of `INGEN`
    sedda[[grupp, stilla]] = True
    rand, antal = np.array([grupp]), 1
    while len(rand) and antal < storlek:
        nya = _grannar(rorligt, rand)
        rand = nya[~sedda[nya]]
        sedda[rand] = True
        antal += len(rand)
    narmast = _grannar(rorligt, np.flatnonzero(sedda[:-1]))
    sedda[narmast[rorligt.ensamma[narmast]]] = True
    sedda[stilla] = False
    return np.flatnonzero(sedda[:-1])


def _grannar(rorligt: Rorligt, grupper: Heltal) -> Heltal:
    """Return the groups in the equations that know some of ``grupper``, themselves among them (sorted)."""
    ekvationer = np.unique(_poster(rorligt.per_grupp, grupper))
    return np.unique(_poster(rorligt.a, ekvationer))


def _poster(a: csc_array | csr_array, vilka: Heltal) -> Heltal:
    """Return the indices in the columns (csc) or rows (csr) ``vilka``; slicing would make a matrix, which is slow."""
    langder = a.indptr[vilka + 1] - a.indptr[vilka]
    slut = np.cumsum(langder)
    return np.asarray(a.indices[np.arange(langder.sum()) + np.repeat(a.indptr[vilka] - slut + langder, langder)])


def _billigaste(rorligt: Rorligt, grupp: int, nara: Heltal, kostnad: Flyttal, rum: int) -> Flyttal | None:
    """Return two whole changes of the groups ``nara``, shape (2, n), that hold one ``rum`` apart at the least cost."""
    a = csr_array(rorligt.a[:, nara])
    a = csr_array(a[np.diff(a.indptr) > 0])
    n, plats = len(nara), int(np.searchsorted(nara, grupp))
    upp_ned = hstack([a, -a])
    skillnad = csr_array(
        ([1.0, -1.0, -1.0, 1.0], ([0, 0, 0, 0], [plats, n + plats, 2 * n + plats, 3 * n + plats])), (1, 4 * n)
    )
    villkor = block_array([[upp_ned, None], [None, upp_ned]], format="csr")
    villkor = csr_array(block_array([[villkor], [skillnad]]))
    ovre = np.concatenate([rorligt.upp[nara], rorligt.ned[nara]] * 2)
    pris = np.concatenate([np.tile(kostnad[nara], 2), np.tile(kostnad[nara] * _HELST_UPPAT, 2)])
    for isar in range(rum, rum + _LANGRE):
        mal = np.concatenate([np.zeros(2 * a.shape[0]), [float(isar)]])
        # all zero but for one equation: the dual simplex is there in few steps
        x = los(pris, villkor, mal, np.zeros(4 * n), ovre, forlos=False)
        if x is None:
            return None
        if np.abs(x - np.round(x)).max(initial=0) > _MINST:
            rorliga = np.tile((x.reshape(4, n) > _MINST).any(axis=0), 4)
            x = _heltal(pris, villkor, mal, np.where(rorliga, ovre, 0)) if isar > rum else None
        if x is not None:
            x = np.round(x).reshape(4, n)
            return np.stack([x[0] - x[1], x[2] - x[3]])
    return None


def _heltal(pris: Flyttal, villkor: csr_array, mal: Flyttal, ovre: Flyttal) -> Flyttal | None:
    """Return the changes solved in whole numbers, of the places that a corner moves that is not whole by itself."""
    fria = np.flatnonzero(ovre)
    svar = los(
        pris[fria],
        csc_array(villkor)[:, fria],
        mal,
        np.zeros(len(fria)),
        ovre[fria],
        hogst=2 * mal,  # further apart will do
        heltal=np.ones(len(fria), dtype=bool),
        gap=0.3,
    )
    if svar is None:
        return None
    x = np.zeros(len(ovre))
    x[fria] = svar
    return x
