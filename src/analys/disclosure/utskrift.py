"""What may be printed at all (design.md 12): totals as long series, broken-down figures for a year and else per year.

Every overlapping window that is printed gives away differences between months, so twelve and 36 months at a time are
printed only as the pages need them: those that end with the measure's latest month, the same a year earlier, and those
up to a break in the series.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analys.katalog import Katalog, Skydda
from analys.omraden import UTANFOR
from analys.period import Period, Periodtyp, flytta_manader
from analys.region import Regionprofil
from analys.utfall import ALLA, DIMENSIONER

MANAD = "manad"


@dataclass(frozen=True)
class Forgrovning:
    """A coarsening: a measure is printed without months and tertials (`MANAD`), or without one of its dimensions."""

    indikator: str
    slag: str


MANADER = 13
"""How many months back figures that are broken down are printed month by month."""
AR_TILL_BROTT = 5


def trycks(
    utfall: pd.DataFrame,
    katalog: Katalog,
    profil: Regionprofil,
    manader: dict[str, Period],
    forgrovningar: Iterable[Forgrovning] = (),
) -> pd.Series:
    """Return which rows are printed; ``manader`` says each measure's latest month and the release's own (key ``""``).

    Totals: every day, month, tertial and year, and the windows above. Broken down by sex, age and the like: the last 13
    months, calendar years (of a stock: each 1 December) and the same windows. Measures that are published anyway
    (``skydda = "inget"``): everything. Never the months of a kommun that the profile holds too small for them.
    """
    oppna = utfall["indikator"].isin([i.id for i in katalog.values() if i.skydda is Skydda.INGET])
    total = (utfall[list(DIMENSIONER)] == ALLA).all(axis=1)
    typ, period = utfall["periodtyp"], utfall["period"]
    fran = flytta_manader(manader[""].forsta_dag, 1 - MANADER)
    grund = typ.isin([str(Periodtyp.MANAD), str(Periodtyp.DAG)])
    arsvis = (typ == str(Periodtyp.AR)) | ((typ == str(Periodtyp.DAG)) & (pd.to_datetime(period).dt.month == 12))
    fonster = pd.Series(False, index=utfall.index)
    for i in katalog.values():
        for langd in (Periodtyp.R12, Periodtyp.R36):
            dagar = _fonster(
                langd, [manader.get(i.id, manader[""]), manader[""]], [b.datum for b in profil.brott_for(i.id)]
            )
            fonster |= (utfall["indikator"] == i.id) & (typ == str(langd)) & period.isin(dagar)
    rullande = typ.isin([str(Periodtyp.R12), str(Periodtyp.R36)])
    aldrig = pd.Series(False, index=utfall.index)
    for i in katalog.values():
        if i.trycks_per:
            aldrig |= (utfall["indikator"] == i.id) & ~typ.isin([str(t) for t in i.trycks_per])
        for dimension, typer in i.uppdelning_trycks_per.items():
            uppdelade = (utfall["indikator"] == i.id) & (utfall[dimension] != ALLA)
            aldrig |= uppdelade & ~typ.isin([str(t) for t in typer])
            for langd in (Periodtyp.R12, Periodtyp.R36):
                dagar = _odelade(langd, manader.get(i.id, manader[""]), [b.datum for b in profil.brott_for(i.id)])
                aldrig |= uppdelade & (typ == str(langd)) & ~period.isin(dagar)
        if utan := profil.utan_manader(i.id):
            aldrig |= (
                (utfall["indikator"] == i.id) & (typ == str(Periodtyp.MANAD)) & utfall["omrade"].isin(utan) & ~oppna
            )
    for f in forgrovningar:
        finare = typ.isin([str(Periodtyp.MANAD), str(Periodtyp.TERTIAL)]) if f.slag == MANAD else utfall[f.slag] != ALLA
        aldrig |= (utfall["indikator"] == f.indikator) & finare
    utanfor = utfall["indikator"].isin([i.id for i in katalog.values() if i.tackning_av]) & (
        utfall["omrade"] == UTANFOR
    )
    onskade = oppna | fonster | (~rullande & (total | arsvis | (grund & (period >= fran))))
    return onskade & ~aldrig & ~utanfor


def _odelade(typ: Periodtyp, sista: Period, brott: Iterable[date]) -> set[date]:
    """Return the first days of the latest window of a kind that no break divides, and of the one a year before it."""
    fonster = sista.med_typ(typ)
    for b in sorted(brott, reverse=True):
        if fonster.forsta_dag < b < fonster.slut:
            fonster = Period(Periodtyp.MANAD, flytta_manader(b.replace(day=1), -1)).med_typ(typ)
    return {fonster.forsta_dag, fonster.flytta(-12).forsta_dag}


def _fonster(typ: Periodtyp, sista: Iterable[Period], brott: Iterable[date]) -> set[date]:
    """Return the first days of the windows of a kind that are printed."""
    slutar = [m for s in sista for m in (s, s.flytta(-12))]
    fore_brott = [Period(Periodtyp.MANAD, flytta_manader(b.replace(day=1), -1)) for b in brott]
    slutar += [m.flytta(-12 * ar) for m in fore_brott for ar in range(AR_TILL_BROTT)]
    return {m.med_typ(typ).forsta_dag for m in slutar}
