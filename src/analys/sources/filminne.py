"""A delivery's files as they were read the time before: one that nothing has changed for is not read again.

Rows of persons: they lie in the store, and go with it.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import pandas as pd

from analys.hem import privat_mapp
from analys.minnesfil import las_minne, skriv_minne
from analys.omraden import Omrade
from analys.programmet import avtryck, bibliotek, filers, moduler
from analys.region import Regionprofil
from analys.sources.besked import Leveransbesked, Leveransfil
from analys.sources.inlasning import las_fil
from analys.sources.kalla import Tabellkarta
from analys.sources.redovisning import Filredovisning


class Filminne:
    """``forra``: the folder of the time before, which need not be there; ``nu``: this time's."""

    def __init__(self, forra: Path, nu: Path) -> None:
        self.forra, self.nu = forra, nu

    def las_fil(
        self,
        fil: Path,
        uppgift: Leveransfil,
        besked: Leveransbesked,
        karta: Tabellkarta,
        profil: Regionprofil,
        omraden: dict[str, Omrade],
        sedda: set[int],
        namn: str,
    ) -> tuple[pd.DataFrame, Filredovisning]:
        """Return `inlasning.las_fil`, remembered of a table's only file: what several hold is compared row by row."""
        fraga = (fil, uppgift, besked, karta, profil, omraden, sedda, namn)
        if len(besked.filer_for(uppgift.tabell)) > 1:
            return las_fil(*fraga)
        regler = repr((replace(besked, filer={namn: uppgift}), karta, profil, omraden))
        try:
            nyckel = avtryck(fil.read_bytes(), regler, _program())
        except OSError:
            return las_fil(*fraga)  # who says what is wrong
        kanda = las_minne(self.forra / nyckel)
        if kanda is not None:
            privat_mapp(self.nu)
            shutil.copy(self.forra / nyckel, self.nu / nyckel)
            return kanda, Filredovisning(**kanda.attrs.pop("konto"))
        rader, konto = las_fil(*fraga)
        skriv_minne(self.nu / nyckel, rader, konto=asdict(konto))
        return rader, konto


@cache
def _program() -> str:
    """Return the hash of the code that reads a file."""
    return avtryck(bibliotek(), filers(moduler("analys.sources.inlasning")))
