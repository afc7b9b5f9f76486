"""Shared by the second opinions: which measures are about stays, and a home of its own for a delivery."""

import shutil
from pathlib import Path

from analys.hem import Hem
from analys.indikatorer import FUNKTIONER

OM_SJUKHUSVARD = {namn for namn, funktion in FUNKTIONER.items() if funktion.tabeller[0] == "vardtillfallen"}
OM_FAST_KONTAKT = {
    namn for namn, f in FUNKTIONER.items() if f.tabeller[0] in {"patientstatus", "lakarbesok", "listade"}
}
OM_UTSKRIVNINGSKLARA = {
    namn for namn, f in FUNKTIONER.items() if f.tabeller[0] in {"utskrivningsklara_perioder", "utskrivningsprocess"}
}
"""Counted again night by night (test_oberoende_vantan.py); those of the process by hand (test_fordrojd_hemgang.py)."""


def eget_hem(hem: Hem, rot: Path) -> Hem:
    """Return a home of its own, since a home's store holds one delivery at a time."""
    for mapp in ("indikatorer", "regioner", "kallor"):
        shutil.copytree(hem.rot / "data" / mapp, rot / "data" / mapp)
    shutil.copy(hem.omraden, rot / "data")
    return Hem(rot)
