"""The state machine of an average-day model: when payment responsibility begins and ends, month by month.

Source of the rule: Region Västerbotten, rutin 99624 (more than 3 days on average in each of 3 calendar months in a row;
responsibility from month 4 until 3 months in a row are at or below). VGR judges the three months together (``poolas``).
What a month was can be unknown (its figure is hidden or missing): then every course that it allows is followed, and a
state is said only where all of them agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
OVER, HOGST, TOM = "over", "hogst", "tom"
"""A month above the limit, at or below it, or without patients (it breaks every run)."""
Dagar = tuple[float, float]
"""Days and stays of one month."""


@dataclass(frozen=True)
class Regel:
    """Above ``grans`` in ``manader`` months starts the responsibility, ``slut_manader`` at or below it end it.

    ``poolas``: the days of the last ``manader`` months over their stays are compared, not each month.
    """

    grans: float
    manader: int
    slut_manader: int
    poolas: bool = False


@dataclass(frozen=True)
class Lage:
    """One month: against the limit, how many months in a row above it, and whether responsibility applies in it.

    None where the figures that are shown do not decide it.
    """

    mot_gransen: str | None
    i_rad: int | None
    ansvar: bool | None


@dataclass(frozen=True, order=True)
class _Tillstand:
    """One possible course so far: the responsibility that applies in the month to come, and the runs."""

    ansvar: bool = False
    over: int = 0
    hogst: int = 0


def lagen(manader: Sequence[Dagar | None], regel: Regel) -> list[Lage]:
    """Return the state of each month, from the first where the model applies (nobody is responsible before it).

    Parameters
    ----------
    manader : (days, stays) per month in order; None for a month whose figures are not known.
    """
    mojliga, ut = {_Tillstand()}, []
    for nr in range(len(manader)):
        utfall = _mot_gransen(manader[: nr + 1], regel)
        i_manaden = {t.ansvar for t in mojliga}
        mojliga = {_efter(t, u, regel) for t in mojliga for u in utfall}
        i_rad = {t.over for t in mojliga}
        ut.append(Lage(_ensam(utfall), _ensam(i_rad), _ensam(i_manaden)))
    return ut


def dagar_over(manad: Dagar, riktmarke: float) -> float:
    """Return the days above the riktmärke, of all stays together: (mean - riktmärke) times stays, at least 0.

    A worked example only: no region's formula for payment is known.
    """
    dagar, antal = manad
    return max(0.0, dagar - riktmarke * antal)


def _mot_gransen(hittills: Sequence[Dagar | None], regel: Regel) -> set[str]:
    """Return what the last month can have been."""
    if not regel.poolas:
        return _jamfor(hittills[-1], regel.grans)
    if len(hittills) < regel.manader:
        return {HOGST}
    kanda = [m for m in hittills[-regel.manader :] if m is not None]
    hela = (sum(d for d, _ in kanda), sum(n for _, n in kanda))
    return _jamfor(hela if len(kanda) == regel.manader else None, regel.grans)


def _jamfor(manad: Dagar | None, grans: float) -> set[str]:
    if manad is None:
        return {OVER, HOGST, TOM}
    dagar, antal = manad
    return {TOM} if antal == 0 else {OVER} if dagar > grans * antal else {HOGST}


def _efter(t: _Tillstand, utfall: str, regel: Regel) -> _Tillstand:
    """Return the course after one more month."""
    over = t.over + 1 if utfall == OVER else 0
    hogst = t.hogst + 1 if utfall == HOGST else 0
    borjar, slutar = (1, 1) if regel.poolas else (regel.manader, regel.slut_manader)
    ansvar = (t.ansvar and hogst < slutar) or over >= borjar
    return _Tillstand(ansvar, over, hogst)


def _ensam(mojliga: set[T]) -> T | None:
    return next(iter(mojliga)) if len(mojliga) == 1 else None
