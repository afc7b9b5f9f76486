"""What each measure came to the time before, so that one that nothing has changed for is not counted again.

An internal file of a month: sums of groups before they are protected, never a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from analys import programmet
from analys.indikatorer.matt import Plan
from analys.indikatorer.register import FUNKTIONER
from analys.minnesfil import las_minne, skriv_minne


class Raknat:
    """Rows of measures by the key of all that decides them. ``fil``: where they are kept; None: nowhere."""

    def __init__(self, fil: Path | None = None) -> None:
        self.fil = fil
        self._forra = _las_fil(fil) if fil is not None else {}
        self._nu: dict[str, pd.DataFrame] = {}

    def hamta(self, nyckel: str) -> pd.DataFrame | None:
        """Return a measure's rows as they were the time before, None when it must be counted."""
        if nyckel in self._forra:
            self._nu[nyckel] = self._forra[nyckel]
        return self._nu.get(nyckel)

    def spara(self, nyckel: str, rader: pd.DataFrame) -> None:
        """Remember a measure's rows."""
        self._nu[nyckel] = rader

    def skriv(self) -> None:
        """Keep what was asked for or counted this time, and nothing else.

        Raises
        ------
        CannotWriteError : the file cannot be written.
        """
        if self.fil is not None and self._nu:
            alla = [rader.assign(nyckel=nyckel) for nyckel, rader in self._nu.items()]
            skriv_minne(self.fil, pd.concat(alla, ignore_index=True))


def _las_fil(fil: Path) -> dict[str, pd.DataFrame]:
    """Return the remembered rows by key."""
    alla = las_minne(fil)
    per_nyckel = () if alla is None else alla.groupby("nyckel", sort=False)
    return {str(n): rader.drop(columns="nyckel").reset_index(drop=True) for n, rader in per_nyckel}


def nyckel(plan: Plan, tabeller: Mapping[str, str], antal: pd.DataFrame | None, profil: str) -> str:
    """Return the hash of all that decides a measure's rows.

    ``tabeller``: the hash of each table's rows; ``antal``: the counts that others have made of it; ``profil``: what is
    said of the region.
    """
    egna = FUNKTIONER[plan.indikator.funktion].tabeller if plan.kommuner else ()
    ordnad = replace(plan, kommuner=sorted(plan.kommuner), utan_uppdelning=sorted(plan.utan_uppdelning))
    levererat = "" if antal is None else antal.to_csv(index=False)
    return programmet.avtryck(_program(), repr(ordnad), profil, levererat, *(tabeller[t] for t in egna))


@cache
def _program() -> str:
    """Return the hash of the code that counts."""
    return programmet.avtryck(programmet.filers(programmet.moduler("analys.indikatorer.rakna")), programmet.bibliotek())
