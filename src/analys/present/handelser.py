"""Events beside a chart over time: which they are, where they stand, and their words; never a cause of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analys import svenska
from analys.disclosure.grind import INTERN
from analys.period import Periodtyp
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.skrivet.handelser import EGEN, Handelse

HANDELSE = "Händelse"
"""The heading of the twin's column."""
_MANADSVIS = (Periodtyp.MANAD, Periodtyp.DAG)
"""The series that events are marked in; a longer period holds what was before and after in one figure."""


@dataclass(frozen=True)
class Handelser:
    """The events of one chart, numbered from one in time order: their days, their texts, and what each row says."""

    dagar: tuple[date, ...] = ()
    texter: tuple[str, ...] = ()
    per_rad: tuple[str, ...] = ()

    @property
    def i_ord(self) -> str:
        """All of them as the end of a text alternative."""
        return (
            f" Händelser: {' '.join(f'{nr}. {t}' for nr, t in enumerate(self.texter, start=1))}" if self.texter else ""
        )


def handelser_i(underlag: Underlag, serie: Sequence[Tal], *indikatorer: str) -> Handelser:
    """Return the events within a monthly series that concern its område or the whole region; else none.

    A day stands in the row of the last period that had begun, and in the plot at the day, at most at its last point.
    """
    if serie[0].period.typ not in _MANADSVIS:
        return Handelser()
    omraden = {underlag.profil.kod, underlag.omrade_for(indikatorer[0]).kod}
    alla = {h for i in indikatorer for h in underlag.skrivet.handelser_for(i, omraden)}
    if underlag.svar("meta", "niva") != INTERN:  # what is written of an internal theme is not for the open pages
        alla = {h for h in alla if h.tema not in underlag.profil.interna_teman}
    borjar = [t.period.forsta_dag for t in serie]
    valda = [h for h in sorted(alla) if borjar[0] <= h.datum <= serie[-1].period.sista_dag]
    texter = [f"{svenska.stor_bokstav(svenska.datum(h.datum))}, {_vems(underlag, h)}: {h.text}" for h in valda]
    rader = [sum(dag <= h.datum for dag in borjar) - 1 for h in valda]
    per_rad = [
        " ".join(f"{nr}. {text}" for nr, (rad, text) in enumerate(zip(rader, texter, strict=True), start=1) if rad == i)
        for i in range(len(serie) if valda else 0)
    ]
    return Handelser(tuple(min(h.datum, borjar[-1]) for h in valda), tuple(texter), tuple(per_rad))


def _vems(underlag: Underlag, handelse: Handelse) -> str:
    """Return whose event it is: an område's, or the reader's own mark."""
    return EGEN if handelse.forfattare == EGEN else underlag.profil.omrade(handelse.omrade).kortnamn
