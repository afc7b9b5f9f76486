"""What somebody who is counted can add: who is alone in a hidden cell knows that it is 1, and all inside it."""

from __future__ import annotations

import numpy as np
from benchmarks.rojande.angripare import Svar, angrip
from benchmarks.rojande.forenkling import SIFFRA, Rest, Vektor, forenkla
from benchmarks.rojande.pussel import Pussel
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, vstack
from scipy.sparse.csgraph import connected_components


def avslojade(pussel: Pussel, svar: Svar, atomer: Vektor, troskel: int, hogst: int) -> tuple[NDArray[np.int_], int]:
    """Return which hidden cells become exact to some insider, and how many insiders were tried (at most ``hogst``).

    ``svar`` is what everybody can work out (`angrip`), ``atomer`` are the true finest counts. Counted are cells whose
    true value is 1 to T-1 and that were not exact before; a cell that holds nobody but the insider is no news and is
    not counted. Where there are more insiders, they are drawn (seed 0).
    """
    rest = forenkla(pussel)
    sant = pussel.matris @ atomer
    redan = svar.bredd == 0
    mal = np.flatnonzero(np.isnan(pussel.varde) & (sant >= 1) & (sant < troskel) & ~redan)
    ensamma = np.flatnonzero(np.isnan(pussel.varde) & (np.abs(sant - 1) < SIFFRA) & ~redan)
    valda = np.random.default_rng(0).permutation(ensamma)[:hogst]
    _, del_av = connected_components(rest.matris.T @ rest.matris, directed=False)
    traffar = [_ny_kunskap(pussel, rest, del_av, atomer, cell, mal) for cell in valda]
    return np.unique(np.concatenate([np.zeros(0, int), *traffar])), len(valda)


def _ny_kunskap(
    pussel: Pussel, rest: Rest, del_av: NDArray[np.int32], atomer: Vektor, cell: int, mal: NDArray[np.int_]
) -> NDArray[np.int_]:
    """Return those of the cells ``mal`` that the insider of ``cell`` can work out."""
    egna_atomer = pussel.matris[[cell]].indices
    jag = egna_atomer[atomer[egna_atomer] > 0][0]
    berorda = np.isin(del_av, del_av[np.isin(rest.oppna, egna_atomer)])
    delen = np.flatnonzero(berorda)
    utanfor = np.setdiff1d(np.arange(len(atomer)), rest.oppna[delen])
    fast_del = pussel.matris[mal][:, utanfor]
    avgjord = np.abs(fast_del @ (rest.ovre - rest.undre)[utanfor]) < SIFFRA  # what lies outside is known already
    andra = (pussel.matris[mal] @ atomer > 1) | (pussel.matris[mal][:, [jag]].toarray()[:, 0] == 0)
    fraga = mal[avgjord & andra & (np.diff(pussel.matris[mal][:, rest.oppna[delen]].indptr) > 0)]
    if len(fraga) == 0:
        return fraga
    vet = np.flatnonzero(np.isin(rest.oppna[delen], egna_atomer))
    rader = np.flatnonzero(np.diff(rest.matris[:, delen].indptr) > 0)
    kanda = vstack([rest.matris[rader][:, delen], eye_array(len(delen), format="csr")[vet]])
    varden = np.concatenate([rest.summa[rader], atomer[rest.oppna[delen][vet]]])
    mindre = Pussel(
        csr_array(vstack([kanda, pussel.matris[fraga][:, rest.oppna[delen]]])),
        np.concatenate([varden, np.full(len(fraga), np.nan)]),
    )
    return fraga[angrip(mindre, 1).bredd[len(varden) :] == 0]
