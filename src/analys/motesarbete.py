"""The commands for the work with the kommuner and the boards between the reports: veckolage, mote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from analys import svenska
from analys.disclosure.grind import las_kubmeta
from analys.errors import CannotWriteError, UsageError, orsak
from analys.hem import hitta_hem, skriv_privat, sopa_i
from analys.internt import veckounderlag
from analys.present.underlag import las_underlag
from analys.region import las_profil
from analys.reports import utgava
from analys.reports.mote import granska_utgava, motespaket, motet, motets_period
from analys.reports.paket import som_zip
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


def gor_motespaket(region: str, dag: date, period: str | None, mapp: Path | None) -> None:
    """Run ``analys mote``: a folder and a zip with what a meeting needs, from the release that it gets.

    Raises
    ------
    UsageError : no such meeting or release, or the release is not whole.
    CannotWriteError : the package cannot be written; an earlier one stands.
    """
    hem = hitta_hem()
    profil = las_profil(hem, region)
    mote = motet(profil, dag)
    regionmapp = (mapp.resolve() if mapp else hem.rapporter) / profil.id
    manad = motets_period(regionmapp, dag, period)
    with utgava.las(regionmapp):
        plats = utgava.aktuell(regionmapp, manad.kod)
        underlag = las_underlag(profil.id, profil.kod, manad.kod)
        meta = las_kubmeta(hem.kub(profil.id, manad.kod)) or {}
        granska_utgava(plats, str(meta.get("nyckel", "")), underlag.omrade.mapp)
        filer = motespaket(underlag, mote, plats)
        moten = regionmapp / "moten"
        ny, klar = moten / f".ny-{os.getpid()}", moten / dag.isoformat()
        sopa_i(moten)
        try:
            for namn, innehall in filer.items():
                (ny / klar.name / namn).parent.mkdir(parents=True, exist_ok=True)
                (ny / klar.name / namn).write_bytes(innehall)
            (ny / f"{klar.name}.zip").write_bytes(som_zip(filer))
            byt_ut(ny, moten, (klar.name, f"{klar.name}.zip"))
        except OSError as fel:
            raise CannotWriteError(
                f"Det går inte att skriva i {moten} ({orsak(fel)}). Ett tidigare paket står kvar. Stäng filer ur det "
                "som är öppna, och kontrollera behörighet och utrymme."
            ) from None
        finally:
            shutil.rmtree(ny, ignore_errors=True)
    if meta["exempel"]:
        konsol.print("EXEMPELDATA – påhittade siffror.")
    konsol.print(f"{mote.forum}, {svenska.datum(dag)}: {len(filer)} filer ur utgåvan för {manad.text}.")
    konsol.print(
        f"Fyll i det gulmarkerade i {kort_sokvag(klar / 'tjansteskrivelse.docx')}. Allt: {kort_sokvag(klar)}.zip"
    )


def byt_ut(ny: Path, mapp: Path, namn: Sequence[str]) -> None:
    """Move what is named from ``ny`` to ``mapp``; all that it replaces is first moved aside, and back if that fails.

    Raises
    ------
    OSError : something cannot be moved (on Windows: a file is open); what was there stands, whole.
    """
    undan = mapp / f".undan-{os.getpid()}"
    undan.mkdir()
    flyttade = []
    try:
        for n in namn:
            if (mapp / n).exists():
                (mapp / n).rename(undan / n)
                flyttade.append(n)
        for n in namn:
            (ny / n).rename(mapp / n)
    except OSError:
        for n in flyttade:
            if (mapp / n).exists():
                (mapp / n).rename(ny / n)
            (undan / n).rename(mapp / n)
        undan.rmdir()
        raise
    shutil.rmtree(undan, ignore_errors=True)
