"""Lines over time from zero, each labelled; breaks and preliminary time are marked in the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analys import svenska
from analys.period import flytta_manader
from analys.present import stil
from analys.present.block import Diagram, Serie
from analys.present.duk import (
    TECKENBREDD,
    Duk,
    Nyckel,
    Ram,
    lagen_utan_krock,
    procentaxel,
    svg,
    talaxel,
    teckenforklaring,
    textbredd,
)


@dataclass(frozen=True)
class Linje:
    """One series over time; None is a gap. ``band``: limits by day (day, lower, upper), shaded behind the line.

    ``slag``: egen, dampad (low coverage), jamforelse, samma_farg (a comparator in the own colour) or andra_mattet.
    """

    namn: str
    dagar: Sequence[date]
    varden: Sequence[float | None]
    slag: str
    utan_varde: bool = False
    band: Sequence[tuple[date, float, float]] = ()


_LINJESTIL: dict[str, dict[str, Any]] = {
    "egen": {"color": stil.EGEN, "linestyle": "-", "zorder": 3},
    "dampad": {"color": stil.LAG_TACKNING, "linestyle": "-", "zorder": 3},
    "jamforelse": {"color": stil.JAMFORELSE, "linestyle": (0, (4, 2)), "zorder": 2},
    "samma_farg": {"color": stil.EGEN, "linestyle": (0, (4, 2)), "zorder": 2},
    "andra_mattet": {"color": stil.ANDRA_MATTET, "linestyle": (0, (1, 1.2)), "zorder": 3},
}
PRELIMINAR: dict[str, Any] = {"linestyle": (0, (1, 1.6)), "linewidth": 1.3}
HANDELSELINJE: dict[str, Any] = {"color": stil.TEXT, "linewidth": 0.8, "zorder": 1}
_NUMMERPLATTA = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": stil.TEXT, "linewidth": 0.8}
_PRELIMINARTEXT = "preliminärt"
_BROTTEXT = "brott"
_LANG_SERIE = 60
_KORT_TID = 2
"""How many calendar years are so few that months are written on the axis, as in PowerPoint."""
_ENSAM = 15  # days on each side of a period that is alone
_AXELBREDD, _SMALAST_PLOT = 0.55, {False: 2.6, True: 0.9}  # inches
_TEXTRAD = 0.17  # inches per row of small text at the plot's top


def linjediagram(
    linjer: Sequence[Linje],
    decimaler: int,
    brott: Sequence[date] = (),
    preliminar_fran: date | None = None,
    *,
    enhet_procent: bool = False,
    handelser: Sequence[date] = (),
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of lines over time from zero, each labelled at its end.

    Long labels, and a long series on the narrow canvas, take the whole width: the labels then stand in a legend above
    the plot.

    Parameters
    ----------
    linjer : Sequence[Linje]
        The series, at least one.
    decimaler : int
        Decimals of the last value in the labels.
    brott : Sequence[date]
        Days where the series breaks: dotted vertical lines, which no line crosses.
    preliminar_fran : date | None
        First day that is preliminary: from the last day before it the lines are thin and dotted over a grey band.
    enhet_procent : bool
        Whether the values are per cent: the axis says ``50 %`` and never goes above 100.
    handelser : Sequence[date]
        Days of events, numbered from one: thin vertical lines, whose texts stand under the figure.
    """
    etiketter = [_slutetikett(linje, decimaler, enhet_procent) for linje in linjer]
    dagar = sorted({d for linje in linjer for d in linje.dagar})
    alla = [v for linje in linjer for v in (*linje.varden, *(ovre for _, _, ovre in linje.band)) if v is not None]
    hogst = max(alla, default=1.0)
    nycklar = [_linjenyckel(linje, e) for linje, e in zip(linjer, etiketter, strict=True)]

    etikettbredd = max(len(e) for e in etiketter) * TECKENBREDD + 0.12

    def med_forklaring(smal: bool) -> bool:
        plot = (stil.SMAL_TUM if smal else stil.BRED_TUM)[0] - _AXELBREDD - etikettbredd
        return plot < _SMALAST_PLOT[smal] or (smal and len(dagar) > _LANG_SERIE)

    def rita(duk: Duk) -> None:
        ax = duk.ax
        ensam = _ENSAM if len(dagar) == 1 else 0
        ax.set_xlim(dagar[0].toordinal() - ensam, dagar[-1].toordinal() + ensam)
        texter = topptexter(duk, dagar, brott, preliminar_fran, handelser)
        topp = skriv_topptexter(duk, texter, hogst)
        ax.set_ylim(0, topp)
        if enhet_procent:
            procentaxel(ax.yaxis, MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, min(topp, 100)))
        else:
            talaxel(ax.yaxis, 5)
        ax.grid(visible=False, axis="x")
        for linje in linjer:
            _rita_linje(ax, _oppen(linje, brott), preliminar_fran, smalare=med_forklaring(duk.smal))
        tidsaxel(ax, dagar, duk.smal)
        for dag in brott:
            ax.axvline(dag.toordinal(), color=stil.DAMPAD, linewidth=1, linestyle=":")
        if med_forklaring(duk.smal):
            teckenforklaring(nycklar, smal=duk.smal).rita(duk)
        else:
            _skriv_etiketter(ax, linjer, etiketter, topp)

    def ram(smal: bool) -> Ram:
        if med_forklaring(smal):
            over = 0.05 + teckenforklaring(nycklar, smal=smal).hojd
            hojd = (stil.SMAL_TUM if smal else stil.BRED_TUM)[1] + over - 0.12
            return Ram(vanster=_AXELBREDD, hoger=0.2, under=0.42, over=over, hojd=hojd)
        return Ram(vanster=_AXELBREDD, hoger=etikettbredd, under=0.42)

    return svg(rita, ram)


def linjedata(
    linjer: Sequence[Linje],
    decimaler: int,
    brott: Sequence[date] = (),
    preliminar_fran: date | None = None,
    *,
    enhet_procent: bool = False,
) -> Diagram:
    """Return what `linjediagram` shows as numbers: each break and preliminary time begins a series of its own."""
    dagar = sorted({d for linje in linjer for d in linje.dagar})
    granser = [(b, f"före brottet {svenska.datum(b)}") for b in sorted(brott)]
    granser += [(preliminar_fran, "")] if preliminar_fran else []
    serier = []
    for linje in linjer:
        punkter = zip(linje.dagar, linje.varden, strict=True)
        varden = {d: None if v is None else svenska.avrundat(v, decimaler) for d, v in punkter}
        delar: list[tuple[str, dict[date, float | None]]] = []
        fran = date.min
        for till, namn in granser:
            delar.append((namn, {d: v for d, v in varden.items() if fran <= d < till}))
            fran = till
        if preliminar_fran and delar[-1][1]:  # drawn on from the last final day
            fran = max(delar[-1][1])
        delar.append(("preliminärt" if preliminar_fran else "", {d: v for d, v in varden.items() if d >= fran}))
        serier += [
            Serie(
                f"{linje.namn}, {namn}" if namn else linje.namn,
                tuple(egna.get(d) for d in dagar),
                linje.slag,
                linje.namn if namn else "",
            )
            for namn, egna in delar
            if any(v is not None for v in egna.values())
        ]
    return Diagram("linje", tuple(d.isoformat() for d in dagar), tuple(serier), decimaler, enhet_procent)


def _oppen(linje: Linje, brott: Sequence[date]) -> Linje:
    """Return the line with a gap before its first day of each new series."""
    dagar, varden = list(linje.dagar), list(linje.varden)
    for dag in brott:
        plats = sum(d < dag for d in dagar)
        if 0 < plats < len(dagar):
            dagar.insert(plats, dagar[plats])
            varden.insert(plats, None)
    return replace(linje, dagar=dagar, varden=varden)


def _rita_linje(ax: Axes, linje: Linje, preliminar_fran: date | None, *, smalare: bool) -> None:
    """Draw one series: its band, its final and preliminary parts, and a dot where a value has no neighbour to join."""
    stilen = _LINJESTIL[linje.slag] | ({"linewidth": 1.5} if smalare else {})
    x = [d.toordinal() for d in linje.dagar]
    y = [float("nan") if v is None else v for v in linje.varden]
    if linje.band:
        dagar, undre, ovre = zip(*linje.band, strict=True)
        ax.fill_between([d.toordinal() for d in dagar], undre, ovre, color=stilen["color"], alpha=0.18, linewidth=0)
    slut = len(x) if preliminar_fran is None else sum(d < preliminar_fran for d in linje.dagar)
    if slut:
        ax.plot(x[:slut], y[:slut], **stilen)
    if slut < len(x):
        fran = max(0, slut - 1)
        ax.plot(x[fran:], y[fran:], **stilen | PRELIMINAR)
    ensamma = [i for i, v in enumerate(linje.varden) if v is not None and _ar_ensam(linje.varden, i)]
    if ensamma:
        prick = {"linestyle": "", "marker": "o", "markersize": 4, "clip_on": False}
        ax.plot([x[i] for i in ensamma], [y[i] for i in ensamma], **stilen | prick)


def _ar_ensam(varden: Sequence[float | None], i: int) -> bool:
    """Return whether the value has no value beside it, so that no line reaches it."""
    return all(varden[j] is None for j in (i - 1, i + 1) if 0 <= j < len(varden))


def topptexter(
    duk: Duk,
    dagar: Sequence[date],
    brott: Sequence[date],
    preliminar_fran: date | None,
    handelser: Sequence[date] = (),
) -> list[tuple[str, float]]:
    """Draw the preliminary band and the events' lines; return the small texts with their left ends in inches.

    An event's text is its number; both ends are measured from the plot's left.
    """
    forsta, langd = dagar[0].toordinal(), max(1, dagar[-1].toordinal() - dagar[0].toordinal())

    def tum(dag: date) -> float:
        return (dag.toordinal() - forsta) / langd * duk.plotbredd

    texter = []
    if preliminar_fran is not None and preliminar_fran <= dagar[-1]:
        start = max((d for d in dagar if d < preliminar_fran), default=dagar[0])
        duk.ax.axvspan(start.toordinal(), dagar[-1].toordinal(), color=stil.PRELIMINAR_BAKGRUND, linewidth=0, zorder=0)
        bredd = textbredd(_PRELIMINARTEXT, stil.LITEN)
        mitt = (tum(start) + duk.plotbredd - bredd) / 2
        texter.append((_PRELIMINARTEXT, min(mitt, duk.plotbredd - bredd - 0.03)))
    for dag in brott:
        bredd = textbredd(_BROTTEXT, stil.LITEN)
        till_hoger = tum(dag) + 0.04
        texter.append((_BROTTEXT, till_hoger if till_hoger + bredd <= duk.plotbredd else tum(dag) - 0.04 - bredd))
    for nr, dag in enumerate(handelser, start=1):
        duk.ax.axvline(dag.toordinal(), **HANDELSELINJE)
        bredd = textbredd(str(nr), stil.LITEN)
        texter.append((str(nr), max(0.04, min(tum(dag) - bredd / 2, duk.plotbredd - bredd - 0.04))))
    return texter


def skriv_topptexter(duk: Duk, texter: Sequence[tuple[str, float]], hogst: float) -> float:
    """Write the small texts at the plot's top and return the y axis's end, which keeps the lines under them."""
    rader = lagen_utan_krock([(x - 0.03, x + textbredd(text, stil.LITEN) + 0.05) for text, x in texter])
    for (text, x), rad in zip(texter, rader, strict=True):
        platta = {"boxstyle": "square,pad=0.1", "facecolor": stil.PRELIMINAR_BAKGRUND, "edgecolor": "none"}
        duk.ax.annotate(
            text,
            (0, 1),
            xycoords="axes fraction",
            xytext=(x * 72, -((rad + 0.9) * _TEXTRAD * 72 - 1)),
            textcoords="offset points",
            fontsize=stil.LITEN,
            color=stil.DAMPAD,
            bbox=platta if text == _PRELIMINARTEXT else _NUMMERPLATTA if text.isdigit() else None,
        )
    luft = (max(rader, default=-1) + 1) * _TEXTRAD + 0.08
    return max(hogst * 1.12, hogst / (1 - luft / duk.plothojd)) or 1.0


def _slutetikett(linje: Linje, decimaler: int, i_procent: bool) -> str:
    """Return the direct label: the name and, when the last month has a figure, its value."""
    sista = linje.varden[-1] if linje.varden else None
    if sista is None or linje.utan_varde:
        return linje.namn
    return f"{linje.namn} {svenska.procent(sista / 100, decimaler) if i_procent else svenska.tal(sista, decimaler)}"


def _linjenyckel(linje: Linje, etikett: str) -> Nyckel:
    """Return the legend's entry for a series."""
    stilen = _LINJESTIL[linje.slag]
    return Nyckel(etikett, stilen["color"], lambda tum, x, y: tum.plot([x - 0.17, x + 0.17], [y, y], **stilen))


def _skriv_etiketter(ax: Axes, linjer: Sequence[Linje], etiketter: Sequence[str], hojd: float) -> None:
    """Write each label at its line's end, moved apart when they would touch; above one that ends before the others."""
    andar = [next((v for v in reversed(linje.varden) if v is not None), 0.0) for linje in linjer]
    platser = list(andar)
    sist = max((linje.dagar[-1] for linje in linjer if linje.dagar), default=date.max)
    tidigt = [i for i, linje in enumerate(linjer) if linje.dagar and linje.dagar[-1] < sist]
    ordning = sorted((i for i in range(len(linjer)) if i not in tidigt), key=lambda i: andar[i])
    for lag, hog in pairwise(ordning):
        platser[hog] = max(platser[hog], platser[lag] + 0.075 * hojd)
    for i, linje in enumerate(linjer):
        vid_kanten = i not in tidigt
        ax.annotate(
            etiketter[i],
            (1, platser[i]) if vid_kanten else (linje.dagar[-1].toordinal(), platser[i]),
            xycoords=("axes fraction" if vid_kanten else "data", "data"),
            xytext=(5, 0) if vid_kanten else (0, 8),
            textcoords="offset points",
            va="center" if vid_kanten else "bottom",
            ha="left" if vid_kanten else "right",
            color=_LINJESTIL[linje.slag]["color"],
            weight="semibold" if linje.slag == "egen" else "normal",
        )


def tidsaxel(ax: Axes, dagar: Sequence[date], smal: bool) -> None:
    """Put ticks at each January (every other or third when many), in at most two calendar years at months."""
    if dagar[-1].year - dagar[0].year < _KORT_TID and any((d.month, d.day) != (1, 1) for d in dagar):
        antal = 12 * (dagar[-1].year - dagar[0].year) + dagar[-1].month - dagar[0].month + 1
        steg = 3 * -(-antal // (3 * (3 if smal else 5)))
        manader = [flytta_manader(dagar[0].replace(day=1), nr) for nr in range(0, antal, steg)]
        namn = [f"{svenska.manad(m)[:3]} {m.year}" for m in manader]
        ax.set_xticks([max(m, dagar[0]).toordinal() for m in manader], namn)
        return
    januari = [date(ar, 1, 1) for ar in range(dagar[0].year, dagar[-1].year + 1) if date(ar, 1, 1) >= dagar[0]]
    steg = -(-len(januari) // (4 if smal else 8)) or 1
    valda = januari[::steg] or [dagar[0]]
    ax.set_xticks([d.toordinal() for d in valda], [str(d.year) for d in valda])
