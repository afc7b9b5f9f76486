"""The real gate as a protection to attack: one series of monthly releases with its register."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from benchmarks.rojande.halland import INDIKATOR

from analys.disclosure.grind import UtraknatError, skydda
from analys.disclosure.register import Register
from analys.hem import hitta_hem
from analys.katalog import las_katalog
from analys.period import Period, Periodtyp
from analys.region import las_profil
from analys.stats.intervall import med_intervall
from analys.utfall import NYCKEL


class Grindserie:
    """Hide as ``analys berakna`` does, with the coarsening that the gate itself proposes where it refuses.

    The measure is the catalogue's own, but broken down by sex x age too and a sum of its kommuner, as in `halland`.
    """

    def __init__(self) -> None:
        hem = hitta_hem()
        self.profil = las_profil(hem, "halland")
        matt = replace(
            las_katalog(hem.indikatorer)[INDIKATOR],
            dimensioner=(("kon",), ("aldersgrupp",), ("kon", "aldersgrupp")),
            identiteter=("summa över kon", "summa över aldersgrupp", "summa över kommuner"),
            niva_summerar=True,
        )
        self.katalog = {matt.id: matt}
        self.register = Register.tomt()
        self.forgrovningar: list[str] = []

    def __call__(self, utfall: pd.DataFrame) -> pd.DataFrame:
        """Return the release as it would be printed, and remember it."""
        manad = Period(Periodtyp.MANAD, utfall.loc[utfall["periodtyp"] == "manad", "period"].max())
        utfall = self.register.frys(utfall, self.katalog, self.profil.rojande.troskel, revision=False)
        utfall = med_intervall(utfall, {m.id: m.skala for m in self.katalog.values()})
        tagna = []
        while True:
            try:
                skyddat, skal = skydda(utfall, self.katalog, self.profil, {"period": manad.kod}, self.register, tagna)
                break
            except UtraknatError as fel:
                if fel.forslag is None:
                    raise
                tagna.append(fel.forslag)
        self.forgrovningar += [str(f) for f in tagna]
        self.register = self.register.med(utfall, skyddat.med_tecken(utfall, ""), skal, self.katalog)
        return skyddat.rader[[*NYCKEL, "taljare", "tecken"]]
