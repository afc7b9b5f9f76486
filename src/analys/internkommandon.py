"""The commands that write for those who may see more than the open level: signals and lists of patients."""

from __future__ import annotations

import shutil
from pathlib import Path

from analys import svenska
from analys.errors import UsageError
from analys.filbyte import byt_mapp
from analys.hem import hitta_hem, skriv_privat
from analys.internt import arbetsunderlag, signalsiffror
from analys.region import FordrojdHemgang, Regionprofil, las_profil
from analys.terminal import konsol, kort_sokvag


def skriv_signallista(region: str, data: Path | None, period: str | None) -> None:
    """Run ``analys signallista``: the month's signals on the internal level.

    Raises
    ------
    UsageError : the region has not decided when a delay is analysed.
    """
    from analys.present.underlag import Underlag  # noqa: PLC0415
    from analys.reports import utgava  # noqa: PLC0415
    from analys.reports.signallista import signallista  # noqa: PLC0415

    hem = hitta_hem()
    profil = las_profil(hem, region)
    regel = _regel(profil)
    modell = [profil.genomsnittsmodell.indikator] if profil.genomsnittsmodell else []
    with utgava.las(hem.lager(profil.id)):
        matt = dict.fromkeys([regel.indikator, regel.indikator_langa, *modell])
        katalog, manad, siffror = signalsiffror(hem, profil, data, period, *matt)
        underlag = Underlag(profil, katalog, profil.omrade(profil.kod), manad, siffror)
        fil = hem.signallista(profil.id, manad.kod)
        skriv_privat(fil, signallista(underlag, regel))
    if siffror.meta["exempel"]:
        konsol.print("EXEMPELDATA – påhittade siffror.")
    konsol.print(f"INTERNT ARBETSMATERIAL – små tal är inte dolda. Signallistan får inte spridas: {kort_sokvag(fil)}")


def skriv_arbetslistor(region: str, data: Path | None, period: str | None) -> None:
    """Run ``analys arbetslista``: a workbook of patients per receiving unit, in place of the month's earlier ones.

    Raises
    ------
    UsageError : the region has not decided when a delay is analysed, or who may read about patients.
    """
    from analys.reports import utgava  # noqa: PLC0415
    from analys.reports.arbetslista import arbetslistor  # noqa: PLC0415

    hem = hitta_hem()
    profil = las_profil(hem, region)
    regel = _regel(profil)
    if not profil.roller.intern_patient:
        raise UsageError("Profilen säger inte vem som får läsa arbetslistan. Skriv intern_patient under [roller].")
    with utgava.las(hem.lager(profil.id)):
        besked, manad, langa = arbetsunderlag(hem, profil, data, period)
        mapp = hem.arbetslistor(profil.id, manad.kod)
        ny = mapp.with_name(f".{mapp.name}-ny")
        filer = arbetslistor(langa, profil, besked, manad)
        shutil.rmtree(ny, ignore_errors=True)
        for namn, innehall in filer.items():
            skriv_privat(ny / namn, innehall)
        if filer:
            byt_mapp(ny, mapp)  # the earlier lists stand until the new ones are whole
        else:
            shutil.rmtree(mapp, ignore_errors=True)
    if besked.exempel:
        konsol.print("EXEMPELDATA – påhittade uppgifter.")
    antal = svenska.raknat(len(langa), "vårdtillfälle", "vårdtillfällen")
    konsol.print(f"{profil.namn}, {manad.text}: {antal} i {svenska.raknat(len(filer), 'fil', 'filer')}.")
    if utan := int((~langa["har_process"]).sum()):
        konsol.print(f"Utan uppgifter om stegen: {svenska.raknat(utan, 'vårdtillfälle', 'vårdtillfällen')}.")
    if filer:
        konsol.print(f"INTERNT – PATIENTUPPGIFTER. {regel.hantering} Filerna: {kort_sokvag(mapp)}")


def _regel(profil: Regionprofil) -> FordrojdHemgang:
    """Return when the region analyses a delay, or raise UsageError."""
    if profil.fordrojd_hemgang is None:
        raise UsageError(
            f"{profil.namn} har inte bestämt när fördröjd hemgång analyseras. Skriv avsnittet fordrojd_hemgang i "
            f"data/regioner/{profil.id}.toml."
        )
    return profil.fordrojd_hemgang
