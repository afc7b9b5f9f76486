"""A radar chart of shares from 0 to 100 %, or of steps, one spoke per measure, with gaps where there is no figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from analys import svenska
from analys.present import stil
from analys.present.block import Diagram, Serie
from analys.present.duk import (
    MJUKT_BINDESTRECK,
    Duk,
    Nyckel,
    Ram,
    balansera,
    halv_versal,
    procenttext,
    svg,
    teckenforklaring,
    textbredd,
)
from analys.present.overlagg import Overlagg


@dataclass(frozen=True)
class Spindelserie:
    """One series with a value in per cent per spoke; None is a gap. ``slag``: egen or jamforelse."""

    namn: str
    varden: Sequence[float | None]
    slag: str


_SERIESTIL: dict[str, dict[str, Any]] = {
    "egen": {"color": stil.EGEN, "linestyle": "-", "marker": "o", "markersize": 6, "zorder": 4},
    "jamforelse": {
        "color": stil.JAMFORELSE,
        "linestyle": (0, (4, 2)),
        "linewidth": 1.6,
        "marker": "D",
        "markersize": 5,
        "markerfacecolor": "white",
        "zorder": 3,
    },
}
_RINGAR = tuple((ring, procenttext(ring)) for ring in (25, 50, 75, 100))
_RADAVSTAND = 1.3 / 72  # inches between two lines of a name, per point of its size
_KANT = 0.06  # inches kept free at the canvas's sides
_NAMNLUFT = 0.13  # inches between a spoke's end and its name
_MINST_RADIE = 0.5
_STORST_RADIE = {False: 1.7, True: 1.5}


def spindeldiagram(
    axlar: Sequence[str],
    serier: Sequence[Spindelserie],
    mal: Sequence[float | None] = (),
    ringar: Sequence[tuple[float, str]] = _RINGAR,
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of a radar chart, clockwise from the top.

    The radius is the largest that leaves room for every name beside its spoke.

    Parameters
    ----------
    axlar : Sequence[str]
        The spokes' names, at least three; a soft hyphen says where a long word may break.
    serier : Sequence[Spindelserie]
        One series of each kind at most, so that line and mark tell them apart.
    mal : Sequence[float | None]
        The spokes' targets in per cent: a tick across the spoke.
    ringar : Sequence[tuple[float, str]]
        Where the rings are, in per cent of the radius, and what stands at them; the last is the outermost.
    """
    nycklar = _nycklar(serier, mal)

    def rita(duk: Duk) -> None:
        plan = _planera(axlar, duk.smal)
        ax = duk.ax
        ax.set_axis_off()
        ax.set_xlim(-plan.mitt_x, duk.bredd - plan.mitt_x)
        ax.set_ylim(plan.under, plan.over)
        _rita_nat(ax, plan, ringar)
        _skriv_ringarnas_tal(ax, plan, ringar)
        for i, varde in enumerate(mal):
            if varde is not None:
                _rita_mal(ax, plan, i, varde)
        for serie in serier:
            _rita_serie(ax, plan, serie)
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        plan, over = _planera(axlar, smal), teckenforklaring(nycklar, smal=smal).hojd
        return Ram(vanster=0, hoger=0, under=0, over=over, hojd=over + plan.over - plan.under)

    return svg(rita, ram)


def spindeldata(
    axlar: Sequence[str],
    serier: Sequence[Spindelserie],
    decimaler: Sequence[int],
    mal: Sequence[float | None] = (),
    *,
    hogst: float = 100,
) -> Diagram:
    """Return a radar chart as numbers, each spoke's with its own decimals; per cent unless ``hogst`` ends a scale."""
    alla = [*serier, *([Spindelserie("Mål", mal, "mal")] if any(v is not None for v in mal) else [])]
    rundade = tuple(
        Serie(
            s.namn,
            tuple(None if v is None else svenska.avrundat(v, d) for v, d in zip(s.varden, decimaler, strict=True)),
            s.slag,
        )
        for s in alla
    )
    namn = tuple(a.replace(MJUKT_BINDESTRECK, "") for a in axlar)
    return Diagram("spindel", namn, rundade, max(decimaler), procent=hogst == 100, hogst=hogst)


@dataclass(frozen=True)
class _Namn:
    """A spoke's name in lines and its box around the centre, in inches."""

    rader: tuple[str, ...]
    vanster: float
    hoger: float
    under: float
    over: float

    @property
    def mitt_y(self) -> float:
        """The box's middle."""
        return (self.under + self.over) / 2

    def flyttat(self, uppat: float) -> _Namn:
        """Return the name moved ``uppat`` inches."""
        return replace(self, under=self.under + uppat, over=self.over + uppat)

    def krockar(self, annan: _Namn) -> bool:
        """Return whether the two boxes touch."""
        i_sidled = self.vanster < annan.hoger + 0.06 and annan.vanster < self.hoger + 0.06
        return i_sidled and self.under < annan.over and annan.under < self.over


@dataclass(frozen=True)
class _Plan:
    """The radius, the spokes' directions, the names and the canvas's limits, in inches from the centre."""

    radie: float
    riktningar: tuple[tuple[float, float], ...]
    namn: tuple[_Namn, ...]
    mitt_x: float
    under: float
    over: float
    storlek: float

    def punkt(self, axel: int, procent: float) -> tuple[float, float]:
        """Return where a spoke has ``procent``."""
        cos, sin = self.riktningar[axel]
        return cos * self.radie * procent / 100, sin * self.radie * procent / 100


def _planera(axlar: Sequence[str], smal: bool) -> _Plan:
    """Return the layout with the largest radius where no name is cut off."""
    bredd = (stil.SMAL_TUM if smal else stil.BRED_TUM)[0]
    storlek = stil.LITEN if smal else stil.TEXTSTORLEK
    vinklar = [math.pi / 2 - 2 * math.pi * i / len(axlar) for i in range(len(axlar))]
    riktningar = tuple((round(math.cos(v), 9), round(math.sin(v), 9)) for v in vinklar)
    texter = [
        balansera(namn, 3, storlek) if smal else balansera(namn.replace(MJUKT_BINDESTRECK, ""), 2, storlek)
        for namn in axlar
    ]
    radie = _STORST_RADIE[smal]
    while True:
        namn = _utan_krock([_placera(t, r, radie, storlek) for t, r in zip(texter, riktningar, strict=True)])
        vanster, hoger = min(-radie, *(n.vanster for n in namn)), max(radie, *(n.hoger for n in namn))
        if hoger - vanster <= bredd - 2 * _KANT or radie < _MINST_RADIE:
            break
        radie -= 0.01
    mitt_x = (bredd - vanster - hoger) / 2
    under, over = min(-radie, *(n.under for n in namn)) - 0.05, max(radie, *(n.over for n in namn)) + 0.05
    return _Plan(radie, riktningar, tuple(namn), mitt_x, under, over, storlek)


def _utan_krock(namn: Sequence[_Namn]) -> list[_Namn]:
    """Return the names where none touches another: from the sides on, each is moved up or down until it is free."""
    placerade: dict[int, _Namn] = {}
    for i in sorted(range(len(namn)), key=lambda i: abs(namn[i].mitt_y)):
        ett = namn[i]
        while any(ett.krockar(annat) for annat in placerade.values()):
            ett = ett.flyttat(math.copysign(0.02, ett.mitt_y))
        placerade[i] = ett
    return [placerade[i] for i in range(len(namn))]


def _placera(rader: tuple[str, ...], riktning: tuple[float, float], radie: float, storlek: float) -> _Namn:
    """Return the name's box outside the spoke's end: beside it, or centred over or under an upright spoke."""
    cos, sin = riktning
    bredd = max(textbredd(rad, storlek) for rad in rader)
    hojd = len(rader) * storlek * _RADAVSTAND
    x, y = cos * (radie + _NAMNLUFT), sin * (radie + _NAMNLUFT)
    vanster = x - bredd / 2 if abs(cos) < 0.1 else x if cos > 0 else x - bredd
    return _Namn(rader, vanster, vanster + bredd, y + (sin - 1) * hojd / 2, y + (sin + 1) * hojd / 2)


def _rita_nat(ax: Axes, plan: _Plan, ringar: Sequence[tuple[float, str]]) -> None:
    """Draw rings, spokes and names."""
    for ring, _ in ringar:
        farg = stil.ANDRA if ring == 100 else stil.LINJE
        ax.add_patch(Circle((0, 0), plan.radie * ring / 100, fill=False, edgecolor=farg, linewidth=0.9, zorder=1))
    for i, namn in enumerate(plan.namn):
        ax.plot(*zip((0, 0), plan.punkt(i, 100), strict=True), color=stil.LINJE, linewidth=0.9, zorder=1)
        cos, _ = plan.riktningar[i]
        ha = "center" if abs(cos) < 0.1 else "left" if cos > 0 else "right"
        x = {"center": (namn.vanster + namn.hoger) / 2, "left": namn.vanster, "right": namn.hoger}[ha]
        for rad, text in enumerate(namn.rader):
            y = namn.over - (rad + 0.5) * plan.storlek * _RADAVSTAND - halv_versal(plan.storlek)
            ax.text(x, y, text, ha=ha, fontsize=plan.storlek, color=stil.TEXT)


def _skriv_ringarnas_tal(ax: Axes, plan: _Plan, ringar: Sequence[tuple[float, str]]) -> None:
    """Write what the rings stand for between the last spoke and the first, over the lines and under the points."""
    mellan = math.pi / 2 + math.pi / len(plan.namn)
    platta: dict[str, Any] = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    for ring, text in ringar if plan.radie >= 1 else ringar[1::2]:
        x, y = (f(mellan) * plan.radie * ring / 100 for f in (math.cos, math.sin))
        liten: dict[str, Any] = {"fontsize": stil.LITEN, "color": stil.DAMPAD, "ha": "center", "va": "center"}
        ax.text(x, y, text, bbox=platta, zorder=4.5, **liten)


def _rita_serie(ax: Axes, plan: _Plan, serie: Spindelserie) -> None:
    """Draw one series as a closed line that a missing value breaks on both sides."""
    tomt = (float("nan"), float("nan"))
    punkter = [tomt if v is None else plan.punkt(i, v) for i, v in enumerate(serie.varden)]
    x, y = zip(*punkter, punkter[0], strict=True)
    _rita_linje(ax, x, y, serie.slag)


def _rita_linje(
    ax: Axes | Overlagg, x: Sequence[float], y: Sequence[float], slag: str, punkter: list[int] | None = None
) -> None:
    """Draw the line and, on a level of their own, its points (all, or those numbered)."""
    stilen = _SERIESTIL[slag]
    ax.plot(x, y, **stilen | {"marker": ""})
    ax.plot(x, y, **stilen | {"linestyle": "", "zorder": stilen["zorder"] + 2, "markevery": punkter})


def _rita_mal(ax: Axes, plan: _Plan, axel: int, varde: float) -> None:
    """Draw a target: a tick across the spoke with a white edge, so that it shows on a line too."""
    x, y = plan.punkt(axel, varde)
    cos, sin = plan.riktningar[axel]
    _rita_streck(ax, (x + 0.09 * sin, x - 0.09 * sin), (y - 0.09 * cos, y + 0.09 * cos))


def _rita_streck(ax: Axes | Overlagg, x: Sequence[float], y: Sequence[float]) -> None:
    for farg, bredd in (("white", 4.6), (stil.MAL, 2.8)):
        ax.plot(x, y, color=farg, linewidth=bredd, solid_capstyle="butt", zorder=2.5)


def _nycklar(serier: Sequence[Spindelserie], mal: Sequence[float | None]) -> list[Nyckel]:
    """Return the legend's entries: the series and, when there is one, the target."""
    nycklar = [Nyckel(s.namn, _SERIESTIL[s.slag]["color"], _serierita(s.slag)) for s in serier]
    if any(v is not None for v in mal):
        nycklar.append(Nyckel("Mål", stil.MAL, _rita_malnyckel, 0.14))
    return nycklar


def _rita_malnyckel(tum: Overlagg, x: float, y: float) -> None:
    _rita_streck(tum, (x, x), (y - 0.09, y + 0.09))


def _serierita(slag: str) -> Callable[[Overlagg, float, float], None]:
    """Return the drawing of a series' mark in the legend."""

    def rita(tum: Overlagg, x: float, y: float) -> None:
        _rita_linje(tum, (x - 0.17, x, x + 0.17), (y, y, y), slag, punkter=[1])

    return rita
