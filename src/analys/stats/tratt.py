"""Funnel limits: where a value must lie before chance alone no longer explains its distance from one fixed number.

A dot lies outside the curve exactly when its own interval (`analys.stats.intervall`) misses the centre, so funnel,
table and verdict cannot contradict each other.

Sources: Spiegelhalter (2005), "Funnel plots for comparing institutional performance"; PHEindicatormethods
``phe_funnels`` and ``phe_proportion_funnels`` (a share's limits are Wilson's interval turned inside out) and
``phe_funnel_ratio`` (for each whole count the expected number at which it is just outside). Both levels, 95 and
99,8 %, are the intervals'.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analys.katalog import Skala
from analys.stats.intervall import FAKTOR, Par, poisson

MED_TRATT = (Skala.ANDEL, Skala.PER_10000, Skala.KVOT)
"""The scales that have a funnel: a mean's spread is not given by its centre, and a count has no nämnare."""


def trattgranser(skala: Skala, centrum: float, namnare: ArrayLike, niva: float) -> Par:
    """Return (lower, upper) limits around ``centrum`` at each nämnare, in the indicator's unit (a share 0-1).

    Raises
    ------
    ValueError : a scale without a funnel, nämnare <= 0, a centre below 0 or nan, or a share's centre above 1.
    """
    n = np.asarray(namnare, float)
    if skala not in MED_TRATT:
        raise ValueError(f"{skala} has no funnel")
    if not (n > 0).all():
        raise ValueError("trattgranser needs namnare > 0")
    if not 0 <= centrum < math.inf or (skala is Skala.ANDEL and centrum > 1):
        raise ValueError("trattgranser needs a centre of at least 0, and of at most 1 for a share")
    if skala is Skala.ANDEL:
        return andelstratt(centrum, n, niva)
    per = FAKTOR[skala]
    undre, ovre = antalstratt(centrum * n / per, niva)
    return undre / n * per, ovre / n * per


def andelstratt(centrum: float, namnare: ArrayLike, niva: float) -> Par:
    """Return p -+ z sqrt(p(1-p)/n) cut to 0-1: outside it lie the shares whose Wilson interval misses p."""
    halva = ndtri(0.5 + niva / 2) * np.sqrt(centrum * (1 - centrum) / np.asarray(namnare, float))
    return np.maximum(centrum - halva, 0), np.minimum(centrum + halva, 1)


def antalstratt(vantade: ArrayLike, niva: float) -> Par:
    """Return the limits of a count where ``vantade`` events are expected (array, >= 0): the inverse of `poisson`.

    The upper curve passes through (E, O) where E is the lower limit of the whole count O, the lower curve through
    (E, O) where E is its upper limit; between them the curves are straight, which no whole count can tell.
    """
    e = np.asarray(vantade, float)
    antal = np.arange(math.ceil(e.max() + 10 * math.sqrt(e.max())) + 30, dtype=float)
    undre, ovre = poisson(antal, niva)
    return np.interp(e, ovre, antal), np.interp(e, undre, antal)
