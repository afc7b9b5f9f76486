"""Draw charts as SVG with real text, in a wide and a narrow canvas; gets finished numbers and computes none.

`matplotlib.figure.Figure` without pyplot: no global state, and equal input gives equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analys import svenska
from analys.present import stil

_ID = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
_TECKENBREDD = 0.078  # inches per character at TEXTSTORLEK: room for direct labels, close enough for a margin


@dataclass(frozen=True)
class Linje:
    """One series over time; None is a gap. ``slag``: egen, jamforelse or andra_mattet."""

    namn: str
    dagar: Sequence[date]
    varden: Sequence[float | None]
    slag: str


@dataclass(frozen=True)
class Prick:
    """One value with its interval; None when there is no figure, and ``text`` then says the sign."""

    namn: str
    varde: float | None
    intervall_95: tuple[float, float] | None
    intervall_998: tuple[float, float] | None
    text: str
    egen: bool
    jamforelse: float | None = None


_LINJESTIL: dict[str, dict[str, Any]] = {
    "egen": {"color": stil.EGEN, "linestyle": "-", "zorder": 3},
    "jamforelse": {"color": stil.JAMFORELSE, "linestyle": (0, (4, 2)), "zorder": 2},
    "andra_mattet": {"color": stil.ANDRA_MATTET, "linestyle": (0, (1, 1.2)), "zorder": 3},
}


def linjediagram(linjer: Sequence[Linje], decimaler: int, brott: Sequence[date] = ()) -> tuple[str, str]:
    """Return (wide, narrow) SVG of lines over time from zero, each labelled at its end; breaks as vertical lines."""
    etiketter = [_slutetikett(linje, decimaler) for linje in linjer]

    def rita(ax: Axes, smal: bool) -> None:
        hogst = max((v for linje in linjer for v in linje.varden if v is not None), default=1.0)
        ax.set_ylim(0, hogst * 1.12 or 1)
        _talaxel(ax.yaxis, 5)
        ax.grid(visible=False, axis="x")
        for linje in linjer:
            y = [float("nan") if v is None else v for v in linje.varden]
            ax.plot([d.toordinal() for d in linje.dagar], y, **_LINJESTIL[linje.slag])
        dagar = sorted({d for linje in linjer for d in linje.dagar})
        ax.set_xlim(dagar[0].toordinal(), dagar[-1].toordinal())
        _tidsaxel(ax, dagar, smal)
        for dag in brott:
            ax.axvline(dag.toordinal(), color=stil.DAMPAD, linewidth=1, linestyle=":")
        _skriv_etiketter(ax, linjer, etiketter, hogst * 1.12 or 1)

    bredd = max(len(e) for e in etiketter) * _TECKENBREDD + 0.12
    return _svg(rita, hoger=bredd, vanster=0.55, under=0.42)


def prickdiagram(
    prickar: Sequence[Prick], xtext: str, referens: tuple[str, float] | None = None, jamforelse: str = ""
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of values with intervals, one row each in the order given.

    Thick line: 95 %. Thin: 99,8 %. A dashed line marks ``referens``; ``jamforelse`` names the hollow marks.
    """
    alla_egna = all(p.egen for p in prickar)

    def rita(ax: Axes, smal: bool) -> None:
        y = list(range(len(prickar), 0, -1))
        ax.set_ylim(0.4, len(prickar) + (1.0 if referens or jamforelse else 0.6))
        granser = [g for p in prickar for g in (p.intervall_998 or ()) if not math.isnan(g)]
        varden = [v for p in prickar for v in (p.varde, p.jamforelse) if v is not None]
        hogst = max([*granser, *varden, *([referens[1]] if referens else [])], default=1.0)
        ax.set_xlim(0, hogst * 1.03 or 1)
        if referens:
            ax.axvline(referens[1], color=stil.JAMFORELSE, linestyle=(0, (4, 2)), linewidth=1.5, zorder=1)
            ax.annotate(
                referens[0],
                (referens[1], len(prickar) + 0.6),
                xytext=(5, 0),
                textcoords="offset points",
                color=stil.JAMFORELSE,
                va="bottom",
            )
        for rad, p in zip(y, prickar, strict=True):
            farg = stil.EGEN if p.egen else stil.ANDRA
            if p.jamforelse is not None:
                ax.plot(
                    p.jamforelse,
                    rad,
                    marker="D",
                    markersize=6,
                    markerfacecolor="white",
                    color=stil.JAMFORELSE,
                    linestyle="",
                    zorder=2,
                )
            if p.intervall_998:
                ax.plot(p.intervall_998, (rad, rad), color=farg, linewidth=1.2, zorder=2, solid_capstyle="butt")
            if p.intervall_95:
                ax.plot(p.intervall_95, (rad, rad), color=farg, linewidth=5, zorder=2, solid_capstyle="butt")
            if p.varde is not None:
                ax.plot(
                    p.varde,
                    rad,
                    marker="o",
                    markersize=7.5,
                    color=farg,
                    linestyle="",
                    zorder=3,
                    markeredgecolor="white",
                    markeredgewidth=1,
                )
            vikt = "semibold" if p.egen and not alla_egna else "normal"
            ax.annotate(
                p.text,
                (1, rad),
                xycoords=("axes fraction", "data"),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                color=stil.TEXT if alla_egna or not p.egen else stil.EGEN,
                weight=vikt,
            )
        _radnamn(ax, y, prickar, betona=not alla_egna)
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False, axis="y")
        _talaxel(ax.xaxis, 3 if smal else 7)
        ax.set_xlabel(xtext)
        if jamforelse:
            ax.plot(
                [],
                [],
                marker="D",
                markersize=6,
                markerfacecolor="white",
                color=stil.JAMFORELSE,
                linestyle="",
                label=jamforelse,
            )
            ax.legend(
                loc="upper right",
                frameon=False,
                borderaxespad=0,
                handletextpad=0.3,
                labelcolor=stil.JAMFORELSE,
            )

    vanster = max(len(p.namn) for p in prickar) * _TECKENBREDD + 0.15
    hoger = max(len(p.text) for p in prickar) * _TECKENBREDD + 0.25
    return _svg(rita, hoger=hoger, vanster=vanster, under=0.55, hojd=0.9 + 0.37 * len(prickar))


def _talaxel(axel: Axis, antal: int) -> None:
    """Put at most ``antal`` + 1 ticks at 1, 2 or 5 times a power of ten, with the decimals that the step needs."""
    axel.set_major_locator(MaxNLocator(antal, steps=[1, 2, 5, 10]))

    def text(varde: float, _: int | None = None) -> str:
        lagen = axel.get_majorticklocs()
        steg = abs(lagen[1] - lagen[0]) if len(lagen) > 1 else 1.0
        return svenska.tal(varde, max(0, -math.floor(math.log10(steg))))

    axel.set_major_formatter(FuncFormatter(text))


def _radnamn(ax: Axes, y: Sequence[int], prickar: Sequence[Prick], *, betona: bool) -> None:
    """Write the rows' names on the axis, the område's own in its colour."""
    ax.set_yticks(y, [p.namn for p in prickar])
    for etikett, p in zip(ax.get_yticklabels(), prickar, strict=True):
        etikett.set_verticalalignment("center")
        if p.egen and betona:
            etikett.set(color=stil.EGEN, weight="semibold")


def _slutetikett(linje: Linje, decimaler: int) -> str:
    """Return the direct label: the name and, when the last month has a figure, its value."""
    sista = linje.varden[-1] if linje.varden else None
    return linje.namn if sista is None else f"{linje.namn} {svenska.tal(sista, decimaler)}"


def _skriv_etiketter(ax: Axes, linjer: Sequence[Linje], etiketter: Sequence[str], hojd: float) -> None:
    """Write each line's label at its end, moved apart when they would touch."""
    andar = [next((v for v in reversed(linje.varden) if v is not None), 0.0) for linje in linjer]
    platser = list(andar)
    ordning = sorted(range(len(andar)), key=lambda i: andar[i])
    for lag, hog in pairwise(ordning):
        platser[hog] = max(platser[hog], platser[lag] + 0.075 * hojd)
    for i, linje in enumerate(linjer):
        ax.annotate(
            etiketter[i],
            (1, platser[i]),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=_LINJESTIL[linje.slag]["color"],
            weight="semibold" if linje.slag == "egen" else "normal",
        )


def _tidsaxel(ax: Axes, dagar: Sequence[date], smal: bool) -> None:
    """Put ticks at each January (every other or third when there are many)."""
    januari = [date(ar, 1, 1) for ar in range(dagar[0].year, dagar[-1].year + 1) if date(ar, 1, 1) >= dagar[0]]
    steg = -(-len(januari) // (4 if smal else 8)) or 1
    valda = januari[::steg] or [dagar[0]]
    ax.set_xticks([d.toordinal() for d in valda], [str(d.year) for d in valda])


def _svg(
    rita: Callable[[Axes, bool], None],
    *,
    hoger: float,
    vanster: float,
    under: float,
    hojd: float | None = None,
) -> tuple[str, str]:
    """Return the drawing on both canvases; margins in inches, so nothing is laid out twice."""
    ut = []
    _ladda_typsnitt()
    for smal, (bredd, standardhojd) in ((False, stil.BRED_TUM), (True, stil.SMAL_TUM)):
        h = hojd or standardhojd
        with mpl.rc_context(stil.RC):
            figur = Figure(figsize=(bredd, h))
            figur.patch.set_alpha(0)
            ax = figur.add_axes((vanster / bredd, under / h, 1 - (vanster + hoger) / bredd, 1 - (under + 0.12) / h))
            ax.patch.set_alpha(0)
            rita(ax, smal)
            fil = io.StringIO()
            figur.savefig(fil, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        ut.append(_rensa(fil.getvalue()))
    return ut[0], ut[1]


def _rensa(svg: str) -> str:
    """Return the SVG element alone, with ids that no other figure on the page has."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    return _ID.sub(lambda m: f"{m[1]}{prefix}-{m[2]}", svg)


@cache
def _ladda_typsnitt() -> None:
    for fil in sorted(stil.typsnittsmapp().glob("*.ttf")):
        font_manager.fontManager.addfont(str(fil))
