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

from analys.disclosure.angripare import TALAMOD, Spann, sprid
from analys.disclosure.losare import los
from analys.disclosure.system import RUM, Flyttal, Mask, System
from analys.disclosure.uppslag import INGEN, Heltal

NARA, DYRT = 250, 20.0
"""How many unknowns around a count are looked at first; four times as many each time that what must be hidden there
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
    ko = [(int(en), INGEN) for en in spann.smala(np.flatnonzero(krav), troskel)]
    provade: set[tuple[int, int]] = set()
    while ko or (ko := _par_med_ensam(system, dolda, sma, provade, spann)):
        en, kand = ko.pop()
        if kand == INGEN and not len(spann.smala(np.array([en]), troskel)):
            continue
        provade.add((en, kand))
        stilla, rum = fasta, troskel
        if kand != INGEN:
            stilla, rum = fasta.copy(), INSIDER
            stilla[kand] = True
        nya = _skydda_en(system, en, dolda, stilla, kostnad, rum, spann)
        nya = nya[~dolda[nya]]
        dolda[nya] = krav[nya] = True
        ko.extend((int(ny), INGEN) for ny in spann.smala(nya, troskel))
    return dolda


def _par_med_ensam(
    system: System, dolda: Mask, sma: Mask, provade: set[tuple[int, int]], spann: Spann
) -> list[tuple[int, int]]:
    """Return (small count, count of one) not tried yet: whoever is that one can work out the other.

    Most are ruled out by a change that is small and near, of a few hidden counts around the one asked about.
    """
    personer, like = _personer(system), np.ones(system.antal)

    def smala() -> list[tuple[int, int]]:
        return [p for p in for_insiders(system, sma, spann, personer) if p not in provade]

    for en in {en for en, _ in smala()}:
        _skydda_en(system, en, dolda, ~dolda, like, INSIDER, spann)
    for en, ensam in smala():
        stilla = ~dolda
        stilla[ensam] = True
        _skydda_en(system, en, dolda, stilla, like, INSIDER, spann)
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
    system: System, en: int, dolda: Mask, fasta: Mask, kostnad: Flyttal, troskel: int, spann: Spann
) -> Heltal:
    """Widen the span of one count by the cheapest change, and return what moves in it: nothing if there is none."""
    storlek, fore = NARA, 0
    bast: tuple[float, Heltal, Flyttal] | None = None
    while True:
        okanda = grannskap(system, en, fasta, storlek)
        pris = np.where(dolda, _DOLD_KOSTNAD, 1) * kostnad
        steg = _billigaste(system, en, okanda, pris, troskel) if len(okanda) > fore else None
        if steg is not None:
            nu = float(pris[okanda[(np.abs(steg) > 0.5).any(axis=0)]].sum())
            bast = min(bast or (nu, okanda, steg), (nu, okanda, steg), key=lambda b: b[0])
        if len(okanda) == fore or (bast and bast[0] < DYRT):
            break
        storlek, fore = 4 * storlek, len(okanda)
    if bast is None:
        return np.array([], dtype=np.int64)
    _, okanda, steg = bast
    for ett in steg:
        spann.med(okanda, system.varden[okanda] + ett)
    return okanda[(np.abs(steg) > 0.5).any(axis=0)]


def grannskap(system: System, en: int, fasta: Mask, storlek: int) -> Heltal:
    """Return the unknowns nearest to one, equation by equation, until there are ``storlek`` (sorted).

    Those that only one equation knows (the rest of a nämnare) come with their equation: without them it could not move.
    """
    sedda = np.zeros(system.antal, dtype=bool)
    sedda[en] = True
    rand = np.array([en])
    while len(rand) and sedda.sum() < storlek:
        nya = _grannar(system, rand)
        rand = nya[~sedda[nya] & ~fasta[nya]]
        sedda[rand] = True
    narmast = _grannar(system, np.flatnonzero(sedda))
    sedda[narmast[system.enstaka[narmast] & ~fasta[narmast]]] = True
    return np.flatnonzero(sedda)


def _grannar(system: System, okanda: Heltal) -> Heltal:
    """Return the unknowns in the equations that know some of ``okanda``, themselves among them (sorted)."""
    ekvationer = np.unique(_poster(system.per_okand, okanda))
    return np.unique(_poster(system.a, ekvationer))


def _poster(a: csc_array | csr_array, vilka: Heltal) -> Heltal:
    """Return the indices in the columns (csc) or rows (csr) ``vilka``; slicing would make a matrix, which is slow."""
    langder = a.indptr[vilka + 1] - a.indptr[vilka]
    slut = np.cumsum(langder)
    return np.asarray(a.indices[np.arange(langder.sum()) + np.repeat(a.indptr[vilka] - slut + langder, langder)])


def _billigaste(system: System, en: int, okanda: Heltal, kostnad: Flyttal, troskel: int) -> Flyttal | None:
    """Return two whole-numbered changes, shape (2, n), that hold one count ``troskel`` apart at the least cost."""
    a = csr_array(system.a[:, okanda])
    a = csr_array(a[np.diff(a.indptr) > 0])
    n, plats = len(okanda), int(np.searchsorted(okanda, en))
    upp_ned = hstack([a, -a])
    skillnad = csr_array(
        ([1.0, -1.0, -1.0, 1.0], ([0, 0, 0, 0], [plats, n + plats, 2 * n + plats, 3 * n + plats])), (1, 4 * n)
    )
    villkor = block_array([[upp_ned, None], [None, upp_ned]], format="csr")
    villkor = csr_array(block_array([[villkor], [skillnad]]))
    ned = np.minimum(system.varden[okanda], RUM * troskel)
    ovre = np.concatenate([np.full(n, float(RUM * troskel)), ned] * 2)
    pris = np.concatenate([np.tile(kostnad[okanda], 2), np.tile(kostnad[okanda] * _HELST_UPPAT, 2)])
    for isar in range(troskel, troskel + _LANGRE):
        mal = np.concatenate([np.zeros(2 * a.shape[0]), [float(isar)]])
        # all zero but for one equation: the dual simplex is there in few steps
        x = los(pris, villkor, mal, np.zeros(4 * n), ovre, sekunder=TALAMOD, forlos=False)
        if x is None:
            return None
        if np.abs(x - np.round(x)).max(initial=0) > _MINST:
            rorliga = np.tile((x.reshape(4, n) > _MINST).any(axis=0), 4)
            x = _heltal(pris, villkor, mal, np.where(rorliga, ovre, 0)) if isar > troskel else None
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
        sekunder=TALAMOD / 4,
    )
    if svar is None:
        return None
    x = np.zeros(len(ovre))
    x[fria] = svar
    return x
