"""A control chart: points in time with their centre line, limits in steps, and marks that differ in shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analys import svenska
from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, procentaxel, svg, talaxel, teckenforklaring
from analys.present.linjer import PRELIMINAR, skriv_topptexter, tidsaxel, topptexter
from analys.present.overlagg import Overlagg
from analys.stats.spc import Utslag


class Marke(StrEnum):
    """How a point is drawn."""

    VANLIG = "vanlig"
    RING = "ring"
    SAKERSTALLD = "sakerstalld"
    OBEDOMD = "obedomd"


@dataclass(frozen=True)
class Styrpunkt:
    """One month, in the chart's unit. ``varde`` None is a gap; without ``mitt`` no lines pass it.

    ``strecka`` is the unbroken stretch that it belongs to: no line crosses from one to the next.
    """

    dag: date
    varde: float | None
    mitt: float | None = None
    undre: float | None = None
    ovre: float | None = None
    marke: Marke = Marke.VANLIG
    strecka: int = 0


_VARDELINJE: dict[str, Any] = {"color": stil.EGEN, "linewidth": 1.1, "zorder": 3}
_MITTLINJE: dict[str, Any] = {"color": stil.JAMFORELSE, "linewidth": 1.4, "linestyle": (0, (4, 2)), "zorder": 2}
_GRANSLINJE: dict[str, Any] = {"color": stil.ANDRA, "linewidth": 1.0, "zorder": 2}
_BROTTLINJE: dict[str, Any] = {"color": stil.DAMPAD, "linewidth": 1, "linestyle": ":"}
_PRICK: dict[str, Any] = {"color": stil.EGEN, "linestyle": "", "marker": "o", "markersize": 3.6, "zorder": 4}
_MARKEN: dict[Marke, dict[str, Any]] = {
    Marke.VANLIG: _PRICK,
    Marke.RING: _PRICK | {"markersize": 9, "markerfacecolor": "none", "markeredgewidth": 1.3, "color": stil.TEXT},
    Marke.SAKERSTALLD: _PRICK | {"markersize": 8, "marker": "D", "color": stil.TEXT, "zorder": 5},
    Marke.OBEDOMD: _PRICK | {"markerfacecolor": "white"},
}
_FORKLARING = {
    Marke.SAKERSTALLD: Utslag.FORANDRING,
    Marke.RING: "avviker, men inte säkerställt",
    Marke.OBEDOMD: "bedöms inte",
}
_NOLL_UNDER = 0.4
"""The axis begins at zero when the lowest value is less than this share of the highest."""


def axelns_golv(punkter: Sequence[Styrpunkt]) -> float:
    """Return where the value axis begins: zero, or just under the lowest value and limit when zero is far away."""
    tal = [v for p in punkter for v in (p.varde, p.undre, p.ovre) if v is not None]
    lagst, hogst = min(tal), max(tal)
    return 0.0 if lagst < _NOLL_UNDER * hogst else lagst - 0.12 * (hogst - lagst)


def styrbild(
    punkter: Sequence[Styrpunkt],
    brott: Sequence[tuple[date, str]] = (),
    preliminar_fran: date | None = None,
    *,
    enhet_procent: bool = False,
    handelser: Sequence[date] = (),
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of a control chart with a legend of the marks that it holds.

    Parameters
    ----------
    punkter : Sequence[Styrpunkt]
        One per month, in time order without holes, at least one with a value.
    brott : Sequence[tuple[date, str]]
        Days where the series breaks, and why: dotted vertical lines, each with its reason in the legend.
    preliminar_fran : date | None
        First day that is preliminary: a grey band, and a dotted line to its points.
    enhet_procent : bool
        Whether the values are per cent: the axis says ``50 %``.
    handelser : Sequence[date]
        Days of events, numbered from one: thin vertical lines.
    """
    dagar = [p.dag for p in punkter]
    golv = axelns_golv(punkter)
    hogst = max(v for p in punkter for v in (p.varde, p.ovre) if v is not None)

    def rita(duk: Duk) -> None:
        ax = duk.ax
        ax.set_xlim(dagar[0].toordinal(), dagar[-1].toordinal())
        texter = topptexter(duk, dagar, [dag for dag, _ in brott], preliminar_fran, handelser)
        topp = golv + skriv_topptexter(duk, texter, hogst - golv)
        ax.set_ylim(golv, topp)
        if enhet_procent:
            lagen = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(golv, min(topp, 100))
            procentaxel(ax.yaxis, [v for v in lagen if v >= golv])
        else:
            talaxel(ax.yaxis, 5)
        ax.grid(visible=False)
        for dag, _ in brott:
            ax.axvline(dag.toordinal(), **_BROTTLINJE)
        _rita_linjer(ax, punkter)
        _rita_punkter(ax, punkter, preliminar_fran)
        tidsaxel(ax, dagar, duk.smal)
        teckenforklaring(_nycklar(punkter, brott), smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        over = 0.05 + teckenforklaring(_nycklar(punkter, brott), smal=smal).hojd
        standard = (stil.SMAL_TUM if smal else stil.BRED_TUM)[1]
        return Ram(vanster=0.55, hoger=0.2, under=0.42, over=over, hojd=standard + over - 0.12)

    return svg(rita, ram)


def _rita_linjer(ax: Axes, punkter: Sequence[Styrpunkt]) -> None:
    """Draw the centre line and the limits of each stretch, in steps, open where a month is missing."""
    for _, grupp in groupby(punkter, key=lambda p: p.strecka):
        strecka = list(grupp)
        x = [p.dag.toordinal() for p in strecka]
        for kolumn, stilen in (("undre", _GRANSLINJE), ("ovre", _GRANSLINJE), ("mitt", _MITTLINJE)):
            y = [_tal(getattr(p, kolumn)) for p in strecka]
            ax.step(x, y, where="mid", **stilen)


def _rita_punkter(ax: Axes, punkter: Sequence[Styrpunkt], preliminar_fran: date | None) -> None:
    """Draw the values: a line within each stretch (dotted where preliminary) and each point's mark."""
    slut = len(punkter) if preliminar_fran is None else sum(p.dag < preliminar_fran for p in punkter)
    for _, grupp in groupby(punkter[:slut], key=lambda p: p.strecka):
        _rita_varden(ax, list(grupp), _VARDELINJE)
    _rita_varden(ax, punkter[max(0, slut - 1) :], _VARDELINJE | PRELIMINAR)
    for marke, stilen in _MARKEN.items():
        med = [p for p in punkter if p.varde is not None and p.marke is marke]
        if marke is Marke.VANLIG:  # a ring stands around its point
            med += [p for p in punkter if p.marke is Marke.RING]
        _rita_varden(ax, med, stilen | {"clip_on": False})


def _rita_varden(ax: Axes, punkter: Sequence[Styrpunkt], stilen: dict[str, Any]) -> None:
    ax.plot([p.dag.toordinal() for p in punkter], [_tal(p.varde) for p in punkter], **stilen)


def _tal(varde: float | None) -> float:
    return float("nan") if varde is None else varde


def _nycklar(punkter: Sequence[Styrpunkt], brott: Sequence[tuple[date, str]]) -> list[Nyckel]:
    """Return the legend: lines first, then the marks that are in the chart, then the breaks with their reason."""
    nycklar = [Nyckel("värde per månad", stil.TEXT, _streck(_VARDELINJE, _PRICK))]
    if any(p.mitt is not None for p in punkter):
        nycklar.append(Nyckel("genomsnitt", stil.TEXT, _streck(_MITTLINJE)))
        nycklar.append(Nyckel("gränser för vanlig variation", stil.TEXT, _streck(_GRANSLINJE)))
    finns = {p.marke for p in punkter if p.varde is not None}
    nycklar += [
        Nyckel(text, stil.TEXT, _streck(_MARKEN[marke]), 0.16) for marke, text in _FORKLARING.items() if marke in finns
    ]
    for dag, orsak in brott:
        nycklar.append(Nyckel(f"brott i tidsserien {svenska.datum(dag)}: {orsak}", stil.DAMPAD, _lodratt, 0.16))
    return nycklar


def _streck(*stilar: dict[str, Any]) -> Callable[[Overlagg, float, float], object]:
    """Return what draws a legend's mark: a short line, with or without a point, or a mark alone."""

    def rita(tum: Overlagg, x: float, y: float) -> None:
        for stilen in stilar:
            ensam = stilen.get("linestyle") == ""
            tum.plot([x] if ensam else [x - 0.17, x + 0.17], [y] if ensam else [y, y], **stilen)

    return rita


def _lodratt(tum: Overlagg, x: float, y: float) -> None:
    tum.plot([x, x], [y - 0.08, y + 0.08], **_BROTTLINJE)
