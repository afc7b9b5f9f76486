"""``analys berakna``: from a delivery to one protected cube per region and period, made anew only when needed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analys import __version__, programmet
from analys.arbete import HAR, Arbete
from analys.disclosure.enkater import skydda_enkater
from analys.disclosure.grind import (
    INTERN,
    SYNLIG,
    SkyddatUtfall,
    UtraknatError,
    forslag_i_ord,
    intern_nyckel,
    las_kubmeta,
    oskyddat,
    skriv_kub,
    skydda,
)
from analys.disclosure.komponent import Minne
from analys.disclosure.register import Register, avtryck, las_register, skriv_release
from analys.disclosure.utskrift import Forgrovning
from analys.errors import CannotWriteError, orsak
from analys.hem import Hem, skriv_privat, sopa
from analys.indikatorer.folkmangd import aldre, framat, storda
from analys.indikatorer.fordrojd_hemgang import (
    PROCESS,
    analysera,
    analysmanader,
    langa_vardtillfallen,
)
from analys.indikatorer.rakna import Raknegrund, granska_profil, granska_tackning, rakna_utfall
from analys.indikatorer.raknat import Raknat
from analys.katalog import AGGREGAT, NYCKELTAL, Katalog, las_katalog
from analys.kvalitet import stora_hopp
from analys.leveransval import datamangd, egen_manad, leverans_och_manad
from analys.period import Period
from analys.region import Regionprofil, las_profil
from analys.sources.besked import Leveransbesked, innehallsnyckel
from analys.sources.kalla import las_kalla
from analys.sources.lager import Lager, rader_per_manad, ta_in
from analys.sources.platser import hamtade, platser
from analys.sources.redovisning import Filredovisning
from analys.sources.tabeller import TABELLER
from analys.stats.intervall import med_intervall
from analys.tidtagning import LASA, RAKNA, SKYDDA, tid

MANADER_I_REDOVISNINGEN = 24
"""Months of which the numbers of rows are kept, so that late registrations can be seen."""
HOPPFIL = "hopp.json"
"""In a month's internal folder: the delivery's large jumps, with exact counts of rows."""


RAKNEMINNE = "raknat.parquet"
"""In a month's internal folder: what each measure came to, for a run where most are as they were."""
GRINDMINNE = "grind.json"
"""In a month's internal folder: how each part of its figures is protected, for a run where most are as they were."""
GRINDPROCESSER = 4
"""Nothing is gained by more: the largest parts take most of the time."""
KARANTAN = "karantan.csv"
"""Beside a month's open cube: the rows that were set aside, by file, line and rule."""


@dataclass(frozen=True)
class Kubbesked:
    """Where the cube is, for which month, from which delivery, and whether it was made now."""

    fil: Path
    period: Period
    meta: dict[str, Any]
    ny: bool


def berakna(
    hem: Hem,
    region: str,
    data: Path | None = None,
    period: str | None = None,
    *,
    forgrova: bool = False,
    internt: bool = False,
    arbete: Arbete = HAR,
) -> Kubbesked:
    """Make the protected cube when it is not current, and say where it is; with ``internt`` the unprotected one alone.

    With ``forgrova`` the least coarsening is taken, again and again, that lets the figures pass the disclosure gate.
    What is for the internal level does not wait for the gate, and is not stopped by it. ``arbete``: who counts.

    Raises
    ------
    UsageError : unknown region, no such folder, a period that is not a month or lies outside the data.
    DataError : the delivery cannot be read; an earlier cube stands.
    CannotWriteError : the store cannot be written.
    DisclosureError : hidden counts can be worked out, and ``forgrova`` was not asked for or does not help.
    """
    profil = las_profil(hem, region)
    katalog = las_katalog(hem.indikatorer, profil.id)
    mapp, besked, manad = leverans_och_manad(hem, profil, katalog, data, period)
    fil = (hem.intern_kub if internt else hem.kub)(profil.id, manad.kod)
    register = hem.register(profil.id, datamangd(mapp, besked))
    nyckel = _nyckel(hem, mapp, besked, profil, manad, avtryck(register, manad.kod))
    gammal = _gjord(hem, profil, manad, fil)
    if gammal is not None and gammal["nyckel"] == (intern_nyckel(nyckel) if internt else nyckel):
        return Kubbesked(fil, manad, gammal, ny=False)
    for plats in (hem.lager(profil.id), hem.tabeller(profil.id).parent):
        sopa(plats)
    with tid(LASA):
        lager = ta_in(mapp, profil, hem)
    granska_profil(profil, katalog)
    granska_tackning(lager.las("tackning"), katalog)
    publicerat = las_register(register)
    internmapp = hem.internt(profil.id, manad.kod)
    raknat = Raknat(internmapp / RAKNEMINNE)
    with tid(RAKNA), arbete.raknare(lager.antal_delar) as executor:
        utfall = rakna_hittills(raknegrund(lager), katalog, profil, manad, publicerat, executor, raknat)
    manader = {i: m.kod for i in katalog if (m := egen_manad(katalog[i], besked, manad, preliminar=bool(period)))}
    per_manad = rader_per_manad(lager)
    meta = kubmeta(lager, profil, manad, nyckel, per_manad) | {"manader": manader, "datamangd": register.name}
    meta |= {"invanare_65": aldre(lager.las("befolkning"), manad.forsta_dag.year, profil)}
    prognos = lager.las("befolkningsprognos")
    meta |= {"befolkning_framat": framat(lager.las("befolkning"), prognos, manad.forsta_dag.year, profil)}
    meta |= _om_det_hamtade(hem, mapp, lager, profil, manad)
    try:
        oppen = hem.kub(profil.id, manad.kod)
        oppen.parent.mkdir(parents=True, exist_ok=True)
        _skriv_karantan(lager.redovisning, oppen.with_name(KARANTAN))
        egen = {"enkater": _enkater(lager, INTERN, manad), "forgrovningar": []}
        egen |= {"fordrojd_hemgang": _fordrojd_hemgang(lager, utfall, katalog, profil, manad)}
        oskyddad = oskyddat(utfall, katalog, meta | egen)
        raknat.skriv()
        skriv_privat(internmapp / HOPPFIL, json.dumps(stora_hopp(lager, per_manad, profil)))
        skriv_kub(oskyddad, hem.intern_kub(profil.id, manad.kod))
        if internt:
            return Kubbesked(fil, manad, oskyddad.meta, ny=True)
        meta |= {"enkater": _enkater(lager, "oppen", manad)}
        minne = Minne(internmapp / GRINDMINNE)
        with tid(SKYDDA), arbete.raknare(GRINDPROCESSER) as executor:
            gor = partial(skydda, utfall, katalog, profil, register=publicerat, minne=minne, executor=executor)
            skyddat, skal = _skydda(gor, meta, forgrova=forgrova)
        skriv_privat(internmapp / "skydd.csv", skal.to_csv(index=False, sep=";"))
        ut = publicerat.med(utfall, skyddat.med_tecken(utfall, SYNLIG), skal, katalog)
        skriv_release(internmapp / "publiceras", manad.kod, nyckel, ut)
        skriv_kub(skyddat, fil)  # last: its key says that all is done
    except OSError as fel:
        raise CannotWriteError(
            f"Det går inte att skriva i {fil.parent} ({orsak(fel)}). Kontrollera behörighet och utrymme."
        ) from None
    return Kubbesked(fil, manad, skyddat.meta, ny=True)


def _om_det_hamtade(
    hem: Hem, mapp: Path, lager: Lager, profil: Regionprofil, manad: Period
) -> dict[str, dict[str, Any]]:
    """Return when measures' figures were fetched, and of which years SCB has changed the inhabitants a little."""
    dagar = {m: d for o in hamtade(mapp, lager.besked, hem).values() for m, d in o.om.get("dagar", {}).items()}
    ut: dict[str, dict[str, Any]] = {"hamtat": dagar} if dagar else {}
    scb = hem.kallor / "scb.toml"
    stord = las_kalla(hem.kallor, "scb").stord if scb.is_file() else None
    if stord and (ar := storda(lager.las("befolkning"), stord.fran_ar, manad.sista_dag.year, profil)):
        ut["storda"] = {"slutar": ar, "text": f"{stord.text} ({stord.kalla})"}
    return ut


def ar_aktuell(hem: Hem, profil: Regionprofil, data: Path | None, period: str) -> bool:
    """Return whether the month's protected cube is what the delivery, the settings and the program give now.

    Raises
    ------
    UsageError, DataError : the delivery is not there or does not hold the month.
    """
    mapp, besked, manad = leverans_och_manad(hem, profil, las_katalog(hem.indikatorer, profil.id), data, period)
    publicerat = avtryck(hem.register(profil.id, datamangd(mapp, besked)), manad.kod)
    meta = _gjord(hem, profil, manad, hem.kub(profil.id, manad.kod))
    return meta is not None and meta["nyckel"] == _nyckel(hem, mapp, besked, profil, manad, publicerat)


def _gjord(hem: Hem, profil: Regionprofil, manad: Period, fil: Path) -> dict[str, Any] | None:
    """Return what a cube says of itself; None when it, or what is written beside it, is not there."""
    bredvid = (hem.internt(profil.id, manad.kod) / HOPPFIL, hem.kub(profil.id, manad.kod).with_name(KARANTAN))
    return las_kubmeta(fil) if all(f.is_file() for f in bredvid) else None


def rakna_hittills(
    grund: Raknegrund,
    katalog: Katalog,
    profil: Regionprofil,
    manad: Period,
    publicerat: Register,
    executor: Executor | None = None,
    minne: Raknat | None = None,
) -> pd.DataFrame:
    """Return the figures up to the month with their intervals; a published month is as it was published."""
    utfall = rakna_utfall(grund, katalog, profil, manad, executor, minne)
    revision = manad.forsta_dag.month == profil.rojande.revisionsmanad
    utfall = publicerat.frys(utfall, katalog, profil.rojande.troskel, revision=revision)
    return med_intervall(utfall, {i.id: i.skala for i in katalog.values()})


def _enkater(lager: Lager, niva: str, manad: Period) -> dict[str, Any]:
    """Return what pages of a level may know of organisations' answers and of interviews."""
    enkater, svar, intervjuer = (lager.las(t) for t in ("enkater", "enkatsvar", "intervjuer"))
    return skydda_enkater(enkater, svar, intervjuer, niva, manad.sista_dag)


def langa_i(lager: Lager, katalog: Katalog, profil: Regionprofil, perioder: Sequence[Period]) -> pd.DataFrame | None:
    """Return the long stays that ended in the months, or None where no process is delivered or nothing is decided."""
    if profil.fordrojd_hemgang is None or lager.besked.omfattar(PROCESS) is None:
        return None
    urval = katalog[profil.fordrojd_hemgang.indikator_langa].parametrar
    return langa_vardtillfallen(lager.delar(), perioder, **urval)


def _fordrojd_hemgang(
    lager: Lager, utfall: pd.DataFrame, katalog: Katalog, profil: Regionprofil, manad: Period
) -> dict[str, Any]:
    """Return the analysis of delayed discharge for the internal level; empty where there is nothing to analyse."""
    if profil.fordrojd_hemgang is None:
        return {}
    manader = analysmanader(profil, profil.fordrojd_hemgang.indikator_langa, manad)
    langa = langa_i(lager, katalog, profil, manader)
    return {
        "fran": manader[0].kod,
        "omraden": {} if langa is None else analysera(langa, profil),
    }


def registrera(hem: Hem, profil: Regionprofil, besked: Kubbesked) -> None:
    """Put what a release published into the register."""
    mapp = hem.register(profil.id, besked.meta["datamangd"])
    publicerat = las_register(hem.internt(profil.id, besked.period.kod) / "publiceras")
    skriv_release(mapp, besked.period.kod, besked.meta["nyckel"], publicerat)


def _skydda(
    gor: Callable[..., tuple[SkyddatUtfall, pd.DataFrame]], meta: dict[str, Any], *, forgrova: bool
) -> tuple[SkyddatUtfall, pd.DataFrame]:
    """Return the protected figures and the reasons, coarsened as little as the gate asks for when that is allowed."""
    tagna: list[Forgrovning] = []
    while True:
        try:
            ord_ = [forslag_i_ord(f) for f in tagna]
            return gor(meta=meta | {"forgrovningar": ord_}, forgrovningar=tagna)
        except UtraknatError as fel:
            if not forgrova or fel.forslag is None:
                raise
            tagna.append(fel.forslag)


def raknegrund(lager: Lager) -> Raknegrund:
    """Return what a delivery in the store gives to compute from."""
    omfattning = {t: spann for t in TABELLER if (spann := lager.besked.omfattar(t))}
    gemensamma = {t: lager.las(t) for t in ("befolkning", "tackning", AGGREGAT, NYCKELTAL)}
    return Raknegrund(
        lager.delar,
        gemensamma,
        omfattning,
        lager.kommuner,
        lager.saknade_kolumner,
        lager.luckor,
        lager.besked.uttagsdatum,
        lager.avtryck(),
    )


def _nyckel(hem: Hem, mapp: Path, besked: Leveransbesked, profil: Regionprofil, manad: Period, publicerat: str) -> str:
    """Return the hash of all that the cube depends on: input, settings, code, period and what was published before."""
    filer = [
        *hem.indikatorer.glob("*.toml"),
        *hem.kallor.glob("*.toml"),
        hem.omraden,
        hem.regioner / f"{profil.id}.toml",
        *programmet.moduler(__name__),
    ]
    delar = (
        innehallsnyckel(mapp, besked, platser(mapp, besked, hem)),
        manad.kod,
        profil.id,
        publicerat,
        programmet.bibliotek(),
    )
    return programmet.avtryck(*delar, programmet.filers(filer))


def kubmeta(
    lager: Lager, profil: Regionprofil, manad: Period, nyckel: str, per_manad: dict[str, pd.Series]
) -> dict[str, Any]:
    """Return what every page says of its data; no path, no person, no clock."""
    konton = lager.redovisning
    return {
        "nyckel": nyckel,
        "version": __version__,
        "region": profil.id,
        "period": manad.kod,
        "uttagsdatum": lager.besked.uttagsdatum.isoformat(),
        "system": lager.besked.system,
        "exempel": lager.besked.exempel,
        "exempeltext": lager.besked.exempeltext,
        "niva": "oppen",
        "troskel": profil.rojande.troskel,
        "filer": [k.som_dict() | {"skal": k.skal()} for k in konton],
        "rader_in": sum(k.rader_in for k in konton),
        "anvanda": sum(k.anvanda for k in konton),
        "uteslutna": sum(k.antal_uteslutna for k in konton),
        "atsidosatta": sum(k.antal_atsidosatta for k in konton),
        "rader_per_manad": _tiotal_per_manad(per_manad, manad),
    }


def _tiotal_per_manad(per_manad: dict[str, pd.Series], sista: Period) -> dict[str, dict[str, int]]:
    """Return the rows of the whole delivery per table and month of the last two years, rounded down to tens.

    Fewer than ten are left out. Two releases that differ here have had late registrations.
    """
    forsta = sista.flytta(1 - MANADER_I_REDOVISNINGEN).kod
    ut: dict[str, dict[str, int]] = {}
    for tabell, antal in per_manad.items():
        summor = antal.groupby(level="manad").sum()
        ut[tabell] = {str(m): int(n) // 10 * 10 for m, n in summor.items() if forsta <= str(m) <= sista.kod and n >= 10}
    return ut


def _skriv_karantan(konton: list[Filredovisning], fil: Path) -> None:
    """Write which rows were set aside and why: file, line and rule, never a value; readable by the owner alone."""
    text = io.StringIO()
    skrivare = csv.writer(text, delimiter=";", lineterminator="\n")
    skrivare.writerow(["fil", "rad", "regel"])
    for konto in konton:
        for regel, rader in konto.atsidosatta.items():
            skrivare.writerows([konto.fil, rad, regel] for rad in rader)
    skriv_privat(fil, text.getvalue())
