"""Standardisation: what an område would have with the reference's rates, or with the reference's ages.

As PHEindicatormethods ``calculate_ISRatio`` and ``calculate_dsr`` compute it. A band is an age group; the last axis of
every array is the bands. Indirect (observed against expected) needs only the område's own nämnare per band, not its
events, and so serves a small kommun; its indices compare with the reference alone, never with each other. Direct needs
the område's events per band and compares with whoever has the same weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analys.stats.intervall import Par, poisson
from analys.stats.omdome import MINST_HANDELSER

SOM_REFERENSEN = 100.0
"""The index of the reference itself."""


def forvantat(namnare: ArrayLike, ref_taljare: ArrayLike, ref_namnare: ArrayLike) -> NDArray[np.float64]:
    """Return the events that the reference's rates would give here: the sum over bands of x_ref / n_ref * n.

    Parameters
    ----------
    namnare : the område's inhabitants (or discharges) per band, shape (..., bands); a band of 0 adds nothing.
    ref_taljare, ref_namnare : the reference's events and nämnare per band; missing events (nan) count as 0, as in
        PHEindicatormethods.

    Raises
    ------
    ValueError : a negative or missing nämnare or event, or a reference nämnare <= 0.
    """
    n, x_ref, n_ref = (np.asarray(v, float) for v in (namnare, ref_taljare, ref_namnare))
    x_ref = np.nan_to_num(x_ref)
    if not ((n >= 0).all() and (x_ref >= 0).all() and (n_ref > 0).all()):
        raise ValueError("forvantat needs namnare >= 0, events >= 0 and reference namnare > 0")
    return np.asarray((n * x_ref / n_ref).sum(axis=-1))


def indexgranser(observerat: ArrayLike, vantat: ArrayLike, niva: float) -> Par:
    """Return limits for the index 100 * observed / expected (SIR; Breslow & Day 1987): those of the observed count.

    Exact Poisson below 10 events, Byar from 10, over the expected, which is taken as a fixed number. Two
    simplifications make the interval too wide rather than too narrow: the område's own events are part of the
    reference, and a *share* of common events varies less than Poisson's. Coverage (``benchmarks/resultat.md``) at the
    nominal 95: 98 of 5 expected, 96 of 15, right from 50; 99 where the område is a third of the reference; 97 and 98
    for shares of 10 and 30 %.

    Raises
    ------
    ValueError : observed < 0 or expected <= 0.
    """
    vantat = np.asarray(vantat, float)
    if not (vantat > 0).all():
        raise ValueError("indexgranser needs expected > 0")
    undre, ovre = poisson(observerat, niva)
    return SOM_REFERENSEN * undre / vantat, SOM_REFERENSEN * ovre / vantat


def direkt(
    taljare: ArrayLike, namnare: ArrayLike, vikter: ArrayLike, niva: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the directly standardised rate and its limits (Dobson et al. 1991, Stat Med 10:457-462).

    The value is sum(w x / n) / sum(w); the limits are those of the total count, scaled by the square root of
    Var / total with Var = sum(w^2 x / n^2) / sum(w)^2. All three are nan below 10 events in total (Morris et al. 2018:
    the method holds from there). Events of one person are taken as independent.

    Coverage (``benchmarks/resultat.md``) is right from 50 expected events and 98 at the nominal 95 of 15. Where fewer
    than 10 are expected it is far too low (53 of 5 expected): the value then shows only when chance has made it high.

    Parameters
    ----------
    taljare, namnare : the område's events and inhabitants per band, shape (..., bands).
    vikter : the standard's population per band; 0 leaves a band out.

    Raises
    ------
    ValueError : nämnare <= 0, täljare < 0, a negative weight, or weights that are all 0.
    """
    x, n, w = (np.asarray(v, float) for v in (taljare, namnare, vikter))
    if not ((n > 0).all() and (x >= 0).all() and (w >= 0).all() and w.sum() > 0):
        raise ValueError("direkt needs namnare > 0, events >= 0 and weights >= 0 that are not all 0")
    antal = x.sum(axis=-1)
    nog = antal >= MINST_HANDELSER
    varde = np.where(nog, (w * x / n).sum(axis=-1) / w.sum(axis=-1), np.nan)
    varians = (w**2 * x / n**2).sum(axis=-1) / w.sum(axis=-1) ** 2
    skala = np.sqrt(varians / np.where(nog, antal, 1))
    undre, ovre = poisson(antal, niva)
    return varde, varde + skala * (undre - antal), varde + skala * (ovre - antal)
