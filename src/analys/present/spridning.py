"""Two values of each kommun against each other: a dot each, with the region's two values as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, procentaxel, svg, talaxel, teckenforklaring
from analys.present.trattbild import Rutor, Trattpunkt, platser, rita_marke, skriv_namn, skriv_ytext

_HOJD = 3.1  # inches, as a funnel
_LUFT = 0.12
_LINJE: dict[str, Any] = {"color": stil.JAMFORELSE, "linestyle": (0, (4, 2)), "linewidth": 1.4, "zorder": 1}


@dataclass(frozen=True)
class Spridningsaxel:
    """One axis: what it says, whether it is per cent, and where the region's line stands, if it has a value."""

    text: str
    procent: bool
    referens: float | None


def spridningsdiagram(
    punkter: Sequence[Trattpunkt], x: Spridningsaxel, y: Spridningsaxel, referens: str, dampad: str
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of values ``varde`` (y) against ``n`` (x), at least one.

    ``referens`` and ``dampad`` are the legend's words for the lines and for a hollow dot.
    """
    nycklar = [Nyckel(referens, stil.TEXT, lambda tum, x, y: tum.plot([x - 0.15, x + 0.15], [y, y], **_LINJE))]
    if any(p.slag == "ej_bedomd" for p in punkter):
        nycklar.append(
            Nyckel(dampad, stil.TEXT, lambda tum, x, y: rita_marke(tum, x, y, "ej_bedomd", egen=False), 0.14)
        )

    def rita(duk: Duk) -> None:
        ax = duk.ax
        ax.set_xlim(_axel(ax.xaxis, [p.n for p in punkter], x, 3 if duk.smal else 6))
        ax.set_ylim(_axel(ax.yaxis, [p.varde for p in punkter], y, 5))
        ax.set_xlabel(x.text)
        if x.referens is not None:
            ax.axvline(x.referens, **_LINJE)
        if y.referens is not None:
            ax.axhline(y.referens, **_LINJE)
        for p in sorted(punkter, key=lambda p: p.egen):
            rita_marke(ax, p.n, p.varde, p.slag, egen=p.egen)
        skriv_namn(duk, punkter, _linjerutor(duk, x.referens, y.referens))
        skriv_ytext(duk, y.text)
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        utan = Ram(vanster=0.6, hoger=0.25, under=0.55, over=0.34, hojd=_HOJD)
        return utan.med_plats_over(teckenforklaring(nycklar, smal=smal).hojd)

    return svg(rita, ram)


def _linjerutor(duk: Duk, x: float | None, y: float | None) -> Rutor:
    """Return the two lines as thin rectangles in inches, for names to keep off."""
    ((vid_x, vid_y),) = platser(duk, [x or 0.0], [y or 0.0])
    staende, liggande = (
        (vid_x - 0.01, vid_x + 0.01, 0.0, duk.plothojd),
        (0.0, duk.plotbredd, vid_y - 0.01, vid_y + 0.01),
    )
    return np.array([r for r, niva in ((staende, x), (liggande, y)) if niva is not None]).reshape(-1, 4)


def _axel(axel: Axis, varden: Sequence[float], om: Spridningsaxel, antal: int) -> tuple[float, float]:
    """Set an axis's ticks and return its ends, around the values and the line, never below zero or above 100 %."""
    alla = [*varden, *([] if om.referens is None else [om.referens])]
    luft = _LUFT * (max(alla) - min(alla)) or 1.0
    under, over = max(0.0, min(alla) - luft), max(alla) + luft
    if om.procent:
        over = min(over, 101.5)
        procentaxel(axel, MaxNLocator(antal, steps=[1, 2, 5, 10]).tick_values(under, min(over, 100)))
    else:
        talaxel(axel, antal)
    return under, over
