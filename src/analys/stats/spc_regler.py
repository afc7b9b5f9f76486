"""The rules of a control chart: which points stand out from the points around them.

Every rule reads ``z``: a point's distance from the centre line in thirds of the distance to its limit, so that the same
rules serve charts with equal and with varying limits. nan is a missing period, which is never dropped: it ends every
run. A point exactly on the centre line ends a run on one side, a tie ends a trend. Each rule returns 0 (not marked),
+1 (up) or -1 (down) per point.

Source: NHS England, Making Data Count, as in NHSRplotthedots 0.2.2, except that two of three counts *every* point
beyond two thirds, also those outside the limits: the rule of Making Data Count's own tools since November 2023
(NHSRplotthedots issue 194). Nine in a row is Nelson (1984), rule 2; that it grows with the series is the project's own.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

GRANS = 3.0
NARA_GRANS = 2.0
"""Two thirds of the way to the limit."""
TREND = 7
I_RAD = 7
NIO = 9
NIO_TILL = 24
"""Nine in a row give the word in series of up to so many periods."""

Vektor = NDArray[np.float64]
Riktningar = NDArray[np.int_]


class Regel(StrEnum):
    """Why a point has a ring: it is worth a question and proves nothing."""

    UTANFOR = "utanfor"
    TREND = "trend"
    TVA_AV_TRE = "tva_av_tre"
    I_RAD = "i_rad"


Ring = tuple[Regel, int]
"""A rule and the direction in which it points."""


def utanfor(z: Vektor) -> Riktningar:
    """Return the points outside the limits; a point on a limit is inside."""
    return np.where(np.abs(z) > GRANS, _sida(z), 0)


def trend(z: Vektor, varden: Vektor, langd: int = TREND) -> Riktningar:
    """Return the points of each ``langd`` values that rise (or fall) at every step, by the direction of the steps.

    A point that two trends share belongs to the later (NHSRplotthedots issue 171). ``z`` says which are missing.
    """
    steg = _sida(np.diff(np.where(np.isnan(z), np.nan, varden)))
    ut = np.zeros(len(z), dtype=np.int_)
    for start in range(len(steg) - langd + 2):
        fonster = steg[start : start + langd - 1]
        if fonster[0] and (fonster == fonster[0]).all():
            ut[start : start + langd] = fonster[0]
    return ut


def tva_av_tre(z: Vektor) -> Riktningar:
    """Return the points beyond two thirds, where three in a row are on one side and at least two of them so far out."""
    sida, ut = _sida(z), np.zeros(len(z), dtype=np.int_)
    langt_ut = np.abs(z) > NARA_GRANS
    for start in range(len(z) - 2):
        tre = slice(start, start + 3)
        if sida[start] and (sida[tre] == sida[start]).all() and langt_ut[tre].sum() >= 2:
            ut[tre] = np.where(langt_ut[tre], sida[start], ut[tre])
    return ut


def i_rad(z: Vektor, langd: int = I_RAD) -> Riktningar:
    """Return every point of a run of at least ``langd`` on one side of the centre line."""
    sida, ut = _sida(z), np.zeros(len(z), dtype=np.int_)
    for start in range(len(z) - langd + 1):
        fonster = sida[start : start + langd]
        if fonster[0] and (fonster == fonster[0]).all():
            ut[start : start + langd] = fonster[0]
    return ut


def langd_for_ord(perioder: int) -> int:
    """Return how many in a row on one side give the word: nine up to 24 periods, then ceil(log2(periods) + 5,8).

    The longer a series, the likelier a run by chance: with nine, pure noise of 36 months gets the word in 7 % of series
    (exact limits included), of 60 months in 11 %. With 11 for 25-36, 12 for 37-73 and so on it stays near 5 %
    (``benchmarks/falsklarm.py``).
    """
    return NIO if perioder <= NIO_TILL else math.ceil(math.log2(perioder) + 5.8)


def ringar(z: Vektor, varden: Vektor) -> list[Ring | None]:
    """Return the first rule that marks each point, in Making Data Count's order, with its direction."""
    per_regel = {
        Regel.UTANFOR: utanfor(z),
        Regel.TREND: trend(z, varden),
        Regel.TVA_AV_TRE: tva_av_tre(z),
        Regel.I_RAD: i_rad(z),
    }
    return [next(((r, int(m[i])) for r, m in per_regel.items() if m[i]), None) for i in range(len(z))]


def _sida(z: Vektor) -> Riktningar:
    """Return the sign of each value, 0 where it is missing."""
    return np.sign(np.nan_to_num(z)).astype(np.int_)
