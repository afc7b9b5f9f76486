"""Statistical process control with guards: p chart (shares), u chart (events per exposure) and XmR (means).

Two questions are kept apart. **The word** ``säkerställd förändring`` needs a point outside *exact* limits (binomial or
Poisson around the centre as the known level, two-sided, 5 % divided by the periods of the segment), or nine in a row
on one side (more in a longer series). Everything else (`spc_regler`) draws a ring and proves nothing. XmR has no exact
limits, since a mean of unknown shape has none: there a run alone gives the word.

Sources: limits of p and u charts as in Montgomery, Introduction to Statistical Quality Control, and qicharts2 0.8.1;
XmR with the constant 2,66 and one screening of the moving ranges at 3,267 times their mean as in NHSRplotthedots
0.2.2 (Nelson 1982). The guards are the project's own, from simulations (``benchmarks/falsklarm.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, pdtr

from analys.stats.skillnad import Forandring
from analys.stats.spc_regler import GRANS, Riktningar, Ring, Vektor, i_rad, langd_for_ord, ringar

MINST_PERIODER = 12
MINST_HANDELSER = 3.0
"""Mean per period; of a share both those who are counted and those who are not; of a mean those measured."""
HOGST_LIKA = 0.25
HOGST_DOLDA = 0.25
ALFA = 0.05
XMR_KONSTANT = 2.66
SALLNING = 3.267


class Slag(StrEnum):
    """The kind of chart."""

    P = "p"
    U = "u"
    XMR = "xmr"


class Utslag(StrEnum):
    """The closed list of words on a development."""

    FORANDRING = Forandring.SAKERSTALLD.value
    INGEN = Forandring.INGEN.value
    FOR_FA = Forandring.FOR_FA.value


class Hinder(StrEnum):
    """Why a segment cannot be judged."""

    FOR_FA_PERIODER = "for_fa_perioder"
    MANGA_DOLDA = "manga_dolda"
    FOR_FA_HANDELSER = "for_fa_handelser"
    INGEN_VARIATION = "ingen_variation"
    MANGA_LIKA = "manga_lika"


@dataclass(frozen=True)
class Punkt:
    """One period. None: missing, or (for centre and limits) a segment that cannot be judged.

    ``signal`` is +1 or -1 where the point gives the word; ``ring`` is a rule that does not, with its direction.
    """

    varde: float | None = None
    mitt: float | None = None
    undre: float | None = None
    ovre: float | None = None
    signal: int = 0
    ring: Ring | None = None


@dataclass(frozen=True)
class Segment:
    """One unbroken stretch of the series: its points, its word and, when it cannot be judged, why."""

    punkter: tuple[Punkt, ...]
    utslag: Utslag
    hinder: Hinder | None = None


@dataclass(frozen=True)
class Styrning:
    """A judged series, segment by segment; its word is the last segment's."""

    segment: tuple[Segment, ...]

    @property
    def punkter(self) -> tuple[Punkt, ...]:
        """Every period's point, in order."""
        return tuple(p for s in self.segment for p in s.punkter)

    @property
    def utslag(self) -> Utslag:
        """The word on the latest stretch: what came before a break decides nothing after it."""
        return self.segment[-1].utslag


@dataclass(frozen=True)
class _Modell:
    """A segment's centre and sigma (per point) in täljare over nämnare, and each point's exact signal.

    ``hinder`` is what makes the rules on several points (and all of XmR) unreliable here.
    """

    mitt: float
    sigma: Vektor
    exakt: Riktningar
    hinder: Hinder | None


def styr(
    slag: Slag,
    taljare: Sequence[float | None],
    namnare: Sequence[float | None],
    segment: Sequence[int],
    faktor: float = 1.0,
    dolda: Sequence[bool] | None = None,
) -> Styrning:
    """Return the judged series; each segment is judged from its own periods alone.

    Parameters
    ----------
    slag : Slag
        ``P``: täljare of nämnare; ``U``: events per exposure; ``XMR``: sum over number measured.
    taljare, namnare : Sequence[float | None]
        One per period, in time order without holes; None in either is a missing period.
    segment : Sequence[int]
        The stretch that each period belongs to; a new number is a break in the series.
    faktor : float
        What values, centre and limits are multiplied with (100 for per cent).
    dolda : Sequence[bool] | None
        Which periods are hidden because they are small: with more than a quarter of them so, what can be seen is no
        fair sample, and nothing is judged.

    Raises
    ------
    ValueError : no periods, lengths that differ, a nämnare <= 0, a negative täljare, a share above 1, parts of events.
    """
    x, n = (np.array([np.nan if v is None else v for v in matt], dtype=float) for matt in (taljare, namnare))
    undanhallna = np.zeros(len(x), dtype=bool) if dolda is None else np.array(dolda, dtype=bool)
    if not len(x) == len(n) == len(segment) == len(undanhallna) or len(x) == 0:
        raise ValueError("styr needs one taljare, namnare and segment per period, and at least one period")
    saknas = np.isnan(x) | np.isnan(n)
    x[saknas] = n[saknas] = np.nan
    if not _rimliga(slag, x[~saknas], n[~saknas]):
        raise ValueError("styr needs namnare > 0 and taljare >= 0, in whole numbers, and never above 1 for a share")
    ut, fran = [], 0
    for _, grupp in groupby(segment):
        till = fran + len(list(grupp))
        ut.append(_bedom(slag, x[fran:till], n[fran:till], faktor, undanhallna[fran:till]))
        fran = till
    return Styrning(tuple(ut))


def _rimliga(slag: Slag, x: Vektor, n: Vektor) -> bool:
    """Return whether the numbers can be what they are said to be."""
    mojliga = bool((n > 0).all() and (x >= 0).all())
    if slag is Slag.XMR:
        return mojliga
    hela = bool((x == np.round(x)).all() and (slag is Slag.U or (n == np.round(n)).all()))
    return mojliga and hela and (slag is Slag.U or bool((x <= n).all()))


def _bedom(slag: Slag, x: Vektor, n: Vektor, faktor: float, dolda: NDArray[np.bool_]) -> Segment:
    """Return one segment judged."""
    varden = x / n
    if dolda.mean() > HOGST_DOLDA:
        return _obedomt(varden, faktor, Hinder.MANGA_DOLDA)
    antal = int((~np.isnan(x)).sum())
    if antal < MINST_PERIODER:
        return _obedomt(varden, faktor, Hinder.FOR_FA_PERIODER)
    modell = _xmr_modell(x, n) if slag is Slag.XMR else _antalsmodell(slag, x, n)
    signal: Riktningar = modell.exakt
    ring: list[Ring | None] = [None] * len(x)
    if modell.hinder is None:
        z = (varden - modell.mitt) / modell.sigma
        signal, ring = np.where(signal != 0, signal, i_rad(z, langd_for_ord(antal))), ringar(z, varden)
    elif not signal.any() and (slag is Slag.XMR or modell.hinder is Hinder.FOR_FA_HANDELSER):
        return _obedomt(varden, faktor, modell.hinder)
    hogst = 1.0 if slag is Slag.P else np.inf
    punkter = tuple(_punkt(modell, i, varden, faktor, hogst, int(signal[i]), ring[i]) for i in range(len(x)))
    return Segment(punkter, Utslag.FORANDRING if signal.any() else Utslag.INGEN)


def _xmr_modell(x: Vektor, n: Vektor) -> _Modell:
    """Return the model of means: limits from the moving range, no exact signals."""
    mitt, bredd = xmr_granser(x / n)
    hinder = _hinder((n,), x / n, mitt)
    if bredd == 0 and hinder is not Hinder.FOR_FA_HANDELSER:
        hinder = Hinder.INGEN_VARIATION
    return _Modell(mitt, np.full(len(x), bredd / GRANS), np.zeros(len(x), dtype=np.int_), hinder)


def _antalsmodell(slag: Slag, x: Vektor, n: Vektor) -> _Modell:
    """Return the model of counts: the centre is all täljare over all nämnare."""
    mitt = float(np.nansum(x) / np.nansum(n))
    varians = mitt * (1 - mitt) if slag is Slag.P else mitt
    hinder = _hinder((x, n - x) if slag is Slag.P else (x,), x / n, mitt)
    return _Modell(mitt, np.sqrt(varians / n), _exakt_utanfor(slag, x, n, mitt), hinder)


def _hinder(antal: tuple[Vektor, ...], varden: Vektor, mitt: float) -> Hinder | None:
    """Return what forbids rules on several points: too few events per period, or too many values on the centre."""
    if min(float(np.nanmean(a)) for a in antal) < MINST_HANDELSER:
        return Hinder.FOR_FA_HANDELSER
    lika = np.isclose(varden[~np.isnan(varden)], mitt, rtol=1e-9, atol=0.0)
    return Hinder.MANGA_LIKA if lika.mean() > HOGST_LIKA else None


def _exakt_utanfor(slag: Slag, x: Vektor, n: Vektor, mitt: float) -> Riktningar:
    """Return +1 or -1 where so extreme a count has a chance below half of `ALFA` / periods at the level ``mitt``."""
    k, m, alfa = np.nan_to_num(x), np.where(np.isnan(n), 1.0, n), ALFA / int((~np.isnan(x)).sum())

    def hogst(antal: Vektor) -> Vektor:
        """Return the chance of at most so many."""
        minst_noll = np.maximum(antal, 0)
        chans = bdtr(minst_noll, m.astype(np.int_), mitt) if slag is Slag.P else pdtr(minst_noll, mitt * m)
        return np.where(antal < 0, 0.0, chans)

    hog, lag = 1 - hogst(k - 1) < alfa / 2, hogst(k) < alfa / 2
    return np.where(np.isnan(x), 0, hog.astype(np.int_) - lag.astype(np.int_))


def xmr_granser(varden: Vektor) -> tuple[float, float]:
    """Return the mean of the values and the distance from it to the limits: 2,66 x the screened mean moving range.

    Moving ranges of 3,267 times their mean or more are dropped once; the points themselves stay in the mean. nan is
    left out of the mean and both moving ranges beside it vanish. The distance is 0 when no moving range is left.
    """
    mr = np.abs(np.diff(varden))
    mr = mr[~np.isnan(mr)]
    kvar = mr[mr < SALLNING * mr.mean()] if len(mr) else mr
    return float(np.nanmean(varden)), XMR_KONSTANT * float(kvar.mean()) if len(kvar) else 0.0


def _punkt(
    modell: _Modell,
    plats: int,
    varden: Vektor,
    faktor: float,
    hogst: float,
    signal: int,
    ring: Ring | None,
) -> Punkt:
    """Return one point with its limits, cut at 0 (no measure is negative) and at ``hogst``."""
    if np.isnan(varden[plats]):
        return Punkt()
    bredd = GRANS * float(modell.sigma[plats])
    undre, ovre = max(modell.mitt - bredd, 0.0), min(modell.mitt + bredd, hogst)
    return Punkt(
        faktor * float(varden[plats]),
        faktor * modell.mitt,
        faktor * undre,
        faktor * ovre,
        signal,
        None if signal else ring,
    )


def _obedomt(varden: Vektor, faktor: float, hinder: Hinder) -> Segment:
    """Return a segment that has values and no judgement."""
    punkter = tuple(Punkt() if np.isnan(v) else Punkt(faktor * float(v)) for v in varden)
    return Segment(punkter, Utslag.FOR_FA, hinder)
