"""Values with their intervals, one row each: dots with a thick line for 95 % and a thin one for 99,8 %."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analys.present import stil
from analys.present.duk import (
    TECKENBREDD,
    Duk,
    Nyckel,
    Ram,
    Teckenforklaring,
    radbryt,
    svg,
    talaxel,
    teckenforklaring,
    textbredd,
)
from analys.present.overlagg import Overlagg


@dataclass(frozen=True)
class Prick:
    """One value with its interval; None when there is no figure, and ``text`` then says the sign.

    ``mal`` is the row's target. ``dampad`` says that the figure rests on low coverage: drawn hollow and light.
    """

    namn: str
    varde: float | None
    intervall_95: tuple[float, float] | None
    intervall_998: tuple[float, float] | None
    text: str
    egen: bool
    jamforelse: float | None = None
    mal: float | None = None
    dampad: bool = False


_NAMNBREDD = {False: (3.0, 2.0), True: (1.35, 1.35)}
"""On the wide and the narrow canvas: the widest name in inches that keeps one line, and the lines' width otherwise."""
_LUFT = 0.02
"""How much of the axis there is left of nought where a diamond stands there."""
_TEXTBREDD = {False: 2.2, True: 0.7}
"""The widest line of text beside the plot."""


def prickdiagram(
    prickar: Sequence[Prick],
    xtext: str,
    referens: tuple[str, float] | None = None,
    jamforelse: str = "",
    dampad_text: str = "",
    hogst: float | None = None,
) -> tuple[str, str]:
    """Return (wide, narrow) SVG of values with intervals, one row each in the order given.

    Thick line: 95 %. Thin: 99,8 %. A short upright tick is the row's target.

    Parameters
    ----------
    prickar : Sequence[Prick]
        The rows, at least one.
    xtext : str
        The x axis's text.
    referens : tuple[str, float] | None
        Name and place of a dashed line through every row.
    jamforelse : str
        What the hollow diamonds (`Prick.jamforelse`) are called in the legend.
    dampad_text : str
        What the hollow, light dots (`Prick.dampad`) are called in the legend.
    hogst : float | None
        The x axis's end (100 for shares); otherwise it is what the figures need.
    """
    alla_egna = all(p.egen for p in prickar)
    ande = hogst or _storsta(prickar, referens) * 1.03 or 1.0

    def forklaring(bredd: float, ram: Ram, smal: bool) -> Teckenforklaring:
        nycklar = _nycklar(prickar, jamforelse, dampad_text)
        if referens and not _referensens_sida(bredd, ram, referens[0], referens[1] / ande):
            nycklar.insert(0, Nyckel(referens[0], stil.JAMFORELSE, _rita_referensnyckel, 0.14))
        return teckenforklaring(nycklar, smal=smal)

    def rita(duk: Duk) -> None:
        ax = duk.ax
        y = list(range(len(prickar), 0, -1))
        ax.set_ylim(0.4, len(prickar) + (1.0 if referens else 0.6))
        lagst = min((p.jamforelse for p in prickar if p.jamforelse is not None), default=ande)
        ax.set_xlim(-_LUFT * ande if lagst < _LUFT * ande else 0, ande)  # a diamond at nought must not cover the names
        if referens:
            _rita_referens(duk, *referens, len(prickar) + 0.6)
        for rad, p in zip(y, prickar, strict=True):
            _rita_rad(ax, rad, p)
            _skriv_text(ax, rad, p, _text(p, duk.smal), betona=not alla_egna)
        _radnamn(ax, y, prickar, duk.smal, betona=not alla_egna)
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False, axis="y")
        talaxel(ax.xaxis, 3 if duk.smal else 7)
        ax.set_xlabel(xtext)
        forklaring(duk.bredd, duk.ram, duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        namn, texter = _namn(prickar, smal), [_text(p, smal) for p in prickar]
        brutna, brutna_texter = (any("\n" in t for t in delar) for delar in (namn, texter))
        hogst_rader = max(t.count("\n") + 1 for t in (*namn, *texter))
        bredd, _ = stil.SMAL_TUM if smal else stil.BRED_TUM
        utan = Ram(
            vanster=0.15 + (_bredast(namn) if brutna else max(len(n) for n in namn) * TECKENBREDD),
            hoger=0.25 + (_bredast(texter) if brutna_texter else max(len(t) for t in texter) * TECKENBREDD),
            under=0.55,
            hojd=0.9 + (0.37 if hogst_rader < 2 else 0.12 + 0.17 * hogst_rader) * len(prickar),
        )
        return utan.med_plats_over(forklaring(bredd, utan, smal).hojd)

    return svg(rita, ram)


def _namn(prickar: Sequence[Prick], smal: bool) -> list[str]:
    """Return the rows' names, all broken into lines when one is too wide for the canvas."""
    hogst, brutet = _NAMNBREDD[smal]
    if all(textbredd(p.namn) <= hogst for p in prickar):
        return [p.namn for p in prickar]
    return ["\n".join(radbryt(p.namn, brutet)) for p in prickar]


def _text(p: Prick, smal: bool) -> str:
    """Return the text beside the row, broken into lines when it is too wide for the canvas."""
    rader = p.text.split("\n")
    return "\n".join(
        t for r in rader for t in (radbryt(r, _TEXTBREDD[smal]) if textbredd(r) > _TEXTBREDD[smal] else (r,))
    )


def _bredast(namn: Sequence[str]) -> float:
    return max(textbredd(rad, vikt="semibold") for n in namn for rad in n.split("\n"))


def _storsta(prickar: Sequence[Prick], referens: tuple[str, float] | None) -> float:
    """Return the largest number that is drawn."""
    granser = [g for p in prickar for g in (p.intervall_998 or ()) if not math.isnan(g)]
    varden = [v for p in prickar for v in (p.varde, p.jamforelse, p.mal) if v is not None]
    return max([*granser, *varden, *([referens[1]] if referens else [])], default=1.0)


def _rita_referens(duk: Duk, namn: str, plats: float, y: float) -> None:
    """Draw the dashed line with its name beside it where it has room; otherwise the legend has it."""
    duk.ax.axvline(plats, color=stil.JAMFORELSE, linestyle=(0, (4, 2)), linewidth=1.5, zorder=1)
    sida = _referensens_sida(duk.bredd, duk.ram, namn, plats / duk.ax.get_xlim()[1])
    if sida:
        duk.ax.annotate(
            namn,
            (plats, y),
            xytext=(5 if sida == "left" else -5, 0),
            textcoords="offset points",
            color=stil.JAMFORELSE,
            va="bottom",
            ha=sida,
        )


def _referensens_sida(bredd: float, ram: Ram, namn: str, plats: float) -> str:
    """Return the name's alignment to the line at ``plats`` (0-1): left when it fits after it, else right, else none."""
    behov, x = textbredd(namn) + 0.1, ram.vanster + plats * (bredd - ram.vanster - ram.hoger)
    return "left" if behov <= bredd - x else "right" if behov <= x else ""


def _rita_referensnyckel(tum: Overlagg, x: float, y: float) -> None:
    tum.plot([x, x], [y - 0.1, y + 0.1], color=stil.JAMFORELSE, linestyle=(0, (4, 2)), linewidth=1.5)


def _rita_rad(ax: Axes, rad: float, p: Prick) -> None:
    """Draw one row: comparison, intervals, target and, on top, the value."""
    farg = stil.LAG_TACKNING if p.dampad else stil.EGEN if p.egen else stil.ANDRA
    if p.jamforelse is not None:
        _rita_jamforelse(ax, p.jamforelse, rad)
    for granser, tjocklek in ((p.intervall_998, 1.2), (p.intervall_95, 5)):
        if granser:
            ax.plot(granser, (rad, rad), color=farg, linewidth=tjocklek, zorder=2, solid_capstyle="butt")
    if p.mal is not None:
        _rita_mal(ax, p.mal, rad)
    if p.varde is not None:
        _rita_varde(ax, p.varde, rad, farg, ihalig=p.dampad)


def _rita_jamforelse(ax: Axes | Overlagg, x: float, y: float) -> None:
    stilen: dict[str, Any] = {"marker": "D", "markersize": 6, "markerfacecolor": "white", "linestyle": ""}
    ax.plot(x, y, color=stil.JAMFORELSE, zorder=2, clip_on=False, **stilen)


def _rita_varde(ax: Axes | Overlagg, x: float, y: float, farg: str, *, ihalig: bool) -> None:
    kant: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": 1}
    if ihalig:
        kant = {"markerfacecolor": "white", "markeredgecolor": farg, "markeredgewidth": 1.8}
    ax.plot(x, y, marker="o", markersize=7.5, color=farg, linestyle="", zorder=3, clip_on=False, **kant)


def _rita_mal(ax: Axes | Overlagg, x: float, y: float) -> None:
    """Draw a target: a short upright tick with a white edge, so that it shows on a line too."""
    for farg, bredd in (("white", 5), (stil.MAL, 2.8)):
        stilen: dict[str, Any] = {"marker": "|", "markersize": 17, "linestyle": "", "clip_on": False}
        ax.plot(x, y, markeredgecolor=farg, markeredgewidth=bredd, zorder=2.5, **stilen)


def _nycklar(prickar: Sequence[Prick], jamforelse: str, dampad_text: str) -> list[Nyckel]:
    """Return the legend's entries: only what the chart holds and has a name for."""
    nycklar = []
    if jamforelse:
        nycklar.append(Nyckel(jamforelse, stil.JAMFORELSE, _rita_jamforelse, 0.14))
    if any(p.mal is not None for p in prickar):
        nycklar.append(Nyckel("Mål", stil.MAL, _rita_mal, 0.14))
    if dampad_text and any(p.dampad for p in prickar):
        nycklar.append(Nyckel(dampad_text, stil.DAMPAD, _rita_dampad_nyckel))
    return nycklar


def _rita_dampad_nyckel(tum: Overlagg, x: float, y: float) -> None:
    tum.plot([x - 0.17, x + 0.17], [y, y], color=stil.LAG_TACKNING, linewidth=5, solid_capstyle="butt")
    _rita_varde(tum, x, y, stil.LAG_TACKNING, ihalig=True)


def _skriv_text(ax: Axes, rad: float, p: Prick, text: str, *, betona: bool) -> None:
    """Write the row's text to the right of the plot, the område's own in its colour, low coverage muted."""
    egen = betona and p.egen
    ax.annotate(
        text,
        (1, rad),
        xycoords=("axes fraction", "data"),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        color=stil.DAMPAD if p.dampad else stil.EGEN if egen else stil.TEXT,
        weight="semibold" if egen and not p.dampad else "normal",
    )


def _radnamn(ax: Axes, y: Sequence[int], prickar: Sequence[Prick], smal: bool, *, betona: bool) -> None:
    """Write the rows' names on the axis, the område's own in its colour."""
    ax.set_yticks(y, _namn(prickar, smal))
    for etikett, p in zip(ax.get_yticklabels(), prickar, strict=True):
        etikett.set_verticalalignment("center")
        if p.egen and betona:
            etikett.set(color=stil.EGEN, weight="semibold")
