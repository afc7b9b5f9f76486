"""Answers on a scale of steps, a mark for each: a dot for a kommun, a diamond for the region; nothing is estimated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analys.present import stil
from analys.present.duk import Duk, Nyckel, Ram, radbryt, svg, teckenforklaring, textbredd
from analys.present.overlagg import Overlagg


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
_TATT_FRAN = 4
"""From so many equal answers of one part, marks are small and stand in rows of at most `_I_BREDD`."""
_I_BREDD, _LITET, _RADSTEG = 5, 4.0, 0.075  # small marks: side by side, points, inches between two rows
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
        radhojd = duk.plothojd / (len(rader) + 0.2)
        for y, rad, text in zip(platser, rader, texter, strict=True):
            if _tatt(rader):
                _rita_tatt(ax, y, rad, radhojd)
            else:
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
            hojd=0.75 + max(0.42, 0.12 + 0.185 * hogst, 0.2 + _RADSTEG * _hogsta_stapel(rader)) * len(rader),
        )
        return utan.med_plats_over(teckenforklaring(nycklar, smal=smal).hojd)

    return svg(rita, ram)


def _brutna(texter: Sequence[str], bredd: float) -> list[tuple[str, ...]]:
    return [radbryt(t, bredd) for t in texter]


def _bredast(brutna: Sequence[tuple[str, ...]]) -> float:
    return max(textbredd(rad, vikt="semibold") for rader in brutna for rad in rader)


def _tatt(rader: Sequence[Stegrad]) -> bool:
    """Return whether there are too many equal answers for large marks."""
    return any(antal >= _TATT_FRAN for rad in rader for antal in Counter(rad.svar).values())


def _hogsta_stapel(rader: Sequence[Stegrad]) -> int:
    """Return how many rows of small marks the two parts need together; nothing when the marks are large."""
    antal = [Counter(r.svar) for r in rader]
    delar = [
        max((-(-n // _I_BREDD) for c in antal for (d, _), n in c.items() if d == del_), default=0) for del_ in _LYFT
    ]
    return sum(delar) if _tatt(rader) else 0


def _rita_tatt(ax: Axes, y: float, rad: Stegrad, radhojd: float) -> None:
    """Draw many answers as small marks in rows: the kommuner's upwards from the middle, the region's downwards."""
    for (del_, steg), antal in Counter(rad.svar).items():
        riktning = 1 if _LYFT[del_] > 0 else -1
        xs, ys = [], []
        for nr in range(antal):
            i_raden = min(antal - nr // _I_BREDD * _I_BREDD, _I_BREDD)
            xs.append(steg + 0.15 * (nr % _I_BREDD - (i_raden - 1) / 2))
            ys.append(y + riktning * (0.05 + _RADSTEG * (nr // _I_BREDD)) / radhojd)
        stilen = _MARKE[del_] | {"markersize": _LITET, "markeredgewidth": 1.0}
        ax.plot(xs, ys, linestyle="", zorder=3, clip_on=False, **stilen)


def _rita_svar(ax: Axes, y: float, rad: Stegrad) -> None:
    """Draw a question's answers; equal ones of the same part stand side by side."""
    for (del_, steg), antal in Counter(rad.svar).items():
        xs = [steg + 0.2 * (nr - (antal - 1) / 2) for nr in range(antal)]
        _rita_marken(ax, xs, [y + _LYFT[del_]] * antal, del_)


def _rita_marken(ax: Axes | Overlagg, xs: Sequence[float], ys: Sequence[float], del_: str) -> None:
    ax.plot(xs, ys, linestyle="", markeredgewidth=1.5, zorder=3, clip_on=False, **_MARKE[del_])


def _ritare(del_: str) -> Any:
    return lambda tum, x, y: _rita_marken(tum, (x,), (y,), del_)
