"""How a table is set on a page of A4: its size of type, its columns' widths, and which of its rows take one line.

typst finds a row's height by setting every cell of it once more. A table of months has hundreds of rows of one line
each, and their height is known: it is given, and only rows that may need more are left to typst.
"""

from __future__ import annotations

from typing import Any

from analys.reports.textmatt import fordela, textbredd_i_pdf

SIDBREDD, MARGINAL = 595.28, 62.36
"""The width of A4 and of its margins, in points."""
SATSYTA = SIDBREDD - 2 * MARGINAL
"""What a table has of the page's width, in points."""
_VERSALHOJD = 0.66
"""The height of a line that counts in a cell, in font sizes: the typeface's capitals."""
_MENING = 60
"""More letters than this is a text to read: its row begins at the top."""
_LANGSTA_TAL = 24
"""More letters than this in a column of figures is a remark, which may be broken into lines."""
_MANGA = 8
"""More columns than this are set smaller and closer."""
_FA = 5
"""So few columns of figures are as wide as each other."""
_LAGOM, _BREDAST = 150.0, 300.0
"""What a column of words gets before headings get what they would like, and what it may ask for at all, in points."""
_RUBRIKRADER = 3
"""About how many lines a heading may take before its column gets wider."""
_GLIPA = 8.0
"""More air before a column of words after one of figures, in points: they are set towards each other."""


def satt_tabell(tabell: dict[str, Any], *, liten: bool) -> dict[str, Any]:
    """Return the table with how it is set, in points.

    ``bredder`` of the columns add up to `SATSYTA`; ``fore`` is the air before each; ``hojder`` has a height for each
    row of the body, None where typst finds it; ``overst`` is whether rows begin at the top, and ``avstava`` whether a
    word is too long for its column; ``rubriker`` has each heading's words, and whether they are.
    """
    kolumner, rader = tabell["kolumner"], tabell["rader"]
    antal = len(kolumner)
    storlek = 7.5 if antal > _MANGA else 8.0 if liten else 9.0
    kant = 3.0 if antal > _MANGA else 4.0
    luft = 2.6 if liten else 4.5
    ord_i = {0, *tabell["vanster"]}
    fore = [kant + _GLIPA * (nr in ord_i and nr > 0 and nr - 1 not in ord_i) for nr in range(antal)]
    feta = [True, *(nr in tabell["markerad"] for nr in range(len(rader)))]
    hela, ord_ = (
        [
            [_cellbredd(c, storlek, fet, i_ord=i_ord) for c in rad]
            for rad, fet in zip((kolumner, *rader), feta, strict=True)
        ]
        for i_ord in (False, True)
    )

    def minst_for(nr: int, ordets_rader: int) -> float:
        """Return a column's least width where a heading's word may take so many lines; no number is broken."""
        celler = [rad[nr] for rad in hela[1:]]
        tal = [] if nr in ord_i else [b for b, rad in zip(celler, rader, strict=True) if len(rad[nr]) <= _LANGSTA_TAL]
        minst = max((ord_[0][nr] / ordets_rader, *(rad[nr] for rad in ord_[1:]), *tal))
        return min(minst + fore[nr] + kant, _BREDAST)

    celler = [max((0.0, *(rad[nr] for rad in hela[1:]))) + fore[nr] + kant for nr in range(antal)]
    bredder = [SATSYTA * a / (antal + 0.3) for a in (1.3, *[1.0] * (antal - 1))]
    behov = [max(c, o + f + kant) for c, o, f in zip(celler, ord_[0], fore, strict=True)]
    if antal > _FA or len(ord_i) > 1 or any(c > b for c, b in zip(behov, bredder, strict=True)):
        for ordets_rader in range(1, _RUBRIKRADER + 1):
            bredder = [minst_for(nr, ordets_rader) for nr in range(antal)]
            if sum(bredder) <= SATSYTA:
                break
        rubriker = [b / _RUBRIKRADER + f + kant for b, f in zip(hela[0], fore, strict=True)]
        for onskade in ([min(c, _LAGOM) for c in celler], rubriker, [min(c, _BREDAST) for c in celler]):
            bredder = fordela(bredder, onskade, SATSYTA)
        over = SATSYTA - sum(bredder)
        bredder = [b + over / antal if over > 0 else b * SATSYTA / sum(bredder) for b in bredder]
    plats = [b - f - kant + 1e-6 for b, f in zip(bredder, fore, strict=True)]
    hojd = _VERSALHOJD * storlek + 2 * luft

    def ryms(rad: list[float]) -> bool:
        return all(b <= p for b, p in zip(rad, plats, strict=True))

    return tabell | {
        "storlek": storlek,
        "kant": kant,
        "fore": fore,
        "luft": luft,
        "bredder": bredder,
        "hojder": [
            hojd if ryms(b) and all(len(_rader(c)) == 1 for c in rad) else None
            for rad, b in zip(rader, hela[1:], strict=True)
        ],
        "sidor": ["left" if nr in ord_i else "right" for nr in range(antal)],
        "overst": any(len(rad[nr]) > _MENING for rad in rader for nr in ord_i),
        "avstava": not all(map(ryms, ord_[1:])),
        "rubriker": [
            [(o, _cellbredd(o, storlek, True, i_ord=True) > p) for o in namn.split(" ")]
            for namn, p in zip(kolumner, plats, strict=True)
        ],
    }


def _rader(cell: str) -> list[str]:
    """Return a cell's lines; one that ends with a break has one more."""
    return (cell + "|").splitlines()


def _cellbredd(cell: str, storlek: float, fet: bool, *, i_ord: bool) -> float:
    """Return the width of a cell's widest line, or of its longest word, which a line may also break after a dash."""
    rader = cell.splitlines()
    delar = [o for rad in rader for o in rad.replace("–", "– ").split(" ")] if i_ord else rader
    return max((textbredd_i_pdf(d, storlek, fet) for d in delar), default=0.0)
