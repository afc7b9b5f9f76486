"""A funnel: values by how many they are of, around one fixed number, with the limits that chance gives.

The verdict is told by shape (a triangle up or down, a dot, a hollow dot), never by colour or place alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from analys import svenska
from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, halv_versal, procentaxel, svg, talaxel, teckenforklaring, textbredd
from analys.present.overlagg import Overlagg


@dataclass(frozen=True)
class Trattpunkt:
    """One value (y axis) of ``n`` (x axis). ``slag``: hogre, lagre, inne or ej_bedomd; ``etikett``: if it is named."""

    namn: str
    n: float
    varde: float
    slag: str
    egen: bool
    etikett: bool = True


@dataclass(frozen=True)
class Trattkurva:
    """The limits of one level along the nämnare, in the y axis's unit."""

    n: Sequence[float]
    undre: Sequence[float]
    ovre: Sequence[float]


@dataclass(frozen=True)
class Trattord:
    """What the legend and the axes say: the centre's name with its value, the axes, and each ``slag`` in words."""

    centrum: str
    xtext: str
    ytext: str
    slag: dict[str, str]


_KURVSTIL: dict[str, dict[str, Any]] = {
    "95": {"color": stil.JAMFORELSE, "linestyle": (0, (4, 2)), "linewidth": 1.2},
    "998": {"color": stil.TEXT, "linestyle": "-", "linewidth": 1.2},
}
_KURVTEXT = {"95": f"gräns 95{svenska.HART_BLANKSTEG}%", "998": f"gräns 99,8{svenska.HART_BLANKSTEG}%"}
_MARKE = {"hogre": ("^", 8.5), "lagre": ("v", 8.5), "inne": ("o", 7.0), "ej_bedomd": ("o", 6.5)}
_MANGA = 25
"""With more marks than this those inside the limits are drawn smaller, all but the page's own."""
_ETIKETTHOJD = 0.15  # inches that a label's line takes
_HOJD = 3.1  # inches: two funnels and their headings fit on a page
_NAMNLUFT = 0.06  # inches between two names on a line
_LOGARITMISK_FRAN = 25
"""The x axis is logarithmic when the largest nämnare is so many times the smallest: 290 kommuner, not six."""


def trattdiagram(
    punkter: Sequence[Trattpunkt], centrum: float, kurvor: dict[str, Trattkurva], ord_: Trattord, *, procent: bool
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of a funnel.

    Parameters
    ----------
    punkter : Sequence[Trattpunkt]
        The values, at least one.
    centrum : float
        The fixed number that all are compared with.
    kurvor : dict[str, Trattkurva]
        The limits at level ``95`` (dashed) and ``998`` (solid).
    ord_ : Trattord
        The texts.
    procent : bool
        Whether the y axis is per cent: it says ``50 %`` and never goes above 100.
    """
    nycklar = _nycklar(punkter, ord_)
    skala = 1.0 if len(punkter) <= _MANGA else 0.6

    def rita(duk: Duk) -> None:
        ax = duk.ax
        _axlar(duk, punkter, centrum, kurvor, procent=procent)
        ax.set_xlabel(ord_.xtext)
        ax.axhline(centrum, color=stil.JAMFORELSE, linewidth=2, zorder=1)
        for niva, kurva in kurvor.items():
            for granser in (kurva.undre, kurva.ovre):
                ax.plot(kurva.n, granser, zorder=1, **_KURVSTIL[niva])
        for p in sorted(punkter, key=lambda p: p.egen):
            rita_marke(ax, p.n, p.varde, p.slag, egen=p.egen, skala=skala if p.slag == "inne" else 1.0)
        skriv_namn(duk, punkter, _linjerutor(duk, centrum, kurvor))
        skriv_ytext(duk, ord_.ytext)
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        utan = Ram(vanster=0.6, hoger=0.25, under=0.55, over=0.34, hojd=_HOJD)
        return utan.med_plats_over(teckenforklaring(nycklar, smal=smal).hojd)

    return svg(rita, ram)


def _axlar(
    duk: Duk, punkter: Sequence[Trattpunkt], centrum: float, kurvor: dict[str, Trattkurva], *, procent: bool
) -> None:
    """Set both axes: the x axis from 0 or logarithmic, the y axis around the values and the limits at the smallest."""
    ax, kurva, hogst_n = duk.ax, kurvor["998"], max(p.n for p in punkter)
    if logaritmisk(punkter):
        ax.set_xscale("log")
        lagen = [bas * 10**tio for tio in range(8) for bas in ((1,) if duk.smal else (1, 3))]
        ax.xaxis.set_major_locator(FixedLocator(lagen))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(FuncFormatter(lambda varde, _=None: svenska.tal(varde)))
        ax.set_xlim(kurva.n[0], hogst_n * 1.15)
    else:
        talaxel(ax.xaxis, 3 if duk.smal else 6)
        ax.set_xlim(0, hogst_n * 1.08)
    minst_n = min(p.n for p in punkter)
    nara = next(i for i, n in enumerate(kurva.n) if n >= minst_n)
    varden = [*(p.varde for p in punkter), centrum, kurva.undre[nara], kurva.ovre[nara]]
    luft = 0.08 * (max(varden) - min(varden)) or 1.0
    under = max(0.0, min(varden) - luft)
    ovan = max(varden) + luft
    ax.set_ylim(under, min(ovan, 101.5) if procent else ovan)
    if procent:
        procentaxel(ax.yaxis, MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(under, min(ovan, 100)))
        ax.set_ylim(under, min(ovan, 101.5))
    else:
        talaxel(ax.yaxis, 5)


def logaritmisk(punkter: Sequence[Trattpunkt]) -> bool:
    """Return whether the x axis must be logarithmic for the small ones not to lie on top of each other."""
    return max(p.n for p in punkter) > _LOGARITMISK_FRAN * min(p.n for p in punkter)


def rita_marke(ax: Axes | Overlagg, x: float, y: float, slag: str, *, egen: bool, skala: float = 1.0) -> None:
    """Draw one value's mark: its shape says the verdict, its colour only whose it is."""
    marke, storlek = _MARKE[slag]
    farg = stil.EGEN if egen else stil.LAG_TACKNING if slag == "ej_bedomd" else stil.ANDRA
    if slag in ("hogre", "lagre") and not egen:
        farg = stil.TEXT
    fyllning = "white" if slag == "ej_bedomd" else farg
    kant = farg if slag == "ej_bedomd" else "white"
    ax.plot(
        x,
        y,
        marker=marke,
        markersize=storlek + 1.5 if egen else storlek * skala,
        linestyle="",
        markerfacecolor=fyllning,
        markeredgecolor=kant,
        markeredgewidth=1.8 if slag == "ej_bedomd" else 1,
        zorder=4 if egen else 3,
        clip_on=False,
    )


def _nycklar(punkter: Sequence[Trattpunkt], ord_: Trattord) -> list[Nyckel]:
    """Return the legend: the centre, the limits, and the marks that the chart holds."""

    def linje(stilen: dict[str, Any]) -> Any:
        return lambda tum, x, y: tum.plot([x - 0.15, x + 0.15], [y, y], **stilen)

    nycklar = [Nyckel(ord_.centrum, stil.TEXT, linje({"color": stil.JAMFORELSE, "linewidth": 2}))]
    nycklar += [Nyckel(_KURVTEXT[niva], stil.TEXT, linje(stilen)) for niva, stilen in _KURVSTIL.items()]
    for slag, text in ord_.slag.items():
        if any(p.slag == slag for p in punkter):
            nycklar.append(Nyckel(text, stil.TEXT, _markesritare(slag), 0.14))
    return nycklar


def _markesritare(slag: str) -> Any:
    return lambda tum, x, y: rita_marke(tum, x, y, slag, egen=False)


def skriv_ytext(duk: Duk, text: str) -> None:
    """Write what the y axis counts above it, so that no text stands on its side."""
    tum = duk.overlagg()
    tum.text(0.08, duk.hojd - duk.ram.over + 0.14, text, color=stil.DAMPAD)


Ruta = tuple[float, float, float, float]
"""A rectangle in inches from the plot's lower left corner: left, right, bottom, top."""
Rutor = npt.NDArray[np.float64]
"""Many of them, one a row."""


def skriv_namn(duk: Duk, punkter: Sequence[Trattpunkt], linjer: Rutor) -> None:
    """Write the names that fit without touching another name or mark: the page's own first, then the verdicts.

    A name stands over a line only when every other place beside its mark is taken; the page's own also over marks.
    """
    lagen = platser(duk, [p.n for p in punkter], [p.varde for p in punkter]).tolist()
    r = 0.07 if len(punkter) <= _MANGA else 0.04
    upptaget: list[Ruta] = [(x - r, x + r, y - r, y + r) for x, y in lagen]
    namnges = [i for i, p in enumerate(punkter) if p.etikett]
    for i in sorted(namnges, key=lambda i: (not punkter[i].egen, punkter[i].slag not in ("hogre", "lagre"))):
        (x, y), p, vikt = lagen[i], punkter[i], "semibold" if punkter[i].egen else "normal"
        bredd = textbredd(p.namn, stil.LITEN, vikt)
        inne = [r for r in _rutor(x, y, bredd) if _pa_duken(r, duk)]
        lediga = [r for r in inne if not _krockar(r, upptaget)] or (inne if p.egen else [])
        if not lediga:
            continue
        ledig = next((r for r in lediga if not _korsar(r, linjer)), lediga[0])
        upptaget.append((ledig[0] - _NAMNLUFT, ledig[1] + _NAMNLUFT, ledig[2], ledig[3]))
        tum = duk.overlagg()
        x, y = duk.ram.vanster + ledig[0], duk.ram.under + (ledig[2] + ledig[3]) / 2 - halv_versal(stil.LITEN)
        tum.text(x, y, p.namn, fontsize=stil.LITEN, weight=vikt, color=stil.EGEN if p.egen else stil.TEXT)


def _linjerutor(duk: Duk, centrum: float, kurvor: dict[str, Trattkurva]) -> Rutor:
    """Return the centre and the limits as small rectangles along them."""
    rutor = []
    for kurva in kurvor.values():
        for granser in (kurva.undre, kurva.ovre, [centrum] * len(kurva.n)):
            x, y = platser(duk, kurva.n, granser).T
            under, over = np.minimum(y[:-1], y[1:]) - 0.01, np.maximum(y[:-1], y[1:]) + 0.01
            rutor.append(np.column_stack((x[:-1], x[1:], under, over)))
    return np.concatenate(rutor)


def platser(duk: Duk, n: Sequence[float], varden: Sequence[float]) -> Rutor:
    """Return where values lie in the plot, in inches from its lower left corner; shape (values, 2)."""
    pa_duken = duk.ax.transData.transform(np.column_stack((n, varden)))
    return np.asarray(duk.ax.transAxes.inverted().transform(pa_duken) * (duk.plotbredd, duk.plothojd))


def _rutor(x: float, y: float, bredd: float) -> list[Ruta]:
    """Return the places that a name may have beside its mark, best first: right, left, above, below, askew."""
    h, bort = _ETIKETTHOJD / 2, 0.1
    hoger, vanster, mitt = (x + bort, x + bort + bredd), (x - bort - bredd, x - bort), (x - bredd / 2, x + bredd / 2)
    return [
        (*spann, y + lyft - h, y + lyft + h)
        for spann, lyft in (
            (hoger, 0.0),
            (vanster, 0.0),
            (hoger, 0.1),
            (hoger, -0.1),
            (mitt, 0.17),
            (mitt, -0.17),
            (vanster, 0.1),
            (vanster, -0.1),
            (hoger, 0.17),
            (hoger, -0.17),
            (vanster, 0.17),
            (vanster, -0.17),
            (mitt, 0.23),
            (mitt, -0.23),
        )
    ]


def _pa_duken(ruta: Ruta, duk: Duk) -> bool:
    """Return whether a name has the place inside the canvas and the plot's height."""
    fran, till, under, over = ruta
    return (
        fran >= 0.03 and till <= duk.plotbredd + duk.ram.hoger - 0.03 and under >= 0.02 and over <= duk.plothojd + 0.1
    )


def _krockar(ruta: Ruta, andra: Sequence[Ruta]) -> bool:
    fran, till, under, over = ruta
    return any(fran < b and a < till and under < d and c < over for a, b, c, d in andra)


def _korsar(ruta: Ruta, linjer: Rutor) -> bool:
    """Return whether a rectangle touches one of many."""
    fran, till, under, over = ruta
    a, b, c, d = linjer.T
    return bool(((fran < b) & (a < till) & (under < d) & (c < over)).any())
