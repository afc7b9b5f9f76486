"""What a count would become with the ages of a coming year: today's rates by age, the område's own level, nothing else.

Indirect standardisation (`standardisering.forvantat`) turned to the future: own count * expected then / expected now,
both expected with the reference's rates by band. Multiplying all the reference's rates by one number changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analys.stats.intervall import poisson
from analys.stats.omdome import MINST_HANDELSER
from analys.stats.standardisering import forvantat


@dataclass(frozen=True)
class Framtid:
    """A coming year: the value and its 95 % limits, rounded to ``steg``, and how much the ages alone change it."""

    varde: float
    undre: float
    ovre: float
    steg: float
    forandring: float

    @property
    def decimaler(self) -> int:
        """The decimals that the step needs."""
        return max(0, -round(math.log10(self.steg)))


def framskriv(
    summa: float,
    kvadratsumma: float,
    nu: ArrayLike,
    sedan: ArrayLike,
    ref_taljare: ArrayLike,
    ref_nu: ArrayLike,
    niva: float,
    *,
    per: float = 1.0,
) -> Framtid | None:
    """Return the område's sum with the ages of a coming year, divided by ``per``.

    None where too few stand behind it, or nobody is expected then.

    The interval is the own sum's: of a count Poisson's, of a sum of days that of a compound Poisson sum, whose variance
    is the sum of squares, as a Poisson count of summa**2 / kvadratsumma scaled (Fay & Feuer 1997 scale so). The rates
    by age and the projection are taken as fixed numbers.

    Parameters
    ----------
    summa, kvadratsumma : the område's events (of a count both are the count), or its days and sum of their squares.
    nu, sedan : its inhabitants per band now and in the coming year, shape (bands,).
    ref_taljare, ref_nu : the reference's events (or days) and inhabitants per band now.

    Raises
    ------
    ValueError : negative numbers, or a reference band without inhabitants.
    """
    antal = summa**2 / kvadratsumma if kvadratsumma > 0 else 0.0
    vantat_nu = float(forvantat(nu, ref_taljare, ref_nu))
    vantat_sedan = float(forvantat(sedan, ref_taljare, ref_nu))
    if antal < MINST_HANDELSER or vantat_nu <= 0 or vantat_sedan <= 0:
        return None
    faktor = vantat_sedan / vantat_nu
    skala = faktor * summa / antal / per
    undre, ovre = (float(skala * g) for g in poisson(np.array(antal), niva))
    steg = steg_for(undre, ovre)
    return Framtid(
        avrunda_till(faktor * summa / per, steg),
        math.floor(undre / steg + 1e-9) * steg,
        math.ceil(ovre / steg - 1e-9) * steg,
        steg,
        faktor - 1,
    )


def steg_for(undre: float, ovre: float) -> float:
    """Return what an interval bears rounding to: the power of ten at or below half its width."""
    return float(10.0 ** math.floor(math.log10((ovre - undre) / 2)))


def avrunda_till(varde: float, steg: float) -> float:
    """Return the value rounded to a multiple of ``steg``."""
    return math.floor(varde / steg + 0.5) * steg
