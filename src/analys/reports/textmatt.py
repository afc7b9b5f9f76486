"""How wide a text is at most, from the advance widths of its typeface; what kerning may add is reckoned with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import matplotlib as mpl
from fontTools.afmLib import AFM
from fontTools.agl import UV2AGL
from fontTools.ttLib import TTFont

from analys.present import stil

RESERV = 1.02
"""How much wider than measured a text may be: programs round each character's width in their own way."""
_ISAR = {"j": 0.07, "f": 0.05}
"""What our typeface at most sets these apart from the character before (a bracket) or after, in font sizes."""
_ISAR_ANNARS = 0.04
"""What its other pairs, which are rare, can add to a text."""


def textbredd(text: str, storlek: float, fet: bool = False) -> float:
    """Return a slide's text's width in inches, with `RESERV`.

    It is that of the wider of two typefaces for each character: PowerPoint draws in Arial, the PDF in the one that we
    ship.
    """
    return _fyrkanter(text, fet, False) * storlek / 72 * RESERV


def textbredd_i_pdf(text: str, storlek: float, fet: bool = False) -> float:
    """Return a text's width in points in the typeface that we ship, with `RESERV`."""
    return _fyrkanter(text, fet, True) * storlek * RESERV


def fordela(minst: Sequence[float], onskad: Sequence[float], plats: float) -> list[float]:
    """Return the widths of a table's columns: none less than it must, and of the rest as much to each that wants more.

    So who wishes for little gets it.
    They add up to less than ``plats`` where nothing more is wished for, and to more where not even the least has room.
    """
    onskad = [max(par) for par in zip(minst, onskad, strict=True)]
    bredder, kvar = list(minst), max(0.0, plats - sum(minst))
    i_ordning = sorted(range(len(minst)), key=lambda nr: onskad[nr] - minst[nr])
    for nr, efter in zip(i_ordning, range(len(minst), 0, -1), strict=True):
        mer = min(onskad[nr] - minst[nr], kvar / efter)
        bredder[nr], kvar = minst[nr] + mer, kvar - mer
    return bredder


@lru_cache(maxsize=20_000)
def _fyrkanter(text: str, fet: bool, bara_vart: bool) -> float:
    """Return a text's width in font sizes; the slides' tables ask for the same words in one size after another."""
    framryck = _vart(fet) if bara_vart else _bredaste(fet)
    isar = sum(text.count(t) * bredd for t, bredd in _ISAR.items()) + _ISAR_ANNARS if bara_vart and text else 0.0
    return sum(framryck.get(ord(t), 1.0) for t in text) + isar


@cache
def _vart(fet: bool) -> dict[int, float]:
    """Return how far each character moves the pen, in font sizes, in our typeface."""
    snitt = TTFont(stil.typsnittsmapp() / f"SourceSans3_{'700Bold' if fet else '400Regular'}.ttf", lazy=True)
    bredder, enhet = snitt["hmtx"].metrics, snitt["head"].unitsPerEm
    return {kod: bredder[namn][0] / enhet for kod, namn in snitt.getBestCmap().items()}


@cache
def _bredaste(fet: bool) -> dict[int, float]:
    """Return the same in the wider of ours and Arial, which has Helvetica's widths (matplotlib ships them)."""
    matt = AFM(f"{mpl.get_data_path()}/fonts/pdfcorefonts/Helvetica{'-Bold' if fet else ''}.afm")
    arial = {kod: matt[namn][1] / 1000 for kod, namn in UV2AGL.items() if matt.has_char(namn)}
    vart = _vart(fet)
    return {kod: max(vart.get(kod, 0.0), arial.get(kod, 0.0)) for kod in vart.keys() | arial.keys()}
