"""A measure's small trend for a cell: one thin line of its printed figures, and the same figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS
from analys.katalog import StatistiskTyp
from analys.period import Period, Periodtyp
from analys.present import stil
from analys.present.block import Ruta
from analys.present.tal import UTAN_TAL, Tal
from analys.present.underlag import Underlag

MANADER = 13
"""So many months in a small trend: from the same month last year."""
_BREDD, _HOJD, _KANT = 120, 34, 4


def trendserie(underlag: Underlag, indikator: str) -> list[Tal]:
    """Return the figures of a measure's small trend in time order, up to the one that the page shows.

    Thirteen months where the page shows a month; the same day of each year of a stock; else calendar years, and last
    the page's own period when it is no longer than a year.
    """
    mitt, period = underlag.katalog[indikator], underlag.period_for(indikator)
    if mitt.statistisk_typ is StatistiskTyp.BESTAND:
        dagar = underlag.serie(indikator, Periodtyp.DAG, date.min)
        return [
            t for t in dagar if t.period.forsta_dag.month == period.forsta_dag.month and t.period.slut <= period.slut
        ]
    if period.typ is Periodtyp.MANAD:
        manader = [t for t in underlag.serie(indikator, Periodtyp.MANAD, date.min) if t.period.slut <= period.slut]
        return manader[-MANADER:]
    ar = [t for t in underlag.serie(indikator, Periodtyp.AR, date.min) if t.period.slut < period.slut]
    if period.antal_manader > 12:
        return [*ar, *(t for t in underlag.serie(indikator, Periodtyp.AR, date.min) if t.period.slut == period.slut)]
    return [*ar, underlag.tal(indikator, period)]


def trend(underlag: Underlag, indikator: str) -> Ruta:
    """Return the cell with the small trend: the line, the time that it covers, and every figure in the alt text.

    A figure that is not shown leaves a gap; a break in the series cuts the line. Without two figures there is no line.
    """
    serie = trendserie(underlag, indikator)
    synliga = [t for t in serie if t.finns]
    if len(synliga) < 2:
        return Ruta(_utan_linje(serie))
    spann = f"{_kort(synliga[0])}{svenska.TANKSTRECK}{_kort(synliga[-1])}"
    return Ruta("", (spann,), svg=_svg(_stracken(underlag, serie), len(serie)), alt=_alt(underlag, serie))


def _utan_linje(serie: Sequence[Tal]) -> str:
    """Return the sign of a series that has no line."""
    tecken = [str(t.rad["tecken"]) for t in serie if not t.finns]
    return EJ_AKTUELL if serie and not tecken else next(iter(tecken), SAKNAS)


def _kort(tal: Tal) -> str:
    """Return a period as short as a cell needs: its year, of a month also the month."""
    return kort_period(tal.period) if tal.period.typ is Periodtyp.MANAD else str(tal.period.sista_dag.year)


def kort_period(period: Period) -> str:
    """Return a period with its months cut short: ``1 december 2022``, ``dec 2022``, ``aug 2021–jul 2022``."""
    forsta, sista = (svenska.manad(d)[:3] for d in (period.forsta_dag, period.sista_dag))
    if period.typ is Periodtyp.DAG:
        return period.text
    if period.antal_manader == 1:
        return f"{sista} {period.sista_dag.year}"
    ar = "" if period.forsta_dag.year == period.sista_dag.year else f" {period.forsta_dag.year}"
    return f"{forsta}{ar}{svenska.TANKSTRECK}{sista} {period.sista_dag.year}"


def _stracken(underlag: Underlag, serie: Sequence[Tal]) -> list[list[tuple[int, float]]]:
    """Return the visible points (place, value) in stretches that neither a gap nor a break divides."""
    brott = [b.datum for b in underlag.profil.brott_for(serie[0].indikator.id)]
    strack: list[list[tuple[int, float]]] = [[]]
    fore: date | None = None
    for plats, t in enumerate(serie):
        varde = t.pa_axel()
        if varde is None or (fore and any(fore < b <= t.period.forsta_dag for b in brott)):
            strack.append([])
        if varde is not None:
            strack[-1].append((plats, varde))
        fore = t.period.forsta_dag
    return [s for s in strack if s]


def _svg(stracken: Sequence[Sequence[tuple[int, float]]], platser: int) -> str:
    """Return the line on a scale of its own, with a dot at its last point; the same figures give the same bytes."""
    varden = [v for s in stracken for _, v in s]
    lagst, spann = min(varden), max(varden) - min(varden)

    def punkt(plats: int, varde: float) -> str:
        x = _KANT + (_BREDD - 2 * _KANT) * plats / (platser - 1)
        y = _HOJD - _KANT - (_HOJD - 2 * _KANT) * ((varde - lagst) / spann if spann else 0.5)
        return f"{x:.1f},{y:.1f}"

    linjer = "".join(
        f'<polyline points="{" ".join(punkt(*p) for p in s)}" fill="none" stroke="{stil.EGEN}" stroke-width="2"/>'
        for s in stracken
        if len(s) > 1
    )
    prickar = "".join(
        '<circle cx="{}" cy="{}" r="{}" fill="{}"/>'.format(*punkt(*s[-1]).split(","), 3, stil.EGEN)
        for nr, s in enumerate(stracken)
        if len(s) == 1 or nr == len(stracken) - 1
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_BREDD} {_HOJD}">{linjer}{prickar}</svg>'


def _alt(underlag: Underlag, serie: Sequence[Tal]) -> str:
    """Return every figure of the line in words, hidden ones as what they are."""
    mitt = serie[0].indikator
    delar = "; ".join(f"{t.period.text} {t.varde if t.finns else UTAN_TAL[t.rad['tecken'] or SAKNAS]}" for t in serie)
    return f"Linje. {mitt.kort} i {underlag.omrade_for(mitt.id).kortnamn}, {mitt.matenhet}: {delar}."
