"""The commands that follow a release through the month: its status, its corrections."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analys import svenska
from analys.berakna import Kubbesked
from analys.disclosure.grind import las_kubmeta
from analys.errors import UsageError
from analys.hem import Hem, hitta_hem
from analys.korlogg import granska_logg, loggad
from analys.period import Period
from analys.present.sedan import i_terminalen
from analys.region import Regionprofil, las_profil
from analys.reports import utgava
from analys.reports.behall import som_fore
from analys.reports.jamfor import forra_motets, hitta_utgava, jamfor, las_utgavedata
from analys.reports.kor import Jobb, Resultat, Val, Villkor, gor_utgava, planera
from analys.reports.om_utgavan import gor_utgavan
from analys.sources import personnummer
from analys.status import Lage, Namn
from analys.terminal import (
    berakna_och_beratta,
    framsteg,
    granska_register,
    konsol,
    kort_sokvag,
    logguppgifter,
)


def kontrollera_utgava(region: str, period: str, mapp: Path | None) -> int:
    """Run ``analys kontrollera --utgava``: say whether a release's files are those that were published."""
    hem, profil, regionmapp = _utgavorna(region, mapp)
    manad = Period.las(period)
    _manifest(regionmapp, manad)
    plats = utgava.aktuell(regionmapp, manad.kod)
    rader, bruten = granska_logg(hem.korlogg(profil.id))
    if bruten:
        konsol.print(f"Körloggen är inte hel: rad {bruten} är ändrad, eller så saknas raden före.")
    elif rader:
        konsol.print(f"Körloggen är hel: {svenska.raknat(rader, 'rad', 'rader')}.")
    antal, andrade = utgava.granska(plats)
    for namn in andrade:
        konsol.print(f"Ändrad, saknas eller tillagd: {namn}")
    if andrade:
        nu = utgava.status(regionmapp, manad.kod)
        vad, gor = "har ändrats", "Gör om den med analys rapport."
        if nu and nu.fast:
            vad, gor = "har ändrats sedan den fastställdes", "Återställ den från säkerhetskopian."
        konsol.print(f"Utgåvan {kort_sokvag(plats)} {vad}. {gor}")
        return 1
    konsol.print(f"Utgåvan {kort_sokvag(plats)} har inte ändrats: {antal} filer är desamma som när den gjordes.")
    return int(bruten is not None)


def andra_status(region: str, mapp: Path | None, period: str, till: str, namn: str, datum: datetime | None) -> int:
    """Run ``analys status``: the same release with another status on every page, in one switch.

    Raises
    ------
    UsageError : no such release or status; its figures or notebooks are no longer those it was made from; it lacks
        reports.
    CannotWriteError : it is settled.
    """
    hem, profil, regionmapp = _utgavorna(region, mapp)
    manad = Period.las(period)
    lage, av = Lage.las(till), _namn(namn)
    logg = hem.korlogg(profil.id)
    with utgava.las(hem.lager(profil.id)), utgava.las(regionmapp), loggad(logg, f"status {lage}") as rad:
        manifest = _manifest(regionmapp, manad)
        fore = utgava.status(regionmapp, manad.kod)
        if fore is None:
            raise UsageError(f"Utgåvan för {manad.text} har ingen status. Gör om den med analys rapport.")
        ny = fore.till(lage, av, _dag(datum))
        _, andrade = utgava.granska(utgava.aktuell(regionmapp, manad.kod))
        meta = las_kubmeta(hem.kub(profil.id, manad.kod))
        if andrade or meta is None or meta["nyckel"] != manifest["kub"]:
            vad = "Utgåvans filer har ändrats" if andrade else "Siffrorna har beräknats om sedan utgåvan gjordes"
            raise UsageError(f"{vad}. Kör analys rapport, läs igenom utgåvan och ge den status sedan.")
        if manifest["misslyckade"] and lage is not Lage.UTKAST:
            raise UsageError(
                "Utgåvan saknar rapporter. Kör analys rapport tills alla är klara och ge den status sedan."
            )
        besked = Kubbesked(hem.kub(profil.id, manad.kod), manad, meta, ny=False)
        utgavan = gor_utgavan(profil, besked, regionmapp, fore, konsol.print)
        gamla = planera(hem, profil, besked, Val(), utgavan)
        nycklar = {(r["omrade"], r["tema"]): r["nyckel"] for r in manifest["rapporter"]}
        if any(nycklar.get((j.omrade.kod, j.tema), j.nyckel) != j.nyckel for j in gamla):
            raise UsageError(
                "Anteckningsböckerna, mallarna eller det som skrivs (kommentarer, händelser) har ändrats sedan utgåvan "
                "gjordes. Kör analys rapport, läs igenom utgåvan och ge den status sedan."
            )
        villkor = Villkor(
            replace(utgavan, status=ny), hel=True, nyheter=manifest["nyheter"], ersatter=manifest["ersatter"]
        )
        resultat = _gor_om(hem, profil, besked, manifest["rapporter"], regionmapp, villkor)
        rad.update(logguppgifter(besked, resultat))
    return _beratta(resultat, f"Utgåvan för {manad.text}: {ny.rad}")


def ratta_utgava(
    region: str,
    data: Path | None,
    mapp: Path | None,
    period: str,
    skal: str,
    namn: str,
    datum: datetime | None,
    forgrova: bool,
) -> int:
    """Run ``analys ratta``: a settled release made again from the delivery, with the correction on every page.

    The one that it replaces stays, and is named in the new one's manifest. What a published figure may be changed to
    is the register's to say, as always.

    Raises
    ------
    UsageError : no such release, or it is not settled.
    DataError : the settled release has been changed since.
    """
    hem, profil, regionmapp = _utgavorna(region, mapp)
    manad = Period.las(period)
    av = _namn(namn)
    if any(personnummer.hitta(skal)):
        raise UsageError("Skälet innehåller något som ser ut som ett personnummer. Skriv om det.")
    logg = hem.korlogg(profil.id)
    with utgava.las(hem.lager(profil.id)), utgava.las(regionmapp), loggad(logg, "ratta") as rad:
        manifest, fore = _manifest(regionmapp, manad), utgava.status(regionmapp, manad.kod)
        if fore is None:
            raise UsageError(f"Utgåvan för {manad.text} är inte fastställd. Gör om den med analys rapport.")
        ny = fore.rattad(skal, av, _dag(datum))
        plats = utgava.aktuell(regionmapp, manad.kod)
        utgava.krav_pa_oandrad(plats)
        granska_register(hem, profil, data, regionmapp, None)
        besked = berakna_och_beratta(hem, profil, data, manad.kod, forgrova=forgrova)
        ersatter = {
            "utgava": utgava.utgavans_id(regionmapp, manad.kod),
            "manifest": utgava.sha256(plats / utgava.MANIFEST),
        }
        villkor = Villkor(gor_utgavan(profil, besked, regionmapp, ny, konsol.print, plats), hel=True, ersatter=ersatter)
        resultat = _gor_om(hem, profil, besked, manifest["rapporter"], regionmapp, villkor)
        rad.update(logguppgifter(besked, resultat))
    return _beratta(
        resultat, f"Utgåvan för {manad.text}: {ny.rattelser[-1]} Den förra sparas som {ersatter['utgava']}."
    )


def visa_jamforelse(region: str, mapp: Path | None, nu: str, fore: str | None) -> None:
    """Run ``analys jamfor``: what differs between a release and an earlier one, else what the last meeting saw.

    Raises
    ------
    UsageError : there is no such release, or no meeting saw an earlier one.
    """
    _, profil, regionmapp = _utgavorna(region, mapp)
    plats, mote = hitta_utgava(regionmapp, nu), None
    if fore:
        andra = hitta_utgava(regionmapp, fore)
    else:
        manifest = utgava.las_fil(plats)
        mote, id_ = forra_motets(profil, regionmapp, manifest["period"], date.fromisoformat(manifest["uttagsdatum"]))
        andra = regionmapp / utgava.UTGAVOR / id_
        konsol.print(f"{mote.forum}, {svenska.datum(mote.datum)} ({mote.kalla}).")
    i_terminalen(jamfor(las_utgavedata(plats), las_utgavedata(andra), profil, mote), konsol.print)


def _utgavorna(region: str, mapp: Path | None) -> tuple[Hem, Regionprofil, Path]:
    """Return the home, the region's profile and the folder of its releases."""
    hem = hitta_hem()
    profil = las_profil(hem, region)
    return hem, profil, (mapp.resolve() if mapp else hem.rapporter) / profil.id


def _manifest(regionmapp: Path, manad: Period) -> dict[str, Any]:
    """Return the month's manifest, or raise UsageError."""
    if manad.kod not in (finns := utgava.perioder(regionmapp)):
        vad = f"Det finns ingen utgåva för {manad.kod} i {kort_sokvag(regionmapp)}."
        raise UsageError(f"{vad} {utgava.vilka_finns(finns)}")
    return utgava.las_manifest(regionmapp, manad.kod)


def _dag(datum: datetime | None) -> date:
    """Return the day that was given, else today's."""
    return datum.date() if datum else date.today()


def _namn(text: str) -> Namn:
    if any(personnummer.hitta(text)):
        raise UsageError("Namnet innehåller något som ser ut som ett personnummer. Skriv om det.")
    return Namn.las(text)


def samma_rapporter(planerade: Sequence[Jobb], rapporter: Sequence[dict[str, Any]], profil: Regionprofil) -> list[Jobb]:
    """Return the jobs that make the same reports as those of a release, with their formats and parameters.

    Raises
    ------
    UsageError : the profile no longer has a theme or a kommun of one of them, or there are none.
    """
    fore = {(r["omrade"], r["tema"]): r for r in rapporter}
    jobb = {(j.omrade.kod, j.tema): j for j in planerade}
    if borta := [f"{tema} ({omrade})" for omrade, tema in sorted(fore) if (omrade, tema) not in jobb]:
        raise UsageError(
            f"Profilen {profil.id}.toml har inte längre alla rapporter som utgåvan har: {svenska.forsta(borta)}. "
            "Inget har ändrats. Lägg tillbaka temat eller kommunen i profilen och kör igen."
        )
    if not fore:
        raise UsageError("Utgåvan har inga rapporter. Gör den med analys rapport.")
    return [som_fore(j, r) for nyckel, j in jobb.items() if (r := fore.get(nyckel))]


def _gor_om(
    hem: Hem,
    profil: Regionprofil,
    besked: Kubbesked,
    rapporter: Sequence[dict[str, Any]],
    regionmapp: Path,
    villkor: Villkor,
) -> Resultat:
    """Make the same reports as those of a release, all or none."""
    jobb = samma_rapporter(planera(hem, profil, besked, Val(), villkor.utgavan), rapporter, profil)
    with framsteg(len(jobb)) as meddela:
        return gor_utgava(hem, profil, besked, jobb, [], regionmapp, meddela, villkor=villkor)


def _beratta(resultat: Resultat, vad: str) -> int:
    """Say how it went; return the exit status."""
    for jobb, fel in resultat.fel:
        konsol.print(f"Saknas: {jobb.namn}. {fel}")
    for text in resultat.utan_paket:
        konsol.print(f"Kontrolläsningen underkände {text}.")
    if resultat.plats is None:
        konsol.print("Alla rapporter måste bli klara. Inget har ändrats; den förra utgåvan gäller fortfarande.")
        return 1
    konsol.print(f"{vad} Öppna {kort_sokvag(resultat.plats / 'index.html')}")
    return 0


def visa_utgava(region: str, period: str | None, mapp: Path | None) -> None:
    """Run ``analys visa``: open the front page of a release, the latest when no month is given, in the web browser.

    Raises
    ------
    UsageError : there is none.
    """
    _, _, regionmapp = _utgavorna(region, mapp)
    finns = utgava.perioder(regionmapp)
    vald = Period.las(period).kod if period else finns[-1] if finns else ""
    if vald not in finns:
        raise UsageError(
            f"Det finns ingen utgåva{f' för {period}' if period else ''} i {kort_sokvag(regionmapp)}. "
            f"{utgava.vilka_finns(finns)}"
        )
    sida = utgava.aktuell(regionmapp, vald) / "index.html"
    if not webbrowser.open(sida.as_uri()):
        konsol.print("Ingen webbläsare kunde öppnas. Öppna filen själv.")
    konsol.print(kort_sokvag(sida))
