"""The one visual identity: colours, type and sizes for screen, paper and chart.

Contrast against white, checked by a test: text >= 4,5:1, graphics >= 3:1. Colours that carry meaning also differ in
line style or shape, so nothing hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

TEXT = "#1b2733"
DAMPAD = "#505b67"
EGEN = "#0a5c7a"
JAMFORELSE = "#66707c"
ANDRA = "#7d8894"
ANDRA_MATTET = "#9a3d0c"
LINJE = "#d6dce2"
MAL = "#9a3d0c"
LAG_TACKNING = "#8a94a0"
PRELIMINAR_BAKGRUND = "#eef1f4"
EXEMPEL_BAKGRUND = "#fff3e6"
EXEMPEL_TEXT = "#7a3306"
ONSKAT_BAKGRUND = "#dcebf5"
OONSKAT_BAKGRUND = "#fbe3d0"
"""Behind a difference towards and away from the wanted direction; always with its arrow and words."""
TEXTFARGER = (TEXT, DAMPAD, EGEN, JAMFORELSE, ANDRA_MATTET)

FARGSPAR: dict[str, tuple[str, str, str]] = {
    "rod": ("#a8434c", "////", "R"),
    "gul": ("#b08a1e", "..", "Gu"),
    "gron": ("#4a7f5d", "|||", "Gr"),
    "bla": ("#4f74ad", "---", "B"),
    "ej_satt": ("#8a929b", "xxx", "–"),
}
"""The planning tracks' colour, pattern and letter: names, not grades, so muted and never the verdicts' colours."""

STEG: tuple[tuple[str, str], ...] = (("#7391a7", ""), ("#51788f", ".."), ("#2f5d77", "///"), ("#143f54", "xx"))
"""Colour and pattern of groups that are steps of something, from less to more: darker is more."""

GRAFIKFARGER = (EGEN, JAMFORELSE, ANDRA, ANDRA_MATTET, MAL, LAG_TACKNING, *(f[0] for f in (*FARGSPAR.values(), *STEG)))

TYPSNITT = "Source Sans 3"
BILDSPELETS_TYPSNITT = "Arial"
"""A presentation is edited on the reader's machine, so its typeface is one that is there (or one with its widths)."""
BRED_TUM = (7.2, 3.5)
SMAL_TUM = (3.7, 3.3)
TEXTSTORLEK = 10.5
LITEN = 9.0

RC: dict[str, Any] = {
    "font.family": [TYPSNITT],
    "font.size": TEXTSTORLEK,
    "svg.fonttype": "none",
    "svg.hashsalt": "analys",
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": DAMPAD,
    "axes.labelcolor": DAMPAD,
    "axes.labelsize": TEXTSTORLEK,
    "xtick.color": DAMPAD,
    "ytick.color": DAMPAD,
    "xtick.labelcolor": TEXT,
    "ytick.labelcolor": TEXT,
    "axes.titley": 1.0,  # no chart has a title inside: without it every drawing lays out all text once more to place it
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINJE,
    "grid.linewidth": 0.7,
    "lines.linewidth": 2.0,
    "hatch.linewidth": 0.9,
}


def farger(rapport: Mapping[str, Any]) -> dict[str, str]:
    """Return a report's colours by their names here; a region's own (``farger`` of its block) take their place."""
    gemensamma = {namn: varde for namn, varde in globals().items() if isinstance(varde, str) and varde.startswith("#")}
    return gemensamma | dict(rapport.get("farger", {}))


def typsnittsmapp() -> Path:
    """Return the folder of the typeface files (SIL OFL, unmodified, licence beside them)."""
    return Path(str(files("analys.present") / "typsnitt"))
