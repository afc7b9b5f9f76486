"""The charts: SVG with real text, in a wide and a narrow canvas; they get finished numbers and compute none."""

from analys.present.linjer import Linje, linjedata, linjediagram
from analys.present.prickar import Prick, prickdiagram
from analys.present.spindel import Spindelserie, spindeldata, spindeldiagram
from analys.present.staplar import Grupp, Stapel, andelsdata, andelsstaplar
from analys.present.styrbild import Marke, Styrpunkt, styrbild

__all__ = [
    "Grupp",
    "Linje",
    "Marke",
    "Prick",
    "Spindelserie",
    "Stapel",
    "Styrpunkt",
    "andelsdata",
    "andelsstaplar",
    "linjedata",
    "linjediagram",
    "prickdiagram",
    "spindeldata",
    "spindeldiagram",
    "styrbild",
]
