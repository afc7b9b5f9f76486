"""What a measure did after a decision or an åtgärd: the months since, against the same months before it.

The month that set the analysis off is left out of both sides: it was chosen because it was high, and the next is
usually lower by itself (regression to the mean; Bland & Altman 1994, BMJ 308:1499). The same months of an earlier year
are compared, so that the season is not taken for an effect.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from analys.katalog import Skala
from analys.period import flytta_manader
from analys.stats.intervall import FAKTOR, NIVAER
from analys.stats.skillnad import Forandring, bedom_forandring, skillnad_andel, skillnad_medel, skillnad_rat

MANADER = 12
Summor = tuple[float, float, float]
"""Täljare, nämnare and sum of squares (0 where the scale has none)."""


@dataclass(frozen=True)
class Uppfoljning:
    """The two sides' values in the measure's unit (None: nothing to show), how many months each is of, the verdict."""

    fore: float | None
    efter: float | None
    manader: int
    ord: Forandring

    @property
    def okar(self) -> bool:
        """Whether the later value is the higher."""
        return (self.efter or 0.0) > (self.fore or 0.0)


def folj_upp(
    serie: Mapping[date, Summor | Forandring],
    skala: Skala,
    fran: date,
    till: date,
    utlosande: date | None = None,
    brott: Collection[date] = (),
) -> Uppfoljning:
    """Return the follow-up from the day ``fran`` to the month that begins ``till``.

    Parameters
    ----------
    serie : by the first day of each month its sums, or why they cannot be used (hidden, preliminary, not secured).
    utlosande : the first day of the month that is in neither side.
    brott : the days when the way of counting changed.
    """
    par = _par(fran, till, utlosande)
    if not par:
        return Uppfoljning(None, None, 0, Forandring.FOR_TIDIGT)
    if skala not in (Skala.MEDEL, Skala.ANDEL, Skala.PER_10000, Skala.ANTAL):
        return Uppfoljning(None, None, len(par), Forandring.BESTAND)
    if any(min(f for f, _ in par) < b < flytta_manader(par[-1][1], 1) for b in brott):
        return Uppfoljning(None, None, len(par), Forandring.BROTT)
    sidor: list[list[Summor]] = [[], []]
    for en in par:
        for sida, manad in zip(sidor, en, strict=True):
            varde = serie.get(manad, Forandring.SAKNAS)
            if isinstance(varde, Forandring):
                return Uppfoljning(None, None, len(par), varde)
            sida.append(varde if skala is not Skala.ANTAL else (varde[0], 1.0, 0.0))
    fore, efter = ((sum(s[0] for s in m), sum(s[1] for s in m), sum(s[2] for s in m)) for m in sidor)
    if not fore[1] or not efter[1]:
        return Uppfoljning(None, None, len(par), Forandring.SAKNAS)
    fore_varde, efter_varde = (FAKTOR[skala] * s[0] / s[1] for s in (fore, efter))
    return Uppfoljning(fore_varde, efter_varde, len(par), _bedom(efter, fore, skala))


def _par(fran: date, till: date, utlosande: date | None) -> list[tuple[date, date]]:
    """Return (before, after): the latest whole months since ``fran``, each with the same month of the year before it.

    Where more than a year has gone, the year before is the latest that had ended when it began.
    """
    forsta = fran if fran.day == 1 else flytta_manader(fran.replace(day=1), 1)
    efter = [m for i in range(MANADER) if (m := flytta_manader(till, i - MANADER + 1)) >= forsta]
    ut = []
    for manad in efter:
        tidigare = flytta_manader(manad, -12)
        while flytta_manader(tidigare, 1) > fran:
            tidigare = flytta_manader(tidigare, -12)
        if utlosande not in (manad, tidigare):
            ut.append((tidigare, manad))
    return ut


def _bedom(efter: Summor, fore: Summor, skala: Skala) -> Forandring:
    """Return the verdict of the change from before to after."""
    niva = NIVAER["998"]
    if skala is Skala.MEDEL:
        undre, ovre = skillnad_medel(efter, fore, niva)
    elif skala is Skala.ANDEL:
        undre, ovre = skillnad_andel(efter[0], efter[1], fore[0], fore[1], niva)
    else:
        undre, ovre = skillnad_rat(efter[0], efter[1], fore[0], fore[1], niva)
    if np.isnan(undre) or np.isnan(ovre):
        return Forandring.FOR_FA
    handelser = 1 if skala is Skala.MEDEL else 0
    return bedom_forandring((float(undre), float(ovre)), efter[handelser], fore[handelser])
