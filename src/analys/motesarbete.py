"""The commands for the work with the kommuner and the boards between the reports: veckolage, mote."""

from __future__ import annotations

from pathlib import Path

from analys.errors import UsageError
from analys.hem import hitta_hem, skriv_privat
from analys.internt import veckounderlag
from analys.region import las_profil
from analys.reports import utgava
from analys.reports.veckolage import veckosida
from analys.terminal import konsol, kort_sokvag


def skriv_veckolage(region: str, data: Path | None) -> None:
    """Run ``analys veckolage``: where each kommun's average days are heading, on the internal level.

    Raises
    ------
    UsageError : the region has no average-day model, or the delivery not the tables.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    modell = profil.genomsnittsmodell
    if modell is None:
        raise UsageError(f"{profil.namn} har ingen genomsnittsmodell i data/regioner/{profil.id}.toml.")
    with utgava.las(hem.lager(profil.id)):
        besked, mitt, lage = veckounderlag(hem, profil, data, modell.indikator)
        fil = hem.veckolage(profil.id, lage.dag)
        skriv_privat(fil, veckosida(lage, profil, modell, mitt, besked))
    if besked.exempel:
        konsol.print("EXEMPELDATA – påhittade siffror.")
    konsol.print(f"INTERNT ARBETSMATERIAL – små tal är inte dolda. Veckoläget får inte spridas: {kort_sokvag(fil)}")
