"""The comments of one page: whose they are, what they say, and whether the figure beneath has changed since."""

from __future__ import annotations

from analys import svenska
from analys.disclosure.grind import TECKEN
from analys.present.berattelse import nyckeltal
from analys.present.block import Kommentarblock
from analys.present.underlag import Underlag
from analys.prosa import prosa
from analys.skrivet.kommentarer import KOMMUNEN, Kommentar

UTAN_TAL = "ändrad"
"""Kept in place of the figure that a comment is about when the figure is no longer shown."""


def kommentarblock(underlag: Underlag) -> tuple[Kommentarblock, ...]:
    """Return the comments of the page's område and month, of every theme."""
    return tuple(
        Kommentarblock(
            underlag.skrivet.temanamn.get(k.tema, ""),
            k.figur,
            _rubrik(k, underlag),
            tuple(prosa(k.text)),
            andrad_sedan(k, underlag),
        )
        for k in sidans_kommentarer(underlag)
    )


def sidans_kommentarer(underlag: Underlag) -> list[Kommentar]:
    """Return what is written about the page's område and month, the earliest first."""
    egna = [
        k for k in underlag.skrivet.kommentarer if (k.omrade, k.period) == (underlag.omrade.kod, underlag.period.kod)
    ]
    return sorted(egna, key=lambda k: k.datum)


def siffran(kommentar: Kommentar, underlag: Underlag) -> str:
    """Return the figure that a comment is about, as the page prints it large; nothing where it names none."""
    return nyckeltal(underlag, kommentar.figur).kort[0].varde if kommentar.figur else ""


def andrad_sedan(kommentar: Kommentar, underlag: Underlag) -> str:
    """Return that the figure is another than the one that the comment is about, or nothing; no hidden number."""
    da = underlag.utgavan.kommentarer.get(kommentar.nyckel, "") if underlag.utgavan else ""
    nu = siffran(kommentar, underlag)
    if not da or da == nu:
        return ""
    tal = "" if {da, nu} & {*TECKEN, UTAN_TAL} else f": var {da}, är {nu}"
    return f"Siffran har ändrats sedan kommentaren skrevs eller först trycktes{tal}."


def _rubrik(k: Kommentar, underlag: Underlag) -> str:
    dag = svenska.datum(k.datum)
    if k.fran == KOMMUNEN:
        return f"Kommunens kommentar: {underlag.omrade.kortnamn}, {k.forfattare}, {dag}"
    return f"Kommentar från {f'{k.fran}, ' if k.fran else ''}{k.forfattare}, {dag}"
