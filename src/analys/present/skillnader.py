"""The difference between two figures of one measure, from the intervals that the pages print: texts and limits."""

from __future__ import annotations

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL
from analys.katalog import Skala
from analys.present.tal import Tal
from analys.stats.skillnad import mover


def skillnad(tal: Tal, mot: Tal) -> tuple[str, str]:
    """Return ``tal`` - ``mot`` and its 95 % interval as texts without their unit; `.` where one figure is not shown."""
    granser, eget, annat = skillnadens_granser(tal, mot, "95"), tal.pa_axel(), mot.pa_axel()
    if granser is None or eget is None or annat is None:
        return EJ_AKTUELL, EJ_AKTUELL
    decimaler = tal.indikator.decimaler
    undre, ovre = (_med_tecken(g, decimaler) for g in granser)
    return _med_tecken(eget - annat, decimaler), f"{undre} till {ovre}"


def skillnadens_enhet(skillnad: str, skala: Skala) -> str:
    """Return the unit of a difference: of shares percentage points, else nothing (it is the measure's own)."""
    if skala is not Skala.ANDEL or skillnad == EJ_AKTUELL:
        return ""
    return "procentenhet" if skillnad[1:] == "1" else "procentenheter"


def skillnadens_granser(tal: Tal, mot: Tal, niva: str) -> tuple[float, float] | None:
    """Return the limits of ``tal`` - ``mot`` at level ``95`` or ``998``, put together from the two intervals."""
    eget, annat, granser, granser_mot = tal.pa_axel(), mot.pa_axel(), tal.granser(niva), mot.granser(niva)
    if eget is None or annat is None or granser is None or granser_mot is None:
        return None
    undre, ovre = mover(eget, granser, annat, granser_mot)
    return float(undre), float(ovre)


def _med_tecken(varde: float, decimaler: int) -> str:
    """Return a difference as text with its sign: ``+1,2``, ``−4,0``, ``0,0``."""
    text = svenska.tal(varde, decimaler)
    return text if text == svenska.tal(-abs(varde), decimaler) else f"+{text}"
