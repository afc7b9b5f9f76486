"""Intervals for shares, rates and means, as PHEindicatormethods computes them.

Sources: Wilson (1927); Garwood (1936) for the exact Poisson limits; Byar's approximation as in Breslow & Day
(1987), used from 10 events; the switch at 10 and both levels (95 and 99,8 %) as in PHEindicatormethods
``phe_proportion`` and ``phe_rate``. scipy.special gives scipy.stats' quantiles without its second of import.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri, stdtrit

from analys.katalog import Skala

NIVAER = {"95": 0.95, "998": 0.998}
"""The reading aid and the level that decides (design.md 12)."""
BYAR_FRAN = 10
LOG_FRAN = 10
FAKTOR = {Skala.ANTAL: 1.0, Skala.ANDEL: 1.0, Skala.PER_10000: 10_000.0, Skala.KVOT: 100.0, Skala.MEDEL: 1.0}

Par = tuple[NDArray[np.float64], NDArray[np.float64]]


def wilson(taljare: ArrayLike, namnare: ArrayLike, niva: float) -> Par:
    """Return Wilson's limits, without continuity correction, for the share täljare/nämnare (both arrays of counts).

    Coverage (``benchmarks/resultat.md``) is right on the average over shares, not for each: counts are whole numbers,
    so at small n it swings between 92 and 98 at the nominal 95, and is 98,7 at the nominal 99,8 for 10 % of 10.

    Raises
    ------
    ValueError : nämnare <= 0, täljare < 0 or täljare > nämnare.
    """
    x, n = np.asarray(taljare, float), np.asarray(namnare, float)
    if (n <= 0).any() or (x < 0).any() or (x > n).any():
        raise ValueError("wilson needs 0 <= taljare <= namnare and namnare > 0")
    z = ndtri(0.5 + niva / 2)
    mitt, bredd = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    undre, ovre = (mitt - bredd) / (2 * (n + z**2)), (mitt + bredd) / (2 * (n + z**2))
    return np.where(x == 0, 0.0, undre), np.where(x == n, 1.0, ovre)  # exact where float noise would show


def poisson(antal: ArrayLike, niva: float) -> Par:
    """Return limits for a count: exact Poisson below 10 events, Byar from 10.

    Exact means never too narrow: whole numbers make the coverage 98 to 99 at the nominal 95 below 10 expected events
    and 96 to 97 at 10 to 15; within one point from 30 (``benchmarks/resultat.md``).

    Raises
    ------
    ValueError : a negative count.
    """
    x = np.asarray(antal, float)
    if (x < 0).any():
        raise ValueError("poisson needs counts >= 0")
    alfa, z = (1 - niva) / 2, ndtri(0.5 + niva / 2)
    exakt_undre = np.where(x == 0, 0.0, gammaincinv(np.maximum(x, 1e-9), alfa))  # chi2.ppf(alfa, 2x) / 2
    exakt_ovre = gammaincinv(x + 1, 1 - alfa)
    stora = np.maximum(x, BYAR_FRAN)
    byar_undre = stora * (1 - 1 / (9 * stora) - z / (3 * np.sqrt(stora))) ** 3
    byar_ovre = (stora + 1) * (1 - 1 / (9 * (stora + 1)) + z / (3 * np.sqrt(stora + 1))) ** 3
    liten = x < BYAR_FRAN
    return np.where(liten, exakt_undre, byar_undre), np.where(liten, exakt_ovre, byar_ovre)


def medel(summa: ArrayLike, antal: ArrayLike, kvadratsumma: ArrayLike, niva: float) -> Par:
    """Return t limits for the mean of something that is never negative; nan below two observations.

    A closed form from sum, number and sum of squares instead of a bootstrap: those add up over partitions. From 10
    observations on the log scale, mean * exp(-+ t * standard error / mean) (delta method, as in Cox & Hinkley 1974,
    9.2; t as in Student 1908), below that Student's own, cut at 0, since the log scale then runs away upwards.

    Coverage (``benchmarks/resultat.md``): right for symmetrical measurements. For skewed ones in small groups it is too
    low, since sums alone do not tell the skewness: at the nominal 95 and 99,8 % exponential stays have 93 and 99,6 at
    n = 10, lognormal (sigma 1) 89 and 98,5 at n = 10, 93 and 99 at n = 100. Plain t had 84 and 95 where this has 89 and
    98,5, at the same width from n = 30. The mean of patients' COC index, many of them 0, has 94,2 to 95,1 and 99,6 to
    99,9 from n = 10.

    Raises
    ------
    ValueError : a negative sum.
    """
    s, n, k = (np.asarray(v, float) for v in (summa, antal, kvadratsumma))
    if (s < 0).any():
        raise ValueError("medel needs sums >= 0")
    matt = n >= 2
    n2 = np.where(matt, n, 2)
    varians = np.maximum(k - s**2 / n2, 0) / (n2 - 1)
    bredd = stdtrit(n2 - 1, 0.5 + niva / 2) * np.sqrt(varians / n2)
    mitt = s / n2
    logs = np.exp(bredd / np.where(mitt > 0, mitt, 1))  # a mean of 0 has no spread
    log = n2 >= LOG_FRAN
    undre, ovre = np.where(log, mitt / logs, np.maximum(mitt - bredd, 0)), np.where(log, mitt * logs, mitt + bredd)
    return np.where(matt, undre, np.nan), np.where(matt, ovre, np.nan)


def med_intervall(utfall: pd.DataFrame, skalor: dict[str, Skala]) -> pd.DataFrame:
    """Return the Utfall with ``varde``, ``undre_95, ovre_95, undre_998, ovre_998`` and ``metod`` per row.

    ``varde`` is täljare/nämnare in the indicator's own unit (share 0-1, per 10 000, per cent, mean). A row without
    täljare or with nämnare 0 gets no value; a row that had only a published ``varde`` keeps it, without interval.
    """
    ut = utfall.assign(metod="", **{f"{s}_{n}": np.nan for n in NIVAER for s in ("undre", "ovre")})
    skala = ut["indikator"].map(skalor)
    ut["namnare"] = ut["namnare"].mask(skala == Skala.ANTAL)
    rakna = (ut["taljare"].notna() & ((ut["namnare"].fillna(0) > 0) | (skala == Skala.ANTAL))).to_numpy()
    varde = ut["varde"].astype("Float64")
    for slag in Skala:
        rad = rakna & (skala == slag).to_numpy()
        if not rad.any():
            continue
        x, n = (ut.loc[rad, k].to_numpy(dtype=float, na_value=1.0) for k in ("taljare", "namnare"))
        varde[rad] = FAKTOR[slag] * x / n
        ut.loc[rad, "metod"] = (
            "Wilson" if slag is Skala.ANDEL else np.where(n < LOG_FRAN, "t", "t på logaritmisk skala")
        )
        if slag in (Skala.ANTAL, Skala.PER_10000, Skala.KVOT):
            ut.loc[rad, "metod"] = np.where(x < BYAR_FRAN, "exakt Poisson", "Byar")
        for namn, niva in NIVAER.items():
            if slag is Skala.ANDEL:
                undre, ovre = wilson(x, n, niva)
            elif slag is Skala.MEDEL:
                undre, ovre = medel(x, n, ut.loc[rad, "kvadratsumma"].to_numpy(dtype=float, na_value=np.nan), niva)
            else:
                undre, ovre = (g * FAKTOR[slag] / n for g in poisson(x, niva))
            ut.loc[rad, f"undre_{namn}"], ut.loc[rad, f"ovre_{namn}"] = undre, ovre
    return ut.assign(varde=varde)
