"""Answers on a scale of steps, a mark for each: a dot for a kommun, a diamond for the region; nothing is estimated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, radbryt, svg, teckenforklaring, textbredd


@dataclass(frozen=True)
class Stegrad:
    """One question with every answer as (part, step), and the words beside it."""

    namn: str
    svar: Sequence[tuple[str, int]]
    text: str


_MARKE: dict[str, dict[str, Any]] = {
    "kommun": {"marker": "o", "markersize": 8, "color": stil.EGEN},
    "region": {"marker": "D", "markersize": 7, "color": stil.ANDRA_MATTET, "markerfacecolor": "white"},
}
_LYFT = {"kommun": 0.2, "region": -0.2}
_NAMNBREDD = {False: 2.9, True: 1.35}
_TEXTBREDD = {False: 1.0, True: 0.45}


def stegdiagram(rader: Sequence[Stegrad], skala: tuple[int, int], delar: dict[str, str]) -> tuple[str, str]:
    """Return (wide, narrow) SVG of answers on a scale, one row per question in the order given.

    Parameters
    ----------
    rader : Sequence[Stegrad]
        The questions, at least one.
    skala : tuple[int, int]
        The scale's first and last step.
    delar : dict[str, str]
        What each part (``kommun``, ``region``) is called in the legend.
    """
    nycklar = [Nyckel(namn, stil.TEXT, _ritare(del_), 0.16) for del_, namn in delar.items()]

    def rita(duk: Duk) -> None:
        ax = duk.ax
        platser = list(range(len(rader), 0, -1))
        ax.set_ylim(0.4, len(rader) + 0.6)
        ax.set_xlim(skala[0] - 0.5, skala[1] + 0.5)
        ax.set_xticks(range(skala[0], skala[1] + 1))
        ax.set_xlabel("svar på skalan")
        ax.set_yticks(platser, ["\n".join(r) for r in _brutna([r.namn for r in rader], _NAMNBREDD[duk.smal])])
        for etikett in ax.get_yticklabels():
            etikett.set_verticalalignment("center")
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False, axis="y")
        texter = _brutna([r.text for r in rader], _TEXTBREDD[duk.smal])
        for y, rad, text in zip(platser, rader, texter, strict=True):
            _rita_svar(ax, y, rad)
            stilen: dict[str, Any] = {"va": "center", "weight": "semibold", "color": stil.TEXT}
            ax.annotate(
                "\n".join(text),
                (1, y),
                xycoords=("axes fraction", "data"),
                xytext=(8, 0),
                textcoords="offset points",
                **stilen,
            )
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        namn = _brutna([r.namn for r in rader], _NAMNBREDD[smal])
        texter = _brutna([r.text for r in rader], _TEXTBREDD[smal])
        hogst = max(len(t) for t in (*namn, *texter))
        utan = Ram(
            vanster=0.2 + _bredast(namn),
            hoger=0.25 + _bredast(texter),
            under=0.55,
            hojd=0.75 + max(0.42, 0.12 + 0.17 * hogst) * len(rader),
        )
        return utan.med_plats_over(teckenforklaring(nycklar, smal=smal).hojd)

    return svg(rita, ram)


def _brutna(texter: Sequence[str], bredd: float) -> list[tuple[str, ...]]:
    return [radbryt(t, bredd) for t in texter]


def _bredast(brutna: Sequence[tuple[str, ...]]) -> float:
    return max(textbredd(rad, vikt="semibold") for rader in brutna for rad in rader)


def _rita_svar(ax: Axes, y: float, rad: Stegrad) -> None:
    """Draw a question's answers; equal ones of the same part stand side by side."""
    for (del_, steg), antal in Counter(rad.svar).items():
        for nr in range(antal):
            _rita_marke(ax, steg + 0.2 * (nr - (antal - 1) / 2), y + _LYFT[del_], del_)


def _rita_marke(ax: Axes, x: float, y: float, del_: str) -> None:
    ax.plot(x, y, linestyle="", markeredgewidth=1.5, zorder=3, clip_on=False, **_MARKE[del_])


def _ritare(del_: str) -> Any:
    return lambda tum, x, y: _rita_marke(tum, x, y, del_)
