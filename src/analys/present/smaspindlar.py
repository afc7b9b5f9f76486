"""Several small radar charts beside each other, with numbered spokes: pictures to see differ, not to rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, halv_versal, svg, teckenforklaring

_PER_RAD = {False: 4, True: 2}
_RUTA = 1.84  # inches in height for one small radar with its name
_RADIE = 0.58
SERIESTIL: tuple[dict[str, Any], ...] = (
    {"color": stil.EGEN, "linestyle": "-", "marker": "o", "markersize": 4, "linewidth": 1.6, "zorder": 4},
    {
        "color": stil.ANDRA_MATTET,
        "linestyle": (0, (4, 2)),
        "marker": "D",
        "markersize": 4,
        "markerfacecolor": "white",
        "linewidth": 1.4,
        "zorder": 3,
    },
)


@dataclass(frozen=True)
class Smaspindel:
    """One small radar: its name and, for each series, a step per spoke; None is a gap."""

    namn: str
    serier: tuple[tuple[float | None, ...], ...]


def smaspindlar(spindlar: Sequence[Smaspindel], serier: Sequence[str], skala: tuple[int, int]) -> tuple[str, str]:
    """Return (wide, narrow) SVG of the radars in the order given; spokes are numbered clockwise from the top.

    Parameters
    ----------
    spindlar : at least one, all with the same number of spokes.
    serier : the names of the series, at most two.
    skala : the scale's first and last step; the centre is one step below the first.
    """
    nycklar = [Nyckel(n, s["color"], _nyckelrita(s)) for n, s in zip(serier, SERIESTIL, strict=False)]

    def rita(duk: Duk) -> None:
        ax, antal = duk.ax, _PER_RAD[duk.smal]
        ax.set_axis_off()
        ax.set_xlim(0, duk.plotbredd)
        ax.set_ylim(0, duk.plothojd)
        for nr, spindel in enumerate(spindlar):
            x = (nr % antal + 0.5) * duk.plotbredd / antal
            y = duk.plothojd - (nr // antal) * _RUTA
            ax.text(x, y - 0.16, spindel.namn, ha="center", weight="semibold", color=stil.TEXT)
            _rita_en(ax, (x, y - 0.44 - _RADIE), spindel, skala)
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        rader = math.ceil(len(spindlar) / _PER_RAD[smal])
        return Ram(vanster=0.05, hoger=0.05, under=0.02, over=0.02, hojd=rader * _RUTA + 0.04).med_plats_over(
            teckenforklaring(nycklar, smal=smal).hojd
        )

    return svg(rita, ram)


def _rita_en(ax: Axes, mitt: tuple[float, float], spindel: Smaspindel, skala: tuple[int, int]) -> None:
    """Draw one radar: a ring for every second step, the numbered spokes and the lines."""
    antal, (lagst, hogst) = len(spindel.serier[0]), skala
    vinklar = [math.pi / 2 - 2 * math.pi * i / antal for i in range(antal)]

    def punkt(i: int, steg: float) -> tuple[float, float]:
        r = _RADIE * (steg - lagst + 1) / (hogst - lagst + 1)
        return mitt[0] + r * math.cos(vinklar[i]), mitt[1] + r * math.sin(vinklar[i])

    for steg in range(hogst, lagst - 1, -2):
        ring = [punkt(i % antal, steg) for i in range(antal + 1)]
        ax.plot(*zip(*ring, strict=True), color=stil.ANDRA if steg == hogst else stil.LINJE, linewidth=0.8, zorder=1)
    for i, vinkel in enumerate(vinklar):
        ax.plot(*zip(mitt, punkt(i, hogst), strict=True), color=stil.LINJE, linewidth=0.7, zorder=1)
        x, y = (m + (_RADIE + 0.12) * f(vinkel) for m, f in zip(mitt, (math.cos, math.sin), strict=True))
        ax.text(x, y - halv_versal(stil.LITEN), str(i + 1), ha="center", fontsize=stil.LITEN, color=stil.DAMPAD)
    for varden, stilen in zip(spindel.serier, SERIESTIL, strict=False):
        punkter = [(float("nan"),) * 2 if v is None else punkt(i, v) for i, v in enumerate(varden)]
        ax.plot(*zip(*punkter, punkter[0], strict=True), **stilen)


def _nyckelrita(stilen: dict[str, Any]) -> Any:
    return lambda tum, x, y: tum.plot((x - 0.17, x, x + 0.17), (y, y, y), **stilen | {"markevery": [1]})
