"""Whose figures are shown: the source line's first words, by one rule.

A figure that somebody else has published and that is shown as it is has that source. What this program computes from it
is its own: then the source is what it is computed from, and is never said to be the figure's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analys import svenska
from analys.katalog import Indikator


def kallor(matt: Sequence[Indikator], hamtat: Mapping[str, Any]) -> list[str]:
    """Return the sources of some measures in words: ``Källa: Kolada (N01813, hämtat 2026-11-29)``.

    Parameters
    ----------
    hamtat : the day on which each measure's figures were fetched, for those that were.
    """
    publicerat: list[str] = []
    beraknat_ur: list[str] = []
    for m in matt:
        if m.kolada and m.id in hamtat:
            namn = f"Kolada ({svenska.lista(m.kolada.nyckeltal)}, hämtat {hamtat[m.id]})"
            (beraknat_ur if m.kolada.antal_av else publicerat).append(namn)
        elif m.kalla.startswith(EGEN_BERAKNING):
            beraknat_ur.append(m.kalla.removeprefix(EGEN_BERAKNING))
        else:
            publicerat += [k.strip() for k in m.kalla.split(";")]
    ut = [f"Källa: {'; '.join(dict.fromkeys(publicerat))}"] if publicerat else []
    return [*ut, *([f"{EGEN_BERAKNING}{'; '.join(dict.fromkeys(beraknat_ur))}"] if beraknat_ur else [])]


EGEN_BERAKNING = "Egen beräkning. Underlag: "
"""How the source begins of what is computed from others' published figures; a catalogue entry may say it too."""
