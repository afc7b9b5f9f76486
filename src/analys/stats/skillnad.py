"""The change between two periods: an interval for the difference, and its verdict.

One construction for every scale, square-and-add: each period has its own interval, and the distance from its value to
the limit on the far side is that period's part of the uncertainty. From two Wilson intervals this is Newcombe (1998,
Stat Med 17:873-890, method 10); from any two intervals it is MOVER (Zou & Donner 2008, Stat Med 27:1693-1702). The
periods must not overlap: then they share no events. The same person can still be in both, which makes the interval of
a count of persons too wide rather than too narrow.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from analys.stats.intervall import Par, medel, poisson, wilson
from analys.stats.omdome import MINST_HANDELSER, Omdome

Granser = tuple[ArrayLike, ArrayLike]
"""Lower and upper limits, in the unit of their value."""


class Forandring(StrEnum):
    """The closed list of what may be said of a change; all but the first two say why nothing is judged."""

    SAKERSTALLD = "säkerställd förändring"
    INGEN = "ingen säkerställd förändring"
    FOR_TIDIGT = "ingen hel månad har gått än"
    FOR_FA = "för få händelser för att bedöma utvecklingen"
    SAKNAS = Omdome.SAKNAS.value
    PRELIMINART = Omdome.PRELIMINART.value
    EJ_SAKERSTALLT = Omdome.EJ_SAKERSTALLT.value
    LAG_TACKNING = "låg täckningsgrad, bedöms inte"
    BROTT = "brott i tidsserien, bedöms inte"
    UTAN_ANTAL = "bedöms inte, antalet bakom är inte känt"
    BESTAND = "bedöms inte, samma personer räknas flera månader"


def mover(varde: ArrayLike, granser: Granser, varde_fore: ArrayLike, granser_fore: Granser) -> Par:
    """Return limits for ``varde - varde_fore`` from the two values' own limits, in their unit (Zou & Donner 2008).

    Both pairs of limits must be at one level, which is then the level of the answer. Its coverage follows the two
    intervals that it is made of (``benchmarks/resultat.md``): with few events too wide, 97 to 99 at the nominal 95 for
    rates of 3 to 15 events and shares of 2 %; for lognormal means too narrow, 93 at n = 10 and 30.
    """
    a, b = np.asarray(varde, float), np.asarray(varde_fore, float)
    (undre_a, ovre_a), (undre_b, ovre_b) = (np.asarray(g, float) for g in (granser, granser_fore))
    return a - b - np.hypot(a - undre_a, ovre_b - b), a - b + np.hypot(ovre_a - a, b - undre_b)


def skillnad_andel(
    taljare: ArrayLike, namnare: ArrayLike, taljare_fore: ArrayLike, namnare_fore: ArrayLike, niva: float
) -> Par:
    """Return Newcombe's limits for the difference of two shares (0-1), without continuity correction.

    Raises
    ------
    ValueError : nämnare <= 0, täljare < 0 or täljare > nämnare, in either period.
    """
    x, n, x0, n0 = (np.asarray(v, float) for v in (taljare, namnare, taljare_fore, namnare_fore))
    return mover(x / np.where(n > 0, n, 1), wilson(x, n, niva), x0 / np.where(n0 > 0, n0, 1), wilson(x0, n0, niva))


def skillnad_rat(
    antal: ArrayLike, exponering: ArrayLike, antal_fore: ArrayLike, exponering_fore: ArrayLike, niva: float
) -> Par:
    """Return limits for the difference of two rates, events per unit of exponering: MOVER of two Poisson intervals.

    A count is a rate with exponering 1.

    Raises
    ------
    ValueError : exponering <= 0 or a negative count, in either period.
    """
    x, n, x0, n0 = (np.asarray(v, float) for v in (antal, exponering, antal_fore, exponering_fore))
    if (n <= 0).any() or (n0 <= 0).any():
        raise ValueError("skillnad_rat needs exponering > 0")
    (u, o), (u0, o0) = poisson(x, niva), poisson(x0, niva)
    return mover(x / n, (u / n, o / n), x0 / n0, (u0 / n0, o0 / n0))


def skillnad_medel(
    summor: tuple[ArrayLike, ArrayLike, ArrayLike], summor_fore: tuple[ArrayLike, ArrayLike, ArrayLike], niva: float
) -> Par:
    """Return limits for the difference of two means: MOVER of two t intervals; nan below two observations in either.

    Parameters
    ----------
    summor, summor_fore : sum, number and sum of squares of each period's observations.

    Raises
    ------
    ValueError : a number of observations <= 0.
    """
    (s, n, _), (s0, n0, _) = (tuple(np.asarray(v, float) for v in alla) for alla in (summor, summor_fore))
    if (n <= 0).any() or (n0 <= 0).any():
        raise ValueError("skillnad_medel needs observations in both periods")
    return mover(s / n, medel(*summor, niva), s0 / n0, medel(*summor_fore, niva))


def bedom_skillnad(granser_998: tuple[float, float], handelser: float, handelser_mot: float) -> Omdome:
    """Return the verdict of one figure against another, from the 99,8 % limits of their difference.

    The two share nobody (two periods, women and men). Too few is when both have fewer than `MINST_HANDELSER` events: a
    fall from many to none can be told. A limit of exactly 0 does not exclude 0.

    Raises
    ------
    ValueError : limits that are nan or in the wrong order.
    """
    undre, ovre = granser_998
    if not undre <= ovre:
        raise ValueError("bedom_skillnad needs limits in order")
    if max(handelser, handelser_mot) < MINST_HANDELSER:
        return Omdome.FOR_FA
    if undre > 0:
        return Omdome.HOGRE
    return Omdome.LAGRE if ovre < 0 else Omdome.INGEN


def bedom_forandring(granser_998: tuple[float, float], handelser: float, handelser_fore: float) -> Forandring:
    """Return the verdict of a change: that of `bedom_skillnad`, in the words of a change."""
    omdome = bedom_skillnad(granser_998, handelser, handelser_fore)
    if omdome is Omdome.FOR_FA:
        return Forandring.FOR_FA
    return Forandring.SAKERSTALLD if omdome.sakerstallt else Forandring.INGEN
