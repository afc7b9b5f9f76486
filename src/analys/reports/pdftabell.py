"""How a table is set on a page of A4: its size of type, its columns' widths, and which of its rows take one line.

typst finds a row's height by setting every cell of it once more. A table of months has hundreds of rows of one line
each, and their height is known: it is given, and only rows that may need more are left to typst.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analys.reports.textmatt import textbredd_i_pdf

SIDBREDD, MARGINAL = 595.28, 62.36
"""The width of A4 and of its margins, in points."""
SATSYTA = SIDBREDD - 2 * MARGINAL
"""What a table has of the page's width, in points."""
_VERSALHOJD = 0.66
"""The height of a line that counts in a cell, in font sizes: the typeface's capitals."""
_MENING = 60
"""More letters than this is a text to read: its column is wide, and its row begins at the top."""
_MANGA = 8
"""More columns than this are set smaller and closer."""
_RUBRIKRADER = 3
"""About how many lines a heading may take before its column gets wider."""
_GLIPA = 8.0
"""More air before a column of words after one of figures: they are set towards each other."""
_HOGST_TAL, _HOGST_ORD, _HOGST_MENING = 14, 20, 32
"""The most letters that a column of figures, of words and of sentences gets width for."""


def satt_tabell(tabell: dict[str, Any], *, liten: bool) -> dict[str, Any]:
    """Return the table with how it is set, in points.

    ``bredder`` of the columns add up to `SATSYTA`; ``fore`` is the air before each; ``hojder`` has a height for each
    row of the body, None where typst finds it; ``overst`` is whether rows begin at the top.
    """
    kolumner, rader = tabell["kolumner"], tabell["rader"]
    storlek = 7.5 if len(kolumner) > _MANGA else 8.0 if liten else 9.0
    kant = 3.0 if len(kolumner) > _MANGA else 4.0
    luft = 2.6 if liten else 4.5
    ordkolumner = {0, *tabell["vanster"]}
    fore = [kant + _GLIPA * (nr in ordkolumner and nr > 0 and nr - 1 not in ordkolumner) for nr in range(len(kolumner))]
    langst = [
        max(-(-len(namn) // _RUBRIKRADER), *map(len, (*(rad[nr] for rad in rader), *namn.split(" "))))
        for nr, namn in enumerate(kolumner)
    ]
    bredder = _bredder(tabell, langst, ordkolumner, storlek, kant)
    hojd = _VERSALHOJD * storlek + 2 * luft
    hojder = []
    for nr, rad in enumerate(rader):
        fet = nr in tabell["markerad"]
        en_rad = all(
            "\n" not in c and textbredd_i_pdf(c, storlek, fet) <= b - f - kant
            for c, b, f in zip(rad, bredder, fore, strict=True)
        )
        hojder.append(hojd if en_rad else None)
    return tabell | {
        "storlek": storlek,
        "kant": kant,
        "fore": fore,
        "luft": luft,
        "bredder": bredder,
        "hojder": hojder,
        "sidor": ["left" if nr in ordkolumner else "right" for nr in range(len(kolumner))],
        "overst": max(langst) > _MENING,
        "avstava_rubriker": len(kolumner) > _MANGA,
    }


def _bredder(
    tabell: dict[str, Any], langst: Sequence[int], ordkolumner: set[int], storlek: float, kant: float
) -> list[float]:
    """Return the columns' widths: even in a narrow table of figures, else by what is longest in each, within reason."""
    kolumner, rader = tabell["kolumner"], tabell["rader"]
    antal = len(kolumner)
    if antal <= 5 and len(ordkolumner) == 1:
        return _delade([1.3] + [1.0] * (antal - 1))
    if antal <= 7 and len(ordkolumner) == 1:
        ryms = [
            max(textbredd_i_pdf(namn, storlek, True), *(textbredd_i_pdf(rad[nr], storlek, True) for rad in rader))
            + 2 * kant
            for nr, namn in enumerate(kolumner)
        ]
        if sum(ryms) <= SATSYTA:
            return [SATSYTA - sum(ryms[1:]), *ryms[1:]]
    hogst = [
        _HOGST_TAL if nr not in ordkolumner else _HOGST_MENING if langd > _MENING else _HOGST_ORD
        for nr, langd in enumerate(langst)
    ]
    return _delade([2.0 + min(par) for par in zip(langst, hogst, strict=True)])


def _delade(andelar: Sequence[float]) -> list[float]:
    """Return widths in these proportions."""
    return [SATSYTA * a / sum(andelar) for a in andelar]
