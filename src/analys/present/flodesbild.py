"""A way in steps, drawn from the top: places as boxes over the whole width, and between them arrows with figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import Rectangle

from analys.present import stil
from analys.present.duk import Duk, Ram, radbryt, svg
from analys.present.overlagg import Overlagg

_KANT, _GLUGG, _INDRAG = 0.08, 0.12, 0.1  # inches: at the canvas's edge, between boxes, inside a box
_PIL, _TEXTINDRAG = 0.14, 0.26  # inches from a column's left edge to its arrow and to the arrow's text
_RAD, _LITEN_RAD, _MINST_PIL = 0.2, 0.175, 0.34


@dataclass(frozen=True)
class Plats:
    """One place on the way: its name, what happens there, and the figures of it (each on lines of its own)."""

    namn: str
    text: str = ""
    tal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Steg:
    """One row: its places side by side, and the texts of the arrows that lead to them, each line by line."""

    platser: tuple[Plats, ...]
    pilar: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class _Rad:
    """A row laid out: heights of its arrows and its boxes, with their texts in lines."""

    pilhojd: float
    hojd: float
    pilar: tuple[tuple[str, ...], ...]
    lador: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]


def flodesbild(steg: Sequence[Steg]) -> tuple[str, str]:
    """Return (wide, narrow) SVG of the steps in order; a row's arrows come from the row above it."""

    def rita(duk: Duk) -> None:
        duk.ax.set_axis_off()
        tum, y = duk.overlagg(), duk.hojd - _KANT
        for ett, rad in zip(steg, _rader(steg, smal=duk.smal), strict=True):
            vidd = _vidd(len(ett.platser), smal=duk.smal)
            for nr, (namn, text, tal) in enumerate(rad.lador):
                x = _KANT + nr * (vidd + _GLUGG)
                if rad.pilar:
                    _rita_pil(tum, x, y, rad, rad.pilar[nr])
                _rita_lada(tum, (x, y - rad.pilhojd - rad.hojd), (vidd, rad.hojd), (namn, text, tal))
            y -= rad.pilhojd + rad.hojd

    def ram(smal: bool) -> Ram:
        hojd = 2 * _KANT + sum(r.pilhojd + r.hojd for r in _rader(steg, smal=smal))
        return Ram(_KANT, _KANT, _KANT, _KANT, hojd)

    return svg(rita, ram)


def _vidd(antal: int, *, smal: bool) -> float:
    """Return the width of each of a row's boxes in inches."""
    bredd = (stil.SMAL_TUM if smal else stil.BRED_TUM)[0] - 2 * _KANT
    return (bredd - (antal - 1) * _GLUGG) / antal


def _rader(steg: Sequence[Steg], *, smal: bool) -> list[_Rad]:
    ut = []
    for ett in steg:
        vidd = _vidd(len(ett.platser), smal=smal)
        inne, bredvid = vidd - 2 * _INDRAG, vidd - _TEXTINDRAG - 0.04
        pilar = tuple(_bryt(p, bredvid, stil.LITEN) for p in ett.pilar)
        lador = tuple(
            (
                radbryt(p.namn, inne, stil.TEXTSTORLEK if len(ett.platser) == 1 else stil.LITEN, "bold"),
                radbryt(p.text, inne, stil.LITEN) if p.text else (),
                _bryt(p.tal, inne, stil.LITEN, "semibold"),
            )
            for p in ett.platser
        )
        hojd = max(_RAD * len(n) + _LITEN_RAD * (len(t) + len(s)) for n, t, s in lador) + 0.14
        pilhojd = max(_MINST_PIL, _LITEN_RAD * max(map(len, pilar)) + 0.14) if pilar else 0.0
        ut.append(_Rad(pilhojd, hojd, pilar, lador))
    return ut


def _bryt(texter: Sequence[str], bredd: float, storlek: float, vikt: str = "normal") -> tuple[str, ...]:
    return tuple(rad for text in texter for rad in radbryt(text, bredd, storlek, vikt))


def _rita_pil(tum: Overlagg, x: float, y: float, rad: _Rad, text: Sequence[str]) -> None:
    """Draw one arrow down to its box with the text to the right of it."""
    pil = {"arrowstyle": "-|>", "color": stil.EGEN, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    tum.annotate("", (x + _PIL, y - rad.pilhojd + 0.01), (x + _PIL, y - 0.03), arrowprops=pil)
    forsta = y - (rad.pilhojd - _LITEN_RAD * len(text)) / 2
    for nr, textrad in enumerate(text):
        tum.text(x + _TEXTINDRAG, forsta - _LITEN_RAD * nr, textrad, size=stil.LITEN, va="top", color=stil.TEXT)


def _rita_lada(
    tum: Overlagg,
    horn: tuple[float, float],
    storlek: tuple[float, float],
    texter: tuple[Sequence[str], Sequence[str], Sequence[str]],
) -> None:
    """Draw one box with its name, its words and its figures."""
    tum.add_patch(Rectangle(horn, *storlek, facecolor=stil.PRELIMINAR_BAKGRUND, edgecolor=stil.EGEN, linewidth=1.0))
    namn, text, tal = texter
    y = horn[1] + storlek[1] - 0.06
    liten = storlek[0] < stil.SMAL_TUM[0] - 1
    for rader, punkter, steg, vikt, farg in (
        (namn, stil.LITEN if liten else stil.TEXTSTORLEK, _RAD, "bold", stil.EGEN),
        (text, stil.LITEN, _LITEN_RAD, "normal", stil.DAMPAD),
        (tal, stil.LITEN, _LITEN_RAD, "semibold", stil.TEXT),
    ):
        for rad in rader:
            tum.text(horn[0] + _INDRAG, y, rad, size=punkter, va="top", weight=vikt, color=farg)
            y -= steg
