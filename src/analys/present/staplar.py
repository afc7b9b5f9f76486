"""Horizontal bars of shares that make 100 %; each group is known by letter and pattern, not by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analys import svenska
from analys.present import stil
from analys.present.block import Diagram, Serie
from analys.present.duk import Duk, Nyckel, Ram, halv_versal, procentaxel, radbryt, svg, teckenforklaring, textbredd
from analys.present.overlagg import Overlagg


@dataclass(frozen=True)
class Grupp:
    """One group: its name, and the letter, colour and pattern (matplotlib's hatch) it is known by."""

    namn: str
    bokstav: str
    farg: str
    monster: str


@dataclass(frozen=True)
class Stapel:
    """One bar: its groups' shares in per cent with ``text`` beside it; None when ``text`` is a sign in its place."""

    namn: str
    andelar: Sequence[float] | None
    text: str
    egen: bool = False


BROTTEXT = "brott i tidsserien"
_STAPELHOJD = 0.25
_NYCKELBREDD = 0.46
_BOKSTAVSLUFT = 0.09  # inches around a letter: the white plate and some of the segment's colour on both sides


def andelsstaplar(staplar: Sequence[Stapel], grupper: Sequence[Grupp], brott: Sequence[int] = ()) -> tuple[str, str]:
    """Return (wide, narrow) SVG of 100 % bars, one row each in the order given.

    Parameters
    ----------
    staplar : Sequence[Stapel]
        The rows, at least one.
    grupper : Sequence[Grupp]
        The groups in the order of `Stapel.andelar`.
    brott : Sequence[int]
        The rows before which the series breaks.
    """
    betona = not all(s.egen for s in staplar)
    nycklar = [Nyckel(g.namn, stil.TEXT, _nyckelrita(g), _NYCKELBREDD) for g in grupper]

    def rita(duk: Duk) -> None:
        ax, plats = duk.ax, _rader(staplar, brott, duk.smal)
        ax.set_xlim(0, 100)
        ax.set_ylim(plats.slut, 0)
        for y, s in zip(plats.mitt, staplar, strict=True):
            _rita_stapel(duk, y, s, grupper, betona=betona)
        for y in plats.brott:
            _rita_brott(duk, y)
        _radnamn(ax, plats, staplar, betona=betona)
        ax.grid(visible=False, axis="y")
        procentaxel(ax.xaxis, (0, 50, 100) if duk.smal else (0, 25, 50, 75, 100))
        teckenforklaring(nycklar, smal=duk.smal).rita(duk)

    def ram(smal: bool) -> Ram:
        plats = _rader(staplar, brott, smal)
        over = 0.08 + teckenforklaring(nycklar, smal=smal).hojd
        texter = [textbredd(s.text, vikt="semibold") for s in staplar if s.andelar is not None]
        return Ram(
            vanster=max(textbredd(rad, vikt="semibold") for rader in plats.namn for rad in rader) + 0.16,
            hoger=max(0.3, max(texter, default=0.0) + 0.2),
            under=0.34,
            over=over,
            hojd=over + plats.slut + 0.34,
        )

    return svg(rita, ram)


def andelsdata(staplar: Sequence[Stapel], grupper: Sequence[Grupp], decimaler: int) -> Diagram:
    """Return what `andelsstaplar` shows as numbers; a row that is not shown has none."""
    serier = tuple(
        Serie(
            g.namn,
            tuple(None if s.andelar is None else svenska.avrundat(s.andelar[nr], decimaler) for s in staplar),
            g.farg,
        )
        for nr, g in enumerate(grupper)
    )
    return Diagram("andelar", tuple(s.namn for s in staplar), serier, decimaler, procent=True)


@dataclass(frozen=True)
class _Rader:
    """Where the rows stand, in inches from the plot's top, and their names in lines."""

    mitt: tuple[float, ...]
    brott: tuple[float, ...]
    slut: float
    namn: tuple[tuple[str, ...], ...]


def _rader(staplar: Sequence[Stapel], brott: Sequence[int], smal: bool) -> _Rader:
    """Lay out the rows from the top; a break takes room of its own between two rows."""
    namn = tuple(radbryt(s.namn, 1.3 if smal else 2.6, vikt="semibold") for s in staplar)
    radhojd = 0.36 if all(len(n) == 1 for n in namn) else 0.46
    y, mitt, linjer = 0.0, [], []
    for i in range(len(staplar)):
        if i in brott:
            linjer.append(y + 0.11)
            y += 0.22
        mitt.append(y + radhojd / 2)
        y += radhojd
    return _Rader(tuple(mitt), tuple(linjer), y + 0.04, namn)


def _rita_stapel(duk: Duk, y: float, s: Stapel, grupper: Sequence[Grupp], *, betona: bool) -> None:
    """Draw one row: its segments and its text, or the sign alone when the row is not shown."""
    ax = duk.ax
    if s.andelar is None:
        ax.annotate(s.text, (0, y), xytext=(5, 0), textcoords="offset points", va="center", color=stil.DAMPAD)
        return
    fran = 0.0
    for andel, grupp in zip(s.andelar, grupper, strict=True):
        if andel > 0:
            _rita_segment(ax, fran, y - _STAPELHOJD / 2, andel, _STAPELHOJD, grupp)
            if textbredd(grupp.bokstav, vikt="semibold") + 2 * _BOKSTAVSLUFT <= andel / 100 * duk.plotbredd:
                _skriv_bokstav(ax, fran + andel / 2, y, grupp)
        fran += andel
    ax.annotate(
        s.text,
        (100, y),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=stil.EGEN if s.egen and betona else stil.TEXT,
        weight="semibold" if s.egen and betona else "normal",
    )


def _rita_segment(ax: Axes | Overlagg, x: float, y: float, bredd: float, hojd: float, grupp: Grupp) -> None:
    """Draw one segment; its white edge makes the gap to the next one."""
    segment = Rectangle(
        (x, y),
        bredd,
        hojd,
        facecolor=grupp.farg,
        edgecolor="white",
        linewidth=1.2,
        hatch=grupp.monster,
        hatchcolor="white",
        zorder=2,
        clip_on=False,
    )
    ax.add_patch(segment)


def _skriv_bokstav(ax: Axes | Overlagg, x: float, y: float, grupp: Grupp) -> None:
    """Write a group's letter on a white plate, where it can be read over every colour and pattern."""
    platta: dict[str, Any] = {
        "boxstyle": "round,pad=0.12",
        "facecolor": "white",
        "edgecolor": grupp.farg,
        "linewidth": 0.8,
    }
    mitten: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 3}
    ax.text(x, y, grupp.bokstav, color=stil.TEXT, weight="semibold", fontsize=stil.LITEN, bbox=platta, **mitten)


def _nyckelrita(grupp: Grupp) -> Callable[[Overlagg, float, float], None]:
    """Return the drawing of a group's mark in the legend: a piece of bar with the letter."""

    def rita(tum: Overlagg, x: float, y: float) -> None:
        _rita_segment(tum, x - _NYCKELBREDD / 2, y - 0.095, _NYCKELBREDD, 0.19, grupp)
        _skriv_bokstav(tum, x, y, grupp)

    return rita


def _rita_brott(duk: Duk, y: float) -> None:
    """Draw a dotted line from the names to the right edge, with its text where the bars begin."""
    bredd = textbredd(BROTTEXT, stil.LITEN)
    per_tum = 100 / duk.plotbredd
    hoger, vanster = duk.ram.hoger * per_tum, duk.ram.vanster * per_tum
    for fran, till in ((0.05 * per_tum - vanster, 0.0), ((bredd + 0.1) * per_tum, 100 + hoger - 0.05 * per_tum)):
        duk.ax.plot([fran, till], [y, y], color=stil.DAMPAD, linewidth=1, linestyle=":", clip_on=False)
    baslinje = y + halv_versal(stil.LITEN)
    duk.ax.text(0.05 * per_tum, baslinje, BROTTEXT, fontsize=stil.LITEN, color=stil.DAMPAD)


def _radnamn(ax: Axes, plats: _Rader, staplar: Sequence[Stapel], *, betona: bool) -> None:
    """Write the rows' names on the axis, the område's own in its colour."""
    ax.set_yticks(plats.mitt, ["\n".join(n) for n in plats.namn])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for etikett, s in zip(ax.get_yticklabels(), staplar, strict=True):
        etikett.set_verticalalignment("center")
        if s.egen and betona:
            etikett.set(color=stil.EGEN, weight="semibold")
