"""Which delivery a run reads, and for which month."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from analys import svenska
from analys.errors import UsageError
from analys.hem import Hem
from analys.indikatorer import FUNKTIONER
from analys.katalog import Indikator, Katalog
from analys.period import Period, Periodtyp
from analys.region import Regionprofil
from analys.sources import databas
from analys.sources.besked import FILNAMN, Leveransbesked, innehallsnyckel, las_besked
from analys.sources.exempel import gor_exempel
from analys.sources.tabeller import TABELLER


def valj_leverans(hem: Hem, profil: Regionprofil, data: Path | None) -> Path:
    """Return the delivery folder: ``data`` if given, else the user's own, else the synthetic example.

    What it says is in a database is read from there first, unless that is done.

    Raises
    ------
    UsageError : ``data`` is not a folder, or the add-on that reads databases is missing.
    DataError, FetchError : the database cannot be read.
    """
    mapp = leveransmapp(hem, profil, data)
    if (mapp / FILNAMN).is_file() and b"fraga" in (mapp / FILNAMN).read_bytes():
        databas.las_in(mapp, las_besked(mapp, profil), hem, datetime.now())
    return mapp


def leveransmapp(hem: Hem, profil: Regionprofil, data: Path | None) -> Path:
    """Return the folder asked for, else the region's own delivery, else the example.

    Raises
    ------
    UsageError : ``data`` is not a folder.
    """
    if data is not None:
        if data.is_file():
            raise UsageError(f"{data} är en fil. Ange mappen som den ligger i efter --data.")
        if not data.is_dir():
            raise UsageError(f"Mappen {data} finns inte. Ange mappen med exporterna efter --data.")
        return data
    egen = hem.leverans(profil.id)
    if egen.is_dir():
        return egen
    exempel = hem.exempel(profil.id)
    if not (exempel / "leverans.toml").is_file():
        gor_exempel(exempel, profil, hem.rot / "data" / "publicerat")
    return exempel


def leverans_och_manad(
    hem: Hem, profil: Regionprofil, katalog: Katalog, data: Path | None, period: str | None
) -> tuple[Path, Leveransbesked, Period]:
    """Return the delivery's folder, what it says of itself, and the month asked for (else the latest complete one).

    Raises
    ------
    UsageError : no such folder, or a period that is not a month or lies outside the data.
    """
    mapp = valj_leverans(hem, profil, data)
    besked = las_besked(mapp, profil)
    manad = Period.las(period) if period else senaste_period(besked, katalog)
    _kontrollera_period(manad, besked)
    return mapp, besked, manad


def senaste_period(besked: Leveransbesked, katalog: Katalog) -> Period:
    """Return the release's month: the latest that is complete for every measure of some table of events.

    What others count (registers) comes in its own time and does not hold back a release; each figure shows its own
    period.
    """
    per_tabell: dict[str, Period] = {}
    for i in katalog.values():
        if not i.fran_andra and (manad := egen_manad(i, besked, None)):
            tabell = str(huvudtabell(i, besked))
            per_tabell[tabell] = min(manad, per_tabell.get(tabell, manad))
    forsta = min(s[0] for t in TABELLER if TABELLER[t].datumkolumner and (s := besked.omfattar(t)))
    return max([Period(Periodtyp.MANAD, forsta.replace(day=1)), *per_tabell.values()])


def egen_manad(
    i: Indikator, besked: Leveransbesked, hogst: Period | None, *, preliminar: bool = False
) -> Period | None:
    """Return the latest month, at most ``hogst``, that is complete for one measure, or None when it was not delivered.

    With ``preliminar`` a month whose follow-up was not complete will do, of what is counted from the events delivered.
    """
    tabell = huvudtabell(i, besked)
    if tabell is None:
        return None
    tabeller = [tabell] if tabell == i.antalstabell else FUNKTIONER[i.funktion].tabeller
    till = min(spann[1] for t in tabeller if (spann := besked.omfattar(t)))
    period = hogst or Period(Periodtyp.MANAD, till.replace(day=1))
    while period.sista_dag > till or not (
        (preliminar and not i.fran_andra)
        or (
            i.efterslapning.klar(period) <= besked.uttagsdatum
            and period.sista_dag + timedelta(days=i.uppfoljning_dagar) <= till
        )
    ):
        period = period.flytta(-1)
    return period


def huvudtabell(i: Indikator, besked: Leveransbesked) -> str | None:
    """Return the delivered table that decides a measure's time: its function's first, else the counts."""
    tabell = i.antalstabell if i.fran_andra else FUNKTIONER[i.funktion].tabeller[0]
    return next((t for t in (tabell, i.antalstabell) if besked.omfattar(t)), None)


def datamangd(mapp: Path, besked: Leveransbesked) -> str:
    """Return which data set a delivery belongs to: all of the user's own are one, each invented one is its own."""
    return f"exempel-{innehallsnyckel(mapp, besked)[:12]}" if besked.exempel else "egen"


def _kontrollera_period(manad: Period, besked: Leveransbesked) -> None:
    if manad.typ is not Periodtyp.MANAD:
        raise UsageError(f"Perioden {manad.kod} är inte en månad. Skriv till exempel 2022-12.")
    spann = [s for t in TABELLER if TABELLER[t].datumkolumner and (s := besked.omfattar(t))]
    forsta, sista_dag = min(s[0] for s in spann), max(s[1] for s in spann)
    if manad.forsta_dag < forsta or manad.sista_dag > sista_dag:
        raise UsageError(
            f"Perioden {manad.text} ligger utanför leveransen, som omfattar {svenska.datum(forsta)} till "
            f"{svenska.datum(sista_dag)}. Välj en månad däremellan."
        )
