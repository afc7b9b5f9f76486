"""The charts: SVG with real text, in a wide and a narrow canvas; they get finished numbers and compute none."""

from analys.present.linjer import Linje, linjediagram
from analys.present.prickar import Prick, prickdiagram
from analys.present.spindel import Spindelserie, spindeldiagram
from analys.present.staplar import Grupp, Stapel, andelsstaplar

__all__ = [
    "Grupp",
    "Linje",
    "Prick",
    "Spindelserie",
    "Stapel",
    "andelsstaplar",
    "linjediagram",
    "prickdiagram",
    "spindeldiagram",
]
