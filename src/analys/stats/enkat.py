"""Surveys of persons: Wilson with finite-population correction, and Holm-adjusted score tests against a fixed share.

When many of those asked have answered, little is left to chance: what remains is who did not answer. Surveys of
organisations where all have answered have no sampling error at all and get neither interval nor test.

Sources: Wilson (1927) and its score test; the finite-population correction (Cochran 1977, 2.6) as an effective number
of answers n(N-1)/(N-n); Holm (1979). All intervals and tests belong together: the 95 % interval misses a share exactly
when its unadjusted p value is below 5 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from analys.stats.intervall import NIVAER, Par, wilson

ALFA = 1 - NIVAER["95"]
"""A difference is shown when its Holm-adjusted p value is below this: 5 % for all of a survey's questions together."""


class Svarande(StrEnum):
    """Who answers a questionnaire."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Enkatjamforelse:
    """Per question (arrays): the 95 and 99,8 % limits (shares 0-1) and the Holm-adjusted p values."""

    granser_95: Par
    granser_998: Par
    p_holm: NDArray[np.float64]


def effektivt_antal(svar: ArrayLike, tillfragade: ArrayLike) -> NDArray[np.float64]:
    """Return n(N-1)/(N-n) of n answers from N who were asked; infinite when everybody answered.

    Raises
    ------
    ValueError : n <= 0 or n > N.
    """
    n, stort_n = np.asarray(svar, float), np.asarray(tillfragade, float)
    if not ((n > 0) & (n <= stort_n)).all():
        raise ValueError("effektivt_antal needs 0 < svar <= tillfragade")
    kvar = stort_n - n
    return np.where(kvar > 0, n * (stort_n - 1) / np.where(kvar > 0, kvar, 1), np.inf)


def wilson_andlig(ja: ArrayLike, svar: ArrayLike, tillfragade: ArrayLike, niva: float) -> Par:
    """Return Wilson's limits for the share ja/svar with finite-population correction; the share itself when N = n.

    Raises
    ------
    ValueError : svar <= 0, svar > tillfragade, ja < 0 or ja > svar.
    """
    x, n = np.asarray(ja, float), np.asarray(svar, float)
    if not ((x >= 0) & (x <= n)).all():
        raise ValueError("wilson_andlig needs 0 <= ja <= svar")
    n_eff = effektivt_antal(n, tillfragade)
    alla = np.isinf(n_eff)
    andel, n_eff = x / n, np.where(alla, 1.0, n_eff)
    undre, ovre = wilson(np.minimum(andel * n_eff, n_eff), n_eff, niva)
    return np.where(alla, andel, undre), np.where(alla, andel, ovre)


def p_mot_andel(ja: ArrayLike, svar: ArrayLike, tillfragade: ArrayLike, mot: ArrayLike) -> NDArray[np.float64]:
    """Return the two-sided p values of score tests of ja/svar against the fixed shares ``mot``.

    When everybody answered nothing is left to chance: 0 for a share that differs and 1 for one that does not.

    Raises
    ------
    ValueError : as `wilson_andlig`, or a share ``mot`` that is not between 0 and 1.
    """
    x, n, p0 = np.asarray(ja, float), np.asarray(svar, float), np.asarray(mot, float)
    if not ((p0 > 0) & (p0 < 1)).all() or not ((x >= 0) & (x <= n)).all():
        raise ValueError("p_mot_andel needs 0 <= ja <= svar and 0 < mot < 1")
    n_eff = effektivt_antal(n, tillfragade)
    skillnad = np.abs(x / n - p0)
    z = skillnad * np.sqrt(np.where(np.isinf(n_eff), 1.0, n_eff) / (p0 * (1 - p0)))
    p = 2 * ndtr(-z)
    return np.where(np.isinf(n_eff), np.where(skillnad > 0, 0.0, 1.0), p)


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return Holm's adjusted p values, in the order given; an empty array of no tests.

    Raises
    ------
    ValueError : a p value that is nan or not within 0-1.
    """
    varden = np.asarray(p, float)
    if not ((varden >= 0) & (varden <= 1)).all():
        raise ValueError("holm needs p values within 0-1")
    ordning = np.argsort(varden, kind="stable")
    stegvis = np.maximum.accumulate(varden[ordning] * np.arange(varden.size, 0, -1))
    ut = np.empty_like(varden)
    ut[ordning] = np.minimum(stegvis, 1)
    return ut


def jamfor(
    ja: ArrayLike, svar: ArrayLike, tillfragade: ArrayLike, mot: ArrayLike, svarande: Svarande
) -> Enkatjamforelse:
    """Return every question's limits and Holm-adjusted p value against its fixed share ``mot``.

    Raises
    ------
    ValueError : the survey is one of organisations, or as `wilson_andlig` and `p_mot_andel`.
    """
    if svarande is not Svarande.PERSON:
        raise ValueError("a survey of organisations has no interval and no test")
    granser = {namn: wilson_andlig(ja, svar, tillfragade, niva) for namn, niva in NIVAER.items()}
    return Enkatjamforelse(granser["95"], granser["998"], holm(p_mot_andel(ja, svar, tillfragade, mot)))
